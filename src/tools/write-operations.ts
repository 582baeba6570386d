import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codegen } from '@graphql-codegen/core';
import * as documents from '@graphql-codegen/typed-document-node';
import * as operations from '@graphql-codegen/typescript-operations';
import { parse, Source } from 'graphql';
import { packageRoot } from '../package-root.ts';

// Part of npm run build: the documents of schema/operations as typed text, in schema/operations/typed.ts (not committed). Fails,
// naming file and line, when one of them does not fit schema/api.graphql.

const folder = join(packageRoot(), 'schema', 'operations');
const read = (file: string) => ({
  location: file,
  document: parse(new Source(readFileSync(file, 'utf8'), file)),
});

const config = {
  documentMode: 'string',
  skipTypename: true,
  useTypeImports: true,
  pureMagicComment: true,
  strictScalars: true,
  scalars: { ID: 'string', DateTime: 'string', Date: 'string', Decimal: 'string', Cursor: 'string' },
};

const text = await codegen({
  filename: 'typed.ts',
  schema: parse(readFileSync(join(packageRoot(), 'schema', 'api.graphql'), 'utf8')),
  documents: readdirSync(folder)
    .filter((name) => name.endsWith('.graphql'))
    .map((name) => read(join(folder, name))),
  config,
  plugins: [{ operations: {} }, { documents: {} }],
  pluginMap: { operations, documents },
});
writeFileSync(join(folder, 'typed.ts'), text);
