import { createHash } from 'node:crypto';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OverlappingFieldsCanBeMergedRule,
  parse,
  type SelectionNode,
  type SelectionSetNode,
  specifiedRules,
  type ValidationContext,
  type ValidationRule,
  validate,
  visit,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Pass } from '../../clerk/doorkeeper.ts';
import { coded } from '../errors.ts';
import { complexityRule, repetitionRule } from './complexity.ts';
import { isDocumentNestedTooDeep, nestedTooDeep } from './nesting.ts';
import { overlappingFieldsRule } from './overlapping-fields.ts';

// The rules that every document must keep, over HTTP and over sockets alike.

/** In UTF-16 units. */
export const maxDocumentLength = 64 * 1024;
export const maxTokens = 4_000;
export const maxDepth = 15;
/** How many errors of one document are told at once. */
const validating = { maxErrors: 20 };
const maxSavedLength = 8 * 1024 * 1024;
/** The memory that a parsed document takes, measured with the densest documents. */
const bytesALetter = 200;
const maxKeptBytes = 16 * 1024 * 1024;
const maxKeptOfStrangersBytes = 4 * 1024 * 1024;

export function documentIdOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

const depthRule: ValidationRule = (context) =>
  maxDepthRule({
    n: maxDepth,
    propagateOnRejection: false,
    onReject: [
      (validation, error) => {
        if (validation === null) throw error;
        const message = `The document is more than ${maxDepth} levels deep; ask for less at once.`;
        validation.reportError(coded('LIMIT_EXCEEDED', message));
      },
    ],
  })(context);

/**
 * Refuses `@skip` and `@include` at the root of a subscription (GraphQL, 5.2.4.1), and hides them from the rules after it. graphql's own rule of the single
 * root field evaluates them before any variable has a value, and throws where one is needed.
 */
const wholeSubscriptionRule: ValidationRule = (context) => ({
  Document({ definitions }) {
    const choosing = definitions
      .filter((one) => one.kind === Kind.OPERATION_DEFINITION && one.operation === 'subscription')
      .flatMap((one) => atRoot(context, one as OperationDefinitionNode, new Set()))
      .filter(({ directives }) => directives?.some(({ name }) => ['skip', 'include'].includes(name.value)));
    if (choosing.length === 0) return;
    const message = 'A subscription has neither @skip nor @include at its root; follow it, or do not.';
    context.reportError(coded('GRAPHQL_VALIDATION_FAILED', message));
    for (const selection of choosing) Object.assign(selection, { directives: [] });
  },
});

/** Returns the selections at the root of an operation, those of its fragments included. */
function atRoot(
  context: ValidationContext,
  within: { readonly selectionSet: SelectionSetNode },
  seen: Set<unknown>,
): readonly SelectionNode[] {
  if (seen.has(within)) return [];
  seen.add(within);
  return within.selectionSet.selections.flatMap((one) => {
    if (one.kind === Kind.FIELD) return [one];
    const fragment = one.kind === Kind.INLINE_FRAGMENT ? one : context.getFragment(one.name.value);
    return fragment ? [one, ...atRoot(context, fragment, seen)] : [one];
  });
}

const documentRules: readonly ValidationRule[] = [
  ...specifiedRules.filter((rule) => rule !== OverlappingFieldsCanBeMergedRule),
  overlappingFieldsRule,
  wholeSubscriptionRule,
  depthRule,
  complexityRule,
  repetitionRule,
];

/** A valid document, or what is wrong with it. */
export type ReadDocument = DocumentNode | readonly GraphQLError[];

const isValid = (read: ReadDocument): read is DocumentNode => 'kind' in read;

/** Keeps documents that were parsed and found valid, so that this is done once. */
export class Documents {
  readonly #schema: GraphQLSchema;
  /** Strangers have a cache of their own, so that they push out no document of people who have signed in. */
  readonly #kept = { signedIn: keeping(maxKeptBytes), stranger: keeping(maxKeptOfStrangersBytes) };

