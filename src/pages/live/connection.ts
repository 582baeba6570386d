import { batch, signal } from '@preact/signals';
import { type Client, createClient } from 'graphql-ws';
import type { TypedDocumentString } from '../../../schema/operations/typed.ts';
import { backoffMs } from './backoff.ts';
import { followClock, serverNowMs } from './clock.ts';
import { ServerProbe } from './server-probe.ts';
import { onWake } from './wake.ts';

const keepAliveMs = 8_000;
const pongTimeoutMs = 4_000;
/** How long a socket may take to answer when the page wakes. One that takes longer is dead, although it looks open. */
const wakeTimeoutMs = 2_000;
/** How long a socket may take to open. A server to which a whole room comes back needs time, and giving up would make it more work. */
const openTimeoutMs = 20_000;
/**
 * How long a socket may take to open where nothing was heard of the server. A new attempt is heard sooner than the old one, whose packets the system repeats
 * more and more seldom.
 */
const silentTimeoutMs = 1_800;
const ackTimeoutMs = 6_000;

/** How many operations `ask` has under way. The server takes 50 of a socket, with subscriptions. */
const maxAsking = 16;

/** Whether the server is reached now, for actions that must not wait. */
export const isReached = signal(true);

/** A code of RFC 6455. */
const normalClosure = 1000;
/** The server's code for a token that opens nothing any more. */
const forbidden = 4403;
/** The server's code for a socket that it does not acknowledge, because there are too many of this token. */
const tryAgainLater = 1013;
/** A refusal is presumed after so many failures in turn, because the first may have met a server that was just stopping. */
const refusedAfter = 2;

/** Who has as many connections as there may be. For the network this is presumed, because browsers do not tell how an upgrade was refused. */
export type Refused = 'network' | 'seat';

/** How the server can be reached. `sinceMs` is when it was last heard, by the server's clock; null for never. `refused` is null where no refusal is known. */
export type Reach =
  | { readonly is: 'connecting' }
  | { readonly is: 'live' }
  | { readonly is: 'lost'; readonly sinceMs: number | null; readonly refused: Refused | null }
  | { readonly is: 'ended' };

/** Thrown where a request was answered with an error: it was malformed or not allowed, or it failed on the server. */
export class AskError extends Error {
  constructor(
    message: string,
    readonly code: string,
    readonly retryAfterSeconds: number | null,
  ) {
    super(message);
  }
}

/** The answer to an operation, as the GraphQL specification has it. */
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
 * One socket to the server. A lost socket is opened again for as long as the page is open. Operations without an answer are sent again as they were, and every
 * watch goes on from its last cursor.
 */
export class Connection {
  readonly reach = signal<Reach>({ is: 'connecting' });
  #client: Client;
  readonly #isSignedIn: boolean;
  readonly #watched = new Set<Watched>();
  readonly #probe = new ServerProbe(() => this.#answeredLate());
  #heardMs: number | null = null;
  #socket: WebSocket | null = null;
  /** The timer that ends the socket if nothing is heard of it. */
  #deadline: number | undefined;
  /** Whether the server is known to be there. At first it is, because the page has just come from it. */
  #isThere = true;
  /** Whether a socket is being opened. */
  #isOpening = false;
  /** How many sockets in turn were not opened, although the server was there. */
  #failures = 0;
  /** Ends the pauses that last now. */
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
      // This does not wait, because `url` does. The client asks for the url before each socket, also after a fatal code.
      retryWait: async () => {},
      shouldRetry: () => this.#goesOn(),
      // A fatal code ended the client. The server that sent it may be another one by now, so there is a new client.
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
        // "closed" comes after the next attempt has begun, which is too late.
        error: () => this.#lost(undefined),
        closed: (event) => this.#lost((event as CloseEvent).code),
      },
    });
  }

  #goesOn(): boolean {
    return !this.#closed && this.reach.value.is !== 'ended';
  }

  /** Returns the data of one answer. Waits as long as the server is away. Rejects with an AskError. */
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
          // A server that is going away completes an operation without an answer.
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
      // The client sends this object again on every reconnect, with what `next` wrote into it.
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
          // The cursor is from before the database was restored. The newest view is wanted all the same.
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

  /** Connects again, to be answered in another language. */
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
    // This rejects where the socket that is being opened fails.
    Promise.resolve(this.#client.dispose()).catch(() => {});
  }

  /** Returns the socket's address once it is likely to open, because browsers delay the next socket after one that failed. */
  async #worthOpening(): Promise<string> {
    if (!this.#isThere) {
      await this.#pause(this.#failures);
      this.#isThere = await this.#probe.found();
    }
    this.#isOpening = true;
    this.#expect(this.#isThere ? openTimeoutMs : silentTimeoutMs);
    return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`;
  }

  /** The network is slow and not silent, so the socket that is being opened gets more time. */
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

  /**
   * Returns the error that the server answered. UNAUTHENTICATED ends the connection here, because a server whose clock jumped keeps the socket of a token that
   * has ended.
   */
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

  /** There may be a network again, or the network may be gone without a sign. */
  readonly #woke = () => {
    for (const end of this.#pausing) end();
    this.#probe.look();
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#socket.send('{"type":"ping"}');
    this.#expect(wakeTimeoutMs);
  };

  // The page is left for good, or goes to the back-forward cache, where browsers break off sockets and report that in the console.
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

/** Returns the one root field of an answer. */
export function only<Data extends object>(data: Data): Data[keyof Data] {
  return Object.values(data)[0] as Data[keyof Data];
}
