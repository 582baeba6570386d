import type { Outcome } from './policy/outcome.ts';
import { atLeast } from './policy/ratio.ts';
import type { AgendaItem, Preparation, PreparedSeat, Report } from './preparation.ts';
import type { Counts, Tally } from './tally.ts';
import type {
  BallotChoice,
  Presence,
  QualityLevel,
  ReviewStatus,
  RoundForm,
  SessionStatus,
  Stance,
  TallyDisplay,
  VotingMethod,
} from './vocabulary.ts';

// The state of a session, folded from its journal. It is never changed in place, because the state with commands that are not on disk yet exists beside the
// committed one.

export interface Session {
  readonly id: string;
  readonly status: SessionStatus;
  readonly preparation: Preparation;
  /** Of every seat, by its id. */
  readonly presence: ReadonlyMap<string, Presence>;
  /** By id, in the order of the agenda. */
  readonly reviews: ReadonlyMap<string, Review>;
  /** The open reviews, the one opened last at the end. */
  readonly openReviewIds: readonly string[];
  /** In the order of opening. At most one is open. */
  readonly rounds: readonly Round[];
}

export interface Review {
  readonly id: string;
  readonly item: AgendaItem;
  readonly status: ReviewStatus;
  /** [R77] Grows with every entry that opens it or changes what is said, reported, voted or decided of it, and with no ballot. */
  readonly revision: number;
  /** When it was opened last; null where it never was. */
  readonly openedAtMs: number | null;
  readonly report: Report | null;
  /** Which report it is, from 1; 0 where there is none. `presented` is who presented it and when; null where it came with the preparation. */
  readonly reportRevision: number;
  readonly presented: { readonly seatId: string; readonly atMs: number } | null;
  readonly selfLevel: QualityLevel | null;
  readonly comments: readonly Comment[];
  readonly responses: readonly ReviewResponse[];
  /** The outcome of the newest closed round or of a later settlement; before these, of an exclusion. */
  readonly outcome: Outcome | null;
}

export interface Comment {
  readonly id: string;
  readonly seatId: string;
  readonly body: string;
  readonly atMs: number;
  /** Who withdrew it, and when. */
  readonly withdrawn: { readonly seatId: string; readonly atMs: number } | null;
}

export interface ReviewResponse {
  readonly id: string;
  readonly seatId: string;
  readonly stance: Stance;
  readonly body: string;
  readonly commentIds: readonly string[];
  readonly atMs: number;
}

interface AnyRound {
  readonly id: string;
  readonly form: RoundForm;
  readonly reviewIds: readonly string[];
  readonly method: VotingMethod;
  readonly display: TallyDisplay;
  /** The place of every seat that may cast. It does not change after the opening. */
  readonly electorate: ReadonlyMap<string, number>;
  /** The seat of the electorate that does not mark a review, by review. A review has one at most. */
  readonly recused: ReadonlyMap<string, string>;
  /** 1 at the place of each seat that has cast. */
  readonly cast: Uint8Array;
  readonly turnout: number;
  /** The ballots of an open vote, with choices in the order of the reviews. Empty for a secret ballot. */
  readonly openBallots: readonly OpenBallot[];
  /** The voting seats when it opened. */
  readonly attendance: { readonly present: number; readonly summoned: number };
  readonly openedAtMs: number;
  readonly closesAtMs: number | null;
  /** Whether its closing time was withdrawn. */
  readonly clockStopped: boolean;
}

export interface OpenBallot {
  readonly seatId: string;
  readonly choices: readonly (BallotChoice | null)[];
}

export interface OpenRound extends AnyRound {
  readonly status: 'OPEN';
  /** The counts that viewers may know so far, by review. */
  readonly shown: ReadonlyMap<string, Counts>;
}

export interface ClosedRound extends AnyRound {
  readonly status: 'CLOSED';
  readonly closedAtMs: number;
  readonly tallies: ReadonlyMap<string, Tally>;
}

export interface VoidRound extends AnyRound {
  readonly status: 'VOID';
  readonly closedAtMs: number;
  /** The counts that had been shown. */
  readonly shown: ReadonlyMap<string, Counts>;
  /** The chair's reason; null where the clock closed a round that could not be counted. */
  readonly voidReason: string | null;
  /** Why the round could not be counted, where the clock closed it. */
  readonly voidCause: VoidCause | null;
}

export type VoidCause = 'TOO_FEW_BALLOTS' | 'NO_BALLOTS';

export type Round = OpenRound | ClosedRound | VoidRound;

const seatIndexes = new WeakMap<Preparation, ReadonlyMap<string, PreparedSeat>>();

export function seatOf({ preparation }: Session, seatId: string): PreparedSeat | undefined {
  let index = seatIndexes.get(preparation);
  if (index === undefined) {
    index = new Map(preparation.seats.map((seat) => [seat.id, seat]));
    seatIndexes.set(preparation, index);
  }
  return index.get(seatId);
}

/** Returns the name of a subject that is a person, as its seat has it where it has one; null for other subjects. */
export function personName(session: Session, item: AgendaItem): string | null {
  if (item.personId === null) return null;
  const seat = item.seatId === null ? undefined : seatOf(session, item.seatId);
  return seat?.fullName ?? item.personName ?? item.name;
}

export function openRoundOf(session: Session): OpenRound | undefined {
  const last = session.rounds.at(-1);
  return last?.status === 'OPEN' ? last : undefined;
}

export function roundOf(session: Session, roundId: string): Round | undefined {
  return session.rounds.find((round) => round.id === roundId);
}

/** [R25] Returns the voting seat that is recused from its own review by the settings. */
export function recusedSeat(session: Session, item: AgendaItem): PreparedSeat | undefined {
  if (session.preparation.settings.selfVote === 'ALLOWED' || item.seatId === null) return undefined;
  const seat = seatOf(session, item.seatId);
  return seat?.mayVote === true ? seat : undefined;
}

/** Returns how many ballots of the round mark this review. */
export function markedBallots(round: Round, reviewId: string): number {
  const recused = round.recused.get(reviewId);
  const place = recused === undefined ? undefined : round.electorate.get(recused);
  return round.turnout - (place === undefined ? 0 : (round.cast[place] ?? 0));
}

/** Returns how many seats of the electorate mark this review. */
export function markers(round: Round, reviewId: string): number {
  return round.electorate.size - (round.recused.has(reviewId) ? 1 : 0);
}

export interface Attendance {
  readonly summoned: number;
  readonly present: number;
  readonly excused: number;
  readonly absent: number;
  readonly quorumNeeded: number;
  readonly quorumMet: boolean;
}

/** [R10] Counts voting seats alone. Reaching the quorum is enough. */
export function attendanceOf(session: Session): Attendance {
  const voting = session.preparation.seats.filter((seat) => seat.mayVote);
  const count = (presence: Presence) =>
    voting.filter((seat) => session.presence.get(seat.id) === presence).length;
  const present = count('PRESENT');
  const quorumNeeded = atLeast(session.preparation.settings.quorum, voting.length);
  return {
    summoned: voting.length,
    present,
    excused: count('EXCUSED'),
    absent: count('ABSENT'),
    quorumNeeded,
    quorumMet: present >= quorumNeeded,
  };
}

/** Returns a copy of the map with this entry. */
export function withEntry<Key, Value>(
  map: ReadonlyMap<Key, Value>,
  key: Key,
  value: Value,
): ReadonlyMap<Key, Value> {
  return new Map(map).set(key, value);
}
