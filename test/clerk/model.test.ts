import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Answer } from '../../src/clerk/answer.ts';
import type { Entry } from '../../src/clerk/entry.ts';
import type { Command } from '../../src/core/command.ts';
import type { SessionEvent } from '../../src/core/event.ts';
import { type Fate, type MemoryStore, memoryStore } from '../support/memory-store.ts';
import {
  ballot,
  countedIn,
  expectWhole,
  idle,
  journalOf,
  lookAt,
  type Meeting,
  opening,
  openRoom,
  order,
  prepareMeeting,
  type Room,
  sheetsIn,
  viewsOf,
} from './room.ts';

// Random orders, some of them nonsense, some at once, with a store that fails now and then and a house that falls. Whatever
// happens, what was answered is so.

const voters = 9;

type Step =
  | { readonly does: 'ORDER'; readonly place: number; readonly what: What; readonly again: boolean }
  | { readonly does: 'WAIT' }
  | { readonly does: 'SET'; readonly setMs: number }
  | { readonly does: 'FALL'; readonly turns: number }
  | { readonly does: 'FAIL'; readonly fates: readonly Fate[] };

type What =
  | 'CHECK_IN'
  | 'CONVENE'
  | 'OPEN_REVIEW'
  | 'COMMENT'
  | 'OPEN'
  | 'OPEN_TIMED'
  | 'CAST'
  | 'CLOSE'
  | 'VOID';

const whats = fc.oneof(
  { weight: 12, arbitrary: fc.constant<What>('CAST') },
  { weight: 3, arbitrary: fc.constantFrom<What>('OPEN', 'OPEN_TIMED', 'CLOSE', 'CHECK_IN') },
  { weight: 1, arbitrary: fc.constantFrom<What>('VOID', 'CONVENE', 'OPEN_REVIEW', 'COMMENT') },
);

const steps = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.record({
      does: fc.constant('ORDER' as const),
      place: fc.nat(voters - 1),
      what: whats,
      again: fc.boolean(),
    }),
  },
  { weight: 6, arbitrary: fc.constant({ does: 'WAIT' as const }) },
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('SET' as const),
      setMs: fc.constantFrom(0, 30_000, -30_000, 3_600_000, -3_600_000, 31_536_000_000),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('FALL' as const), turns: fc.nat(3) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('FAIL' as const),
      fates: fc.array(fc.constantFrom<Fate>('FAILS_BEFORE', 'FAILS_AFTER', 'SUCCEEDS'), {
        minLength: 1,
        maxLength: 4,
      }),
    }),
  },
);

interface Sent {
  readonly commandId: string;
  /** Null where the store failed or the house fell. */
  readonly answer: Promise<Answer | null>;
  send(room: Room): Promise<Answer>;
}

/** What the chair does, the chair does; the rest anybody. The newest round is meant. */
async function commandFor(room: Room, meeting: Meeting, what: What): Promise<Command> {
  const [reviewId = ''] = meeting.reviewIds;
  const roundId = (await lookAt(room, meeting.sessionId)).session.rounds.at(-1)?.id ?? 'rnd_none';
  switch (what) {
    case 'CHECK_IN':
      return { type: 'CheckIn' };
    case 'CONVENE':
      return { type: 'ConveneSession' };
    case 'OPEN_REVIEW':
      return { type: 'OpenReview', reviewId };
    case 'COMMENT':
      return { type: 'AddComment', reviewId, body: 'Đồng chí cần cố gắng hơn' };
    case 'OPEN':
      return opening(meeting);
    case 'OPEN_TIMED':
      return opening(meeting, { durationSeconds: 1_200 });
    case 'CAST':
      return ballot(meeting, roundId);
    case 'CLOSE':
      return { type: 'CloseRound', roundId };
    case 'VOID':
      return { type: 'VoidRound', roundId, reason: 'Làm lại' };
    default:
      return what satisfies never;
  }
}

const chairs = new Set<What>(['CONVENE', 'OPEN_REVIEW', 'OPEN', 'OPEN_TIMED', 'CLOSE', 'VOID']);

/** A clerk that can be cut off from its store in the middle of what it does, as by kill -9. */
function openFragile(store: MemoryStore, time?: Room['time']) {
  let dead = false;
  let fall: () => void = () => {};
  const fallen = new Promise<null>((resolve) => {
    fall = () => {
      dead = true;
      resolve(null);
    };
  });
  const never = () => new Promise<never>(() => {});
  const living =
    <Args extends unknown[], Result>(work: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      if (dead) return never();
      const result = await work(...args);
      return dead ? never() : result;
    };
  const journal = { ...store.journal, append: living(store.journal.append) };
  const ballotBox = {
    ...store.ballotBox,
    forge: living(store.ballotBox.forge),
    destroy: living(store.ballotBox.destroy),
  };
  const { history, registry } = store;
  const room = openRoom({ journal, ballotBox, history, registry }, time === undefined ? {} : { time });
  return { room, fall, fallen };
}

