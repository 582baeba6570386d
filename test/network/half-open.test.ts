import { expect, test } from 'vitest';
import { gauge, untilGauge } from '../support/client.ts';
import { cast, marks, openRound } from '../support/session.ts';
import { openRoom, proxyTo, rawOf, readEntries, watchFrames, watchOwn } from './room.ts';

const ping = Buffer.from([0x89, 0x00]);

test('a socket whose other end is gone without a word is found by one ping that is not answered, and what it held is free', async () => {
  const { house, meeting } = await openRoom(4, { patience: { pingMs: 1_000 } });
  const { sessionId, tokens, reviewIds } = meeting;
  const proxy = await proxyTo(house);
  const living = await rawOf(house.address, tokens.v2);
  const gone = await Promise.all(['v1', 'v1', 'screen'].map((key) => rawOf(proxy.address, tokens[key])));
  for (const raw of gone) {
    for (const [id, query] of Object.entries({ readEntries, watchFrames })) {
      raw.send({ id, type: 'subscribe', payload: { query, variables: { id: sessionId } } });
      await raw.until((message) => message.id === id);
    }
  }
  gone[0]?.send({
    id: 'own',
    type: 'subscribe',
    payload: { query: watchOwn, variables: { id: sessionId } },
  });
  await gone[0]?.until((message) => message.id === 'own');
  expect(await gauge(house.address, 'hoinghi_subscriptions')).toBe(7);

  const sentSince = proxy.freeze();
  await untilGauge(house.address, 'hoinghi_sockets', 1);
  await untilGauge(house.address, 'hoinghi_subscriptions', 0);
  await untilGauge(house.address, 'hoinghi_followers', 0);
  expect(await gauge(house.address, 'hoinghi_sockets_closed_total{code="1006"}')).toBe(3);
  // The last ping before it was answered, or was not: to each at most one more.
  expect(sentSince().length).toBeLessThanOrEqual(gone.length * ping.length);
  // They themselves have noticed nothing.
  expect(gone.map(({ socket }) => socket.readyState)).toEqual([1, 1, 1]);

  // Whoever answers is never taken for gone.
  for (let heard = 0; heard < 3; heard += 1)
    await new Promise((pinged) => living.socket.once('ping', pinged));
  living.send({ type: 'ping' });
  await living.until((message) => message.type === 'pong');

  // Its seat votes from another socket as if nothing had been.
  const roundId = await openRound(house, meeting);
  const receipt = await cast(house, tokens.v1 ?? '', { sessionId, roundId, choices: marks(reviewIds) });
  expect(receipt.__typename).toBe('BallotReceipt');
});
