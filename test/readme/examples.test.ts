import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { told } from '../support/client.ts';
import { adminToken, openTestHouse } from '../support/house.ts';

const root = resolve(import.meta.dirname, '../..');

const [, after = ''] = readFileSync(join(root, 'docs/api.md'), 'utf8').split('\n## A session by program\n');
const [section = ''] = after.split('\n## ');

/** The programs by file name: the name stands in the text before each. */
function programs(): Readonly<Record<string, string>> {
  const found = section.matchAll(/`(\w+\.mjs)`[^`]*?(?:`[^`]+`[^`]*?)*?```js\n([\s\S]*?)```/g);
  return Object.fromEntries([...found].map((match) => [match[1] ?? '', match[2] ?? '']));
}

interface Run {
  readonly output: () => string;
  readonly ended: Promise<number | null>;
}

function run(folder: string, file: string, address: string): Run {
  const env = { ...process.env, ADDRESS: address, ADMIN_TOKEN: adminToken };
  const child = spawn(process.execPath, [file], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += String(data)));
  const ended = new Promise<number | null>((done) => child.once('close', (code) => done(code)));
  return { output: () => output, ended };
}

test('the three programs of api.md run as they stand', async () => {
  const sources = programs();
  expect(Object.keys(sources).sort()).toEqual(['ask.mjs', 'prepare.mjs', 'vote.mjs', 'watch.mjs']);
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  // Below the project, where its packages are found.
  mkdirSync(join(root, 'node_modules', '.readme'), { recursive: true });
  const folder = mkdtempSync(join(root, 'node_modules', '.readme', 'run-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, source] of Object.entries(sources)) writeFileSync(join(folder, name), source);

  const prepare = run(folder, 'prepare.mjs', house.address);
  expect(await prepare.ended, prepare.output()).toBe(0);
  expect(prepare.output()).toBe('Hội nghị kiểm điểm năm 2023\n');

  const watch = run(folder, 'watch.mjs', house.address);
  const vote = run(folder, 'vote.mjs', house.address);
  expect(await vote.ended, vote.output()).toBe(0);
  expect(vote.output()).toBe('the ballot is in\n'.repeat(5));
  expect(await watch.ended, watch.output()).toBe(0);
  expect(watch.output()).toContain('Chi bộ 1 GOOD DECIDED');
});

test('the query that api.md shows for a preview answers as it stands', async () => {
  const query = /```graphql\n(query[\s\S]*?)```/.exec(section)?.[1] ?? '';
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  const { previewOutcome } = await told(house.address, null, query);
  expect(previewOutcome.outcome.level).toBe('NOT_COMPLETED');
});
