import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { everyStore, sqliteInMemory } from '../support/contract/stores.ts';
import { memoryStore } from '../support/memory-store.ts';
import {
  cast,
  chance,
  convene,
  countedIn,
  expectWhole,
  idle,
  journalOf,
  lookAt,
  type Meeting,
  openRoom,
  openRound,
  order,
  type Room,
  restart,
  shuffled,
  typesIn,
  word,
  yes,
} from './room.ts';

const castAll = (room: Room, meeting: Meeting, roundId: string, places: readonly number[]) =>
  Promise.all(places.map((place) => cast(room, meeting, place, roundId)));

const places = (count: number) => Array.from({ length: count }, (_, at) => at);

describe('[R24] a round that closes by itself', () => {
  // The clerk's own turns go by setImmediate, which stays real.
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const minuteMs = 60_000;
  const pass = async (room: Room, ms: number) => {
    room.time.nowMs += ms;
    await vi.advanceTimersByTimeAsync(Math.min(ms, 2_000));
    await idle(room);
  };

  test.each([
    ['the memory store', async () => memoryStore()],
    ['SQLite in memory', sqliteInMemory],
  ])('is closed when its time has come, on %s', async (_, open) => {
    const room = openRoom(await open());
    const meeting = await convene(room, { voters: 5 });
    const roundId = await openRound(room, meeting, { closesAtMs: room.time.nowMs + minuteMs });
    await castAll(room, meeting, roundId, [0, 1, 2]);
    await pass(room, minuteMs - 1);
    expect(await typesIn(room, meeting.sessionId)).not.toContain('RoundClosed');
    expect(word(await cast(room, meeting, 3, roundId))).toBe('ACCEPTED');
    await pass(room, 1);
    expect((await typesIn(room, meeting.sessionId)).at(-1)).toBe('RoundClosed');
    expect((await lookAt(room, meeting.sessionId)).head.by).toBe('CLOCK');
    expect(word(await cast(room, meeting, 4, roundId))).toBe('ROUND_NOT_OPEN');
    expect(countedIn(await lookAt(room, meeting.sessionId))).toBe(4);
  });

  test('takes no ballot from then on, before the clock has rung too', async () => {
    const room = openRoom(memoryStore());
    const meeting = await convene(room, { voters: 5 });
    const roundId = await openRound(room, meeting, { closesAtMs: room.time.nowMs + minuteMs });
    room.time.nowMs += minuteMs;
    expect(word(await cast(room, meeting, 1, roundId))).toBe('ROUND_NOT_OPEN');
    expect(await typesIn(room, meeting.sessionId)).not.toContain('RoundClosed');
  });

  test.each([1, 2])('[R41] is voided with %i ballots, which nobody counts', async (count) => {
    const room = openRoom(memoryStore());
    const meeting = await convene(room, { voters: 5 });
    const roundId = await openRound(room, meeting, { closesAtMs: room.time.nowMs + minuteMs });
    await castAll(room, meeting, roundId, places(count));
    expect(word(await order(room, meeting, 0, { type: 'CloseRound', roundId }))).toBe('TOO_FEW_BALLOTS');
    await pass(room, minuteMs);
    expect((await typesIn(room, meeting.sessionId)).at(-1)).toBe('RoundVoided');
    expect(room.store.envelopes).toEqual([]);
    expect(room.store.keyedRoundIds).toEqual([]);
  });

  test('is left alone once the chair has closed or voided it', async () => {
    const room = openRoom(memoryStore());
    const meeting = await convene(room, { voters: 5 });
    const first = await openRound(room, meeting, { closesAtMs: room.time.nowMs + minuteMs });
    yes(await order(room, meeting, 0, { type: 'VoidRound', roundId: first, reason: 'Nhầm' }));
    await idle(room);
    expect(vi.getTimerCount()).toBe(0);
    const second = await openRound(room, meeting, { closesAtMs: null });
    await pass(room, 2 * minuteMs);
    expect((await typesIn(room, meeting.sessionId)).at(-1)).toBe('RoundOpened');
    expect(word(await cast(room, meeting, 1, second))).toBe('ACCEPTED');
  });

  test('is closed after a restart, and at once where its time passed less than a minute ago', async () => {
    const room = openRoom(memoryStore());
    const meeting = await convene(room, { voters: 5 });
    const roundId = await openRound(room, meeting, { closesAtMs: room.time.nowMs + minuteMs });
    await castAll(room, meeting, roundId, [0, 1, 2]);
    await room.clerk.stop();
    expect(vi.getTimerCount()).toBe(0);
    room.time.nowMs += 30_000;
    const early = await restart(room);
    await pass(early, 29_999);
    expect(await typesIn(room, meeting.sessionId)).not.toContain('RoundClosed');
    await early.clerk.stop();
    room.time.nowMs += 1 + minuteMs;
    const late = await restart(room);
    await pass(late, 0);
    expect((await typesIn(room, meeting.sessionId)).at(-1)).toBe('RoundClosed');
    expect(countedIn(await lookAt(late, meeting.sessionId))).toBe(3);
  });

  test('is closed although its time is farther off than a timer reaches', async () => {
    const room = openRoom(memoryStore());
    const meeting = await convene(room, { voters: 5 });
    const farMs = 2 ** 31 + 1_000;
    const roundId = await openRound(room, meeting, { closesAtMs: room.time.nowMs + farMs });
    await castAll(room, meeting, roundId, [0, 1, 2]);
    await pass(room, 2 ** 31 - 1);
    expect(await typesIn(room, meeting.sessionId)).not.toContain('RoundClosed');
    await pass(room, 1_001);
    expect((await typesIn(room, meeting.sessionId)).at(-1)).toBe('RoundClosed');
  });

  test('is closed a little later, where the store failed when its time came', async () => {
    const room = openRoom(memoryStore());
    const meeting = await convene(room, { voters: 5 });
    const roundId = await openRound(room, meeting, { closesAtMs: room.time.nowMs + minuteMs });
    await castAll(room, meeting, roundId, [0, 1, 2]);
    room.store.decree('FAILS_BEFORE', 'FAILS_BEFORE', 'FAILS_BEFORE');
    await pass(room, minuteMs);
    expect(await typesIn(room, meeting.sessionId)).not.toContain('RoundClosed');
    await pass(room, 1_000);
    expect((await typesIn(room, meeting.sessionId)).at(-1)).toBe('RoundClosed');
  });
});

