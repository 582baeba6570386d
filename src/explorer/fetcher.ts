import type { GraphiQLProps } from 'graphiql';
import { getOperationAST } from 'graphql';
import { type Client, createClient } from 'graphql-ws';

export type Fetcher = GraphiQLProps['fetcher'];

/** What the headers of an answer say of its price and of what a key has left; null where they say nothing. */
export interface Spent {
  readonly cost: number | null;
  readonly remaining: number | null;
  readonly limit: number | null;
}

export interface Asking {
  readonly token: string;
  readonly language: string;
  readonly onSpent: (spent: Spent) => void;
}

/** Asks this server as any client does: subscriptions over the websocket, everything else by POST. */
export function fetcherOf(asking: Asking): { readonly fetcher: Fetcher; readonly close: () => void } {
  const { token, language } = asking;
  const sockets: Client = createClient({
    url: new URL('/graphql', location.href.replace(/^http/, 'ws')).href,
    connectionParams: { language, ...(token !== '' && { token }) },
  });
  const fetcher: Fetcher = ({ query, variables, operationName }, options) => {
    const payload = { query, variables, operationName: operationName ?? null };
    const operation = options?.documentAST && getOperationAST(options.documentAST, operationName);
    if (operation?.operation !== 'subscription') return post(payload, asking);
    return {
      subscribe: (sink) => ({
        unsubscribe: sockets.subscribe(payload, {
          next: (value) => sink.next(value),
          error: (error) => sink.error(sayable(error)),
          complete: () => sink.complete(),
        }),
      }),
    };
  };
  return { fetcher, close: () => void sockets.dispose() };
}

interface Payload {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly operationName: string | null;
}

async function post(payload: Payload, { token, language, onSpent }: Asking) {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      'accept-language': language,
      ...(token !== '' && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(payload),
  });
  if (payload.operationName !== 'IntrospectionQuery') {
    const told = (name: string) => (response.headers.has(name) ? Number(response.headers.get(name)) : null);
    onSpent({
      cost: told('operation-cost'),
      remaining: told('ratelimit-remaining'),
      limit: told('ratelimit-limit'),
    });
  }
  return response.json();
}

/** A socket that was closed says why in its event, which has nothing that JSON would show. */
function sayable(error: unknown): unknown {
  return error instanceof CloseEvent ? { code: error.code, message: error.reason } : error;
}

/** Whom the token stands for; null where the server knows nobody by it. */
export async function viewerOf(token: string, language: string): Promise<string | null> {
  const payload = { query: '{ viewer { kind } }', operationName: null };
  const { data } = await post(payload, { token, language, onSpent: () => {} });
  return data?.viewer.kind ?? null;
}
