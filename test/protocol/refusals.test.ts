import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { adminToken, openTestHouse, type TestHouse } from '../support/house.ts';
import { newKey } from '../support/keys.ts';

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

test.each([
  ['the former one', ['graphql-ws']],
  ['several, none of them ours', ['graphql-ws', 'mqtt']],
])('other subprotocols get no socket, but a status and a sentence: %s', async (_what, protocols) => {
  const socket = new WebSocket(`${house.address.replace(/^http/, 'ws')}/graphql`, protocols);
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    socket.once('unexpected-response', (_request, response) => resolve(response));
    socket.once('open', () => reject(new Error('it opened')));
    socket.once('error', reject);
  });
  const said = Buffer.concat(await answer.toArray()).toString();
  expect([answer.statusCode, answer.headers['retry-after']]).toEqual([400, undefined]);
  expect(said).toContain('The only subprotocol spoken here is graphql-transport-ws');
});

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

const bearer = (token: string) => `Bearer ${token}`;

describe('a token is taken wherever clients put it', () => {
  /** Who that is, or the end of the socket. */
  async function whoIs(payload: object | undefined, authorization?: string) {
    const headers = authorization === undefined ? {} : { authorization };
    const socket = new WebSocket(`${house.address.replace(/^http/, 'ws')}/graphql`, spoken, { headers });
    onTestFinished(() => socket.terminate());
    socket.once('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload })));
    return new Promise((resolve, reject) => {
      socket.once('error', reject);
      socket.once('close', (code, reason) => resolve([code, String(reason)]));
      socket.on('message', (data) => {
        const { type, payload: told } = JSON.parse(String(data));
        if (type === 'connection_ack') socket.send(subscribe({ query: '{ viewer { kind } }' }));
        else if (type === 'next') resolve(told.data.viewer.kind);
      });
    });
  }

  test.each<[string, object | undefined, string?]>([
    ['token', { token: adminToken }],
    ['token, as a header has it', { token: bearer(adminToken) }],
    ['Authorization', { Authorization: bearer(adminToken) }],
    ['authorization', { authorization: `bearer ${adminToken}` }],
    ['headers.Authorization', { headers: { Authorization: bearer(adminToken) } }],
    ['headers.authorization', { headers: { authorization: bearer(adminToken) } }],
    ['Authorization of the upgrade', undefined, bearer(adminToken)],
    [
      'all of them, alike',
      { token: adminToken, headers: { Authorization: bearer(adminToken) } },
      bearer(adminToken),
    ],
    ['token, beside what a proxy wants of browsers', { token: adminToken }, 'Basic aG9wOmhvcA=='],
  ])('%s', async (_place, payload, authorization) => {
    expect(await whoIs(payload, authorization)).toBe('ADMIN');
  });

  test.each<[string, object | undefined, string?]>([
    ['none', {}],
    ['null', { token: null, headers: null, Authorization: null }],
    ['the scheme of somebody on the way', undefined, 'Basic aG9wOmhvcA=='],
  ])('whoever sends none is anonymous: %s', async (_what, payload, authorization) => {
    expect(await whoIs(payload, authorization)).toBe('ANONYMOUS');
  });

  test('two different tokens are told so, wherever they are', async () => {
    const key = await newKey(house.address);
    const told = [4403, 'Two different tokens were sent: send one, in one place'];
    expect(await whoIs({ token: key }, bearer(adminToken))).toEqual(told);
    expect(await whoIs({ token: key, Authorization: bearer(adminToken) })).toEqual(told);
    expect(
      await whoIs({ Authorization: bearer(adminToken), headers: { authorization: bearer(key) } }),
    ).toEqual(told);
  });

  test.each<[string, object | undefined, string?]>([
    ['one that opens nothing', { Authorization: bearer('x'.repeat(43)) }],
    ['one that opens nothing, on the upgrade', undefined, bearer('x'.repeat(43))],
    ['another scheme in connection_init', { Authorization: 'Basic aG9wOmhvcA==' }],
    ['no text', { token: 1 }],
    ['no text, as a header', { headers: { Authorization: [bearer(adminToken)] } }],
  ])('the socket closes with 4403: %s', async (_what, payload, authorization) => {
    expect(await whoIs(payload, authorization)).toEqual([4403, 'Forbidden']);
  });
});
