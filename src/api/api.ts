import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { Clerk } from '../clerk/clerk.ts';
import type { Doorkeeper } from '../clerk/doorkeeper.ts';
import type { Archive } from '../clerk/ports.ts';
import { Ticker } from '../clerk/ticker.ts';
import type { Policy } from '../core/policy/policy.ts';
import { languageOf } from '../words/words.ts';
import { Context, type House } from './context.ts';
import { Documents, documentRules, mostTokens } from './documents.ts';
import { coded, type Present, presentable, presented, unauthenticated } from './errors.ts';
import { Frames } from './frames.ts';
import { measure } from './metrics.ts';
import { servePages } from './pages.ts';
import { apiSchema } from './schema.ts';
import { openSockets, type Sockets } from './sockets.ts';
import { rateLimited, throttles } from './throttle.ts';

export interface ApiOptions {
  readonly clerk: Clerk;
  readonly doorkeeper: Doorkeeper;
  readonly archive: Archive;
  readonly policies: readonly Policy[];
  readonly nowMs: () => number;
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
  /** Between two frames of a session, at least. */
  readonly frameIntervalMs: number;
  /** Of one API key. */
  readonly keyOperationsPerMinute: number;
  readonly tls: { readonly cert: Buffer; readonly key: Buffer } | null;
  /** Whether addresses are read from X-Forwarded-For. */
  readonly trustProxy: boolean;
  readonly log: Logger;
  /** What the build made of src/pages. */
  readonly pagesFolder: string;
}

export interface Api {
  /** http://127.0.0.1:4000 */
  readonly address: string;
  /** Answers what is under way, sends sockets away, and takes nothing more. */
  stop(): Promise<void>;
}

const mostBodyBytes = 2 * 1024 * 1024;

/** GraphQL over HTTP and websockets on one port. */
export async function openApi(options: ApiOptions): Promise<Api> {
  const { clerk, doorkeeper, archive, policies, nowMs, log } = options;
  const complain = (problem: string, error: unknown) => log.error({ err: error }, problem);
  const present: Present = (formatted, error) => presentable(formatted, error, complain);
  const ticker = new Ticker(clerk.bell, options.frameIntervalMs);
  const house: House = { clerk, doorkeeper, archive, policies, nowMs, ticker, ...throttles(options) };
  const schema = await apiSchema();
  const documents = new Documents(schema);
  const frames = new Frames(house, ticker, (result) => presented(result, present));
  let sockets: Sockets | null = null;
  const app = Fastify({
    bodyLimit: mostBodyBytes,
    // The last hop is the proxy's own word; what stands before it is the client's.
    trustProxy: (_proxy: string, hop: number) => options.trustProxy && hop === 0,
    forceCloseConnections: 'idle',
    serverFactory: (handler) => {
      const server: Server =
        options.tls === null ? createServer(handler) : createTlsServer({ ...options.tls }, handler);
      server.on('upgrade', (request: IncomingMessage, stream, head) => {
        // Node listens for errors of a stream no more once it is upgraded.
        stream.on('error', () => stream.destroy());
        const [path] = (request.url ?? '').split('?');
        if (path === '/graphql' && sockets !== null) sockets.upgrade(request, stream, head);
        else stream.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n', () => stream.destroy());
      });
      return server;
    },
  });
  sockets = openSockets({
    house,
    schema,
    documents,
    frames,
    present,
    complain,
    addressOf: (request) => addressOf(request, options.trustProxy),
  });
  const open = sockets;
  const secure = options.tls !== null || options.trustProxy;
  await servePages(app, { folder: options.pagesFolder, secure });
  const apollo = await serveGraphql(app, { house, schema, documents, present });
  let draining = false;
  app.get('/health', async (_request, reply) => {
    reply.code(draining ? 503 : 200);
    return { status: draining ? 'draining' : 'ready' };
  });
  const metrics = measure({ sockets: () => open.size(), followers: () => frames.followers });
  app.get('/metrics', async (_request, reply) => {
    reply.type(metrics.contentType);
    return metrics.metrics();
  });
  const listening = await app.listen({ host: options.host, port: options.port });
  // Fastify does not know what its server factory made.
  const address = options.tls === null ? listening : listening.replace(/^http:/, 'https:');
  return {
    address,
    async stop() {
      draining = true;
      await clerk.stop();
      await open.close();
      await app.close();
      await apollo.stop();
    },
  };
}

