import { Lexer, Source, TokenKind } from 'graphql';

// Whatever goes through values level by level, the libraries' own code included, needs stack for each: what is nested without end ends it.

/** Of lists and objects in JSON, and of brackets in a document. Selections go 15 deep, an organisation has eight superiors. */
export const mostNesting = 64;

export const nestedTooDeep = `Lists and objects are nested more than ${mostNesting} levels deep.`;

const opening = new Set(['[', '{']);
const closing = new Set([']', '}']);

/** Whether a JSON text goes deeper than values may. Of what is no JSON it says anything. */
export function isNestedTooDeep(json: string): boolean {
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < json.length; at += 1) {
    const character = json[at] as string;
    if (isInString) {
      if (character === '\\') at += 1;
      else if (character === '"') isInString = false;
    } else if (character === '"') isInString = true;
    else if (opening.has(character)) {
      depth += 1;
      if (depth > mostNesting) return true;
    } else if (closing.has(character)) depth -= 1;
  }
  return false;
}

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
    if (depth > mostNesting) return true;
  }
  return false;
}
