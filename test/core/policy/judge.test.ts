import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judge, type QuotaPlace, settle } from '../../../src/core/policy/judge.ts';
import type { Other, QuotaStanding } from '../../../src/core/policy/outcome.ts';
import { rulesFor } from '../../../src/core/policy/policy.ts';
import { standingOf } from '../../../src/core/policy/quota.ts';
import { authorities, qualityLevels, subjectKinds } from '../../../src/core/vocabulary.ts';
import { judgementOf, policyOf, tallyOf } from '../../support/judging.ts';
import { conditions, factses } from './arbitrary.ts';
import { judgedBy, policyWith, type RuleParts, runs, steps, tallies, voteSettings } from './small.ts';

const vote = (marks: string) => ({ tally: tallyOf(marks, 15), recused: false, attendance: null });
const flag = (fact: 'exempt' | 'suspended' | 'degraded' | 'disciplinedInPeriod') =>
  ({ fact, is: true }) as const;
const excluded: RuleParts = { id: 'exempt', kind: 'EXCLUSION', when: flag('exempt') };
const forced: RuleParts = { id: 'degraded', kind: 'FORCING', when: flag('degraded') };
const requires = (id: string, levels: ('EXCELLENT' | 'GOOD' | 'COMPLETED')[], score: string): RuleParts => ({
  id,
  kind: 'CONDITION',
  levels,
  requires: { fact: 'score', atLeast: score },
});
const grid = [
  requires('e', ['EXCELLENT'], '90'),
  requires('g', ['GOOD'], '70'),
  requires('k', ['COMPLETED'], '50'),
];
const sick: RuleParts = {
  id: 'sick',
  kind: 'CAP',
  when: { fact: 'sickLeaveMonths', atLeast: 3 },
  most: 'COMPLETED',
};
const rated = (level: (typeof qualityLevels)[number], name: string | null = 'Chi bộ 1'): Other => ({
  name,
  is: 'RATED',
  level,
});

describe('the order of the rules', () => {
  test('[P1] [R57] vote, exclusions, forced levels, conditions, caps, quota, authority: each in the trace', () => {
    const rules: RuleParts[] = [
      { id: 'quota', kind: 'QUOTA' },
      { id: 'led', kind: 'LED_CAP' },
      { id: 'headed', kind: 'HEADED_CAP' },
      sick,
      ...grid,
      forced,
      excluded,
    ];
    const outcome = judgedBy(rules, {
      headed: [rated('GOOD')],
      led: rated('COMPLETED'),
      vote: { ...vote('15E'), attendance: { present: 15, summoned: 15 } },
    });
    expect(outcome?.trace.map(({ ruleId }) => ruleId)).toEqual([
      'quorum',
      'self_vote',
      'base',
      'not_rated_majority',
      'level_majority',
      'no_majority',
      'exempt',
      'degraded',
      'e',
      'g',
      'k',
      'sick',
      'headed',
      'led',
      'quota',
      'authority',
    ]);
    expect(outcome).toMatchObject({
      level: 'COMPLETED',
      status: 'DECIDED',
      ruled: null,
      settledReason: null,
    });
  });

  test('[P10] the quorum, the recusal and the base are told with their numbers', () => {
    const { settings } = policyOf('vn-124-2023');
    const of = (present: number, recused: boolean) =>
      judgedBy([], {
        settings: { ...settings, base: 'PRESENT' },
        vote: {
          tally: { ...tallyOf('8E 1B', 13), electorate: 12 },
          recused,
          attendance: { present, summoned: 14 },
        },
      })?.trace.slice(0, 3);
    const share = { numerator: 2, denominator: 3 };
    const quorum = { found: 'QUORUM', present: 10, summoned: 14, needed: 10, share };
    const base = { found: 'BASE', of: 'PRESENT', base: 13, electorate: 12, counted: 9, blank: 1 };
    const none = { before: null, after: null };
    expect(of(10, true)).toEqual([
      { ruleId: 'quorum', applied: true, ...none, finding: quorum },
      { ruleId: 'self_vote', applied: true, ...none, finding: { found: 'SELF_LEFT_OUT', base: 13 } },
      { ruleId: 'base', applied: true, ...none, finding: base },
    ]);
    expect(of(9, false)).toMatchObject([
      { applied: false, finding: { present: 9, needed: 10 } },
      { ruleId: 'self_vote', applied: false, finding: { found: 'NOBODY_RECUSED' } },
      { ruleId: 'base' },
    ]);
  });

  test('[P1] rules are asked of the kinds of subjects that they are for', () => {
    const only: RuleParts = { ...forced, appliesTo: ['PARTY_CELL'] };
    const of = (kind: 'PARTY_CELL' | 'LEADER') =>
      judgedBy([only], { kind, facts: { degraded: true } })?.level;
    expect([of('PARTY_CELL'), of('LEADER')]).toEqual(['NOT_COMPLETED', 'EXCELLENT']);
    const policy = policyWith(only, forced);
    expect(rulesFor(policy, 'FORCING', 'LEADER')).toHaveLength(1);
    expect(rulesFor(policy, 'FORCING', 'PARTY_CELL')).toHaveLength(2);
    expect(rulesFor(policy, 'QUORUM', 'LEADER')).toHaveLength(1);
  });
});

