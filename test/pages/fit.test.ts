import fc from 'fast-check';
import { expect, test } from 'vitest';
import { beginningOf } from '../../src/pages/screen/fit/excerpt.ts';
import { flow, pagesFor } from '../../src/pages/screen/fit/flow.ts';
import { climb, type Ladder, type Step, sizes } from '../../src/pages/screen/fit/ladder.ts';

// How the room's screen sets what it shows, but for the measuring, which test/browser/geometry.test.ts holds.

test('sizes go down by an eighth, and end with the smallest', () => {
  expect(sizes(2, 1.6)).toEqual([2, 1.75, 1.6]);
  expect(sizes(1, 0.9)).toEqual([1, 0.9]);
});

const ladder: Ladder = [3, 2, 1].map((size) => [1, 2].map((columns) => ({ size, columns })));
/** Pages less one of so many items, each as high as its letters, on pages as high as 6. */
const costOf =
  (items: number) =>
  ({ size, columns = 1 }: Step) =>
    Math.ceil((items * size) / (6 * columns)) - 1;

test('of a ladder the highest rung is taken that costs no more than the lowest, with the fewest columns', () => {
  expect(climb(ladder, costOf(2))).toEqual({ size: 3, columns: 1 });
  expect(climb(ladder, costOf(3))).toEqual({ size: 3, columns: 2 });
  expect(climb(ladder, costOf(5))).toEqual({ size: 2, columns: 2 });
  expect(climb(ladder, costOf(12))).toEqual({ size: 1, columns: 2 });
  // Two pages at least: as large as two pages allow.
  expect(climb(ladder, costOf(13))).toEqual({ size: 1, columns: 2 });
});

test('where nothing fits the lowest rung is taken', () => {
  expect(climb(ladder, () => Number.POSITIVE_INFINITY)).toEqual({ size: 1, columns: 1 });
});

test('pages are as many as columns of a height take; what is higher than a column fits none', () => {
  expect(pagesFor([], { columns: 2, room: 10 })).toBe(1);
  expect(pagesFor([5, 5, 5, 5], { columns: 2, room: 10 })).toBe(1);
  expect(pagesFor([6, 5, 5, 5], { columns: 2, room: 10 })).toBe(2);
  expect(pagesFor([11], { columns: 2, room: 10 })).toBe(Number.POSITIVE_INFINITY);
});

test('one page’s columns are filled evenly, and what room is left stands between the items', () => {
  const places = flow([10, 10, 10, 10, 10], { columns: 2, room: 39 });
  expect(places.map(({ column }) => column)).toEqual([0, 0, 0, 1, 1]);
  expect(places.map(({ top }) => top)).toEqual([0, 13, 26, 0, 13]);
  // No more than six tenths of an item, or three names would stand far apart.
  expect(flow([10, 10], { columns: 1, room: 100 }).map(({ top }) => top)).toEqual([0, 16]);
});

test('whatever the heights: every item once, in order, within its column, over no other', () => {
  const heights = fc.array(fc.double({ min: 1, max: 40, noNaN: true }), { maxLength: 70 });
  const leaves = fc.record({
    columns: fc.integer({ min: 1, max: 5 }),
    room: fc.integer({ min: 40, max: 400 }),
  });
  fc.assert(
    fc.property(heights, leaves, (given, leaf) => {
      const places = flow(given, leaf);
      expect(places.length).toBe(given.length);
      expect((places.at(-1)?.page ?? 0) + 1).toBe(pagesFor(given, leaf));
      for (const [at, { page, column, top, height }] of places.entries()) {
        expect(height).toBeGreaterThanOrEqual(given[at] ?? 0);
        expect(top + height).toBeLessThanOrEqual(leaf.room + 1e-6);
        const before = places[at - 1];
        if (before === undefined) continue;
        const isBelow = page === before.page && column === before.column;
        if (isBelow) expect(top).toBeGreaterThanOrEqual(before.top + before.height - 1e-6);
        else expect(page * leaf.columns + column).toBe(before.page * leaf.columns + before.column + 1);
      }
    }),
  );
});

test('a text is cut at the end of a word, as late as it fits', () => {
  const upTo = (letters: number) =>
    beginningOf('Đề nghị làm rõ  nguyên nhân.', (text) => text.length <= letters);
  expect(upTo(100)).toBe('Đề nghị làm rõ  nguyên nhân.');
  expect(upTo(21)).toBe('Đề nghị làm rõ');
  expect(upTo(22)).toBe('Đề nghị làm rõ  nguyên');
  expect(upTo(0)).toBe('Đề');
  expect(beginningOf('', () => false)).toBe('');
});
