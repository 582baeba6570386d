import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  Kind,
} from 'graphql';
import { type ComplexityEstimator, getComplexity } from 'graphql-query-complexity';
import { LRUCache } from 'lru-cache';
import { coded } from '../errors.ts';
import { asksSchema } from './introspection.ts';
import type { ListSizes } from './list-sizes.ts';

// The price of an operation is known before it runs: one point for every value that its answer can have. A page counts as many items as `first` or
// `last` says. A list without pages counts as ten, or as its length where that is known and greater. Counting and searching in the database
// have a price of their own.

export const maxCost = 50_000;
const assumedLength = 10;
/** An operation of this cost takes about a millisecond. Voters do not notice that. */
const lightCost = 100;

/** Points beside those of the values: by field, and for arguments that no index helps with. */
const ownCost: Readonly<Record<string, number>> = { statistics: 1_000, totalCount: 20 };
const searchCost = 1_000;

const estimate: ComplexityEstimator = ({ args, childComplexity, field, type: parent, context }) => {
  const type = getNullableType(field.type);
  const own = (ownCost[field.name] ?? 1) + (searches(args) ? searchCost : 0);
  if (!isCompositeType(getNamedType(field.type))) return own;
  // Introspection is bounded by the schema, and done once a document.
  if (getNamedType(field.type).name.startsWith('__')) return own + childComplexity;
  if (Array.isArray(args.ids)) return own + args.ids.length * childComplexity;
  if (isListType(type)) {
    const length = (context as ListSizes | undefined)?.[`${parent.name}.${field.name}`] ?? 0;
    return own + Math.max(assumedLength, length) * childComplexity;
  }
  return own + childComplexity;
};

/** Counts what is below the edges once for each item of the page. */
const estimatePage: ComplexityEstimator = ({ args, childComplexity, field }) => {
  if (!getNamedType(field.type).name.endsWith('Connection')) return undefined;
  const length = typeof args.first === 'number' ? args.first : args.last;
  const own = 1 + (searches(args) ? searchCost : 0);
  // `childComplexity` took the page for a list of ten.
  return own + Math.ceil((Math.max(1, Number(length) || 0) * childComplexity) / assumedLength);
};

function searches(args: Readonly<Record<string, unknown>>): boolean {
  const filter = args.filter as { readonly search?: unknown } | null | undefined;
  return typeof args.search === 'string' || typeof filter?.search === 'string';
}

export interface Operation {
  readonly document: DocumentNode;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly listSizes?: ListSizes | undefined;
}

const maxShapes = 100;
const longestShape = 2_000;

/** The prices of documents, by the shape of their variables. They are dropped with the document. */
const reckoned = new WeakMap<DocumentNode, LRUCache<string, number>>();

/**
 * Returns what the price depends on: the name, the variables that the document declares, and the lengths of lists. Texts are left out, because only their presence
 * matters. Returns null for a shape that is too long to be kept, as soon as that is seen.
 */
function shapeOf({ document, operationName, variables, listSizes }: Operation): string | null {
  // A variable that is absent has its default, and one that is null has not.
  const declared = [...declaredIn(document)].map((name) =>
    Object.hasOwn(variables, name) ? [name, variables[name]] : [name],
  );
  let left = longestShape;
  const counted = (_key: string, value: unknown) => {
    // A value takes a character at least, and two with its comma.
    left -= 1;
    if (left < 0) throw new TooLong();
    return typeof value === 'string' ? '' : value;
  };
  try {
    const shape = `${operationName ?? ''} ${JSON.stringify([declared, listSizes], counted)}`;
    return shape.length > longestShape ? null : shape;
  } catch (error) {
    if (error instanceof TooLong) return null;
    throw error;
  }
}

class TooLong extends Error {}

function declaredIn({ definitions }: DocumentNode): ReadonlySet<string> {
  return new Set(
    definitions.flatMap((one) =>
      one.kind === Kind.OPERATION_DEFINITION
        ? (one.variableDefinitions ?? []).map(({ variable }) => variable.name.value)
        : [],
    ),
  );
}

/** Returns the points of an operation. Returns 0 where its variables do not fit, because executing it says so. */
export function costOf(schema: GraphQLSchema, operation: Operation): number {
  const shape = shapeOf(operation);
  if (shape === null) return reckon(schema, operation);
  const { document } = operation;
  const known = reckoned.get(document) ?? new LRUCache<string, number>({ max: maxShapes });
  reckoned.set(document, known);
  const before = known.get(shape);
  if (before !== undefined) return before;
  const cost = reckon(schema, operation);
  // A price of 0 is not kept, because the variables did not fit, and others of the same shape may.
  if (cost > 0) known.set(shape, cost);
  return cost;
}

function reckon(schema: GraphQLSchema, { document, operationName, variables, listSizes }: Operation): number {
  try {
    return getComplexity({
      schema,
      query: document,
      variables: { ...variables },
      estimators: [estimatePage, estimate],
      ...(operationName !== null && { operationName }),
      ...(listSizes !== undefined && { context: listSizes }),
    });
  } catch (error) {
    if (error instanceof GraphQLError && !/maximum allowed number/.test(error.message)) return 0;
    return Number.POSITIVE_INFINITY;
  }
}

/** Says whether an operation of this cost is done before anybody notices. What it asks of the schema is not in the cost. */
export function isLight(cost: number, document: DocumentNode): boolean {
  return cost <= lightCost && !asksSchema(document);
}

/** Returns the error of an operation that costs too much; null for one that does not. */
export function tooCostly(cost: number): GraphQLError | null {
  if (cost <= maxCost) return null;
  const message =
    `The operation can cost ${cost} points; at most ${maxCost} at once. ` +
    'Ask for shorter pages (first, last), fewer lists within lists, or in parts.';
  return coded('LIMIT_EXCEEDED', message, { cost, mostCost: maxCost });
}
