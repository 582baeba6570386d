import { batch, signal } from '@preact/signals';
import { type Client, createClient } from 'graphql-ws';
import type { TypedDocumentString } from '../../../schema/operations/typed.ts';
import { backoffMs } from './backoff.ts';
import { followClock, serverNowMs } from './clock.ts';
import { ServerProbe } from './server-probe.ts';
import { onWake } from './wake.ts';

const keepAliveMs = 8_000;
const pongTimeoutMs = 4_000;
/** When the page wakes, a socket that is open by its looks answers at once or is dead. */
const wakeTimeoutMs = 2_000;
/** A server to which a whole room comes back takes its time, and giving up would bring it more to do. */
const openTimeoutMs = 20_000;
/** Where nothing comes back at all: a new beginning is heard sooner than the old one's packets, which the system repeats ever more seldom. */
const silentTimeoutMs = 1_800;
const ackTimeoutMs = 6_000;

/** At a time; the server takes 50 operations of a socket, subscriptions included. */
const maxAsking = 16;

/** Whether the server can be reached now; for what must not be queued. */
export const isReached = signal(true);

/** Of RFC 6455. */
const normalClosure = 1000;
/** The server's word that a token opens nothing any more. */
const forbidden = 4403;
/** Its word before it acknowledges a socket that it opened: there are too many of this token. */
const tryAgainLater = 1013;
/** The first that fails may have met a server that was just going. */
const refusedAfter = 2;

/** Who has as many connections as there may be; of the network it is presumed, because browsers do not tell how an upgrade was refused. */
export type Refused = 'network' | 'seat';

/** How the server can be reached. `sinceMs`: when it was last heard, by the server's clock; null if never. `refused`: null where it is not known to be so. */
export type Reach =
  | { readonly is: 'connecting' }
  | { readonly is: 'live' }
  | { readonly is: 'lost'; readonly sinceMs: number | null; readonly refused: Refused | null }
  | { readonly is: 'ended' };

/** A request that was answered with an error: malformed, not allowed, or failed on the server. */
export class AskError extends Error {
  constructor(
    message: string,
    readonly code: string,
    readonly retryAfterSeconds: number | null,
  ) {
    super(message);
  }
}

/** What answers an operation, by the GraphQL specification. */
export interface ExecutionResult<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly GivenError[];
}

export interface GivenError {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

interface ConnectionOptions {
  readonly token: string | null;
  readonly language: () => string;
}

interface Watched {
  after?: string | null | undefined;
}

/**
 * One socket to the server. What is lost is opened again, for as long as the page is open; what was not answered is sent again as
 * it was, and every watch goes on from its last cursor.
 */
export class Connection {
  readonly reach = signal<Reach>({ is: 'connecting' });
  #client: Client;
  readonly #isSignedIn: boolean;
  readonly #watched = new Set<Watched>();
  readonly #probe = new ServerProbe(() => this.#answeredLate());
  #heardMs: number | null = null;
  #socket: WebSocket | null = null;
  /** By when something has to be heard of the socket. */
  #deadline: number | undefined;
  /** Whether the server is known to be there: the page has just come from it. */
  #isThere = true;
  /** Whether a socket is being opened. */
  #isOpening = false;
  /** How many sockets in turn a server that was there did not open. */
  #failures = 0;
  /** Ends the pauses of the moment. */
  readonly #pausing = new Set<() => void>();
  readonly #forgetWaking: () => void;
  #closed = false;
  #asking = 0;
  readonly #turn: (() => void)[] = [];

