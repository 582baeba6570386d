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

// What Apollo is asked over HTTP, and what it is told of this API's rules.

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
      // It would wrap every field's resolver to reckon what the answer's headers say anyway.
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

/** The body of Apollo's answer, its status and headers put into the reply. */
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

/** Takes application/json alone: such a client reads a status other than 200 as something between it and the server. */
export function isLegacy(accepts: string): boolean {
  return accepts.includes('application/json') && !accepts.includes('graphql-response+json');
}

/** By itself Apollo would write past the log, and into it lines of the document that a client sent: a choice may stand there. */
const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** What Apollo answers with an error of its own that says nothing. */
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

/** Documents are read as those of sockets are, before Apollo would. */
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

/** Admits the operation. Which operation a document lacks Apollo says itself. */
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
