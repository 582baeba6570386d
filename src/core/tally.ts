import { type BallotChoice, ballotChoices, type VoteBase } from './vocabulary.ts';

export type Counts = Readonly<Record<BallotChoice, number>>;

export const noCounts: Counts = {
  EXCELLENT: 0,
  GOOD: 0,
  COMPLETED: 0,
  NOT_COMPLETED: 0,
  NOT_RATED: 0,
  BLANK: 0,
};

/** The numbers of one review in one round. */
export interface Tally {
  readonly reviewId: string;
  /** The round's electorate less the seats recused from this review. */
  readonly electorate: number;
  /** The number that shares are taken of, by the settings. */
  readonly base: number;
  /** How many ballots the counts hold. */
  readonly counted: number;
  readonly counts: Counts;
}

/** Returns the revision of a step: how many ballots it counts. Revisions grow, so that whoever gets two tallies of a round knows which is newer. */
export function revisionOfStep(tally: Tally): number {
  return tally.counted;
}

/** Returns the revision of the whole count. It is above that of every step, because the last step may count as many ballots. */
export function revisionOfCount(tally: Tally): number {
  return tally.counted + 1;
}

export function sumOf(counts: Counts): number {
  return ballotChoices.reduce((sum, choice) => sum + counts[choice], 0);
}

export function plus(counts: Counts, more: Counts): Counts {
  return combine(counts, more, 1);
}

/** Precondition: no count of `less` is above that of `counts`. */
export function minus(counts: Counts, less: Counts): Counts {
  return combine(counts, less, -1);
}

function combine(one: Counts, other: Counts, sign: 1 | -1): Counts {
  const result = { ...one };
  for (const choice of ballotChoices) result[choice] += sign * other[choice];
  return result;
}

export function withOne(counts: Counts, choice: BallotChoice): Counts {
  return { ...counts, [choice]: counts[choice] + 1 };
}

/**
 * Draws `take` of the counted marks without replacement. `randomBelow(n)` returns a whole number from 0 to n − 1, each with the same chance. Precondition:
 * `take` is at most the sum of the counts.
 */
export function draw(counts: Counts, take: number, randomBelow: (n: number) => number): Counts {
  const left = { ...counts };
  const drawn = { ...noCounts };
  let waiting = sumOf(counts);
  for (let taken = 0; taken < take; taken += 1) {
    let ticket = randomBelow(waiting);
    for (const choice of ballotChoices) {
      if (ticket < left[choice]) {
        left[choice] -= 1;
        drawn[choice] += 1;
        break;
      }
      ticket -= left[choice];
    }
    waiting -= 1;
  }
  return drawn;
}

const letters: Readonly<Record<BallotChoice, string>> = {
  EXCELLENT: 'E',
  GOOD: 'G',
  COMPLETED: 'K',
  NOT_COMPLETED: 'F',
  NOT_RATED: 'N',
  BLANK: 'B',
};

/** Returns every mark as a letter, sorted. This is what a journal keeps of a round's ballots, for recounts. */
export function sortedMarks(counts: Counts): string {
  return ballotChoices.map((choice) => letters[choice].repeat(counts[choice])).join('');
}

/** Reverses `sortedMarks`. Returns null where a letter stands for no choice. */
export function countMarks(marks: string): Counts | null {
  let counts = noCounts;
  for (const letter of marks) {
    const choice = ballotChoices.find((one) => letters[one] === letter);
    if (choice === undefined) return null;
    counts = withOne(counts, choice);
  }
  return counts;
}

/** [R55] Returns the number that shares of a review are taken of. `bodyMembers` are all voting seats without the recused one. */
export function baseOf(base: VoteBase, bodyMembers: number, electorate: number, counts: Counts): number {
  switch (base) {
    case 'BODY_MEMBERS':
      return bodyMembers;
    case 'PRESENT':
      return electorate;
    case 'CAST':
      return sumOf(counts);
    case 'VALID':
      return sumOf(counts) - counts.BLANK;
    default:
      return base satisfies never;
  }
}
