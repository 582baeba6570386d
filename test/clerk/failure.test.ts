import { randomUUID } from 'node:crypto';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { StoreFailed } from '../../src/clerk/answer.ts';
import { type Fate, memoryStore } from '../support/memory-store.ts';
import {
  administer,
  cast,
  convene,
  countedIn,
  expectWhole,
  idle,
  journalOf,
  lookAt,
  openRoom,
  openRound,
  order,
  prepareMeeting,
  typesIn,
  viewsOf,
  word,
  yes,
} from './room.ts';

const everyTime: readonly Fate[] = ['FAILS_BEFORE', 'FAILS_BEFORE', 'FAILS_BEFORE'];

describe('[C4] an append that fails', () => {
  test.each<[string, readonly Fate[]]>([
    ['before it is written', ['FAILS_BEFORE']],
    ['after it is written', ['FAILS_AFTER']],
    ['before it is written, twice', ['FAILS_BEFORE', 'FAILS_BEFORE']],
    ['before it is written, then after', ['FAILS_BEFORE', 'FAILS_AFTER']],
  ])('%s: every ballot is answered once and counted once', async (_, fates) => {
    const room = openRoom(memoryStore());
    const meeting = await convene(room, { voters: 7 });
    const roundId = await openRound(room, meeting);
    room.store.decree(...fates);
    const answers = await Promise.all(meeting.seatIds.map((_, place) => cast(room, meeting, place, roundId)));
    expect(answers.map(word)).toEqual(meeting.seatIds.map(() => 'ACCEPTED'));
    expect(room.store.envelopes).toHaveLength(7);
    yes(await order(room, meeting, 0, { type: 'CloseRound', roundId }));
    expect(countedIn(await lookAt(room, meeting.sessionId))).toBe(7);
    await expectWhole(room.store.journal, meeting.sessionId);
  });

  test('three times: StoreFailed, nothing is written, and the next command is served', async () => {
    const room = openRoom(memoryStore());
    const meeting = await convene(room, { voters: 7 });
    const roundId = await openRound(room, meeting);
    const written = room.store.entries.length;
    room.store.decree(...everyTime);
    const commandId = randomUUID();
    await expect(cast(room, meeting, 1, roundId, { commandId })).rejects.toBeInstanceOf(StoreFailed);
    expect(room.store.entries).toHaveLength(written);
    expect(room.store.envelopes).toHaveLength(0);
    expect(room.complaints).toHaveLength(3);
    expect(room.observed.slice(-4)).toEqual([...everyTime.map(() => 'append failed'), 'CastBallot FAILED']);
    expect(room.clerk.vitals.failingSinceMs).toBe(room.time.nowMs);
    expect(word(await cast(room, meeting, 2, roundId))).toBe('ACCEPTED');
    expect(room.clerk.vitals.failingSinceMs).toBeNull();
    expect(room.observed.slice(-2)).toEqual(['1 appended', 'CastBallot ACCEPTED']);
    expect(word(await cast(room, meeting, 1, roundId, { commandId }))).toBe('ACCEPTED');
    expect(room.store.envelopes).toHaveLength(2);
    await expectWhole(room.store.journal, meeting.sessionId);
  });

  test('the third time after it was written: the command sent again gets its first answer', async () => {
    const room = openRoom(memoryStore());
    const meeting = await convene(room, { voters: 7 });
    const roundId = await openRound(room, meeting);
    room.store.decree('FAILS_BEFORE', 'FAILS_BEFORE', 'FAILS_AFTER');
    const commandId = randomUUID();
    const first = await cast(room, meeting, 1, roundId, { commandId }).catch((error) => error);
    const again = await cast(room, meeting, 1, roundId, { commandId });
    expect(word(again)).toBe('ACCEPTED');
    if (!(first instanceof StoreFailed)) expect(first).toEqual(again);
    expect(room.store.envelopes).toHaveLength(1);
    expect((await lookAt(room, meeting.sessionId)).session.rounds[0]?.turnout).toBe(1);
  });

  test('leaves no trace in what is shown', async () => {
    const room = openRoom(memoryStore());
    const meeting = await convene(room, { voters: 7 });
    const before = await lookAt(room, meeting.sessionId);
    room.store.decree(...everyTime);
    await expect(openRound(room, meeting)).rejects.toBeInstanceOf(StoreFailed);
    const after = await lookAt(room, meeting.sessionId);
    expect(after.head).toEqual(before.head);
    expect(viewsOf(after.session)).toEqual(viewsOf(before.session));
    expect(await typesIn(room, meeting.sessionId)).not.toContain('RoundOpened');
    await openRound(room, meeting);
  });

  test('while a tally is released: the ballots stay answered, and closing shows everything', async () => {
    const room = openRoom(memoryStore());
    const meeting = await convene(room, { voters: 13 });
    const roundId = await openRound(room, meeting);
    const casting = meeting.seatIds.slice(0, 10).map((_, place) => cast(room, meeting, place, roundId));
    room.store.decree('SUCCEEDS', ...everyTime);
    expect((await Promise.all(casting)).map(word)).toEqual(casting.map(() => 'ACCEPTED'));
    await idle(room);
    expect(countedIn(await lookAt(room, meeting.sessionId))).toBe(0);
    yes(await cast(room, meeting, 10, roundId));
    await idle(room);
    expect(countedIn(await lookAt(room, meeting.sessionId))).toBe(5);
    yes(await order(room, meeting, 0, { type: 'CloseRound', roundId }));
    expect(countedIn(await lookAt(room, meeting.sessionId))).toBe(11);
  });
});

