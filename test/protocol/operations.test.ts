import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Any, newId, untilGauge } from '../support/client.ts';
import { adminToken, openTestHouse, type TestHouse } from '../support/house.ts';
import {
  convene,
  type Meeting,
  order,
  preparation,
  prepareForTest,
  signIn,
  tried,
} from '../support/session.ts';
import { gateBefore, quick, slow, speaker } from './speaking.ts';

// What graphql-ws's protocol asks of servers, sentence by sentence, on raw frames: operations.

let house: TestHouse;
let meeting: Meeting;

beforeAll(async () => {
  house = await openTestHouse();
  meeting = await convene(house, preparation({ voters: 3 }));
});
afterAll(() => house.stop());

const entries = 'subscription ($id: ID!) { sessionEntries(sessionId: $id) { seq } }';
const frames = 'subscription ($id: ID!) { sessionWatch(sessionId: $id) { cursor } }';
const own = 'subscription ($id: ID!) { ownWatch(sessionId: $id) { cursor } }';
const follow = () => ({ id: meeting.sessionId });

/** Something that every follower is told. */
const happen = () =>
  order(house, meeting.tokens.chair ?? '', 'addComment', {
    sessionId: meeting.sessionId,
    reviewId: meeting.reviewIds[0],
    body: 'Góp ý',
  });

const speakAs = (key: string) => speaker(house, { token: meeting.tokens[key] });

test('“Multiple operations identified with separate IDs can be active at any time and their messages can be interleaved on the connection.”', async () => {
  const one = await speakAs('v1');
  one.subscribe('journal', entries, follow());
  one.subscribe('frames', frames, follow());
  one.subscribe('own', own, follow());
  one.subscribe('question', quick);
  for (const id of ['journal', 'frames', 'own', 'question'])
    await one.until((message) => message.id === id && message.type === 'next');
  await one.until((message) => message.id === 'question' && message.type === 'complete');
});

test('“Executing operations is allowed only after the server has acknowledged the connection”: else 4401', async () => {
  const one = await speaker(house);
  one.send({ type: 'connection_init' });
  // The acknowledgement is on its way, and not there.
  one.subscribe('1', quick);
  expect(await one.left).toEqual({ code: 4401, reason: 'Unauthorized' });
  expect(one.about('1')).toEqual([]);
});

test.each([
  ['subscription', () => ({ query: entries, variables: follow() })],
  ['query', () => ({ query: slow, variables: {} })],
])(
  '“If there is already an active subscriber for an operation matching the provided ID, regardless of the operation type, the server must close the socket immediately with the event 4409”: a %s',
  async (_type, active) => {
    const gate = gateBefore(house.store.history, 'people');
    const one = await speaker(house, { token: adminToken });
    const { query, variables } = active();
    one.subscribe('1', query, variables);
    one.subscribe('1', quick);
    expect(await one.left).toEqual({ code: 4409, reason: 'Subscriber for 1 already exists' });
    gate.open();
    await untilGauge(house.address, 'hoinghi_subscriptions', 0);
  },
);

test.each([
  ['letters', 'x'.repeat(1_000)],
  ['characters of several bytes', 'ế'.repeat(1_000)],
  ['characters of several bytes, one of which would be cut', `p${'ế'.repeat(1_000)}`],
])('4409 of an id that is longer than a reason can be: %s', async (_what, id) => {
  const one = await speakAs('v1');
  one.subscribe(id, entries, follow());
  one.subscribe(id, quick);
  const { code, reason } = await one.left;
  expect(code).toBe(4409);
  expect(`Subscriber for ${id} already exists`).toContain(reason);
  expect(Buffer.byteLength(reason)).toBeGreaterThan(120);
});

test('“Once a client completes an operation, it is free to re-use that ID.”: while the former one still runs', async () => {
  const gate = gateBefore(house.store.history, 'people');
  const one = await speaker(house, { token: meeting.tokens.chair });
  const other = await speaker(house, {});
  one.subscribe('1', slow);
  await gate.asked;
  one.complete('1');
  one.subscribe('1', frames, follow());
  // By then the server has heard both.
  await other.heard();
  gate.open();
  await one.until((message) => message.id === '1');
  await one.heard();
  expect(one.about('1')).toEqual([
    { id: '1', type: 'next', payload: { data: { sessionWatch: { cursor: expect.any(String) } } } },
  ]);
  one.socket.close(1000);
  await untilGauge(house.address, 'hoinghi_followers', 0);
});

test.each([
  ['journal', entries],
  ['frames', frames],
  ['own view', own],
])(
  '… by a follower of the %s that follows anew in the same breath: it is told what happens, until it leaves',
  async (_what, query) => {
    const one = await speakAs('v1');
    const nexts = () => one.about('1').filter(({ type }) => type === 'next').length;
    one.subscribe('1', query, follow());
    await one.until((message) => message.id === '1');
    await one.heard();
    const before = nexts();
    one.complete('1');
    one.subscribe('1', query, follow());
    await one.until(() => nexts() > before);
    await one.heard();
    expect(one.about('1').filter(({ type }) => type !== 'next')).toEqual([]);
    await untilGauge(house.address, 'hoinghi_subscriptions', 1);
    one.socket.close(1000);
    await untilGauge(house.address, 'hoinghi_subscriptions', 0);
    await untilGauge(house.address, 'hoinghi_followers', 0);
  },
);

