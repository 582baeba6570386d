import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Condition, look, type Truth } from '../../../src/core/policy/condition.ts';
import type { Facts } from '../../../src/core/policy/facts.ts';
import { conditions, factses } from './arbitrary.ts';
import { runs } from './small.ts';

const truths = ['TRUE', 'FALSE', 'UNKNOWN'] as const;
const of = (truth: Truth): Condition => ({ named: truth, is: true });
const named: Facts = {
  named: [
    { name: 'TRUE', flag: true },
    { name: 'FALSE', flag: false },
    { name: 'UNKNOWN', flag: null, number: '1' },
  ],
};
const truthOf = (condition: Condition, facts: Facts = named) => look(condition, facts).truth;

/** True is 1, false 0, unknown one half: and, or, not are the least, the greatest, the rest. */
function oracle(condition: Condition): number {
  if ('all' in condition) return Math.min(1, ...condition.all.map(oracle));
  if ('any' in condition) return Math.max(0, ...condition.any.map(oracle));
  if ('not' in condition) return 1 - oracle(condition.not);
  if ('claimed' in condition) return oracle(condition.claimed) === 1 ? 1 : 0;
  return 'named' in condition && condition.named === 'TRUE'
    ? 1
    : 'named' in condition && condition.named === 'FALSE'
      ? 0
      : 0.5;
}

describe('three-valued truth', () => {
  const tables: Record<'all' | 'any', readonly (readonly [Truth, Truth, Truth])[]> = {
    all: [
      ['TRUE', 'FALSE', 'UNKNOWN'],
      ['FALSE', 'FALSE', 'FALSE'],
      ['UNKNOWN', 'FALSE', 'UNKNOWN'],
    ],
    any: [
      ['TRUE', 'TRUE', 'TRUE'],
      ['TRUE', 'FALSE', 'UNKNOWN'],
      ['TRUE', 'UNKNOWN', 'UNKNOWN'],
    ],
  };

  test('[P31] follows the tables of Kleene', () => {
    for (const [row, one] of truths.entries()) {
      for (const [column, other] of truths.entries()) {
        const parts = [of(one), of(other)];
        expect(truthOf({ all: parts })).toBe(tables.all[row]?.[column]);
        expect(truthOf({ any: parts })).toBe(tables.any[row]?.[column]);
      }
    }
    expect(truths.map((one) => truthOf({ not: of(one) }))).toEqual(['FALSE', 'TRUE', 'UNKNOWN']);
    expect(truths.map((one) => truthOf({ claimed: of(one) }))).toEqual(['TRUE', 'FALSE', 'FALSE']);
    expect([truthOf({ all: [] }), truthOf({ any: [] })]).toEqual(['TRUE', 'FALSE']);
  });

  test('[P31] agrees with an oracle in numbers, however deep; and what it names decides it', () => {
    const { tree } = fc.letrec<{ tree: Condition }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 5, withCrossShrink: true },
        fc.constantFrom(...truths).map(of),
        fc.array(tie('tree'), { maxLength: 3 }).map((all): Condition => ({ all })),
        fc.array(tie('tree'), { maxLength: 3 }).map((any): Condition => ({ any })),
        tie('tree').map((not): Condition => ({ not })),
        tie('tree').map((claimed): Condition => ({ claimed })),
      ),
    }));
    fc.assert(
      fc.property(tree, (condition) => {
        const { truth, because } = look(condition, named);
        expect(truth).toBe({ 1: 'TRUE', 0: 'FALSE', 0.5: 'UNKNOWN' }[oracle(condition)]);
        if (truth === 'UNKNOWN') expect(because.map((one) => one.truth)).toContain('UNKNOWN');
        for (const { question, truth: own } of because) {
          expect('named' in question && question.named).toBe(own);
        }
      }),
      { numRuns: runs(3_000) },
    );
  });

  test('[P31] names the questions that decide, with what the facts said, and marks those of exceptions', () => {
    const degraded = { fact: 'degraded', is: true } as const;
    const exempt = { fact: 'exempt', is: true } as const;
    const any: Condition = { any: [degraded, exempt, { fact: 'suspended', is: true }] };
    expect(look(any, { degraded: true, exempt: false })).toEqual({
      truth: 'TRUE',
      because: [{ question: degraded, given: [true], truth: 'TRUE', exception: false }],
    });
    expect(look({ all: [degraded, exempt] }, { degraded: true })).toEqual({
      truth: 'UNKNOWN',
      because: [{ question: exempt, given: [null], truth: 'UNKNOWN', exception: false }],
    });
    expect(look({ not: { claimed: degraded } }, {})).toEqual({
      truth: 'TRUE',
      because: [{ question: degraded, given: [null], truth: 'UNKNOWN', exception: true }],
    });
    expect(look({ not: degraded }, { degraded: true })).toEqual({
      truth: 'FALSE',
      because: [{ question: degraded, given: [true], truth: 'TRUE', exception: false }],
    });
  });
});

