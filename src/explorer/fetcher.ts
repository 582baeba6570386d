import type { GraphiQLProps } from 'graphiql';
import { type DocumentNode, getOperationAST, parse } from 'graphql';
import { type Client, createClient } from 'graphql-ws';

export type Fetcher = GraphiQLProps['fetcher'];

/** The cost of an answer, how many operations remain, and their limit, from the headers of the answer. Each is null where its header is missing. */
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

/** Returns a fetcher that sends subscriptions over a websocket and all other operations by POST, as any client does. `close` closes the socket. */
export function fetcherOf(asking: Asking): { readonly fetcher: Fetcher; readonly close: () => void } {
  const { token, language } = asking;
  const sockets: Client = createClient({
    url: new URL('/graphql', location.href.replace(/^http/, 'ws')).href,
    connectionParams: { language, ...(token !== '' && { token }) },
  });
  const fetcher: Fetcher = ({ query, variables, operationName }) => {
    // The document is parsed here, because GraphiQL's own parse of it may be older than the text in the editor.
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

/** The one form of observer that GraphiQL passes, of those that its types allow. */
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

/** Parses a document. Returns null where it has a syntax error, which the server will tell. */
function parsed(query: string): DocumentNode | null {
  try {
    return parse(query);
  } catch {
    return null;
  }
}

/** Returns an error as GraphiQL can show it. Of the event of a closed socket it copies code and reason, because JSON would show nothing of it. */
function sayable(error: unknown): unknown {
  return error instanceof CloseEvent ? { code: error.code, message: error.reason } : error;
}

/** Returns the kind of viewer that a token stands for; null where the server does not know the token. Throws where the server cannot be reached. */
export async function viewerOf(token: string, language: string): Promise<string | null> {
  const payload = { query: '{ viewer { kind } }', operationName: null };
  const { data } = await post(payload, { token, language, onSpent: () => {} });
  return data?.viewer.kind ?? null;
}