test('“The server needs only keep track of IDs for as long as the subscription is active.”: after its end an id is free', async () => {
  const one = await speakAs('v1');
  for (const time of [1, 2, 3]) {
    one.subscribe('1', quick);
    await one.until(() => one.about('1').filter(({ type }) => type === 'complete').length === time);
  }
  one.subscribe('1', '{ no such document');
  await one.until((message) => message.type === 'error');
  one.subscribe('1', quick);
  await one.until(() => one.about('1').filter(({ type }) => type === 'complete').length === 4);
});

test.each(['query', 'mutation'])(
  '“A single result operation is identical to a streaming operation except that at most one Next message is sent.” “After all results have been emitted, the Complete message will follow”: a %s',
  async (type) => {
    const one = await speakAs('v2');
    const query =
      type === 'query'
        ? quick
        : 'mutation ($input: SignInInput!) { signIn(input: $input) { ... on Refusal { code } } }';
    one.subscribe('1', query, { input: { code: '0000000000000' } });
    await one.until((message) => message.type === 'complete');
    await one.heard();
    expect(one.about('1').map((message) => message.type)).toEqual(['next', 'complete']);
  },
);

test('“Error … This message terminates the operation and no further messages will be sent.” “no Complete message will be emitted.”: before it starts', async () => {
  const one = await speakAs('v1');
  one.subscribe('1', '{ noSuchField }');
  const { payload } = await one.until((message) => message.type === 'error');
  expect(payload).toEqual([expect.objectContaining({ message: expect.any(String) })]);
  await one.heard();
  expect(one.about('1')).toHaveLength(1);
});

test('… and while it runs: a seat whose rights have changed', async () => {
  const input = preparation({ voters: 3 });
  const { sessionId, codes } = await prepareForTest(house, input);
  const one = await speaker(house, { token: await signIn(house, codes.v1) });
  one.subscribe('1', frames, { id: sessionId });
  await one.until((message) => message.type === 'next');
  const seats = input.seats.map((seat: Any) =>
    seat.key === 'v1' ? { ...seat, role: 'GUEST', mayVote: false } : seat,
  );
  const revised = { sessionId, preparation: { ...input, commandId: newId(), seats } };
  await tried(house, adminToken, 'reviseSession', revised);
  const { payload } = await one.until((message) => message.type === 'error');
  expect(payload).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  await untilGauge(house.address, 'hoinghi_subscriptions', 0);
  await one.heard();
  expect(one.about('1').map(({ type }) => type)).toEqual(['next', 'error']);
});

test('“No further events, relevant to the original subscription, should be sent through.”', async () => {
  const one = await speakAs('v1');
  const other = await speakAs('v2');
  for (const [id, query] of Object.entries({ entries, frames })) {
    one.subscribe(id, query, follow());
    other.subscribe(id, query, follow());
    await one.until((message) => message.id === id);
    one.complete(id);
  }
  await one.heard();
  const before = one.texts.length;
  const { cursor } = await happen();
  await other.until((message) => message.payload?.data?.sessionWatch?.cursor === cursor);
  await one.heard();
  expect(one.texts.slice(before).map((text) => JSON.parse(text).type)).toEqual(['pong']);
});

test('“Even if the client sent a Complete message for a single-result-operation before it resolved, the result should not be sent through once it does.”', async () => {
  const gate = gateBefore(house.store.history, 'people');
  const one = await speaker(house, { token: adminToken });
  one.subscribe('let go', slow);
  one.subscribe('wanted', slow);
  await gate.asked;
  one.complete('let go');
  await one.heard();
  gate.open();
  await one.until((message) => message.id === 'wanted' && message.type === 'complete');
  await untilGauge(house.address, 'hoinghi_subscriptions', 0);
  await one.heard();
  expect(one.about('let go')).toEqual([]);
});

test('“Both client and server must therefore be prepared to receive (and ignore) messages for operations that they consider already completed.”', async () => {
  const one = await speakAs('v1');
  one.subscribe('answered', quick);
  one.subscribe('refused', '{ noSuchField }');
  one.subscribe('followed', entries, follow());
  await one.until((message) => message.id === 'answered' && message.type === 'complete');
  await one.until((message) => message.id === 'refused' && message.type === 'error');
  await one.until((message) => message.id === 'followed');
  for (const id of ['answered', 'refused', 'followed', 'followed']) one.complete(id);
  await one.heard();
  expect(one.about('answered')).toHaveLength(2);
  expect(one.about('refused')).toHaveLength(1);
});

test('“It is permissable to simply ignore all unknown IDs without closing the connection.”: thousands of them', async () => {
  const one = await speakAs('v1');
  for (let number = 0; number < 5_000; number += 1) one.complete(`unknown ${number}`);
  one.subscribe('1', quick);
  await one.until((message) => message.id === '1' && message.type === 'complete');
  await one.heard();
  expect(one.texts).toHaveLength(4);
});

test('what a client lets go of still counts among its operations, for as long as it runs', async () => {
  const gate = gateBefore(house.store.history, 'people');
  const one = await speaker(house, { token: adminToken });
  for (let number = 1; number <= 50; number += 1) {
    one.subscribe(`${number}`, slow);
    one.complete(`${number}`);
  }
  one.subscribe('one more', slow);
  const refused = await one.until((message) => message.id === 'one more');
  expect(refused.payload).toMatchObject([{ extensions: { code: 'LIMIT_EXCEEDED' } }]);
  gate.open();
  await untilGauge(house.address, 'hoinghi_subscriptions', 0);
  one.subscribe('now', slow);
  await one.until((message) => message.id === 'now' && message.type === 'complete');
});
