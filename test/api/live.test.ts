import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import {
  type Any,
  ask,
  type Following,
  follow,
  rawSocket,
  socket,
  told,
  untilGauge,
} from '../support/client.ts';
import { runningClock } from '../support/clock.ts';
import { adminToken, openTestHouse, type TestHouse, temporaryFolder } from '../support/house.ts';
import {
  cast,
  convene,
  entriesIn,
  type Meeting,
  marks,
  openRound,
  order,
  preparation,
  prepareForTest,
} from '../support/session.ts';

const watch = `subscription ($id: ID!, $after: Cursor) { sessionWatch(sessionId: $id, after: $after) { cursor
  session { revision status reviews { comments { body } } openRound { turnout tallies { counted } } rounds { status tallies { counted } } } } }`;
const read = `subscription ($id: ID!, $after: Cursor) { sessionEntries(sessionId: $id, after: $after) { cursor seq at type hash } }`;
const watchOwn =
  'subscription ($id: ID!) { ownWatch(sessionId: $id) { cursor ballots { round { id status } sealed } } }';

async function openMeeting(size: { voters: number; cells?: number }): Promise<[TestHouse, Meeting]> {
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  return [house, await convene(house, preparation(size))];
}

function following(
  house: TestHouse,
  token: string | undefined,
  query: string,
  variables: object,
  language?: string,
): Following<Any> {
  const client = socket(house.address, token ?? null, language);
  onTestFinished(async () => client.dispose());
  return follow(client, query, { ...variables });
}

async function comment(house: TestHouse, meeting: Meeting, key: string, body: string): Promise<Any> {
  const { sessionId, reviewIds, tokens } = meeting;
  return order(house, tokens[key] ?? '', 'addComment', { sessionId, reviewId: reviewIds[0], body });
}

const openReview = (house: TestHouse, { sessionId, reviewIds, tokens }: Meeting) =>
  order(house, tokens.chair ?? '', 'openReview', { sessionId, reviewId: reviewIds[0] });

test('[L1] the newest frame comes at once, and every follower is shown the last change of a burst', async () => {
  const [house, meeting] = await openMeeting({ voters: 4 });
  const { sessionId: id, tokens } = meeting;
  await openReview(house, meeting);
  const before = await entriesIn(house, id);
  const followers = ['screen', 'chair', 'v1', 'guest'].map((key) =>
    following(house, tokens[key], watch, { id }),
  );
  for (const one of followers)
    expect((await one.until(() => true)).sessionWatch.session.revision).toBe(before);
  const bodies = Array.from({ length: 60 }, (_, index) => `Ý kiến ${index}`);
  await Promise.all(bodies.map((body, index) => comment(house, meeting, `v${(index % 3) + 1}`, body)));
  for (const one of followers) {
    const last = await one.until(({ sessionWatch }) => sessionWatch.session.revision === before + 60);
    expect(last.sessionWatch.session.reviews[0].comments).toHaveLength(60);
    const revisions = one.items.map(({ sessionWatch }) => sessionWatch.session.revision);
    expect(revisions).toEqual([...new Set(revisions)].sort((a, b) => a - b));
  }
});

test('[L1] with a fresh cursor it stays silent until something changes; with an old one it shows the newest view', async () => {
  const [house, meeting] = await openMeeting({ voters: 3 });
  const { sessionId: id, tokens } = meeting;
  await openReview(house, meeting);
  const first = await following(house, tokens.screen, watch, { id }).until(() => true);
  await comment(house, meeting, 'v1', 'Một');
  const second = (await comment(house, meeting, 'v2', 'Hai')).cursor;

  const late = following(house, tokens.screen, watch, { id, after: first.sessionWatch.cursor });
  const fresh = following(house, tokens.screen, watch, { id, after: second });
  expect((await late.until(() => true)).sessionWatch.session.reviews[0].comments).toHaveLength(2);
  await untilGauge(house.address, 'hoinghi_followers', 3);
  await comment(house, meeting, 'v1', 'Ba');
  const frame = await fresh.until(() => true);
  expect(frame.sessionWatch.session.reviews[0].comments).toHaveLength(3);
  expect(late.items.length).toBeLessThanOrEqual(2);
});

test('[L1] [R74] what a class does not see is no frame for it', async () => {
  const [house, meeting] = await openMeeting({ voters: 3 });
  const { sessionId: id, tokens, seatIds } = meeting;
  const guest = following(house, tokens.guest, watch, { id });
  const delegate = following(house, tokens.v1, watch, { id });
  const { revision } = (await guest.until(() => true)).sessionWatch.session;
  await order(house, tokens.chair ?? '', 'recordPresence', {
    sessionId: id,
    seatId: seatIds.teller,
    presence: 'PRESENT',
  });
  await delegate.until(({ sessionWatch }) => sessionWatch.session.revision === revision + 1);
  await openReview(house, meeting);
  await guest.until(({ sessionWatch }) => sessionWatch.session.revision === revision + 2);
  expect(guest.items.map(({ sessionWatch }) => sessionWatch.session.revision)).toEqual([
    revision,
    revision + 2,
  ]);
});

