import type { WatchOwnSubscription } from '../../../schema/operations/typed.ts';
import type { PaperState, Receipt } from './casting/paper.ts';

/** One round as this seat has it. */
export type OwnBallot = WatchOwnSubscription['ownWatch']['ballots'][number];

/** What became of a seat's ballot in one round. */
export type Fate =
  /** The seat has none in this round. */
  | { readonly is: 'none' }
  | { readonly is: 'open' }
  /** Sent, and not answered yet: it may have arrived. */
  | { readonly is: 'underWay' }
  /** Recorded, while the round is open or for good; no receipt where it was cast from elsewhere. */
  | { readonly is: 'in'; readonly receipt: Receipt | null }
  /** Recorded, in a round that was voided afterwards. */
  | { readonly is: 'destroyed'; readonly receipt: Receipt | null }
  /** The round was voided before there was one. */
  | { readonly is: 'voided' }
  /** It arrived when the round was over. */
  | { readonly is: 'tooLate' }
  | { readonly is: 'notCast' };

type Known = Pick<OwnBallot, 'sealed'> & {
  readonly round: Pick<OwnBallot['round'], 'status'>;
  readonly reviews: readonly unknown[];
};

/** By what the server says of the round, and what this page knows of the ballot: of the two, whatever is further on. */
export function fateOf({ round, reviews, sealed }: Known, state: PaperState): Fate {
  if (state.is === 'casting' || state.is === 'unanswered') return { is: 'underWay' };
  const receipt = state.is === 'cast' ? state.receipt : null;
  if (sealed || receipt !== null || state.is === 'castElsewhere') {
    return round.status === 'VOID' ? { is: 'destroyed', receipt } : { is: 'in', receipt };
  }
  if (reviews.length === 0) return { is: 'none' };
  if (state.is === 'tooLate') return { is: 'tooLate' };
  if (round.status === 'VOID') return { is: 'voided' };
  return { is: round.status === 'OPEN' ? 'open' : 'notCast' };
}
