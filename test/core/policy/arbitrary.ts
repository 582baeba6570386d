import fc from 'fast-check';
import { type Condition, relations } from '../../../src/core/policy/condition.ts';
import { countFacts, type Facts, flagFacts } from '../../../src/core/policy/facts.ts';
import { criterionGrades, disciplines, qualityLevels } from '../../../src/core/vocabulary.ts';

const decimals = fc.constantFrom('0', '49.99', '50', '69.5', '70', '90.0', '100');
const names = fc.constantFrom('một', 'hai');
const counts = fc.constantFrom(0, 1, 2, 3, 5, 10);

/** Facts of every sort, each given or not. */
export const factses: fc.Arbitrary<Facts> = fc.record(
  {
    ...Object.fromEntries(flagFacts.map((fact) => [fact, fc.boolean()])),
    ...Object.fromEntries(countFacts.map((fact) => [fact, counts])),
    resultsGrade: fc.constantFrom(...criterionGrades),
    lowestOtherGrade: fc.constantFrom(...criterionGrades),
    memberDiscipline: fc.constantFrom(...disciplines),
    civilServantLevel: fc.constantFrom(...qualityLevels),
    score: decimals,
    named: fc.uniqueArray(
      fc.record({ name: names, flag: fc.option(fc.boolean()), number: fc.option(decimals) }),
      { selector: ({ name }) => name, maxLength: 2 },
    ),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Facts>;

const relation = fc.constantFrom(...relations);
const compared = <Bound>(fact: object, bound: fc.Arbitrary<Bound>) =>
  fc.tuple(relation, bound).map(([one, value]) => ({ ...fact, [one]: value }));
const fact = <Name extends string>(...all: readonly Name[]) => fc.constantFrom(...all);

const questions = fc.oneof(
  fc.record({ fact: fact(...flagFacts), is: fc.boolean() }),
  fact(...countFacts).chain((one) => compared({ fact: one }, counts)),
  fc
    .tuple(fact(...countFacts), fact(...countFacts))
    .chain(([one, of]) =>
      compared(
        { fact: one, of },
        fc.constantFrom({ numerator: 1, denominator: 2 }, { numerator: 20, denominator: 100 }),
      ),
    ),
  fact('resultsGrade', 'lowestOtherGrade').chain((one) =>
    compared({ fact: one }, fc.constantFrom(...criterionGrades)),
  ),
  compared({ fact: 'memberDiscipline' }, fc.constantFrom(...disciplines)),
  compared({ fact: 'civilServantLevel' }, fc.constantFrom(...qualityLevels)),
  compared({ fact: 'score' }, decimals),
  fc.record({ named: names, is: fc.boolean() }),
  names.chain((named) => compared({ named }, decimals)),
) as fc.Arbitrary<Condition>;

/** Conditions of every shape, parts within parts. */
export const { condition: conditions } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    { weight: 3, arbitrary: questions },
    { weight: 1, arbitrary: fc.array(tie('condition'), { maxLength: 3 }).map((all): Condition => ({ all })) },
    { weight: 1, arbitrary: fc.array(tie('condition'), { maxLength: 3 }).map((any): Condition => ({ any })) },
    { weight: 1, arbitrary: tie('condition').map((not): Condition => ({ not })) },
    { weight: 1, arbitrary: tie('condition').map((claimed): Condition => ({ claimed })) },
  ),
}));
