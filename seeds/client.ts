// A client that uses the public API alone, over a GraphQL websocket of its own or over HTTP.

import { createClient, type Client as SocketClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { documentOf } from './operations.ts';
import { wait } from './wait.ts';
import type { Refusal } from './wire.ts';

/** With the pauses between them these attempts take more than a minute, which is longer than a restart of the server. */
const attemptsAtMost = 40;
const firstPauseMs = 100;
const maxPauseMs = 2_000;
const keepAliveMs = 10_000;
const ackTimeoutMs = 5_000;
const httpTimeoutMs = 15_000;

export type Address = () => Promise<string>;
type Variables = Record<string, unknown>;

interface GraphQLAnswer {
  data?: Record<string, unknown> | null;
  errors?: readonly { message: string; extensions?: Record<string, unknown> }[];
}

/** The server cannot be reached, is busy or limits the rate, so the same request can be sent again. */
class Unavailable extends Error {}

function pauseMs(attempt: number): number {
  return Math.min(firstPauseMs * 2 ** attempt, maxPauseMs);
}

/** Repeats a request while it throws Unavailable. Repeating a command does no harm, because it has the same id each time [C2]. */
async function patiently<Answer>(attempt: () => Promise<Answer>, isClosed = () => false): Promise<Answer> {
  for (let failed = 0; ; failed += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Unavailable) || failed >= attemptsAtMost || isClosed()) throw error;
    }
    await wait(pauseMs(failed));
  }
}

function errorOf(operation: string, error: NonNullable<GraphQLAnswer['errors']>[number] | undefined): Error {
  const code = error?.extensions?.code ?? 'error';
  const message = `${operation}: ${code}: ${error?.message}`;
  return code === 'RATE_LIMITED' ? new Unavailable(message) : new Error(message);
}

/** Returns the value of the operation's one root field. Throws the first error of the answer, and Unavailable where it is a refusal with BUSY. */
function fieldOf<Field>(operation: string, answer: GraphQLAnswer): Field {
  const [first] = answer.errors ?? [];
  if (first) throw errorOf(operation, first);
  const field = Object.values(answer.data ?? {})[0] as Field | undefined;
  if (field === undefined) throw new Error(`${operation}: no data`);
  const { __typename, code } = (field ?? {}) as Partial<Refusal>;
  if (__typename === 'Refusal' && code === 'BUSY') throw new Unavailable(`${operation}: BUSY`);
  return field;
}

/** Sends an operation of schema/operations over HTTP, and returns the value of its root field. Throws where the server refuses it or stays away. */
export async function post<Field>(
  address: Address,
  operation: string,
  variables: Variables,
  token?: string,
): Promise<Field> {
  return patiently(async () => {
    let response: Response;
    try {
      response = await fetch(`${await address()}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'accept-language': 'en',
          ...(token ? { authorization: `Bearer ${token}` } : {}),
        },
        body: JSON.stringify({ query: documentOf(operation), operationName: operation, variables }),
        signal: AbortSignal.timeout(httpTimeoutMs),
      });
    } catch (error) {
      throw new Unavailable(`${operation}: ${String(error)}`);
    }
    const text = await response.text();
    if (response.status === 429 || response.status === 503)
      throw new Unavailable(`${operation}: ${response.status}`);
    try {
      return fieldOf<Field>(operation, JSON.parse(text) as GraphQLAnswer);
    } catch (error) {
      if (error instanceof SyntaxError)
        throw new Error(`${operation}: ${response.status} ${text.slice(0, 200)}`);
      throw error;
    }
  });
}

export class Client {
  readonly #socket: SocketClient;
  #closed = false;

  /** Connects with the first operation. A socket that was lost is opened again, and operations that were not answered are sent again. */
  constructor(address: Address, token: string) {
    this.#socket = createClient({
      url: async () => `${(await address()).replace(/^http/, 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { token, language: 'en' },
      lazy: true,
      lazyCloseTimeout: 60_000,
      keepAlive: keepAliveMs,
      connectionAckWaitTimeout: ackTimeoutMs,
      retryAttempts: attemptsAtMost,
      retryWait: (retries) => wait(pauseMs(retries)),
      shouldRetry: () => !this.#closed,
    });
  }

  ask<Field>(operation: string, variables: Variables): Promise<Field> {
    const payload = { query: documentOf(operation), operationName: operation, variables };
    const once = () =>
      new Promise<Field>((resolve, reject) => {
        this.#socket.subscribe<Record<string, unknown>>(payload, {
          next: (answer) => {
            try {
              resolve(fieldOf<Field>(operation, answer as GraphQLAnswer));
            } catch (error) {
              reject(error);
            }
          },
          error: (error) => reject(lost(operation, error)),
          // After an answer this does nothing. Before one, it means that the server is stopping.
          complete: () => reject(new Unavailable(`${operation}: ended without an answer`)),
        });
      });
    return patiently(once, () => this.#closed);
  }

  /** Follows a subscription until the client is closed. `next` may write the last cursor into the variables. */
  watch<Field>(
    operation: string,
    variables: Variables,
    sink: { next(field: Field): void; failed(error: Error): void },
  ): void {
    let endedInARow = 0;
    const follow = () => {
      // graphql-ws sends the same object again after each reconnect, so it sends what `next` has written into `variables`.
      const payload = { query: documentOf(operation), operationName: operation, variables };
      this.#socket.subscribe<Record<string, unknown>>(payload, {
        next: (answer) => {
          endedInARow = 0;
          try {
            sink.next(fieldOf<Field>(operation, answer as GraphQLAnswer));
          } catch (error) {
            sink.failed(error as Error);
          }
        },
        error: (error) => {
          if (!this.#closed) sink.failed(lost(operation, error));
        },
        complete: () => {
          if (this.#closed) return;
          endedInARow += 1;
          if (endedInARow > attemptsAtMost) sink.failed(new Error(`${operation}: ends again and again`));
          else setTimeout(follow, pauseMs(endedInARow)).unref();
        },
      });
    };
    follow();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#socket.dispose();
  }
}

/** Makes an Error from what graphql-ws ends a subscription with: GraphQL errors, a close event, or an error of the socket. */
function lost(operation: string, error: unknown): Error {
  if (Array.isArray(error)) {
    const [first] = error as NonNullable<GraphQLAnswer['errors']>;
    return errorOf(operation, first);
  }
  if (error instanceof Error) return error;
  const { code, reason, message } = error as { code?: number; reason?: string; message?: string };
  return new Error(`${operation}: socket ${code ?? ''} ${reason ?? message ?? ''}`.trim());
}
