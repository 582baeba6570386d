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

/** PEM. */
export interface Certificate {
  readonly cert: Buffer;
  readonly key: Buffer;
}

export interface ListenerOptions {
  /** How many connections there may be at a time; where it is left out, as many as the process may open files for. */
  readonly maxConnections?: number;
  /** For a whole request to arrive, headers and body; 30 s where it is left out. */
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
  /** Uses the certificate for connections from now on. Throws where it cannot be used: then the former one stays. */
  renewCertificate(tls: Certificate): void;
  /** Takes no new connections, and ends each once what was asked on it is answered, or after five seconds. */
  close(): Promise<void>;
}

export const usualSlowRequestMs = 30_000;

/** This is longer than a proxy's 60 s, because a connection would otherwise be closed under the proxy's next request. */
const usualKeepAliveMs = 72_000;

/** For what is under way when the server stops; less than the process has (serve.ts). */
const maxDrainMs = 5_000;

/** How Node's parser calls that. */
const endedInRequest = 'HPE_INVALID_EOF_STATE';

/** Whoever sends a byte at a time is not waited for. */
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
    // The last hop is the proxy's own word; what stands before it is the client's.
    trustProxy: (_proxy: string, hop: number) => trustProxy && hop === 0,
    forceCloseConnections: 'idle',
    serverFactory: (handler) => {
      // Fastify sets nothing on a server that it did not make.
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
      // Fastify would write an answer to who has left: a tenth of what it takes of the loop when connections end in the middle of bodies.
      server.on('clientError', ({ code }: NodeJS.ErrnoException, stream) => {
        if (code === endedInRequest) stream.destroy();
      });
      server.on('upgrade', (request: IncomingMessage, stream, head) => {
        // Node listens for errors of a stream no more once it is upgraded.
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
      // Fastify does not know what its server factory made.
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

/** Lets pages of these sites read what is served within, and nothing else. Where there are none, nothing is added to any request. */
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
