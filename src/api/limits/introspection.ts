import { type DocumentNode, type GraphQLError, visit } from 'graphql';
import { coded } from '../errors.ts';

/** Who may ask for the schema. It is published and no secret, but INTROSPECTION can keep it from strangers. */
export const schemaReaders = ['everyone', 'signed-in'] as const;
export type SchemaReaders = (typeof schemaReaders)[number];

const known = new WeakMap<DocumentNode, boolean>();

/** Says whether any operation of a document asks for the schema by `__schema` or `__type`. */
export function asksSchema(document: DocumentNode): boolean {
  const before = known.get(document);
  if (before !== undefined) return before;
  let asks = false;
  visit(document, {
    Field({ name }) {
      asks ||= name.value === '__schema' || name.value === '__type';
    },
  });
  known.set(document, asks);
  return asks;
}

export function signInForSchema(): GraphQLError {
  return coded('UNAUTHENTICATED', 'Sign in to ask for the schema; it is published as schema/api.graphql.');
}

/** Takes out of a message the names that graphql-js proposes for a misspelt one. */
export function withoutSuggestions(message: string): string {
  return message.replace(/ Did you mean [^?]*\?/g, '');
}