describe('exclusions', () => {
  const two: RuleParts = { id: 'suspended', kind: 'EXCLUSION', when: flag('suspended') };

  test('[P20] leave a subject unrated, with a vote or without, and nothing after them gives a level', () => {
    const facts = { exempt: true, suspended: false, degraded: true };
    const with15 = judgedBy([excluded, two, forced, ...grid, sick], { facts });
    expect(with15).toMatchObject({ level: null, status: 'NOT_RATED' });
    expect(steps(with15, 'exempt', 'suspended', 'degraded', 'e', 'sick', 'authority')).toEqual([
      ['exempt', true, 'EXCELLENT', null],
      ['suspended', false, null, null],
      ['authority', false, null, null],
    ]);
    const without = judgedBy([excluded], { facts, vote: null });
    expect(without).toMatchObject({ level: null, status: 'NOT_RATED' });
    expect(without?.trace.map(({ ruleId }) => ruleId)).toEqual(['exempt', 'authority']);
  });

  test('[P20] [P31] unknown or false exclude nobody; without a vote there is then no outcome', () => {
    for (const facts of [{}, { exempt: false }]) {
      const outcome = judgedBy([excluded], { facts });
      expect(outcome?.level).toBe('EXCELLENT');
      expect(steps(outcome, 'exempt')).toEqual([['exempt', false, 'EXCELLENT', 'EXCELLENT']]);
      expect(judgedBy([excluded], { facts, vote: null })).toBeNull();
    }
    expect(judgedBy([excluded], {})?.trace.find(({ ruleId }) => ruleId === 'exempt')?.finding).toEqual({
      found: 'CASE',
      truth: 'UNKNOWN',
      because: [{ question: flag('exempt'), given: [null], truth: 'UNKNOWN', exception: false }],
      most: null,
    });
  });
});

