import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { Inbox } from '../../src/api/inbox.ts';

const never = new Promise<void>(() => {});
const subscribe = (id: string) => JSON.stringify({ type: 'subscribe', id, payload: { query: '{ x }' } });

test('an inbox has answered when nothing but followers and what was let go of is under way', async () => {
  const inbox = new Inbox(
    { readyState: 1, OPEN: 1, bufferedAmount: 0 } as WebSocket,
    {} as Socket,
    () => {},
    { mayHear: async () => true, turnFor: () => null },
  );
  let answer = () => {};
  const answering = new Promise<void>((resolve) => {
    answer = resolve;
  });
  inbox.held = () => ({ followed: {}, asked: null });
  inbox.put(subscribe('followed'), () => never);
  inbox.put(subscribe('let go'), () => never);
  inbox.put(subscribe('asked'), () => answering);
  let answered = false;
  const done = inbox.answered().then(() => {
    answered = true;
  });
  await new Promise((turn) => setImmediate(turn));
  expect(answered).toBe(false);
  answer();
  await done;
  expect(inbox.underWay).toBe(2);
});
