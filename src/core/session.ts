import { finalOutcomes, newestVote } from './classify.ts';
import type { Actor, SessionCommand } from './command.ts';
import { idWithin, resultIdOf } from './ids.ts';
import { notFound, quotaExceeded, type Refusal, refuse } from './refusal.ts';
import { releaseTally } from './release.ts';
import type { SessionResult } from './result.ts';
import {
  addComment,
  closeReview,
  mayPresent,
  mayWithdraw,
  openReview,
  presentReport,
  respond,
  settleOutcome,
  withdrawComment,
} from './review.ts';
import { castBallot, closeRound, openRound, type Ruling, stopRoundClock, voidRound } from './round.ts';
import { attendanceOf, openRoundOf, personName, type Session, seatOf } from './state.ts';
import type { SeatRole } from './vocabulary.ts';

export interface Order {
  readonly command: SessionCommand;
  readonly by: Actor;
  readonly atMs: number;
  /** Makes the token of what the command makes. It is called only where the command makes something. */
  readonly token: () => string;
}

/**
 * Returns what follows from a command in this state: events, or the first refusal that applies, in the order NOT_FOUND, NOT_ALLOWED, the session's state, the
 * rest. It throws for nothing that a user can cause. RULES.md has the rules by their ids.
 */
export function decide(session: Session, order: Order): Ruling {
  const { command, by } = order;
  const missing = missingThing(session, command);
  if (missing !== null) return { refusal: missing };
  if (!isAllowed(session, command, by)) return { refusal: refuse('NOT_ALLOWED') };
  const untimely = untimelyFor(session, command);
  if (untimely !== null) return { refusal: untimely };
  return ruling(session, order);
}

function missingThing(session: Session, command: SessionCommand): Refusal | null {
  if ('reviewId' in command && !session.reviews.has(command.reviewId)) return notFound(['reviewId']);
  if ('roundId' in command && !session.rounds.some((round) => round.id === command.roundId)) {
    return notFound(['roundId']);
  }
  if (command.type === 'OpenRound') {
    const at = command.reviewIds.findIndex((id) => !session.reviews.has(id));
    if (at !== -1) return notFound(['reviewIds', String(at)]);
  }
  if (command.type === 'WithdrawComment' && commentOf(session, command) === undefined) {
    return notFound(['commentId']);
  }
  if (command.type === 'Respond') {
    const comments = new Set(session.reviews.get(command.reviewId)?.comments.map((comment) => comment.id));
    const at = command.commentIds.findIndex((id) => !comments.has(id));
    if (at !== -1) return notFound(['commentIds', String(at)]);
  }
  if ('seatId' in command && command.seatId !== null && seatOf(session, command.seatId) === undefined) {
    return notFound(['seatId']);
  }
  return null;
}

function commentOf(session: Session, { reviewId, commentId }: { reviewId: string; commentId: string }) {
  return session.reviews.get(reviewId)?.comments.find(({ id }) => id === commentId);
}

/** [R2] Says whether somebody may give this command. */
function isAllowed(session: Session, command: SessionCommand, by: Actor): boolean {
  const role = roleOf(session, by);
  const chairs = role === 'CHAIR' || role === 'SECRETARY';
  switch (command.type) {
    case 'IssueAccessCode':
      return by.kind === 'ADMIN';
    case 'ConveneSession':
    case 'RecordPresence':
    case 'OpenReview':
    case 'CloseReview':
    case 'OpenRound':
    case 'VoidRound':
    case 'SettleOutcome':
    case 'AdjournSession':
      return chairs;
    case 'CloseRound':
      return chairs || by.kind === 'CLOCK';
    case 'StopRoundClock':
      return by.kind === 'CLOCK';
    case 'ReleaseTally':
      return by.kind === 'CLERK';
    case 'PresentReport':
    case 'Respond': {
      const review = session.reviews.get(command.reviewId);
      return review !== undefined && role !== null && mayPresent(session, review, by);
    }
    case 'AddComment':
      return role !== null && role !== 'GUEST';
    case 'WithdrawComment':
      return role !== null && mayWithdraw(session, commentOf(session, command), by);
    case 'CheckIn':
    case 'CastBallot':
      return role !== null;
    default:
      return command satisfies never;
  }
}

function roleOf(session: Session, by: Actor): SeatRole | null {
  if (by.kind !== 'SEAT' || by.sessionId !== session.id) return null;
  return seatOf(session, by.seatId)?.role ?? null;
}

