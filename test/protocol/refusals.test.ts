import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { openTestHouse, type TestHouse } from '../support/house.ts';

// What graphql-ws's protocol asks of servers, on raw frames: how a socket is refused.

let house: TestHouse;

beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.stop());

/** The code with which the server closes after these messages. */
async function closedBy(messages: readonly (string | Buffer)[], protocol?: string): Promise<number> {
  return (await closing(messages, protocol)).code;
}

function closing(
  messages: readonly (string | Buffer)[],
  protocol?: string,
): Promise<{ readonly code: number; readonly reason: string }> {
  const socket = new WebSocket(`${house.address.replace(/^http/, 'ws')}/graphql`, protocol ?? []);
  socket.on('open', () => {
    for (const message of messages) socket.send(message);
  });
  return new Promise((resolve, reject) => {
    socket.once('close', (code, reason) => resolve({ code, reason: String(reason) }));
    socket.once('error', reject);
  });
}

const spoken = 'graphql-transport-ws';
const init = '{"type":"connection_init"}';
const subscribe = (payload: unknown, id: unknown = '1') => JSON.stringify({ id, type: 'subscribe', payload });

test('no subprotocol closes with 4406', async () => {
  expect(await closedBy([])).toBe(4406);
});

test('a second connection_init closes with 4429', async () => {
  expect(await closedBy([init, init], spoken)).toBe(4429);
});

test('subscribe before the acknowledgement closes with 4401', async () => {
  expect(await closedBy([subscribe({ query: '{__typename}' })], spoken)).toBe(4401);
});

test('a token that opens nothing closes with 4403', async () => {
  expect(await closedBy(['{"type":"connection_init","payload":{"token":"wrong"}}'], spoken)).toBe(4403);
});

test.each([
  ['no JSON', '{'],
  ['no object', '1'],
  ['an unknown type', '{"type":"other"}'],
  ['no id', '{"type":"subscribe","payload":{"query":"{__typename}"}}'],
  ['an empty id', subscribe({ query: '{__typename}' }, '')],
  ['a number as id', subscribe({ query: '{__typename}' }, 1)],
  ['a query that is no text', subscribe({ query: 1 })],
  ['variables that are no object', subscribe({ query: '{__typename}', variables: 'x' })],
  ['bytes that are no message', Buffer.from([0xff, 0x00])],
])('an invalid message closes with 4400: %s', async (_what, message) => {
  expect(await closedBy([init, message], spoken)).toBe(4400);
});

test.each([
  ['connection_init', [Buffer.from(init)]],
  ['a ping', [init, Buffer.from('{"type":"ping"}')]],
  ['subscribe', [init, Buffer.from(subscribe({ query: '{__typename}' }))]],
  ['nothing', [Buffer.alloc(0)]],
])('a binary frame closes with 4400, whatever it says: %s', async (_what, messages) => {
  expect(await closing(messages, spoken)).toEqual({ code: 4400, reason: 'Binary frames are no messages' });
});

test('a message above the limit closes with 1009', async () => {
  expect(await closedBy([init, ' '.repeat(256 * 1024 + 1)], spoken)).toBe(1009);
});
