import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { pages } from '../../src/api/files/pages.ts';
import { packageRoot } from '../../src/package-root.ts';
import {
  literalsIn,
  literalTextIn,
  type PageSource,
  pageSource,
  pageSources,
  spellcheckedIn,
  wordsUsedIn,
} from '../support/page-sources.ts';

// What the pages weigh, as the build left them, and whether they say everything in both languages.

const built = join(packageRoot(), 'dist', 'pages');
const maxBytes = 60 * 1024;
const maxActBytes = 14 * 1024;

interface Weight {
  readonly scripts: readonly string[];
  readonly bytes: number;
}

const importedBy = (text: string) => namesIn(text, /(?:\bfrom|\bimport)\s*["'`]\.\/([\w.-]+\.js)["'`]/g);
const importedLaterBy = (text: string) => namesIn(text, /\bimport\(\s*["'`]\.\/([\w.-]+\.js)["'`]/g);

function namesIn(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? '');
}

const textOf = (name: string) => readFileSync(join(built, 'assets', name), 'utf8');

/** These scripts and all that they cannot run without; `later`: and all that they may still load. */
function closed(names: readonly string[], later = false, found = new Set<string>()): Set<string> {
  for (const name of names) {
    if (found.has(name)) continue;
    found.add(name);
    const text = textOf(name);
    closed([...importedBy(text), ...(later ? importedLaterBy(text) : [])], later, found);
  }
  return found;
}

/** The scripts that the HTML names, and with each of the parts that these load later, which are a role's each. */
function visitsOf(page: string): readonly Set<string>[] {
  const html = readFileSync(join(built, page), 'utf8');
  const first = closed(namesIn(html, /\/assets\/([\w.-]+\.js)/g));
  const parts = [...first].flatMap((name) => importedLaterBy(textOf(name)));
  return [first, ...parts.map((part) => closed([part], false, new Set(first)))];
}

function weightOf(names: Iterable<string>): Weight {
  const bytes = [...names].map((name) => gzipSync(textOf(name), { level: 9 }).length);
  return { scripts: [...names].sort(), bytes: bytes.reduce((sum, one) => sum + one, 0) };
}

/** The most that one visitor loads before the page is all there. */
function weigh(page: string): Weight {
  return visitsOf(page)
    .map(weightOf)
    .reduce((most, one) => (one.bytes > most.bytes ? one : most));
}

/** What a visitor's part loads beyond that when somebody does something that wants it, each with all that it may load itself. */
function weighActs(page: string): readonly Weight[] {
  const [first = new Set<string>(), ...visits] = visitsOf(page);
  return visits.flatMap((visit) => {
    // What the first scripts load later is a role's part: weighed above.
    const acts = [...visit]
      .filter((name) => !first.has(name))
      .flatMap((name) => importedLaterBy(textOf(name)));
    return acts.map((act) =>
      weightOf([...closed([act], true, new Set(visit))].filter((name) => !visit.has(name))),
    );
  });
}

test('no visitor of a page loads more than 60 KB of scripts to see all of it, compressed as gzip does, and no more than 14 KB with one act', () => {
  const weights = Object.values(pages).map((page) => ({ page, ...weigh(page) }));
  const told = weights.map(({ page, bytes, scripts }) => `${page} ${kilobytes(bytes)} in ${scripts.length}`);
  console.log(`Scripts by page, gzipped: ${told.join(', ')}; at most ${kilobytes(maxBytes)}`);
  for (const { page, scripts } of weights) expect([page, scripts.length > 0]).toEqual([page, true]);
  expect(weights.filter(({ bytes }) => bytes > maxBytes)).toEqual([]);
  const acts = Object.values(pages).flatMap(weighActs);
  console.log(
    `Loaded with an act: ${acts.map(({ bytes }) => kilobytes(bytes)).join(', ')}; at most ${kilobytes(maxActBytes)}`,
  );
  expect(acts.length).toBeGreaterThan(0);
  expect(acts.filter(({ bytes }) => bytes > maxActBytes)).toEqual([]);
});

test('the explorer is no page: its weight is its own, and nothing of React is in what the pages load', () => {
  const holds = (folder: string) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.js'))
      .filter((name) => readFileSync(join(folder, name), 'utf8').includes('react.transitional.element'));
  expect(holds(join(built, 'assets'))).toEqual([]);
  expect(holds(join(packageRoot(), 'dist', 'explorer', 'assets')).length).toBeGreaterThan(0);
});

const kilobytes = (bytes: number) => `${(bytes / 1024).toFixed(1)} KB`;

test('every script of the build is some page’s', () => {
  const named = Object.values(pages).flatMap((page) =>
    namesIn(readFileSync(join(built, page), 'utf8'), /\/assets\/([\w.-]+\.js)/g),
  );
  const loaded = closed(named, true);
  const scripts = readdirSync(join(built, 'assets')).filter((name) => name.endsWith('.js'));
  expect(scripts.filter((name) => !loaded.has(name))).toEqual([]);
});

test('the explorer’s list names the documents of schema/cookbook, each once', async () => {
  const { explorer } = await import('../../src/words/vi/pages/explorer.ts');
  const files = readdirSync(join(packageRoot(), 'schema', 'cookbook'));
  const names = files.flatMap((file) => (file.endsWith('.graphql') ? [file.slice(0, -8)] : []));
  expect(Object.keys(explorer.documents).sort()).toEqual(names.sort());
});

// That no word is used that is missing, in either language, tsc holds: src/pages is checked by the build, and each English
// catalogue has the type of the Vietnamese one.

const wordsFolder = (language: string) => join(packageRoot(), 'src', 'words', language, 'pages');
const catalogues = readdirSync(wordsFolder('vi')).map((file) => file.replace(/\.ts$/, ''));

async function catalogue(language: string, name: string): Promise<unknown> {
  const module: Record<string, unknown> = await import(join(wordsFolder(language), `${name}.ts`));
  const exported = Object.values(module);
  expect([name, exported.length]).toEqual([name, 1]);
  return exported[0];
}

/** Every leaf's path with its kind: `waiting string`, `closesAt function of 1`. */
function leaves(
  words: unknown,
  path: readonly string[] = [],
): { readonly path: string; readonly kind: string }[] {
  if (typeof words === 'function') return [{ path: path.join('.'), kind: `function of ${words.length}` }];
  // Rows of an example are one thing to say.
  if (Array.isArray(words)) return [{ path: path.join('.'), kind: `list of ${words.length}` }];
  if (typeof words !== 'object' || words === null) return [{ path: path.join('.'), kind: typeof words }];
  return Object.entries(words).flatMap(([key, below]) => leaves(below, [...path, key]));
}

test('what the pages say in Vietnamese they say in English, and nothing else', async () => {
  expect(readdirSync(wordsFolder('en')).sort()).toEqual(readdirSync(wordsFolder('vi')).sort());
  const sorted = async (language: string, name: string) =>
    leaves(await catalogue(language, name))
      .map(({ path, kind }) => `${path} ${kind}`)
      .sort();
  for (const name of catalogues) {
    const vietnamese = await sorted('vi', name);
    expect([name, vietnamese.length > 0]).toEqual([name, true]);
    expect([name, await sorted('en', name)]).toEqual([name, vietnamese]);
    expect(vietnamese.filter((leaf) => !/ (?:string|list of \d+|function of \d)$/.test(leaf))).toEqual([]);
  }
});

test('no text of a catalogue is empty', async () => {
  for (const language of ['vi', 'en']) {
    for (const name of catalogues)
      expect(emptyIn(await catalogue(language, name), `${language}/${name}`)).toEqual([]);
  }
});

function emptyIn(words: unknown, path: string): string[] {
  if (typeof words === 'string') return words.trim() === '' ? [path] : [];
  if (typeof words !== 'object' || words === null || Array.isArray(words)) return [];
  return Object.entries(words).flatMap(([key, below]) => emptyIn(below, `${path}.${key}`));
}

/** What pages read, and what they may ask for by a name that they have as text. */
interface Reading {
  readonly used: readonly (readonly string[])[];
  readonly literals: ReadonlySet<string>;
}

function readingOf(sources: readonly PageSource[]): Reading {
  const used = new Set(sources.flatMap((source) => [...wordsUsedIn(source)]));
  return {
    used: [...used].map((path) => path.split('.')),
    literals: new Set(sources.flatMap((source) => [...literalsIn(source)])),
  };
}

/** Whether a leaf is read: itself, the whole that it is part of, or one of a whole, chosen as the page runs. */
function isUsed(leaf: string, { used, literals }: Reading): boolean {
  const steps = leaf.split('.');
  return used.some(
    (path) =>
      path.every((step, at) => at >= steps.length || step === '*' || step === steps[at]) &&
      (path[1] !== '*' || literals.has(steps[1] ?? '')),
  );
}

test('every word of the catalogues is used by some page', async () => {
  const reading = readingOf(pageSources());
  const unused = [];
  for (const name of catalogues) {
    const paths = leaves(await catalogue('vi', name)).map(({ path }) => `${name}.${path}`);
    unused.push(...paths.filter((path) => !isUsed(path, reading)));
  }
  expect(unused).toEqual([]);
});

/** Reads what people wrote at the heads of their tables, in either language, and says none of it. */
const readers = ['chair/prepare/spreadsheet/recognise.ts'];

test('no page says anything but what the catalogues hold', () => {
  const sources = pageSources().filter(({ file }) => !readers.includes(file));
  expect(sources.length).toBeGreaterThan(30);
  expect(sources.flatMap(literalTextIn)).toEqual([]);
});

test('no browser underlines what people write', () => {
  expect(pageSources().flatMap(spellcheckedIn)).toEqual([]);
  const source = pageSource(
    'some.tsx',
    'const view = <p><textarea /><input class="input" /><input type={kind} spellcheck={false} /><input type="radio" /></p>;',
  );
  expect(spellcheckedIn(source)).toEqual(['some.tsx: textarea', 'some.tsx: input']);
});

test('the checks of words see what they look for', () => {
  const source = pageSource(
    'some.tsx',
    `const t = say(screenWords);
     const { pages, theme } = say(commonWords);
     const choose = (key) => say(signInWords)[key];
     const view = (
       <p title={bare ? 'Closed' : t.waiting} class="stack">
         {pages[name]} Hello {t['results']} {say(sessionWords).closesAt(theme.auto)} {other.next} {choose('lead')}
       </p>
     );
     const note = 'Đóng';`,
  );
  const handedOn = pageSource('other.tsx', 'const receipt = ({ t }: { t: BallotWords }) => t.receipt;');
  const reading = readingOf([source, handedOn]);
  const used = [
    'screen.waiting',
    'screen.results',
    'common.pages.index',
    'common.theme.auto',
    'session.closesAt',
  ];
  const unused = ['screen.next', 'common.theme.dark', 'common.close', 'session.waiting', 'sign-in.title'];
  expect([...used, 'sign-in.lead'].filter((leaf) => !isUsed(leaf, reading))).toEqual([]);
  expect(unused.filter((leaf) => isUsed(leaf, reading))).toEqual([]);
  expect(literalTextIn(source)).toEqual(['some.tsx: Closed', 'some.tsx: Hello', 'some.tsx: Đóng']);
  expect(() => pageSource('half.tsx', 'const view = <p>')).toThrow('half.tsx');
});