describe('forced levels', () => {
  test('[P30] NOT_COMPLETED whatever the vote, also for one that was not to be rated or needs a decision', () => {
    for (const marks of ['15E', '15N', '7E 1B', '']) {
      const outcome = judgedBy([forced, ...grid], {
        facts: { degraded: true, score: '95' },
        vote: vote(marks),
      });
      expect([marks, outcome?.level, outcome?.status]).toEqual([marks, 'NOT_COMPLETED', 'DECIDED']);
      expect(steps(outcome, 'e', 'g', 'k')).toEqual([]);
    }
    const other: RuleParts = { id: 'other', kind: 'FORCING', when: flag('suspended') };
    expect(steps(judgedBy([forced, other], { facts: { degraded: true } }), 'degraded', 'other')).toEqual([
      ['degraded', true, 'EXCELLENT', 'NOT_COMPLETED'],
      ['other', false, 'NOT_COMPLETED', 'NOT_COMPLETED'],
    ]);
  });

  test('[P31] unknown neither forces nor lifts; an exception not given is not claimed', () => {
    expect(judgedBy([forced])).toMatchObject({ level: 'EXCELLENT' });
    const unless: RuleParts = {
      id: 'disciplined',
      kind: 'FORCING',
      when: {
        all: [
          flag('disciplinedInPeriod'),
          { not: { claimed: { fact: 'selfDetectedAndRemedied', is: true } } },
        ],
      },
    };
    const of = (selfDetectedAndRemedied?: boolean) =>
      judgedBy([unless], {
        facts: {
          disciplinedInPeriod: true,
          ...(selfDetectedAndRemedied !== undefined && { selfDetectedAndRemedied }),
        },
      })?.level;
    expect([of(), of(false), of(true)]).toEqual(['NOT_COMPLETED', 'NOT_COMPLETED', 'EXCELLENT']);
    expect(judgedBy([unless], { facts: { selfDetectedAndRemedied: false } })?.level).toBe('EXCELLENT');
  });
});

describe('conditions', () => {
  const of = (marks: string, score?: string, rules = grid) =>
    judgedBy(rules, { vote: vote(marks), facts: score === undefined ? {} : { score } });

  test('[P40] the worse of the vote’s level and the best whose condition is not false', () => {
    const level = (marks: string, score?: string) => of(marks, score)?.level;
    expect(['95', '80', '60'].map((score) => level('15E', score))).toEqual([
      'EXCELLENT',
      'GOOD',
      'COMPLETED',
    ]);
    expect(['95', '80', '60'].map((score) => level('15K', score))).toEqual(Array(3).fill('COMPLETED'));
    expect([level('15E'), level('15G')]).toEqual(['EXCELLENT', 'GOOD']);
    expect(steps(of('15E', '60'), 'e', 'g', 'k')).toEqual([
      ['e', true, 'EXCELLENT', 'GOOD'],
      ['g', true, 'GOOD', 'COMPLETED'],
      ['k', false, 'COMPLETED', 'COMPLETED'],
    ]);
  });

  test('[P40] none left: NEEDS_DECISION; voted NOT_COMPLETED stays that, and is not asked', () => {
    const none = of('15E', '40');
    expect(none).toMatchObject({ level: null, status: 'NEEDS_DECISION' });
    expect(steps(none, 'k', 'authority')).toEqual([
      ['k', true, 'COMPLETED', null],
      ['authority', false, null, null],
    ]);
    const lowest = of('15F', '40');
    expect(lowest).toMatchObject({ level: 'NOT_COMPLETED', status: 'DECIDED' });
    expect(steps(lowest, 'e', 'g', 'k')).toEqual([]);
    expect(of('15N', '40')).toMatchObject({ level: null, status: 'NOT_RATED' });
    expect(steps(of('15N', '40'), 'e')).toEqual([]);
    expect(of('7E 1B', '95')).toMatchObject({ level: null, status: 'NEEDS_DECISION' });
    expect(steps(of('7E 1B', '40'), 'e', 'k')).toEqual([
      ['e', true, null, null],
      ['k', true, null, null],
    ]);
  });

  test('[P40] one false condition of a level is enough, and one condition may be of several levels', () => {
    const both = requires('gk', ['GOOD', 'COMPLETED'], '70');
    expect(of('15E', '60', [...grid.slice(0, 1), both])?.status).toBe('NEEDS_DECISION');
    expect(of('15G', '75', [both, requires('again', ['GOOD'], '80')])?.level).toBe('GOOD');
    expect(
      of('15G', '75', [requires('e', ['EXCELLENT'], '90'), both, requires('again', ['GOOD'], '80')])?.level,
    ).toBe('COMPLETED');
    expect(of('15E', '95', [both])?.trace.find(({ ruleId }) => ruleId === 'gk')).toEqual({
      ruleId: 'gk',
      applied: false,
      before: 'EXCELLENT',
      after: 'EXCELLENT',
      finding: {
        found: 'REQUIREMENT',
        levels: ['GOOD', 'COMPLETED'],
        truth: 'TRUE',
        because: [
          { question: { fact: 'score', atLeast: '70' }, given: ['95'], truth: 'TRUE', exception: false },
        ],
      },
    });
  });
});

