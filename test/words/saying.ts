import fc from 'fast-check';
import { expect } from 'vitest';
import type { Question } from '../../src/core/policy/condition.ts';
import type { Finding, QuotaStanding } from '../../src/core/policy/outcome.ts';
import { type Group, standingOf } from '../../src/core/policy/quota.ts';
import { quotaBases, roundings } from '../../src/core/vocabulary.ts';
import { catalogueOf, explanationOf, type Language } from '../../src/words/words.ts';

export function said(language: Language, finding: Finding): string {
  return explanationOf(language, { ruleId: 'rule', applied: true, before: null, after: null, finding });
}

/** What a question asks for, as it is called in the language. */
export function sayable(language: Language, question: Question): string {
  return 'named' in question ? question.named : catalogueOf(language).labels.facts[question.fact];
}

/** A sentence for people: nothing of the program is left in it. */
export function isFitToRead(sentence: string | undefined): void {
  expect(sentence).toMatch(/^[\p{L}\p{N}“].*\p{L}?[.]$/u);
  expect(sentence).not.toMatch(/undefined|null|NaN|Infinity|\[object|[A-Z]{2,}|[a-z][A-Z]/);
  expect(sentence).not.toMatch(/ {2}|\.\.| [.,;:]|: *[;.]|-\d|\(\)/);
}

/** A group as the rules see it, whose numbers are what the case is about. */
export function standingIn(
  group: Partial<Group>,
  more: Partial<Parameters<typeof standingOf>[0]> = {},
): QuotaStanding {
  const nobody = { excellent: 0, good: 0, completed: 0, notCompleted: 0, notRated: 0, open: 0 };
  return standingOf(
    {
      quotaRatio: { numerator: 20, denominator: 100 },
      quotaBase: 'GOOD',
      quotaRounding: 'HALF_UP',
      quotaMinimum: 0,
      ...more,
    },
    { peerGroup: 'Chi bộ', ...nobody, ...group },
  );
}

const few = fc.nat(12);

export const standings: fc.Arbitrary<QuotaStanding> = fc
  .record({
    group: fc.record({
      excellent: few,
      good: few,
      completed: few,
      notCompleted: few,
      notRated: few,
      open: fc.oneof({ weight: 4, arbitrary: few }, { weight: 1, arbitrary: fc.constant(null) }),
    }),
    settings: fc.record({
      quotaRatio: fc.constantFrom(
        { numerator: 20, denominator: 100 },
        { numerator: 1, denominator: 3 },
        { numerator: 0, denominator: 1 },
        { numerator: 1, denominator: 1 },
      ),
      quotaBase: fc.constantFrom(...quotaBases),
      quotaRounding: fc.constantFrom(...roundings),
      quotaMinimum: fc.nat(3),
    }),
  })
  .map(({ group, settings }) => standingIn(group, settings));
