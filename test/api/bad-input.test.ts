import { expect, onTestFinished, test } from 'vitest';
import { type Any, ask, newId, rawSocket } from '../support/client.ts';
import { runningClock } from '../support/clock.ts';
import { adminToken, openTestHouse } from '../support/house.ts';
import {
  cast,
  convene,
  marks,
  openRound,
  order,
  preparation,
  prepareForTest,
  signIn,
  tried,
} from '../support/session.ts';
import { codeOf, operation, undisturbed } from './undisturbed.ts';

// What is said is wrong: a refusal or a coded error.

const dayMs = 24 * 60 * 60 * 1_000;
const at = undisturbed();

test('codes that open nothing', async () => {
  for (const code of ['', 'AAAA-AAAA-AAAA', 'ABCD-EFGH-JKMN0', '\u0000'.repeat(13), 'ă'.repeat(100_000)]) {
    expect(await tried(at.house, null, 'signIn', { code })).toMatchObject({ code: 'UNKNOWN_CODE' });
  }
});

test('a token that expired: UNAUTHENTICATED over HTTP and on an open socket, 4403 on a new one', async () => {
  const clock = runningClock();
  const house = await openTestHouse({ machineClock: clock });
  onTestFinished(() => house.stop());
  const { sessionId, codes } = await prepareForTest(house, preparation({ voters: 3 }));
  const expiring = await signIn(house, codes.v1);
  const open = await rawSocket(house.address, { token: expiring });
  clock.pass(dayMs + 1);
  const late = await ask(house.address, expiring, '{ viewer { kind } }');
  expect([late.status, codeOf(late)]).toEqual([401, 'UNAUTHENTICATED']);
  const query = `subscription { sessionWatch(sessionId: "${sessionId}") { cursor } }`;
  open.send({ id: 'x', type: 'subscribe', payload: { query } });
  const refused = await open.until((message) => message.id === 'x');
  expect([refused.type, refused.payload[0].extensions.code]).toEqual(['error', 'UNAUTHENTICATED']);
  open.socket.terminate();
  expect(await (await rawSocket(house.address, { token: expiring })).closed).toBe(4403);
});

test('tokens and headers that are none', async () => {
  for (const authorization of [
    'Bearer xyz',
    'Bearer',
    'Basic YTpi',
    `Bearer ${'x'.repeat(600)}`,
    'Bearer a b',
  ]) {
    const { status, body } = await at.post(operation('{ viewer { kind } }'), { authorization });
    expect([status, codeOf(body)]).toEqual([401, 'UNAUTHENTICATED']);
  }
  const { sessionId } = at.meeting;
  const nobody = await ask(
    at.house.address,
    null,
    'mutation ($input: SessionCommandInput!) { checkIn(input: $input) { __typename } }',
    {
      input: { commandId: newId(), sessionId },
    },
  );
  expect([nobody.status, codeOf(nobody)]).toEqual([401, 'UNAUTHENTICATED']);
});

test('a token of another session, a seat without a vote, one who is absent, a round that is not open', async () => {
  const { sessionId, reviewIds } = at.meeting;
  const input = { sessionId, roundId: at.roundId, choices: marks(reviewIds.slice(0, 2)) };
  const other = await convene(at.house, preparation({ voters: 3 }));
  const closed = await openRound(at.house, other);
  await order(at.house, other.tokens.chair ?? '', 'voidRound', {
    sessionId: other.sessionId,
    roundId: closed,
    reason: 'Thử',
  });
  await at.settle();
  expect(await cast(at.house, other.tokens.v1 ?? '', input)).toMatchObject({ code: 'NOT_ALLOWED' });
  expect(await cast(at.house, at.token('teller'), input)).toMatchObject({ code: 'MAY_NOT_VOTE' });
  expect(await cast(at.house, at.token('guest'), input)).toMatchObject({ code: 'MAY_NOT_VOTE' });
  expect(await cast(at.house, at.token('v5'), input)).toMatchObject({ code: 'NOT_PRESENT' });
  const over = { sessionId: other.sessionId, roundId: closed, choices: marks(other.reviewIds) };
  expect(await cast(at.house, other.tokens.v1 ?? '', over)).toMatchObject({ code: 'ROUND_NOT_OPEN' });
});

test('choices for a foreign review, missing and doubled ones', async () => {
  const { sessionId, reviewIds } = at.meeting;
  const [own = '', first = '', foreign = ''] = reviewIds;
  const other = await prepareForTest(at.house, preparation({ voters: 3 }));
  await at.settle();
  const answers = [
    [marks([own, first, foreign]), 'INVALID_INPUT'],
    [marks([own, first, other.reviewIds[0] ?? '']), 'INVALID_INPUT'],
    [marks([own, first, first]), 'INVALID_INPUT'],
    [marks([own, first, 'rev_0\u0000']), 'INVALID_INPUT'],
    [marks([own]), 'BALLOT_INCOMPLETE'],
    [[], 'BALLOT_INCOMPLETE'],
    [marks([foreign]), 'BALLOT_INCOMPLETE'],
  ] as const;
  for (const [choices, code] of answers) {
    expect(await cast(at.house, at.token('v1'), { sessionId, roundId: at.roundId, choices })).toMatchObject({
      code,
    });
  }
  expect(
    await cast(at.house, at.token('chair'), { sessionId, roundId: at.roundId, choices: marks([own, first]) }),
  ).toMatchObject({
    code: 'INVALID_INPUT',
  });
});

