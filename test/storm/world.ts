import { type Client, CloseCode, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Chance } from '../support/chance.ts';

// What the storm's people share: where the server is at the moment, what they were promised, and what broke a promise.

// biome-ignore lint/suspicious/noExplicitAny: answers are looked at field by field
export type Any = any;

/** What a kill may be aimed at: a command went out on a socket, for the first time or again; its answer came. */
export type Moment = 'SENT' | 'ANSWERED';

export interface Promised {
  readonly token: string;
  readonly field: string;
  readonly input: Any;
  readonly answer: Any;
}

/** A command that has no answer yet. */
interface Pending {
  readonly client: Client;
  readonly field: string;
  readonly commandId: string;
  /** When it last went out on a socket. */
  sentAtMs?: number;
}

/** A command of a client that went away before the answer came: done once or never. */
export interface Deserted {
  readonly commandId: string;
}

const accepted: Readonly<Record<string, string>> = {
  castBallot: 'CastBallotInput! ... on BallotReceipt { commandId roundId cursor }',
  prepareSession:
    'PrepareSessionInput! ... on PreparedSession { session { id seats { id person { fullName } } reviews { id } } accessCodes { seat { id } code } }',
  issueAccessCode: 'IssueAccessCodeInput! ... on AccessCode { accessCode: code seat { id } }',
  createApiKey: 'CreateApiKeyInput! ... on ApiKey { id name key }',
  revokeApiKey: 'RevokeApiKeyInput! ... on ApiKeyRevoked { id }',
  recordDecision: 'RecordDecisionInput! ... on DecisionRecorded { commandId result { id } }',
};
const plain: Readonly<Record<string, string>> = {
  checkIn: 'SessionCommandInput!',
  conveneSession: 'SessionCommandInput!',
  adjournSession: 'SessionCommandInput!',
  openReview: 'ReviewCommandInput!',
  closeRound: 'RoundCommandInput!',
};

function documentOf(field: string): string {
  const own = accepted[field];
  const [, type, selection] =
    own === undefined
      ? [
          null,
          plain[field] ?? `${field[0]?.toUpperCase()}${field.slice(1)}Input!`,
          '... on Accepted { commandId cursor }',
        ]
      : (/^(\S+) (.+)$/.exec(own) ?? []);
  return `mutation ($input: ${type}) { ${field}(input: $input) { __typename ... on Refusal { code message } ${selection} } }`;
}

/** What a socket's end or an operation's errors say; neither is an Error. */
export function toldOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  if (Array.isArray(error)) return JSON.stringify(error);
  const { code, reason, message } = error as { code?: unknown; reason?: unknown; message?: unknown };
  return code === undefined ? String(message ?? error) : `closed with ${code} ${reason}`;
}

/** Lets a client go. Its promise rejects where the client was just coming back, which is no fault of anybody's. */
export async function letGo(client: Client): Promise<void> {
  await Promise.resolve(client.dispose()).catch(() => {});
}

export class World {
  readonly chance: Chance;
  readonly faults: string[] = [];
  /** Everything accepted, in the order of the answers. */
  readonly promised: Promised[] = [];
  readonly deserted: Deserted[] = [];
  /** Told of moments that a kill may be aimed at; acts in the same turn. */
  onMoment: (moment: Moment, field: string) => void = () => {};
  receipts = 0;
  repeated = 0;
  /** Commands that are being sent again at the moment. */
  repeating = 0;
  reconnects = 0;
  /** How long the last answer took. */
  answerMs = 20;
  /** How often the server was killed so far. */
  kills = 0;
  readonly #pending = new Set<Pending>();
  readonly #connected = new Set<Client>();
  #isUp = false;
  #address: Promise<string>;
  #arrive: (address: string) => void = () => {};
  #leave = new Set<() => void>();

  constructor(chance: Chance) {
    this.chance = chance;
    this.#address = this.#away();
  }

