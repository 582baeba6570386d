import { expect, test } from 'vitest';
import { Feed, nothingNew } from '../../src/clerk/feed.ts';

/** A feed over a list that grows; `left` counts how often it was left. */
function growing() {
  const items: number[] = [];
  const counts = { pulled: 0, left: 0 };
  const feed = new Feed<number>({
    pull: () => {
      counts.pulled += 1;
      return items.shift() ?? nothingNew;
    },
    leave: () => {
      counts.left += 1;
    },
  });
  const add = (item: number) => {
    items.push(item);
    feed.wake();
  };
  return { feed, add, counts };
}

test('gives what is there, then waits until it is woken', async () => {
  const { feed, add } = growing();
  add(1);
  expect(await feed.next()).toEqual({ done: false, value: 1 });
  const next = feed.next();
  add(2);
  expect(await next).toEqual({ done: false, value: 2 });
});

test('a waking with nothing new behind it gives nothing', async () => {
  const { feed, add, counts } = growing();
  const next = feed.next();
  feed.wake();
  expect(counts.pulled).toBe(2);
  add(1);
  expect(await next).toEqual({ done: false, value: 1 });
});

test('nothing is pulled before somebody reads', () => {
  const { add, counts } = growing();
  add(1);
  add(2);
  expect(counts.pulled).toBe(0);
});

test('what is added while a pull is under way is not missed', async () => {
  let answer: (item: number | typeof nothingNew) => void = () => {};
  let pulls = 0;
  const feed = new Feed<number>({
    pull: () => {
      pulls += 1;
      return new Promise((resolve) => {
        answer = resolve;
      });
    },
    leave: () => {},
  });
  const next = feed.next();
  feed.wake();
  answer(nothingNew);
  await new Promise((resolve) => setImmediate(resolve));
  expect(pulls).toBe(2);
  answer(7);
  expect(await next).toEqual({ done: false, value: 7 });
});

test('returning ends a reader that waits, and leaves the source once', async () => {
  const { feed, add, counts } = growing();
  const waiting = feed.next();
  expect(await feed.return()).toEqual({ done: true, value: undefined });
  expect(await waiting).toEqual({ done: true, value: undefined });
  await feed.return();
  add(1);
  expect(await feed.next()).toEqual({ done: true, value: undefined });
  expect(counts).toEqual({ pulled: 1, left: 1 });
});

test('a pull that ends after the return gives nothing any more', async () => {
  let answer: (item: number) => void = () => {};
  const feed = new Feed<number>({
    pull: () =>
      new Promise((resolve) => {
        answer = resolve;
      }),
    leave: () => {},
  });
  const waiting = feed.next();
  await feed.return();
  answer(1);
  expect(await waiting).toEqual({ done: true, value: undefined });
  expect(await feed.next()).toEqual({ done: true, value: undefined });
});

test('an error reaches the reader once, then the feed is at its end', async () => {
  const { feed, counts } = growing();
  const waiting = feed.next();
  feed.fail(new Error('no longer allowed'));
  await expect(waiting).rejects.toThrow('no longer allowed');
  feed.fail(new Error('again'));
  expect(await feed.next()).toEqual({ done: true, value: undefined });
  expect(counts.left).toBe(1);
});

test('an error that nobody waits for is kept for the next reading', async () => {
  const { feed } = growing();
  feed.fail(new Error('no longer allowed'));
  await expect(feed.next()).rejects.toThrow('no longer allowed');
  expect(await feed.next()).toEqual({ done: true, value: undefined });
});

test.each([
  ['throws', () => Promise.reject(new Error('broken'))],
  [
    'throws at once',
    () => {
      throw new Error('broken');
    },
  ],
])('a source that %s ends the feed with its error', async (_, pull) => {
  let left = 0;
  const leave = () => {
    left += 1;
  };
  const feed = new Feed<number>({ pull, leave });
  await expect(feed.next()).rejects.toThrow('broken');
  expect(await feed.next()).toEqual({ done: true, value: undefined });
  expect(left).toBe(1);
});

test('is read by for await', async () => {
  const { feed, add } = growing();
  add(1);
  add(2);
  const seen: number[] = [];
  for await (const item of feed) {
    seen.push(item);
    if (item === 2) break;
  }
  expect(seen).toEqual([1, 2]);
});
