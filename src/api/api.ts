import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import cors from '@fastify/cors';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Clerk } from '../clerk/clerk.ts';
import type { Doorkeeper } from '../clerk/doorkeeper.ts';
import { StartRefused } from '../clerk/ports.ts';
import { ThrottledBell } from '../clerk/throttled-bell.ts';
import type { HouseClock } from '../clerk/time.ts';
import type { Mint } from '../core/ids.ts';
import type { Policy } from '../core/policy/policy.ts';
import { cachedHistory } from '../history/cached-history.ts';
import type { History } from '../history/history.ts';
import type { Printer } from '../papers/printer.ts';
import type { House } from './context.ts';
import { Crowd, type CrowdLimits } from './crowd.ts';
import { Downloads, serveDownloads } from './downloads.ts';
import { type Present, presentable, presented } from './errors.ts';
import { serveExplorer } from './explorer.ts';
import { Frames } from './frames.ts';
import { HealthCheck, statuses } from './health.ts';
import { serveGraphql } from './http.ts';
import { HttpRequest } from './http-request.ts';
import { serveLicenses } from './licenses.ts';
import { Documents } from './limits/documents.ts';
import { type SchemaReaders, withoutSuggestions } from './limits/introspection.ts';
import { type PaceLimits, Pacer } from './limits/pacer.ts';
import { type Rates, rateLimits } from './limits/rate-limits.ts';
import { mostBodyBytes } from './limits/request-sizes.ts';
import { SubscriptionCosts } from './limits/subscription-costs.ts';
import { Turnstile } from './limits/turnstile.ts';
import type { Metrics } from './metrics.ts';
import { serveMonitoring } from './monitoring.ts';
import { servePages } from './pages.ts';
import { Requests, requestIdOf } from './requests.ts';
import { apiSchema } from './schema.ts';
import { openSockets, type Patience, type Sockets } from './sockets.ts';
import { maxConnectionsOf, TcpConnections } from './tcp.ts';

/** PEM. */
export interface Certificate {
  readonly cert: Buffer;
  readonly key: Buffer;
}

export interface ApiOptions {
  readonly clerk: Clerk;
  readonly doorkeeper: Doorkeeper;
  readonly history: History;
  /** The clerk's way to make ids. */
  readonly mint: Mint;
  readonly policies: readonly Policy[];
  readonly clock: HouseClock;
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
  /** Between two frames of a session, at least. */
  readonly frameIntervalMs: number;
  /** Opens /metrics, beside the administrator's. */
  readonly metricsToken?: string | null;
  readonly metricsLastMs?: number;
  /** How many connections there may be at a time; by how many files the process may have open, but in tests. */
  readonly maxConnections?: number;
  readonly limits: Rates & CrowdLimits & PaceLimits;
  readonly schemaIsFor: SchemaReaders;
  /** Sites whose pages may ask and read answers, as `https://example.org`. */
  readonly corsOrigins: readonly string[];
  /** For a whole request to arrive; 30 s where it is left out. */
  readonly slowRequestMs?: number;
  /** How long a connection without a request stays open. */
  readonly keepAliveMs?: number;
  readonly tls: Certificate | null;
  /** Whether addresses are read from X-Forwarded-For. */
  readonly trustProxy: boolean;
  /** With sockets, where it is not the usual one. */
  readonly patience?: Partial<Patience>;
  readonly log: Logger;
  readonly complain: (problem: string, error: unknown) => void;
  readonly metrics: Metrics;
  readonly printer: Printer;
  /** Where the database is; null in memory. */
  readonly freeBytes: () => Promise<number | null>;
  /** Whether the database was put in the place of another before this start. */
  readonly isRestored: boolean;
  /** Documents that this program wrote: for clients, who may ask for them by the SHA-256 of their text, and for its pages. */
  readonly documents: { readonly persisted: readonly string[]; readonly ofPages: readonly string[] };
  /** Under which licences this is, and what others wrote of its pages. */
  readonly licenses: string;
  /** What the build made of src/pages. */
  readonly pagesFolder: string;
  /** What it made of src/explorer. */
  readonly explorerFolder: string;
}