  /** This program's own documents, which are never dropped: those of its pages, and those that are known by their hash. */
  readonly #own = new Map<string, DocumentNode | null>();
  /** Texts by their hash: the server's own here, those that clients sent in `#saved`. */
  readonly #ownById: ReadonlyMap<string, string>;
  readonly #saved = new LRUCache<string, string>({
    maxSize: maxSavedLength,
    sizeCalculation: (text) => 100 + text.length,
  });

  /** `persisted` are known by their hash from the start. `ofPages` are the documents of this program's pages. */
  constructor(
    schema: GraphQLSchema,
    { persisted = [], ofPages = [] }: { persisted?: readonly string[]; ofPages?: readonly string[] } = {},
  ) {
    this.#schema = schema;
    this.#ownById = new Map(persisted.map((text) => [documentIdOf(text), text]));
    for (const text of [...persisted, ...ofPages]) this.#own.set(text, null);
  }

  /** Says whether this program wrote the document of this text or identifier. Its price is known, and clients cannot raise it. */
  isOwn(textOrId: unknown): boolean {
    return typeof textOrId === 'string' && (this.#own.has(textOrId) || this.#ownById.has(textOrId));
  }

  /**
   * Returns the document of an identifier (GraphQL over HTTP, appendix A), or the errors of asking for it so. A valid document that is sent with its
   * identifier is kept, so that anybody can ask for it by the identifier alone.
   */
  persisted(asked: {
    readonly documentId: string;
    readonly query: string | undefined;
    readonly pass: Pass | null;
  }): { readonly text: string } | GraphQLError {
    const { documentId, query, pass } = asked;
    if (!/^sha256:[0-9a-f]{64}$/.test(documentId)) {
      const wanted =
        'documentId is "sha256:" and the 64 lower-case hexadecimal digits of the hash of the document’s text.';
      return coded('BAD_USER_INPUT', wanted);
    }
    if (query !== undefined) {
      if (documentIdOf(query) !== documentId) {
        return coded(
          'BAD_USER_INPUT',
          'documentId is not the SHA-256 of this query; send one of them, or both of one text.',
        );
      }
      const document = this.read(query, pass);
      if (pass !== null && isValid(document) && !holdsChoice(document)) this.#saved.set(documentId, query);
      return { text: query };
    }
    const text = this.#ownById.get(documentId) ?? this.#saved.get(documentId);
    if (text !== undefined) return { text };
    return coded(
      'PERSISTED_DOCUMENT_NOT_FOUND',
      'No document with this documentId is known here. Send it once with its text in "query", signed in; then by its documentId alone.',
    );
  }

  /** Says whether a document waits for the turnstile alone, and not for the pacer: this program's own do, and ballots. */
  isFirst(text: unknown): boolean {
    return this.isOwn(text) || this.isBallot(text);
  }

  /** Says whether a text is known to cast ballots and to do nothing else. */
  isBallot(text: unknown): boolean {
    const known = typeof text === 'string' ? this.#known(text) : undefined;
    return known !== undefined && castsOnly(known);
  }

  /** Returns the valid document of this text, or its errors. A kept document is the same object each time. `pass` is the asker's. */
  read(text: string, pass: Pass | null): ReadDocument {
    const known = this.#known(text);
    if (known !== undefined) return known;
    if (text.length > maxDocumentLength) {
      const message = `The document has ${text.length} characters; at most ${maxDocumentLength}. Ask in smaller parts.`;
      return [coded('LIMIT_EXCEEDED', message)];
    }
    let document: DocumentNode;
    try {
      if (isDocumentNestedTooDeep(text)) return [coded('LIMIT_EXCEEDED', nestedTooDeep)];
      document = parse(text, { maxTokens: maxTokens });
    } catch (error) {
      if (error instanceof GraphQLError) return [error];
      throw error;
    }
    const faults = validate(this.#schema, document, documentRules, validating);
    if (faults.length > 0) return faults.map(withCode);
    dropTokens(document);
    if (this.#own.has(text)) this.#own.set(text, document);
    else if (!holdsChoice(document)) this.#kept[pass === null ? 'stranger' : 'signedIn'].set(text, document);
    return document;
  }

  #known(text: string): DocumentNode | undefined {
    return this.#own.get(text) ?? this.#kept.signedIn.get(text) ?? this.#kept.stranger.get(text);
  }
}

/** Returns how many fields a mutation has at its root beyond the first. Each counts as one more operation. 0 for queries and subscriptions. */
export function furtherMutations(document: DocumentNode, operation: OperationDefinitionNode): number {
  if (operation.operation !== 'mutation') return 0;
  const fragments = new Map(
    document.definitions.flatMap((one) =>
      one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one] as const] : [],
    ),
  );
  const fieldsOf = ({ selections }: SelectionSetNode): number =>
    selections.reduce((sum, one) => {
      if (one.kind === Kind.FIELD) return sum + 1;
      const within = one.kind === Kind.INLINE_FRAGMENT ? one : fragments.get(one.name.value);
      return sum + (within === undefined ? 0 : fieldsOf(within.selectionSet));
    }, 0);
  return Math.max(0, fieldsOf(operation.selectionSet) - 1);
}

/** Whether a document casts ballots and does nothing else. */
const casting = new WeakMap<DocumentNode, boolean>();

function castsOnly(document: DocumentNode): boolean {
  const known = casting.get(document);
  if (known !== undefined) return known;
  const casts = document.definitions.every(
    (one) =>
      one.kind === Kind.FRAGMENT_DEFINITION ||
      (one.kind === Kind.OPERATION_DEFINITION &&
        one.selectionSet.selections.every((at) => at.kind === Kind.FIELD && at.name.value === 'castBallot')),
  );
  casting.set(document, casts);
  return casts;
}

const keeping = (maxSize: number) =>
  new LRUCache<string, DocumentNode>({
    maxSize,
    sizeCalculation: (_, text) => 1_000 + bytesALetter * text.length,
  });

/** Drops the tokens of a parsed document, because they are most of its size. Errors need only the positions, which stay. */
function dropTokens(node: object): void {
  for (const [name, value] of Object.entries(node)) {
    if (value === null || typeof value !== 'object') continue;
    if (name !== 'loc') dropTokens(value);
    else Object.assign(node, { loc: { start: value.start, end: value.end, source: value.source } });
  }
}

function withCode(error: GraphQLError): GraphQLError {
  return error.extensions.code === undefined ? coded('GRAPHQL_VALIDATION_FAILED', error.message) : error;
}

/** Says whether a document has a choice written in it, instead of in its variables. No cache may keep such a document. */
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