async function run(story: readonly Step[]) {
  const store = memoryStore();
  let house = openFragile(store);
  let { room } = house;
  const meeting = await prepareMeeting(room, { voters, settings: { releaseBatch: 3 } });
  for (const place of meeting.seatIds.keys()) await order(room, meeting, place, { type: 'CheckIn' });
  await order(room, meeting, 0, { type: 'ConveneSession' });
  await order(room, meeting, 0, opening(meeting, { durationSeconds: 1_200 }));
  const sent: Sent[] = [];
  const settle = () => Promise.all(sent.map(({ answer }) => answer));
  for (const step of story) {
    switch (step.does) {
      case 'ORDER': {
        const command = await commandFor(room, meeting, step.what);
        const place = chairs.has(step.what) ? 0 : step.place;
        const commandId = randomUUID();
        const send = (to: Room) => order(to, meeting, place, command, commandId);
        for (let time = 0; time < (step.again ? 2 : 1); time += 1) {
          const answer = Promise.race([send(room).catch(() => null), house.fallen]);
          sent.push({ commandId, answer, send });
        }
        break;
      }
      case 'WAIT':
        await settle();
        break;
      case 'SET':
        room.time.setMs = step.setMs;
        break;
      case 'FALL':
        for (let turn = 0; turn < step.turns; turn += 1)
          await new Promise((resolve) => setImmediate(resolve));
        house.fall();
        house = openFragile(store, room.time);
        room = house.room;
        // A start that the store fails is tried again by whoever keeps the house up; what was due stays due.
        await room.clerk.start().catch(() => null);
        break;
      case 'FAIL':
        store.decree(...step.fates);
        break;
      default:
        step satisfies never;
    }
  }
  await settle();
  // Whatever fate is left over is spent before the end is looked at.
  for (let spent = 0; spent < 40; spent += 1) {
    await order(room, meeting, 0, { type: 'CheckIn' }).catch(() => null);
  }
  await idle(room);
  return { store, room, meeting, sent };
}

/** For each round that was closed: accepted = sealed = counted. For each open one: the ballot box holds what was accepted. */
async function expectCounted(store: MemoryStore, entries: readonly Entry[]): Promise<void> {
  const sealed = new Map<string, Set<string>>();
  for (const { body } of entries) {
    const event = JSON.parse(body) as SessionEvent;
    if (event.type === 'RoundOpened') sealed.set(event.roundId, new Set());
    if (event.type === 'BallotSealed') {
      const cast = sealed.get(event.roundId);
      expect(cast?.has(event.seatId)).toBe(false);
      cast?.add(event.seatId);
    }
    if (event.type === 'TallyReleased') {
      for (const { tally } of event.releases) {
        expect(tally.counted).toBeLessThanOrEqual((sealed.get(event.roundId)?.size ?? 0) - 3);
        expect(tally.counted % 3).toBe(0);
      }
    }
    if (event.type === 'RoundClosed') {
      for (const { marks } of event.counted)
        expect(marks).toHaveLength(sealed.get(event.roundId)?.size ?? -1);
      expect(store.envelopes.filter(({ roundId }) => roundId === event.roundId)).toEqual([]);
    }
  }
  for (const { sessionId, roundId } of await store.journal.openRounds()) {
    expect(await sheetsIn(openRoom(store), { sessionId })).toHaveLength(sealed.get(roundId)?.size ?? -1);
  }
}

test('[C1] [C2] [C3] [C4] [C5] [C6] [R27] whatever is ordered, fails, falls and is set, what was answered is so', async () => {
  const seen = { accepted: 0, refused: 0, failed: 0, counted: 0, stopped: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 20, maxLength: 120 }), async (story) => {
      const { store, room, meeting, sent } = await run(story);
      const entries = await journalOf(room, meeting.sessionId);
      await expectWhole(store.journal, meeting.sessionId);
      const kept = await lookAt(room, meeting.sessionId);
      const folded = await lookAt(openRoom(store), meeting.sessionId);
      expect(kept.session).toStrictEqual(folded.session);
      expect(viewsOf(kept.session)).toStrictEqual(viewsOf(folded.session));
      await expectCounted(store, entries);
      // No time passes in a story.
      for (const { type } of entries.filter(({ by }) => by === 'CLOCK')) {
        expect(['ClockSetBack', 'RoundClockStopped']).toContain(type);
        if (type === 'RoundClockStopped') seen.stopped += 1;
      }
      for (const { commandId, answer, send } of sent) {
        const given = await answer;
        const written = entries.filter((entry) => entry.commandId === commandId);
        if (given === null) seen.failed += 1;
        else if (given.accepted) {
          seen.accepted += 1;
          expect(written.map(({ part }) => part)).toEqual(given.events.map((_, part) => part));
          expect(written.map(({ body }) => JSON.parse(body))).toEqual(given.events);
          expect(await send(room)).toEqual(given);
        } else seen.refused += 1;
      }
      const answered = new Set<string>();
      for (const { commandId, answer } of sent) {
        if ((await answer)?.accepted !== false) answered.add(commandId);
      }
      // A refusal leaves no trace.
      for (const { commandId } of sent.filter((one) => !answered.has(one.commandId))) {
        expect(entries.some((entry) => entry.commandId === commandId)).toBe(false);
      }
      seen.counted += kept.session.rounds.some(({ status }) => status === 'CLOSED') ? countedIn(kept) : 0;
      expect(entries.at(-1)?.seq).toBe((await lookAt(openRoom(store), meeting.sessionId)).head.seq);
    }),
    { numRuns: 150, seed: 20231211 },
  );
  // The stories were worth telling.
  expect(seen.accepted).toBeGreaterThan(1_000);
  expect(seen.refused).toBeGreaterThan(1_000);
  expect(seen.failed).toBeGreaterThan(20);
  expect(seen.counted).toBeGreaterThan(20);
  expect(seen.stopped).toBeGreaterThan(20);
}, 120_000);
