import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  getOperationAST,
  Kind,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { unauthenticated } from '../errors.ts';
import type { Documents } from '../limits/documents.ts';
import { type AdmissionRules, admitOperation } from '../limits/operation.ts';
import { rootFieldsOf } from '../monitoring/operation-log.ts';
import type { Context } from '../schema/context.ts';
import { answersWholly, asksForImmutable } from './immutable-fields.ts';
import { type Plan, planOf } from './plan.ts';

// Some documents are asked again and again. The fast path keeps with a document what follows from it alone, and executes its queries by a plan. It
// gives only answers without errors. Apollo answers every other request, so that only Apollo words errors.

/** What is known of an operation before it is asked. */
interface PreparedOperation {
  readonly plan: Plan;
  readonly fields: readonly string[];
  readonly asksForImmutable: boolean;
}

export interface Question {
  /** The text of the document. */
  readonly text: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
}

export class FastPath {
  readonly #rules: AdmissionRules;
  /** By document and by the name of the operation, dropped with the document. Null for an operation that the fast path leaves to Apollo. */
  readonly #prepared = new WeakMap<
    DocumentNode,
    LRUCache<string, { readonly prepared: PreparedOperation | null }>
  >();

  constructor(schema: GraphQLSchema, documents: Documents) {
    this.#rules = { schema, documents, tokenEnded: unauthenticated };
  }

  /** Returns the body of an answer without errors, and fills in the context's report. Returns null where Apollo must answer. */
  async answer(question: Question, context: Context): Promise<string | null> {
    const document = this.#rules.documents.read(question.text, context.pass);
    if (!('kind' in document)) return null;
    const prepared = this.#preparedFor(document, question.operationName);
    if (prepared === null) return null;
    const { plan, fields } = prepared;
    const admission = await admitOperation(this.#rules, { ...question, document }, context);
    if ('errors' in admission) return null;
    const data = await plan(context, question.variables);
    if (data === null) return null;
    const lasts = prepared.asksForImmutable && answersWholly(data);
    Object.assign(context.report, { fields, errors: [], holds: true, lasts });
    return `${JSON.stringify({ data })}\n`;
  }

  #preparedFor(document: DocumentNode, operationName: string | null): PreparedOperation | null {
    const known = this.#prepared.get(document) ?? new LRUCache({ max: maxOperations });
    this.#prepared.set(document, known);
    const before = known.get(operationName ?? '');
    if (before !== undefined) return before.prepared;
    const prepared = prepare(this.#rules.schema, document, operationName);
    known.set(operationName ?? '', { prepared });
    return prepared;
  }
}

const maxOperations = 20;

function prepare(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null,
): PreparedOperation | null {
  const operation = getOperationAST(document, operationName);
  if (!operation) return null;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const plan = planOf({ schema, operation, fragments });
  if (plan === null) return null;
  return {
    plan,
    fields: rootFieldsOf(operation),
    asksForImmutable: asksForImmutable(schema, document, operationName),
  };
}
