import { describe, expect, test } from 'vitest';
import type { Condition } from '../../../src/core/policy/condition.ts';
import type { Facts } from '../../../src/core/policy/facts.ts';
import type { Policy, Rule } from '../../../src/core/policy/policy.ts';
import type { QualityLevel } from '../../../src/core/vocabulary.ts';
import { judged, policyOf, tallyOf } from '../../support/judging.ts';

// The engine on rules made for the purpose, whatever the regimes say.

const words = { summary: { vi: '', en: '' }, source: null, certainty: 'CERTAIN' } as const;
type Own<One> = One extends Rule ? Omit<One, keyof typeof words> : never;

/** The rules of the vote, and these. */
function policyWith(...rules: readonly Own<Rule>[]): Policy {
  const policy = policyOf('vn-124-2023');
  const sole = policy.rules.filter(({ kind }) => /^(QUORUM|SELF|BASE|NO|LEVEL|SETTLE|AUTH)/.test(kind));
  return { ...policy, rules: [...rules.map((rule) => ({ ...words, ...rule }) as Rule), ...sole] };
}

const flag = (fact: 'degraded' | 'exempt' | 'forceMajeure', is = true): Condition => ({ fact, is });
const vote = (marks: string) => ({ tally: tallyOf(marks, 15), recused: false, attendance: null });
const requires = (levels: readonly ('EXCELLENT' | 'GOOD' | 'COMPLETED')[], condition: Condition) =>
  ({ id: `needs ${levels}`, kind: 'CONDITION', levels, requires: condition }) as const;

const exclusion = { id: 'out', kind: 'EXCLUSION', when: flag('exempt') } as const;
const forcing = { id: 'forced', kind: 'FORCING', when: flag('degraded') } as const;
const cap = {
  id: 'cap',
  kind: 'CAP',
  when: { fact: 'sickLeaveMonths', atLeast: 3 },
  most: 'COMPLETED',
} as const;
const good = requires(['EXCELLENT'], { fact: 'resultsGrade', atLeast: 'OUTSTANDING' });

describe('the order', () => {
  test('[P1] is the engine’s, whatever the order of the file', () => {
    const policy = policyWith(cap, good, forcing, exclusion, { id: 'quota', kind: 'QUOTA' });
    const facts: Facts = { resultsGrade: 'GOOD', sickLeaveMonths: 3, degraded: false, exempt: false };
    const attendance = { present: 13, summoned: 15 };
    const { trace, level } = judged({ policy, facts, vote: { ...vote('15E'), attendance } });
    expect(trace.map(({ ruleId, after }) => [ruleId, after])).toEqual([
      ['124-vote.quorum', null],
      ['124-vote.self', null],
      ['124-vote.base', null],
      ['124-vote.not-rated', null],
      ['124-vote.level', 'EXCELLENT'],
      ['124-vote.no-majority', 'EXCELLENT'],
      ['out', 'EXCELLENT'],
      ['forced', 'EXCELLENT'],
      ['needs EXCELLENT', 'GOOD'],
      ['cap', 'COMPLETED'],
      ['quota', 'COMPLETED'],
      ['124-authority', 'COMPLETED'],
    ]);
    expect(level).toBe('COMPLETED');
    expect(trace[0]).toMatchObject({ applied: true, finding: { found: 'QUORUM', needed: 10 } });
  });

  test('[P1] a rule for other kinds of subjects is not looked at', () => {
    const policy = policyWith({ ...forcing, appliesTo: ['PARTY_CELL'] });
    const { trace, level } = judged({ policy, facts: { degraded: true } });
    expect(level).toBe('EXCELLENT');
    expect(trace.some(({ ruleId }) => ruleId === 'forced')).toBe(false);
  });

  test('[P20] [P30] an exclusion comes before what forces; what forces before a vote for nothing', () => {
    const policy = policyWith(exclusion, forcing, good);
    const facts = { exempt: true, degraded: true };
    expect(judged({ policy, facts })).toMatchObject({ level: null, status: 'NOT_RATED' });
    for (const marks of ['15E', '8N', '15B', '15F']) {
      const outcome = judged({ policy, facts: { degraded: true }, vote: vote(marks) });
      expect(outcome).toMatchObject({ level: 'NOT_COMPLETED', status: 'DECIDED' });
      expect(outcome.trace.some(({ ruleId }) => ruleId === good.id)).toBe(false);
    }
  });
});

