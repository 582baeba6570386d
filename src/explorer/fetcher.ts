import type { GraphiQLProps } from 'graphiql';
import { type DocumentNode, getOperationAST, parse } from 'graphql';
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
  const fetcher: Fetcher = ({ query, variables, operationName }) => {
    // What GraphiQL knows of a document lags behind what stands in its editor.
    const document = parsed(query);
    const named = document && getOperationAST(document, operationName);
    const operation = named ?? (document && getOperationAST(document));
    const payload = { query, variables, operationName: operation?.name?.value ?? null };
    if (operation?.operation !== 'subscription') return post(payload, asking);
    return {
      subscribe: (sink: Sink) => ({
        unsubscribe: sockets.subscribe(payload, { ...sink, error: (error) => sink.error(sayable(error)) }),
      }),
    } as ReturnType<Fetcher>;
  };
  return { fetcher, close: () => void sockets.dispose() };
}

/** What GraphiQL gives to what it subscribes to, of all that its types allow. */
type Sink = Parameters<Client['subscribe']>[1];

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

/** Null for what the server will say is no document. */
function parsed(query: string): DocumentNode | null {
  try {
    return parse(query);
  } catch {
    return null;
  }
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
