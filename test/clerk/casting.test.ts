import { describe, expect, test } from 'vitest';
import type { Answer } from '../../src/clerk/answer.ts';
import { everyStore } from '../support/contract/stores.ts';
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
  openRoom,
  openRound,
  order,
  prepareMeeting,
  sheetsIn,
  shuffled,
  word,
  yes,
} from './room.ts';

describe.each(everyStore)('on $name', ({ open }) => {
  test('[C3] two ballots of one seat at once: one receipt, one ALREADY_VOTED, one count', async () => {
    const room = openRoom(await open());
    const meeting = await convene(room, { voters: 5 });
    const roundId = await openRound(room, meeting);
    for (const place of [1, 2]) yes(await cast(room, meeting, place, roundId));
    const both = [cast(room, meeting, 3, roundId), cast(room, meeting, 3, roundId)];
    expect((await Promise.all(both)).map(word)).toEqual(['ACCEPTED', 'ALREADY_VOTED']);
    expect(await sheetsIn(room, meeting)).toHaveLength(3);
    yes(await order(room, meeting, 0, { type: 'CloseRound', roundId }));
    expect(countedIn(await lookAt(room, meeting.sessionId))).toBe(3);
  });

  test('[C3] three hundred seats cast twice at once: a receipt each, and the turnout is exact', async () => {
    const room = openRoom(await open());
    const meeting = await convene(room, { voters: 300 });
    const roundId = await openRound(room, meeting);
    const places = shuffled([...meeting.seatIds.keys(), ...meeting.seatIds.keys()], chance(3));
    const answers = await Promise.all(places.map((place) => cast(room, meeting, place, roundId)));
    expect(answers.filter(({ accepted }) => accepted)).toHaveLength(300);
    expect(answers.map(word).filter((one) => one === 'ALREADY_VOTED')).toHaveLength(300);
    const receipts = answers.flatMap((answer) => (answer.accepted ? [answer.cursor] : []));
    expect(new Set(receipts).size).toBe(300);
    expect((await lookAt(room, meeting.sessionId)).session.rounds[0]?.turnout).toBe(300);
    expect(await sheetsIn(room, meeting)).toHaveLength(300);
    yes(await order(room, meeting, 0, { type: 'CloseRound', roundId }));
    expect(countedIn(await lookAt(room, meeting.sessionId))).toBe(300);
    await expectWhole(room.store.journal, meeting.sessionId);
  });

  test('[R43] a round is voided and voted on again: its ballots are gone, the new ones count', async () => {
    const room = openRoom(await open());
    const meeting = await convene(room, { voters: 6 });
    const first = await openRound(room, meeting);
    for (const place of [0, 1, 2, 3]) yes(await cast(room, meeting, place, first, { choice: 'EXCELLENT' }));
    yes(await order(room, meeting, 0, { type: 'VoidRound', roundId: first, reason: 'Sai danh sách' }));
    expect(word(await cast(room, meeting, 4, first))).toBe('ROUND_NOT_OPEN');
    await idle(room);
    const gone = { id: first, binding: '', head: '' };
    expect(await room.store.ballotBox.open(gone)).toBe('BALLOTS_UNREADABLE');
    const second = await openRound(room, meeting);
    expect(second).not.toBe(first);
    for (const place of [0, 1, 2, 3, 4]) yes(await cast(room, meeting, place, second));
    yes(await order(room, meeting, 0, { type: 'CloseRound', roundId: second }));
    const { session } = await lookAt(room, meeting.sessionId);
    expect(session.rounds.map(({ status }) => status)).toEqual(['VOID', 'CLOSED']);
    const closed = session.rounds[1];
    const counts =
      closed?.status === 'CLOSED' ? closed.tallies.get(meeting.reviewIds[0] ?? '')?.counts : undefined;
    expect(counts).toMatchObject({ EXCELLENT: 0, GOOD: 5 });
  });
});

const seeds = Array.from({ length: 50 }, (_, seed) => seed + 1);

