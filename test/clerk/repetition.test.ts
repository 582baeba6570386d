import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { everyStore, sqliteOnFile } from '../support/contract/stores.ts';
import { memoryStore } from '../support/memory-store.ts';
import {
  administer,
  cast,
  convene,
  expectWhole,
  journalOf,
  lookAt,
  opening,
  openRoom,
  openRound,
  order,
  preparation,
  prepareMeeting,
  restart,
  roundIn,
  sheetsIn,
  typesIn,
  word,
  yes,
} from './room.ts';

describe.each(everyStore)('[C2] on $name', ({ open }) => {
  test('a ballot sent again is answered as the first time, and is one ballot', async () => {
    const room = openRoom(await open());
    const meeting = await convene(room, { voters: 5 });
    const roundId = await openRound(room, meeting);
    const commandId = randomUUID();
    const first = yes(await cast(room, meeting, 1, roundId, { commandId }));
    expect(await cast(room, meeting, 1, roundId, { commandId })).toEqual(first);
    const crashed = await restart(room);
    expect(await cast(crashed, meeting, 1, roundId, { commandId })).toEqual(first);
    expect(await sheetsIn(room, meeting)).toHaveLength(1);
    await expectWhole(room.store.journal, meeting.sessionId);
  });

  test('the same ballot sent thrice at once is answered thrice alike, and is one ballot', async () => {
    const room = openRoom(await open());
    const meeting = await convene(room, { voters: 5 });
    const roundId = await openRound(room, meeting);
    const commandId = randomUUID();
    const send = () => cast(room, meeting, 1, roundId, { commandId });
    const [one, two, three] = await Promise.all([send(), send(), send()]);
    expect(word(one)).toBe('ACCEPTED');
    expect([two, three]).toEqual([one, one]);
    expect(await sheetsIn(room, meeting)).toHaveLength(1);
  });

  test('a ballot sent again with other choices gets the first receipt: no choice is kept to compare', async () => {
    const room = openRoom(await open());
    const meeting = await convene(room, { voters: 5 });
    const roundId = await openRound(room, meeting);
    const commandId = randomUUID();
    const first = yes(await cast(room, meeting, 1, roundId, { commandId, choice: 'EXCELLENT' }));
    for (const place of [2, 3]) await cast(room, meeting, place, roundId, { choice: 'EXCELLENT' });
    expect(await cast(room, meeting, 1, roundId, { commandId, choice: 'NOT_COMPLETED' })).toEqual(first);
    yes(await order(room, meeting, 0, { type: 'CloseRound', roundId }));
    expect(await cast(room, meeting, 1, roundId, { commandId })).toEqual(first);
    const { session } = await lookAt(room, meeting.sessionId);
    const closed = session.rounds[0];
    const tally = closed?.status === 'CLOSED' ? closed.tallies.get(meeting.reviewIds[0] ?? '') : undefined;
    expect(tally?.counts).toMatchObject({ EXCELLENT: 3, NOT_COMPLETED: 0 });
  });

  test('a round opened again under the same id is the same round', async () => {
    const room = openRoom(await open());
    const meeting = await convene(room, { voters: 5 });
    const commandId = randomUUID();
    const send = (to = room) => order(to, meeting, 0, opening(meeting), commandId);
    const [first, during] = await Promise.all([send(), send()]);
    expect(yes(first).events.map(({ type }) => type)).toEqual(['ReviewOpened', 'RoundOpened']);
    expect(during).toEqual(first);
    expect(await send()).toEqual(first);
    expect(await send(await restart(room))).toEqual(first);
    expect((await lookAt(room, meeting.sessionId)).session.rounds).toHaveLength(1);
    expect(word(await cast(room, meeting, 1, roundIn(yes(first))))).toBe('ACCEPTED');
  });

  test('a session prepared again under the same id is the same session, with the same codes', async () => {
    const store = await open();
    const room = openRoom(store);
    const commandId = randomUUID();
    const command = { type: 'PrepareSession', input: preparation({ voters: 4, cells: 3 }) } as const;
    const [first, during] = await Promise.all([
      administer(room, command, { commandId }),
      administer(room, command, { commandId }),
    ]);
    const { events, sessionId } = yes(first);
    expect(events.map(({ type }) => type)).toContain('OrganizationRegistered');
    expect(events.at(-1)?.type).toBe('SessionPrepared');
    expect(during).toEqual(first);
    const codes = await store.access.codesOf(sessionId ?? '');
    expect(await administer(await restart(room), command, { commandId })).toEqual(first);
    expect(await store.access.codesOf(sessionId ?? '')).toEqual(codes);
    expect(codes).toHaveLength(5);
    expect(codes.every((code) => code.commandId === commandId)).toBe(true);
    expect(await journalOf(room, sessionId ?? '')).toHaveLength(1);
    await expectWhole(store.journal, 'house');
  });

  test('the id of one command is no other command’s, round’s, review’s or actor’s', async () => {
    const room = openRoom(await open());
    const meeting = await convene(room, { voters: 5, cells: 2 });
    const [one = '', two = ''] = meeting.reviewIds;
    const commandId = randomUUID();
    yes(await order(room, meeting, 0, { type: 'OpenReview', reviewId: one }, commandId));
    const reuses = [
      order(room, meeting, 0, { type: 'OpenReview', reviewId: two }, commandId),
      order(room, meeting, 0, { type: 'CloseReview', reviewId: one }, commandId),
      order(room, meeting, 1, { type: 'OpenReview', reviewId: one }, commandId),
      order(room, meeting, 1, { type: 'CheckIn' }, commandId),
      administer(room, { type: 'PrepareSession', input: preparation({ voters: 3 }) }, { commandId }),
    ];
    expect((await Promise.all(reuses)).map(word)).toEqual(reuses.map(() => 'COMMAND_ID_REUSED'));
    const written = await typesIn(room, meeting.sessionId);
    expect(written.filter((type) => type === 'ReviewOpened' || type === 'ReviewClosed')).toHaveLength(1);
  });

  test('the id of a ballot is of its round and seat alone', async () => {
    const room = openRoom(await open());
    const meeting = await convene(room, { voters: 5 });
    const roundId = await openRound(room, meeting);
    const commandId = randomUUID();
    yes(await cast(room, meeting, 1, roundId, { commandId }));
    expect(word(await cast(room, meeting, 2, roundId, { commandId }))).toBe('COMMAND_ID_REUSED');
    yes(await order(room, meeting, 0, { type: 'VoidRound', roundId, reason: 'Nhầm danh sách' }));
    const next = await openRound(room, meeting);
    expect(word(await cast(room, meeting, 1, next, { commandId }))).toBe('COMMAND_ID_REUSED');
  });
});

