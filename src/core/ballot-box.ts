import type { OpenRound, Round } from './state.ts';
import { type Counts, noCounts } from './tally.ts';
import { ballotChoices } from './vocabulary.ts';

/** Why the ballots of a secret round cannot be counted: their envelopes do not open, or they are not the ballots that were cast. */
export type BallotBoxFault = 'BALLOTS_UNREADABLE' | 'BALLOTS_ALTERED';

/**
 * [S3] Returns what every envelope of a round is bound to, beside its own id: the round, its reviews and its electorate, both in order, and who is recused from
 * which review, all as the round was opened. Returns null for a round of form 1, whose envelopes are bound to its id alone.
 */
export function bindingOf({ form, id, reviewIds, electorate, recused }: Round): string | null {
  if (form === 1) return null;
  return JSON.stringify([id, reviewIds, [...electorate.keys()], [...recused]]);
}

/** [R42] Says whether counts have at least the marks that were shown. Whoever saw a step knows that a lower count is not true. */
export function holdsWhatWasShown(round: OpenRound, counted: ReadonlyMap<string, Counts>): boolean {
  return round.reviewIds.every((reviewId) => {
    const [shown, counts] = [round.shown.get(reviewId) ?? noCounts, counted.get(reviewId) ?? noCounts];
    return ballotChoices.every((choice) => counts[choice] >= shown[choice]);
  });
}