  #away(): Promise<string> {
    return new Promise((resolve) => {
      this.#arrive = resolve;
    });
  }

  /** Lets everybody come (back). */
  up(address: string): void {
    this.#isUp = true;
    this.#arrive(address);
  }

  down(): void {
    // Whoever waits for a server that never came up waits for the next one.
    if (!this.#isUp) return;
    this.#isUp = false;
    this.#address = this.#away();
    const leaving = [...this.#leave];
    this.#leave.clear();
    for (const leave of leaving) leave();
  }

  address(): Promise<string> {
    return this.#address;
  }

  fault(what: string): void {
    this.faults.push(`after ${this.kills} kills: ${what}`);
  }

  /** Ballots that are on their way at this moment, by their commands: sent on an open socket, and not answered. */
  ballotsInFlight(): readonly string[] {
    return [...this.#pending]
      .filter(({ client, field }) => field === 'castBallot' && this.#connected.has(client))
      .map(({ commandId }) => commandId);
  }

  isPending(commandId: string): boolean {
    return [...this.#pending].some((one) => one.commandId === commandId);
  }

  /** Comes back for ever; what was not answered is sent again as it was. */
  client(token: string | null): Client {
    const client: Client = createClient({
      url: async () => `${(await this.#address).replace(/^http/, 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { ...(token === null ? {} : { token }), language: 'en' },
      lazyCloseTimeout: 60_000,
      retryAttempts: Number.MAX_SAFE_INTEGER,
      retryWait: async () => {},
      // Whoever's token has ended would ask for ever.
      shouldRetry: (end) => (end as { code?: unknown }).code !== CloseCode.Forbidden,
      on: {
        connected: (_socket, _payload, again) => {
          if (again) this.reconnects += 1;
          this.#connected.add(client);
          // Whatever it still has no answer to goes out now.
          for (const one of this.#pending) if (one.client === client) this.#tellSent(one);
        },
        closed: () => {
          this.#connected.delete(client);
        },
      },
    });
    return client;
  }

  /** The client sends in the turn in which this is called; what is told comes after it. */
  #tellSent(one: Pending): void {
    setImmediate(() => {
      if (!this.#pending.has(one) || !this.#connected.has(one.client)) return;
      one.sentAtMs = performance.now();
      this.onMoment('SENT', one.field);
    });
  }

  /** A command is under way until what this returns is called. */
  #begin(one: Pending): () => void {
    this.#pending.add(one);
    if (this.#connected.has(one.client)) this.#tellSent(one);
    return () => {
      this.#pending.delete(one);
      if (one.sentAtMs !== undefined && one.field === 'castBallot')
        this.answerMs = performance.now() - one.sentAtMs;
    };
  }

  /** The one root field's value. Errors are faults: whoever follows the contract gets none. */
  ask(client: Client, query: string, variables: Any = {}): Promise<Any> {
    return new Promise((resolve, reject) => {
      client.subscribe<Any>({ query, variables }, this.#sink(query, resolve, reject));
    });
  }

  /** Takes the one answer to `what`. */
  #sink(what: string, resolve: (field: Any) => void, reject: (error: Error) => void) {
    const failed = (error: unknown) => reject(new Error(`${what}: ${toldOf(error)}`));
    return {
      next: ({ data, errors }: { data?: Any; errors?: readonly unknown[] | undefined }) =>
        errors ? failed(errors) : resolve(Object.values(data ?? {})[0]),
      error: failed,
      complete: () => failed('ended without an answer'),
    };
  }

  /** A command until it is answered, however often the server dies meanwhile. */
  async command(who: { client: Client; token: string }, field: string, input: Any): Promise<Any> {
    const full = { commandId: this.chance.id(), ...input };
    const over = this.#begin({ client: who.client, field, commandId: full.commandId });
    const answer = await this.ask(who.client, documentOf(field), { input: full }).finally(over);
    this.#note(who.token, field, full, answer);
    return answer;
  }

  #note(token: string, field: string, input: Any, answer: Any): void {
    if (answer.__typename === 'Refusal') return;
    this.promised.push({ token, field, input, answer });
    if (field === 'castBallot') this.receipts += 1;
    this.onMoment('ANSWERED', field);
  }

  /** A command whose sender goes for good when the server dies; null when that came before the answer. */
  desert(who: { client: Client; token: string }, field: string, input: Any): Promise<Any> {
    const full = { commandId: this.chance.id(), ...input };
    const over = this.#begin({ client: who.client, field, commandId: full.commandId });
    return new Promise<Any>((resolve, reject) => {
      let stop = () => {};
      const leave = () => {
        this.deserted.push({ commandId: full.commandId });
        stop();
        resolve(null);
      };
      this.#leave.add(leave);
      // Once it has left, nothing reaches it.
      const stays = () => this.#leave.delete(leave);
      const sink = this.#sink(field, resolve, reject);
      stop = who.client.subscribe<Any>(
        { query: documentOf(field), variables: { input: full } },
        {
          ...sink,
          next: (result) => stays() && sink.next(result),
          error: (error) => stays() && sink.error(error),
        },
      );
    })
      .then((answer) => {
        if (answer !== null) this.#note(who.token, field, full, answer);
        return answer;
      })
      .finally(over);
  }

  /** Sends an accepted command again: the answer must be the first one. */
  async repeat(client: Client, { field, input, answer }: Promised): Promise<void> {
    const again = await this.ask(client, documentOf(field), { input });
    this.repeated += 1;
    if (JSON.stringify(again) !== JSON.stringify(answer)) {
      this.fault(
        `${field} ${input.commandId} was answered ${JSON.stringify(answer)}, and then ${JSON.stringify(again)}`,
      );
    }
  }

  /** A token for an access code. */
  async signIn(code: string): Promise<string> {
    const client = this.client(null);
    const signedIn = await this.ask(
      client,
      'mutation ($input: SignInInput!) { signIn(input: $input) { ... on Credential { token } ... on Refusal { refused: code } } }',
      { input: { code } },
    );
    await letGo(client);
    if (signedIn.token === undefined) throw new Error(`a code was refused: ${signedIn.refused}`);
    return signedIn.token;
  }

  /** 200 or 401. */
  async statusOf(token: string): Promise<number> {
    for (;;) {
      try {
        return await statusAt(await this.#address, token);
      } catch {
        // The server died: asked again when it is back.
      }
    }
  }
}

/** 200 where the token opens something at the server, 401 where it does not. */
export async function statusAt(address: string, token: string): Promise<number> {
  const response = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: '{"query":"{ viewer { kind } }"}',
  });
  await response.text();
  return response.status;
}
