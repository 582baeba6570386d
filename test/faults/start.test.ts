import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run, start } from '../main/child.ts';
import type { Any } from '../support/client.ts';
import { temporaryFolder } from '../support/house.ts';
import {
  type Ballot,
  ballotsOf,
  castOn,
  closedWhole,
  faults,
  isReceipt,
  type Place,
  place,
  placeIn,
  serve,
  type Voting,
  voting,
} from './house.ts';

// What a server finds when it starts: it goes on, or ends with one line that says what to do.

/** It ends at once, to stay down until somebody has done what its one line says. */
function refuses(at: Place, ...says: readonly (string | RegExp)[]): Promise<void> {
  return endsWith(78, at, says);
}

/** It ends at once, with one line; another start may go well. */
function fails(at: Place, ...says: readonly (string | RegExp)[]): Promise<void> {
  return endsWith(1, at, says);
}

async function endsWith(wanted: number, at: Place, says: readonly (string | RegExp)[]): Promise<void> {
  const { code, out, err } = await run(at.folder, at.env);
  expect([code, out]).toEqual([wanted, '']);
  expect(err.trim().split('\n')).toHaveLength(1);
  for (const part of says) expect(err).toMatch(part);
}

interface Left {
  readonly meeting: Voting;
  readonly ballots: readonly Ballot[];
  readonly receipts: readonly Any[];
  /** What the note of the round and the newest entry were before the last ballot. */
  readonly noteBefore: Buffer;
  readonly newestBefore: Buffer;
}

/** A session with three receipts of its open round: as a server leaves it that is killed, and another that is stopped. */
let origins: Readonly<Record<'SIGKILL' | 'SIGTERM', { readonly folder: string; readonly left: Left }>>;
const folders = [temporaryFolder(), temporaryFolder()] as const;
beforeAll(async () => {
  origins = {
    SIGKILL: await leftBy('SIGKILL', folders[0].path),
    SIGTERM: await leftBy('SIGTERM', folders[1].path),
  };
});
afterAll(() => {
  for (const folder of folders) folder.remove();
});

async function leftBy(signal: 'SIGKILL' | 'SIGTERM', folder: string) {
  const at = placeIn(folder);
  const child = await start(at.folder, at.env);
  const meeting = await voting(child);
  const ballots = ballotsOf('chair', 'v1', 'v2');
  const receipts = [];
  let [noteBefore, newestBefore] = [Buffer.alloc(0), Buffer.alloc(0)];
  for (const ballot of ballots) {
    noteBefore = readFileSync(noteOf(at, meeting));
    newestBefore = readFileSync(newestOf(at));
    receipts.push(await castOn(child, meeting, ballot));
  }
  child.kill(signal);
  const { code } = await child.ended;
  if (signal === 'SIGTERM') expect(code).toBe(0);
  return { folder, left: { meeting, ballots, receipts, noteBefore, newestBefore } };
}

const noteOf = ({ file }: Place, { roundId }: Voting) => `${file}.keys/${roundId}.set`;
const newestOf = ({ file }: Place) => `${file}.keys/newest.set`;

/** The same files in a place of one's own. */
function copied(signal: 'SIGKILL' | 'SIGTERM'): Left & { readonly at: Place } {
  const at = place();
  const { folder, left } = origins[signal];
  cpSync(folder, at.folder, { recursive: true, preserveTimestamps: true });
  return { at, ...left };
}

test('[S1] a log whose end is torn: every receipt is honoured, and what was half written is not there', async () => {
  const { at, meeting, ballots, receipts } = copied('SIGKILL');
  // What a crash in the middle of the next transaction leaves: part of a page that was never committed.
  const wal = `${at.file}-wal`;
  const tail = readFileSync(wal).subarray(32, 32 + 24 + 1_000);
  const file = openSync(wal, 'a');
  writeSync(file, tail);
  const again = await serve(at);
  for (const [index, ballot] of ballots.entries())
    expect(await castOn(again, meeting, ballot)).toEqual(receipts[index]);
  await closedWhole(again, at, meeting, 3);
});

