import { type IncomingHttpHeaders, request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import type { ConnectionOptions } from 'node:tls';
import { gunzipSync } from 'node:zlib';
import { type Client, createClient } from 'graphql-ws';
import { type ClientOptions, WebSocket } from 'ws';
import { cert } from '../support/certificate.ts';
import type { Any } from '../support/client.ts';
import { type SiteProxy, siteName } from './proxies.ts';

// What clients send through a proxy, by the name of the site and believing no certificate but its own. No fetch(): it unpacks what is
// compressed, and tidies paths.

export interface Got {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Unpacked. */
  readonly text: string;
}

export interface Asking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** By the port without TLS. */
  readonly plain?: boolean;
}

export function got(proxy: SiteProxy, path: string, asking: Asking = {}): Promise<Got> {
  const { method = 'GET', headers = {}, body, plain = false } = asking;
  const to = {
    host: '127.0.0.1',
    port: plain ? proxy.httpPort : proxy.httpsPort,
    path,
    method,
    headers: { host: siteName, ...headers },
    agent: false,
  };
  return new Promise((done, failed) => {
    const sent = plain ? plainRequest(to) : tlsRequest({ ...to, ca: cert, servername: siteName });
    sent.on('error', failed).on('response', (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('error', failed);
      answer.on('end', () => {
        const whole = Buffer.concat(parts);
        // Whoever has it already is sent nothing, but told how it would have been packed.
        const packed = whole.length > 0 && answer.headers['content-encoding'] === 'gzip';
        const text = packed ? gunzipSync(whole) : whole;
        done({ status: answer.statusCode ?? 0, headers: answer.headers, text: text.toString() });
      });
    });
    sent.end(body);
  });
}

/** An operation by POST. */
export async function posted(
  proxy: SiteProxy,
  token: string | null,
  query: string,
  variables: object = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Got & { readonly answer: Any }> {
  const found = await got(proxy, '/graphql', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: JSON.stringify({ query, variables }),
  });
  return { ...found, answer: JSON.parse(found.text) };
}

class SiteSocket extends WebSocket {
  constructor(url: string, protocols: string[]) {
    const options: ClientOptions & ConnectionOptions = {
      ca: cert,
      servername: siteName,
      headers: { host: siteName },
    };
    super(url, protocols, options);
  }
}

/** Comes back at once, and sends again what has no answer, as pages do. */
export function socketThrough(proxy: SiteProxy, token: string): Client {
  return createClient({
    url: `wss://127.0.0.1:${proxy.httpsPort}/graphql`,
    webSocketImpl: SiteSocket,
    lazy: false,
    // What a connection ended with is seen by whoever has no answer.
    onNonLazyError: () => {},
    retryAttempts: 1_000,
    retryWait: () => new Promise(setImmediate),
    shouldRetry: () => true,
    connectionParams: { token },
  });
}

/** The one answer to an operation on a socket: asked for again wherever a connection ends, by codes too after which the library would give up. */
export function answered(client: Client, query: string, variables: Record<string, unknown>): Promise<Any> {
  return new Promise((done, failed) => {
    let data: unknown;
    const ask = () =>
      client.subscribe(
        { query, variables },
        {
          next: (result) => {
            data = result.data;
          },
          error: (error) => (isCloseEvent(error) ? ask() : failed(error)),
          complete: () => done(data),
        },
      );
    ask();
  });
}

const isCloseEvent = (error: unknown) => typeof error === 'object' && error !== null && 'wasClean' in error;