  constructor({ token, language }: ConnectionOptions) {
    this.#isSignedIn = token !== null;
    this.#client = this.#open({ token, language });
    window.addEventListener('offline', this.#wentOffline);
    window.addEventListener('pagehide', this.#left);
    this.#forgetWaking = onWake(this.#woke);
  }

  #open(given: ConnectionOptions): Client {
    return createClient({
      url: () => this.#worthOpening(),
      connectionParams: () => ({
        ...(given.token !== null && { token: given.token }),
        language: given.language(),
      }),
      lazy: false,
      keepAlive: keepAliveMs,
      retryAttempts: Number.POSITIVE_INFINITY,
      // What waits is the url: it is asked for before each socket, those after a fatal code included.
      retryWait: async () => {},
      shouldRetry: () => this.#goesOn(),
      // A code that ends a client for good. The server that gave it may be another one by now.
      onNonLazyError: () => {
        if (this.#goesOn()) this.#client = this.#open(given);
      },
      on: {
        opened: () => {
          this.#isOpening = false;
          this.#expect(ackTimeoutMs);
        },
        connected: (socket) => this.#connected(socket as WebSocket),
        message: () => this.#heard(),
        ping: (received) => {
          if (!received) this.#expect(pongTimeoutMs);
        },
        // Before "closed" is told, the next attempt has begun.
        error: () => this.#lost(undefined),
        closed: (event) => this.#lost((event as CloseEvent).code),
      },
    });
  }

  #goesOn(): boolean {
    return !this.#closed && this.reach.value.is !== 'ended';
  }

  /** The data of one answer. Waits as long as the server is away; rejects with an AskError. */
  async ask<Data, Variables>(
    document: TypedDocumentString<Data, Variables>,
    variables: Variables,
  ): Promise<Data> {
    while (this.#asking >= maxAsking) await new Promise<void>((resolve) => this.#turn.push(resolve));
    this.#asking += 1;
    try {
      return await this.#ask(document, variables);
    } finally {
      this.#asking -= 1;
      this.#turn.shift()?.();
    }
  }

  #ask<Data, Variables>(document: TypedDocumentString<Data, Variables>, variables: Variables): Promise<Data> {
    const payload = { query: document.toString(), variables: variables as Record<string, unknown> };
    return new Promise((resolve, reject) => {
      let answered = false;
      const once = () =>
        this.#client.subscribe<Data>(payload, {
          next: (answer) => {
            answered = true;
            const { data, errors } = answer as ExecutionResult<Data>;
            if (data && !errors) resolve(data);
            else reject(this.#told(errors));
          },
          error: (error) => {
            if (Array.isArray(error)) reject(this.#told(error));
            else if (!this.#goesOn()) reject(askErrorOf([]));
            else void this.#pause(0).then(once);
          },
          // Without an answer before it: a server that goes away.
          complete: () => {
            if (!answered && !this.#closed) void this.#pause(0).then(once);
          },
        });
      once();
    });
  }

  /** Follows a subscription until the function that it returns is called. `next` writes the last cursor into `variables.after`. */
  watch<Data, Variables extends object>(
    document: TypedDocumentString<Data, Variables>,
    variables: Variables & Watched,
    next: (data: Data) => void,
  ): () => void {
    this.#watched.add(variables);
    let ended = false;
    let failures = 1;
    let stop = () => {};
    const follow = () => {
      // The same object goes out again on every reconnect, with what `next` wrote into it.
      const payload = { query: document.toString(), variables: variables as Record<string, unknown> };
      const again = () => {
        if (!ended && this.#goesOn()) void this.#pause(failures).then(follow);
        failures += 1;
      };
      if (ended) return;
      stop = this.#client.subscribe<Data>(payload, {
        next: ({ data, errors }) => {
          if (data && !errors) {
            failures = 1;
            batch(() => next(data));
          }
          // A cursor from before the database was restored: the newest view is wanted all the same.
          else if (this.#told(errors).code === 'CURSOR_INVALID') variables.after = null;
        },
        error: (error) => {
          if (Array.isArray(error) && this.#told(error).code === 'CURSOR_INVALID') variables.after = null;
          again();
        },
        complete: again,
      });
    };
    follow();
    return () => {
      ended = true;
      this.#watched.delete(variables);
      stop();
    };
  }

  /** Connects anew, for what is said in another language. */
  renew(): void {
    for (const variables of this.#watched) variables.after = null;
    this.#client.terminate();
    this.#isThere = true;
  }

  close(): void {
    this.#closed = true;
    this.#probe.stop();
    window.clearTimeout(this.#deadline);
    window.removeEventListener('offline', this.#wentOffline);
    window.removeEventListener('pagehide', this.#left);
    this.#forgetWaking();
    // It rejects where the socket that is being opened ends instead.
    Promise.resolve(this.#client.dispose()).catch(() => {});
  }

  /** The socket's address, once there is reason to believe that it opens. Browsers make those wait that tried in vain. */
  async #worthOpening(): Promise<string> {
    if (!this.#isThere) {
      await this.#pause(this.#failures);
      this.#isThere = await this.#probe.found();
    }
    this.#isOpening = true;
    this.#expect(this.#isThere ? openTimeoutMs : silentTimeoutMs);
    return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`;
  }

  /** The way is slow, and not silent: the socket that is being opened gets its time. */
  #answeredLate(): void {
    if (!this.#isOpening) return;
    this.#isThere = true;
    this.#expect(openTimeoutMs);
  }

  #expect(withinMs: number): void {
    window.clearTimeout(this.#deadline);
    this.#deadline = window.setTimeout(() => this.#client.terminate(), withinMs);
  }

  #connected(socket: WebSocket): void {
    this.#socket = socket;
    this.#failures = 0;
    this.#heard();
    followClock();
  }

  #heard(): void {
    this.#heardMs = serverNowMs();
    isReached.value = true;
    window.clearTimeout(this.#deadline);
    if (this.reach.value.is !== 'live' && this.reach.value.is !== 'ended') this.reach.value = { is: 'live' };
  }

  /** What the server answered instead of data. Where its clock jumped it does so to a token that ended, and keeps the socket. */
  #told(errors: readonly GivenError[] | undefined): AskError {
    const error = askErrorOf(errors);
    if (error.code === 'UNAUTHENTICATED' && this.#isSignedIn) this.#lost(forbidden);
    return error;
  }

  #lost(code: number | undefined): void {
    window.clearTimeout(this.#deadline);
    const wasRefused = this.#socket === null && this.#isThere;
    if (wasRefused) this.#failures += 1;
    const presumed = this.#failures >= refusedAfter ? 'network' : null;
    const refused = wasRefused && code === tryAgainLater ? 'seat' : presumed;
    this.#socket = null;
    this.#isThere = false;
    this.#isOpening = false;
    if (!this.#goesOn()) return;
    isReached.value = false;
    if (code === forbidden) this.reach.value = { is: 'ended' };
    else this.reach.value = { is: 'lost', sinceMs: this.#heardMs, refused };
  }

  readonly #wentOffline = () => this.#client.terminate();

  /** There may be a way again; or the way that was there is gone, and nothing told. */
  readonly #woke = () => {
    for (const end of this.#pausing) end();
    this.#probe.look();
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#socket.send('{"type":"ping"}');
    this.#expect(wakeTimeoutMs);
  };

  // For good, or for the back-forward cache, where browsers break sockets off and complain of it in the console.
  readonly #left = () => {
    this.#socket?.close(normalClosure);
    this.#client.terminate();
  };

  async #pause(retries: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const end = () => {
        window.clearTimeout(timer);
        this.#pausing.delete(end);
        resolve();
      };
      const timer = window.setTimeout(end, backoffMs(retries, Math.random()));
      this.#pausing.add(end);
    });
  }
}

export function askErrorOf(errors: readonly GivenError[] | undefined): AskError {
  const [first] = errors ?? [];
  const { code, retryAfterSeconds } = first?.extensions ?? {};
  return new AskError(
    first?.message ?? '',
    typeof code === 'string' ? code : 'INTERNAL_SERVER_ERROR',
    typeof retryAfterSeconds === 'number' ? retryAfterSeconds : null,
  );
}

/** The one root field of an answer. */
export function only<Data extends object>(data: Data): Data[keyof Data] {
  return Object.values(data)[0] as Data[keyof Data];
}
