import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';

/**
 * Returns a selection of every field of a type and of the types below it, `depth` levels down, each field under an alias of its own. Of connections it asks for
 * `pageLength` elements, and leaves them out where that is 0. It also leaves out other fields that need an argument.
 */
export function everythingOf(
  schema: GraphQLSchema,
  type: GraphQLNamedType,
  depth: number,
  pageLength = 10,
): string {
  return everything({ schema, pageLength }, type, depth, []);
}

interface Crawl {
  readonly schema: GraphQLSchema;
  readonly pageLength: number;
}

function everything(crawl: Crawl, type: GraphQLNamedType, depth: number, path: readonly string[]): string {
  if (isAbstractType(type)) {
    const parts = crawl.schema
      .getPossibleTypes(type)
      .map((one) => `... on ${one.name} { ${everything(crawl, one, depth, path)} }`);
    return `__typename ${parts.join(' ')}`;
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return '';
  const fields = Object.values(type.getFields()).flatMap((field) => fieldOf(crawl, type, field, depth, path));
  return ['__typename', ...fields].join(' ');
}

function fieldOf(
  crawl: Crawl,
  type: GraphQLNamedType,
  field: GraphQLField<unknown, unknown>,
  depth: number,
  path: readonly string[],
): readonly string[] {
  const named = getNamedType(field.type);
  const isPage = named.name.endsWith('Connection');
  if (isPage && crawl.pageLength === 0) return [];
  if (
    !isPage &&
    field.args.some((argument) => isNonNullType(argument.type) && argument.defaultValue === undefined)
  )
    return [];
  const alias = `${type.name}_${field.name}: ${field.name}${isPage ? `(first: ${crawl.pageLength})` : ''}`;
  if (!isCompositeType(named)) return [alias];
  const nullable = isNonNullType(field.type) ? field.type.ofType : field.type;
  const below = isListType(nullable) ? [...path, named.name] : path;
  // The API refuses a document that nests lists of the same type too often [A2].
  if (depth === 0 || below.filter((name) => name === named.name).length > 1) return [];
  const inner = everything(crawl, named, isPage || named.name.endsWith('Edge') ? depth : depth - 1, below);
  return [`${alias} { ${inner} }`];
}
