import { describe, expect, test } from 'vitest';
import { readCursor } from '../../src/clerk/cursor.ts';
import { everyStore } from '../support/contract/stores.ts';
import { memoryStore } from '../support/memory-store.ts';
import {
  cast,
  convene,
  idle,
  journalOf,
  lookAt,
  opening,
  openRoom,
  openRound,
  order,
  type Room,
  restart,
  viewsOf,
  yes,
} from './room.ts';

/** A session in which everything has happened once; `look` is called after each step. */
async function play(room: Room, look: (sessionId: string) => Promise<void>): Promise<string> {
  const meeting = await convene(room, { voters: 13, cells: 2 });
  const { sessionId, seatIds } = meeting;
  const [first = '', second = ''] = meeting.reviewIds;
  const step = async (place: number, command: Parameters<typeof order>[3]) => {
    yes(await order(room, meeting, place, command));
    await idle(room);
    await look(sessionId);
  };
  await look(sessionId);
  await step(0, { type: 'RecordPresence', seatId: seatIds[12] ?? '', presence: 'EXCUSED' });
  await step(0, { type: 'OpenReview', reviewId: first });
  const target = { name: 'Kết nạp đảng viên', planned: 20, achieved: 18, exceeded: false };
  const report = { achievements: 'Tốt', targets: [target] };
  await step(0, { type: 'PresentReport', reviewId: first, report, selfLevel: 'GOOD' });
  await step(1, { type: 'AddComment', reviewId: first, body: 'Cần rõ hơn' });
  await step(0, { type: 'Respond', reviewId: first, stance: 'ACCEPT', body: 'Tiếp thu', commentIds: [] });
  const voided = await openRound(room, meeting);
  await look(sessionId);
  await step(0, { type: 'VoidRound', roundId: voided, reason: 'Nhầm phiếu' });
  const secret = await openRound(room, meeting);
  for (let place = 0; place < 11; place += 1) {
    yes(await cast(room, meeting, place, secret));
    await idle(room);
    await look(sessionId);
  }
  await step(0, { type: 'CloseRound', roundId: secret });
  const { events } = yes(await order(room, meeting, 0, opening(meeting, { method: 'OPEN_VOTE' })));
  const opened = events.find((event) => event.type === 'RoundOpened');
  const open = opened?.type === 'RoundOpened' ? opened.roundId : '';
  for (let place = 0; place < 4; place += 1) yes(await cast(room, meeting, place, open));
  await look(sessionId);
  await step(0, { type: 'CloseRound', roundId: open });
  await step(0, {
    type: 'SettleOutcome',
    reviewId: second,
    level: 'COMPLETED',
    reason: 'Tập thể thống nhất',
  });
  await step(0, { type: 'CloseReview', reviewId: first });
  await step(0, { type: 'AdjournSession' });
  return sessionId;
}

describe.each(everyStore)('on $name', ({ open }) => {
  test('[C6] at every step a session folded anew is the session that was kept', async () => {
    const room = openRoom(await open());
    let steps = 0;
    await play(room, async (sessionId) => {
      steps += 1;
      const kept = await lookAt(room, sessionId);
      const folded = await lookAt(openRoom(room.store), sessionId);
      expect(viewsOf(kept.session)).toStrictEqual(viewsOf(folded.session));
      expect(kept.session).toStrictEqual(folded.session);
      expect(kept.changedAt).toEqual(folded.changedAt);
      expect(kept.roundsChangedAt).toBe(folded.roundsChangedAt);
      expect(kept.head).toEqual(folded.head);
      expect(kept.tail).toEqual(folded.tail);
    });
    expect(steps).toBe(25);
  });
});

test('[C6] looking does not hand out what is written later', async () => {
  const room = openRoom(memoryStore());
  const meeting = await convene(room, { voters: 5 });
  const before = await lookAt(room, meeting.sessionId);
  const views = structuredClone(viewsOf(before.session));
  yes(await order(room, meeting, 0, { type: 'OpenReview', reviewId: meeting.reviewIds[0] ?? '' }));
  const roundId = await openRound(room, meeting);
  yes(await cast(room, meeting, 1, roundId));
  expect(viewsOf(before.session)).toEqual(views);
});

test('[C6] more sessions than are kept in memory are all served', async () => {
  const room = openRoom(memoryStore());
  const first = await convene(room, { voters: 3 });
  const roundId = await openRound(room, first);
  for (let more = 0; more < 205; more += 1) await convene(room, { voters: 1 });
  expect(room.clerk.glance(first.sessionId)).toBeUndefined();
  for (const place of [0, 1, 2]) yes(await cast(room, first, place, roundId));
  yes(await order(room, first, 0, { type: 'CloseRound', roundId }));
  expect(room.complaints).toEqual([]);
});

test('[L2] entries are given from any number, from memory and from the journal alike', async () => {
  const room = openRoom(memoryStore());
  const meeting = await convene(room, { voters: 3 });
  for (let time = 0; time < 2_100; time += 1) {
    void order(room, meeting, time % 3, { type: 'CheckIn' });
  }
  await idle(room);
  const snapshot = await lookAt(room, meeting.sessionId);
  expect(snapshot.tail.length).toBeLessThan(2_100);
  const all = await journalOf(room, meeting.sessionId);
  for (const after of [0, 1, 500, all.length - 1_001, all.length - 1_000, all.length - 1, all.length]) {
    expect(await room.clerk.entries(snapshot, after, 7)).toEqual(all.slice(after, after + 7));
  }
});

test('[L3] a cursor has a place in its own journal alone, before and after a restart', async () => {
  const room = openRoom(memoryStore());
  const [one, two] = [await convene(room, { voters: 3 }), await convene(room, { voters: 3 })];
  const { cursor } = yes(await order(room, one, 1, { type: 'CheckIn' }));
  yes(await order(room, two, 1, { type: 'CheckIn' }));
  const seq = readCursor(cursor)?.seq;
  for (const at of [room, await restart(room)]) {
    expect(await at.clerk.place(await lookAt(at, one.sessionId), cursor)).toBe(seq);
    expect(await at.clerk.place(await lookAt(at, two.sessionId), cursor)).toBeNull();
    expect(await at.clerk.place(await lookAt(at, one.sessionId), 'no cursor')).toBeNull();
  }
  const later = openRoom(memoryStore());
  const other = await convene(later, { voters: 3 });
  expect(await later.clerk.place(await lookAt(later, other.sessionId), cursor)).toBeNull();
});
