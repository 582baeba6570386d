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

// The state of a session, folded from its journal. Nothing in it is ever changed in place: what commands may add before they are on disk
// is a new state beside the committed one.

export interface Session {
  readonly id: string;
  readonly status: SessionStatus;
  readonly preparation: Preparation;
  /** By seat id, every seat. */
  readonly presence: ReadonlyMap<string, Presence>;
  /** By review id, in agenda order. */
  readonly reviews: ReadonlyMap<string, Review>;
  /** Reviews that are open, the one opened last at the end. */
  readonly openReviewIds: readonly string[];
  /** In the order of opening; at most one is open. */
  readonly rounds: readonly Round[];
}

export interface Review {
  readonly id: string;
  readonly item: AgendaItem;
  readonly status: ReviewStatus;
  /** Grows with every entry that changes what is said, reported, voted or decided of it; not with each ballot. */
  readonly revision: number;
  /** When it was last opened; null before the first time. */
  readonly openedAtMs: number | null;
  readonly report: Report | null;
  /** Which report it is, 0 for none, and who presented it when; null for one that came with the preparation. */
  readonly reportRevision: number;
  readonly presented: { readonly seatId: string; readonly atMs: number } | null;
  readonly selfLevel: QualityLevel | null;
  readonly comments: readonly Comment[];
  readonly responses: readonly ReviewResponse[];
  /** Of the newest closed round, or of the settlement after it. */
  readonly outcome: Outcome | null;
}

export interface Comment {
  readonly id: string;
  readonly seatId: string;
  readonly body: string;
  readonly atMs: number;
  /** Who withdrew it when. */
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
  /** The place of every seat that may cast; frozen at opening. */
  readonly electorate: ReadonlyMap<string, number>;
  /** The one seat of the electorate, if any, that does not mark a review, by review. */
  readonly recused: ReadonlyMap<string, string>;
  /** 1 at the place of each seat that has cast. */
  readonly cast: Uint8Array;
  readonly turnout: number;
  /** Of an open vote: choices by place, in the order of the reviews; empty for a secret ballot. */
  readonly openBallots: readonly OpenBallot[];
  /** Voting seats when it opened. */
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
  /** What viewers may know of the count so far, by review. */
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
  /** What had been shown of it. */
  readonly shown: ReadonlyMap<string, Counts>;
  /** The chair's; null where the clock closed a round that could not be counted. */
  readonly voidReason: string | null;
  /** Why the clock could not have it counted. */
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

/** Of a subject that is a person: as the seat has it, where there is one. */
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

/** The voting seat that stays out of its own review, as the settings say. */
export function recusedSeat(session: Session, item: AgendaItem): PreparedSeat | undefined {
  if (session.preparation.settings.selfVote === 'ALLOWED' || item.seatId === null) return undefined;
  const seat = seatOf(session, item.seatId);
  return seat?.mayVote === true ? seat : undefined;
}

/** How many ballots of the round mark this review. */
export function markedBallots(round: Round, reviewId: string): number {
  const recused = round.recused.get(reviewId);
  const place = recused === undefined ? undefined : round.electorate.get(recused);
  return round.turnout - (place === undefined ? 0 : (round.cast[place] ?? 0));
}

/** How many seats of the electorate mark this review. */
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

/** Of voting seats only; reaching the quorum is enough. */
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

/** A copy of the map in which one entry is another. */
export function withEntry<Key, Value>(
  map: ReadonlyMap<Key, Value>,
  key: Key,
  value: Value,
): ReadonlyMap<Key, Value> {
  return new Map(map).set(key, value);
}
