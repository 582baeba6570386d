import { spawnSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { expect, onTestFinished, test } from 'vitest';
import { type Any, ask, newId } from '../support/client.ts';
import { adminToken } from '../support/house.ts';
import { order, preparation, prepareForTest } from '../support/session.ts';
import {
  ballotsOf,
  castOn,
  closedWhole,
  faults,
  healthOf,
  isReceipt,
  type Place,
  place,
  serve,
  voting,
} from './house.ts';

// The disk fails under a running server: coded errors, no receipt for what is not written, and it goes on when the disk does.

test.each([
  ['is full', 'full', /full|I\/O/],
  ['became read-only', 'readonly', /I\/O|readonly/],
  ['does not sync', 'sync', /I\/O/],
] as const)(
  '[C1] [C4] [S1] a disk that %s: no receipt, a coded error, and it goes on by itself',
  async (_, what, says) => {
    const at = place();
    const disk = faults(at);
    const child = await serve(at, disk.env);
    const meeting = await voting(child);
    const [first, second, third] = ballotsOf('chair', 'v1', 'v2') as [Any, Any, Any];
    const receipt = await castOn(child, meeting, first);
    expect(isReceipt(receipt)).toBe(true);

    disk.begin(what);
    const failed = await Promise.all([second, third].map((one) => castOn(child, meeting, one)));
    for (const one of failed) {
      expect(one.error).toBe('INTERNAL_SERVER_ERROR');
      expect(one.says).toMatch(/could not be written; nothing is lost\. Send the same command again/);
    }
    expect(await healthOf(child)).toMatchObject({ status: 'degraded' });
    expect((await healthOf(child)).reasons.map(({ code }: Any) => code)).toContain('WRITES_FAIL');
    // Reading goes on, and the log says what to do.
    const read = await ask(
      child.address,
      meeting.tokens.v1 ?? '',
      'query ($id: ID!) { session(id: $id) { rounds { turnout } } }',
      {
        id: meeting.sessionId,
      },
    );
    expect(read.data.session.rounds).toEqual([{ turnout: 1 }]);
    expect(child.err()).toMatch(says);
    expect(child.err()).toMatch(/make room|Look at|look at/i);
    // A round that would be opened, a session that would be prepared: the same.
    const opening = await ask(
      child.address,
      adminToken,
      'mutation ($input: IssueAccessCodeInput!) { issueAccessCode(input: $input) { __typename } }',
      { input: { commandId: newId(), sessionId: meeting.sessionId } },
    );
    expect(opening.errors?.[0]?.extensions.code).toBe('INTERNAL_SERVER_ERROR');

    disk.end();
    expect(await castOn(child, meeting, first)).toEqual(receipt);
    for (const one of [second, third]) expect(isReceipt(await castOn(child, meeting, one))).toBe(true);
    expect((await healthOf(child)).reasons.map(({ code }: Any) => code)).not.toContain('WRITES_FAIL');
    await closedWhole(child, at, meeting, 3);
  },
);

test('[C7] a key that cannot be synced opens no round', async () => {
  const at = place();
  const disk = faults(at);
  const child = await serve(at, disk.env);
  const meeting = await voting(child);
  const chair = meeting.tokens.chair ?? '';
  const { sessionId, roundId, reviewIds } = meeting;
  await order(child.house, chair, 'voidRound', { sessionId, roundId, reason: 'Thử' });
  disk.begin('sync');
  const input = { commandId: newId(), sessionId, reviewIds };
  const opening = () => order(child.house, chair, 'openRound', input);
  await expect(opening()).rejects.toThrow('INTERNAL_SERVER_ERROR');
  disk.end();
  const opened = await opening();
  expect(opened).toMatchObject({ __typename: 'Accepted' });
  const next = { ...meeting, roundId: opened.session.openRound.id };
  for (const ballot of ballotsOf('chair', 'v1', 'v2'))
    expect(isReceipt(await castOn(child, next, ballot))).toBe(true);
  await order(child.house, chair, 'closeRound', { sessionId, roundId: next.roundId });
  child.kill('SIGTERM');
  expect((await child.ended).code).toBe(0);
});

test('[S1] killed with a disk that does not sync: what had a receipt is there', async () => {
  const at = place();
  const disk = faults(at);
  const child = await serve(at, disk.env);
  const meeting = await voting(child);
  const ballots = ballotsOf('chair', 'v1', 'v2');
  const receipts = [];
  for (const ballot of ballots) receipts.push(await castOn(child, meeting, ballot));
  disk.begin('sync');
  const [late] = ballotsOf('v3') as [Any];
  expect(await castOn(child, meeting, late)).toMatchObject({ error: 'INTERNAL_SERVER_ERROR' });
  child.kill('SIGKILL');
  await child.ended;
  disk.end();
  const again = await serve(at, disk.env);
  for (const [index, ballot] of ballots.entries())
    expect(await castOn(again, meeting, ballot)).toEqual(receipts[index]);
  expect(isReceipt(await castOn(again, meeting, late))).toBe(true);
  await closedWhole(again, at, meeting, 4);
});

/** A disk of 4 MB, where the system lets one be mounted; else null. */
function smallDisk(at: Place): string | null {
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'none', at.folder]);
  if (mounted.status !== 0) return null;
  onTestFinished(() => void spawnSync('umount', ['-l', at.folder]));
  return at.folder;
}