describe('[R27] time that cannot be counted', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const minuteMs = 60_000;
  const hourMs = 60 * minuteMs;
  const pass = async (room: Room, ms: number) => {
    room.time.nowMs += ms;
    await vi.advanceTimersByTimeAsync(Math.min(ms, 1_000));
    await idle(room);
  };
  /** A round of twenty minutes with two of seven ballots in. */
  const timed = async (room: Room) => {
    const meeting = await convene(room, { voters: 7 });
    const roundId = await openRound(room, meeting, { durationSeconds: 1_200 });
    await castAll(room, meeting, roundId, [0, 1]);
    return { meeting, roundId };
  };
  const newest = async (room: Room, { sessionId }: Meeting) =>
    (await lookAt(room, sessionId)).session.rounds.at(-1);
  const stopped = { status: 'OPEN', closesAtMs: null, clockStopped: true };

  test.each([hourMs, -hourMs, minuteMs + 1, -minuteMs - 1, 365 * 24 * hourMs])(
    'a clock set by %i ms: the round stays open, its ballots are taken, and the chair closes it',
    async (setMs) => {
      const room = openRoom(memoryStore());
      const { meeting, roundId } = await timed(room);
      room.time.setMs = setMs;
      expect(word(await cast(room, meeting, 2, roundId))).toBe('ACCEPTED');
      const noted = setMs < 0 ? ['RoundClockStopped', 'ClockSetBack'] : ['RoundClockStopped'];
      expect((await typesIn(room, meeting.sessionId)).slice(-noted.length - 1)).toEqual([
        ...noted,
        'BallotSealed',
      ]);
      expect((await journalOf(room, meeting.sessionId)).at(-1)?.atMs).toBe(room.time.nowMs + setMs);
      expect(room.clerk.vitals).toMatchObject({ clockJump: { byMs: setMs }, clockStopped: true });
      await pass(room, hourMs);
      expect(await newest(room, meeting)).toMatchObject(stopped);
      expect(word(await cast(room, meeting, 3, roundId))).toBe('ACCEPTED');
      yes(await order(room, meeting, 0, { type: 'CloseRound', roundId }));
      expect(countedIn(await lookAt(room, meeting.sessionId))).toBe(4);
      await idle(room);
      expect(room.clerk.vitals.clockStopped).toBe(false);
      await expectWhole(room.store.journal, meeting.sessionId);
    },
  );

  test.each([minuteMs, -minuteMs])(
    'a clock set by %i ms: the round ends so long after its opening as was said',
    async (setMs) => {
      const room = openRoom(memoryStore());
      const { meeting, roundId } = await timed(room);
      room.time.setMs = setMs;
      await pass(room, 20 * minuteMs - 1);
      expect(word(await cast(room, meeting, 2, roundId))).toBe('ACCEPTED');
      await pass(room, 1);
      expect(await newest(room, meeting)).toMatchObject({ status: 'CLOSED', closedAtMs: room.time.nowMs });
      // No round is timed any more: from here on the time is the machine's again.
      await pass(room, 120_000);
      yes(await order(room, meeting, 1, { type: 'CheckIn' }));
      expect((await journalOf(room, meeting.sessionId)).at(-1)?.atMs).toBe(room.time.nowMs + setMs);
      expect(room.clerk.vitals).toMatchObject({ clockJump: null, clockStopped: false });
    },
  );

  test('is noticed within a second in all sessions, though nobody commands anything', async () => {
    const room = openRoom(memoryStore());
    await room.clerk.start();
    const all = [await timed(room), await timed(room)];
    room.time.setMs = hourMs;
    await vi.advanceTimersByTimeAsync(1_000);
    for (const { meeting } of all) {
      await vi.waitUntil(async () => (await typesIn(room, meeting.sessionId)).at(-1) === 'RoundClockStopped');
      expect((await journalOf(room, meeting.sessionId)).at(-1)).toMatchObject({
        atMs: room.time.nowMs,
        by: 'CLOCK',
      });
    }
    expect(room.complaints).toEqual([expect.stringMatching(/jumped ahead by 3600 s/)]);
    await room.clerk.stop();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('a process that did nothing for more than a minute when the time came does not close the round', async () => {
    const room = openRoom(memoryStore());
    const { meeting, roundId } = await timed(room);
    await pass(room, 21 * minuteMs + 1);
    expect(await newest(room, meeting)).toMatchObject(stopped);
    yes(await order(room, meeting, 0, { type: 'VoidRound', roundId, reason: 'Máy chủ bị treo' }));
  });

  test.each([
    ['the time came more than a minute ago', 20 * minuteMs + minuteMs + 1, 0],
    ['the clock is ahead', 0, hourMs],
    ['the clock is back', 0, -minuteMs - 1],
  ])('at a start where %s the round stays open, and the next start knows', async (_, passedMs, setMs) => {
    const room = openRoom(memoryStore());
    const { meeting, roundId } = await timed(room);
    await room.clerk.stop();
    room.time.nowMs += passedMs;
    room.time.setMs = setMs;
    const next = await restart(room);
    expect(await newest(next, meeting)).toMatchObject(stopped);
    expect(word(await cast(next, meeting, 2, roundId))).toBe('ACCEPTED');
    await next.clerk.stop();
    const again = await restart(next);
    await pass(again, hourMs);
    expect(await newest(again, meeting)).toMatchObject({ ...stopped, turnout: 3 });
    expect(again.clerk.vitals.clockStopped).toBe(true);
    expect(
      (await typesIn(again, meeting.sessionId)).filter((type) => type === 'RoundClockStopped'),
    ).toHaveLength(1);
    await again.clerk.stop();
    await expectWhole(room.store.journal, meeting.sessionId);
  });

  test('where the store fails meanwhile nothing is closed, and it is written once it can be', async () => {
    const room = openRoom(memoryStore());
    const { meeting, roundId } = await timed(room);
    room.store.decree(...Array<'FAILS_BEFORE'>(12).fill('FAILS_BEFORE'));
    room.time.setMs = hourMs;
    await expect(cast(room, meeting, 2, roundId)).rejects.toThrow();
    await pass(room, 25 * minuteMs);
    expect(await newest(room, meeting)).toMatchObject(stopped);
    expect(word(await cast(room, meeting, 2, roundId))).toBe('ACCEPTED');
  });
});

describe.each(everyStore)('[R50] a batched tally on $name', ({ open }) => {
  const shown = async (room: Room, meeting: Meeting) => {
    await idle(room);
    return countedIn(await lookAt(room, meeting.sessionId));
  };

  test('of thirteen voters shows nothing, five at the tenth ballot, thirteen at closing', async () => {
    const room = openRoom(await open());
    const meeting = await convene(room, { voters: 13 });
    const roundId = await openRound(room, meeting);
    const seen: number[] = [];
    for (const place of places(13)) {
      yes(await cast(room, meeting, place, roundId));
      seen.push(await shown(room, meeting));
    }
    expect(seen).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 5, 5, 5]);
    yes(await order(room, meeting, 0, { type: 'CloseRound', roundId }));
    expect(await shown(room, meeting)).toBe(13);
  });

  test('takes no other steps when the ballots come all at once', async () => {
    const room = openRoom(await open());
    const meeting = await convene(room, { voters: 13 });
    const roundId = await openRound(room, meeting);
    const steps = new Set<number>();
    room.clerk.bell.listen(meeting.sessionId, () => {
      const snapshot = room.clerk.glance(meeting.sessionId);
      if (snapshot !== undefined) steps.add(countedIn(snapshot));
    });
    await castAll(room, meeting, roundId, shuffled(places(13), chance(13)));
    expect(await shown(room, meeting)).toBe(5);
    yes(await order(room, meeting, 0, { type: 'CloseRound', roundId }));
    expect([...steps]).toEqual([0, 5, 13]);
  });

  test('keeps what was shown over a restart, and goes on from there', async () => {
    const room = openRoom(await open());
    const meeting = await convene(room, { voters: 23, cells: 2 });
    const roundId = await openRound(room, meeting);
    await castAll(room, meeting, roundId, places(12));
    expect(await shown(room, meeting)).toBe(5);
    const before = (await lookAt(room, meeting.sessionId)).session.rounds;
    const next = await restart(room);
    expect((await lookAt(next, meeting.sessionId)).session.rounds).toEqual(before);
    expect(await shown(next, meeting)).toBe(5);
    await castAll(next, meeting, roundId, [12, 13]);
    expect(await shown(next, meeting)).toBe(5);
    await castAll(next, meeting, roundId, [14]);
    expect(await shown(next, meeting)).toBe(10);
    yes(await order(next, meeting, 0, { type: 'CloseRound', roundId }));
    expect(await shown(next, meeting)).toBe(15);
    await expectWhole(room.store.journal, meeting.sessionId);
  });
});

