import { batch, signal } from '@preact/signals';
import { type Client, createClient } from 'graphql-ws';
import type { TypedDocumentString } from '../../../schema/operations/typed.ts';
import { pauseMs } from './pause.ts';

const keepAliveMs = 8_000;
const pongTimeoutMs = 4_000;
const ackTimeoutMs = 6_000;

/** At a time; the server takes 50 operations of a socket, subscriptions included. */
const mostAsking = 16;

/** Whether the server can be reached now; for what must not be queued. */
export const isReached = signal(true);

/** The server's word that a token opens nothing any more. */
const forbidden = 4403;

/** How the server can be reached. `sinceMs`: when it was last heard, by this device's clock; null if never. */
export type Reach =
  | { readonly is: 'connecting' }
  | { readonly is: 'live' }
  | { readonly is: 'lost'; readonly sinceMs: number | null }
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

interface Answer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly GivenError[];
}

export interface GivenError {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
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
  readonly #client: Client;
  readonly #isSignedIn: boolean;
  readonly #watched = new Set<Watched>();
  #heardMs: number | null = null;
  #pongTimer: number | undefined;
  /** Ends the pauses of the moment. */
  readonly #pausing = new Set<() => void>();
  #closed = false;
  #asking = 0;
  readonly #turn: (() => void)[] = [];

  constructor({ token, language }: { token: string | null; language: () => string }) {
    this.#isSignedIn = token !== null;
    this.#client = createClient({
      url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`,
      connectionParams: () => ({ ...(token !== null && { token }), language: language() }),
      lazy: false,
      keepAlive: keepAliveMs,
      connectionAckWaitTimeout: ackTimeoutMs,
      retryAttempts: Number.POSITIVE_INFINITY,
      retryWait: (retries) => this.#pause(retries),
      shouldRetry: () => !this.#closed && this.reach.value.is !== 'ended',
      onNonLazyError: () => {},
      on: {
        connected: () => this.#heard(),
        message: () => this.#heard(),
        ping: (received) => {
          if (!received) this.#pongTimer = window.setTimeout(() => this.#client.terminate(), pongTimeoutMs);
        },
        pong: () => window.clearTimeout(this.#pongTimer),
        closed: (event) => this.#lost((event as CloseEvent).code),
      },
    });
    window.addEventListener('offline', this.#wentOffline);
    window.addEventListener('online', this.#cameOnline);
  }

  /** The data of one answer. Waits as long as the server is away; rejects with an AskError. */
  async ask<Data, Variables>(
    document: TypedDocumentString<Data, Variables>,
    variables: Variables,
  ): Promise<Data> {
    while (this.#asking >= mostAsking) await new Promise<void>((resolve) => this.#turn.push(resolve));
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
            const { data, errors } = answer as Answer<Data>;
            if (data && !errors) resolve(data);
            else reject(this.#told(errors));
          },
          error: (error) => {
            if (Array.isArray(error)) reject(this.#told(error));
            else if (this.#closed || this.reach.value.is === 'ended') reject(askErrorOf([]));
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
        if (!ended && !this.#closed && this.reach.value.is !== 'ended')
          void this.#pause(failures).then(follow);
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
  }

  close(): void {
    this.#closed = true;
    window.removeEventListener('offline', this.#wentOffline);
    window.removeEventListener('online', this.#cameOnline);
    void this.#client.dispose();
  }

  #heard(): void {
    this.#heardMs = Date.now();
    isReached.value = true;
    window.clearTimeout(this.#pongTimer);
    if (this.reach.value.is !== 'live' && this.reach.value.is !== 'ended') this.reach.value = { is: 'live' };
  }

  /** What the server answered instead of data. Where its clock jumped it does so to a token that ended, and keeps the socket. */
  #told(errors: readonly GivenError[] | undefined): AskError {
    const error = askErrorOf(errors);
    if (error.code === 'UNAUTHENTICATED' && this.#isSignedIn) this.#lost(forbidden);
    return error;
  }

  #lost(code: number | undefined): void {
    window.clearTimeout(this.#pongTimer);
    if (this.#closed || this.reach.value.is === 'ended') return;
    isReached.value = false;
    if (code === forbidden) this.reach.value = { is: 'ended' };
    else if (this.reach.value.is !== 'lost') this.reach.value = { is: 'lost', sinceMs: this.#heardMs };
  }

  readonly #wentOffline = () => this.#client.terminate();
  readonly #cameOnline = () => {
    for (const end of this.#pausing) end();
  };

  async #pause(retries: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const end = () => {
        window.clearTimeout(timer);
        this.#pausing.delete(end);
        resolve();
      };
      const timer = window.setTimeout(end, pauseMs(retries, Math.random()));
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
