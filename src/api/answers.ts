import { createHash } from 'node:crypto';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getOperationAST,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Context } from './schema/context.ts';
import { compressed } from './server/compression.ts';

// How long an answer of history holds. It can always be asked whether it still does (ETag, If-None-Match). What only says what was
// recorded can change no more, and is kept for a year; a level can, by a later decision. Answers to keys are remembered here as
// long as nothing was written that history shows.

export const immutable = 'private, max-age=31536000, immutable';
export const revalidate = 'private, no-cache';
export const never = 'no-store';

/**
 * What of each type never changes once a result of it can be read: the result as it was recorded. Not its level and status, which
 * follow later decisions; not sentences, which a new version of this software may put better.
 */
export const lasting: Readonly<Record<string, readonly string[]>> = {
  Result: [
    'id',
    'organization',
    'session',
    'period',
    'subject',
    'authority',
    'tally',
    'outcome',
    'policy',
    'settings',
    'recordedAt',
    'supersedes',
  ],
  Organization: ['id', 'name'],
  Session: ['id', 'organization', 'ordinal', 'title', 'period', 'heldOn', 'status'],
  Period: ['kind', 'year', 'quarter'],
  Subject: ['kind', 'name', 'position', 'peerGroup', 'organization', 'person'],
  Person: ['id', 'fullName'],
  Review: ['id'],
  Tally: ['review', 'revision', 'electorate', 'base', 'counted', 'counts'],
  ChoiceCount: ['choice', 'count'],
  Outcome: ['level', 'status', 'authority', 'final', 'trace', 'ruledLevel', 'ruledStatus', 'settledReason'],
  RuleStep: ['rule', 'applied', 'before', 'after'],
  Rule: ['id', 'source', 'certainty'],
  Policy: ['id', 'name', 'version', 'validFrom', 'validTo', 'instruments'],
};

/** Of these fields everything below is such. */
export const lastingWholly: ReadonlySet<string> = new Set(['Result.settings', 'Policy.instruments']);

/** Whether an operation only reads, by their ids, what never changes of results. Whether they are there is for the answer to say. */
export function asksForLasting(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null,
): boolean {
  const operation = getOperationAST(document, operationName);
  const root = schema.getQueryType();
  if (operation?.operation !== 'query' || !root) return false;
  const fragments = new Map(
    document.definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
  return lastingOnly({ schema, fragments }, operation.selectionSet, root, true);
}

interface Within {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

function lastingOnly(
  within: Within,
  { selections }: SelectionSetNode,
  type: GraphQLNamedType,
  isRoot: boolean,
): boolean {
  return selections.every((selection) => {
    if (selection.kind !== Kind.FIELD) {
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : within.fragments.get(selection.name.value);
      if (fragment === undefined) return false;
      const name = fragment.typeCondition?.name.value;
      const narrowed = name === undefined ? type : within.schema.getType(name);
      // A session reached by its own id may not be over yet.
      if (isInterfaceType(type) && narrowed !== type && narrowed?.name !== 'Result') return false;
      return narrowed !== undefined && lastingOnly(within, fragment.selectionSet, narrowed, isRoot);
    }
    const name = selection.name.value;
    if (name === '__typename') return true;
    if (!isObjectType(type) && !isInterfaceType(type)) return false;
    const known = isRoot ? ['node', 'nodes'] : isInterfaceType(type) ? ['id'] : (lasting[type.name] ?? []);
    const field = type.getFields()[name];
    if (field === undefined || !known.includes(name)) return false;
    if (selection.selectionSet === undefined || lastingWholly.has(`${type.name}.${name}`)) return true;
    return lastingOnly(within, selection.selectionSet, getNamedType(field.type), false);
  });
}

/** Whether everything that was asked for at the root is there: of what is not there yet, nothing lasts. */
export function answersWholly(data: Readonly<Record<string, unknown>> | null | undefined): boolean {
  if (!data) return false;
  return Object.values(data).every((value) =>
    Array.isArray(value) ? value.every((one) => one !== null) : value !== null,
  );
}

function etagOf(body: string): string {
  return `"${createHash('sha256').update(body).digest('base64url')}"`;
}

/** Of an answer in a coding its tag is another one (RFC 9110, 8.8.3.3): the coding's name before its last quote. Proxies that compress write the same. */
const coded = /-(?:gzip|br|zstd|deflate)(?="$)/;

/** Whether an If-None-Match names this answer, in whatever coding it was had. */
export function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const named = ifNoneMatch.split(',').map((one) => one.trim().replace(/^W\//, '').replace(coded, ''));
  return named.includes('*') || named.includes(etag);
}

/** An answer without errors. */
export class WholeAnswer {
  /** What the record stood at before the answer was made. */
  readonly version: number;
  readonly body: string;
  readonly contentType: string;
  /** Whether nothing can change it. */
  readonly lasts: boolean;
  readonly cost: number;
  #etag: string | null = null;
  #compressed: Promise<Buffer | null> | null = null;

  constructor(made: Omit<WholeAnswer, 'etag' | 'compressed'>) {
    this.version = made.version;
    this.body = made.body;
    this.contentType = made.contentType;
    this.lasts = made.lasts;
    this.cost = made.cost;
  }

  /** Made when the first asks for it: of answers to POST nobody does. */
  get etag(): string {
    this.#etag ??= etagOf(this.body);
    return this.#etag;
  }

  /** Compressed, where that is worth it; once for all who ask. */
  get compressed(): Promise<Buffer | null> {
    this.#compressed ??= compressed(this.body);
    return this.#compressed;
  }
}

const mostKeptBytes = 64 * 1024 * 1024;
const leastOf = 500;

/** Answers to keys, by everything that they depend on. */
export class KeptAnswers {
  readonly #kept = new LRUCache<string, WholeAnswer>({
    maxSize: mostKeptBytes,
    sizeCalculation: ({ body }, key) => leastOf + key.length + 3 * body.length,
  });

  /** Null for who may see what is not in the record: those answers depend on more. */
  keyOf({ pass, language }: Context, request: readonly (string | null)[]): string | null {
    if (pass?.actor.kind !== 'CLIENT') return null;
    return JSON.stringify([pass.actor.organizationId, language, ...request]);
  }

  get(key: string, version: number): WholeAnswer | null {
    const kept = this.#kept.get(key);
    return kept?.version === version ? kept : null;
  }

  set(key: string, answer: WholeAnswer): void {
    this.#kept.set(key, answer);
  }
}