interface Serving {
  readonly house: House;
  readonly schema: GraphQLSchema;
  readonly documents: Documents;
  readonly present: Present;
}

async function serveGraphql(app: FastifyInstance, { house, schema, documents, present }: Serving) {
  const apollo = new ApolloServer<Context>({
    schema,
    documentStore: documents.store,
    validationRules: [...documentRules],
    parseOptions: { maxTokens: mostTokens },
    formatError: present,
    introspection: true,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    plugins: [ApolloServerPluginLandingPageDisabled(), noSubscriptions, legacyStatus],
  });
  await apollo.start();
  const context = (request: FastifyRequest, reply: FastifyReply) => contextOf(house, request, reply);
  app.route({
    url: '/graphql',
    method: ['GET', 'POST', 'OPTIONS'],
    handler: fastifyApolloHandler(apollo, { context }),
  });
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500;
    const code =
      status === 413 ? 'LIMIT_EXCEEDED' : status < 500 ? 'BAD_USER_INPUT' : 'INTERNAL_SERVER_ERROR';
    const message = status < 500 ? error.message : 'internal';
    const shown = present({ message, extensions: { code } }, error);
    reply.code(status).send({ errors: [shown] });
  });
  return apollo;
}

const noSubscriptions: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    return {
      async didResolveOperation({ operation }) {
        if (operation?.operation !== 'subscription') return;
        throw coded('BAD_USER_INPUT', 'Subscriptions go over the websocket at this same path.', {
          http: { status: 400 },
        });
      },
    };
  },
};

/**
 * A client that takes application/json alone reads a status other than 200 as something between it and the server (GraphQL over
 * HTTP, 6.4.1): what is wrong with its document or variables is told in a body of status 200.
 */
const legacyStatus: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    return {
      async willSendResponse({ request, response }) {
        const accepts = request.http?.headers.get('accept') ?? '';
        const legacy = accepts.includes('application/json') && !accepts.includes('graphql-response+json');
        if (!legacy || response.http.status !== 400 || response.body.kind !== 'single') return;
        const codes = response.body.singleResult.errors?.map(({ extensions }) => extensions?.code) ?? [];
        const ofDocument = codes.every(
          (code) => code === 'GRAPHQL_VALIDATION_FAILED' || code === 'BAD_USER_INPUT',
        );
        if (ofDocument && request.query !== undefined) response.http.status = 200;
      },
    };
  },
};

async function contextOf(house: House, request: FastifyRequest, reply: FastifyReply): Promise<Context> {
  const language = languageOf(request.headers['accept-language']);
  const { authorization } = request.headers;
  const who = { language, address: request.ip };
  if (authorization === undefined) return new Context(house, { ...who, pass: null, token: null });
  const token = /^Bearer (\S{1,500})$/i.exec(authorization)?.[1];
  const pass = token === undefined ? null : await house.doorkeeper.passOf(token);
  if (token === undefined || pass === null) throw unauthenticated();
  house.doorkeeper.noteUse(pass);
  const allowance = await house.countOperation(pass);
  if (allowance !== null) {
    reply.header('ratelimit-limit', allowance.limit);
    reply.header('ratelimit-remaining', allowance.remaining);
    reply.header('ratelimit-reset', allowance.resetSeconds);
    if (!allowance.allowed) {
      reply.header('retry-after', allowance.resetSeconds);
      throw rateLimited(allowance);
    }
  }
  return new Context(house, { ...who, pass, token });
}

function addressOf(request: IncomingMessage, trustProxy: boolean): string {
  const forwarded = trustProxy ? request.headers['x-forwarded-for'] : undefined;
  const last = (Array.isArray(forwarded) ? forwarded.at(-1) : forwarded)?.split(',').at(-1)?.trim();
  return last ?? request.socket.remoteAddress ?? '';
}
