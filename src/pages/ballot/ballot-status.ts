import type { WatchOwnSubscription } from '../../../schema/operations/typed.ts';
import type { LocalBallotState, Receipt } from './casting/local-ballot.ts';

/** One round as this seat has it. */
export type OwnBallot = WatchOwnSubscription['ownWatch']['ballots'][number];

/** What became of a seat's ballot in one round. */
export type BallotStatus =
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

type OwnBallotHead = Pick<OwnBallot, 'sealed'> & {
  readonly round: Pick<OwnBallot['round'], 'status'>;
  readonly reviews: readonly unknown[];
};

/** Compares what the server says of the round with what this page knows of the ballot, and takes what is further on. */
export function ballotStatusOf(
  { round, reviews, sealed }: OwnBallotHead,
  state: LocalBallotState,
): BallotStatus {
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