describe('a question', () => {
  const relations = ['atLeast', 'moreThan', 'atMost', 'lessThan'] as const;
  /** TRUE as letters, for values under, at and over the bound. */
  const expected = { atLeast: 'FTT', moreThan: 'FFT', atMost: 'TTF', lessThan: 'TFF' };
  const asked = (question: (relation: string) => unknown, values: readonly Facts[]) => {
    for (const relation of relations) {
      const letters = values.map((facts) => truthOf(question(relation) as Condition, facts)[0]).join('');
      expect([relation, letters]).toEqual([relation, expected[relation]]);
      expect(truthOf(question(relation) as Condition, {})).toBe('UNKNOWN');
    }
  };

  test('[P31] of a flag', () => {
    const flag = (is: boolean): Condition => ({ fact: 'degraded', is });
    expect(truthOf(flag(true), { degraded: true })).toBe('TRUE');
    expect(truthOf(flag(false), { degraded: true })).toBe('FALSE');
    expect(truthOf(flag(false), { degraded: false })).toBe('TRUE');
    expect(truthOf(flag(false), {})).toBe('UNKNOWN');
    expect(truthOf({ named: 'mới', is: false }, { named: [{ name: 'khác', flag: true }] })).toBe('UNKNOWN');
    expect(truthOf({ named: 'mới', is: false }, { named: [{ name: 'mới', flag: false }] })).toBe('TRUE');
  });

  test('[P31] of a number, of a decimal and of a named number', () => {
    asked(
      (relation) => ({ fact: 'sickLeaveMonths', [relation]: 3 }),
      [2, 3, 4].map((sickLeaveMonths) => ({ sickLeaveMonths })),
    );
    asked(
      (relation) => ({ fact: 'score', [relation]: '90' }),
      ['89.99', '90.0', '100'].map((score) => ({ score })),
    );
    asked(
      (relation) => ({ named: 'điểm', [relation]: '9.5' }),
      ['9.49', '9.50', '10'].map((number) => ({ named: [{ name: 'điểm', number }] })),
    );
  });

  test('[P31] of a share, which nothing has of nothing', () => {
    const question = (relation: string) => ({
      fact: 'unitsDisciplined',
      of: 'unitsTotal',
      [relation]: { numerator: 20, denominator: 100 },
    });
    asked(
      question,
      [1, 2, 3].map((unitsDisciplined) => ({ unitsDisciplined, unitsTotal: 10 })),
    );
    const more = question('moreThan') as Condition;
    expect(look(more, { unitsDisciplined: 3, unitsTotal: 10 }).because[0]?.given).toEqual([3, 10]);
    expect(truthOf(more, { unitsDisciplined: 0, unitsTotal: 0 })).toBe('UNKNOWN');
    expect(truthOf(more, { unitsDisciplined: 3 })).toBe('UNKNOWN');
    expect(truthOf(more, { unitsTotal: 3 })).toBe('UNKNOWN');
    expect(look(more, { unitsTotal: 3 }).because[0]?.given).toEqual([null, 3]);
  });

  test('[P31] of a grade or a level, of which the better one is more, and of discipline, of which the heavier one is', () => {
    asked(
      (relation) => ({ fact: 'resultsGrade', [relation]: 'GOOD' }),
      (['AVERAGE', 'GOOD', 'OUTSTANDING'] as const).map((resultsGrade) => ({ resultsGrade })),
    );
    asked(
      (relation) => ({ fact: 'lowestOtherGrade', [relation]: 'AVERAGE' }),
      (['POOR', 'AVERAGE', 'GOOD'] as const).map((lowestOtherGrade) => ({ lowestOtherGrade })),
    );
    asked(
      (relation) => ({ fact: 'civilServantLevel', [relation]: 'COMPLETED' }),
      (['NOT_COMPLETED', 'COMPLETED', 'EXCELLENT'] as const).map((civilServantLevel) => ({
        civilServantLevel,
      })),
    );
    asked(
      (relation) => ({ fact: 'memberDiscipline', [relation]: 'WARNING' }),
      (['REPRIMAND', 'WARNING', 'EXPULSION'] as const).map((memberDiscipline) => ({ memberDiscipline })),
    );
    expect(truthOf({ fact: 'memberDiscipline', atMost: 'NONE' }, { memberDiscipline: 'NONE' })).toBe('TRUE');
  });

  test('[P31] without a relation is a mistake of the policy', () => {
    const broken = { fact: 'score' } as unknown as Condition;
    expect(() => look(broken, { score: '1' })).toThrow('no relation in {"fact":"score"}');
  });
});

test('[P31] every condition has a verdict on all facts; one more fact never turns true into false where nothing is claimed', () => {
  fc.assert(
    fc.property(conditions, factses, factses, (condition, facts, more) => {
      const { truth } = look(condition, facts);
      expect(truths).toContain(truth);
      if (truth === 'UNKNOWN' || JSON.stringify(condition).includes('"claimed"')) return;
      expect(look(condition, { ...more, ...facts, named: facts.named ?? [] }).truth).toBe(truth);
    }),
    { numRuns: runs(3_000) },
  );
});
