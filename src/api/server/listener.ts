import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import cors from '@fastify/cors';
import Fastify, { type FastifyInstance } from 'fastify';
import { StartRefused } from '../../clerk/ports.ts';
import { maxBodyBytes } from '../limits/request-sizes.ts';
import { maxConnectionsOf, TcpConnections } from './connections.ts';
import { requestIdOf } from './request-id.ts';
import { UpgradeRequest } from './upgrade-request.ts';

/** A certificate and its key, as PEM. */
export interface Certificate {
  readonly cert: Buffer;
  readonly key: Buffer;
}

export interface ListenerOptions {
  /** How many connections there may be at a time. By default as many as the process may open files for. */
  readonly maxConnections?: number;
  /** How long a whole request may take to arrive, headers and body. 30 s by default. */
  readonly slowRequestMs?: number;
  /** How long a connection without a request stays open. */
  readonly keepAliveMs?: number;
  readonly tls: Certificate | null;
  /** Whether addresses are read from X-Forwarded-For. */
  readonly trustProxy: boolean;
}

export interface Listener {
  readonly app: FastifyInstance;
  /** Opens the port, where 0 is a free one, and returns the address as http://127.0.0.1:4000. */
  listen(host: string, port: number): Promise<string>;
  /** Uses the certificate for connections from now on. Throws where it cannot be used, and keeps the former one. */
  renewCertificate(tls: Certificate): void;
  /** Takes no new connections, and ends each once what was asked on it is answered, or after five seconds. */
  close(): Promise<void>;
}

export const usualSlowRequestMs = 30_000;

/** This is longer than a proxy's 60 s, because a connection would otherwise be closed under the proxy's next request. */
const usualKeepAliveMs = 72_000;

/** How long requests may go on after the server was told to stop. It is less than the process has (serve.ts). */
const maxDrainMs = 5_000;

/** The code of Node's parser for a request that ends in its middle. */
const endedInRequest = 'HPE_INVALID_EOF_STATE';

/** Returns the timeouts that keep the server from waiting for a client that sends a byte at a time. */
function slowness(maxMs: number) {
  return { requestTimeout: maxMs, headersTimeout: maxMs, connectionsCheckingInterval: maxMs / 4 };
}

/** Makes the server of one port, over TLS where there is a certificate. `upgrade` takes requests for a websocket at /graphql. */
export function createListener(
  options: ListenerOptions,
  upgrade: (request: IncomingMessage, stream: Duplex, head: Buffer) => void,
): Listener {
  const { trustProxy, tls } = options;
  let connections: TcpConnections | null = null;
  let tlsServer: TlsServer | null = null;
  const app = Fastify({
    bodyLimit: maxBodyBytes,
    genReqId: ({ headers }) => requestIdOf(headers['x-request-id'], trustProxy),
    // The proxy wrote the last hop. The client may have written those before it.
    trustProxy: (_proxy: string, hop: number) => trustProxy && hop === 0,
    forceCloseConnections: 'idle',
    serverFactory: (handler) => {
      // Fastify sets no timeouts on a server that it did not make.
      const patience = {
        ...slowness(options.slowRequestMs ?? usualSlowRequestMs),
        keepAliveTimeout: options.keepAliveMs ?? usualKeepAliveMs,
        IncomingMessage: UpgradeRequest,
      };
      const heard: typeof handler = (request, response) => {
        if (connections?.hears(request.socket) !== false) handler(request, response);
      };
      if (tls !== null) tlsServer = usingTls(() => createTlsServer({ ...patience, ...tls }, heard));
      const server: Server = tlsServer ?? createServer(patience, heard);
      connections = new TcpConnections(server, options.maxConnections ?? maxConnectionsOf());
      // Fastify would answer clients that have left, which costs a lot of the event loop when many connections end in the middle of a body.
      server.on('clientError', ({ code }: NodeJS.ErrnoException, stream) => {
        if (code === endedInRequest) stream.destroy();
      });
      server.on('upgrade', (request: IncomingMessage, stream, head) => {
        // Node no longer listens for errors of a stream that was upgraded.
        stream.on('error', () => stream.destroy());
        if (stream.destroyed) return;
        if (pathOf(request.url) === '/graphql') upgrade(request, stream, head);
        else stream.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n', () => stream.destroy());
      });
      return server;
    },
  });
  return {
    app,
    async listen(host, port) {
      const address = await app.listen({ host, port });
      // Fastify does not know that its server factory made a server over TLS.
      return tls === null ? address : address.replace(/^http:/, 'https:');
    },
    renewCertificate: (renewed) => tlsServer?.setSecureContext(renewed),
    async close() {
      const closed = app.close();
      await connections?.end(maxDrainMs);
      await closed;
    },
  };
}

function usingTls(make: () => TlsServer): TlsServer {
  try {
    return make();
  } catch (error) {
    throw new StartRefused(`TLS_CERT and TLS_KEY cannot be used: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** Returns the path of a request's URL, without its query. */
export const pathOf = (url = ''): string => url.split('?', 1)[0] ?? '';

/** Returns whom a request comes from: the last hop that a trusted proxy names, or the other end of the connection. */
export function addressOf(request: IncomingMessage, trustProxy: boolean): string {
  const forwarded = trustProxy ? request.headers['x-forwarded-for'] : undefined;
  const last = (Array.isArray(forwarded) ? forwarded.at(-1) : forwarded)?.split(',').at(-1)?.trim();
  return last ?? request.socket.remoteAddress ?? '';
}

/** Lets pages of these sites read what is served within, and nothing else. Without sites it adds nothing to any request. */
export async function openToSites<Served>(
  app: FastifyInstance,
  origins: readonly string[],
  serve: (scope: FastifyInstance) => Promise<Served>,
): Promise<Served> {
  if (origins.length === 0) return serve(app);
  let served: Served | undefined;
  await app.register(async (scope) => {
    await scope.register(cors, {
      origin: [...origins],
      methods: ['GET', 'POST'],
      allowedHeaders: ['authorization', 'content-type', 'accept-language'],
      exposedHeaders: [
        'etag',
        'operation-cost',
        'ratelimit-limit',
        'ratelimit-remaining',
        'ratelimit-reset',
        'retry-after',
        'x-request-id',
      ],
      maxAge: 600,
    });
    served = await serve(scope);
  });
  if (served === undefined) throw new Error('the routes were not registered');
  return served;
}
