import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  type OperationDefinitionNode,
} from 'graphql';
import type { Clerk } from '../../clerk/clerk.ts';
import type { Doorkeeper, Pass } from '../../clerk/doorkeeper.ts';
import { costOf, isLight, tooCostly } from './cost.ts';
import { type Documents, furtherMutations } from './documents.ts';
import { asksSchema, type SchemaReaders, signInForSchema } from './introspection.ts';
import { listSizesFor } from './list-sizes.ts';
import type { Turn } from './pacer.ts';
import { askerOf, type RateLimits, rateLimited } from './rate-limits.ts';
import { shortBytes } from './request-sizes.ts';
import type { Turnstile } from './turnstile.ts';

/** What operations are admitted by. */
export interface AdmissionRules {
  readonly schema: GraphQLSchema;
  readonly documents: Documents;
  /** Says that the token ended while its operation waited. */
  readonly tokenEnded: () => GraphQLError;
}

/** An operation as it was sent. */
export interface OperationRequest {
  /** The document's text. */
  readonly text: string;
  /** The valid document of this text, where the transport has read it; it is not read again. */
  readonly document?: DocumentNode;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Who asks, and where it is noted what the operation costs. Contexts have all of it. */
export interface Requester {
  readonly pass: Pass | null;
  readonly address: string;
  readonly turn: Turn;
  readonly report: { cost: number; isLight: boolean };
  readonly services: Pick<RateLimits, 'countOperation'> & {
    readonly clerk: Pick<Clerk, 'glance'>;
    readonly doorkeeper: Pick<Doorkeeper, 'isLive'>;
    readonly schemaIsFor: SchemaReaders;
    readonly turnstile: Turnstile;
  };
}

/** An operation that may be executed now, or coded errors that say why it may not. */
export type Admission =
  | {
      readonly document: DocumentNode;
      /** Null where the document has none of this name: there is nothing to admit, and the transport says so. */
      readonly operation: OperationDefinitionNode | null;
    }
  | { readonly errors: readonly GraphQLError[] };

/**
 * Admits an operation, whichever transport brought it: reads its document, asks who may see the schema, counts the further
 * mutations, limits the price and notes it, and waits for the asker's turn where the operation is dear. The first rule that is
 * broken gives the errors.
 */
export async function admitOperation(
  { schema, documents, tokenEnded }: AdmissionRules,
  request: OperationRequest,
  { pass, address, turn, report, services }: Requester,
): Promise<Admission> {
  const { text, operationName, variables } = request;
  // This is asked before the text is read, because reading makes a ballot known.
  const isFirst = documents.isFirst(text);
  const document = request.document ?? documents.read(text, pass);
  if (!('kind' in document)) return { errors: document };
  if (services.schemaIsFor === 'signed-in' && pass === null && asksSchema(document))
    return { errors: [signInForSchema()] };
  const operation = getOperationAST(document, operationName) ?? null;
  if (operation === null) return { document, operation };
  const further = furtherMutations(document, operation);
  const allowance = further === 0 ? null : await services.countOperation(pass, address, further);
  if (allowance?.allowed === false) return { errors: [rateLimited(allowance)] };
  // Reading a long document takes as long as pricing it. Ballots that came in meanwhile go first.
  if (!isFirst && text.length > shortBytes) await services.turnstile.pass(askerOf(pass, address).name);
  const listSizes = documents.isOwn(text) ? undefined : listSizesFor(pass, services.clerk);
  const name = operation.name?.value ?? null;
  report.cost = costOf(schema, { document, operationName: name, variables, listSizes });
  const refused = tooCostly(report.cost);
  if (refused !== null) return { errors: [refused] };
  report.isLight = isLight(report.cost, document);
  if (!report.isLight && !isFirst) {
    const errors = await turn.begin().then(() => [], codedErrors);
    if (errors.length > 0) return { errors };
  }
  // The token may have ended while its operation waited.
  if (pass !== null && !services.doorkeeper.isLive(pass)) return { errors: [tokenEnded()] };
  return { document, operation };
}

/** Returns coded errors, which are answers; throws others, which nobody expects. */
export function codedErrors(error: unknown): readonly GraphQLError[] {
  if (error instanceof GraphQLError) return [error];
  throw error;
}
