import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import { type Counts, draw, minus, noCounts, withOne } from '../../src/core/tally.ts';
import { type BallotChoice, ballotChoices } from '../../src/core/vocabulary.ts';
import { Chance } from '../support/chance.ts';
import { excess, type Measure, measure, nothingMeasured, sum } from './measure.ts';

// The steps in which a tally is shown: when ten have cast, five marks of the ten are shown. Whose are they?

const batch = 5;
const levels: readonly BallotChoice[] = ['EXCELLENT', 'EXCELLENT', 'GOOD', 'GOOD', 'COMPLETED'];
const rounds = 3_000;

const countsOf = (choices: readonly BallotChoice[]) => choices.reduce<Counts>(withOne, noCounts);

type Show = (cast: readonly BallotChoice[]) => Counts;

const asTheProduct: Show = (cast) => draw(countsOf(cast), batch, randomInt);
const theFirst: Show = (cast) => countsOf(cast.slice(0, batch));

/** Says of the first five that they are those that are shown, and of the others what most of the rest have chosen. */
function firstComeFirstShown(show: Show): Measure {
  const chance = new Chance(1);
  let measured = nothingMeasured;
  for (let round = 0; round < rounds; round += 1) {
    const cast = Array.from({ length: 2 * batch }, () => chance.of(levels));
    const shown = show(cast);
    const rest = minus(countsOf(cast), shown);
    const mostOf = (counts: Counts) =>
      [...ballotChoices].sort((one, other) => counts[other] - counts[one])[0] ?? 'BLANK';
    const guess = [...Array(batch).fill(mostOf(shown)), ...Array(batch).fill(mostOf(rest))];
    measured = sum(measured, measure(guess, cast));
  }
  return measured;
}

test('[R50] a step of the tally says nothing of who of those that waited it is', () => {
  expect(Math.abs(excess(firstComeFirstShown(asTheProduct)))).toBeLessThan(5.5);
});

test('[R50] were the first to cast the first to be shown, it would', () => {
  expect(excess(firstComeFirstShown(theFirst))).toBeGreaterThan(20);
});

/** Of 15 voters: how many are guessed by the final tally, and by it and the step when ten had cast. */
function worthOfAStep() {
  const chance = new Chance(2);
  let [byTally, bySteps] = [0, 0];
  for (let round = 0; round < rounds; round += 1) {
    const cast = Array.from({ length: 3 * batch }, () => chance.of(levels));
    const all = countsOf(cast);
    const shown = asTheProduct(cast.slice(0, 2 * batch));
    // Whatever is not shown yet is as likely with the five of the ten as with the five who came last.
    const weightIn = {
      early: (one: BallotChoice) => all[one] + shown[one],
      late: (one: BallotChoice) => all[one] - shown[one],
    };
    const best = (weight: (one: BallotChoice) => number) =>
      [...ballotChoices].sort((one, other) => weight(other) - weight(one))[0];
    const [early, late, most] = [best(weightIn.early), best(weightIn.late), best((one) => all[one])];
    byTally += cast.filter((choice) => choice === most).length;
    bySteps += cast.filter((choice, at) => choice === (at < 2 * batch ? early : late)).length;
  }
  return { byTally: byTally / rounds, bySteps: bySteps / rounds };
}

test('[R50] steps tell groups apart, a little: less than one ballot of fifteen; docs/secrecy.md says so', () => {
  const { byTally, bySteps } = worthOfAStep();
  expect(bySteps - byTally).toBeGreaterThan(0);
  expect(bySteps - byTally).toBeLessThan(1);
});
