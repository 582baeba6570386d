import type { Logger } from 'pino';
import type { Clerk } from '../clerk/clerk.ts';
import type { Doorkeeper } from '../clerk/doorkeeper.ts';
import { ThrottledBell } from '../clerk/throttled-bell.ts';
import type { ServerClock } from '../clerk/time.ts';
import type { Mint } from '../core/ids.ts';
import type { Policy } from '../core/policy/policy.ts';
import { cachedHistory } from '../history/cached-history.ts';
import type { History } from '../history/history.ts';
import type { Printer } from '../papers/printer.ts';
import { type Present, presentable, presented } from './errors.ts';
import { Downloads, serveDownloads } from './files/downloads.ts';
import { serveExplorer } from './files/explorer.ts';
import { serveLicenses } from './files/licenses.ts';
import { servePages } from './files/pages.ts';
import { serveGraphql } from './http/http.ts';
import { Documents } from './limits/documents.ts';
import { type SchemaReaders, withoutSuggestions } from './limits/introspection.ts';
import { type PaceLimits, Pacer } from './limits/pacer.ts';
import { type Rates, rateLimits } from './limits/rate-limits.ts';
import { SignInLane } from './limits/sign-in-lane.ts';
import { SubscriptionCosts } from './limits/subscription-costs.ts';
import { Turnstile } from './limits/turnstile.ts';
import { HealthCheck, statuses } from './monitoring/health.ts';
import type { Metrics } from './monitoring/metrics.ts';
import { OperationLog } from './monitoring/operation-log.ts';
import type { Services } from './schema/context.ts';
import { apiSchema } from './schema/schema.ts';
import {
  addressOf,
  type Certificate,
  createListener,
  type ListenerOptions,
  openToSites,
  pathOf,
} from './server/listener.ts';
import { serveMonitoring } from './server/monitoring-endpoints.ts';
import { ConnectionLimiter, type ConnectionLimits } from './websocket/connection-limits.ts';
import { Frames } from './websocket/frames.ts';
import { openSockets, type Patience } from './websocket/sockets.ts';

export interface ApiOptions extends ListenerOptions {
  readonly clerk: Clerk;
  readonly doorkeeper: Doorkeeper;
  readonly history: History;
  /** The clerk's function that makes ids. */
  readonly mint: Mint;
  readonly policies: readonly Policy[];
  readonly clock: ServerClock;
  readonly host: string;
  /** The port to listen on. With 0 the system chooses a free one. */
  readonly port: number;
  /** The shortest time between two frames of a session. */
  readonly frameIntervalMs: number;
  /** Opens /metrics, as the administrator's token does. Without it only that one does. */
  readonly metricsToken?: string | null;
  /** How long /metrics gives the same numbers. 1 s by default. */
  readonly metricsLastMs?: number;
  readonly limits: Rates & ConnectionLimits & PaceLimits;
  readonly schemaIsFor: SchemaReaders;
  /** The origins of other sites whose pages may use the API, as `https://example.org`. */
  readonly corsOrigins: readonly string[];
  /** How long the server waits for a socket's client, where it is not the usual time. */
  readonly patience?: Partial<Patience>;
  readonly log: Logger;
  readonly complain: (problem: string, error: unknown) => void;
  readonly metrics: Metrics;
  readonly printer: Printer;
  /** Returns how many bytes are free on the disk of the database. Returns null for a database in memory, and where the system does not say. */
  readonly freeBytes: () => Promise<number | null>;
  /** Says whether the database is a copy that was restored before this start. */
  readonly isRestored: boolean;
  /** The documents that belong to this program: those that clients may ask for by the SHA-256 of their text, and those of its pages. */
  readonly documents: { readonly persisted: readonly string[]; readonly ofPages: readonly string[] };
  /** The text of the licences of this program, and of the libraries that its pages contain. */
  readonly licenses: string;
  /** The folder that the build made from src/pages. */
  readonly pagesFolder: string;
  /** The folder that the build made from src/explorer. */
  readonly explorerFolder: string;
}