describe('caps', () => {
  test('[P50] by own facts: at most a level, never up, and unknown caps nothing', () => {
    const of = (sickLeaveMonths: number | null, marks = '15E') =>
      judgedBy([sick], { vote: vote(marks), facts: sickLeaveMonths === null ? {} : { sickLeaveMonths } });
    expect(of(3)?.level).toBe('COMPLETED');
    expect(steps(of(3), 'sick')).toEqual([['sick', true, 'EXCELLENT', 'COMPLETED']]);
    expect(steps(of(2), 'sick')).toEqual([['sick', false, 'EXCELLENT', 'EXCELLENT']]);
    expect(steps(of(null), 'sick')).toEqual([['sick', false, 'EXCELLENT', 'EXCELLENT']]);
    expect(steps(of(3, '15F'), 'sick')).toEqual([['sick', false, 'NOT_COMPLETED', 'NOT_COMPLETED']]);
    expect(steps(of(3, '15K'), 'sick')).toEqual([['sick', false, 'COMPLETED', 'COMPLETED']]);
    expect(steps(of(3, '7E 1B'), 'sick')).toEqual([]);
    expect(of(3)?.trace.find(({ ruleId }) => ruleId === 'sick')?.finding).toMatchObject({
      found: 'CASE',
      truth: 'TRUE',
      most: 'COMPLETED',
    });
  });

  test.each([
    ['[P51] a head not above anything headed', 'HEADED_CAP'],
    ['[P52] a collective not above its organisation', 'LED_CAP'],
  ] as const)('%s; what is open or without a level caps nothing', (_, kind) => {
    const of = (...others: Other[]) =>
      judgedBy(
        [{ id: 'cap', kind }],
        kind === 'HEADED_CAP' ? { headed: others } : { led: others[0] ?? null },
      );
    expect(steps(of(rated('GOOD')), 'cap')).toEqual([['cap', true, 'EXCELLENT', 'GOOD']]);
    expect(steps(of(rated('EXCELLENT', null)), 'cap')).toEqual([['cap', false, 'EXCELLENT', 'EXCELLENT']]);
    for (const is of ['OPEN', 'WITHOUT_LEVEL'] as const) {
      const other = { name: 'Chi bộ 1', is };
      expect(of(other)?.trace.find(({ ruleId }) => ruleId === 'cap')).toEqual({
        ruleId: 'cap',
        applied: false,
        before: 'EXCELLENT',
        after: 'EXCELLENT',
        finding: { found: 'BOUND', others: [other], most: null },
      });
    }
    expect(steps(of(), 'cap')).toEqual([]);
  });

  test('[P51] the worst of several headed is the most', () => {
    const others = [
      rated('GOOD'),
      rated('COMPLETED', null),
      rated('EXCELLENT'),
      { name: 'x', is: 'OPEN' } as const,
    ];
    const outcome = judgedBy([{ id: 'cap', kind: 'HEADED_CAP' }], { headed: others });
    expect(outcome?.trace.find(({ ruleId }) => ruleId === 'cap')?.finding).toEqual({
      found: 'BOUND',
      others,
      most: 'COMPLETED',
    });
    expect(outcome?.level).toBe('COMPLETED');
    const unrated = { vote: vote('7E 1B'), headed: others };
    expect(steps(judgedBy([{ id: 'cap', kind: 'HEADED_CAP' }], unrated), 'cap')).toEqual([]);
  });
});

