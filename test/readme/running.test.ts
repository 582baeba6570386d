import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { staysDown } from '../../src/serve.ts';
import { metricsOf } from '../support/client.ts';
import { openTestHouse } from '../support/house.ts';

// docs/operations.md and docs/security.md speak of metrics, settings, commands and tests: each of them is there.

const root = resolve(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const operations = read('docs/operations.md');
const security = read('docs/security.md');

test('every metric that an alert reads is counted', async () => {
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  const counted = await metricsOf(house.address);
  const rules = read('docs/setup/hoinghi-alerts.yml');
  const named = [...rules.matchAll(/\b(?:hoinghi|process|nodejs)_\w+/g)].map(([name]) => name);
  expect(named.length).toBeGreaterThan(8);
  expect(named.filter((name) => !new RegExp(`^${name}\\b`, 'm').test(counted))).toEqual([]);
});

test.each([
  ['docs/operations.md', operations],
  ['docs/security.md', security],
  ['README.md', read('README.md')],
])('every setting that %s names is read, and every command is there', (_path, text) => {
  const sources = ['src/settings.ts', 'ormconfig.ts', 'test/support/chromium.ts', 'package.json']
    .map(read)
    .join('\n');
  const settings = [...text.matchAll(/`([A-Z][A-Z]+(?:_[A-Z]+)+)(?:=[^`]*)?`/g)].map(([, name = '']) => name);
  const codes =
    read('src/core/vocabulary.ts') +
    read('src/api/errors.ts') +
    read('src/api/monitoring/health.ts') +
    read('schema/api.graphql');
  expect(settings.filter((name) => !sources.includes(name) && !codes.includes(name))).toEqual([]);
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const commands = [...text.matchAll(/npm run ([a-z:]+)/g)].map(([, name = '']) => name);
  expect(commands.filter((name) => !(name in scripts))).toEqual([]);
});

test('every variable that the settings read is in README', () => {
  const named = [...read('src/settings.ts').matchAll(/(?:env\.|'|\{ )([A-Z][A-Z]+(?:_[A-Z]+)*)\b/g)].map(
    ([, name = '']) => name,
  );
  const readme = read('README.md');
  expect(named.length).toBeGreaterThan(12);
  expect(named.filter((name) => !new RegExp(`\`${name}\\b`).test(readme))).toEqual([]);
});

test('operations.md names the SQLite that runs', async () => {
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  expect(operations).toContain(`SQLite ${house.store.sqlite.version} runs inside the server`);
});

test('the unit keeps a server down by the code with which it ends, and operations.md names it', () => {
  const unit = read('docs/setup/hoinghi.service');
  expect(unit).toContain(`\nRestartPreventExitStatus=${staysDown}\n`);
  expect(operations).toContain(`\n| ${staysDown} | `);
  expect(operations).toContain(`RestartPreventExitStatus=${staysDown}`);
  const set = [...unit.matchAll(/^Environment=(.*)$/gm)].flatMap(([, all = '']) => all.split(' '));
  const known = read('src/settings.ts') + read('package.json');
  expect(set.map((one) => one.split('=')[0] ?? '').filter((name) => !known.includes(name))).toEqual([]);
});

test('every sample is named in operations.md', () => {
  for (const file of readdirSync(join(root, 'docs/setup'))) expect(operations).toContain(`(setup/${file})`);
});

test('every test that the list of attacks names is there', () => {
  const cells = security.split('\n').flatMap((line) => line.split('|').slice(3, 4));
  let count = 0;
  for (const cell of cells) {
    let file = '';
    for (const [, path, title] of cell.matchAll(/(test\/[\w/-]+\.test\.ts)|"([^"]+)"/g)) {
      if (path !== undefined) {
        file = path;
        expect(existsSync(join(root, file)), file).toBe(true);
      } else {
        expect(read(file), `${file} has ${title}`).toContain(title);
        count += 1;
      }
    }
  }
  expect(count).toBeGreaterThan(25);
});

test('the table of capacity has the rows that the bench prints', async () => {
  const section = pathToFileURL(join(root, 'bench/sections/capacity.mjs')).href;
  const { rows } = (await import(/* @vite-ignore */ section)) as { rows: string[] };
  const [, table = ''] = operations.split('| on one machine | median (min – max) |\n|---|---|\n');
  const lines = table.split('\n\n')[0]?.split('\n') ?? [];
  const named = lines.map((line) => line.split('|')[1]?.trim());
  expect(rows.length).toBeGreaterThan(8);
  expect(named).toEqual(rows);
});

test('links between documents lead somewhere', () => {
  for (const [path, text] of [
    ['docs/operations.md', operations],
    ['docs/security.md', security],
  ] as const) {
    const links = [...text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, link = '']) => link);
    const missing = links.filter(
      (link) => !/^https?:/.test(link) && !existsSync(join(root, path, '..', link)),
    );
    expect(missing).toEqual([]);
  }
});