export interface Api {
  /** The address at which it serves, such as http://127.0.0.1:4000. */
  readonly address: string;
  /** Uses the certificate for connections from now on. Throws where it cannot be used, and keeps the former one. */
  renewCertificate(tls: Certificate): void;
  /** Takes no new work, answers what is under way, and closes all sockets and connections. */
  stop(): Promise<void>;
}

/** Serves GraphQL over HTTP and websockets, the pages and the monitoring on one port. Resolves once the port is open. */
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
  const operationLog = new OperationLog(log, metrics);
  const throttledBell = new ThrottledBell(clerk.bell, options.frameIntervalMs);
  const downloads = new Downloads({ clock, isLive: (pass) => doorkeeper.isLive(pass) });
  const services: Services = {
    clerk,
    doorkeeper,
    history: cachedHistory(history, () => clerk.recordVersion),
    mint,
    policies,
    throttledBell,
    turnstile: new Turnstile(),
    pacer: new Pacer(options.limits),
    signInLane: new SignInLane(doorkeeper, options.limits),
    subscriptionCosts: new SubscriptionCosts(),
    downloads,
    printer,
    schemaIsFor: options.schemaIsFor,
    ...rateLimits(options.limits),
  };
  const schema = await apiSchema();
  const documents = new Documents(schema, options.documents);
  const frames = new Frames(services, throttledBell, (result) => presented(result, present), metrics);
  const sockets = openSockets({
    services,
    connectionLimiter: new ConnectionLimiter(options.limits),
    schema,
    documents,
    frames,
    present,
    complain,
    operationLog,
    metrics,
    patience: options.patience,
    addressOf: (request) => addressOf(request, options.trustProxy),
  });
  const { app, ...listener } = createListener(options, sockets.upgrade);
  const secure = options.tls !== null || options.trustProxy;
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    // The client left before its file was sent. This is no error of the server.
    if (request.socket.destroyed) return reply.send();
    const status = error.statusCode ?? 500;
    const code =
      status === 413 ? 'LIMIT_EXCEEDED' : status < 500 ? 'BAD_USER_INPUT' : 'INTERNAL_SERVER_ERROR';
    const message = status < 500 ? error.message : 'internal';
    const shown = present({ message, extensions: { code } }, error);
    reply.code(status).send({ errors: [shown] });
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    // Operations are counted elsewhere, under limits of their own.
    if (pathOf(request.url) === '/graphql') return;
    const seconds = await services.countRequest(request.ip);
    if (seconds === null) return;
    const told = `Too many requests from this address. Try again in ${seconds} seconds.\n`;
    return reply.code(429).header('retry-after', seconds).type('text/plain; charset=utf-8').send(told);
  });
  await servePages(app, { folder: options.pagesFolder, secure });
  serveLicenses(app, options.licenses);
  const explorer = await serveExplorer(app, options.explorerFolder);
  const apollo = await openToSites(app, options.corsOrigins, async (scope) => {
    serveDownloads(scope, { downloads, countOperation: services.countOperation, present, complain });
    return serveGraphql(scope, { services, schema, documents, present, complain, operationLog, explorer });
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
    sockets: () => sockets.size(),
    followers: () => frames.followers,
    subscriptions: () => sockets.operations(),
    unsentBytes: () => sockets.unsentBytes(),
    sessionsFollowed: () => clerk.bell.size,
    clerk: () => clerk.vitals,
    health: async () => statuses.indexOf((await health.read()).status),
  });
  serveMonitoring(app, {
    metrics,
    health,
    doorkeeper,
    countOperation: services.countOperation,
    nowMs: () => clock.nowMs(),
    metricsToken: options.metricsToken ?? null,
    ...(options.metricsLastMs !== undefined && { metricsLastMs: options.metricsLastMs }),
  });
  return {
    address: await listener.listen(options.host, options.port),
    renewCertificate: listener.renewCertificate,
    async stop() {
      draining = true;
      log.info('draining');
      sockets.drain();
      await clerk.stop();
      await sockets.close();
      await listener.close();
      await apollo.stop();
      health.stop();
      await printer.stop();
    },
  };
}