test('[L5] followers of the same document, class and language get the same bytes; others get their own', async () => {
  const [house, meeting] = await openMeeting({ voters: 4 });
  const { sessionId, tokens } = meeting;
  const query = `subscription ($id: ID!) { sessionWatch(sessionId: $id) { cursor session { revision policy { name }
    seats { presence } openRound { turnout awaiting { id } } } } }`;
  const other = query.replace('turnout', 'turnout electorate');
  const sockets = await Promise.all(
    [
      ['v1', 'vi', query],
      ['v2', 'vi', query],
      ['v3', 'en', query],
      ['chair', 'vi', query],
      ['v1', 'vi', other],
    ].map(async ([key = '', language, document]) => {
      const raw = await rawSocket(house.address, { token: tokens[key], language });
      onTestFinished(() => raw.socket.terminate());
      raw.send({ id: 'f', type: 'subscribe', payload: { query: document, variables: { id: sessionId } } });
      await raw.until((message) => message.type === 'next');
      return raw;
    }),
  );
  const roundId = await openRound(house, meeting);
  for (const key of ['v1', 'v2']) {
    await cast(house, tokens[key] ?? '', { sessionId, roundId, choices: marks(meeting.reviewIds) });
  }
  const head = await entriesIn(house, sessionId);
  const lasts = await Promise.all(
    sockets.map(async (raw) => {
      const isLast = (message: Any) => message.payload?.data?.sessionWatch.session.revision === head;
      await raw.until(isLast);
      return raw.texts.find((text) => isLast(JSON.parse(text))) ?? '';
    }),
  );
  expect(lasts[1]).toBe(lasts[0]);
  expect(new Set(lasts).size).toBe(4);
  const [vi, , en, chair, more] = lasts.map((text) => JSON.parse(text).payload.data.sessionWatch.session);
  expect(vi.policy.name).toContain('Quy định');
  expect(en.policy.name).toContain('Regulation');
  expect([vi.openRound.awaiting, chair.openRound.awaiting.length]).toEqual([null, 2]);
  expect(more.openRound).toEqual({ ...vi.openRound, electorate: 4 });
});

test('[R50] a round of 13 with batches of 5 shows 0, 5 at the tenth ballot and 13 at closing', async () => {
  const [house, meeting] = await openMeeting({ voters: 13 });
  const { sessionId, reviewIds, tokens } = meeting;
  const screen = following(house, tokens.screen, watch, { id: sessionId });
  const roundId = await openRound(house, meeting);
  const voters = ['chair', ...Array.from({ length: 12 }, (_, index) => `v${index + 1}`)];
  const counted = (frame: Any) => frame.sessionWatch.session.openRound?.tallies[0].counted;
  const turnout = (frame: Any) => frame.sessionWatch.session.openRound?.turnout;
  for (const [index, key] of voters.entries()) {
    await cast(house, tokens[key] ?? '', { sessionId, roundId, choices: marks(reviewIds) });
    const shown = index + 1 < 10 ? 0 : 5;
    await screen.until((frame) => turnout(frame) === index + 1 && counted(frame) === shown);
  }
  await order(house, tokens.chair ?? '', 'closeRound', { sessionId, roundId });
  const closed = await screen.until(
    ({ sessionWatch }) => sessionWatch.session.rounds[0]?.status === 'CLOSED',
  );
  expect(closed.sessionWatch.session.rounds[0].tallies[0].counted).toBe(13);
  const steps = screen.items.map(counted).filter((step) => step !== undefined);
  expect([...new Set(steps)]).toEqual([0, 5]);
  for (const frame of screen.items) if (turnout(frame) < 10) expect(counted(frame)).toBe(0);
});

test('[R76] a voter alone sees in ownWatch that the ballot is in', async () => {
  const [house, meeting] = await openMeeting({ voters: 3 });
  const { sessionId: id, reviewIds, tokens } = meeting;
  const [one, two] = ['v1', 'v2'].map((key) => following(house, tokens[key], watchOwn, { id }));
  if (one === undefined || two === undefined) throw new Error('two follow');
  await Promise.all([one.until(() => true), two.until(() => true)]);
  const roundId = await openRound(house, meeting);
  const sealed = (frame: Any) => frame.ownWatch.ballots[0]?.sealed;
  await Promise.all([one, two].map((own) => own.until((frame) => sealed(frame) === false)));
  await cast(house, tokens.v1 ?? '', { sessionId: id, roundId, choices: marks(reviewIds) });
  await one.until((frame) => sealed(frame) === true);
  await order(house, tokens.chair ?? '', 'voidRound', { sessionId: id, roundId, reason: 'Thử' });
  await two.until(({ ownWatch }) => ownWatch.ballots[0]?.round.status === 'VOID');
  expect(two.items.map(sealed)).toEqual([undefined, false, false]);

  for (const key of ['screen', 'admin']) {
    const own = following(house, key === 'admin' ? adminToken : tokens[key], watchOwn, { id });
    expect(await own.ended).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  }
});

