import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/package-root.ts';
import { start } from '../main/child.ts';
import { Audit } from '../storm/audit.ts';
import type { Promised } from '../storm/world.ts';
import { Chance } from '../support/chance.ts';
import { ballotsOf, castOn, closedWhole, isReceipt, place, powerOf, serve, voting } from './house.ts';
import type { Power } from './power.ts';

// What a power cut takes: first of files of these tests' own, then of the product's.

const folders = Array.from({ length: 40 }, (_, index) => String(index));

/** Does something in each of many folders, each act in a process that ends as by a kill; then the power goes. */
function cutAfter(
  acts: readonly string[],
  between = (_: Power) => {},
): { read(name: string): readonly (string | null)[] } {
  const at = place();
  const power = powerOf(at);
  for (const folder of folders) mkdirSync(join(at.folder, folder));
  const scriptOf = (act: string) => `
    const { openSync, writeSync, fsyncSync, fdatasyncSync, ftruncateSync, closeSync, renameSync, unlinkSync, writeFileSync, mkdirSync, writevSync } = require('node:fs');
    const sync = (path) => { const file = openSync(path, 'r'); fsyncSync(file); closeSync(file); };
    const kept = (path, text) => { const file = openSync(path, 'w'); writeSync(file, text); fsyncSync(file); closeSync(file); };
    for (let folder = 0; folder < ${folders.length}; folder += 1) { process.chdir(${JSON.stringify(at.folder)} + '/' + folder); ${act} }
    process.kill(process.pid, 'SIGKILL');`;
  for (const act of acts) {
    const { signal, stderr } = spawnSync(process.execPath, ['-e', scriptOf(act)], {
      env: { ...process.env, ...power.env },
      encoding: 'utf8',
    });
    expect([signal, stderr]).toEqual(['SIGKILL', '']);
    if (act !== acts.at(-1)) between(power);
  }
  // Drawn so that something is kept: a quarter of all power cuts takes everything.
  power.lose(new Chance('a cut'));
  return {
    read: (name) =>
      folders.map((folder) => {
        const path = join(at.folder, folder, name);
        return existsSync(path) ? readFileSync(path, 'latin1') : null;
      }),
  };
}

const kindsOf = (texts: readonly unknown[]) => new Set(texts);

test('what was synced with its folder is there after every power cut', () => {
  const { read } = cutAfter([
    `
    const file = openSync('whole', 'w');
    writeSync(file, 'a'.repeat(10_000)); writevSync(file, [Buffer.from('b'), Buffer.from('c')]);
    fdatasyncSync(file); sync('.');
    kept('one', 'old'); kept('two', 'new'); renameSync('two', 'one'); kept('gone', ''); unlinkSync('gone'); sync('.');`,
  ]);
  expect(kindsOf(read('whole'))).toEqual(new Set([`${'a'.repeat(10_000)}bc`]));
  expect(kindsOf(read('one'))).toEqual(new Set(['new']));
  expect([...kindsOf(read('two')), ...kindsOf(read('gone'))]).toEqual([null, null]);
});

test('what was not synced is there, or gone, or torn, and what was synced before it is as it was', () => {
  const { read } = cutAfter([
    `
    const file = openSync('pages', 'w+');
    writeSync(file, 'a'.repeat(16_384)); fsyncSync(file); sync('.');
    writeSync(file, 'b'.repeat(8_192), 4_096); writeSync(file, 'c'.repeat(4_096), 16_384); writeSync(file, 'd'.repeat(100), 8_192);`,
  ]);
  const pages = read('pages').map((text) => text ?? '');
  for (const text of pages) {
    expect(text).toMatch(
      /^a{4096}[ab]{4096}(a{4096}|d{100}(a{412}|b{412})[ab]{3584}|[ab]{4096})a{4096}[c\0]*$/,
    );
    expect([16_384, 20_480]).toContain(text.length);
  }
  const middles = pages.map((text) => text.slice(4_096, 8_192));
  expect(middles.filter((text) => /^b+$/.test(text)).length).toBeGreaterThan(0);
  expect(middles.filter((text) => /^a+$/.test(text)).length).toBeGreaterThan(0);
  // Torn, and the last write there without the one before it: in another order than they were done.
  expect(pages.filter((text) => new Set(text.slice(4_096, 12_288)).size > 1).length).toBeGreaterThan(0);
  expect(
    pages.filter((text) => text[8_192] === 'd' && /a/.test(text.slice(4_096, 8_192))).length,
  ).toBeGreaterThan(0);
  expect(pages.filter((text) => text.includes('\0')).length).toBeGreaterThan(0);
});

test('a file that was cut without a sync is cut or as it was', () => {
  const { read } = cutAfter([
    `
    const file = openSync('log', 'w+');
    writeSync(file, 'a'.repeat(9_000)); fsyncSync(file); sync('.');
    ftruncateSync(file, 10); writeSync(file, 'b'.repeat(10), 10);`,
  ]);
  for (const text of read('log')) expect(text).toMatch(/^a{10}([b\0]{10}|)$|^a{9000}$|^a{10}b{10}a{8980}$/);
  expect(kindsOf(read('log').map((text) => text?.length === 9_000))).toEqual(new Set([true, false]));
});

