import fc from 'fast-check';
import { type Judgement, judge } from '../../../src/core/policy/judge.ts';
import type { Outcome } from '../../../src/core/policy/outcome.ts';
import {
  type Policy,
  type PolicySettings,
  type Rule,
  soleRuleKinds,
} from '../../../src/core/policy/policy.ts';
import type { Threshold } from '../../../src/core/policy/ratio.ts';
import { type Counts, sumOf } from '../../../src/core/tally.ts';
import { qualityLevels } from '../../../src/core/vocabulary.ts';
import { judgementOf, policyOf } from '../../support/judging.ts';

type Without<Key extends PropertyKey, Type> = Type extends unknown ? Omit<Type, Key> : never;
export type RuleParts = Without<'summary' | 'source' | 'certainty', Rule>;

const standard = policyOf('vn-124-2023');
const about = { summary: { vi: '', en: '' }, source: null, certainty: 'CERTAIN' } as const;

/** The rules that every policy has, by their kinds in small letters, and these. */
export function policyWith(...rules: readonly RuleParts[]): Policy {
  const sole = soleRuleKinds.map((kind): Rule => ({ ...about, kind, id: kind.toLowerCase() }));
  return {
    ...standard,
    id: 'small',
    rules: [...sole, ...rules.map((rule): Rule => ({ ...about, ...rule }))],
  };
}

export function judgedBy(rules: readonly RuleParts[], more: Partial<Judgement> = {}): Outcome | null {
  return judge(judgementOf({ policy: policyWith(...rules), ...more }));
}

/** Steps of these rules: id, applied, before, after. */
export function steps(outcome: Outcome | null, ...ids: readonly string[]) {
  return (outcome?.trace ?? [])
    .filter(({ ruleId }) => ids.includes(ruleId))
    .map(({ ruleId, applied, before, after }) => [ruleId, applied, before, after]);
}

/** Fewer runs of a costly test while mutants are tried, which are many. */
export const runs = (number: number) =>
  process.env.STRYKER_MUTATOR_WORKER === undefined ? number : Math.min(number, 400);

export const half: Threshold = { share: { numerator: 1, denominator: 2 }, inclusive: false };

export const thresholds: fc.Arbitrary<Threshold> = fc
  .record({ denominator: fc.integer({ min: 1, max: 7 }), part: fc.nat(6), inclusive: fc.boolean() })
  .map(({ denominator, part, inclusive }) => ({
    share: { numerator: 1 + (part % denominator), denominator },
    inclusive,
  }));

/** More than one half, or a greater share. */
export const highThresholds = thresholds.filter(
  ({ share: { numerator, denominator }, inclusive }) =>
    2 * numerator > denominator || (2 * numerator === denominator && !inclusive),
);

export function voteSettings(of: fc.Arbitrary<Threshold> = thresholds): fc.Arbitrary<PolicySettings> {
  return fc
    .record({
      threshold: of,
      thresholds: fc.array(fc.record({ level: fc.constantFrom(...qualityLevels), threshold: of }), {
        maxLength: 4,
      }),
      noMajority: fc.constantFrom('CUMULATE_DOWN', 'PLURALITY', 'NEEDS_DECISION'),
    })
    .map((own) => ({ ...standard.settings, ...own }));
}

const count = fc.nat(15);
export const countses: fc.Arbitrary<Counts> = fc.record({
  EXCELLENT: count,
  GOOD: count,
  COMPLETED: count,
  NOT_COMPLETED: count,
  NOT_RATED: count,
  BLANK: count,
});

/** Of a base that no count exceeds, or an odd one. */
export const tallies = fc
  .record({ counts: countses, more: fc.nat(10), empty: fc.boolean() })
  .map(({ counts, more, empty }) => ({
    reviewId: 'rev',
    electorate: sumOf(counts) + more,
    base: empty && sumOf(counts) === 0 ? 0 : sumOf(counts) + more,
    counted: sumOf(counts),
    counts,
  }));
