import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import plugin from '@graphql-eslint/eslint-plugin';
import { ESLint, type Linter } from 'eslint';
import { expect, test } from 'vitest';

// The rules of @graphql-eslint on what the outside relies on: the schema as Relay has it, and the documented queries.

const schema = 'schema/api.graphql';
const relay: Linter.RulesRecord = {
  '@graphql-eslint/relay-arguments': 'error',
  '@graphql-eslint/relay-connection-types': 'error',
  // What is small and whole (the seats of a session, the rules of a policy) is a list, as the contract has it.
  '@graphql-eslint/relay-edge-types': ['error', { listTypeCanWrapOnlyEdgeType: false }],
  '@graphql-eslint/relay-page-info': 'error',
};
const selections: Linter.RulesRecord = { '@graphql-eslint/require-selections': 'error' };

/** What the rules find in a text that stands in this file. */
async function findings(rules: Linter.RulesRecord, text: string, filePath: string): Promise<string[]> {
  const eslint = new ESLint({
    overrideConfigFile: true,
    overrideConfig: {
      files: ['**/*.graphql'],
      languageOptions: {
        parser: plugin.parser as Linter.Parser,
        parserOptions: {
          graphQLConfig: {
            schema: filePath === schema ? text : schema,
            documents: 'schema/cookbook/*.graphql',
          },
        },
      },
      plugins: { '@graphql-eslint': plugin as unknown as ESLint.Plugin },
      rules,
    },
  });
  const [result] = await eslint.lintText(text, { filePath });
  return (result?.messages ?? []).map(({ ruleId, line, message }) => `${ruleId}, line ${line}: ${message}`);
}

const text = readFileSync(schema, 'utf8');

test('the schema is as Relay has it', async () => {
  expect(await findings(relay, text, schema)).toEqual([]);
});

test.each([
  ['a page whose size is no number', 'first: Int', 'first: String', 'relay-arguments'],
  ['a connection without pageInfo', /pageInfo: PageInfo!/, 'page: PageInfo!', 'relay-connection-types'],
  [
    'an edge without a cursor',
    /(type ResultEdge \{[^}]*?)cursor: String!/,
    '$1place: Int!',
    'relay-edge-types',
  ],
  [
    'a page that does not say whether there is more',
    'hasNextPage: Boolean!',
    'hasNextPage: Boolean',
    'relay-page-info',
  ],
])('%s is found', async (_, right, wrong, rule) => {
  const found = await findings(relay, text.replace(right, wrong), schema);
  expect(found.map((finding) => finding.split(',')[0])).toContain(`@graphql-eslint/${rule}`);
});

const folder = 'schema/cookbook';
test.each(readdirSync(folder).filter((name) => name.endsWith('.graphql')))(
  '%s asks for the id of whatever has one',
  async (name) => {
    const file = join(folder, name);
    expect(await findings(selections, readFileSync(file, 'utf8'), file)).toEqual([]);
  },
);
