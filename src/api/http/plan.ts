import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getArgumentValues,
  getVariableValues,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';

// A plan executes a query that is asked often. It looks at the document and its types once, where graphql's `execute` does so for each object of
// each answer. A plan answers exactly as `execute` does, and only where nothing goes wrong. Otherwise it returns null, and `execute` does the
// query from the start, so that only `execute` words errors.

type Values = Readonly<Record<string, unknown>>;
export type Data = Record<string, unknown>;

/** Returns the data of a query; null where anything goes wrong. */
export type Plan = (context: unknown, given: Values) => Promise<Data | null>;

/** Makes of a field's value what stands in the answer. Throws for a value that cannot stand there. */
type Complete = (value: unknown, run: Run) => unknown;

interface PlannedField {
  readonly key: string;
  readonly name: string;
  /** Null where the value is the property of the field's name, or the result of the method of that name. */
  readonly resolve: GraphQLFieldResolver<unknown, unknown> | null;
  readonly args: (variables: Values) => Record<string, unknown>;
  readonly complete: Complete;
}

/** One execution, which counts the values that it waits for. */
interface Run {
  readonly context: unknown;
  readonly variables: Values;
  waiting: number;
  readonly done: () => void;
  readonly fail: (why: unknown) => void;
}

interface Within {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

export interface Planned {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/** Returns the plan of an operation in a valid document; null where it is no query, or has directives or introspection. */
export function planOf({ schema, operation, fragments }: Planned): Plan | null {
  const root = schema.getQueryType();
  if (operation.operation !== 'query' || !root) return null;
  if ([operation, ...fragments.values()].some(isPeculiar)) return null;
  const complete = objectOf({ schema, fragments }, root, [operation.selectionSet]);
  const declared = operation.variableDefinitions ?? [];
  return async (context, given) => {
    const { coerced } = getVariableValues(schema, declared, given);
    return coerced === undefined ? null : execute(complete, context, coerced);
  };
}

/**
 * Says whether a definition cannot be planned. Directives select by the variables, introspection needs what only `execute` tells its resolvers, and
 * `__proto__` is not an ordinary key of an object.
 */
function isPeculiar(definition: OperationDefinitionNode | FragmentDefinitionNode): boolean {
  let found = false;
  visit(definition, {
    Directive: () => {
      found = true;
    },
    Field: ({ name, alias }) => {
      found ||= name.value.startsWith('__') && name.value !== '__typename';
      found ||= alias?.value === '__proto__';
    },
  });
  return found;
}

function execute(complete: Complete, context: unknown, variables: Values): Promise<Data | null> {
  return new Promise((settle) => {
    let data: Data | null = null;
    const run: Run = {
      context,
      variables,
      waiting: 1,
      done() {
        run.waiting -= 1;
        if (run.waiting === 0) settle(data);
      },
      fail: () => settle(null),
    };
    try {
      data = complete({}, run) as Data;
      run.done();
    } catch {
      settle(null);
    }
  });
}

/** Puts a completed value in its place, at once or when it resolves. The place is taken at once, so that fields keep the document's order. */
function put(
  into: Data | unknown[],
  at: string | number,
  value: unknown,
  complete: Complete,
  run: Run,
): void {
  const place = into as Record<string | number, unknown>;
  if (!isPromise(value)) {
    place[at] = complete(value, run);
    return;
  }
  place[at] = null;
  run.waiting += 1;
  value.then((settled) => {
    try {
      place[at] = complete(settled, run);
      run.done();
    } catch (error) {
      run.fail(error);
    }
  }, run.fail);
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof (value as Promise<unknown> | null | undefined)?.then === 'function';
}

function completeAs(
  within: Within,
  type: GraphQLOutputType,
  selections: readonly SelectionSetNode[],
): Complete {
  if (isNonNullType(type)) {
    const complete = completeAs(within, type.ofType, selections);
    return (value, run) => {
      const completed = complete(value, run);
      if (completed === null) throw new Error('null where the schema has none');
      return completed;
    };
  }
  if (isListType(type)) return listOf(completeAs(within, type.ofType, selections));
  if (isLeafType(type)) {
    return (value) => {
      if (value === null || value === undefined) return null;
      const serialized = type.serialize(value);
      if (serialized === null || serialized === undefined) throw new Error(`no value of ${type.name}`);
      return serialized;
    };
  }
  if (isObjectType(type)) return objectOf(within, type, selections);
  return abstractOf(within, type, selections);
}

function listOf(complete: Complete): Complete {
  return (values, run) => {
    if (values === null || values === undefined) return null;
    if (!Array.isArray(values)) throw new Error('no list');
    const list: unknown[] = [];
    for (const [at, value] of values.entries()) put(list, at, value, complete, run);
    return list;
  };
}

function objectOf(
  within: Within,
  type: GraphQLObjectType,
  selections: readonly SelectionSetNode[],
): Complete {
  if (type.isTypeOf) throw new Error(`${type.name} would have to be asked of each value whether it is one`);
  const fields = fieldsOf(within, type, selections);
  return (source, run) => {
    if (source === null || source === undefined) return null;
    if (source instanceof Error) throw source;
    const object: Data = {};
    for (const { key, name, resolve, args, complete } of fields) {
      let value: unknown;
      if (resolve === null) {
        value = (source as Values)[name];
        // Called as a method and without arguments, because none of our values takes any.
        if (typeof value === 'function') value = (source as Record<string, () => unknown>)[name]?.();
      } else {
        value = resolve(source, args(run.variables), run.context, untold);
      }
      put(object, key, value, complete, run);
    }
    return object;
  };
}

/** Stands for the `info` of resolvers. None of ours reads it. One that did would fail here, and `execute` would do the query. */
const untold = new Proxy({} as GraphQLResolveInfo, {
  get: (_, name) => {
    throw new Error(`a plan cannot tell ${String(name)}`);
  },
});

/** Returns the type of a value by its class, which is what the schema's `resolveType` finds more slowly. */
function abstractOf(
  within: Within,
  type: GraphQLAbstractType,
  selections: readonly SelectionSetNode[],
): Complete {
  const known = new Map<unknown, Complete>();
  const completeAs = (name: unknown): Complete => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const named = within.schema.getType(String(name));
    if (!isObjectType(named) || !within.schema.isSubType(type, named)) throw new Error(`no ${type.name}`);
    const complete = objectOf(within, named, selections);
    known.set(name, complete);
    return complete;
  };
  return (value, run) => {
    if (value === null || value === undefined) return null;
    return completeAs((value as Values).__typename)(value, run);
  };
}

/** Returns the fields that are selected of an object of this type, in the document's order (CollectFields, 6.3.2 of the specification). */
function fieldsOf(
  within: Within,
  type: GraphQLObjectType,
  selections: readonly SelectionSetNode[],
): readonly PlannedField[] {
  const grouped = new Map<string, FieldNode[]>();
  const spread = new Set<string>();
  for (const selection of selections) collect(within, type, selection, grouped, spread);
  return [...grouped].map(([key, nodes]) => fieldOf(within, type, key, nodes));
}

function collect(
  within: Within,
  type: GraphQLObjectType,
  { selections }: SelectionSetNode,
  grouped: Map<string, FieldNode[]>,
  spread: Set<string>,
): void {
  const { schema, fragments } = within;
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      const key = selection.alias?.value ?? selection.name.value;
      grouped.set(key, [...(grouped.get(key) ?? []), selection]);
      continue;
    }
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      if (spread.has(selection.name.value)) continue;
      spread.add(selection.name.value);
    }
    const fragment =
      selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
    if (fragment === undefined) throw new Error('a valid document has every fragment that it spreads');
    const name = fragment.typeCondition?.name.value;
    const condition = name === undefined ? type : schema.getType(name);
    const applies = condition === type || (isAbstractType(condition) && schema.isSubType(condition, type));
    if (applies) collect(within, type, fragment.selectionSet, grouped, spread);
  }
}

function fieldOf(
  within: Within,
  type: GraphQLObjectType,
  key: string,
  nodes: readonly FieldNode[],
): PlannedField {
  const [node] = nodes;
  const name = node?.name.value ?? '';
  if (name === '__typename') return { key, name, resolve: () => type.name, args: none, complete: asItIs };
  const field = type.getFields()[name];
  if (node === undefined || field === undefined)
    throw new Error(`a valid document asks for fields of ${type}`);
  const below = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  return {
    key,
    name,
    resolve: field.resolve ?? null,
    args: argumentsOf(field, node),
    complete: completeAs(within, field.type, below),
  };
}

const none = () => ({});
const asItIs: Complete = (value) => value;

function argumentsOf(field: GraphQLField<unknown, unknown>, node: FieldNode): PlannedField['args'] {
  return field.args.length === 0 ? none : (variables) => getArgumentValues(field, node, variables);
}
