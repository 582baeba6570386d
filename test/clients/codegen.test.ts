import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { preset } from '@graphql-codegen/client-preset';
import { codegen } from '@graphql-codegen/core';
import { buildASTSchema, parse } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { threeSessions } from '../api/record.ts';
import { type Any, newId } from '../support/client.ts';
import { temporaryFolder } from '../support/house.ts';
import { newKey } from '../support/keys.ts';
import { run } from '../support/program.ts';

// graphql-codegen's client preset on schema/api.graphql and the documented queries, as docs/clients.md configures it; then tsc, then the program.

const of = threeSessions();
const { path: folder, remove } = temporaryFolder();
afterAll(remove);
const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');

/** What the command line of graphql-codegen does with a configuration. */
async function generate(config: Any): Promise<void> {
  const schema = parse(readFileSync(join(folder, config.schema), 'utf8'));
  const documents = readdirSync(join(folder, dirname(config.documents))).map((name) => {
    const location = join(dirname(config.documents), name);
    const rawSDL = readFileSync(join(folder, location), 'utf8');
    return { location, rawSDL, document: parse(rawSDL) };
  });
  for (const [baseOutputDir, output] of Object.entries<Any>(config.generates)) {
    expect(output.preset).toBe('client');
    const schemaAst = buildASTSchema(schema);
    const options = { baseOutputDir, schema, schemaAst, documents, plugins: [], pluginMap: {} };
    const files = await preset.buildGeneratesSection({ ...options, ...output } as Any);
    mkdirSync(join(folder, baseOutputDir), { recursive: true });
    for (const file of files) writeFileSync(join(folder, file.filename), await codegen(file));
  }
}

beforeAll(async () => {
  cpSync('test/clients/guide/codegen', folder, { recursive: true });
  cpSync('schema/api.graphql', join(folder, 'api.graphql'));
  cpSync('schema/cookbook', join(folder, 'cookbook'), {
    recursive: true,
    filter: (name) => !name.endsWith('.json'),
  });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  await generate(JSON.parse(readFileSync(join(folder, 'codegen.json'), 'utf8')));
});

const compile = (...files: readonly string[]) =>
  run(
    process.execPath,
    [
      tsc,
      ...[
        '--strict',
        '--noUncheckedIndexedAccess',
        '--types',
        'node',
        '--target',
        'es2022',
        '--module',
        'nodenext',
      ],
      ...['--rewriteRelativeImportExtensions', '--outDir', 'out', ...files],
    ],
    { cwd: folder },
  );

test('the program of the guide is compiled with the types of its query, and reads the record', async () => {
  expect(await compile('record.ts')).toEqual({ code: 0, out: '', err: '' });
  const env = { ADDRESS: of.house.address, KEY: await newKey(of.house.address) };
  const said = await run(process.execPath, ['out/record.js'], {
    cwd: folder,
    env: { ...process.env, ...env },
  });
  expect(said).toMatchObject({ code: 0, err: '' });
  expect(said.out).toBe('2024 Lê An GOOD\n2024 Bùi Ánh GOOD\n2024 Nguyễn Thị Ăn GOOD\n');
});

test('a field that was not asked for, a value that no enum has and a variable of another type do not compile', async () => {
  const program = readFileSync(join(folder, 'record.ts'), 'utf8');
  // One compilation looks at all three, because it takes as long as at one.
  const wrongs = [
    ['node.level', 'node.outcome', 'TS2339'],
    ["by: 'NAME'", "by: 'SIZE'", 'TS2322'],
    ['first: 3', "first: 'three'", 'TS2322'],
  ].map(([right = '', wrong = '', code = '']) => {
    const file = `wrong-${newId()}.ts`;
    writeFileSync(join(folder, file), program.replace(right, wrong));
    return { file, code };
  });
  const said = await compile(...wrongs.map(({ file }) => file));
  expect(said.code).not.toBe(0);
  const errors = said.out.split('\n');
  for (const { file, code } of wrongs)
    expect(errors.filter((line) => line.startsWith(file)).join('\n')).toContain(`error ${code}`);
});
