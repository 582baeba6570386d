import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { follow, newId, socket, untilGauge } from '../support/client.ts';
import { openTestHouse, type TestHouse } from '../support/house.ts';
import { convene, entriesIn, type Meeting, order, preparation } from '../support/session.ts';
import { speaker } from './speaking.ts';

// What graphql-ws's protocol asks of servers, sentence by sentence, on raw frames: the connection.

let house: TestHouse;
let meeting: Meeting;

beforeAll(async () => {
  house = await openTestHouse();
  meeting = await convene(house, preparation({ voters: 3 }));
  await order(house, meeting.tokens.chair ?? '', 'openReview', {
    sessionId: meeting.sessionId,
    reviewId: meeting.reviewIds[0],
  });
});
afterAll(() => house.stop());

const messagesOf = (texts: readonly string[]) => texts.map((text) => JSON.parse(text));

test('“The WebSocket sub-protocol for this specification is: graphql-transport-ws.”: it is chosen among others, and its predecessor is not', async () => {
  const url = `${house.address.replace(/^http/, 'ws')}/graphql`;
  const chosen = new WebSocket(url, ['graphql-ws', 'graphql-transport-ws', 'mqtt']);
  await new Promise((open) => chosen.once('open', open));
  expect(chosen.protocol).toBe('graphql-transport-ws');
  chosen.terminate();
  const former = new WebSocket(url, ['graphql-ws']);
  const outcome = await new Promise((resolve) => {
    former.once('close', resolve);
    former.once('error', (error) => resolve(error.message));
  });
  expect(outcome).toBe('Unexpected server response: 400');
});

test.each([
  ['the usual one', {}, 3_000],
  ['another that was set', { patience: { initMs: 200 } }, 200],
])(
  '“If the client does not request a connection within the allowed timeout, the server will close the socket with the event: 4408: Connection initialisation timeout.”: %s',
  async (_which, options, allowedMs) => {
    const waiting = await openTestHouse(options);
    onTestFinished(() => waiting.stop());
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const connected = await speaker(waiting, {});
    const silent = await speaker(waiting);
    vi.advanceTimersByTime(allowedMs - 1);
    await silent.heard();
    vi.advanceTimersByTime(1);
    expect(await silent.left).toEqual({ code: 4408, reason: 'Connection initialisation timeout' });
    await connected.heard();
  },
);

test.each(['before', 'after'])(
  '“If the server receives more than one ConnectionInit message at any given time, the server will close the socket with the event 4429”: %s the acknowledgement',
  async (when) => {
    const one = await speaker(house, when === 'after' ? {} : undefined);
    one.send({ type: 'connection_init' });
    if (when === 'before') one.send({ type: 'connection_init' });
    expect(await one.left).toEqual({ code: 4429, reason: 'Too many initialisation requests' });
  },
);

test('“If the server wishes to reject the connection … it is recommended to close the socket with 4403: Forbidden.”: it says no more', async () => {
  const one = await speaker(house);
  one.send({ type: 'connection_init', payload: { token: 'wrong' } });
  expect(await one.left).toEqual({ code: 4403, reason: 'Forbidden' });
  expect(one.texts).toEqual([]);
});

test.each([
  {},
  { payload: null },
  { payload: {} },
  { payload: { token: null } },
  { payload: { anything: { at: ['all'] } } },
])('“ConnectionAck: Expected response to the ConnectionInit message”: %j', async (more) => {
  const one = await speaker(house);
  one.send({ type: 'connection_init', ...more });
  expect(await one.until(() => true)).toEqual({ type: 'connection_ack' });
});

test('“The Ping message can be sent at any time within the established socket.” “A Pong must be sent in response”, with its payload', async () => {
  const one = await speaker(house);
  one.send({ type: 'ping' });
  await one.until((message) => message.type === 'pong');
  one.send({ type: 'ping', payload: null });
  one.send({ type: 'ping', payload: { sent: 'before the connection' } });
  one.send({ type: 'connection_init' });
  await one.until((message) => message.type === 'connection_ack');
  one.send({ type: 'ping', payload: { sent: 'after it' } });
  await one.until((message) => message.payload?.sent === 'after it');
  expect(messagesOf(one.texts)).toEqual([
    { type: 'pong' },
    { type: 'pong' },
    { type: 'pong', payload: { sent: 'before the connection' } },
    { type: 'connection_ack' },
    { type: 'pong', payload: { sent: 'after it' } },
  ]);
});

test('“the Pong message may even be sent unsolicited as an unidirectional heartbeat.”: nothing comes of it', async () => {
  const one = await speaker(house);
  one.send({ type: 'pong' });
  one.send({ type: 'connection_init' });
  one.send({ type: 'pong', payload: { at: 1 } });
  one.send({ type: 'pong', payload: null });
  await one.until((message) => message.type === 'connection_ack');
  await one.heard();
  expect(messagesOf(one.texts).map(({ type }) => type)).toEqual(['connection_ack', 'pong']);
});

test.each(['connection_ack', 'next', 'error'])(
  '“Receiving a message of a type … not specified in this document will result in an immediate socket closure with the event 4400”: %s is the server’s to say',
  async (type) => {
    const one = await speaker(house, {});
    const payload = type === 'error' ? [{ message: 'no' }] : { data: null };
    one.send({ id: '1', type, payload });
    expect(await one.left).toEqual({ code: 4400, reason: 'Invalid message received' });
  },
);

test('“immediate”: of what comes after the message for which a socket is closed, nothing is done', async () => {
  const { sessionId, reviewIds, tokens } = meeting;
  const before = await entriesIn(house, sessionId);
  const query = 'mutation ($input: AddCommentInput!) { addComment(input: $input) { __typename } }';
  const input = { sessionId, reviewId: reviewIds[0], body: 'Muộn rồi' };
  const one = await speaker(house, { token: tokens.v1 });
  one.send({ type: 'connection_init' });
  one.subscribe('1', query, { input: { commandId: newId(), ...input } });
  expect(await one.left).toMatchObject({ code: 4429 });
  await untilGauge(house.address, 'hoinghi_subscriptions', 0);
  const open = await speaker(house, { token: tokens.v1 });
  open.subscribe('1', query, { input: { commandId: newId(), ...input } });
  await open.until((message) => message.type === 'complete');
  expect(await entriesIn(house, sessionId)).toBe(before + 1);
});

test('“The client closes the socket and the connection by dispatching a 1000: Normal Closure”: it is answered in kind, and nothing is kept', async () => {
  const one = await speaker(house, { token: meeting.tokens.v1 });
  one.subscribe('1', 'subscription ($id: ID!) { sessionWatch(sessionId: $id) { cursor } }', {
    id: meeting.sessionId,
  });
  await one.until((message) => message.id === '1');
  one.socket.close(1000);
  expect(await one.left).toMatchObject({ code: 1000 });
  await untilGauge(house.address, 'hoinghi_followers', 0);
  await untilGauge(house.address, 'hoinghi_sockets', 0);
});

test('graphql-ws’s own client is at home here', async () => {
  const client = socket(house.address, meeting.tokens.v1 ?? '');
  const answer = follow(client, '{ viewer { kind } }');
  expect(await answer.until(() => true)).toEqual({ viewer: { kind: 'SEAT' } });
  expect(await answer.ended).toBeUndefined();
  await client.dispose();
});