test.each(seeds)('[C3] fifty ballots against a close, seed %i: every receipt is counted', async (seed) => {
  const below = chance(seed);
  const room = openRoom(memoryStore());
  const meeting = await convene(room, { voters: 53 });
  const roundId = await openRound(room, meeting);
  for (const place of [50, 51, 52]) yes(await cast(room, meeting, place, roundId));
  const close = 'close';
  const sent = shuffled<number | typeof close>([...meeting.seatIds.keys()].slice(0, 50), below);
  const at = below(51);
  const inOrder = [...sent.slice(0, at), close, ...sent.slice(at)] as const;
  const answers: { readonly what: number | typeof close; readonly answer: Promise<Answer> }[] = [];
  for (const what of inOrder) {
    const answer =
      what === close
        ? order(room, meeting, 0, { type: 'CloseRound', roundId })
        : cast(room, meeting, Number(what), roundId);
    answers.push({ what, answer });
    // Some commands wait together, some come while a batch is under way.
    if (below(6) === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  const told = await Promise.all(answers.map(async ({ answer }) => word(await answer)));
  expect(told.slice(0, at + 1)).toEqual(Array.from({ length: at + 1 }, () => 'ACCEPTED'));
  expect(told.slice(at + 1)).toEqual(Array.from({ length: 50 - at }, () => 'ROUND_NOT_OPEN'));
  expect(countedIn(await lookAt(room, meeting.sessionId))).toBe(at + 3);
  expect(room.store.envelopes).toEqual([]);
  await expectWhole(room.store.journal, meeting.sessionId);
});

test('[C5] a clock set back by up to a minute does not reach the journal; by more, the journal says so', async () => {
  const room = openRoom(memoryStore());
  const meeting = await prepareMeeting(room, { voters: 4 });
  const times = [0, 5_000, -55_000, 10_000, -50_001, 10_001, -3_600_000, -3_599_999];
  for (const [at, offset] of times.entries()) {
    room.time.setMs = offset;
    yes(await order(room, meeting, at % 4, { type: 'CheckIn' }));
  }
  const entries = await journalOf(room, meeting.sessionId);
  const told = entries.slice(1).map(({ atMs, type }) => [atMs - room.time.nowMs, type === 'ClockSetBack']);
  expect(told).toEqual([
    [0, false],
    [5_000, false],
    [5_000, false],
    [10_000, false],
    [-50_001, true],
    [-50_001, false],
    [10_001, false],
    [-3_600_000, true],
    [-3_600_000, false],
    [-3_599_999, false],
  ]);
  expect(entries.filter(({ by }) => by === 'CLOCK')).toHaveLength(2);
  await expectWhole(room.store.journal, meeting.sessionId);
});

test('[C5] every journal has its own numbers and its own chain', async () => {
  const room = openRoom(memoryStore());
  const [one, two] = [await prepareMeeting(room, { voters: 3 }), await prepareMeeting(room, { voters: 3 })];
  await Promise.all(
    [one, two, one, two].map((meeting, at) => order(room, meeting, at % 3, { type: 'CheckIn' })),
  );
  for (const journalId of ['house', one.sessionId, two.sessionId]) {
    await expectWhole(room.store.journal, journalId);
  }
  expect((await journalOf(room, two.sessionId)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
});

test('[R32] of a secret ballot the journal says who cast, never what', async () => {
  const room = openRoom(memoryStore());
  const meeting = await convene(room, { voters: 4 });
  const roundId = await openRound(room, meeting);
  yes(await cast(room, meeting, 1, roundId, { choice: 'NOT_COMPLETED' }));
  yes(await cast(room, meeting, 2, roundId, { choice: 'EXCELLENT' }));
  const [one, other] = (await journalOf(room, meeting.sessionId)).filter(
    ({ type }) => type === 'BallotSealed',
  );
  expect(JSON.parse(one?.body ?? '')).toEqual({ type: 'BallotSealed', roundId, seatId: meeting.seatIds[1] });
  expect(JSON.stringify([one, other])).not.toMatch(/NOT_COMPLETED|EXCELLENT/);
  expect(room.store.envelopes.map(({ roundId: of }) => of)).toEqual([roundId, roundId]);
});
