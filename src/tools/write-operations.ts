import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codegen } from '@graphql-codegen/core';
import * as operations from '@graphql-codegen/typescript-operations';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  Source,
  stripIgnoredCharacters,
  visit,
} from 'graphql';
import { packageRoot } from '../package-root.ts';

// A part of npm run build. It writes the types of the operations in schema/operations to schema/operations/typed.ts, and the text of each operation to a file
// of its own in schema/operations/typed, because a page then loads only the operations that it sends. Neither is committed. It also writes all texts to
// dist/operations.json, where the server reads which documents are of its own pages. It fails where an operation does not fit schema/api.graphql, and names the
// file and the line.

const folder = join(packageRoot(), 'schema', 'operations');
const written = join(folder, 'typed');

const documents = readdirSync(folder)
  .filter((name) => name.endsWith('.graphql'))
  .map((name) => join(folder, name))
  .map((file) => ({ location: file, document: parse(new Source(readFileSync(file, 'utf8'), file)) }));

const definitions = documents.flatMap(({ document }) => document.definitions);
const fragments = new Map(
  definitions.flatMap((one) => (one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one]] : [])),
);

/** Returns the fragments that an operation or a fragment spreads, and those that they spread, each once. */
function spreadIn(
  node: OperationDefinitionNode | FragmentDefinitionNode,
  found = new Set<FragmentDefinitionNode>(),
): Set<FragmentDefinitionNode> {
  visit(node, {
    FragmentSpread({ name }) {
      const fragment = fragments.get(name.value);
      if (fragment === undefined || found.has(fragment)) return;
      found.add(fragment);
      spreadIn(fragment, found);
    },
  });
  return found;
}

function textOf(operation: OperationDefinitionNode): string {
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [operation, ...spreadIn(operation)] };
  return stripIgnoredCharacters(print(document));
}

const kinds = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' } as const;

/** Writes the file of an operation, and returns the operation's name. */
function writeOperation(operation: OperationDefinitionNode): string {
  const name = operation.name?.value ?? '';
  const type = `${name}${kinds[operation.operation]}`;
  const text = `import { TypedDocumentString } from './document.ts';
import type { ${type}, ${type}Variables } from '../typed.ts';

export const ${name}Document = /*#__PURE__*/ new TypedDocumentString<${type}, ${type}Variables>(
  ${JSON.stringify(textOf(operation))},
);
`;
  writeFileSync(join(written, `${name}.ts`), text);
  return name;
}

const document = `/** The text of an operation, and the types of its data and variables. */
export class TypedDocumentString<Data, Variables> {
  readonly __apiType?: (variables: Variables) => Data;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}
`;

const types = await codegen({
  filename: 'typed.ts',
  schema: parse(readFileSync(join(packageRoot(), 'schema', 'api.graphql'), 'utf8')),
  documents,
  config: {
    skipTypename: true,
    useTypeImports: true,
    strictScalars: true,
    scalars: { ID: 'string', DateTime: 'string', Date: 'string', Decimal: 'string', Cursor: 'string' },
  },
  plugins: [{ operations: {} }],
  pluginMap: { operations },
});

rmSync(written, { recursive: true, force: true });
mkdirSync(written);
writeFileSync(join(written, 'document.ts'), document);
const all = definitions.flatMap((one) => (one.kind === Kind.OPERATION_DEFINITION ? [one] : []));
const names = all.map(writeOperation);
writeFileSync(join(packageRoot(), 'dist', 'operations.json'), JSON.stringify(all.map(textOf)));
const exported = names.map((name) => `export { ${name}Document } from './typed/${name}.ts';\n`).join('');
writeFileSync(
  join(folder, 'typed.ts'),
  `${types}\nexport { TypedDocumentString } from './typed/document.ts';\n${exported}`,
);
