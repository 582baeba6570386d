import { Lexer, Source, TokenKind } from 'graphql';
import { isNestedDeeper } from '../../core/nesting.ts';

/** Of lists and objects in JSON, and of brackets in a document. Selections go 15 deep, an organisation has eight superiors. */
export const maxNesting = 64;

export const nestedTooDeep = `Lists and objects are nested more than ${maxNesting} levels deep.`;

/** Whether a JSON text goes deeper than values may. Of what is no JSON it says anything. */
export const isNestedTooDeep = (json: string): boolean => isNestedDeeper(json, maxNesting);

const openingTokens: ReadonlySet<TokenKind> = new Set([
  TokenKind.BRACE_L,
  TokenKind.BRACKET_L,
  TokenKind.PAREN_L,
]);
const closingTokens: ReadonlySet<TokenKind> = new Set([
  TokenKind.BRACE_R,
  TokenKind.BRACKET_R,
  TokenKind.PAREN_R,
]);

/** The same of a GraphQL document. Throws the GraphQLError of graphql's lexer where a token is none. */
export function isDocumentNestedTooDeep(text: string): boolean {
  const lexer = new Lexer(new Source(text));
  let depth = 0;
  for (let { kind } = lexer.advance(); kind !== TokenKind.EOF; { kind } = lexer.advance()) {
    if (openingTokens.has(kind)) depth += 1;
    else if (closingTokens.has(kind)) depth -= 1;
    if (depth > maxNesting) return true;
  }
  return false;
}
