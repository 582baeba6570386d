import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Chance } from './chance.ts';

// What the storm's people share: where the server is at the moment, what they were promised, and what broke a promise.

// biome-ignore lint/suspicious/noExplicitAny: answers are looked at field by field
export type Any = any;

/** What a kill may be aimed at. */
export type Moment = 'SENT' | 'ANSWERED' | 'RECEIPT';

export interface Promised {
  readonly token: string;
  readonly field: string;
  readonly input: Any;
  readonly answer: Any;
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
    this.#arrive(address);
  }

  down(): void {
    this.#address = this.#away();
    const leaving = [...this.#leave];
    this.#leave.clear();
    for (const leave of leaving) leave();
  }

  address(): Promise<string> {
    return this.#address;
  }

  fault(what: string): void {
    this.faults.push(what);
  }

  /** Comes back for ever; what was not answered is sent again as it was. */
  client(token: string | null): Client {
    return createClient({
      url: async () => `${(await this.#address).replace(/^http/, 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { ...(token === null ? {} : { token }), language: 'en' },
      lazyCloseTimeout: 60_000,
      retryAttempts: Number.MAX_SAFE_INTEGER,
      retryWait: async () => {},
      shouldRetry: () => true,
      on: {
        connected: (_socket, _payload, again) => {
          if (again) this.reconnects += 1;
        },
      },
    });
  }

  /** The one root field's value. Errors are faults: whoever follows the contract gets none. */
  ask(client: Client, query: string, variables: Any = {}): Promise<Any> {
    return new Promise((resolve, reject) => {
      client.subscribe<Any>(
        { query, variables },
        {
          next: ({ data, errors }) => {
            if (errors) reject(new Error(`${query}: ${JSON.stringify(errors)}`));
            else resolve(Object.values(data ?? {})[0]);
          },
          error: (error) => reject(new Error(`${query}: ${JSON.stringify(error) ?? error}`)),
          complete: () => reject(new Error(`${query}: ended without an answer`)),
        },
      );
    });
  }

  /** A command until it is answered, however often the server dies meanwhile. */
  async command(who: { client: Client; token: string }, field: string, input: Any): Promise<Any> {
    const full = { commandId: this.chance.id(), ...input };
    this.onMoment('SENT', field);
    const answer = await this.ask(who.client, documentOf(field), { input: full });
    this.#note(who.token, field, full, answer);
    return answer;
  }

  #note(token: string, field: string, input: Any, answer: Any): void {
    if (answer.__typename === 'Refusal') return;
    this.promised.push({ token, field, input, answer });
    if (field === 'castBallot') {
      this.receipts += 1;
      this.onMoment('RECEIPT', field);
    } else this.onMoment('ANSWERED', field);
  }

  /** A command whose sender goes for good when the server dies; null when that came before the answer. */
  desert(who: { client: Client; token: string }, field: string, input: Any): Promise<Any> {
    const full = { commandId: this.chance.id(), ...input };
    return new Promise((resolve, reject) => {
      let settled = false;
      const stop = who.client.subscribe<Any>(
        { query: documentOf(field), variables: { input: full } },
        {
          next: ({ data }) => {
            if (settled) return;
            settled = true;
            this.#leave.delete(leave);
            this.#note(who.token, field, full, data?.[field]);
            resolve(data?.[field]);
          },
          error: reject,
          complete: () => {},
        },
      );
      const leave = () => {
        if (settled) return;
        settled = true;
        this.deserted.push({ commandId: full.commandId });
        stop();
        resolve(null);
      };
      this.#leave.add(leave);
    });
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
    await client.dispose();
    if (signedIn.token === undefined) throw new Error(`a code was refused: ${signedIn.refused}`);
    return signedIn.token;
  }

  /** 200 or 401. */
  async statusOf(token: string): Promise<number> {
    for (;;) {
      try {
        const response = await fetch(`${await this.#address}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
          body: '{"query":"{ viewer { kind } }"}',
        });
        await response.text();
        return response.status;
      } catch {
        // The server died: asked again when it is back.
      }
    }
  }
}
