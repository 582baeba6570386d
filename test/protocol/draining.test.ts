import { once } from 'node:events';
import { get } from 'node:http';
import { expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { newId, untilGauge } from '../support/client.ts';
import { adminToken, openTestHouse, type TestHouse } from '../support/house.ts';
import { convene, marks, openRound, preparation } from '../support/session.ts';
import { gateBefore, quick, slow, speaker } from './speaking.ts';

// “The server can close the socket (kick the client off) at any time. The close event dispatched by the server is used to describe
// the fatal error to the client.” What a server that stops still does.

async function open(): Promise<TestHouse> {
  const house = await openTestHouse();
  let stopped: Promise<void> | null = null;
  const stop = () => {
    stopped ??= house.stop();
    return stopped;
  };
  onTestFinished(stop);
  return { ...house, stop };
}

/** No time passes for what waits from now on, until the clocks are real again. */
function stopClocks(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
}

const goodbye = { code: 1012, reason: 'The server restarts; come back.' };

test('a ballot that is being written is answered with its receipt, and then its socket is told to come back', async () => {
  const house = await open();
  const meeting = await convene(house, preparation({ voters: 3 }));
  const { sessionId, tokens, reviewIds } = meeting;
  const roundId = await openRound(house, meeting);
  const one = await speaker(house, { token: tokens.v1 });
  const gate = gateBefore(house.store.journal, 'append');
  const input = { commandId: newId(), sessionId, roundId, choices: marks(reviewIds) };
  one.subscribe(
    '1',
    'mutation ($input: CastBallotInput!) { castBallot(input: $input) { ... on BallotReceipt { commandId } } }',
    { input },
  );
  await gate.asked;
  const stopped = house.stop();
  gate.open();
  expect(await one.left).toEqual(goodbye);
  expect(one.about('1').map(({ type, payload }) => payload ?? type)).toEqual([
    { data: { castBallot: { commandId: input.commandId } } },
    'complete',
  ]);
  await stopped;
});

test('a question that is being answered is answered; what is asked meanwhile is not begun, for its client will ask again', async () => {
  const house = await open();
  const one = await speaker(house, { token: adminToken });
  const idle = await speaker(house, {});
  const gate = gateBefore(house.store.history, 'people');
  one.subscribe('before', slow);
  await gate.asked;
  stopClocks();
  const stopped = house.stop();
  one.subscribe('meanwhile', quick);
  // Whoever comes now is turned away: everything that was sent before has been heard by then.
  await expect(refusedUpgrade(house)).resolves.toMatchObject({ status: 503 });
  vi.useRealTimers();
  gate.open();
  expect(await one.left).toEqual(goodbye);
  expect(await idle.left).toEqual(goodbye);
  expect(one.about('before').map(({ type }) => type)).toEqual(['next', 'complete']);
  expect(one.about('meanwhile')).toEqual([]);
  await stopped;
});

test('a follower does not keep the server from stopping', async () => {
  const house = await open();
  const { sessionId, tokens } = await convene(house, preparation({ voters: 3 }));
  const one = await speaker(house, { token: tokens.v1 });
  one.subscribe('1', 'subscription ($id: ID!) { sessionEntries(sessionId: $id) { seq } }', { id: sessionId });
  await one.until((message) => message.id === '1');
  // Were it waited for, that would be for ever.
  stopClocks();
  await house.stop();
  expect(await one.left).toEqual(goodbye);
});

test('a client that does not answer the server’s close is cut off', async () => {
  const house = await open();
  const one = await speaker(house, {});
  one.socket.pause();
  await untilGauge(house.address, 'hoinghi_sockets', 1);
  stopClocks();
  const stopped = house.stop();
  // The server's own wait, and the longer one of the socket.
  while (vi.getTimerCount() < 2) await new Promise(setImmediate);
  vi.advanceTimersByTime(1_000);
  await stopped;
  one.socket.resume();
  expect((await one.left).code).toBe(1012);
});

test('while the server drains, who wants a socket is told so: 503 with a reason', async () => {
  const house = await open();
  const one = await speaker(house, { token: adminToken });
  const gate = gateBefore(house.store.history, 'people');
  one.subscribe('1', slow);
  await gate.asked;
  stopClocks();
  const stopped = house.stop();
  expect(await refusedUpgrade(house)).toEqual({
    status: 503,
    retryAfter: '1',
    reason: 'The server restarts; come back.',
  });
  const late = new WebSocket(`${house.address.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws');
  const [error] = await once(late, 'error');
  expect(error.message).toBe('Unexpected server response: 503');
  vi.useRealTimers();
  gate.open();
  await stopped;
});

/** What a request for a websocket is answered with that gets none. */
function refusedUpgrade(house: TestHouse) {
  const headers = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
  };
  return new Promise((resolve, reject) => {
    const request = get(`${house.address}/graphql`, { headers }, (response) => {
      let reason = '';
      response.on('data', (part) => {
        reason += part;
      });
      response.once('end', () =>
        resolve({ status: response.statusCode, retryAfter: response.headers['retry-after'], reason }),
      );
    });
    request.once('upgrade', () => reject(new Error('there is a socket')));
    request.once('error', reject);
  });
}