describe('conditions', () => {
  const policy = policyWith(
    requires(['EXCELLENT'], { fact: 'score', atLeast: '90' }),
    requires(['GOOD'], {
      all: [
        { fact: 'score', atLeast: '70' },
        { fact: 'score', lessThan: '90' },
      ],
    }),
    requires(['COMPLETED'], { fact: 'score', lessThan: '70' }),
  );
  const level = (marks: string, score?: string) => {
    const outcome = judged({ policy, facts: score === undefined ? {} : { score }, vote: vote(marks) });
    return outcome.level ?? outcome.status;
  };

  test.each<[string, string | undefined, QualityLevel | 'NEEDS_DECISION' | 'NOT_RATED']>([
    ['15E', '90', 'EXCELLENT'],
    ['15E', '89.99', 'GOOD'],
    ['15E', '70.0', 'GOOD'],
    ['15E', '69.9', 'COMPLETED'],
    ['15G', '95', 'GOOD'],
    ['15K', '95', 'COMPLETED'],
    ['15E', undefined, 'EXCELLENT'],
    ['15F', '95', 'NOT_COMPLETED'],
    ['15N', '95', 'NOT_RATED'],
    ['7B', '95', 'NEEDS_DECISION'],
  ])('[P40] the vote %s with a score of %s comes to %s', (marks, score, expected) => {
    expect(level(marks, score)).toBe(expected);
  });

  test('[P40] that leave no level leave the decision to people', () => {
    const none = policyWith(requires(['EXCELLENT', 'GOOD', 'COMPLETED'], flag('degraded', false)));
    expect(judged({ policy: none, facts: { degraded: true } })).toMatchObject({
      level: null,
      status: 'NEEDS_DECISION',
    });
    expect(judged({ policy: none }).level).toBe('EXCELLENT');
  });

  test('[P31] an exception that is not given is not claimed, and an unknown case does not force', () => {
    const policy = policyWith({
      ...forcing,
      when: { all: [flag('degraded'), { not: { claimed: flag('forceMajeure') } }] },
    });
    const forced = (facts: Facts) => judged({ policy, facts }).level === 'NOT_COMPLETED';
    expect(forced({ degraded: true })).toBe(true);
    expect(forced({ degraded: true, forceMajeure: false })).toBe(true);
    expect(forced({ degraded: true, forceMajeure: true })).toBe(false);
    expect(forced({})).toBe(false);
    const { trace } = judged({ policy });
    expect(trace.find(({ ruleId }) => ruleId === 'forced')).toMatchObject({
      applied: false,
      finding: { truth: 'UNKNOWN', because: [{ given: [null], truth: 'UNKNOWN' }] },
    });
  });
});

test('[P50] a cap lowers to its level, raises nothing, and is not looked at where there is none', () => {
  const policy = policyWith(cap);
  const facts = { sickLeaveMonths: 3 };
  const levels = ['15E', '15K', '15F', '15N'].map((marks) => judged({ policy, facts, vote: vote(marks) }));
  expect(levels.map(({ level }) => level)).toEqual(['COMPLETED', 'COMPLETED', 'NOT_COMPLETED', null]);
  expect(levels[3]?.trace.some(({ ruleId }) => ruleId === 'cap')).toBe(false);
  expect(judged({ policy, facts: { sickLeaveMonths: 2 } }).level).toBe('EXCELLENT');
  expect(judged({ policy }).level).toBe('EXCELLENT');
});
