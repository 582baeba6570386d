import { ApolloServer, type ApolloServerPlugin, HeaderMap, type HTTPGraphQLRequest } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import { languageOf } from '../words/words.ts';
import {
  answersWholly,
  asksForLasting,
  etagOf,
  immutable,
  isKnown,
  type KeptAnswer,
  KeptAnswers,
  never,
  revalidate,
} from './answers.ts';
import { Context, type House } from './context.ts';
import { costOf, tooCostly } from './cost.ts';
import { type Documents, documentRules, mostTokens } from './documents.ts';
import { coded, codesOf, type Present, unauthenticated } from './errors.ts';
import type { Explorer } from './explorer.ts';
import { type Requests, rootFieldsOf } from './requests.ts';
import { rateLimited } from './throttle.ts';

export interface Serving {
  readonly house: House;
  readonly schema: GraphQLSchema;
  readonly documents: Documents;
  readonly present: Present;
  readonly requests: Requests;
  readonly explorer: Explorer;
}

type Server = ApolloServer<Context>;

/** GraphQL over HTTP: documents as text or by the hash of their text, by POST, and by GET with what tells caches how long it holds. */
export async function serveGraphql(app: FastifyInstance, serving: Serving): Promise<Server> {
  const { house, schema, documents, present, requests, explorer } = serving;
  const apollo: Server = new ApolloServer<Context>({
    schema,
    documentStore: documents.store,
    validationRules: [...documentRules],
    parseOptions: { maxTokens: mostTokens },
    formatError: present,
    introspection: true,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      // It would wrap every field's resolver to reckon what `finish` knows.
      ApolloServerPluginCacheControlDisabled(),
      noSubscriptions,
      costLimit(schema),
      report(schema),
      legacyStatus,
    ],
  });
  await apollo.start();
  const kept = new KeptAnswers();
  const contexts = new WeakMap<FastifyRequest, Context>();
  app.route({
    url: '/graphql',
    method: ['GET', 'POST', 'OPTIONS'],
    onResponse: async (request, reply) => {
      const context = contexts.get(request) ?? null;
      requests.finished({ requestId: request.id, transport: 'http', context, tookMs: reply.elapsedTime });
    },
    handler: async (request, reply) => {
      if (explorer.wanted(request)) return explorer.send(reply);
      const asked = askedOf(request);
      let context: Context;
      try {
        context = await contextOf(house, request, reply);
        contexts.set(request, context);
      } catch (error) {
        return answer(apollo, request, reply, asked, () => Promise.reject(error));
      }
      const { documentId } = asked;
      if (documentId === undefined) return answer(apollo, request, reply, asked, async () => context);
      // What is written from here on may or may not be in the answer.
      const version = house.clerk.recordVersion;
      const { operationName, variables } = asked;
      const key = kept.keyOf(context, [
        documentId,
        operationName ?? null,
        variables ?? null,
        acceptOf(request),
      ]);
      const known = key === null ? null : kept.get(key, version);
      if (known !== null) return send(request, reply, known);
      const document = documents.persisted({ ...asked, documentId, maySave: context.pass !== null });
      if ('extensions' in document) return refuse(request, reply, present(document.toJSON(), document));
      const made = await answer(
        apollo,
        request,
        reply,
        { ...asked, query: document.text },
        async () => context,
      );
      if (key !== null && context.report.holds) {
        kept.set(key, {
          ...held(made, context),
          version,
          contentType: String(reply.getHeader('content-type')),
        });
      }
      return made;
    },
  });
  return apollo;
}

/** A request's parameters (GraphQL over HTTP, 6), as far as they decide how it is answered; the rest is Apollo's to check. */
interface Asked {
  readonly documentId: string | undefined;
  readonly query: string | undefined;
  readonly operationName: string | undefined;
  /** As JSON. */
  readonly variables: string | undefined;
}

function askedOf({ method, query: search, body }: FastifyRequest): Asked {
  const given = (method === 'GET' ? search : body) as Readonly<Record<string, unknown>> | null | undefined;
  const text = (name: string) => (typeof given?.[name] === 'string' ? given[name] : undefined);
  const variables = given?.variables;
  return {
    documentId: text('documentId'),
    query: text('query'),
    operationName: text('operationName'),
    variables:
      variables === undefined || variables === null
        ? undefined
        : typeof variables === 'string'
          ? variables
          : JSON.stringify(variables),
  };
}

async function answer(
  apollo: Server,
  request: FastifyRequest,
  reply: FastifyReply,
  asked: Asked,
  context: () => Promise<Context>,
): Promise<string> {
  let used: Context | null = null;
  const response = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: forApollo(request, asked),
    context: async () => {
      used = await context();
      return used;
    },
  });
  for (const [name, value] of response.headers) reply.header(name, value);
  reply.code(response.status ?? 200);
  if (response.body.kind !== 'complete') throw new Error('nothing here is answered in parts');
  return finish(request, reply, response.body.string, used);
}

