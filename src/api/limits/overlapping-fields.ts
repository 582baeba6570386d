import {
  type ASTVisitor,
  type FieldNode,
  GraphQLError,
  type GraphQLNamedType,
  type GraphQLOutputType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  typeFromAST,
  type ValidationContext,
  type ValueNode,
} from 'graphql';
import { coded } from '../errors.ts';

// Field Selection Merging (GraphQL, 5.3.2): fields of one response name must be one field. graphql's own rule compares them pair by pair, so that a small
// document can keep it busy for longer than a ballot may wait. This rule looks once at all fields of one name together.

/** How many fields are looked at for one operation. A field counts once for each merged set that it stands in. */
export const maxMerged = 20_000;
/** Other rules refuse what is deeper, fragments that spread themselves included. */
const maxLevels = 50;

/** A selection set and its type; undefined where the schema has no such type. */
interface Selected {
  readonly set: SelectionSetNode;
  readonly of: GraphQLNamedType | undefined;
}

interface AskedField {
  readonly node: FieldNode;
  readonly parent: GraphQLNamedType | undefined;
  readonly type: GraphQLOutputType | undefined;
}

interface Conflict {
  readonly nodes: readonly [FieldNode, FieldNode];
  readonly reason: string;
}

export function overlappingFieldsRule(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition({ operation, selectionSet }) {
      const root = context.getSchema().getRootType(operation) ?? undefined;
      const merging = new Merging(context);
      const conflict = merging.conflictIn([{ set: selectionSet, of: root }], 'same field');
      if (merging.isTooMuch) {
        const message = `The document has too many fields that fall together, more than ${maxMerged} to compare; name each once.`;
        context.reportError(coded('LIMIT_EXCEEDED', message));
      } else if (conflict !== null) {
        const [{ alias, name }] = conflict.nodes;
        const message =
          `Fields "${(alias ?? name).value}" conflict because ${conflict.reason}. ` +
          'Use different aliases on the fields to fetch both if this was intentional.';
        context.reportError(new GraphQLError(message, { nodes: conflict.nodes }));
      }
    },
  };
}

/** What fields of one response name must have in common. Those of different object types need only the same shape. */
type Needed = 'same field' | 'same shape';

class Merging {
  readonly #context: ValidationContext;
  #merged = 0;

  constructor(context: ValidationContext) {
    this.#context = context;
  }

  get isTooMuch(): boolean {
    return this.#merged > maxMerged;
  }

  /** Returns the first conflict in merged sets and below them; null where there is none, or where the search was given up. */
  conflictIn(sets: readonly Selected[], needed: Needed, level = 0): Conflict | null {
    if (level > maxLevels) return null;
    for (const fields of this.#byResponseName(sets).values()) {
      if (this.isTooMuch) return null;
      const conflict =
        differentShape(fields) ??
        (needed === 'same shape'
          ? this.conflictIn(fields.flatMap(below), needed, level + 1)
          : this.#conflictOfFields(fields, level));
      if (conflict !== null) return conflict;
    }
    return null;
  }

  /** Fields of two object types never meet in one object. Each of them meets the fields of interfaces. */
  #conflictOfFields(fields: readonly AskedField[], level: number): Conflict | null {
    const types = new Set(fields.map(({ parent }) => parent).filter(isObjectType));
    const meeting =
      types.size <= 1
        ? [fields]
        : [...types].map((type) => fields.filter(({ parent }) => parent === type || !isObjectType(parent)));
    for (const together of meeting) {
      const conflict =
        differentField(together) ?? this.conflictIn(together.flatMap(below), 'same field', level + 1);
      if (conflict !== null) return conflict;
    }
    return types.size <= 1 ? null : this.conflictIn(fields.flatMap(below), 'same shape', level + 1);
  }