/** [R3] Refuses a command that the session's status does not allow. Presence is recorded before and after convening, and codes are issued at any time. */
function untimelyFor(session: Session, command: SessionCommand): Refusal | null {
  if (command.type === 'IssueAccessCode') return null;
  if (session.status === 'ADJOURNED') return refuse('SESSION_ADJOURNED');
  if (command.type === 'CheckIn' || command.type === 'RecordPresence') return null;
  if (command.type === 'ConveneSession') {
    return session.status === 'CONVENED' ? refuse('SESSION_CONVENED') : null;
  }
  return session.status === 'PREPARED' ? refuse('SESSION_NOT_CONVENED') : null;
}

function ruling(session: Session, { command, by, atMs, token }: Order): Ruling {
  const seatId = by.kind === 'SEAT' ? by.seatId : '';
  const review = () => {
    const found = 'reviewId' in command ? session.reviews.get(command.reviewId) : undefined;
    if (found === undefined) throw new Error(`${command.type} got past the search for its review`);
    return found;
  };
  switch (command.type) {
    case 'IssueAccessCode':
      return { events: [{ type: 'AccessCodeIssued', seatId: command.seatId }] };
    case 'ConveneSession':
      return convene(session);
    case 'CheckIn':
      return { events: [{ type: 'PresenceRecorded', seatId, presence: 'PRESENT' }] };
    case 'RecordPresence':
      return {
        events: [{ type: 'PresenceRecorded', seatId: command.seatId, presence: command.presence }],
      };
    case 'OpenReview':
      return openReview(review());
    case 'CloseReview':
      return closeReview(session, review());
    case 'PresentReport':
      return presentReport(review(), seatId, command);
    case 'AddComment':
      return addComment(review(), seatId, command, idWithin('com', session.id, token()));
    case 'WithdrawComment':
      return withdrawComment(review(), seatId, command);
    case 'Respond':
      return respond(review(), seatId, command, idWithin('rsp', session.id, token()));
    case 'OpenRound':
      return openRound(session, command, atMs, idWithin('rnd', session.id, token()));
    case 'CloseRound':
      return closeRound(session, command, by);
    case 'VoidRound':
      return voidRound(session, command);
    case 'StopRoundClock':
      return stopRoundClock(session, command);
    case 'CastBallot':
      return castBallot(session, seatId, command, atMs);
    case 'ReleaseTally':
      return releaseTally(session, command);
    case 'SettleOutcome':
      return settleOutcome(session, review(), command);
    case 'AdjournSession':
      return adjourn(session);
    default:
      return command satisfies never;
  }
}

/** [R10] Convenes a session that has its quorum. */
function convene(session: Session): Ruling {
  const { present, quorumNeeded, quorumMet } = attendanceOf(session);
  if (!quorumMet) return { refusal: refuse('QUORUM_MISSING', { present, needed: quorumNeeded }) };
  return { events: [{ type: 'SessionConvened' }] };
}

/** [R60] [P64] Ends the session, with a result for every review that has a closed round, an exclusion or a settlement. */
export function adjourn(session: Session): Ruling {
  if (openRoundOf(session) !== undefined) return { refusal: refuse('ROUND_OPEN') };
  const { outcomes, quotas } = finalOutcomes(session);
  const exceeded = quotas.filter(({ status }) => status === 'EXCEEDED');
  if (exceeded.length > 0 && session.preparation.settings.quotaAction === 'BLOCK') {
    return { refusal: quotaExceeded(exceeded) };
  }
  const results: SessionResult[] = [];
  for (const review of session.reviews.values()) {
    const { item } = review;
    const outcome = outcomes.get(review.id);
    if (outcome === undefined) continue;
    results.push({
      id: resultIdOf(review.id),
      reviewId: review.id,
      organizationId: session.preparation.organization.id,
      organizationName: session.preparation.organization.name,
      period: session.preparation.period,
      kind: item.kind,
      name: item.name,
      position: item.position,
      peerGroup: item.peerGroup,
      subjectOrganizationId: item.organizationId,
      subjectOrganizationName: item.organizationName,
      personId: item.personId,
      personName: personName(session, item),
      authority: item.authority,
      tally: newestVote(session, review)?.tally ?? null,
      outcome,
    });
  }
  return { events: [{ type: 'SessionAdjourned', results }] };
}

/** [R1] Refuses to revise a session that was convened or adjourned; null where it may be revised. */
export function mayRevise(session: Session): Refusal | null {
  if (session.status === 'ADJOURNED') return refuse('SESSION_ADJOURNED');
  return session.status === 'CONVENED' ? refuse('SESSION_CONVENED') : null;
}
