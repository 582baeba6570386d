import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { QuotaBound } from '../../../src/core/policy/outcome.ts';
import { type Group, standingOf } from '../../../src/core/policy/quota.ts';
import { type QuotaStatus, quotaBases, roundings } from '../../../src/core/vocabulary.ts';
import { policyOf } from '../../support/judging.ts';
import { runs } from './small.ts';

const { settings: standard } = policyOf('vn-124-2023');
type Settings = Parameters<typeof standingOf>[0];

const group = (more: Partial<Group>): Group => ({
  peerGroup: 'Chi bộ',
  excellent: 0,
  good: 0,
  completed: 0,
  notCompleted: 0,
  notRated: 0,
  open: 0,
  ...more,
});

const settingses: fc.Arbitrary<Settings> = fc
  .record({ denominator: fc.integer({ min: 1, max: 10 }), part: fc.nat(10) })
  .chain(({ denominator, part }) =>
    fc.record({
      quotaRatio: fc.constant({ numerator: Math.min(part, denominator), denominator }),
      quotaBase: fc.constantFrom(...quotaBases),
      quotaRounding: fc.constantFrom(...roundings),
      quotaMinimum: fc.constantFrom(0, 0, 1, 3),
    }),
  );
const groups = (most: number, open: fc.Arbitrary<number | null>): fc.Arbitrary<Group> =>
  fc
    .record({
      excellent: fc.nat(most),
      good: fc.nat(most),
      completed: fc.nat(most),
      notCompleted: fc.nat(most),
      notRated: fc.nat(most),
      open,
    })
    .map(group);

/** Slowly: what so many EXCELLENT, GOOD, COMPLETED or less, and not rated among the open ones would come to. */
function completed(
  { quotaRatio, quotaBase, quotaRounding, quotaMinimum }: Settings,
  known: Group,
  open: readonly number[],
) {
  const [e = 0, g = 0, k = 0, n = 0] = open;
  const excellent = known.excellent + e;
  const good = known.good + g;
  const rated = excellent + good + known.completed + known.notCompleted + k;
  const bases = {
    GOOD: good,
    GOOD_OR_BETTER: excellent + good,
    ALL_RATED: rated,
    ALL_MEMBERS: rated + known.notRated + n,
  };
  const othersIn = {
    GOOD: g,
    GOOD_OR_BETTER: g,
    ALL_RATED: g + k,
    ALL_MEMBERS: known.open === null ? g + k + n : 0,
  };
  const { numerator, denominator } = quotaRatio;
  const base = bases[quotaBase];
  let share = 0;
  let left = numerator * base;
  while (left >= denominator) {
    left -= denominator;
    share += 1;
  }
  if (quotaRounding === 'CEIL' && left > 0) share += 1;
  if (quotaRounding === 'HALF_UP' && left + left >= denominator) share += 1;
  const allowed = Math.max(quotaMinimum, share);
  return { e, others: othersIn[quotaBase], base, allowed, excess: excellent - allowed };
}

interface Brute {
  readonly status: QuotaStatus;
  readonly over: number;
  readonly bound: QuotaBound | null;
}

/** Every way in which so many open ones may come out: `maxCompleted` of them COMPLETED or less. */
function brute(settings: Settings, known: Group, opens: readonly number[], maxCompleted = 60): Brute {
  let all = true;
  let over = Number.POSITIVE_INFINITY;
  const least = new Map<number, number>();
  for (const open of opens) {
    for (let e = 0; e <= open; e += 1) {
      for (let g = 0; g <= open - e; g += 1) {
        for (let k = 0; k <= Math.min(maxCompleted, open - e - g); k += 1) {
          const { excess, others } = completed(settings, known, [e, g, k, open - e - g - k]);
          over = Math.min(over, excess);
          if (excess > 0) all = false;
          else least.set(e, Math.min(least.get(e) ?? others, others));
        }
      }
    }
  }
  const most = Math.max(...least.keys());
  if (all) return { status: 'WITHIN', over: 0, bound: null };
  if (least.size === 0) return { status: 'EXCEEDED', over, bound: null };
  const bound = {
    maxExcellent: most,
    neededWithNone: least.get(0) ?? -1,
    neededWithMost: least.get(most) ?? -1,
  };
  return { status: 'INDETERMINATE', over: 0, bound };
}