/** The time of timers in the test's hands. */
function stillTimers(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
}

const turns = async (most = 20): Promise<void> => {
  for (let turn = 0; turn < most; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

describe('[C4] a store that fails', () => {
  test('is asked each second until it takes a transaction, though nobody commands anything', async () => {
    stillTimers();
    const room = openRoom(memoryStore());
    const meeting = await convene(room, { voters: 3 });
    room.store.decree(...everyTime, 'FAILS_BEFORE', 'FAILS_AFTER');
    await expect(openRound(room, meeting)).rejects.toBeInstanceOf(StoreFailed);
    const failingSinceMs = room.time.nowMs;
    room.time.nowMs += 5_000;
    const seen = room.observed.length;
    for (const outcome of ['append failed', 'append failed', '0 appended']) {
      expect(room.clerk.vitals.failingSinceMs).toBe(failingSinceMs);
      vi.advanceTimersByTime(1_000);
      await turns();
      expect(room.observed.at(-1)).toBe(outcome);
    }
    expect(room.clerk.vitals.failingSinceMs).toBeNull();
    vi.advanceTimersByTime(10_000);
    await turns();
    expect(room.observed.length - seen).toBe(3);
  });

  test('is not asked any more when a command went through, or the clerk has stopped', async () => {
    stillTimers();
    const room = openRoom(memoryStore());
    const meeting = await convene(room, { voters: 3 });
    room.store.decree(...everyTime);
    await expect(openRound(room, meeting)).rejects.toBeInstanceOf(StoreFailed);
    await openRound(room, meeting);
    await idle(room);
    const seen = room.observed.length;
    vi.advanceTimersByTime(1_000);
    await turns();
    expect(room.observed).toHaveLength(seen);
    room.store.decree(...everyTime);
    await expect(order(room, meeting, 1, { type: 'CheckIn' })).rejects.toBeInstanceOf(StoreFailed);
    await room.clerk.stop();
    vi.advanceTimersByTime(10_000);
    await turns();
    expect(room.observed.at(-1)).toBe('CheckIn FAILED');
  });

  test('is asked while no command is written: those that come meanwhile wait, and are served', async () => {
    stillTimers();
    const room = openRoom(memoryStore());
    const meeting = await convene(room, { voters: 3 });
    room.clerk.noteStoreAway();
    expect(room.clerk.vitals.failingSinceMs).toBe(room.time.nowMs);
    const asked = room.store.hold();
    vi.advanceTimersByTime(1_000);
    await asked.arrived;
    const opening = openRound(room, meeting);
    await turns();
    expect(await typesIn(room, meeting.sessionId)).not.toContain('RoundOpened');
    asked.release();
    await opening;
    expect(room.observed.slice(-3, -1)).toEqual(['0 appended', '2 appended']);
    expect(room.clerk.vitals.failingSinceMs).toBeNull();
  });
});

// What was written although the append failed has happened: everything that follows on a commit must follow on it too.
describe('[C4] what was written although the append failed', () => {
  test('[L1] rings the bell', async () => {
    const room = openRoom(memoryStore());
    const meeting = await prepareMeeting(room, { voters: 3 });
    let rings = 0;
    room.clerk.bell.listen(meeting.sessionId, () => {
      rings += 1;
    });
    room.store.decree('FAILS_AFTER');
    yes(await order(room, meeting, 1, { type: 'CheckIn' }));
    expect(rings).toBe(1);
  });

  test('[L1] rings the bell the third time too, though nothing else is asked', async () => {
    const room = openRoom(memoryStore());
    const meeting = await prepareMeeting(room, { voters: 3 });
    let rings = 0;
    room.clerk.bell.listen(meeting.sessionId, () => {
      rings += 1;
    });
    room.store.decree('FAILS_BEFORE', 'FAILS_BEFORE', 'FAILS_AFTER');
    await order(room, meeting, 1, { type: 'CheckIn' }).catch(() => null);
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(await typesIn(room, meeting.sessionId)).toContain('PresenceRecorded');
    expect(rings).toBe(1);
  });

  test('[R24] sets the clock of the round that it opened', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const room = openRoom(memoryStore());
    const meeting = await convene(room, { voters: 3 });
    room.store.decree('FAILS_AFTER');
    await openRound(room, meeting, { closesAtMs: room.time.nowMs + 60_000 });
    await idle(room);
    room.time.nowMs += 60_000;
    await vi.advanceTimersByTimeAsync(60_000);
    await idle(room);
    expect(await typesIn(room, meeting.sessionId)).toContain('RoundVoided');
  });

  test('[C8] ends what the replaced code gave', async () => {
    const room = openRoom(memoryStore());
    const { sessionId, seatIds } = await prepareMeeting(room, { voters: 3 });
    await idle(room);
    room.ended.length = 0;
    room.store.decree('FAILS_AFTER');
    const seatId = seatIds[1] ?? '';
    yes(await administer(room, { type: 'IssueAccessCode', seatId }, { sessionId }));
    await idle(room);
    expect(room.ended).toEqual([{ sessionId, seatId }]);
  });

  test('[R80] ends the passes of the key that it revoked', async () => {
    const room = openRoom(memoryStore());
    const made = { type: 'CreateApiKey', name: 'Ban Tổ chức', organizationId: null } as const;
    const [created] = yes(await administer(room, made)).events;
    if (created?.type !== 'ApiKeyCreated') throw new Error('no key was made');
    const { keyId } = created;
    room.store.decree('FAILS_AFTER');
    yes(await administer(room, { type: 'RevokeApiKey', keyId }));
    await idle(room);
    expect(room.ended).toEqual([{ keyId }]);
  });

  test('[C7] destroys the key of the round that it closed, at the next start at the latest', async () => {
    const room = openRoom(memoryStore());
    const meeting = await convene(room, { voters: 3 });
    const roundId = await openRound(room, meeting);
    await Promise.all(meeting.seatIds.map((_, place) => cast(room, meeting, place, roundId)));
    room.store.decree('FAILS_AFTER');
    yes(await order(room, meeting, 0, { type: 'CloseRound', roundId }));
    await openRoom(room.store).clerk.start();
    expect(room.store.keyedRoundIds).toEqual([]);
  });

  test('[L1] rings the bell for a tally that it released', async () => {
    const room = openRoom(memoryStore());
    const meeting = await convene(room, { voters: 13 });
    const roundId = await openRound(room, meeting);
    await idle(room);
    const seen: number[] = [];
    room.clerk.bell.listen(meeting.sessionId, () => {
      const snapshot = room.clerk.glance(meeting.sessionId);
      seen.push(snapshot === undefined ? Number.NaN : countedIn(snapshot));
    });
    room.store.decree('SUCCEEDS', 'FAILS_AFTER');
    await Promise.all(meeting.seatIds.slice(0, 10).map((_, place) => cast(room, meeting, place, roundId)));
    await idle(room);
    expect(await typesIn(room, meeting.sessionId)).toContain('TallyReleased');
    expect(seen).toHaveLength(2);
  });

  test('[R50] releases the batches that are due', async () => {
    const room = openRoom(memoryStore());
    const meeting = await convene(room, { voters: 13 });
    const roundId = await openRound(room, meeting);
    await idle(room);
    room.store.decree('FAILS_AFTER');
    await Promise.all(meeting.seatIds.slice(0, 10).map((_, place) => cast(room, meeting, place, roundId)));
    await idle(room);
    expect(countedIn(await lookAt(room, meeting.sessionId))).toBe(5);
  });
});

test('[C4] of two sessions in a failed batch neither is harmed', async () => {
  const room = openRoom(memoryStore());
  const one = await prepareMeeting(room, { voters: 3 });
  const two = await prepareMeeting(room, { voters: 3 });
  room.store.decree('FAILS_BEFORE', 'FAILS_AFTER');
  const answers = await Promise.all([
    order(room, one, 1, { type: 'CheckIn' }),
    order(room, two, 2, { type: 'CheckIn' }),
  ]);
  expect(answers.map(word)).toEqual(['ACCEPTED', 'ACCEPTED']);
  for (const { sessionId } of [one, two]) {
    expect(await journalOf(room, sessionId)).toHaveLength(2);
    await expectWhole(room.store.journal, sessionId);
  }
});
