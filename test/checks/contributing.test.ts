import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

// The papers that newcomers read first: short, and of things that are there.

const root = resolve(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const contributing = read('CONTRIBUTING.md');
const architecture = read('ARCHITECTURE.md');

/** Words that mean here what they mean nowhere else; whoever makes another adds it, here and to the glossary. */
const ownWords =
  'bell channel clerk doorkeeper electorate entry envelope frame gate journal pacer pass pepper recused registry sheet turnstile';

const [, glossary = ''] = contributing.split('\n## Our own words\n');

test('the glossary has our own words, each of which the code uses, and no other', () => {
  const [, ...words] = [...glossary.matchAll(/^\| (\w+) \|/gm)].map(([, word = '']) => word);
  expect(words).toEqual(ownWords.split(' '));
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => read(`src/${path}`))
    .join('\n');
  expect(
    words.filter((word) => !new RegExp(`\\b${word}|${word[0]?.toUpperCase()}${word.slice(1)}`).test(sources)),
  ).toEqual([]);
});

test('every path and command that CONTRIBUTING names is there', () => {
  const paths = [...contributing.matchAll(/\b(?:src|test|schema|seeds|docs|bench)\/[\w./-]*\w/g)].map(
    ([path]) => path,
  );
  expect(paths.length).toBeGreaterThan(30);
  expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const commands = [...contributing.matchAll(/npm run (?:-s )?([a-z:]+)/g)].map(([, name = '']) => name);
  expect(commands.filter((name) => !(name in scripts))).toEqual([]);
});

test('every file that the table of caches names is there', () => {
  const [, table = ''] = architecture.split('\n## Caches\n');
  const places = [...(table.split('\n## ')[0]?.matchAll(/^\| ([a-z][^|]*) \|/gm) ?? [])].flatMap(
    ([, cell = '']) => cell.match(/[a-z]+(?:\/[a-z-]+)+/g) ?? [],
  );
  expect(places.length).toBeGreaterThan(10);
  expect(places.filter((place) => !existsSync(join(root, 'src', `${place}.ts`)))).toEqual([]);
});

test('README has at most 200 lines, CONTRIBUTING fits a page', () => {
  expect(read('README.md').split('\n').length).toBeLessThanOrEqual(201);
  expect(contributing.split('\n').length).toBeLessThanOrEqual(100);
});
