import { type ClosedRound, type Review, type Round, recusedSeat, type Session } from './state.ts';
import type { Tally } from './tally.ts';
import { type BetrayalCode, ballotChoices } from './vocabulary.ts';

// What a secret ballot cannot hide, because numbers that everybody sees tell it.

export interface Betrayal {
  readonly code: BetrayalCode;
  /** Of so many ballots. */
  readonly ballots: number;
}

/** Up to here everybody knows who was in the room, and marks that are all alike are nothing rare. */
const smallElectorate = 10;
/** Fewer are not counted: R41. */
const fewestCounted = 3;

/** [R45] What a secret round could not hide if it were opened on this review now. */
export function betrayalsAhead(session: Session, review: Review): readonly Betrayal[] {
  if (session.status === 'ADJOURNED' || review.status === 'CLOSED') return [];
  const present = presentIn(session);
  const recused = recusedSeat(session, review.item)?.id;
  const ballots = present.size - (recused !== undefined && present.has(recused) ? 1 : 0);
  const found: Betrayal[] = [];
  if (ballots > 0 && ballots <= smallElectorate) {
    found.push({ code: ballots < fewestCounted ? 'TOO_FEW_BALLOTS' : 'SMALL_ELECTORATE', ballots });
  }
  const markers = () => new Set([...present].filter((id) => id !== recused));
  return isOneFrom(session, review.id, markers, null) ? [...found, differenceOfOne] : found;
}

/** [R45] What the tally of a closed secret round tells of single ballots. */
export function betrayalsOf(session: Session, round: Round, tally: Tally): readonly Betrayal[] {
  if (round.method !== 'SECRET_BALLOT' || round.status !== 'CLOSED') return [];
  const { reviewId, counted, counts } = tally;
  const marked = ballotChoices.map((choice) => counts[choice]).filter((count) => count > 0);
  const found: Betrayal[] = [];
  if (marked.length === 1) found.push({ code: 'UNANIMOUS', ballots: counted });
  if (marked.length === 2 && marked.includes(1)) found.push({ code: 'ALL_BUT_ONE', ballots: counted - 1 });
  const differs = isOneFrom(session, reviewId, () => castersOf(round, reviewId), round);
  return differs ? [...found, differenceOfOne] : found;
}

/** [R45] The same of the count that a review's outcome is of. */
export function betrayalsOfResult(session: Session, reviewId: string): readonly Betrayal[] {
  const isIts = (round: Round): round is ClosedRound =>
    round.status === 'CLOSED' && round.tallies.has(reviewId);
  const round = session.rounds.findLast(isIts);
  const tally = round?.tallies.get(reviewId);
  return round === undefined || tally === undefined ? [] : betrayalsOf(session, round, tally);
}

const differenceOfOne: Betrayal = { code: 'DIFFERENCE_OF_ONE', ballots: 1 };

/** Whether another secret count on the review is of the same seats but one more or one fewer. */
function isOneFrom(
  session: Session,
  reviewId: string,
  seatsOf: () => ReadonlySet<string>,
  but: Round | null,
): boolean {
  const others = session.rounds.filter(
    (round) =>
      round !== but &&
      round.method === 'SECRET_BALLOT' &&
      round.status === 'CLOSED' &&
      round.reviewIds.includes(reviewId),
  );
  if (others.length === 0) return false;
  const seats = seatsOf();
  return others.some((round) => {
    const casters = castersOf(round, reviewId);
    const common = [...seats].filter((seat) => casters.has(seat)).length;
    return seats.size + casters.size - 2 * common === 1;
  });
}

/** The seats whose ballots mark this review. */
function castersOf(round: Round, reviewId: string): ReadonlySet<string> {
  const cast = [...round.electorate].filter(([, place]) => round.cast[place] === 1).map(([seatId]) => seatId);
  return new Set(cast.filter((seatId) => round.recused.get(reviewId) !== seatId));
}

const presentVoters = new WeakMap<Session, ReadonlySet<string>>();

/** The voting seats that are here. */
function presentIn(session: Session): ReadonlySet<string> {
  const known = presentVoters.get(session);
  if (known !== undefined) return known;
  const { seats } = session.preparation;
  const present = seats.filter(({ id, mayVote }) => mayVote && session.presence.get(id) === 'PRESENT');
  const ids = new Set(present.map(({ id }) => id));
  presentVoters.set(session, ids);
  return ids;
}
