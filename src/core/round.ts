import { holdsWhatWasShown } from './ballot-box.ts';
import { judgedAnew } from './classify.ts';
import type { Actor, SessionCommand } from './command.ts';
import { minCountedMarks } from './disclosure.ts';
import type { SessionEvent } from './event.ts';
import type { Fault } from './fault.ts';
import { limits } from './limits.ts';
import { invalid, notFound, type Refusal, refuse } from './refusal.ts';
import {
  attendanceOf,
  markers,
  type OpenRound,
  openRoundOf,
  type Review,
  type Round,
  recusedSeat,
  roundOf,
  type Session,
  seatOf,
} from './state.ts';
import { baseOf, type Counts, noCounts, sortedMarks, sumOf, type Tally, withOne } from './tally.ts';
import { readText, readWhole } from './text.ts';
import { type BallotChoice, ballotChoices } from './vocabulary.ts';

type Of<Type extends SessionCommand['type']> = Extract<SessionCommand, { type: Type }>;
export type Ruling =
  | { readonly events: readonly SessionEvent[]; readonly marks?: Uint8Array }
  | { readonly refusal: Refusal };

const no = (code: Refusal['code'], numbers?: Record<string, number>): Ruling => ({
  refusal: refuse(code, numbers),
});

/** How many faults of a ballot are told. */
const maxFaults = 10;

/** The byte of an envelope for a review that the seat does not mark. */
export const filler = 0xff;

/** [R10] [R20]–[R24] [R26] Opens a round, and the reviews of it that are pending. */
export function openRound(session: Session, command: Of<'OpenRound'>, atMs: number, roundId: string): Ruling {
  const wanted = new Set(command.reviewIds);
  const reviews = [...session.reviews.values()].filter((review) => wanted.has(review.id));
  if (openRoundOf(session) !== undefined) return no('ROUND_OPEN');
  if (reviews.some((review) => review.status === 'CLOSED')) return no('REVIEW_NOT_OPEN');
  const attendance = attendanceOf(session);
  if (!attendance.quorumMet) {
    return no('QUORUM_MISSING', { present: attendance.present, needed: attendance.quorumNeeded });
  }
  const electorate = session.preparation.seats
    .filter((seat) => seat.mayVote && session.presence.get(seat.id) === 'PRESENT')
    .filter((seat) => reviews.some((review) => recusedSeat(session, review.item)?.id !== seat.id))
    .map((seat) => seat.id);
  const unmarked = reviews.filter(({ item }) => {
    const recused = recusedSeat(session, item)?.id;
    return electorate.every((seatId) => seatId === recused);
  });
  if (unmarked.length > 0) return no('NOBODY_MAY_VOTE', { reviews: unmarked.length });
  const display = command.display ?? (command.method === 'OPEN_VOTE' ? 'LIVE' : 'BATCHED');
  const faults: Fault[] = [];
  if (command.reviewIds.length === 0) faults.push({ path: ['reviewIds'], problem: { is: 'MISSING' } });
  if (wanted.size < command.reviewIds.length) {
    faults.push({ path: ['reviewIds'], problem: { is: 'DOUBLED' } });
  }
  if (display === 'LIVE' && command.method !== 'OPEN_VOTE') {
    faults.push({ path: ['display'], problem: { is: 'LIVE_IS_OPEN' } });
  }
  const closesAtMs = readEnd(faults, command, atMs);
  if (session.rounds.length >= limits.roundsPerSession) {
    faults.push({ path: [], problem: { is: 'TOO_MANY', most: limits.roundsPerSession } });
  }
  if (faults.length > 0) return { refusal: invalid(faults) };
  const opened = reviews
    .filter((review) => review.status === 'PENDING')
    .map((review): SessionEvent => ({ type: 'ReviewOpened', reviewId: review.id }));
  const round: SessionEvent = {
    type: 'RoundOpened',
    roundId,
    reviewIds: reviews.map((review) => review.id),
    method: command.method,
    display,
    electorate,
    attendance: { present: attendance.present, summoned: attendance.summoned },
    closesAtMs,
    form: 2,
  };
  return { events: [...opened, round] };
}

/** [R24] Returns when the round closes by itself; null where it does not. This is given as an instant or as a duration. */
function readEnd(faults: Fault[], command: Of<'OpenRound'>, atMs: number): number | null {
  const { closesAtMs, durationSeconds = null } = command;
  if (closesAtMs !== null && closesAtMs <= atMs) faults.push({ path: ['closesAt'], problem: { is: 'PAST' } });
  if (durationSeconds === null) return closesAtMs;
  const path = ['durationSeconds'];
  if (closesAtMs !== null) faults.push({ path, problem: { is: 'GIVEN_TWICE', other: 'closesAt' } });
  return atMs + readWhole(faults, path, durationSeconds, 1, limits.roundSeconds) * 1_000;
}