/** Tells caches how long an answer to a GET holds, and sends nothing to who has it already. */
function finish(request: FastifyRequest, reply: FastifyReply, body: string, context: Context | null): string {
  if (context !== null && context.report.cost > 0) reply.header('operation-cost', context.report.cost);
  if (request.method !== 'GET') {
    reply.header('cache-control', never);
    return body;
  }
  reply.header('vary', vary);
  if (context === null || !context.report.holds) {
    reply.header('cache-control', never);
    return body;
  }
  const { etag, cacheControl } = held(body, context);
  reply.header('etag', etag).header('cache-control', cacheControl);
  if (!isKnown(request.headers['if-none-match'], etag)) return body;
  reply.code(304);
  return '';
}

const vary = 'Authorization, Accept-Language, Accept';

function held(body: string, { report }: Context): Omit<KeptAnswer, 'version' | 'contentType'> {
  return {
    body,
    etag: etagOf(body),
    cacheControl: report.lasts ? immutable : revalidate,
    cost: String(report.cost),
  };
}

function send(request: FastifyRequest, reply: FastifyReply, known: KeptAnswer): string {
  const { body, contentType, cacheControl, etag, cost } = known;
  reply.header('content-type', contentType).header('operation-cost', cost);
  if (request.method !== 'GET') {
    reply.header('cache-control', never);
    return body;
  }
  reply.header('vary', vary).header('etag', etag).header('cache-control', cacheControl);
  if (!isKnown(request.headers['if-none-match'], etag)) return body;
  reply.code(304);
  return '';
}

const graphqlJson = 'application/graphql-response+json';

function acceptOf({ headers }: FastifyRequest): string {
  return headers.accept ?? '*/*';
}

/** Takes application/json alone: such a client reads a status other than 200 as something between it and the server. */
function isLegacy(accepts: string): boolean {
  return accepts.includes('application/json') && !accepts.includes('graphql-response+json');
}

/** A document that cannot be had is a request that is wrong, told as one. */
function refuse(request: FastifyRequest, reply: FastifyReply, error: object): string {
  const legacy = isLegacy(acceptOf(request));
  reply
    .code(legacy ? 200 : 400)
    .header('cache-control', never)
    .header('vary', vary);
  reply.header('content-type', `${legacy ? 'application/json' : graphqlJson}; charset=utf-8`);
  return JSON.stringify({ errors: [error] });
}

function forApollo(request: FastifyRequest, { documentId, query }: Asked): HTTPGraphQLRequest {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  // Browsers ask before they send either of these from another site, as Apollo's guard against forged requests wants it.
  if (headers.has('authorization') || documentId !== undefined)
    headers.set('apollo-require-preflight', 'true');
  const { search, searchParams } = new URL(request.url, 'http://localhost');
  const method = request.method.toUpperCase();
  if (documentId === undefined || query === undefined) return { method, headers, search, body: request.body };
  searchParams.set('query', query);
  const body = method === 'GET' ? request.body : { ...(request.body as object), query };
  return { method, headers, search: method === 'GET' ? `?${searchParams}` : search, body };
}

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

const costLimit = (schema: GraphQLSchema): ApolloServerPlugin<Context> => ({
  async requestDidStart() {
    return {
      async didResolveOperation({ document, operationName, request, contextValue }) {
        const { variables = {} } = request;
        const cost = costOf(schema, { document, operationName, variables });
        contextValue.report.cost = cost;
        const refused = tooCostly(cost);
        if (refused !== null)
          throw coded('LIMIT_EXCEEDED', refused.message, { ...refused.extensions, http: { status: 400 } });
      },
    };
  },
});

/** Notes in the context what the answer's headers say. */
const report = (schema: GraphQLSchema): ApolloServerPlugin<Context> => ({
  async requestDidStart() {
    return {
      async willSendResponse({ operation, document, operationName, contextValue, response }) {
        if (response.body.kind !== 'single' || document === undefined) return;
        const { data, errors } = response.body.singleResult;
        contextValue.report.fields = rootFieldsOf(operation);
        contextValue.report.errors = codesOf(errors ?? []);
        contextValue.report.holds = operation?.operation === 'query' && errors === undefined;
        contextValue.report.lasts =
          asksForLasting(schema, document, operationName ?? null) && answersWholly(data);
      },
    };
  },
});

/**
 * A client that takes application/json alone reads a status other than 200 as something between it and the server (GraphQL over
 * HTTP, 6.4.1): what is wrong with its document or variables is told in a body of status 200.
 */
const legacyStatus: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    return {
      async willSendResponse({ request, response }) {
        if (!isLegacy(request.http?.headers.get('accept') ?? '')) return;
        if (response.http.status !== 400 || response.body.kind !== 'single') return;
        const codes = response.body.singleResult.errors?.map(({ extensions }) => extensions?.code) ?? [];
        const ofDocument = codes.every(
          (code) => code === 'GRAPHQL_VALIDATION_FAILED' || code === 'BAD_USER_INPUT',
        );
        if (ofDocument && request.query !== undefined) response.http.status = 200;
      },
    };
  },
};
