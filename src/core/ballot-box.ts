import type { OpenRound, Round } from './state.ts';
import { type Counts, noCounts } from './tally.ts';
import { ballotChoices } from './vocabulary.ts';

/** Why the ballots of a secret round cannot be counted: they do not open, or they are not those that were cast. */
export type BallotBoxFault = 'BALLOTS_UNREADABLE' | 'BALLOTS_ALTERED';

/**
 * [S3] What every envelope of a round is bound to beside its own id: the round, its reviews in order, its electorate in order, and
 * who is recused from what, all as it was opened. Null for a round of the first form, whose envelopes are bound to its id alone.
 */
export function bindingOf({ form, id, reviewIds, electorate, recused }: Round): string | null {
  if (form === 1) return null;
  return JSON.stringify([id, reviewIds, [...electorate.keys()], [...recused]]);
}

/** [R42] Whether the counts hold everything that was shown of them: whoever saw a step would know of any other count that it is not true. */
export function holdsWhatWasShown(round: OpenRound, counted: ReadonlyMap<string, Counts>): boolean {
  return round.reviewIds.every((reviewId) => {
    const [shown, counts] = [round.shown.get(reviewId) ?? noCounts, counted.get(reviewId) ?? noCounts];
    return ballotChoices.every((choice) => counts[choice] >= shown[choice]);
  });
}
