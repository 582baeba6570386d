import { randomUUID } from 'node:crypto';
import { getOperationAST, parse } from 'graphql';
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

/** Every root field that was answered without an error in the tests of this process, such as `Mutation.castBallot`. */
export const answered = new Set<string>();

function note(query: string): void {
  const operation = getOperationAST(parse(query));
  if (!operation) return;
  const type = `${operation.operation[0]?.toUpperCase()}${operation.operation.slice(1)}`;
  for (const selection of operation.selectionSet.selections) {
    if (selection.kind === 'Field') answered.add(`${type}.${selection.name.value}`);
  }
}

/** Sends an operation over HTTP, and returns its answer with the HTTP status. */
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
  const answer = (await response.json()) as Omit<Answer<Data>, 'status'>;
  if (answer.errors === undefined) note(query);
  return { status: response.status, ...answer };
}

/** Sends an operation over HTTP and returns its data. Throws where the answer has errors. */
export async function told<Data = Any>(...args: Parameters<typeof ask>): Promise<Data> {
  const { data, errors } = await ask<Data>(...args);
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}

/** Returns a graphql-ws client that does not reconnect. */
export function socket(address: string, token: string | null, language = 'en'): Client {
  return createClient({
    url: `${address.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: { ...(token === null ? {} : { token }), language },
  });
}

export interface Following<Data> {
  /** Everything that was received, oldest first. */
  readonly items: readonly Data[];
  /** Resolves with the first item that fits, received already or later. Rejects where the subscription ends before. */
  until(fits: (item: Data) => boolean): Promise<Data>;
  /** Resolves when the subscription has ended: with its error, or with undefined where it has none. */
  readonly ended: Promise<unknown>;
  stop(): void;
}

/** Follows a subscription and keeps everything that it sends. */
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
        note(query);
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

/** A websocket with the subprotocol and no client above it, for tests of the protocol's messages. */
export interface RawSocket {
  /** The text of every message that was received, oldest first. */
  readonly texts: readonly string[];
  /** Sends a text as it is, anything else as JSON. */
  send(message: unknown): void;
  /** Resolves with the first message that fits, received already or later. Rejects where the socket closes before. */
  until(fits: (message: Any) => boolean): Promise<Any>;
  /** Resolves with the close code when the socket has closed. */
  readonly closed: Promise<number>;
  readonly socket: WebSocket;
}

/** Opens a raw socket. With a payload it also sends connection_init, and waits until that is acknowledged or the socket closes. */
export async function rawSocket(address: string, payload?: unknown): Promise<RawSocket> {
  const socket = new WebSocket(`${address.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws');
  const texts: string[] = [];
  const waiting = new Set<() => void>();
  socket.on('message', (data) => {
    texts.push(String(data));
    for (const look of [...waiting]) look();
  });
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  await new Promise<void>((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const raw: RawSocket = {
    texts,
    socket,
    closed,
    send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    until: (fits) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = texts.map((text) => JSON.parse(text)).find(fits);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
        closed.then((code) => reject(new Error(`the socket closed with ${code}`)));
      }),
  };
  if (payload !== undefined) {
    raw.send({ type: 'connection_init', payload });
    await Promise.race([raw.until((message) => message.type === 'connection_ack'), closed]).catch(() => null);
  }
  return raw;
}

/** The token that opens /metrics of the tests' servers. */
export const metricsToken = 'test-metrics-token-0123456789abcdef';

/** Returns the text of GET /metrics. */
export async function metricsOf(address: string): Promise<string> {
  const headers = { authorization: `Bearer ${metricsToken}` };
  return (await fetch(`${address}/metrics`, { headers })).text();
}

/** Returns the number of this name in /metrics; NaN where it is missing. */
export async function gauge(address: string, name: string): Promise<number> {
  const text = await metricsOf(address);
  return Number(new RegExp(`^${name} (.+)$`, 'm').exec(text)?.[1]);
}

/** Asks /metrics again and again until the number is `value`. */
export async function untilGauge(address: string, name: string, value: number): Promise<void> {
  while ((await gauge(address, name)) !== value);
}