test('[C4] [S1] a real disk that fills up: sessions are refused with a coded error, and go on when there is room', async () => {
  const at = place();
  const small = smallDisk(at);
  const disk = small === null ? faults(at) : null;
  const child = await serve(at, disk?.env);
  const meeting = await voting(child);
  const ballast = join(at.folder, 'ballast');
  if (small === null) disk?.begin('full');
  else writeFileSync(ballast, Buffer.alloc(statfsSync(small).bavail * statfsSync(small).bsize));
  const ballots = ballotsOf('chair', 'v1', 'v2');
  // The log's pages that are there may take some; from then on nothing is taken.
  const before = [];
  for (const ballot of ballots) before.push(await castOn(child, meeting, ballot));
  await expect(prepareForTest(child.house, preparation({ voters: 900 }))).rejects.toThrow(
    'INTERNAL_SERVER_ERROR',
  );
  expect((await healthOf(child)).reasons.map(({ code }: Any) => code)).toContain('WRITES_FAIL');
  if (small === null) disk?.end();
  else rmSync(ballast);
  for (const [index, ballot] of ballots.entries()) {
    const after = await castOn(child, meeting, ballot);
    expect(isReceipt(after)).toBe(true);
    if (isReceipt(before[index])) expect(after).toEqual(before[index]);
  }
  await closedWhole(child, at, meeting, 3);
});

test('[C4] a database that another program holds locked: nothing is answered that is not written, and it goes on when it is let go', async () => {
  const at = place();
  const child = await serve(at);
  const meeting = await voting(child);
  const other = new DataSource({ type: 'sqlite', database: at.file });
  await other.initialize();
  onTestFinished(() => other.destroy());
  await other.query('BEGIN IMMEDIATE');
  const [ballot] = ballotsOf('v1') as [Any];
  const casting = castOn(child, meeting, ballot);
  const complained = new Promise<void>((resolve) => {
    const look = setInterval(() => {
      if (!child.err().includes('SQLITE_BUSY')) return;
      clearInterval(look);
      resolve();
    }, 50);
  });
  await Promise.race([casting, complained]);
  expect(child.err()).toContain('Another program holds the database locked');
  await other.query('COMMIT');
  expect(isReceipt(await casting)).toBe(true);
  for (const one of ballotsOf('v2', 'v3')) expect(isReceipt(await castOn(child, meeting, one))).toBe(true);
  await other.destroy();
  await other.initialize();
  await closedWhole(child, at, meeting, 3);
});

test('out of file descriptors: whoever is in goes on, and others come when there are some again', async () => {
  const at = place();
  const child = await serve(at, {}, 'ulimit -n 512');
  const meeting = await voting(child);
  const [one, two, three] = ballotsOf('chair', 'v1', 'v2') as [Any, Any, Any];
  expect(isReceipt(await castOn(child, meeting, one))).toBe(true);
  const { connect } = await import('node:net');
  const { port, hostname } = new URL(child.address);
  const sockets = Array.from({ length: 700 }, () => connect(Number(port), hostname));
  for (const socket of sockets) socket.on('error', () => {});
  await Promise.all(
    sockets.map(
      (socket) =>
        new Promise<void>((resolve) => socket.once('connect', resolve).once('close', () => resolve())),
    ),
  );
  // Those that did not fit were closed, or wait; the process lives.
  await castOn(child, meeting, two).catch(() => null);
  for (const socket of sockets) socket.destroy();
  const receipt = async (ballot: Any): Promise<Any> =>
    castOn(child, meeting, ballot).catch(() => receipt(ballot));
  expect(isReceipt(await receipt(two))).toBe(true);
  expect(isReceipt(await receipt(three))).toBe(true);
  await closedWhole(child, at, meeting, 3);
});
