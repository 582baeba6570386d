import type { WatchOwnSubscription } from '../../../schema/operations/typed.ts';
import type { LocalBallotState, Receipt } from './casting/local-ballot.ts';

/** One round, as the server tells it to this seat. */
export type OwnBallot = WatchOwnSubscription['ownWatch']['ballots'][number];

/** What became of a seat's ballot in one round. */
export type BallotStatus =
  /** The seat has no ballot in this round. */
  | { readonly is: 'none' }
  | { readonly is: 'open' }
  /** It was sent and not answered yet, so it may have arrived. */
  | { readonly is: 'underWay' }
  /** It is recorded, while the round is open or for good. Without a receipt it was cast elsewhere. */
  | { readonly is: 'in'; readonly receipt: Receipt | null }
  /** It was recorded in a round that was voided later. */
  | { readonly is: 'destroyed'; readonly receipt: Receipt | null }
  /** The round was voided before the seat cast a ballot. */
  | { readonly is: 'voided' }
  /** It arrived after the round had ended. */
  | { readonly is: 'tooLate' }
  | { readonly is: 'notCast' };

type OwnBallotHead = Pick<OwnBallot, 'sealed'> & {
  readonly round: Pick<OwnBallot['round'], 'status'>;
  readonly reviews: readonly unknown[];
};

/** Returns what became of a ballot, from what the server says of the round and what this page knows of the ballot. The later state counts. */
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
