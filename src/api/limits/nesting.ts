import { Lexer, Source, TokenKind } from 'graphql';
import { isNestedDeeper } from '../../core/nesting.ts';

/** How deep lists and objects of JSON and brackets of a document may go. Selections go 15 deep, and an organisation has at most eight superiors. */
export const maxNesting = 64;

export const nestedTooDeep = `Lists and objects are nested more than ${maxNesting} levels deep.`;

/** Says whether a JSON text is nested too deep. The answer means nothing for a text that is no JSON. */
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

/** Says the same of a GraphQL document. Throws the GraphQLError of graphql's lexer where the text has something that is no token. */
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