  #byResponseName(sets: readonly Selected[]): ReadonlyMap<string, readonly AskedField[]> {
    const found = new Map<string, AskedField[]>();
    const spread = new Set<string>();
    const collect = ({ set, of }: Selected) => {
      for (const selection of set.selections) {
        this.#merged += 1;
        if (this.isTooMuch) return;
        if (selection.kind === Kind.FIELD) {
          const name = (selection.alias ?? selection.name).value;
          const asked = { node: selection, parent: of, type: typeOf(of, selection.name.value) };
          const known = found.get(name);
          if (known === undefined) found.set(name, [asked]);
          else known.push(asked);
        } else if (selection.kind === Kind.INLINE_FRAGMENT) {
          const { typeCondition: condition, selectionSet } = selection;
          collect({ set: selectionSet, of: condition ? this.#typeNamed(condition) : of });
        } else if (!spread.has(selection.name.value)) {
          spread.add(selection.name.value);
          const fragment = this.#context.getFragment(selection.name.value);
          if (fragment) collect({ set: fragment.selectionSet, of: this.#typeNamed(fragment.typeCondition) });
        }
      }
    };
    for (const set of sets) collect(set);
    return found;
  }

  #typeNamed(condition: Parameters<typeof typeFromAST>[1]): GraphQLNamedType | undefined {
    return typeFromAST(this.#context.getSchema(), condition) as GraphQLNamedType | undefined;
  }
}

function typeOf(parent: GraphQLNamedType | undefined, field: string): GraphQLOutputType | undefined {
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[field]?.type : undefined;
}

function below({ node: { selectionSet }, type }: AskedField): readonly Selected[] {
  return selectionSet === undefined ? [] : [{ set: selectionSet, of: type && namedTypeOf(type) }];
}

function namedTypeOf(type: GraphQLOutputType): GraphQLNamedType {
  return isListType(type) || isNonNullType(type) ? namedTypeOf(type.ofType) : type;
}

/** Compares each field with the first alone, because fields that are like the first are like each other. */
function differentShape(fields: readonly AskedField[]): Conflict | null {
  const [first, ...others] = fields.filter(({ type }) => type !== undefined);
  for (const other of others) {
    if (first?.type === undefined || other.type === undefined || isAlike(first.type, other.type)) continue;
    const reason = `they return conflicting types "${first.type}" and "${other.type}"`;
    return { nodes: [first.node, other.node], reason };
  }
  return null;
}

/** SameResponseShape of the specification, without the fields below. */
function isAlike(one: GraphQLOutputType, other: GraphQLOutputType): boolean {
  if (isNonNullType(one) || isNonNullType(other))
    return isNonNullType(one) && isNonNullType(other) && isAlike(one.ofType, other.ofType);
  if (isListType(one) || isListType(other))
    return isListType(one) && isListType(other) && isAlike(one.ofType, other.ofType);
  return one === other || (!isLeafType(one) && !isLeafType(other));
}

function differentField(fields: readonly AskedField[]): Conflict | null {
  const [first, ...others] = fields;
  if (first === undefined || others.length === 0) return null;
  const firstArguments = argumentsOf(first.node);
  for (const { node } of others) {
    const nodes = [first.node, node] as const;
    const [name, other] = [first.node.name.value, node.name.value];
    if (name !== other) return { nodes, reason: `"${name}" and "${other}" are different fields` };
    if (argumentsOf(node) !== firstArguments) return { nodes, reason: 'they have differing arguments' };
  }
  return null;
}

/** Writes arguments in one order, because their order means nothing, nor does that of an object's fields. */
function argumentsOf({ arguments: given = [] }: FieldNode): string {
  return given
    .map(({ name, value }) => `${name.value}:${textOf(value)}`)
    .sort()
    .join();
}

function textOf(value: ValueNode): string {
  switch (value.kind) {
    case Kind.VARIABLE:
      return `$${value.name.value}`;
    case Kind.LIST:
      return `[${value.values.map(textOf).join()}]`;
    case Kind.OBJECT:
      return `{${value.fields
        .map((field) => `${field.name.value}:${textOf(field.value)}`)
        .sort()
        .join()}}`;
    case Kind.NULL:
      return 'null';
    case Kind.STRING:
      return JSON.stringify(value.value);
    default:
      return String(value.value);
  }
}
