import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test, vi } from 'vitest';
import { clockCommandId } from '../../src/clerk/mint.ts';
import type { Batch } from '../../src/clerk/ports.ts';
import { sqliteInMemory, sqliteInTheOpen } from '../support/contract/stores.ts';
import { memoryStore } from '../support/memory-store.ts';
import {
  administer,
  cast,
  convene,
  idle,
  openRoom,
  openRound,
  order,
  prepareMeeting,
  restart,
  typesIn,
  word,
} from './room.ts';

// Commands of everybody are written together: what one of them does wrong must not reach the others.

test('[C8] two codes for one seat at once: both are issued, the last one is good, ballots beside them are taken', async () => {
  const store = await sqliteInMemory();
  const room = openRoom(store);
  const meeting = await convene(room, { voters: 5 });
  const { sessionId, seatIds } = meeting;
  const roundId = await openRound(room, meeting);
  const [first, last] = [randomUUID(), randomUUID()];
  const issue = { type: 'IssueAccessCode', seatId: seatIds[1] ?? '' } as const;
  const done = await Promise.allSettled([
    administer(room, issue, { sessionId, commandId: first }),
    cast(room, meeting, 2, roundId),
    administer(room, issue, { sessionId, commandId: last }),
  ]);
  expect(done.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
  expect(await store.access.holderOfCode(`code ${first} ${seatIds[1]}`)).toBeNull();
  expect(await store.access.holderOfCode(`code ${last} ${seatIds[1]}`)).toMatchObject({ seatId: seatIds[1] });
});

test('[R42] a ballot for a round whose key is lost is not taken, and what came with it is', async () => {
  const room = openRoom(memoryStore());
  const meeting = await convene(room, { voters: 5 });
  const elsewhere = await prepareMeeting(room, { voters: 3 });
  const roundId = await openRound(room, meeting);
  room.store.loseKey(roundId);
  const [lost, bystander] = await Promise.allSettled([
    cast(room, meeting, 1, roundId),
    order(room, elsewhere, 1, { type: 'CheckIn' }),
  ]);
  expect(bystander).toMatchObject({ status: 'fulfilled', value: { accepted: true } });
  expect(lost.status === 'fulfilled' && lost.value.accepted).toBe(false);
  expect(await typesIn(room, meeting.sessionId)).not.toContain('BallotSealed');
});

/** A round of 13 with ten ballots, one of which was damaged where it lies; nothing of them is shown yet. */
async function damagedRound() {
  const { store, database } = await sqliteInTheOpen();
  const room = openRoom(store);
  const meeting = await convene(room, { voters: 13 });
  const roundId = await openRound(room, meeting, { display: 'TURNOUT_ONLY' });
  await Promise.all(meeting.seatIds.slice(0, 10).map((_, place) => cast(room, meeting, place, roundId)));
  await database.query(
    'UPDATE envelope SET sealed = zeroblob(length(sealed)) WHERE id = (SELECT MIN(id) FROM envelope)',
  );
  return { room, meeting, roundId };
}

test('[R42] an envelope that was damaged: BALLOTS_ALTERED, and the round can be voided', async () => {
  const { room, meeting, roundId } = await damagedRound();
  const closed = await order(room, meeting, 0, { type: 'CloseRound', roundId }).then(word, String);
  expect(closed).toBe('BALLOTS_ALTERED');
  const reason = 'Phiếu bị hỏng';
  expect(word(await order(room, meeting, 0, { type: 'VoidRound', roundId, reason }))).toBe('ACCEPTED');
});

test('[R42] a clerk starts beside a round whose envelopes do not open', async () => {
  const { store, database } = await sqliteInTheOpen();
  const room = openRoom(store);
  const meeting = await convene(room, { voters: 13 });
  const roundId = await openRound(room, meeting);
  const { append } = store.journal;
  // The tenth ballot is written and the house falls before anything is shown.
  const falling = (batch: Batch) =>
    batch.entries.some(({ type }) => type === 'TallyReleased')
      ? Promise.reject(new Error('the house falls'))
      : append(batch);
  const fallen = openRoom({ ...store, journal: { ...store.journal, append: falling } }, { time: room.time });
  await Promise.all(meeting.seatIds.slice(0, 10).map((_, place) => cast(fallen, meeting, place, roundId)));
  await idle(fallen);
  await database.query('UPDATE envelope SET sealed = zeroblob(length(sealed))');
  const next = await restart(room);
  const reason = 'Phiếu bị hỏng';
  expect(word(await order(next, meeting, 0, { type: 'VoidRound', roundId, reason }))).toBe('ACCEPTED');
});

test('[R24] nobody can use up the command id by which the clock will close a round', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const room = openRoom(memoryStore());
  const meeting = await convene(room, { voters: 5 });
  const roundId = await openRound(room, meeting, { closesAtMs: room.time.nowMs + 60_000 });
  await cast(room, meeting, 4, roundId, { commandId: clockCommandId(roundId) });
  for (const place of [0, 1, 2]) await cast(room, meeting, place, roundId);
  room.time.nowMs += 60_000;
  await vi.advanceTimersByTimeAsync(60_000);
  await idle(room);
  expect(await typesIn(room, meeting.sessionId)).toContain('RoundClosed');
});

test('[C4] what goes wrong in deciding one command fails that command alone', async () => {
  const store = memoryStore();
  const seal = () => Promise.reject(new Error('the key folder cannot be read'));
  const room = openRoom({ ...store, ballotBox: { ...store.ballotBox, seal } });
  const meeting = await convene(room, { voters: 5 });
  const elsewhere = await prepareMeeting(room, { voters: 3 });
  const roundId = await openRound(room, meeting);
  const [before, broken, after] = await Promise.allSettled([
    order(room, elsewhere, 1, { type: 'CheckIn' }),
    cast(room, meeting, 1, roundId),
    order(room, elsewhere, 2, { type: 'CheckIn' }),
  ]);
  expect(before).toMatchObject({ status: 'fulfilled', value: { accepted: true } });
  expect(broken).toMatchObject({ status: 'rejected' });
  expect(after).toMatchObject({ status: 'fulfilled', value: { accepted: true } });
  expect(await typesIn(room, meeting.sessionId)).not.toContain('BallotSealed');
});