describe('the quota', () => {
  const standing = (good: number): QuotaStanding =>
    standingOf(policyOf('vn-124-2023').settings, {
      peerGroup: 'Đảng viên',
      excellent: 2,
      good,
      completed: 0,
      notCompleted: 0,
      notRated: 0,
      open: 0,
    });
  const of = (quota: QuotaPlace) => {
    const outcome = judgedBy([{ id: 'quota', kind: 'QUOTA' }], { quota });
    return outcome?.trace.find(({ ruleId }) => ruleId === 'quota');
  };

  test('[P60] lowers nobody, and is applied when it is exceeded', () => {
    const same = { ruleId: 'quota', before: 'EXCELLENT', after: 'EXCELLENT' };
    expect(of({ is: 'STANDING', standing: standing(5) })).toEqual({
      ...same,
      applied: true,
      finding: { found: 'QUOTA', standing: standing(5) },
    });
    expect(of({ is: 'STANDING', standing: standing(9) })).toMatchObject({ ...same, applied: false });
  });

  test('[P61] one outside says why, and one that waits of which group', () => {
    const looked = { ruleId: 'quota', applied: false, before: 'EXCELLENT', after: 'EXCELLENT' };
    for (const why of ['PROPOSED', 'HEAD'] as const) {
      expect(of({ is: 'OUTSIDE', why })).toEqual({ ...looked, finding: { found: 'OUTSIDE_QUOTA', why } });
    }
    expect(of({ is: 'WAITING', peerGroup: 'Chi bộ' })).toEqual({
      ...looked,
      finding: { found: 'QUOTA_WAITS', peerGroup: 'Chi bộ' },
    });
  });
});

describe('a settlement', () => {
  test('[P70] stands beside what the rules gave, is not capped, and every one stays in the trace', () => {
    const policy = policyWith({ id: 'cap', kind: 'HEADED_CAP' });
    const judgement = judgementOf({ policy, headed: [rated('COMPLETED')], authority: 'PROPOSE' });
    const ruled = judge(judgement);
    const settled = settle(judgement, ruled, {
      levels: ['GOOD', 'EXCELLENT'],
      reason: 'Hội nghị quyết định',
    });
    expect(settled).toMatchObject({
      level: 'EXCELLENT',
      status: 'PROPOSED',
      authority: 'PROPOSE',
      final: false,
      ruled: { level: 'COMPLETED', status: 'PROPOSED' },
      settledReason: 'Hội nghị quyết định',
    });
    expect(settled.trace.slice(0, -2)).toEqual(ruled?.trace);
    expect(settled.trace.slice(-2)).toEqual([
      {
        ruleId: 'settlement',
        applied: true,
        before: 'COMPLETED',
        after: 'GOOD',
        finding: { found: 'SETTLED' },
      },
      {
        ruleId: 'settlement',
        applied: true,
        before: 'GOOD',
        after: 'EXCELLENT',
        finding: { found: 'SETTLED' },
      },
    ]);
  });

  test('[P70] without a level is not rated; where the rules gave nothing, nothing stands beside it', () => {
    const judgement = judgementOf({ policy: policyWith() });
    const settled = settle({ ...judgement, final: true }, null, { levels: [null], reason: 'Chưa đủ căn cứ' });
    expect(settled).toEqual({
      level: null,
      status: 'NOT_RATED',
      authority: 'DECIDE',
      final: true,
      trace: [
        { ruleId: 'settlement', applied: true, before: null, after: null, finding: { found: 'SETTLED' } },
      ],
      ruled: null,
      settledReason: 'Chưa đủ căn cứ',
    });
    const { rules, ...bare } = policyWith();
    expect(rules.length).toBeGreaterThan(0);
    const nothing = settle({ ...judgement, policy: { ...bare, rules: [] } }, null, {
      levels: ['GOOD'],
      reason: 'x',
    });
    expect(nothing).toMatchObject({ level: 'GOOD', status: 'DECIDED', trace: [] });
  });
});

