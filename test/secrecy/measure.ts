import type { BallotChoice } from '../../src/core/vocabulary.ts';

/** What an attack says that each ballot held. */
export type Guess = readonly BallotChoice[];

/** What an attack came to, over one round or many. */
export interface Measure {
  readonly ballots: number;
  /** Ballots whose choice was guessed. */
  readonly linked: number;
  /** The same guesses would be right so often, if they had nothing to do with who cast what. */
  readonly expected: number;
  readonly variance: number;
  /** Who knows the tally and nothing else says for everybody what most have chosen. */
  readonly byTallyAlone: number;
}

export const nothingMeasured: Measure = {
  ...{ ballots: 0, linked: 0, expected: 0, variance: 0, byTallyAlone: 0 },
};

function countsOf(choices: readonly BallotChoice[]): ReadonlyMap<BallotChoice, number> {
  const counts = new Map<BallotChoice, number>();
  for (const choice of choices) counts.set(choice, (counts.get(choice) ?? 0) + 1);
  return counts;
}

/**
 * How many guesses fit, beside what fits by chance: if what was cast is dealt out to the voters at random, every deal as likely. Both
 * sums are exact; the numbers of pairs that fit have a hypergeometric distribution with these margins.
 */
export function measure(guess: Guess, truth: readonly BallotChoice[]): Measure {
  const n = truth.length;
  const [guessed, held] = [countsOf(guess), countsOf(truth)];
  const pairs = [...held].map(([choice, count]) => ({ count, times: guessed.get(choice) ?? 0 }));
  let [expected, variance] = [0, 0];
  for (const one of pairs) {
    expected += (one.times * one.count) / n;
    for (const other of pairs) {
      const spread =
        one === other
          ? one.times * one.count * (n - one.times) * (n - one.count)
          : one.times * one.count * other.times * other.count;
      variance += spread / (n * n * (n - 1));
    }
  }
  const linked = guess.filter((choice, at) => choice === truth[at]).length;
  return { ballots: n, linked, expected, variance, byTallyAlone: Math.max(...held.values()) };
}

export function sum(one: Measure, other: Measure): Measure {
  return {
    ballots: one.ballots + other.ballots,
    linked: one.linked + other.linked,
    expected: one.expected + other.expected,
    variance: one.variance + other.variance,
    byTallyAlone: one.byTallyAlone + other.byTallyAlone,
  };
}

/** By how many standard deviations more was guessed than by chance. */
export function excess({ linked, expected, variance }: Measure): number {
  return variance === 0 ? 0 : (linked - expected) / Math.sqrt(variance);
}
