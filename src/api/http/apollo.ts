import { ApolloServer, type ApolloServerPlugin, HeaderMap, type HTTPGraphQLRequest } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type DocumentNode, type GraphQLError, type GraphQLSchema, Kind } from 'graphql';
import {
  type Complain,
  coded,
  codesOf,
  type ErrorCode,
  type Present,
  presentedError,
  unauthenticated,
} from '../errors.ts';
import type { Documents } from '../limits/documents.ts';
import { type AdmissionRules, admitOperation } from '../limits/operation.ts';
import { rootFieldsOf } from '../monitoring/operation-log.ts';
import type { Context } from '../schema/context.ts';
import { DocumentHandover } from './document-handover.ts';
import { answersWholly, asksForImmutable } from './immutable-fields.ts';

// Asks Apollo over HTTP, and tells it the rules of this API.

export type Server = ApolloServer<Context>;

export interface Executing {
  readonly schema: GraphQLSchema;
  readonly documents: Documents;
  readonly present: Present;
  readonly complain: Complain;
}

export async function startApollo({ schema, documents, present, complain }: Executing): Promise<Server> {
  const handover = new DocumentHandover();
  const apollo: Server = new ApolloServer<Context>({
    schema,
    documentStore: handover,
    formatError: present,
    introspection: true,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    logger: silent,
    plugins: [
      unexpected(complain),
      admission({ documents, handover, present }),
      ApolloServerPluginLandingPageDisabled(),
      // It would wrap every resolver to compute headers that this server writes itself.
      ApolloServerPluginCacheControlDisabled(),
      noSubscriptions,
      operationLimits({ schema, documents, tokenEnded: unauthenticated }),
      report(schema),
      legacyStatus,
    ],
  });
  await apollo.start();
  return apollo;
}

/** A document as text, and whether it was asked for by its hash. */
export interface Sent {
  readonly documentId: string | undefined;
  readonly query: string | undefined;
}

/** Returns the body of Apollo's answer. Puts its status and headers into the reply. */
export async function askApollo(
  apollo: Server,
  { request, reply, ...sent }: Sent & { readonly request: FastifyRequest; readonly reply: FastifyReply },
  context: () => Promise<Context>,
): Promise<string> {
  const response = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: forApollo(request, sent),
    context,
  });
  for (const [name, value] of response.headers) reply.header(name, value);
  reply.code(response.status ?? 200);
  if (response.body.kind !== 'complete') throw new Error('nothing here is answered in parts');
  return response.body.string;
}

function forApollo(request: FastifyRequest, { documentId, query }: Sent): HTTPGraphQLRequest {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  // Apollo guards against requests that another site forges. Browsers ask before they send either of these from another site, so it need not.
  if (headers.has('authorization') || documentId !== undefined)
    headers.set('apollo-require-preflight', 'true');
  const { search, searchParams } = new URL(request.url, 'http://localhost');
  const method = request.method.toUpperCase();
  if (documentId === undefined || query === undefined) return { method, headers, search, body: request.body };
  searchParams.set('query', query);
  const body = method === 'GET' ? request.body : { ...(request.body as object), query };
  return { method, headers, search: method === 'GET' ? `?${searchParams}` : search, body };
}

/** Says whether a client takes application/json alone. Such a client takes a status other than 200 for one of a proxy. */
export function isLegacy(accepts: string): boolean {
  return accepts.includes('application/json') && !accepts.includes('graphql-response+json');
}

/** Keeps Apollo from logging, because it would log lines of a client's document, which may have a choice in it. */
const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Reports errors for which Apollo answers with an error of its own that says nothing. */
const unexpected = (complain: Complain): ApolloServerPlugin<Context> => ({
  async unexpectedErrorProcessingRequest({ error }) {
    complain('a request could not be processed', error);
  },
});

interface Admitting {
  readonly documents: Documents;
  readonly handover: DocumentHandover;
  readonly present: Present;
}

/** Stands for a document that is refused: it has no operation that could be executed. */
const refusedDocument: DocumentNode = { kind: Kind.DOCUMENT, definitions: [] };

/** Reads documents as those of sockets are read, before Apollo does. */
const admission = ({ documents, handover, present }: Admitting): ApolloServerPlugin<Context> => ({
  async requestDidStart() {
    let faults: readonly GraphQLError[] | null = null;
    return {
      async didResolveSource({ source, queryHash, contextValue }) {
        const read = documents.read(source, contextValue.pass);
        if (!('kind' in read)) faults = read;
        handover.give(queryHash, 'kind' in read ? read : refusedDocument);
      },
      async responseForOperation() {
        if (faults === null) return null;
        const errors = faults.map((fault) => presentedError(fault, present));
        const http = { status: 400, headers: new HeaderMap() };
        return { http, body: { kind: 'single', singleResult: { errors } } };
      },
    };
  },
});

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

/** Admits the operation. Where the document has no operation of that name, Apollo says so. */
const operationLimits = (rules: AdmissionRules): ApolloServerPlugin<Context> => ({
  async requestDidStart() {
    return {
      async didResolveOperation({ document, request, source, contextValue }) {
        const { operationName, variables = {} } = request;
        const asked = { text: source, document, operationName: operationName ?? null, variables };
        const admission = await admitOperation(rules, asked, contextValue);
        const [error] = 'errors' in admission ? admission.errors : [];
        if (error !== undefined) throw withStatus(error);
      },
    };
  },
});

/** Gives an error that has no HTTP status the status 400, because Apollo would answer 500. */
function withStatus(error: GraphQLError): GraphQLError {
  const { code, http } = error.extensions;
  if (http !== undefined) return error;
  return coded(code as ErrorCode, error.message, { ...error.extensions, http: { status: 400 } });
}

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
          asksForImmutable(schema, document, operationName ?? null) && answersWholly(data);
      },
    };
  },
});

/**
 * Answers faults of a document or of variables with status 200 to clients that take application/json alone, because they take another status for one of a
 * proxy (GraphQL over HTTP, 6.4.1).
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
