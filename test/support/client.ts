import { randomUUID } from 'node:crypto';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

export interface Answer<Data> {
  readonly status: number;
  readonly data: Data;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: unknown;
    readonly extensions: { readonly code: string };
  }[];
}

// biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of the data, field by field
export type Any = any;

/** One operation over HTTP. */
export async function ask<Data = Any>(
  address: string,
  token: string | null,
  query: string,
  variables: Record<string, unknown> = {},
  language = 'en',
): Promise<Answer<Data>> {
  const response = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'accept-language': language,
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, ...((await response.json()) as Omit<Answer<Data>, 'status'>) };
}

/** The same, for operations that must give no errors. */
export async function told<Data = Any>(...args: Parameters<typeof ask>): Promise<Data> {
  const { data, errors } = await ask<Data>(...args);
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}

/** A graphql-ws client that does not come back by itself. */
export function socket(address: string, token: string | null, language = 'en'): Client {
  return createClient({
    url: `${address.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: { ...(token === null ? {} : { token }), language },
  });
}

export interface Following<Data> {
  /** Everything that has come, oldest first. */
  readonly items: readonly Data[];
  /** Resolves with the first item, present or coming, that fits. */
  until(fits: (item: Data) => boolean): Promise<Data>;
  /** Resolves when the subscription has ended: with its error, or undefined. */
  readonly ended: Promise<unknown>;
  stop(): void;
}

/** Follows a subscription and misses nothing. */
export function follow<Data = Any>(
  client: Client,
  query: string,
  variables: Record<string, unknown> = {},
): Following<Data> {
  const items: Data[] = [];
  const waiting = new Set<() => void>();
  let end: (error: unknown) => void = () => {};
  const ended = new Promise<unknown>((resolve) => {
    end = resolve;
  });
  const stop = client.subscribe(
    { query, variables },
    {
      next(result) {
        if (result.errors !== undefined) return end(result.errors);
        items.push(result.data as Data);
        for (const look of [...waiting]) look();
      },
      error: (error) => end(error),
      complete: () => end(undefined),
    },
  );
  return {
    items,
    ended,
    stop,
    until: (fits) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = items.find(fits);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
        ended.then((error) => reject(new Error(`the subscription ended: ${JSON.stringify(error)}`)));
      }),
  };
}

export const newId = (): string => randomUUID();