test('[R6] two sessions of one new organisation prepared at once: it is registered once', async () => {
  const room = openRoom(await sqliteOnFile());
  const command = { type: 'PrepareSession', input: preparation({ voters: 3 }) } as const;
  const answers = await Promise.all([administer(room, command), administer(room, command)]);
  expect(answers.map(word)).toEqual(['ACCEPTED', 'ACCEPTED']);
  const registered = (await typesIn(room, 'house')).filter((type) => type === 'OrganizationRegistered');
  expect(registered).toHaveLength(3);
});

test('[C2] two commands under one id at once: the first is done, the other is a reuse', async () => {
  const room = openRoom(memoryStore());
  const meeting = await prepareMeeting(room, { voters: 4 });
  const commandId = randomUUID();
  const answers = await Promise.all(
    [1, 2].map((place) => order(room, meeting, place, { type: 'CheckIn' }, commandId)),
  );
  expect(answers.map(word)).toEqual(['ACCEPTED', 'COMMAND_ID_REUSED']);
});

test('[C2] an id in capitals is the same id', async () => {
  const room = openRoom(memoryStore());
  const meeting = await prepareMeeting(room, { voters: 4 });
  const commandId = randomUUID();
  const first = yes(await order(room, meeting, 1, { type: 'CheckIn' }, commandId));
  expect(await order(room, meeting, 1, { type: 'CheckIn' }, commandId.toUpperCase())).toEqual(first);
});

test('[C2] a refused command leaves its id free, and is decided anew when it is sent again', async () => {
  const room = openRoom(memoryStore());
  const meeting = await prepareMeeting(room, { voters: 4 });
  const commandId = randomUUID();
  expect(word(await order(room, meeting, 0, { type: 'ConveneSession' }, commandId))).toBe('QUORUM_MISSING');
  for (const place of [0, 1, 2]) yes(await order(room, meeting, place, { type: 'CheckIn' }));
  expect(word(await order(room, meeting, 0, { type: 'ConveneSession' }, commandId))).toBe('ACCEPTED');
});

test('[C2] of a crash between commit and answer the caller sees nothing: sent again, it is answered', async () => {
  const room = openRoom(memoryStore());
  const meeting = await convene(room, { voters: 5 });
  const roundId = await openRound(room, meeting);
  const commandId = randomUUID();
  const { append } = room.store.journal;
  const written = new Promise<void>((resolve) => {
    const dying: typeof append = async (batch) => {
      await append(batch);
      resolve();
      return new Promise(() => {});
    };
    const dead = openRoom({ ...room.store, journal: { ...room.store.journal, append: dying } });
    void cast(dead, meeting, 1, roundId, { commandId });
  });
  await written;
  const next = await restart(room);
  const answer = yes(await cast(next, meeting, 1, roundId, { commandId }));
  expect(answer.events).toEqual([{ type: 'BallotSealed', roundId, seatId: meeting.seatIds[1] }]);
  expect(room.store.envelopes).toHaveLength(1);
  expect(word(await cast(next, meeting, 1, roundId))).toBe('ALREADY_VOTED');
});

test('[C2] over a restart on the same file a session’s answers are the same', async () => {
  const room = openRoom(await sqliteOnFile());
  const command = { type: 'PrepareSession', input: preparation({ voters: 4 }) } as const;
  const commandId = randomUUID();
  const first = yes(await administer(room, command, { commandId }));
  await room.clerk.stop();
  expect(await administer(await restart(room), command, { commandId })).toEqual(first);
});