/** For a whole request to arrive, headers and body. */
export const slowRequestMs = 30_000;

/** Longer than a proxy's 60 s, or a connection would be closed under the proxy's next request. */
const usualKeepAliveMs = 72_000;

/** For what is under way when the server stops; less than the process has (serve.ts). */
const mostDrainMs = 5_000;

/** Whoever sends a byte at a time is not waited for. */
function slowness(mostMs: number) {
  return { requestTimeout: mostMs, headersTimeout: mostMs, connectionsCheckingInterval: mostMs / 4 };
}

export interface Api {
  /** http://127.0.0.1:4000 */
  readonly address: string;
  /** For connections from now on. Throws where it cannot be used: then the former one stays. */
  renewCertificate(tls: Certificate): void;
  /** Answers what is under way, sends sockets away, and takes nothing more. */
  stop(): Promise<void>;
}

/** GraphQL over HTTP and websockets on one port. */
export async function openApi(options: ApiOptions): Promise<Api> {
  const { clerk, doorkeeper, history, mint, policies, clock, log, metrics, freeBytes, printer, complain } =
    options;
  const present: Present = (formatted, error) => {
    const shown = presentable(formatted, error, complain);
    metrics.error(String(shown.extensions?.code));
    return options.schemaIsFor === 'everyone'
      ? shown
      : { ...shown, message: withoutSuggestions(shown.message) };
  };
  const requests = new Requests(log, metrics);
  const throttledBell = new ThrottledBell(clerk.bell, options.frameIntervalMs);
  const downloads = new Downloads({ clock, isLive: (pass) => doorkeeper.isLive(pass) });
  const house: House = {
    clerk,
    doorkeeper,
    history: cachedHistory(history, () => clerk.recordVersion),
    mint,
    policies,
    throttledBell,
    turnstile: new Turnstile(),
    pacer: new Pacer(options.limits),
    subscriptionCosts: new SubscriptionCosts(),
    downloads,
    printer,
    schemaIsFor: options.schemaIsFor,
    ...rateLimits(options.limits),
  };
  const schema = await apiSchema();
  const documents = new Documents(schema, options.documents);
  const frames = new Frames(house, throttledBell, (result) => presented(result, present), metrics);
  let sockets: Sockets | null = null;
  let connections: TcpConnections | null = null;
  let tlsServer: TlsServer | null = null;
  const app = Fastify({
    bodyLimit: mostBodyBytes,
    genReqId: ({ headers }) => requestIdOf(headers['x-request-id'], options.trustProxy),
    // The last hop is the proxy's own word; what stands before it is the client's.
    trustProxy: (_proxy: string, hop: number) => options.trustProxy && hop === 0,
    forceCloseConnections: 'idle',
    serverFactory: (handler) => {
      // Fastify sets nothing on a server that it did not make.
      const patience = {
        ...slowness(options.slowRequestMs ?? slowRequestMs),
        keepAliveTimeout: options.keepAliveMs ?? usualKeepAliveMs,
        IncomingMessage: HttpRequest,
      };
      const heard: typeof handler = (request, response) => {
        if (connections?.hears(request.socket) !== false) handler(request, response);
      };
      if (options.tls !== null)
        tlsServer = usingTls(() => createTlsServer({ ...patience, ...options.tls }, heard));
      const server: Server = tlsServer ?? createServer(patience, heard);
      connections = new TcpConnections(server, options.maxConnections ?? maxConnectionsOf());
      server.on('upgrade', (request: IncomingMessage, stream, head) => {
        // Node listens for errors of a stream no more once it is upgraded.
        stream.on('error', () => stream.destroy());
        if (pathOf(request.url) === '/graphql' && sockets !== null) sockets.upgrade(request, stream, head);
        else stream.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n', () => stream.destroy());
      });
      return server;
    },
  });
  sockets = openSockets({
    house,
    crowd: new Crowd(options.limits),
    schema,
    documents,
    frames,
    present,
    complain,
    requests,
    metrics,
    patience: options.patience,
    addressOf: (request) => addressOf(request, options.trustProxy),
  });
  const open = sockets;
  const secure = options.tls !== null || options.trustProxy;
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500;
    const code =
      status === 413 ? 'LIMIT_EXCEEDED' : status < 500 ? 'BAD_USER_INPUT' : 'INTERNAL_SERVER_ERROR';
    const message = status < 500 ? error.message : 'internal';
    const shown = present({ message, extensions: { code } }, error);
    reply.code(status).send({ errors: [shown] });
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    // Operations have shares of their own.
    if (pathOf(request.url) === '/graphql') return;
    const seconds = await house.countRequest(request.ip);
    if (seconds === null) return;
    const told = `Too many requests from this address. Try again in ${seconds} seconds.\n`;
    return reply.code(429).header('retry-after', seconds).type('text/plain; charset=utf-8').send(told);
  });
  await servePages(app, { folder: options.pagesFolder, secure });
  serveLicenses(app, options.licenses);
  const explorer = await serveExplorer(app, options.explorerFolder);
  const apollo = await openToSites(app, options.corsOrigins, async (scope) => {
    serveDownloads(scope, { downloads, countOperation: house.countOperation, present, complain });
    return serveGraphql(scope, { house, schema, documents, present, complain, requests, explorer });
  });
  let draining = false;
  const health = new HealthCheck({
    vitals: () => clerk.vitals,
    freeBytes,
    isRestored: options.isRestored,
    monotonicMs: () => clock.monotonicMs(),
    isDraining: () => draining,
  });
  metrics.watch({
    sockets: () => open.size(),
    followers: () => frames.followers,
    subscriptions: () => open.operations(),
    unsentBytes: () => open.unsentBytes(),
    sessionsFollowed: () => clerk.bell.size,
    clerk: () => clerk.vitals,
    health: async () => statuses.indexOf((await health.read()).status),
  });
  serveMonitoring(app, {
    metrics,
    health,
    doorkeeper,
    countOperation: house.countOperation,
    nowMs: () => clock.nowMs(),
    metricsToken: options.metricsToken ?? null,
    ...(options.metricsLastMs !== undefined && { metricsLastMs: options.metricsLastMs }),
  });
  const listening = await app.listen({ host: options.host, port: options.port });
  // Fastify does not know what its server factory made.
  const address = options.tls === null ? listening : listening.replace(/^http:/, 'https:');
  return {
    address,
    renewCertificate: (tls) => tlsServer?.setSecureContext(tls),
    async stop() {
      draining = true;
      log.info('draining');
      open.drain();
      await clerk.stop();
      await open.close();
      const closed = app.close();
      await connections?.end(mostDrainMs);
      await closed;
      await apollo.stop();
      health.stop();
      await printer.stop();
    },
  };
}

const pathOf = (url = ''): string => url.split('?', 1)[0] ?? '';

function usingTls(make: () => TlsServer): TlsServer {
  try {
    return make();
  } catch (error) {
    throw new StartRefused(`TLS_CERT and TLS_KEY cannot be used: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function addressOf(request: IncomingMessage, trustProxy: boolean): string {
  const forwarded = trustProxy ? request.headers['x-forwarded-for'] : undefined;
  const last = (Array.isArray(forwarded) ? forwarded.at(-1) : forwarded)?.split(',').at(-1)?.trim();
  return last ?? request.socket.remoteAddress ?? '';
}

/** What is served within may be read by pages of these sites, everything else by none. Where there are none, nothing is added to any request. */
async function openToSites<Served>(
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