test('[R76] a seat sees in ownWatch that its presence was recorded', async () => {
  const [house, meeting] = await openMeeting({ voters: 3 });
  const { sessionId: id, seatIds, tokens } = meeting;
  const query = 'subscription ($id: ID!) { ownWatch(sessionId: $id) { seat { presence } } }';
  const own = following(house, tokens.v1, query, { id });
  await own.until(({ ownWatch }) => ownWatch.seat.presence === 'PRESENT');
  const input = { sessionId: id, seatId: seatIds.v1, presence: 'EXCUSED' };
  await order(house, tokens.chair ?? '', 'recordPresence', input);
  await own.until(({ ownWatch }) => ownWatch.seat.presence === 'EXCUSED');
});

test('[L2] entries come whole and in order while they are written, and go on after a restart', async () => {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const house = await openTestHouse({ file: join(folder.path, 'house.sqlite') });
  const meeting = await convene(house, preparation({ voters: 4 }));
  const { sessionId: id, tokens } = meeting;
  await openReview(house, meeting);
  const early = following(house, tokens.v1, read, { id });
  await Promise.all(
    Array.from({ length: 150 }, (_, index) => comment(house, meeting, `v${(index % 3) + 1}`, `Ý ${index}`)),
  );
  const late = following(house, tokens.v2, read, { id });
  const head = await entriesIn(house, id);
  for (const one of [early, late]) {
    await one.until(({ sessionEntries }) => sessionEntries.seq === head);
    expect(one.items.map(({ sessionEntries }) => sessionEntries.seq)).toEqual(
      Array.from({ length: head }, (_, index) => index + 1),
    );
  }
  expect(late.items).toEqual(early.items);
  const at = early.items.map(({ sessionEntries }) => Date.parse(sessionEntries.at));
  expect(at).toEqual([...at].sort((one, other) => one - other));

  const again = await house.restart();
  onTestFinished(() => again.stop());
  expect(await early.ended).toMatchObject({ code: 1012 });
  const cursor = early.items[9].sessionEntries.cursor;
  const resumed = following(again, tokens.v1, read, { id, after: cursor });
  await comment(again, meeting, 'v3', 'Sau khi khởi động lại');
  await resumed.until(({ sessionEntries }) => sessionEntries.seq === head + 1);
  expect(resumed.items.slice(0, head - 10)).toEqual(early.items.slice(10));
  expect(resumed.items).toHaveLength(head - 10 + 1);

  const newest = resumed.items.at(-1).sessionEntries.cursor;
  const frames = following(again, tokens.screen, watch, { id, after: newest });
  await untilGauge(again.address, 'hoinghi_followers', 1);
  await comment(again, meeting, 'v1', 'Thêm');
  expect((await frames.until(() => true)).sessionWatch.session.revision).toBe(head + 2);
});

test('[L3] a cursor of another session, of another database, or of none is CURSOR_INVALID', async () => {
  const [house, meeting] = await openMeeting({ voters: 3 });
  const { sessionId: id, tokens } = meeting;
  const input = preparation({ voters: 3 });
  const [other, same] = await Promise.all([prepareForTest(house, input), openTestHouse()]);
  onTestFinished(() => same.stop());
  // The same command makes the same session, here as there; its journal is another all the same.
  const twin = await prepareForTest(same, input);
  expect(twin.sessionId).toBe(other.sessionId);
  const cursorOf = async (of: TestHouse, sessionId: string) =>
    (
      await told(of.address, adminToken, 'query ($id: ID!) { session(id: $id) { cursor } }', {
        id: sessionId,
      })
    ).session.cursor;
  const foreign = await cursorOf(house, other.sessionId);
  const ahead = Buffer.from(`9999.${'0'.repeat(16)}`).toString('base64url');
  for (const [sessionId, after] of [
    [id, foreign],
    [other.sessionId, await cursorOf(same, twin.sessionId)],
    [id, 'khong-phai'],
    [id, '…\u0000'],
    [id, ahead],
  ]) {
    for (const document of [watch, read]) {
      const refused = following(house, adminToken, document, { id: sessionId, after });
      expect(await refused.ended).toMatchObject([{ extensions: { code: 'CURSOR_INVALID' } }]);
    }
  }
  const good = following(house, adminToken, watch, { id: other.sessionId, after: foreign });
  await untilGauge(house.address, 'hoinghi_followers', 1);
  expect(good.items).toEqual([]);
  expect((await ask(house.address, tokens.chair ?? '', '{ viewer { kind } }')).status).toBe(200);
});

