import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { Inbound } from '../../src/api/websocket/inbound.ts';

const never = new Promise<void>(() => {});
const subscribe = (id: string) => JSON.stringify({ type: 'subscribe', id, payload: { query: '{ x }' } });

test('an inbound has answered when nothing but followers and what was let go of is under way', async () => {
  const inbound = new Inbound(
    { readyState: 1, OPEN: 1, bufferedAmount: 0 } as WebSocket,
    {} as Socket,
    () => {},
    { mayHear: async () => true, turnFor: () => null },
  );
  let answer = () => {};
  const answering = new Promise<void>((resolve) => {
    answer = resolve;
  });
  inbound.held = () => ({ followed: {}, asked: null });
  inbound.put(subscribe('followed'), () => never);
  inbound.put(subscribe('let go'), () => never);
  inbound.put(subscribe('asked'), () => answering);
  let answered = false;
  const done = inbound.answered().then(() => {
    answered = true;
  });
  await new Promise((turn) => setImmediate(turn));
  expect(answered).toBe(false);
  answer();
  await done;
  expect(inbound.underWay).toBe(2);
});
