import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import { languageOf } from '../../words/words.ts';
import { coded, type Present, presentedError, statusOf, unauthenticated } from '../errors.ts';
import type { Explorer } from '../files/explorer.ts';
import { isNestedTooDeep, nestedTooDeep } from '../limits/nesting.ts';
import { Turn } from '../limits/pacer.ts';
import { type Allowance, askerOf } from '../limits/rate-limits.ts';
import {
  bytesPerOperation,
  maxBodyBytes,
  maxStrangerBytes,
  maxUnreadBytes,
  shortBytes,
} from '../limits/request-sizes.ts';
import type { OperationLog } from '../monitoring/operation-log.ts';
import { Context, type Services } from '../schema/context.ts';
import { bearerOf } from '../server/bearer.ts';
import { readsRecordAlone, takesGzip } from '../server/compression.ts';
import { sendRateHeaders } from '../server/rate-headers.ts';
import { askApollo, type Executing, isLegacy, type Server, startApollo } from './apollo.ts';
import { FastPath } from './fast-path.ts';
import { acceptOf, parametersOf, questionOf, type RequestParameters } from './parameters.ts';
import { immutable, isKnown, never, ResponseCache, revalidate, WholeResponse } from './response-cache.ts';

export interface Serving extends Executing {
  readonly services: Services;
  readonly operationLog: OperationLog;
  readonly explorer: Explorer;
}

const maxAccepts = 100;

/** Serves GraphQL over HTTP, with documents as text or by their hash. Answers to GET tell caches how long they hold. */
export async function serveGraphql(app: FastifyInstance, serving: Serving): Promise<Server> {
  const { services, operationLog, explorer } = serving;
  const apollo = await startApollo(serving);
  const answering: Answering = {
    ...serving,
    apollo,
    fastPath: new FastPath(serving.schema, serving.documents),
    responseCache: new ResponseCache(),
    contentTypes: new LRUCache({ max: maxAccepts }),
  };
  const contexts = new WeakMap<FastifyRequest, Context>();
  const overShare: OverShare = new WeakMap();
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    const read = () => {
      if (isNestedTooDeep(body)) done(Object.assign(new Error(nestedTooDeep), { statusCode: 400 }));
      else parseJson(request, body, done);
    };
    const over = overShare.get(request);
    if (over === undefined) return read();
    services.signInLane.leave(request.socket);
    services.signInLane.bringsCode(body).then((brings) => {
      over.bringsCode = brings;
      if (brings) read();
      else done(null, null as never);
    }, done);
  });
  app.route({
    url: '/graphql',
    method: ['GET', 'POST', 'OPTIONS'],
    onResponse: async (request, reply) => {
      const context = contexts.get(request) ?? null;
      if (overShare.has(request)) services.signInLane.leave(request.socket);
      // This also ends the turn of a request that was never answered, for example one whose body is no JSON.
      context?.turn.end();
      operationLog.finished({ requestId: request.id, transport: 'http', context, tookMs: reply.elapsedTime });
    },
    // A request is turned away before its body is read.
    onRequest: async (request, reply) => {
      if (explorer.wanted(request)) return;
      try {
        contexts.set(request, await contextOf(services, request, reply, overShare));
      } catch (error) {
        return reply.send(turnAway(request, reply, serving.present, error));
      }
    },
    handler: async (request, reply) => {
      const context = contexts.get(request);
      if (context === undefined) return explorer.send(reply);
      const over = overShare.get(request);
      const asking = { request, reply, asked: parametersOf(request), context };
      try {
        if (over?.bringsCode === false) sendRateHeaders(reply, over.allowance);
        if (isNestedTooDeep(asking.asked.variables ?? ''))
          throw coded('BAD_USER_INPUT', nestedTooDeep, { http: { status: 400 } });
        // A request with a right code has already waited behind the others of its address.
        if (over === undefined) await itsTurn(answering, asking);
      } catch (error) {
        return turnAway(request, reply, serving.present, error);
      }
      return answer(answering, asking).finally(() => context.turn.end());
    },
  });
  return apollo;
}

/** Waits until a request may begin. Ballots come first, documents that this program did not write come last. Throws coded errors. */
async function itsTurn(
  { services, documents }: Answering,
  { asked, context, request }: Asking,
): Promise<void> {
  if (documents.isBallot(asked.query)) return;
  await services.turnstile.pass(askerOf(context.pass, context.address).name);
  if (documents.isOwn(asked.query ?? asked.documentId)) return;
  // A short request waits later, once its price is known.
  const bytes = Math.max(bytesIn(request), asked.query?.length ?? 0);
  if (bytes > shortBytes) await context.turn.begin({ bytes });
  if (context.pass !== null && !services.doorkeeper.isLive(context.pass)) throw unauthenticated();
}