/** [R30]–[R33] Takes a ballot if it marks every review that the seat marks. For a secret ballot the choices are in `marks` alone, which go to the envelope. */
export function castBallot(
  session: Session,
  seatId: string,
  command: Of<'CastBallot'>,
  atMs: number,
): Ruling {
  const round = roundOf(session, command.roundId);
  if (round === undefined) return { refusal: notFound(['roundId']) };
  const refused = refusedAs(session, round, seatId);
  if (refused === 'MAY_NOT_VOTE') return no(refused);
  if (round.status !== 'OPEN') return no('ROUND_NOT_OPEN');
  if (round.closesAtMs !== null && atMs >= round.closesAtMs) return no('ROUND_NOT_OPEN');
  if (refused !== null) return no(refused);
  const place = round.electorate.get(seatId);
  if (place === undefined) throw new Error(`${seatId} may cast in ${round.id} and has no place in it`);
  if (round.cast[place] === 1) return no('ALREADY_VOTED');

  const sheet = new Set(round.reviewIds);
  const mine = new Set(round.reviewIds.filter((id) => round.recused.get(id) !== seatId));
  const faults: Fault[] = [];
  const choices = new Map<string, BallotChoice>();
  for (const [index, { reviewId, choice }] of command.choices.entries()) {
    const path = ['choices', String(index), 'reviewId'];
    if (!sheet.has(reviewId)) faults.push({ path, problem: { is: 'NOT_ON_SHEET' } });
    else if (!mine.has(reviewId)) faults.push({ path, problem: { is: 'OWN_REVIEW' } });
    else if (choices.has(reviewId)) faults.push({ path, problem: { is: 'DOUBLED' } });
    else choices.set(reviewId, choice);
  }
  const missing = mine.size - choices.size;
  if (missing > 0) return no('BALLOT_INCOMPLETE', { missing, wanted: mine.size });
  if (faults.length > 0) return { refusal: invalid(faults.slice(0, maxFaults)) };

  const ordered = round.reviewIds.map((id) => choices.get(id) ?? null);
  if (round.method === 'OPEN_VOTE') {
    return { events: [{ type: 'BallotCast', roundId: round.id, seatId, choices: ordered }] };
  }
  const marks = Uint8Array.from(ordered, (choice) =>
    choice === null ? filler : ballotChoices.indexOf(choice),
  );
  return { events: [{ type: 'BallotSealed', roundId: round.id, seatId }], marks };
}

/** [R22] [R25] Returns why a seat casts no ballot in a round; null where it may. */
export function refusedAs(
  session: Session,
  round: Round,
  seatId: string,
): 'MAY_NOT_VOTE' | 'RECUSED' | 'NOT_PRESENT' | null {
  if (seatOf(session, seatId)?.mayVote !== true) return 'MAY_NOT_VOTE';
  if (round.electorate.has(seatId)) return null;
  const everywhere = round.reviewIds.every((id) => recusedFrom(session, id) === seatId);
  return everywhere ? 'RECUSED' : 'NOT_PRESENT';
}

function recusedFrom(session: Session, reviewId: string): string | undefined {
  const review = session.reviews.get(reviewId);
  return review === undefined ? undefined : recusedSeat(session, review.item)?.id;
}

/** [R27] Withdraws the closing time, because time could not be counted to it. From now on only people close the round. */
export function stopRoundClock(session: Session, { roundId }: Of<'StopRoundClock'>): Ruling {
  const round = roundOf(session, roundId);
  if (round?.status !== 'OPEN' || round.closesAtMs === null) return no('ROUND_NOT_OPEN');
  return { events: [{ type: 'RoundClockStopped', roundId }] };
}

/** Counts what the opened envelopes of a round hold, by review. */
export function countSheets(
  reviewIds: readonly string[],
  sheets: readonly Uint8Array[],
): Map<string, Counts> {
  return new Map(
    reviewIds.map((reviewId, at) => {
      const counts = { ...noCounts };
      for (const sheet of sheets) {
        const choice = ballotChoices[sheet[at] ?? filler];
        if (choice !== undefined) counts[choice] += 1;
      }
      return [reviewId, counts];
    }),
  );
}

/** Counts the roll call of a round, by review. */
export function countOpenBallots(round: OpenRound): Map<string, Counts> {
  return new Map(
    round.reviewIds.map((reviewId, at) => {
      let counts = noCounts;
      for (const { choices } of round.openBallots) {
        const choice = choices[at];
        if (choice) counts = withOne(counts, choice);
      }
      return [reviewId, counts];
    }),
  );
}

