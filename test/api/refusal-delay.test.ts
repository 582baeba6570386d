import { expect, onTestFinished, test, vi } from 'vitest';
import { maxHeld, RefusalDelay } from '../../src/api/limits/refusal-delay.ts';
import { ask } from '../support/client.ts';
import { adminToken, openTestHouse } from '../support/house.ts';

// Who is over a share is refused, and not at once.

const settled = async (promise: Promise<unknown>) =>
  Promise.race([promise.then(() => true), new Promise((resolve) => setImmediate(() => resolve(false)))]);

test('a refusal waits for its time where there is room, and for nothing once the server stops', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const delay = new RefusalDelay({});
  const first = delay.hold();
  vi.advanceTimersByTime(499);
  const others = Array.from({ length: maxHeld - 1 }, () => delay.hold());
  expect(await settled(first)).toBe(false);
  // There is no room for one more.
  expect(await settled(delay.hold())).toBe(true);
  vi.advanceTimersByTime(1_001);
  expect(await settled(first)).toBe(true);
  const later = delay.hold();
  expect(await settled(later)).toBe(false);
  delay.stop();
  await Promise.all([later, ...others]);
  expect(await settled(delay.hold())).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
  expect(await settled(new RefusalDelay({ refusalDelayMs: 0 }).hold())).toBe(true);
  // Connections that wait cannot be ended to make room, so they are a tenth of all at most.
  const small = new RefusalDelay({ maxConnections: 29 });
  const held = [small.hold(), small.hold(), small.hold()];
  expect(await Promise.all(held.map(settled))).toEqual([false, false, true]);
  small.stop();
});

test('who is over the share of an address is answered later, others at once, and everybody before the server stops', async () => {
  const limits = { addressOperationsPerMinute: 3, refusalDelayMs: 3_600_000 };
  const house = await openTestHouse({ limits });
  let isStopped = false;
  onTestFinished(() => (isStopped ? undefined : house.stop()));
  const kindOf = async (token: string | null) => {
    const { data, errors } = await ask(house.address, token, '{ viewer { kind } }');
    return data?.viewer.kind ?? errors?.[0]?.extensions.code;
  };
  for (let times = 0; times < 3; times += 1) expect(await kindOf(null)).toBe('ANONYMOUS');
  const held = kindOf(null);
  for (let times = 0; times < 5; times += 1) expect(await kindOf(adminToken)).toBe('ADMIN');
  expect(await settled(held)).toBe(false);
  isStopped = true;
  await house.stop();
  expect(await held).toBe('RATE_LIMITED');
});
