import { connect, type Socket } from 'node:net';
import { DataSource } from 'typeorm';
import { expect, onTestFinished, test } from 'vitest';
import type { Child } from '../main/child.ts';
import { type Any, ask, gauge, newId, type RawSocket, rawSocket, told } from '../support/client.ts';
import { adminToken } from '../support/house.ts';
import { castDocument, convene, marks, order, preparation, prepareForTest } from '../support/session.ts';
import {
  ballotsOf,
  castOn,
  closedWhole,
  faults,
  healthOf,
  isReceipt,
  place,
  serve,
  voting,
  whole,
} from './house.ts';

// The disk fails under a running server: coded errors, no receipt for what is not written, and it goes on when the disk does.

const maxDescriptors = 512;

const troublesOf = async (child: Child): Promise<readonly string[]> =>
  (await healthOf(child)).reasons.map(({ code }: Any) => code);

const enter = (child: Child, code: string | undefined) =>
  ask(child.address, null, 'mutation ($input: SignInInput!) { signIn(input: $input) { __typename } }', {
    input: { code },
  });

/** Waits until so many more transactions failed; where nobody commands anything, they are the server's own. */
async function probed(child: Child, times: number): Promise<void> {
  const failures = () => gauge(child.address, 'hoinghi_append_failures_total');
  const before = await failures();
  while ((await failures()) < before + times);
}

const ailments = [
  ['is full', 'full', /full|I\/O/],
  ['became read-only', 'readonly', /I\/O|read-?only/],
  ['does not sync', 'sync', /I\/O/i],
] as const;

// One server for all three, because it has to be as well after each as before the first.
test('[C1] [C4] [S1] a disk that is full, that became read-only, that does not sync: no receipt, a coded error, and it goes on by itself', async () => {
  const at = place();
  const disk = faults(at);
  const child = await serve(at, disk.env);
  const meeting = await voting(child, 10);
  for (const [nth, [name, what, says]] of ailments.entries()) {
    const keys = [0, 1, 2].map((one) => `v${nth * 3 + one + 1}`);
    const [first, second, third] = ballotsOf(...keys) as [Any, Any, Any];
    const saidBefore = child.err().length;
    const receipt = await castOn(child, meeting, first);
    expect(isReceipt(receipt), name).toBe(true);

    disk.begin(what);
    const failed = await Promise.all([second, third].map((one) => castOn(child, meeting, one)));
    for (const one of failed) {
      expect(one.error).toBe('INTERNAL_SERVER_ERROR');
      expect(one.says).toMatch(/could not be written; nothing is lost\. Send the same command again/);
    }
    expect(await healthOf(child)).toMatchObject({ status: 'degraded' });
    expect(await troublesOf(child)).toContain('WRITES_FAIL');
    // Reading goes on, and the log says what to do.
    const read = await ask(
      child.address,
      meeting.tokens.v1 ?? '',
      'query ($id: ID!) { session(id: $id) { rounds { turnout } } }',
      {
        id: meeting.sessionId,
      },
    );
    expect(read.data.session.rounds).toEqual([{ turnout: nth * 3 + 1 }]);
    const said = child.err().slice(saidBefore);
    expect(said, name).toMatch(says);
    expect(said, name).toMatch(/make room|look at|mount it writable/i);
    // A round that would be opened, a session that would be prepared: the same.
    const opening = await ask(
      child.address,
      adminToken,
      'mutation ($input: IssueAccessCodeInput!) { issueAccessCode(input: $input) { __typename } }',
      { input: { commandId: newId(), sessionId: meeting.sessionId } },
    );
    expect(opening.errors?.[0]?.extensions.code).toBe('INTERNAL_SERVER_ERROR');
    // Nobody is let in whose token is not on disk.
    const entering = await enter(child, meeting.codes.v1);
    expect(entering.errors?.[0]?.extensions).toEqual({
      code: 'INTERNAL_SERVER_ERROR',
      id: expect.any(String),
    });
    expect(entering.errors?.[0]?.message).toMatch(
      /^The database cannot be reached; nothing is lost\. Try again/,
    );
    // It asks the disk by itself, and says that all is well when all is well: not before.
    await probed(child, 2);
    expect(await troublesOf(child)).toContain('WRITES_FAIL');

    disk.end();
    while ((await troublesOf(child)).includes('WRITES_FAIL'));
    expect((await enter(child, meeting.codes.v1)).data.signIn).toEqual({ __typename: 'Credential' });
    expect(await castOn(child, meeting, first)).toEqual(receipt);
    for (const one of [second, third]) expect(isReceipt(await castOn(child, meeting, one))).toBe(true);
  }
  await closedWhole(child, at, meeting, 9);
});