test('[S1] a log whose last page is garbled, which no sync had let through: whole transactions before it are there', async () => {
  const { at, meeting, ballots, noteBefore, newestBefore } = copied('SIGKILL');
  const note = noteOf(at, meeting);
  const wal = `${at.file}-wal`;
  truncateSync(wal, statSync(wal).size - 1_000);
  // Without the sync there was no commit, and nothing was noted as written: the note's second half is as before, and the newest entry.
  writeFileSync(newestOf(at), newestBefore);
  const half = noteBefore.length / 2;
  writeFileSync(note, Buffer.concat([readFileSync(note).subarray(0, half), noteBefore.subarray(half)]));
  const again = await serve(at);
  // The last ballot's transaction is gone as a whole; sent again it is taken once.
  for (const ballot of ballots) expect(isReceipt(await castOn(again, meeting, ballot))).toBe(true);
  await closedWhole(again, at, meeting, 3);
});

test.each([
  [
    'garbage in the middle',
    (file: string) => {
      const handle = openSync(file, 'r+');
      for (let page = 1; page < statSync(file).size / 4096; page += 1)
        writeSync(handle, Buffer.alloc(2_048, 0xa5), 0, 2_048, page * 4096);
    },
  ],
  ['its end cut off', (file: string) => truncateSync(file, Math.floor(statSync(file).size / 8192) * 4096)],
  ['another file in its place', (file: string) => writeFileSync(file, 'not a database '.repeat(500))],
])('a database with %s ends the start with what to do', async (_, damage) => {
  const { at } = copied('SIGTERM');
  damage(at.file);
  await refuses(at, at.file, /damaged/, /restore the last backup/);
});

test('a database that is damaged while it is served stops the server with what to do', async () => {
  const { at, meeting } = copied('SIGTERM');
  const again = await serve(at);
  const handle = openSync(at.file, 'r+');
  const pages = statSync(at.file).size / 4096;
  for (let page = 0; page < pages; page += 1)
    writeSync(handle, Buffer.alloc(2_048, 0xa5), 0, 2_048, page * 4096);
  const [ballot] = ballotsOf('v3') as [never];
  const answer = await castOn(again, meeting, ballot).catch(() => null);
  expect(answer === null || !isReceipt(answer)).toBe(true);
  const { code, err } = await again.ended;
  expect(code).toBe(78);
  expect(err).toMatch(/The database is damaged/);
});

test('a pepper that is missing while codes are there ends the start; put back, it starts', async () => {
  const { at, meeting, ballots } = copied('SIGKILL');
  const pepper = `${at.file}.keys/pepper.key`;
  const kept = readFileSync(pepper);
  rmSync(pepper);
  await refuses(at, pepper, /Put it back/, /issue every access code anew/);
  expect(existsSync(pepper)).toBe(false);
  writeFileSync(pepper, 'x');
  await refuses(at, pepper, /is no key/);
  writeFileSync(pepper, kept);
  const again = await serve(at);
  for (const ballot of ballots) expect(isReceipt(await castOn(again, meeting, ballot))).toBe(true);
  await closedWhole(again, at, meeting, 3);
});

test('a key that cannot be read ends the start with what to do', async () => {
  const { at } = copied('SIGKILL');
  const pepper = `${at.file}.keys/pepper.key`;
  rmSync(pepper);
  // A folder in its place is unreadable for everyone, root included.
  spawnSync('mkdir', [pepper]);
  const { code, err } = await run(at.folder, at.env);
  expect(code).toBe(1);
  expect(err).toMatch(/pepper\.key|EISDIR/);
});

test('a folder on a read-only file system ends the start with what to do, and a writable one starts', async () => {
  const { at, meeting, ballots, receipts } = copied('SIGKILL');
  const disk = faults(at);
  disk.begin('remounted');
  await fails({ ...at, env: { ...at.env, ...disk.env } }, at.file, /writable/);
  disk.end();
  const again = await serve(at, disk.env);
  for (const [index, ballot] of ballots.entries())
    expect(await castOn(again, meeting, ballot)).toEqual(receipts[index]);
  await closedWhole(again, at, meeting, 3);
});

test('a folder that cannot be made ends the start with what to do', async () => {
  const at = place();
  writeFileSync(`${at.folder}/file`, '');
  await fails(
    { ...at, env: { ...at.env, DATABASE_URL: `sqlite:${at.folder}/file/x/house.sqlite` } },
    /folder/,
  );
});
