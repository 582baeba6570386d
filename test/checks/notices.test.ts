import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'vite';
import { expect, onTestFinished, test } from 'vitest';
import { packageRoot } from '../../src/package-root.ts';
import { notices, noticesFile } from '../../vite.notices.ts';

// What others wrote of the pages is named with its licence, as the builds have it.

const built = (page: string) => readFileSync(join(packageRoot(), 'dist', page, noticesFile), 'utf8');
const namedIn = (text: string) =>
  [...text.matchAll(/^(\S+) \d+\.\d+\.\S+, \S/gm)].map(([, name = '']) => name);

/** Packages that the sources of a build name themselves, for more than their types. */
function importedBy(folder: string): readonly string[] {
  const files = readdirSync(join(packageRoot(), folder), { recursive: true, encoding: 'utf8' });
  const texts = files
    .filter((file) => /\.(?:tsx?|css)$/.test(file))
    .map((file) => readFileSync(join(packageRoot(), folder, file), 'utf8'));
  const named = texts.flatMap((text) => [
    ...text.matchAll(/^(?:import(?! type)\b[^;]*? from |import )'([^.'][^']*)'/gm),
    ...text.matchAll(/url\("([^."][^"]*)"/g),
  ]);
  const packageOf = (path: string) =>
    path
      .split('/')
      .slice(0, path.startsWith('@') ? 2 : 1)
      .join('/');
  return [...new Set(named.map(([, path = '']) => packageOf(path)))].sort();
}

test.each([
  ['pages', 'src/pages', 6],
  ['explorer', 'src/explorer', 6],
])('the notices of the %s name every package that its sources import', (page, folder, least) => {
  const imported = importedBy(folder);
  expect(imported.length).toBeGreaterThan(least);
  expect(imported.filter((name) => !namedIn(built(page)).includes(name))).toEqual([]);
});

test('they name what these need, what workers are made of, and letters with the licence that goes with them', () => {
  for (const name of ['@preact/signals-core', '@fontsource/be-vietnam-pro'])
    expect(namedIn(built('pages'))).toContain(name);
  for (const name of [
    'monaco-editor',
    'graphql-language-service',
    'react-dom',
    'scheduler',
    '@fontsource/jetbrains-mono',
  ])
    expect(namedIn(built('explorer'))).toContain(name);
  for (const page of ['pages', 'explorer']) {
    const parts = built(page).split(/^-{80}$/m);
    expect(
      parts.filter((part) => !/copyright|permission|licen[cs]e/i.test(part.replace(/^.*\n/, ''))),
    ).toEqual([]);
  }
});

test('of a build they name what is in it, by script, style, letters and worker, and nothing that is not', async () => {
  const root = mkdtempSync(join(tmpdir(), 'hoinghi-notices-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const add = (name: string, files: Readonly<Record<string, string>>, more: object = {}) => {
    const described = { name, version: '1.0.0', type: 'module', license: 'MIT', main: 'main.js', ...more };
    write(`node_modules/${name}/package.json`, JSON.stringify(described));
    for (const [file, text] of Object.entries(files)) write(`node_modules/${name}/${file}`, text);
  };
  write('LICENSE', 'MIT License\n\nCopyright (c) the house\n\nPermission');
  add('script', { 'main.js': 'import "needed"; document.title = "a";', LICENSE: 'of the script' });
  add('needed', { 'main.js': 'document.title = "b";' }, { author: 'Somebody' });
  add('shaken', { 'main.js': 'export const unused = 1;', LICENSE: 'of nothing' }, { sideEffects: false });
  add('styled', { 'main.css': 'a { color: red }', LICENSE: 'of the style' });
  add('letters', { 'files/one.woff2': 'letters', LICENSE: 'of the letters' });
  add('working', { 'main.js': 'postMessage(1);', LICENSE: 'of the worker' });
  write('site/index.html', '<script type="module" src="./main.js"></script>');
  write('site/main.css', '@font-face { font-family: One; src: url("letters/files/one.woff2") }');
  write('site/worker.js', 'import "working";');
  write(
    'site/main.js',
    'import "script"; import { unused } from "shaken"; import "styled/main.css"; import "./main.css"; ' +
      'new Worker(new URL("./worker.js", import.meta.url), { type: "module" });',
  );
  const noticing = notices(root);
  const bundle = (plugins = noticing) =>
    build({
      root: join(root, 'site'),
      configFile: false,
      logLevel: 'silent',
      plugins: [plugins.pages],
      worker: { format: 'es', plugins: () => [plugins.workers] },
      build: { outDir: join(root, 'out'), assetsInlineLimit: 0, modulePreload: { polyfill: false } },
    });
  await bundle();
  const text = readFileSync(join(root, 'out', noticesFile), 'utf8');
  expect(namedIn(text).sort()).toEqual(['letters', 'needed', 'script', 'styled', 'working']);
  expect(text).toContain('MIT License\n\nCopyright (c) Somebody\n\nPermission');
  // A package of which nothing is known ends the build.
  add('needed', {});
  await expect(bundle(notices(root))).rejects.toThrow(/needed says nothing of its licence/);
});
