import { type ClosedRound, type Review, type Round, recusedSeat, type Session } from './state.ts';
import type { Counts, Tally } from './tally.ts';
import { ballotChoices, type DisclosureCode } from './vocabulary.ts';

// Statistical disclosure: what a secret ballot cannot hide, because numbers that everybody sees tell it. It is found from what everybody may know: who could
// cast, and how many have cast. It does not use who has cast, because the warning would tell that.

export interface Disclosure {
  readonly code: DisclosureCode;
  /** The number of ballots that the warning is about. */
  readonly ballots: number;
}

/** In an electorate up to this size everybody knows who was in the room, and marks that are all alike are not rare. */
const smallElectorate = 10;
/** [R41] A secret round is not counted where a review may have fewer marks than these, because the count would tell who made them. */
export const minCountedMarks = 3;

/** [R45] Returns what a secret round could not hide if it were opened on this review now. */
export function disclosuresAhead(session: Session, review: Review): readonly Disclosure[] {
  if (session.status === 'ADJOURNED' || review.status === 'CLOSED') return [];
  const present = presentIn(session);
  const recused = recusedSeat(session, review.item)?.id;
  const isHere = recused !== undefined && present.has(recused);
  const ballots = present.size - (isHere ? 1 : 0);
  const found: Disclosure[] = [];
  if (ballots > 0 && ballots <= smallElectorate) {
    found.push({ code: ballots < minCountedMarks ? 'TOO_FEW_BALLOTS' : 'SMALL_ELECTORATE', ballots });
  }
  const others = countsOn(session, review.id, null);
  if (others.length > 0) {
    const seats = new Set([...present].filter((id) => id !== recused));
    const near = others.map((other) => seatsApart({ seats, counted: ballots }, other));
    found.push(...differences(near.filter((apart) => isFew(session, apart))));
  }
  if (isHere && ballots > 0 && sharesSheet(session, review, recused)) {
    found.push({ code: 'PARTICIPATION', ballots });
  }
  return found;
}

/** Says whether the review can be in a round with another review that its subject marks. A round on this review alone leaves its subject out. */
function sharesSheet(session: Session, review: Review, subject: string): boolean {
  return [...session.reviews.values()].some(
    (other) =>
      other.id !== review.id && other.status !== 'CLOSED' && recusedSeat(session, other.item)?.id !== subject,
  );
}

/** [R45] Returns what the tally of a closed secret round tells of single ballots. */
export function disclosuresOf(session: Session, round: Round, tally: Tally): readonly Disclosure[] {
  if (round.method !== 'SECRET_BALLOT' || round.status !== 'CLOSED') return [];
  const { reviewId, counted, counts } = tally;
  const marked = ballotChoices.map((choice) => counts[choice]).filter((count) => count > 0);
  const found: Disclosure[] = [];
  if (marked.length === 1) found.push({ code: 'UNANIMOUS', ballots: counted });
  if (marked.length === 2 && marked.includes(1)) found.push({ code: 'ALL_BUT_ONE', ballots: counted - 1 });
  const others = countsOn(session, reviewId, round);
  if (others.length > 0) {
    const seats = seatsOf(round, reviewId);
    found.push(
      ...differences(
        others.flatMap((other) => {
          const apart = seatsApart({ seats, counted }, other);
          return isFew(session, apart) || isPlain(apart, tally, other.tally) ? [apart] : [];
        }),
      ),
    );
  }
  // Where there are as many marks as ballots, no ballot is of the recused seat, because its ballot would not mark this review.
  if (round.recused.has(reviewId) && counted === round.turnout) {
    found.push({ code: 'PARTICIPATION', ballots: counted });
  }
  return found;
}

/** [R45] Returns the same for the newest closed round on the review, of which its outcome is. */
export function disclosuresOfResult(session: Session, reviewId: string): readonly Disclosure[] {
  const isIts = (round: Round): round is ClosedRound =>
    round.status === 'CLOSED' && round.tallies.has(reviewId);
  const round = session.rounds.findLast(isIts);
  const tally = round?.tallies.get(reviewId);
  return round === undefined || tally === undefined ? [] : disclosuresOf(session, round, tally);
}

/** The seats that could mark a review in a count, and how many did. */
interface Count {
  readonly seats: ReadonlySet<string>;
  readonly counted: number;
}

/** Returns every other secret count on the review. */
function countsOn(
  session: Session,
  reviewId: string,
  but: Round | null,
): (Count & { readonly tally: Tally })[] {
  return session.rounds.flatMap((round) => {
    if (round === but || round.method !== 'SECRET_BALLOT' || round.status !== 'CLOSED') return [];
    const tally = round.tallies.get(reviewId);
    return tally === undefined ? [] : [{ seats: seatsOf(round, reviewId), counted: tally.counted, tally }];
  });
}

/** Returns the seats of the electorate that mark this review. */
function seatsOf(round: Round, reviewId: string): ReadonlySet<string> {
  return new Set([...round.electorate.keys()].filter((seatId) => round.recused.get(reviewId) !== seatId));
}

/**
 * Returns the smallest number of seats, one or more, by which those who marked in two counts may differ; 0 where they are certainly the same. It uses the
 * electorates and the numbers of marks alone.
 */
function seatsApart(one: Count, other: Count): number {
  const common = [...one.seats].filter((seat) => other.seats.has(seat)).length;
  const fewest = one.counted + other.counted - 2 * Math.min(one.counted, other.counted, common);
  if (fewest > 0) return fewest;
  const amongCommon = ({ seats, counted }: Count) => counted - Math.min(counted, seats.size - common);
  const inBoth = Math.max(0, amongCommon(one) + amongCommon(other) - common);
  return inBoth === one.counted ? 0 : 2;
}

/** Says whether two counts differ by fewer seats than a batch, because steps of a batch keep single ballots secret. */
function isFew({ preparation }: Session, apart: number): boolean {
  return apart > 0 && apart < preparation.settings.releaseBatch;
}

/** Says whether the seats of one count may all be among the other's, and the difference of the tallies is of one level, or of one level but for one mark. */
function isPlain(apart: number, one: Tally, other: Tally): boolean {
  if (apart === 0 || apart !== Math.abs(one.counted - other.counted)) return false;
  const [more, less]: readonly [Counts, Counts] =
    one.counted > other.counted ? [one.counts, other.counts] : [other.counts, one.counts];
  const rest = ballotChoices.map((choice) => more[choice] - less[choice]).filter((count) => count !== 0);
  return rest.every((count) => count > 0) && (rest.length === 1 || (rest.length === 2 && rest.includes(1)));
}

/** Returns one disclosure for each number of seats. */
function differences(apart: readonly number[]): readonly Disclosure[] {
  return [...new Set(apart)]
    .sort((one, other) => one - other)
    .map((ballots) => ({ code: 'DIFFERENCE', ballots }));
}

const presentVoters = new WeakMap<Session, ReadonlySet<string>>();

/** Returns the voting seats that are present. */
function presentIn(session: Session): ReadonlySet<string> {
  const known = presentVoters.get(session);
  if (known !== undefined) return known;
  const { seats } = session.preparation;
  const present = seats.filter(({ id, mayVote }) => mayVote && session.presence.get(id) === 'PRESENT');
  const ids = new Set(present.map(({ id }) => id));
  presentVoters.set(session, ids);
  return ids;
}
