import { type DocumentNode, type GraphQLError, visit } from 'graphql';
import { coded } from './errors.ts';

/** Who may ask what the schema is. It is no secret, it is published; but who need not know of it is told less. */
export const schemaReaders = ['everyone', 'signed-in'] as const;
export type SchemaReaders = (typeof schemaReaders)[number];

const known = new WeakMap<DocumentNode, boolean>();

/** Whether any of a document's operations asks for the schema: `__schema` or `__type`. */
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

/** A message without the names that graphql-js proposes for one that is misspelt. */
export function withoutSuggestions(message: string): string {
  return message.replace(/ Did you mean [^?]*\?/g, '');
}
