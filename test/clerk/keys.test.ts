import { expect, test } from 'vitest';
import type { BallotBoxStore } from '../../src/clerk/ballot-box-store.ts';
import { memoryStore } from '../support/memory-store.ts';
import {
  cast,
  convene,
  idle,
  lookAt,
  openRoom,
  openRound,
  order,
  restart,
  typesIn,
  word,
  yes,
} from './room.ts';

test('[C7] the key is there before the round is open', async () => {
  const room = openRoom(memoryStore());
  const meeting = await convene(room, { voters: 5 });
  const roundId = await openRound(room, meeting);
  const { log } = room.store;
  expect(log).toContain(`forge ${roundId}`);
  expect(log.indexOf(`forge ${roundId}`)).toBeLessThan(log.indexOf('append RoundOpened'));
  expect(room.store.keyedRoundIds).toEqual([roundId]);
});

test('[C7] an open vote has no key', async () => {
  const room = openRoom(memoryStore());
  const meeting = await convene(room, { voters: 5 });
  await openRound(room, meeting, { method: 'OPEN_VOTE' });
  expect(room.store.keyedRoundIds).toEqual([]);
});

test.each(['RoundClosed', 'RoundVoided'] as const)('[C7] the key is destroyed after %s', async (end) => {
  const room = openRoom(memoryStore());
  const meeting = await convene(room, { voters: 5 });
  const roundId = await openRound(room, meeting);
  for (const place of [0, 1, 2]) yes(await cast(room, meeting, place, roundId));
  const command =
    end === 'RoundClosed'
      ? ({ type: 'CloseRound', roundId } as const)
      : ({ type: 'VoidRound', roundId, reason: 'Nhầm' } as const);
  yes(await order(room, meeting, 0, command));
  await idle(room);
  const { log } = room.store;
  expect(log.indexOf(`append ${end}`)).toBeGreaterThan(0);
  expect(log.indexOf(`destroy ${roundId}`)).toBeGreaterThan(log.indexOf(`append ${end}`));
  expect(room.store.envelopes).toEqual([]);
});

test('[C7] a refused opening and a refused closing change nothing about keys', async () => {
  const room = openRoom(memoryStore());
  const meeting = await convene(room, { voters: 5 });
  const roundId = await openRound(room, meeting);
  yes(await cast(room, meeting, 0, roundId));
  expect(word(await order(room, meeting, 0, { type: 'CloseRound', roundId }))).toBe('TOO_FEW_BALLOTS');
  await expect(openRound(room, meeting)).rejects.toThrow('ROUND_OPEN');
  await idle(room);
  expect(room.store.keyedRoundIds).toEqual([roundId]);
});

test('[C7] a key whose destruction failed is destroyed at the next start', async () => {
  const room = openRoom(memoryStore());
  const meeting = await convene(room, { voters: 5 });
  const roundId = await openRound(room, meeting);
  for (const place of [0, 1, 2]) yes(await cast(room, meeting, place, roundId));
  const destroy = () => Promise.reject(new Error('the key folder is read-only'));
  const clumsy = openRoom({ ...room.store, ballotBox: { ...room.store.ballotBox, destroy } });
  yes(await order(clumsy, meeting, 0, { type: 'CloseRound', roundId }));
  await idle(clumsy);
  expect(clumsy.complaints.join()).toMatch('the key folder is read-only');
  expect(room.store.keyedRoundIds).toEqual([roundId]);
  await restart(room);
  expect(room.store.keyedRoundIds).toEqual([]);
});

test('[C7] a key whose round never opened is swept at the next start, that of an open round is not', async () => {
  const room = openRoom(memoryStore());
  const meeting = await convene(room, { voters: 5 });
  room.store.decree('FAILS_BEFORE', 'FAILS_BEFORE', 'FAILS_BEFORE');
  await expect(openRound(room, meeting)).rejects.toThrow();
  expect(room.store.keyedRoundIds).toHaveLength(1);
  const roundId = await openRound(room, meeting);
  const next = await restart(room);
  expect(room.store.keyedRoundIds).toEqual([roundId]);
  yes(await cast(next, meeting, 1, roundId));
});

test('[R42] a round whose key is lost is not closed; it is voided, and voted on again', async () => {
  const room = openRoom(memoryStore());
  const meeting = await convene(room, { voters: 5 });
  const roundId = await openRound(room, meeting);
  for (const place of [0, 1, 2]) yes(await cast(room, meeting, place, roundId));
  await room.clerk.stop();
  room.store.loseKey(roundId);
  const next = await restart(room);
  expect(word(await order(next, meeting, 0, { type: 'CloseRound', roundId }))).toBe('BALLOTS_UNREADABLE');
  expect((await lookAt(next, meeting.sessionId)).session.rounds[0]?.status).toBe('OPEN');
  yes(await order(next, meeting, 0, { type: 'VoidRound', roundId, reason: 'Mất khóa' }));
  const again = await openRound(next, meeting);
  for (const place of [0, 1, 2]) yes(await cast(next, meeting, place, again));
  yes(await order(next, meeting, 0, { type: 'CloseRound', roundId: again }));
});

test('[R42] a round with fewer envelopes than ballots is not counted', async () => {
  const room = openRoom(memoryStore());
  const meeting = await convene(room, { voters: 5 });
  const roundId = await openRound(room, meeting);
  for (const place of [0, 1, 2, 3]) yes(await cast(room, meeting, place, roundId));
  const open: BallotBoxStore['open'] = async (round) => {
    const sheets = await room.store.ballotBox.open(round);
    return typeof sheets === 'string' ? sheets : sheets.slice(1);
  };
  const short = openRoom({ ...room.store, ballotBox: { ...room.store.ballotBox, open } });
  expect(word(await order(short, meeting, 0, { type: 'CloseRound', roundId }))).toBe('BALLOTS_ALTERED');
  expect(await typesIn(room, meeting.sessionId)).not.toContain('RoundClosed');
});
