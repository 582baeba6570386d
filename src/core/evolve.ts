import type { Rejudged, SessionEvent } from './event.ts';
import type { Preparation } from './preparation.ts';
import {
  type OpenRound,
  openRoundOf,
  type Review,
  type Round,
  recusedSeat,
  type Session,
  withEntry,
} from './state.ts';
import { type Counts, noCounts, withOne } from './tally.ts';
import type { BallotChoice, Presence } from './vocabulary.ts';

/** The state before the first entry of a session's journal. */
export type Unprepared = { readonly id: string; readonly status: null };

/** Returns the state after an event. Throws where the event cannot follow on the state, because that is a bug. */
export function evolve(before: Session | Unprepared, event: SessionEvent, atMs: number): Session {
  if (before.status === null) {
    if (event.type !== 'SessionPrepared') throw new Error(`${event.type} before the preparation`);
    return prepared(before.id, event.preparation, new Map());
  }
  switch (event.type) {
    case 'SessionPrepared':
      throw new Error('a session is prepared once');
    case 'SessionRevised':
      return prepared(before.id, event.preparation, before.presence);
    case 'AccessCodeIssued':
    case 'ClockSetBack':
      return before;
    case 'SessionConvened':
      return { ...before, status: 'CONVENED' };
    case 'PresenceRecorded':
      return { ...before, presence: withEntry(before.presence, event.seatId, event.presence) };
    case 'ReviewOpened': {
      const others = before.openReviewIds.filter((id) => id !== event.reviewId);
      const session = { ...before, openReviewIds: [...others, event.reviewId] };
      return changeReview(session, event.reviewId, () => ({ status: 'OPEN', openedAtMs: atMs }));
    }
    case 'ReviewClosed': {
      const openReviewIds = before.openReviewIds.filter((id) => id !== event.reviewId);
      return changeReview({ ...before, openReviewIds }, event.reviewId, () => ({ status: 'CLOSED' }));
    }
    case 'ReportPresented':
      return changeReview(before, event.reviewId, ({ selfLevel, reportRevision }) => ({
        report: event.report,
        reportRevision: reportRevision + 1,
        presented: { seatId: event.seatId, atMs },
        selfLevel: event.selfLevel ?? selfLevel,
      }));
    case 'CommentAdded': {
      const { commentId: id, seatId, body } = event;
      return changeReview(before, event.reviewId, ({ comments }) => ({
        comments: [...comments, { id, seatId, body, atMs, withdrawn: null }],
      }));
    }
    case 'CommentWithdrawn': {
      const withdrawn = { seatId: event.seatId, atMs };
      return changeReview(before, event.reviewId, ({ comments }) => ({
        comments: comments.map((one) => (one.id === event.commentId ? { ...one, withdrawn } : one)),
      }));
    }
    case 'ResponseGiven': {
      const { responseId: id, seatId, stance, body, commentIds } = event;
      return changeReview(before, event.reviewId, ({ responses }) => ({
        responses: [...responses, { id, seatId, stance, body, commentIds, atMs }],
      }));
    }
    case 'OutcomeSettled':
      return withOutcomes(before, [event, ...event.dependents]);
    case 'SessionAdjourned':
      return adjourned(before, event);
    case 'RoundOpened': {
      const session = { ...before, rounds: [...before.rounds, opened(before, event, atMs)] };
      return changeReviews(session, event.reviewIds, () => ({}));
    }
    case 'RoundClockStopped':
    case 'BallotSealed':
    case 'BallotCast':
    case 'TallyReleased':
    case 'RoundClosed':
    case 'RoundVoided':
      return inOpenRound(before, event, atMs);
    default:
      return event satisfies never;
  }
}

function prepared(id: string, preparation: Preparation, presence: ReadonlyMap<string, Presence>): Session {
  return {
    id,
    status: 'PREPARED',
    preparation,
    presence: new Map(preparation.seats.map((seat) => [seat.id, presence.get(seat.id) ?? 'EXPECTED'])),
    reviews: new Map(
      preparation.agenda.map((item): [string, Review] => [
        item.id,
        {
          id: item.id,
          item,
          status: 'PENDING',
          revision: 1,
          openedAtMs: null,
          report: item.report,
          reportRevision: item.report === null ? 0 : 1,
          presented: null,
          selfLevel: item.selfLevel,
          comments: [],
          responses: [],
          outcome: item.exclusion,
        },
      ]),
    ),
    openReviewIds: [],
    rounds: [],
  };
}

function changeReview(
  session: Session,
  reviewId: string,
  change: (review: Review) => Partial<Review>,
): Session {
  return changeReviews(session, [reviewId], change);
}

/** [R77] Changes reviews, and gives each a new revision. Every change of a review goes through here. */
function changeReviews(
  session: Session,
  reviewIds: Iterable<string>,
  change: (review: Review) => Partial<Review>,
): Session {
  const reviews = new Map(session.reviews);
  for (const reviewId of reviewIds) {
    const review = reviews.get(reviewId);
    if (review === undefined) throw new Error(`${reviewId} is no review of ${session.id}`);
    reviews.set(reviewId, { ...review, ...change(review), revision: review.revision + 1 });
  }
  return { ...session, reviews };
}

