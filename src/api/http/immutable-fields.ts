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

/**
 * The fields of each type that never change once a result can be read: the result as it was recorded. Level and status are not among them, because later
 * decisions change them, nor are sentences, because a new version of this software may word them better.
 */
export const immutableFields: Readonly<Record<string, readonly string[]>> = {
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

/** Everything below these fields never changes either. */
export const whollyImmutable: ReadonlySet<string> = new Set(['Result.settings', 'Policy.instruments']);

/** Says whether an operation only reads fields of results that never change, by the results' ids. The answer says whether there are such results. */
export function asksForImmutable(
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
  return immutableOnly({ schema, fragments }, operation.selectionSet, root, true);
}

interface Within {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

function immutableOnly(
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
      return narrowed !== undefined && immutableOnly(within, fragment.selectionSet, narrowed, isRoot);
    }
    const name = selection.name.value;
    if (name === '__typename') return true;
    if (!isObjectType(type) && !isInterfaceType(type)) return false;
    const known = isRoot
      ? ['node', 'nodes']
      : isInterfaceType(type)
        ? ['id']
        : (immutableFields[type.name] ?? []);
    const field = type.getFields()[name];
    if (field === undefined || !known.includes(name)) return false;
    if (selection.selectionSet === undefined || whollyImmutable.has(`${type.name}.${name}`)) return true;
    return immutableOnly(within, selection.selectionSet, getNamedType(field.type), false);
  });
}

/** Says whether everything that was asked for at the root is there. Something that is missing may still come. */
export function answersWholly(data: Readonly<Record<string, unknown>> | null | undefined): boolean {
  if (!data) return false;
  return Object.values(data).every((value) =>
    Array.isArray(value) ? value.every((one) => one !== null) : value !== null,
  );
}
