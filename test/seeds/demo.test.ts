import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../support/house.ts';

const root = resolve(import.meta.dirname, '../..');

function play(...options: string[]): ChildProcess {
  const demo = join(root, 'dist', 'seeds', 'demo.js');
  const child = spawn(process.execPath, [demo, '--fast', '--exit', ...options], { cwd: root });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** The exit code and everything that was printed; `heard` is told as it comes. */
function ended(
  child: ChildProcess,
  heard: (text: string) => void = () => {},
): Promise<[number | null, string]> {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data) => {
      text += String(data);
      heard(text);
    });
  }
  return new Promise((done) => child.once('close', (code) => done([code, text])));
}

test('the Vĩnh Lộc session, played through the public API, gives the published results', async () => {
  const [code, text] = await ended(play());
  expect(text).toContain('All equal.');
  expect(text).not.toMatch(/\| no\b/);
  expect(code).toBe(0);
});

test('[C2] killed in the middle of the sheet of 39, it goes on with every receipt honoured', async () => {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const file = join(folder.path, 'demo.sqlite');
  const first = play('--database', file);
  const [code, cut] = await ended(first, (text) => {
    // Its server, tied to it, is told to stop.
    if (text.includes('39 members on one sheet: 15 voters')) first.kill('SIGKILL');
  });
  expect(code).toBe(null);
  expect(cut).not.toContain('Adjourned.');
  expect(readFileSync(`${file}.demo.json`, 'utf8')).toContain('runId');

  const [again, text] = await ended(play('--database', file));
  expect(text).toContain('All equal.');
  expect(again).toBe(0);
});
