import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PolicySettings } from '../../../src/core/policy/policy.ts';
import { readVote } from '../../../src/core/policy/vote.ts';
import { countOpenBallots, countSheets } from '../../../src/core/round.ts';
import { noCounts, type Tally } from '../../../src/core/tally.ts';
import { ballotChoices, qualityLevels } from '../../../src/core/vocabulary.ts';
import { preparationOf, Room } from '../../support/core.ts';
import { policyOf, tallyOf } from '../../support/judging.ts';
import { highThresholds, runs, tallies, thresholds, voteSettings } from './small.ts';

const { settings: standard } = policyOf('vn-124-2023');

/** 0 for EXCELLENT … 3 for NOT_COMPLETED; null: none. */
function rank(settings: PolicySettings, tally: Tally): number | null {
  const { wish } = readVote(settings, tally);
  return typeof wish === 'string' ? null : qualityLevels.indexOf(wish.level);
}

/** By definition and slowly: the ballots one by one, and multiples by adding again and again. */
function oracle(settings: PolicySettings, tally: Tally): string {
  const pile: string[] = [];
  for (const choice of ['EXCELLENT', 'GOOD', 'COMPLETED', 'NOT_COMPLETED', 'NOT_RATED'] as const) {
    for (let ballot = 0; ballot < tally.counts[choice]; ballot += 1) pile.push(choice);
  }
  const passes = (those: readonly string[], asked: string) => {
    let rule = settings.threshold;
    for (const own of [...settings.thresholds].reverse()) if (own.level === asked) rule = own.threshold;
    let scale = 0;
    for (const ballot of pile) {
      if (!those.includes(ballot)) continue;
      for (let step = 0; step < rule.share.denominator; step += 1) scale += 1;
    }
    for (let member = 0; member < tally.base; member += 1) {
      for (let step = 0; step < rule.share.numerator; step += 1) scale -= 1;
    }
    if (tally.base === 0) return false;
    return scale > 0 || (scale === 0 && rule.inclusive);
  };
  if (passes(['NOT_RATED'], 'NOT_RATED')) return 'NOT_RATED';
  if (passes(['EXCELLENT'], 'EXCELLENT')) return 'EXCELLENT';
  if (passes(['GOOD'], 'GOOD')) return 'GOOD';
  if (passes(['COMPLETED'], 'COMPLETED')) return 'COMPLETED';
  if (passes(['NOT_COMPLETED'], 'NOT_COMPLETED')) return 'NOT_COMPLETED';
  if (settings.noMajority === 'CUMULATE_DOWN') {
    if (passes(['EXCELLENT', 'GOOD'], 'GOOD')) return 'GOOD';
    if (passes(['EXCELLENT', 'GOOD', 'COMPLETED'], 'COMPLETED')) return 'COMPLETED';
    if (passes(['EXCELLENT', 'GOOD', 'COMPLETED', 'NOT_COMPLETED'], 'NOT_COMPLETED')) return 'NOT_COMPLETED';
  }
  if (settings.noMajority === 'PLURALITY') {
    const marked = (level: string) => pile.filter((ballot) => ballot === level).length;
    for (const level of ['EXCELLENT', 'GOOD', 'COMPLETED', 'NOT_COMPLETED']) {
      const others = ['EXCELLENT', 'GOOD', 'COMPLETED', 'NOT_COMPLETED'].filter((one) => one !== level);
      if (others.every((one) => marked(one) < marked(level))) return level;
    }
  }
  return 'UNDECIDED';
}