async function answer(answering: Answering, asking: Asking): Promise<string | Buffer> {
  const { apollo, services } = answering;
  const { request, reply, asked, context } = asking;
  const { documentId } = asked;
  if (documentId !== undefined) return answerPersisted(answering, asking, documentId);
  const body = await askApollo(apollo, { request, reply, ...asked }, async () => context);
  if (!context.report.holds) return sendOnce(request, reply, body, context);
  return send(asking, wholeResponse(asking, body, services.clerk.recordVersion));
}

interface Answering extends Serving {
  readonly apollo: Server;
  readonly fastPath: FastPath;
  readonly responseCache: ResponseCache;
  /** The content type that Apollo chose for an answer without errors, by Accept header. */
  readonly contentTypes: LRUCache<string, string>;
}

interface Asking {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly asked: RequestParameters;
  readonly context: Context;
}

async function answerPersisted(
  answering: Answering,
  asking: Asking,
  documentId: string,
): Promise<string | Buffer> {
  const { services, documents, present, responseCache, contentTypes } = answering;
  const { request, reply, asked, context } = asking;
  // The answer may or may not have what is written from here on.
  const version = services.clerk.recordVersion;
  const accept = acceptOf(request);
  const { operationName, variables } = asked;
  const key = responseCache.keyOf(context, [documentId, operationName ?? null, variables ?? null, accept]);
  const known = key === null ? null : responseCache.get(key, version);
  if (known !== null) return send(asking, known);
  const document = documents.persisted({ ...asked, documentId, pass: context.pass });
  if ('extensions' in document) {
    const status = isLegacy(acceptOf(request)) ? 200 : 400;
    return refuse(request, reply, present(document.toJSON(), document), status);
  }
  const { text } = document;
  const body = (await planned(answering, asking, text)) ?? (await byApollo(answering, asking, text));
  if (!context.report.holds) return sendOnce(request, reply, body, context);
  const made = wholeResponse(asking, body, version);
  contentTypes.set(accept, made.contentType);
  if (key !== null) responseCache.set(key, made);
  return send(asking, made);
}

/** Answers by the fast path, where Apollo would execute the request and nothing goes wrong; else returns null. */
async function planned(answering: Answering, asking: Asking, text: string): Promise<string | null> {
  const { request, reply, asked, context } = asking;
  const contentType = answering.contentTypes.get(acceptOf(request));
  const question = asked.query === undefined ? questionOf(request) : null;
  if (contentType === undefined || question === null) return null;
  const body = await answering.fastPath.answer({ ...question, text }, context);
  if (body !== null) reply.header('content-type', contentType);
  return body;
}

async function byApollo({ apollo }: Answering, asking: Asking, query: string): Promise<string> {
  const { request, reply, asked, context } = asking;
  const sent = { request, reply, documentId: asked.documentId, query };
  return askApollo(apollo, sent, async () => context);
}

function wholeResponse({ reply, context }: Asking, body: string, version: number): WholeResponse {
  const { cost, lasts } = context.report;
  return new WholeResponse({
    body,
    version,
    cost,
    lasts,
    contentType: String(reply.getHeader('content-type')),
  });
}