function withOutcomes(session: Session, outcomes: readonly Rejudged[]): Session {
  const found = new Map(outcomes.map(({ reviewId, outcome }) => [reviewId, outcome]));
  return changeReviews(session, found.keys(), ({ id, outcome }) => ({ outcome: found.get(id) ?? outcome }));
}

function opened(
  session: Session,
  event: Extract<SessionEvent, { type: 'RoundOpened' }>,
  atMs: number,
): OpenRound {
  const electorate = new Map(event.electorate.map((seatId, place) => [seatId, place]));
  const recused = new Map<string, string>();
  for (const reviewId of event.reviewIds) {
    const review = session.reviews.get(reviewId);
    const seat = review === undefined ? undefined : recusedSeat(session, review.item);
    if (seat !== undefined && electorate.has(seat.id)) recused.set(reviewId, seat.id);
  }
  return {
    id: event.roundId,
    form: event.form ?? 1,
    status: 'OPEN',
    reviewIds: event.reviewIds,
    method: event.method,
    display: event.display,
    electorate,
    recused,
    cast: new Uint8Array(event.electorate.length),
    turnout: 0,
    openBallots: [],
    shown: new Map(event.reviewIds.map((id) => [id, noCounts])),
    attendance: event.attendance,
    openedAtMs: atMs,
    closesAtMs: event.closesAtMs,
    clockStopped: false,
  };
}

type RoundEvent = Extract<
  SessionEvent,
  {
    type:
      | 'RoundClockStopped'
      | 'BallotSealed'
      | 'BallotCast'
      | 'TallyReleased'
      | 'RoundClosed'
      | 'RoundVoided';
  }
>;

function inOpenRound(session: Session, event: RoundEvent, atMs: number): Session {
  const round = openRoundOf(session);
  if (round?.id !== event.roundId) throw new Error(`${event.type} for ${event.roundId}, which is not open`);
  const rounds = [...session.rounds.slice(0, -1), roundAfter(round, event, atMs)];
  if (event.type === 'RoundVoided') return changeReviews({ ...session, rounds }, round.reviewIds, () => ({}));
  if (event.type !== 'RoundClosed') return { ...session, rounds };
  return withOutcomes({ ...session, rounds }, [...event.counted, ...event.dependents]);
}

function roundAfter(round: OpenRound, event: RoundEvent, atMs: number): Round {
  switch (event.type) {
    case 'RoundClockStopped':
      return { ...round, closesAtMs: null, clockStopped: true };
    case 'BallotSealed':
      return withCast(round, event.seatId);
    case 'BallotCast': {
      const ballot = { seatId: event.seatId, choices: event.choices };
      const cast = { ...withCast(round, event.seatId), openBallots: [...round.openBallots, ballot] };
      return round.display === 'LIVE' ? { ...cast, shown: withBallot(round, ballot.choices) } : cast;
    }
    case 'TallyReleased': {
      const shown = new Map<string, Counts>(round.shown);
      for (const { reviewId, tally } of event.releases) shown.set(reviewId, tally.counts);
      return { ...round, shown };
    }
    case 'RoundClosed': {
      const { shown: _, ...rest } = round;
      const tallies = new Map(event.counted.map(({ reviewId, tally }) => [reviewId, tally]));
      return { ...rest, status: 'CLOSED', closedAtMs: atMs, tallies };
    }
    case 'RoundVoided': {
      const voidCause = event.reason === null ? (event.cause ?? 'TOO_FEW_BALLOTS') : null;
      return { ...round, status: 'VOID', closedAtMs: atMs, voidReason: event.reason, voidCause };
    }
    default:
      return event satisfies never;
  }
}

function withBallot(
  round: OpenRound,
  choices: readonly (BallotChoice | null)[],
): ReadonlyMap<string, Counts> {
  const shown = new Map(round.shown);
  for (const [at, reviewId] of round.reviewIds.entries()) {
    const choice = choices[at];
    if (choice) shown.set(reviewId, withOne(shown.get(reviewId) ?? noCounts, choice));
  }
  return shown;
}

function withCast(round: OpenRound, seatId: string): OpenRound {
  const place = round.electorate.get(seatId);
  if (place === undefined || round.cast[place] === 1)
    throw new Error(`${seatId} may not cast in ${round.id}`);
  const cast = round.cast.slice();
  cast[place] = 1;
  return { ...round, cast, turnout: round.turnout + 1 };
}

/** Takes the final outcomes from the results, and closes every open review. */
function adjourned(session: Session, event: Extract<SessionEvent, { type: 'SessionAdjourned' }>): Session {
  const found = new Map(event.results.map(({ reviewId, outcome }) => [reviewId, outcome]));
  const ended: Session = { ...session, status: 'ADJOURNED', openReviewIds: [] };
  return changeReviews(ended, session.reviews.keys(), ({ id, outcome, status }) => ({
    outcome: found.get(id) ?? outcome,
    status: status === 'OPEN' ? 'CLOSED' : status,
  }));
}
