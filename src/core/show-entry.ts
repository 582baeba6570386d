import type { SessionEvent } from './event.ts';
import type { Outcome } from './policy/outcome.ts';
import { seesPresence, seesWhoHasCast, type TallyView } from './show.ts';
import { roundOf, type Session } from './state.ts';
import { revisionOfCount, revisionOfStep } from './tally.ts';
import type { Audience, Presence } from './vocabulary.ts';

/** What an entry says, as an audience may know it. */
export interface EntryView {
  readonly seatId: string | null;
  readonly reviewId: string | null;
  readonly roundId: string | null;
  readonly commentId: string | null;
  readonly responseId: string | null;
  readonly presence: Presence | null;
  readonly tallies: readonly TallyView[] | null;
  readonly outcome: Outcome | null;
}

const nothing: EntryView = {
  seatId: null,
  reviewId: null,
  roundId: null,
  commentId: null,
  responseId: null,
  presence: null,
  tallies: null,
  outcome: null,
};

/**
 * [R75] Returns what an entry tells an audience, with the session as it is now. Outside clients are told tallies and outcomes, and nothing of who did or said
 * what.
 */
export function showEntry(session: Session, event: SessionEvent, audience: Audience): EntryView {
  const view = showInside(session, event, audience);
  if (audience !== 'CLIENT') return view;
  return { ...nothing, roundId: view.roundId, tallies: view.tallies, outcome: view.outcome };
}

function showInside(session: Session, event: SessionEvent, audience: Audience): EntryView {
  switch (event.type) {
    case 'SessionPrepared':
    case 'SessionRevised':
    case 'SessionConvened':
    case 'SessionAdjourned':
    case 'ClockSetBack':
      return nothing;
    case 'AccessCodeIssued':
      return { ...nothing, seatId: event.seatId };
    case 'PresenceRecorded': {
      const { seatId, presence } = event;
      return seesPresence.has(audience) ? { ...nothing, seatId, presence } : nothing;
    }
    case 'ReviewOpened':
    case 'ReviewClosed':
      return { ...nothing, reviewId: event.reviewId };
    case 'ReportPresented':
      return { ...nothing, reviewId: event.reviewId, seatId: event.seatId };
    case 'CommentAdded':
    case 'CommentWithdrawn':
      return { ...nothing, reviewId: event.reviewId, seatId: event.seatId, commentId: event.commentId };
    case 'ResponseGiven':
      return { ...nothing, reviewId: event.reviewId, seatId: event.seatId, responseId: event.responseId };
    case 'RoundOpened':
    case 'RoundClockStopped':
    case 'RoundVoided':
      return { ...nothing, roundId: event.roundId };
    case 'BallotSealed':
    case 'BallotCast':
      return {
        ...nothing,
        roundId: event.roundId,
        seatId: seesWhoHasCast.has(audience) ? event.seatId : null,
      };
    case 'TallyReleased': {
      if (!isStepTold(session, event)) return { ...nothing, roundId: event.roundId };
      const tallies = event.releases.map(({ tally }) => ({ ...tally, revision: revisionOfStep(tally) }));
      return { ...nothing, roundId: event.roundId, tallies };
    }
    case 'RoundClosed': {
      const tallies = event.counted.map(({ tally }) => ({ ...tally, revision: revisionOfCount(tally) }));
      const only = event.counted.length === 1 ? event.counted[0] : undefined;
      const one = { reviewId: only?.reviewId ?? null, outcome: only?.outcome ?? null };
      return { ...nothing, roundId: event.roundId, tallies, ...one };
    }
    case 'OutcomeSettled':
      return { ...nothing, reviewId: event.reviewId, outcome: event.outcome };
    default:
      return event satisfies never;
  }
}

/**
 * [R72] [R50] Says whether the counts of a step are told. Those of a void round are not, and those of steps by the former rule are not where anybody was
 * recused, because they told who had cast.
 */
function isStepTold(session: Session, { roundId, rule }: Extract<SessionEvent, { type: 'TallyReleased' }>) {
  const round = roundOf(session, roundId);
  return round !== undefined && round.status !== 'VOID' && (rule !== undefined || round.recused.size === 0);
}
