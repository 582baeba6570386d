import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { memoryStore } from '../support/memory-store.ts';
import {
  cast,
  convene,
  idle,
  lookAt,
  openRoom,
  openRound,
  order,
  prepareMeeting,
  typesIn,
  word,
} from './room.ts';

/** Whether the promise has settled by now, given every chance to. */
async function hasSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  promise.then(
    () => {
      settled = true;
    },
    () => {
      settled = true;
    },
  );
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  return settled;
}

test('[C1] an acceptance does not leave before its entries are on disk', async () => {
  const room = openRoom(memoryStore());
  const meeting = await prepareMeeting(room, { voters: 3 });
  const held = room.store.hold();
  const answer = order(room, meeting, 1, { type: 'CheckIn' });
  await held.arrived;
  expect(await hasSettled(answer)).toBe(false);
  held.release();
  expect(word(await answer)).toBe('ACCEPTED');
});

test('[C1] a refusal does not leave before what it was decided upon is on disk', async () => {
  const room = openRoom(memoryStore());
  const meeting = await convene(room, { voters: 5 });
  const roundId = await openRound(room, meeting);
  const held = room.store.hold();
  const first = cast(room, meeting, 1, roundId);
  const second = cast(room, meeting, 1, roundId);
  await held.arrived;
  expect(await hasSettled(second)).toBe(false);
  held.release();
  expect([await first, await second].map(word)).toEqual(['ACCEPTED', 'ALREADY_VOTED']);
});

test('[C1] a refusal that was decided upon what then failed is decided again', async () => {
  const room = openRoom(memoryStore());
  const meeting = await convene(room, { voters: 5 });
  const commands = [
    order(room, meeting, 0, { type: 'OpenReview', reviewId: meeting.reviewIds[0] ?? '' }),
    order(room, meeting, 1, { type: 'AddComment', reviewId: meeting.reviewIds[0] ?? '', body: 'Tốt' }),
  ];
  room.store.decree('FAILS_BEFORE', 'FAILS_BEFORE', 'FAILS_BEFORE');
  const done = await Promise.allSettled(commands);
  expect(done.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const comment = { type: 'AddComment', reviewId: meeting.reviewIds[0] ?? '', body: 'Tốt' } as const;
  expect(word(await order(room, meeting, 1, comment))).toBe('REVIEW_NOT_OPEN');
});

test('[C1] nothing is shown, and no bell rings, before it is on disk', async () => {
  const room = openRoom(memoryStore());
  const meeting = await convene(room, { voters: 5 });
  const roundId = await openRound(room, meeting);
  const before = await lookAt(room, meeting.sessionId);
  let rings = 0;
  room.clerk.bell.listen(meeting.sessionId, () => {
    rings += 1;
  });
  const held = room.store.hold();
  const answer = cast(room, meeting, 1, roundId);
  await held.arrived;
  expect(await lookAt(room, meeting.sessionId)).toBe(before);
  expect(rings).toBe(0);
  held.release();
  await answer;
  expect((await lookAt(room, meeting.sessionId)).session.rounds[0]?.turnout).toBe(1);
  expect(rings).toBe(1);
});

test('[C3] what waits together is written in one transaction, in the order it came', async () => {
  const room = openRoom(memoryStore());
  const meeting = await prepareMeeting(room, { voters: 40 });
  let appends = 0;
  const { append } = room.store.journal;
  Object.assign(room.store.journal, {
    append: (batch: Parameters<typeof append>[0]) => {
      appends += 1;
      return append(batch);
    },
  });
  await Promise.all(meeting.seatIds.map((_, place) => order(room, meeting, place, { type: 'CheckIn' })));
  expect(appends).toBe(1);
  const recorded = room.store.entries.filter(({ type }) => type === 'PresenceRecorded');
  expect(recorded.map(({ by }) => by)).toEqual(meeting.seatIds);
});

test('a command id that is none is refused, and a clerk that stops takes nothing more', async () => {
  const room = openRoom(memoryStore());
  const meeting = await prepareMeeting(room, { voters: 3 });
  expect(word(await order(room, meeting, 1, { type: 'CheckIn' }, 'not an id'))).toBe('INVALID_INPUT');
  const last = order(room, meeting, 1, { type: 'CheckIn' });
  await room.clerk.stop();
  expect(word(await last)).toBe('ACCEPTED');
  expect(word(await order(room, meeting, 2, { type: 'CheckIn' }))).toBe('BUSY');
  expect(await typesIn(room, meeting.sessionId)).toEqual(['SessionPrepared', 'PresenceRecorded']);
});

test('[R3] a session that is not there is NOT_FOUND', async () => {
  const room = openRoom(memoryStore());
  const meeting = await prepareMeeting(room, { voters: 3 });
  const nowhere = { ...meeting, sessionId: 'ses_0123456789abcdef0123' };
  expect(word(await order(room, nowhere, 1, { type: 'CheckIn' }))).toBe('NOT_FOUND');
  await idle(room);
  expect(room.complaints).toEqual([]);
});

test('[R3] the house is no session, and asking it for one disturbs nobody', async () => {
  const room = openRoom(memoryStore());
  const meeting = await prepareMeeting(room, { voters: 3 });
  const [house, bystander] = await Promise.allSettled([
    order(room, { ...meeting, sessionId: 'house' }, 1, { type: 'CheckIn' }),
    order(room, meeting, 2, { type: 'CheckIn' }, randomUUID()),
  ]);
  expect(bystander).toMatchObject({ status: 'fulfilled', value: { accepted: true } });
  expect(house).toMatchObject({ status: 'fulfilled', value: { refusal: { code: 'NOT_FOUND' } } });
});
