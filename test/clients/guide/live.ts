import { type Client, createClient, type FormattedExecutionResult, type Sink } from 'graphql-ws';
import { WebSocket } from 'ws';

// Node.js before 22 has no WebSocket of its own. Browsers need neither this nor the package ws.
Object.assign(globalThis, { WebSocket });

/** The server's word that a token opens nothing any more. */
const forbidden = 4403;

/** One socket for everything that is followed, opened again for as long as it is wanted. */
export function openSocket({ address, token }: { address: string; token: string }): Client {
  return createClient({
    url: `${address.replace('http', 'ws')}/graphql`,
    connectionParams: { token, language: 'en' },
    keepAlive: 10_000,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: (event) => (event as { code?: number }).code !== forbidden,
    retryWait: async (retries) => {
      const maxMs = Math.min(250 * 2 ** retries, 8_000);
      await new Promise((wake) => setTimeout(wake, maxMs * (0.5 + Math.random() / 2)));
    },
  });
}

/** Ends it; while it is being opened again, dispose() alone would reject. */
export const closeSocket = (socket: Client): Promise<void> =>
  Promise.resolve(socket.dispose()).catch(() => {});

type Message = Record<string, { readonly cursor?: string }>;

/** The cursor of a message of sessionWatch or sessionEntries. */
export const cursorOf = (data: object | null | undefined) =>
  Object.values((data ?? {}) as Message)[0]?.cursor;

/** Follows a subscription; after a lost connection it goes on behind the last cursor that came. */
export function follow(
  socket: Client,
  { query, variables: given }: { query: string; variables?: object | undefined },
  sink: Sink<FormattedExecutionResult<Message>>,
): () => void {
  // The same object goes out again.
  const variables: Record<string, unknown> = { ...given };
  const next = (answer: FormattedExecutionResult<Message>) => {
    variables.after = cursorOf(answer.data) ?? variables.after;
    sink.next(answer);
  };
  return socket.subscribe({ query, variables }, { ...sink, next });
}