describe('a quota', () => {
  test('[P60] [P63] (cases 1, 2) 2 E and 9 G: allowed 2, within; rounded down 1, exceeded by 1', () => {
    const cells = group({ excellent: 2, good: 9 });
    expect(standingOf(standard, cells)).toEqual({
      peerGroup: 'Chi bộ',
      status: 'WITHIN',
      ratio: { numerator: 20, denominator: 100 },
      quotaBase: 'GOOD',
      rounding: 'HALF_UP',
      minimum: 0,
      excellent: 2,
      base: 9,
      allowed: 2,
      excess: 0,
      open: 0,
      over: 0,
      bound: null,
    });
    expect(standingOf({ ...standard, quotaRounding: 'FLOOR' }, cells)).toMatchObject({
      status: 'EXCEEDED',
      allowed: 1,
      excess: 1,
      over: 1,
    });
  });

  test('[P62] (case 3) 39 E of 255, nothing else known: within only without a further one, and with 193 G', () => {
    expect(standingOf(standard, group({ excellent: 39, open: 216 }))).toMatchObject({
      status: 'INDETERMINATE',
      base: null,
      allowed: null,
      excess: null,
      over: 0,
      open: 216,
      bound: { neededWithNone: 193 },
    });
  });

  test('[P60] (case 4) 39 E, 190 G and 26 K: allowed 38, exceeded by 1', () => {
    expect(standingOf(standard, group({ excellent: 39, good: 190, completed: 26 }))).toMatchObject({
      status: 'EXCEEDED',
      base: 190,
      allowed: 38,
      excess: 1,
    });
  });

  test('[P63] (case 13) 3 E and 12 G: of 20 % exceeded by 1, of 25 % within', () => {
    const members = group({ excellent: 3, good: 12 });
    expect(standingOf(standard, members)).toMatchObject({ status: 'EXCEEDED', allowed: 2, excess: 1 });
    const quarter = { ...standard, quotaRatio: { numerator: 25, denominator: 100 } };
    expect(standingOf(quarter, members)).toMatchObject({ status: 'WITHIN', allowed: 3, excess: 0 });
  });

  test('[P63] the base is of the sort that the settings say, and so many are always allowed', () => {
    const known = group({ excellent: 1, good: 2, completed: 3, notCompleted: 4, notRated: 5 });
    const bases = quotaBases.map((quotaBase) => standingOf({ ...standard, quotaBase }, known).base);
    expect(bases).toEqual([2, 3, 10, 15]);
    const none = group({ excellent: 2, completed: 5 });
    expect([1, 2].map((quotaMinimum) => standingOf({ ...standard, quotaMinimum }, none).status)).toEqual([
      'EXCEEDED',
      'WITHIN',
    ]);
  });

  test('[P62] [P63] agrees with brute force over whatever the open ones may get', () => {
    const seen = new Set<string>();
    const open = fc.oneof(
      { weight: 6, arbitrary: fc.nat(12) },
      { weight: 1, arbitrary: fc.integer({ min: 13, max: 30 }) },
    );
    fc.assert(
      fc.property(settingses, groups(10, open), (settings, known) => {
        const standing = standingOf(settings, known);
        const { status, over, bound } = standing;
        expect({ status, over, bound }).toEqual(brute(settings, known, [known.open ?? 0]));
        seen.add(status);
        const exact = completed(settings, known, [0, 0, 0, known.open ?? 0]);
        const isBaseKnown = known.open === 0 || settings.quotaBase === 'ALL_MEMBERS';
        expect(standing).toMatchObject({
          base: isBaseKnown ? exact.base : null,
          allowed: isBaseKnown ? exact.allowed : null,
          excess: known.open === 0 ? Math.max(0, exact.excess) : null,
          excellent: known.excellent,
          open: known.open,
        });
      }),
      { numRuns: runs(3_000) },
    );
    expect(seen.size).toBe(3);
  });

  test('[P62] agrees with brute force on groups up to 60', () => {
    const large = fc.integer({ min: 31, max: 50 });
    fc.assert(
      fc.property(settingses, groups(2, large), (settings, known) => {
        const { status, over, bound } = standingOf(settings, known);
        expect({ status, over, bound }).toEqual(brute(settings, known, [known.open ?? 0]));
      }),
      { numRuns: runs(60) },
    );
  });

  test('[P62] of an unknown number more agrees with brute force up to a large number', () => {
    fc.assert(
      fc.property(settingses, groups(3, fc.constant(null)), (settings, known) => {
        const standing = standingOf(settings, known);
        const expected = brute(settings, known, [...Array(61).keys(), 200], 0);
        const isEndless = settings.quotaRatio.numerator > 0;
        const { status, over, bound } = standing;
        expect({ status, over, bound }).toEqual({
          ...expected,
          bound:
            expected.bound !== null && isEndless
              ? { ...expected.bound, maxExcellent: null, neededWithMost: null }
              : expected.bound,
        });
        expect(standing).toMatchObject({ base: null, allowed: null, excess: null, open: null });
      }),
      { numRuns: runs(120) },
    );
  });

  test('[P62] an unknown number is reasoned about without end', () => {
    const of = (more: Partial<Settings>, known: Partial<Group>) =>
      standingOf({ ...standard, ...more }, group({ open: null, ...known }));
    expect(of({}, { excellent: 200 }).bound).toEqual({
      maxExcellent: null,
      neededWithNone: 998,
      neededWithMost: null,
    });
    const nobody = { quotaRatio: { numerator: 0, denominator: 1 } };
    expect(of({ ...nobody, quotaMinimum: 3 }, { excellent: 1 }).bound).toEqual({
      maxExcellent: 2,
      neededWithNone: 0,
      neededWithMost: 0,
    });
    expect(of(nobody, { excellent: 1 })).toMatchObject({ status: 'EXCEEDED', over: 1 });
    const everybody = { quotaRatio: { numerator: 1, denominator: 1 } };
    const statuses = quotaBases.map((quotaBase) => of({ ...everybody, quotaBase }, { excellent: 4 }).status);
    expect(statuses).toEqual(['INDETERMINATE', 'WITHIN', 'WITHIN', 'WITHIN']);
  });

  test('[P60] a group that is within stays within when one E becomes G', () => {
    fc.assert(
      fc.property(settingses, groups(15, fc.constantFrom(0, 0, 3, null)), (settings, known) => {
        fc.pre(known.excellent > 0 && standingOf(settings, known).status === 'WITHIN');
        const lowered = { ...known, excellent: known.excellent - 1, good: known.good + 1 };
        expect(standingOf(settings, lowered).status).toBe('WITHIN');
      }),
      { numRuns: runs(3_000) },
    );
  });
});