/** Sends a whole answer. To a GET it tells caches how long the answer holds, and sends nothing to a client that has it already. */
async function send({ request, reply, context }: Asking, answer: WholeResponse): Promise<string | Buffer> {
  reply.header('content-type', answer.contentType).header('operation-cost', answer.cost);
  if (request.method !== 'GET') {
    reply.header('cache-control', never);
    return answer.body;
  }
  const { etag, lasts, body } = answer;
  const mayShrink = readsRecordAlone(context.pass) && takesGzip(request.headers['accept-encoding']);
  const packed = mayShrink ? await answer.compressed : null;
  reply.header('vary', packable).header('cache-control', lasts ? immutable : revalidate);
  reply.header('etag', packed === null ? etag : etag.replace(/"$/, '-gzip"'));
  if (isKnown(request.headers['if-none-match'], etag)) {
    reply.code(304);
    return '';
  }
  if (packed === null) return body;
  reply.header('content-encoding', 'gzip');
  return packed;
}

/** Sends an answer that nobody may keep. */
function sendOnce(
  request: FastifyRequest,
  reply: FastifyReply,
  body: string,
  context: Context | null,
): string {
  if (context !== null && context.report.cost > 0) reply.header('operation-cost', context.report.cost);
  reply.header('cache-control', never);
  if (request.method === 'GET') reply.header('vary', vary);
  return body;
}

const vary = 'Authorization, Accept-Language, Accept, Origin';
const packable = `${vary}, Accept-Encoding`;
const graphqlJson = 'application/graphql-response+json';

/** Answers with one error, without Apollo. */
function refuse(request: FastifyRequest, reply: FastifyReply, error: object, status: number): string {
  const contentType = isLegacy(acceptOf(request)) ? 'application/json' : graphqlJson;
  reply.code(status).header('cache-control', never).header('vary', vary);
  reply.header('content-type', `${contentType}; charset=utf-8`);
  return JSON.stringify({ errors: [error] });
}

/** Answers a request that gets no context with the reason. */
function turnAway(request: FastifyRequest, reply: FastifyReply, present: Present, error: unknown): string {
  const shown = presentedError(
    error instanceof GraphQLError ? error : new GraphQLError('internal', { originalError: error as Error }),
    present,
  );
  const { retryAfterSeconds } = shown.extensions ?? {};
  if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds);
  const { status } = ((error as Partial<GraphQLError>).extensions?.http as { status?: number }) ?? {};
  return refuse(request, reply, shown, status ?? statusOf(shown));
}

/** Returns how many bytes a request has to read. A body of unknown length counts as the longest that is allowed. */
function bytesIn({ method, headers }: FastifyRequest): number {
  if (method === 'GET' || method === 'OPTIONS') return 0;
  return Math.min(Number(headers['content-length'] ?? maxBodyBytes), maxBodyBytes);
}

const tooLong = () =>
  coded(
    'LIMIT_EXCEEDED',
    `Sign in to send more than ${maxStrangerBytes} bytes; say with Content-Length how many they are.`,
    {
      http: { status: 413 },
    },
  );

/** Whether a request's body has a right code, for requests of addresses whose share is used up. */
type OverShare = WeakMap<FastifyRequest, { readonly allowance: Allowance; bringsCode: boolean }>;

const isJson = /^application\/json\b/i;

/** Counts a request without a token. Throws where the share is used up, unless its body may have a right code. */
async function countStranger(
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  { ip, bytes, overShare }: { readonly ip: string; readonly bytes: number; readonly overShare: OverShare },
): Promise<void> {
  const { socket, headers } = request;
  const allowance = await services.countOperation(null, ip, operationsIn(bytes));
  const mayBringCode = headers.authorization === undefined && isJson.test(headers['content-type'] ?? '');
  if (allowance?.allowed === false && mayBringCode && (await services.signInLane.enter(ip, bytes, socket)))
    overShare.set(request, { allowance, bringsCode: false });
  else sendRateHeaders(reply, allowance);
}

const operationsIn = (bytes: number) => 1 + Math.floor(bytes / bytesPerOperation);

async function contextOf(
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  overShare: OverShare,
): Promise<Context> {
  const language = languageOf(request.headers['accept-language']);
  const { authorization } = request.headers;
  // Behind a proxy, Fastify reads it from the headers at each access.
  const { ip } = request;
  const token = bearerOf(authorization);
  let pass = token === null ? null : services.doorkeeper.met(token);
  const bytes = bytesIn(request);
  // Even a refusal takes time of the event loop, and hundreds of them at once would take it from ballots.
  if (pass === null || bytes > bytesPerOperation) await services.turnstile.pass(askerOf(pass, ip).name);
  // A token that is not known yet counts by address, before it is looked up.
  if (pass === null) await countStranger(services, request, reply, { ip, bytes, overShare });
  if (pass === null && token !== null) pass = await services.doorkeeper.passOf(token);
  if (pass !== null) sendRateHeaders(reply, await services.countOperation(pass, ip, operationsIn(bytes)));
  if (authorization !== undefined && pass === null) throw unauthenticated();
  if (pass === null && bytes > maxStrangerBytes) throw tooLong();
  if (pass !== null) services.doorkeeper.noteUse(pass);
  const turn = new Turn(services.pacer, askerOf(pass, ip), () => request.socket.destroyed);
  // Reading a long body takes as long as executing it. So a body that is longer than a ballot waits before it is read.
  if (bytes > (pass === null ? shortBytes : bytesPerOperation))
    await turn.begin({ bytes: Math.min(bytes, maxUnreadBytes), always: pass === null });
  return new Context(services, { language, address: ip, pass, token, turn });
}