test('[R24] [R41] a round whose time came while the server was down is closed at the next start, or void with too few ballots', async () => {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const clock = runningClock();
  const house = await openTestHouse({ file: join(folder.path, 'house.sqlite'), machineClock: clock });
  const closesAt = new Date(Date.now() + 3_600_000).toISOString();
  const rounds = [];
  for (const keys of [['v1', 'v2', 'chair'], ['v1']]) {
    const meeting = await convene(house, preparation({ voters: 3 }));
    const { sessionId, reviewIds, tokens } = meeting;
    const roundId = await openRound(house, meeting, { closesAt });
    const casts = (key: string) =>
      cast(house, tokens[key] ?? '', { sessionId, roundId, choices: marks(reviewIds) });
    for (const key of keys) expect(await casts(key)).toMatchObject({ __typename: 'BallotReceipt' });
    rounds.push({ sessionId, token: tokens.screen });
  }
  clock.pass(3_600_001);
  const again = await house.restart();
  onTestFinished(() => again.stop());
  const ends = [];
  for (const { sessionId, token } of rounds) {
    const frames = following(
      again,
      token,
      'subscription ($id: ID!) { sessionWatch(sessionId: $id) { session { rounds { status voidReason tallies { counted } } } } }',
      { id: sessionId },
      'vi',
    );
    const ended = await frames.until(({ sessionWatch }) => sessionWatch.session.rounds[0].status !== 'OPEN');
    ends.push(ended.sessionWatch.session.rounds[0]);
  }
  expect(ends).toEqual([
    { status: 'CLOSED', voidReason: null, tallies: [{ counted: 3 }] },
    { status: 'VOID', voidReason: expect.stringContaining('Hết giờ'), tallies: [{ counted: 0 }] },
  ]);
});

test('results of history cannot be selected below a frame: BAD_USER_INPUT, and the socket lives', async () => {
  const [house, meeting] = await openMeeting({ voters: 3 });
  const { sessionId: id, tokens } = meeting;
  const client = socket(house.address, tokens.v1 ?? '');
  onTestFinished(async () => client.dispose());
  for (const selection of [
    'organization { results(first: 1) { totalCount } }',
    'seats { person { results(first: 1) { totalCount } } }',
  ]) {
    const refused = follow(
      client,
      `subscription ($id: ID!) { sessionWatch(sessionId: $id) { session { ${selection} } } }`,
      { id },
    );
    expect(await refused.ended).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  }
  expect((await follow(client, watch, { id }).until(() => true)).sessionWatch.session.status).toBe(
    'CONVENED',
  );
});

test('a frame is followed from a fragment at the root too', async () => {
  const [house, meeting] = await openMeeting({ voters: 3 });
  const query =
    'subscription ($id: ID!) { ...Frame } fragment Frame on Subscription { sessionWatch(sessionId: $id) { cursor } }';
  const frames = following(house, meeting.tokens.v1, query, { id: meeting.sessionId });
  expect((await frames.until(() => true)).sessionWatch.cursor).toBeTypeOf('string');
});

test('who stops following while nothing happens is let go at once, and the hall empties', async () => {
  const [house, meeting] = await openMeeting({ voters: 3 });
  const { sessionId: id, tokens } = meeting;
  const raw = await rawSocket(house.address, { token: tokens.v1 });
  onTestFinished(() => raw.socket.terminate());
  const count = (fits: (message: Any) => boolean) =>
    raw.texts.map((text) => JSON.parse(text)).filter(fits).length;
  let pongs = 0;
  for (const query of [watch, watchOwn, read]) {
    for (let time = 0; time < 3; time += 1) {
      // The same id again: a subscription that had not ended would close the socket with 4409.
      const isNext = (message: Any) => message.id === 'same' && message.type === 'next';
      const before = count(isNext);
      raw.send({ id: 'same', type: 'subscribe', payload: { query, variables: { id } } });
      await raw.until(() => count(isNext) > before);
      raw.send({ id: 'same', type: 'complete' });
      raw.send({ type: 'ping' });
      pongs += 1;
      await raw.until(() => count((message) => message.type === 'pong') === pongs);
    }
  }
  await untilGauge(house.address, 'hoinghi_followers', 0);
  const staying = following(house, tokens.v2, watch, { id });
  await staying.until(() => true);
  staying.stop();
  await untilGauge(house.address, 'hoinghi_followers', 0);
  raw.socket.terminate();
  await untilGauge(house.address, 'hoinghi_sockets', 0);
});