describe('the vote', () => {
  test('[P10] [R56] gives what an oracle by definition gives, on 100,000 tallies', () => {
    const seen = new Set<string>();
    const fault = fc.check(
      fc.property(voteSettings(), tallies, (settings, tally) => {
        const { wish } = readVote(settings, tally);
        const expected = oracle(settings, tally);
        seen.add(expected);
        return (typeof wish === 'string' ? wish : wish.level) === expected;
      }),
      { numRuns: runs(100_000) },
    );
    expect(fault.counterexample).toBeNull();
    expect(seen.size).toBe(6);
  });

  test('[P10] never gives a worse level for ballots moved to a better one: of each level more than half is asked, and no plurality', () => {
    const level = fc.nat(3);
    const moves = fc.tuple(voteSettings(highThresholds), tallies, level, level, fc.nat(15));
    fc.assert(
      fc.property(moves, ([settings, tally, one, other, most]) => {
        fc.pre(settings.noMajority !== 'PLURALITY' && one !== other);
        const [better = 'EXCELLENT', worse = 'GOOD'] = qualityLevels.filter(
          (_, at) => at === one || at === other,
        );
        const moved = Math.min(most, tally.counts[worse]);
        const { counts } = tally;
        const after = rank(settings, {
          ...tally,
          counts: { ...counts, [better]: counts[better] + moved, [worse]: counts[worse] - moved },
        });
        const before = rank(settings, tally);
        if (before === null || (after === null && settings.noMajority === 'NEEDS_DECISION')) return;
        expect(after).not.toBeNull();
        expect(after).toBeLessThanOrEqual(before);
      }),
      { numRuns: runs(5_000) },
    );
  });

  test('[P10] never gives a worse level for blank ballots turned to a better one, whatever is asked; with plurality perhaps a tie', () => {
    fc.assert(
      fc.property(voteSettings(), tallies, fc.nat(3), fc.nat(15), (settings, tally, to, most) => {
        const { counts } = tally;
        const before = rank(settings, tally);
        const better = qualityLevels[to] ?? 'EXCELLENT';
        fc.pre(before !== null && to <= before);
        const moved = Math.min(most, counts.BLANK);
        const more = { ...counts, [better]: counts[better] + moved, BLANK: counts.BLANK - moved };
        const after = rank(settings, { ...tally, counts: more });
        if (settings.noMajority !== 'PLURALITY') expect(after).not.toBeNull();
        expect(after ?? 0).toBeLessThanOrEqual(before ?? 0);
      }),
      { numRuns: runs(5_000) },
    );
  });

  test('[P10] may give a worse level for ballots moved to a better one by PLURALITY, or where half or less passes', () => {
    const plurality: PolicySettings = { ...standard, noMajority: 'PLURALITY' };
    const low = { share: { numerator: 2, denominator: 5 }, inclusive: true };
    expect(['2E 6G 5K', '4E 4G 5K'].map((marks) => rank(plurality, tallyOf(marks, 15)))).toEqual([1, 2]);
    const settings = { ...standard, threshold: low };
    expect(['3E 6G 6K', '4E 5G 6K'].map((marks) => rank(settings, tallyOf(marks, 15)))).toEqual([1, 2]);
  });

  test('[P10] does not know in which order ballots came: not those in envelopes', () => {
    const ids = ['rev_1', 'rev_2', 'rev_3'];
    const sheet = fc.array(fc.nat(ballotChoices.length - 1), { minLength: 3, maxLength: 3 });
    const shuffled = fc
      .array(sheet, { maxLength: 20 })
      .chain((sheets) =>
        fc.tuple(fc.constant(sheets), fc.shuffledSubarray(sheets, { minLength: sheets.length })),
      );
    fc.assert(
      fc.property(shuffled, ([one, other]) => {
        const counted = (sheets: readonly number[][]) =>
          countSheets(
            ids,
            sheets.map((marks) => Uint8Array.from(marks)),
          );
        expect(counted(other)).toEqual(counted(one));
      }),
      { numRuns: runs(500) },
    );
  });

  test('[P10] does not know in which order ballots came: not those of an open vote', () => {
    const room = new Room(preparationOf({ voters: 5 })).convened();
    room.openRound(['c1', 'c2'], { method: 'OPEN_VOTE' });
    const choice = fc.constantFrom(...ballotChoices, null);
    const ballots = fc
      .array(fc.tuple(choice, choice), { maxLength: 12 })
      .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
    fc.assert(
      fc.property(ballots, ([one, other]) => {
        const counted = (choices: typeof one) =>
          countOpenBallots({
            ...room.round,
            openBallots: choices.map((marks, at) => ({ seatId: `seat_${at}`, choices: marks })),
          } as Parameters<typeof countOpenBallots>[0]);
        expect(counted(other)).toEqual(counted(one));
      }),
      { numRuns: runs(500) },
    );
  });

  test('[P10] [R57] writes each share that was asked for, up to the first that passes', () => {
    fc.assert(
      fc.property(voteSettings(thresholds), tallies, (settings, tally) => {
        const { steps } = readVote(settings, tally);
        expect(steps.map(({ kind }) => kind)).toEqual(
          ['NOT_RATED_MAJORITY', 'LEVEL_MAJORITY', 'NO_MAJORITY'].slice(0, steps[0]?.applied ? 1 : 3),
        );
        for (const { finding, applied } of steps) {
          if (finding.found !== 'SHARES') continue;
          expect(finding.tests.map(({ passes }) => passes).slice(0, -1)).not.toContain(true);
          expect(finding.tests.at(-1)?.passes).toBe(applied);
          expect(finding.tests.every(({ base }) => base === tally.base)).toBe(true);
        }
      }),
      { numRuns: runs(2_000) },
    );
  });

  test('[P10] [R57] without a majority, by plurality: the marks, and whether they are tied; by people: that', () => {
    const last = (marks: string, noMajority: PolicySettings['noMajority']) =>
      readVote({ ...standard, noMajority }, tallyOf(marks, 15)).steps.at(-1);
    expect(last('6E 6G 1B', 'PLURALITY')).toEqual({
      kind: 'NO_MAJORITY',
      applied: false,
      after: null,
      finding: { found: 'PLURALITY', marks: [6, 6, 0, 0], tied: true },
    });
    expect(last('6E 7G', 'PLURALITY')).toEqual({
      kind: 'NO_MAJORITY',
      applied: true,
      after: 'GOOD',
      finding: { found: 'PLURALITY', marks: [6, 7, 0, 0], tied: false },
    });
    expect(last('6E 7G', 'NEEDS_DECISION')).toEqual({
      kind: 'NO_MAJORITY',
      applied: true,
      after: null,
      finding: { found: 'PEOPLE_MUST_DECIDE' },
    });
    expect(last('6E 9G', 'PLURALITY')).toEqual({
      kind: 'NO_MAJORITY',
      applied: false,
      after: 'GOOD',
      finding: { found: 'NOT_NEEDED' },
    });
    expect(last('', 'PLURALITY')).toMatchObject({ after: null, finding: { tied: true } });
    expect(readVote(standard, { ...tallyOf('9N', 15), counts: { ...noCounts, NOT_RATED: 9 } })).toMatchObject(
      {
        wish: 'NOT_RATED',
        steps: [
          {
            kind: 'NOT_RATED_MAJORITY',
            applied: true,
            after: null,
            finding: { found: 'SHARES', tests: [{ level: 'NOT_RATED', marks: [9], base: 15 }] },
          },
        ],
      },
    );
  });
});