test('names that no sync of their folder followed are as before or as after, and a rename is never half done', () => {
  const { read } = cutAfter([
    `
    kept('key', 'old'); kept('left', 'there'); kept('draft', 'new'); sync('.');
    renameSync('draft', 'key'); unlinkSync('left'); kept('made', 'whole'); mkdirSync('aside'); kept('aside/key', 'moved');`,
  ]);
  expect(kindsOf(read('key'))).toEqual(new Set(['old', 'new']));
  expect(read('draft')).toEqual(read('key').map((text) => (text === 'old' ? 'new' : null)));
  expect(kindsOf(read('left'))).toEqual(new Set(['there', null]));
  expect(kindsOf(read('made'))).toEqual(new Set(['whole', null]));
  expect(kindsOf(read('aside/key'))).toEqual(new Set(['moved', null]));
  // Two names that have nothing to do with each other are lost each for itself.
  const both = read('key').map((text, index) => `${text} ${read('left')[index]}`);
  expect(kindsOf(both).size).toBe(4);
});

test('what a process wrote that was killed before is lost like its own, or synced by the next one', () => {
  const { read } = cutAfter([
    "writeFileSync('lost', 'one'); writeFileSync('synced', 'two');",
    "writeFileSync('after', 'three'); sync('synced'); if (folder % 2 === 0) sync('.');",
  ]);
  expect(kindsOf(read('lost')).has(null)).toBe(true);
  expect(kindsOf(read('synced').filter((_, folder) => folder % 2 === 0))).toEqual(new Set(['two']));
  expect(kindsOf(read('synced').filter((_, folder) => folder % 2 === 1))).toEqual(new Set(['two', null]));
});

test('what was written down by half when a process was killed hides nothing that the next one did', () => {
  const { read } = cutAfter(
    ["writeFileSync('half', 'one'.repeat(3_000));", "kept('whole', 'two'); sync('.');"],
    ({ log }) => truncateSync(log, statSync(log).size - 10),
  );
  expect(kindsOf(read('whole'))).toEqual(new Set(['two']));
});

test('[S5] where the power goes while a round is opened, no key is there without its note', () => {
  const store = (name: string) => JSON.stringify(join(packageRoot(), 'dist/src/store', `${name}.js`));
  const fates = new Set<string>();
  for (const sync of [1, 2, 3, 4, 5, 6]) {
    const at = place();
    const keys = join(at.folder, 'keys');
    mkdirSync(keys);
    const power = powerOf(at);
    power.cutAtSync(sync);
    const { signal, stderr } = spawnSync(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { folderKeys } from ${store('keys')};
        import { sealedBallotBox } from ${store('ballot-box')};
        import { NotedSets } from ${store('envelope-sets')};
        const keys = folderKeys(${JSON.stringify(keys)});
        const ballotBox = sealedBallotBox(null, keys, new NotedSets(keys));
        await ballotBox.forge('rnd_1');
        process.kill(process.pid, 'SIGKILL');`,
      ],
      { env: { ...process.env, ...power.env }, encoding: 'utf8' },
    );
    expect([signal, stderr]).toEqual(['SIGKILL', '']);
    power.lose(new Chance(String(sync)));
    fates.add(readdirSync(keys).sort().join(' '));
  }
  expect([...fates].filter((names) => names.includes('.key') && !names.includes('.set'))).toEqual([]);
  expect([...fates]).toContain('rnd_1.key rnd_1.set');
  expect(fates.size).toBeGreaterThan(2);
});

/** A session with receipts of its open round; its server killed, and everything that no sync let through gone. */
async function votedBefore(skips: string | null) {
  const { folder, env } = place();
  // In folders that the server makes.
  const file = join(folder, 'new', 'house', 'house.sqlite');
  const at = { folder, file, env: { ...env, DATABASE_URL: `sqlite:${file}` } };
  const power = powerOf(at);
  const child = await serve(at, { ...power.env, ...(skips !== null && { POWER_SKIPS: skips }) });
  const meeting = await voting(child);
  const promised: Promised[] = [];
  for (const ballot of ballotsOf('chair', 'v1', 'v2', 'v3')) {
    const answer = await castOn(child, meeting, ballot);
    expect(answer).toSatisfy(isReceipt);
    promised.push({ token: '', field: 'castBallot', input: ballot, answer });
  }
  child.kill('SIGKILL');
  await child.ended;
  power.lose(new Chance(1), true);
  return { at, power, meeting, promised };
}

test('[C1] [S5] a power cut after receipts takes none of them, and nobody is accused', async () => {
  const { at, power, meeting, promised } = await votedBefore(null);
  expect(await new Audit(at.file).look(promised)).toEqual([]);
  const again = await serve(at, power.env);
  for (const { input, answer } of promised) expect(await castOn(again, meeting, input)).toEqual(answer);
  expect(again.err()).toBe('');
  await closedWhole(again, at, meeting, promised.length);
});

test('[C1] without the log’s sync a power cut takes receipts, and it is seen', async () => {
  const { at, promised } = await votedBefore('-wal');
  expect(await new Audit(at.file).look(promised).catch(String)).not.toEqual([]);
});

test.each([
  ['the note', '.set', /BALLOTS_ALTERED|are not those|cannot be read/],
  ['the keys’ folder', '.sqlite.keys', /pepper\.key/],
])('[S5] without the sync of %s a power cut takes it, and the next start says so', async (_, skips, says) => {
  const { at } = await votedBefore(skips);
  const child = await start(at.folder, at.env).catch((error: Error) => error.message);
  if (typeof child === 'string') return expect(child).toMatch(says);
  child.kill('SIGTERM');
  const { err } = await child.ended;
  expect(err).toMatch(says);
});