test('NUL bytes, and a comment of 1 MB', async () => {
  const { sessionId, reviewIds } = at.meeting;
  const reviewId = reviewIds[1];
  for (const body of ['\u0000', 'a\u0000b', 'x'.repeat(1_000_000), 'đ'.repeat(10_001)]) {
    const refused = await order(at.house, at.token('v1'), 'addComment', { sessionId, reviewId, body });
    expect(refused).toMatchObject({ code: 'INVALID_INPUT', faults: [{ path: ['body'] }] });
  }
  for (const id of ['ses_\u0000', `${sessionId}\u0000`]) {
    expect(await order(at.house, at.token('v1'), 'checkIn', { sessionId: id })).toMatchObject({
      code: 'NOT_FOUND',
    });
    const none = await ask(
      at.house.address,
      adminToken,
      'query ($id: ID!) { session(id: $id) { id } node(id: $id) { id } }',
      { id },
    );
    expect(none.data).toEqual({ session: null, node: null });
  }
});

test('[R7] text that comes decomposed is told composed', async () => {
  const { sessionId, reviewIds } = at.meeting;
  const body = 'Đảng ủy đề nghị sửa chữa';
  const said = { sessionId, reviewId: reviewIds[1], body: body.normalize('NFD') };
  await order(at.house, at.token('v1'), 'addComment', said);
  const query = 'query ($id: ID!) { node(id: $id) { ... on Review { comments { body } } } }';
  const { data } = await ask(at.house.address, at.token('v1'), query, { id: reviewIds[1] });
  expect(data.node.comments.map((comment: Any) => comment.body)).toContain(body.normalize('NFC'));
  await at.settle();
});

test('unknown ids of every kind are null to a query and NOT_FOUND to a command', async () => {
  const { sessionId, reviewIds } = at.meeting;
  const ids = ['ses', 'seat', 'rev', 'rnd', 'com', 'rsp', 'res', 'org', 'per', 'key'].map(
    (kind) => `${kind}_0000000000000000_0`,
  );
  // Of this very session too, but of nothing in it.
  const within = ['seat', 'rev', 'rnd', 'com', 'rsp', 'res'].map((kind) => `${kind}_${sessionId.slice(4)}_0`);
  const strange = [
    '',
    'x',
    '0',
    '../etc',
    'ses_',
    `${sessionId}_x`,
    "' OR 1=1 --",
    '__proto__',
    'ă'.repeat(5_000),
  ];
  for (const id of [...ids, ...within, ...strange]) {
    for (const who of [adminToken, at.token('v1'), null]) {
      const { data, errors } = await ask(
        at.house.address,
        who,
        'query ($id: ID!) { session(id: $id) { id } node(id: $id) { id } }',
        { id },
      );
      expect([id, data, errors]).toEqual([id, { session: null, node: null }, undefined]);
    }
    const chair = at.token('chair');
    expect(await order(at.house, chair, 'checkIn', { sessionId: id })).toMatchObject({ code: 'NOT_FOUND' });
    for (const [field, input] of [
      ['openReview', { reviewId: id }],
      ['closeRound', { roundId: id }],
      ['openRound', { reviewIds: [reviewIds[2], id] }],
      ['recordPresence', { seatId: id, presence: 'PRESENT' }],
      ['respond', { reviewId: reviewIds[1], stance: 'ACCEPT', body: 'Ý', commentIds: [id] }],
    ] as const) {
      expect([field, await order(at.house, chair, field, { sessionId, ...input })]).toMatchObject([
        field,
        { code: 'NOT_FOUND' },
      ]);
    }
    for (const [field, input] of [
      ['revokeApiKey', { id }],
      ['recordDecision', { resultId: id, decidedBy: 'Ai', reason: 'Sao' }],
      ['createApiKey', { name: 'Trang', organizationId: id }],
      ['issueAccessCode', { sessionId, seatId: id }],
      ['issueAccessCode', { sessionId: id }],
    ] as const) {
      const refused = await tried(at.house, adminToken, field, { commandId: newId(), ...input });
      expect([field, refused]).toMatchObject([field, { code: 'NOT_FOUND' }]);
    }
  }
});

test('the house’s own journal is no session', async () => {
  for (const who of [adminToken, at.token('v1'), null]) {
    const asked = await ask(
      at.house.address,
      who,
      '{ session(id: "house") { id } node(id: "house") { id } }',
    );
    expect([asked.errors, asked.data]).toEqual([undefined, { session: null, node: null }]);
  }
  expect(await order(at.house, at.token('guest'), 'checkIn', { sessionId: 'house' })).toMatchObject({
    code: 'NOT_FOUND',
  });
  for (const field of ['sessionWatch', 'ownWatch', 'sessionEntries']) {
    const answer = await at.overSocket(`subscription { ${field}(sessionId: "house") { cursor } }`);
    expect([field, codeOf(answer)]).toEqual([field, 'FORBIDDEN']);
  }
});

test('[C3] a command that names the house’s journal does not take down those that wait with it', async () => {
  const { sessionId, seatIds } = at.meeting;
  const raw = await rawSocket(at.house.address, { token: at.token('chair') });
  const query = 'mutation ($input: RecordPresenceInput!) { recordPresence(input: $input) { __typename } }';
  const subscribe = (id: string, input: object) =>
    JSON.stringify({
      id,
      type: 'subscribe',
      payload: { query, variables: { input: { commandId: newId(), ...input } } },
    });
  const good = { sessionId, seatId: seatIds.guest, presence: 'PRESENT' };
  const bad = { sessionId: 'house', seatId: 'seat_0', presence: 'PRESENT' };
  for (const [id, input] of [
    ['good', good],
    ['bad', bad],
  ] as const)
    raw.send(subscribe(id, input));
  const answer = await raw.until((message) => message.id === 'good');
  expect(answer.payload).toEqual({ data: { recordPresence: { __typename: 'Accepted' } } });
  await raw.until((message) => message.id === 'bad');
  raw.socket.terminate();
  await at.settle();
});