test('[R50] what was due when the house fell is shown at the next start', async () => {
  const room = openRoom(memoryStore());
  const meeting = await convene(room, { voters: 13 });
  const roundId = await openRound(room, meeting);
  await idle(room);
  room.store.decree('SUCCEEDS', 'FAILS_BEFORE', 'FAILS_BEFORE', 'FAILS_BEFORE');
  await castAll(room, meeting, roundId, places(10));
  await idle(room);
  expect(countedIn(await lookAt(room, meeting.sessionId))).toBe(0);
  const next = await restart(room);
  await idle(next);
  expect(countedIn(await lookAt(next, meeting.sessionId))).toBe(5);
});

test('[R50] a start is not disturbed by a clock that rings while it shows what is due', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const room = openRoom(memoryStore());
  const meeting = await convene(room, { voters: 13 });
  const roundId = await openRound(room, meeting, { closesAtMs: room.time.nowMs + 60_000 });
  await idle(room);
  room.store.decree('SUCCEEDS', 'FAILS_BEFORE', 'FAILS_BEFORE', 'FAILS_BEFORE');
  await castAll(room, meeting, roundId, places(10));
  await idle(room);
  await room.clerk.stop();
  room.time.nowMs += 60_000;
  const next = openRoom(room.store, { time: room.time });
  const closed = new Promise<void>((resolve) => {
    next.clerk.bell.listen(meeting.sessionId, () => {
      if (room.store.entries.at(-1)?.type === 'RoundClosed') resolve();
    });
  });
  const held = room.store.hold();
  const starting = next.clerk.start();
  await held.arrived;
  // A clock that was set already rings now; what it asks for has to wait for the held release.
  await vi.advanceTimersByTimeAsync(1_000);
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  held.release();
  await starting;
  await vi.advanceTimersByTimeAsync(1_000);
  await closed;
  expect(countedIn(await lookAt(next, meeting.sessionId))).toBe(10);
});