test('[C7] a key whose file or whose folder cannot be synced opens no round, however often it is tried', async () => {
  const at = place();
  const disk = faults(at);
  const child = await serve(at, disk.env);
  const meeting = await convene(child.house, preparation({ voters: 6 }));
  const chair = meeting.tokens.chair ?? '';
  const { sessionId, reviewIds } = meeting;
  const query = 'query ($id: ID!) { session(id: $id) { rounds { id } } }';
  const rounds: string[] = [];
  for (const what of ['keys', 'keyring'] as const) {
    const input = { commandId: newId(), sessionId, reviewIds };
    const opening = () => order(child.house, chair, 'openRound', input);
    disk.begin(what);
    for (const _time of ['first', 'second'])
      await expect(opening(), what).rejects.toThrow('INTERNAL_SERVER_ERROR');
    const { session } = await told(child.address, chair, query, { id: sessionId });
    expect(
      session.rounds.map(({ id }: Any) => id),
      what,
    ).toEqual(rounds);
    disk.end();
    const opened = await opening();
    expect(opened, what).toMatchObject({ __typename: 'Accepted' });
    const voted = { ...meeting, roundId: opened.session.openRound.id };
    rounds.push(voted.roundId);
    for (const ballot of ballotsOf('chair', 'v1', 'v2'))
      expect(isReceipt(await castOn(child, voted, ballot)), what).toBe(true);
    const closing = { sessionId, roundId: voted.roundId };
    expect(await order(child.house, chair, 'closeRound', closing)).toMatchObject({ __typename: 'Accepted' });
  }
  child.kill('SIGTERM');
  expect((await child.ended).code).toBe(0);
  await whole(at);
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

test('[C4] [S1] a disk without a free block: what fits into the files is written, what does not gets a coded error, and it goes on when there is room', async () => {
  const at = place();
  const disk = faults(at);
  const child = await serve(at, disk.env);
  const meeting = await voting(child);
  disk.begin('brimful');
  // The log's pages that are there may take some; what makes it longer is not taken.
  const ballots = ballotsOf('chair', 'v1', 'v2');
  const before = [];
  for (const ballot of ballots) before.push(await castOn(child, meeting, ballot));
  await expect(prepareForTest(child.house, preparation({ voters: 900 }))).rejects.toThrow(
    'INTERNAL_SERVER_ERROR',
  );
  expect(child.err()).toMatch(/make room/);
  disk.end();
  for (const [index, ballot] of ballots.entries()) {
    const after = await castOn(child, meeting, ballot);
    expect(isReceipt(after)).toBe(true);
    if (isReceipt(before[index])) expect(after).toEqual(before[index]);
  }
  await prepareForTest(child.house, preparation({ voters: 900 }));
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

/** Asks on a socket that is open; the one message that answers. */
function asked(who: RawSocket, query: string, input: object): Promise<Any> {
  const id = newId();
  who.send({ id, type: 'subscribe', payload: { query, variables: { input } } });
  return who.until((message) => message.id === id);
}

/** Connections that take every descriptor there is. */
async function crowd(child: Child): Promise<readonly Socket[]> {
  const { port, hostname } = new URL(child.address);
  const sockets = Array.from({ length: maxDescriptors }, () => connect(Number(port), hostname));
  const known = sockets.map(
    (one) =>
      new Promise<void>((resolve) => {
        one.once('connect', resolve).once('close', () => resolve());
        one.on('error', () => {});
      }),
  );
  await Promise.all(known);
  return sockets;
}

test('as many connections as there are descriptors: whoever is in goes on, what needs a file has one, and others come', async () => {
  const at = place();
  const child = await serve(at, {}, `ulimit -n ${maxDescriptors}`);
  const meeting = await voting(child);
  const other = await convene(child.house, preparation({ voters: 6 }));
  const voter = await rawSocket(child.address, { token: meeting.tokens.v1 });
  const chair = await rawSocket(child.address, { token: other.tokens.chair });
  await crowd(child);

  const open =
    'mutation ($input: OpenRoundInput!) { openRound(input: $input) { ... on Accepted { session { openRound { id } } } } }';
  const opening = { commandId: newId(), sessionId: other.sessionId, reviewIds: other.reviewIds };
  const opened = (await asked(chair, open, opening)).payload.data.openRound.session.openRound;
  const { sessionId, roundId, reviewIds } = meeting;
  const ballot = { commandId: newId(), sessionId, roundId, choices: marks(reviewIds) };
  expect(isReceipt((await asked(voter, castDocument, ballot)).payload.data.castBallot)).toBe(true);
  for (const one of ballotsOf('v2', 'v3')) expect(isReceipt(await castOn(child, meeting, one))).toBe(true);
  const voiding = { sessionId: other.sessionId, roundId: opened.id, reason: 'Thử' };
  await order(child.house, other.tokens.chair ?? '', 'voidRound', voiding);
  expect(child.err()).toBe('');
  await closedWhole(child, at, meeting, 3);
});