/** [R27] [R40]–[R42] [R44] Counts a round, judges its reviews and closes it. For the clock it voids a round that cannot be counted. */
export function closeRound(session: Session, command: Of<'CloseRound'>, by: Actor): Ruling {
  const round = roundOf(session, command.roundId);
  if (round?.status !== 'OPEN') return countRound(session, command, by);
  if (by.kind === 'CLOCK' && round.clockStopped) return no('ROUND_NOT_OPEN');
  const { envelopeCounts } = command;
  // This comes before the turnout is looked at, because ballots may have been taken away.
  if (envelopeCounts === 'BALLOTS_ALTERED') return no(envelopeCounts);
  if (typeof envelopeCounts === 'object' && !holdsWhatWasShown(round, envelopeCounts))
    return no('BALLOTS_ALTERED');
  if (round.turnout === 0) {
    if (by.kind !== 'CLOCK') return no('NO_BALLOTS');
    return { events: [{ type: 'RoundVoided', roundId: round.id, reason: null, cause: 'NO_BALLOTS' }] };
  }
  const isSecret = round.method === 'SECRET_BALLOT' && typeof envelopeCounts === 'object';
  return isSecret && mayBeTooFew(round) ? tooFew(round, by) : countRound(session, command, by);
}

/**
 * [R41] Says whether a review of the round may have too few marks. The turnout alone decides, because a void round must not tell that somebody who is recused
 * has cast.
 */
function mayBeTooFew({ turnout, recused }: OpenRound): boolean {
  return turnout - (recused.size > 0 ? 1 : 0) < minCountedMarks;
}

function tooFew(round: OpenRound, by: Actor): Ruling {
  if (by.kind !== 'CLOCK') return no('TOO_FEW_BALLOTS');
  return { events: [{ type: 'RoundVoided', roundId: round.id, reason: null }] };
}

/**
 * [R40]–[R42] Counts a round and judges its reviews. A secret round without a count of its envelopes is refused. A round without ballots is counted here, and
 * one of three ballots is counted by its marks, because journals of former versions have such counts, and a recount makes them again.
 */
export function countRound(session: Session, command: Of<'CloseRound'>, by: Actor): Ruling {
  const round = roundOf(session, command.roundId);
  if (round === undefined) return { refusal: notFound(['roundId']) };
  if (round.status !== 'OPEN') return no('ROUND_NOT_OPEN');
  const counted = round.method === 'OPEN_VOTE' ? countOpenBallots(round) : command.envelopeCounts;
  if (counted === undefined) return no('BALLOTS_UNREADABLE');
  if (typeof counted === 'string') return no(counted);
  if (round.method === 'SECRET_BALLOT') {
    const marks = round.reviewIds.map((id) => sumOf(counted.get(id) ?? noCounts));
    if (marks.some((count) => count > 0 && count < minCountedMarks)) return tooFew(round, by);
  }
  const tallies = new Map(
    round.reviewIds.map((reviewId) => {
      const review = session.reviews.get(reviewId);
      if (review === undefined) throw new Error(`round ${round.id} is on ${reviewId}, which is no review`);
      return [reviewId, tallyOf(session, round, review, counted.get(reviewId) ?? noCounts)];
    }),
  );
  const outcomes = judgedAnew(session, { tallies, attendance: round.attendance });
  const reviews = [...tallies].map(([reviewId, tally]) => {
    const outcome = outcomes.get(reviewId);
    if (outcome === undefined) throw new Error(`${reviewId} was counted and has no outcome`);
    return { reviewId, marks: sortedMarks(tally.counts), tally, outcome };
  });
  const dependents = [...outcomes].flatMap(([reviewId, outcome]) =>
    tallies.has(reviewId) ? [] : [{ reviewId, outcome }],
  );
  return { events: [{ type: 'RoundClosed', roundId: round.id, counted: reviews, dependents }] };
}

/** Returns the tally of a review in a round, with these counts. */
export function tallyOf(session: Session, round: OpenRound, review: Review, counts: Counts): Tally {
  const { settings, seats } = session.preparation;
  const recused = recusedSeat(session, review.item) === undefined ? 0 : 1;
  const bodyMembers = seats.filter((seat) => seat.mayVote).length - recused;
  const electorate = markers(round, review.id);
  const base = baseOf(settings.base, bodyMembers, electorate, counts);
  return { reviewId: review.id, electorate, base, counted: sumOf(counts), counts };
}

/** [R43] Ends a round without a count. */
export function voidRound(session: Session, command: Of<'VoidRound'>): Ruling {
  const round = roundOf(session, command.roundId);
  if (round === undefined) return { refusal: notFound(['roundId']) };
  if (round.status !== 'OPEN') return no('ROUND_NOT_OPEN');
  const faults: Fault[] = [];
  const reason = readText(faults, ['reason'], command.reason, { most: limits.reasonLength, required: true });
  if (faults.length > 0) return { refusal: invalid(faults) };
  return { events: [{ type: 'RoundVoided', roundId: round.id, reason }] };
}
