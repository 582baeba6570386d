import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareDecimals, compareShare, shareOf } from '../../../src/core/policy/ratio.ts';
import { runs } from './small.ts';

describe('a share of a base', () => {
  test('[P63] is rounded down, up from one half, or up', () => {
    const of = (numerator: number, denominator: number, base: number) =>
      (['FLOOR', 'HALF_UP', 'CEIL'] as const).map((rounding) =>
        shareOf({ numerator, denominator }, base, rounding),
      );
    expect(of(20, 100, 9)).toEqual([1, 2, 2]);
    expect(of(20, 100, 12)).toEqual([2, 2, 3]);
    expect(of(1, 4, 10)).toEqual([2, 3, 3]);
    expect(of(25, 100, 12)).toEqual([3, 3, 3]);
    expect(of(0, 5, 12)).toEqual([0, 0, 0]);
    expect(of(1, 3, 0)).toEqual([0, 0, 0]);
    expect(of(1, 1, Number.MAX_SAFE_INTEGER)).toEqual(Array(3).fill(Number.MAX_SAFE_INTEGER));
  });

  test('[P63] is compared as whole numbers are', () => {
    const nat = fc.integer({ min: 0, max: 2 ** 20 });
    fc.assert(
      fc.property(
        nat,
        fc.integer({ min: 1, max: 2 ** 20 }),
        nat,
        fc.integer({ min: 1, max: 2 ** 20 }),
        (a, b, c, d) => {
          expect(compareShare(a, b, { numerator: c, denominator: d })).toBe(Math.sign(a * d - b * c) + 0);
        },
      ),
      { numRuns: runs(1_000) },
    );
  });
});

test('[P31] decimals are compared by value, however they are written', () => {
  const decimal = fc.record({ hundredths: fc.nat(20_000), places: fc.constantFrom(2, 3, 5) });
  const written = ({ hundredths, places }: { hundredths: number; places: number }) => {
    const digits = String(hundredths).padStart(3, '0');
    return `${digits.slice(0, -2)}.${digits.slice(-2)}`.padEnd(digits.length + 1 + places - 2, '0');
  };
  fc.assert(
    fc.property(decimal, decimal, (one, other) => {
      expect(compareDecimals(written(one), written(other))).toBe(
        Math.sign(one.hundredths - other.hundredths) + 0,
      );
    }),
    { numRuns: runs(1_000) },
  );
  const pairs: readonly (readonly [string, string, number])[] = [
    ['9', '10', -1],
    ['89.5', '89.50', 0],
    ['90', '89.99', 1],
    ['0.1', '0.09', 1],
    ['-1', '0', -1],
    ['100.01', '100', 1],
    ['7', '7.0', 0],
  ];
  for (const [one, other, order] of pairs) expect(compareDecimals(one, other)).toBe(order);
});