describe('totality', () => {
  const levels = fc.constantFrom(...qualityLevels);
  const kinds = fc.option(fc.subarray([...subjectKinds]), { nil: undefined });
  const ruleParts: fc.Arbitrary<RuleParts> = fc
    .tuple(
      fc.constantFrom('EXCLUSION', 'FORCING', 'CONDITION', 'CAP', 'HEADED_CAP', 'LED_CAP', 'QUOTA'),
      conditions,
      levels,
      fc.subarray(['EXCELLENT', 'GOOD', 'COMPLETED']),
      kinds,
      fc.nat(1_000_000),
    )
    .map(([kind, condition, most, some, appliesTo, number]) => {
      const id = `${kind} ${number}`;
      const of = appliesTo === undefined ? {} : { appliesTo };
      return { id, kind, when: condition, requires: condition, most, levels: some, ...of } as RuleParts;
    });
  const others: fc.Arbitrary<Other> = fc.oneof(
    levels.map((level) => rated(level)),
    fc.constantFrom<Other>({ name: 'Chi bộ', is: 'OPEN' }, { name: 'Chi bộ', is: 'WITHOUT_LEVEL' }),
  );
  const quotas = fc.constantFrom<QuotaPlace>(
    { is: 'OUTSIDE', why: 'HEAD' },
    { is: 'OUTSIDE', why: 'PROPOSED' },
    { is: 'WAITING', peerGroup: 'x' },
  );
  const judgements = fc.record({
    policy: fc.array(ruleParts, { maxLength: 8 }).map((rules) => policyWith(...rules)),
    settings: voteSettings(),
    kind: fc.constantFrom(...subjectKinds),
    authority: fc.constantFrom(...authorities),
    facts: factses,
    vote: fc.option(
      fc.record({
        tally: tallies,
        recused: fc.boolean(),
        attendance: fc.option(fc.record({ present: fc.nat(20), summoned: fc.nat(20) })),
      }),
    ),
    headed: fc.array(others, { maxLength: 3 }),
    led: fc.option(others),
    quota: quotas,
    final: fc.boolean(),
  });

  test('[P1] every judgement has an outcome that agrees with itself, and a trace without a gap', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(judgements, (judgement) => {
        const outcome = judge(judgement);
        if (outcome === null) {
          expect(judgement.vote).toBeNull();
          return;
        }
        const { level, status, trace } = outcome;
        seen.add(`${status} ${level}`);
        expect(level === null).toBe(status === 'NEEDS_DECISION' || status === 'NOT_RATED');
        if (level !== null) expect(status).toBe(judgement.authority === 'DECIDE' ? 'DECIDED' : 'PROPOSED');
        if (judgement.vote === null) expect(status).toBe('NOT_RATED');
        let before = null;
        for (const step of trace) {
          expect(step.before).toBe(before);
          if (!step.applied && step.finding.found !== 'SHARES') expect(step.after).toBe(step.before);
          before = step.after;
        }
        expect(before).toBe(level);
        expect(trace.at(-1)?.ruleId).toBe('authority');
        const ids = new Set(judgement.policy.rules.map(({ id }) => id));
        expect(trace.every(({ ruleId }) => ids.has(ruleId))).toBe(true);
        expect(JSON.stringify(outcome)).not.toMatch(/NaN|undefined/);
        expect(JSON.parse(JSON.stringify(outcome))).toEqual(outcome);
        expect(judge(judgement)).toEqual(outcome);
      }),
      { numRuns: runs(5_000) },
    );
    expect(seen.size).toBe(10);
  });

  test('[P1] [P40] [P50] but for what is forced the rules never raise what the vote gave', () => {
    fc.assert(
      fc.property(judgements, (judgement) => {
        const outcome = judge(judgement);
        const bare = judge({ ...judgement, policy: policyWith() });
        if (outcome?.level == null || bare?.level == null) return;
        expect(qualityLevels.indexOf(outcome.level)).toBeGreaterThanOrEqual(
          qualityLevels.indexOf(bare.level),
        );
      }),
      { numRuns: runs(2_000) },
    );
  });
});
