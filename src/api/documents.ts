import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  parse,
  specifiedRules,
  type ValidationRule,
  validate,
  visit,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { complexityRule } from './complexity.ts';
import { coded } from './errors.ts';

// What every document must be, over HTTP and over sockets alike.

export const mostTokens = 4_000;
const mostDepth = 15;
const mostDocuments = 1_000;

const depthRule: ValidationRule = (context) =>
  maxDepthRule({
    n: mostDepth,
    propagateOnRejection: false,
    onReject: [
      (validation, error) => {
        if (validation === null) throw error;
        const message = `The document is more than ${mostDepth} levels deep; ask for less at once.`;
        validation.reportError(coded('LIMIT_EXCEEDED', message));
      },
    ],
  })(context);

export const documentRules: readonly ValidationRule[] = [depthRule, complexityRule];

/** Documents that were parsed and found valid, so that they need not be again. */
export class Documents {
  readonly #schema: GraphQLSchema;
  readonly #valid = new LRUCache<string, DocumentNode>({ max: mostDocuments });

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  /** The valid document of this text, or what is wrong with it. The same text gives the same object. */
  read(text: string): DocumentNode | readonly GraphQLError[] {
    const known = this.#valid.get(text);
    if (known !== undefined) return known;
    let document: DocumentNode;
    try {
      document = parse(text, { maxTokens: mostTokens });
    } catch (error) {
      if (error instanceof GraphQLError) return [error];
      throw error;
    }
    const faults = validate(this.#schema, document, [...specifiedRules, ...documentRules], { maxErrors: 20 });
    if (faults.length > 0) return faults.map(withCode);
    if (!holdsChoice(document)) this.#valid.set(text, document);
    return document;
  }

  /** For Apollo, which keys it by a hash of the text: it keeps what may be kept. */
  readonly store = new KeptDocuments();
}

class KeptDocuments {
  readonly #kept = new LRUCache<string, DocumentNode>({ max: mostDocuments });

  async get(key: string): Promise<DocumentNode | undefined> {
    return this.#kept.get(key);
  }

  async set(key: string, document: DocumentNode): Promise<void> {
    if (!holdsChoice(document)) this.#kept.set(key, document);
  }

  async delete(key: string): Promise<void> {
    this.#kept.delete(key);
  }
}

function withCode(error: GraphQLError): GraphQLError {
  return error.extensions.code === undefined ? coded('GRAPHQL_VALIDATION_FAILED', error.message) : error;
}

/** A choice written out in a document, instead of in its variables, must not stay in any cache. */
function holdsChoice(document: DocumentNode): boolean {
  let casts = false;
  visit(document, {
    Field(field) {
      if (field.name.value !== 'castBallot') return;
      casts ||= field.arguments?.some((argument) => argument.value.kind !== Kind.VARIABLE) ?? false;
    },
    VariableDefinition(variable) {
      if (variable.defaultValue !== undefined) casts ||= /Ballot|Choice/.test(JSON.stringify(variable.type));
    },
  });
  return casts;
}
