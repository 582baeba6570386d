import { judgedAnew } from './classify.ts';
import type { Actor, SessionCommand } from './command.ts';
import type { Fault } from './fault.ts';
import { limits } from './limits.ts';
import { invalid, refuse } from './refusal.ts';
import { readReport } from './report.ts';
import type { Ruling } from './round.ts';
import { type Comment, openRoundOf, type Review, type Session, seatOf } from './state.ts';
import { readText } from './text.ts';

type Of<Type extends SessionCommand['type']> = Extract<SessionCommand, { type: Type }>;

/** [R12] Opens a review, or opens it again. It becomes the current one, even if it is open. */
export function openReview(review: Review): Ruling {
  return { events: [{ type: 'ReviewOpened', reviewId: review.id }] };
}

/** [R13] Closes an open review that has an outcome, and no open round on it. */
export function closeReview(session: Session, review: Review): Ruling {
  if (review.status !== 'OPEN') return { refusal: refuse('REVIEW_NOT_OPEN') };
  if (openRoundOf(session)?.reviewIds.includes(review.id)) return { refusal: refuse('ROUND_OPEN') };
  if (review.outcome === null) return { refusal: refuse('REVIEW_WITHOUT_VOTE') };
  return { events: [{ type: 'ReviewClosed', reviewId: review.id }] };
}

/** [R2] Says who may present a report or respond: the subject's own seat, the presenter's, the chair or the secretary. */
export function mayPresent(session: Session, review: Review, by: Actor): boolean {
  if (by.kind !== 'SEAT') return false;
  const role = seatOf(session, by.seatId)?.role;
  const { seatId, presenterSeatId } = review.item;
  return role === 'CHAIR' || role === 'SECRETARY' || by.seatId === seatId || by.seatId === presenterSeatId;
}

/** [R14] [R18] Presents a report on an open review, in place of the former one. */
export function presentReport(review: Review, seatId: string, command: Of<'PresentReport'>): Ruling {
  if (review.status !== 'OPEN') return { refusal: refuse('REVIEW_NOT_OPEN') };
  const { basedOnRevision = null } = command;
  if (basedOnRevision !== null && basedOnRevision !== review.reportRevision) {
    return { refusal: refuse('REPORT_CHANGED') };
  }
  const faults: Fault[] = [];
  const report = readReport(faults, ['report'], command.report);
  if (faults.length > 0) return { refusal: invalid(faults) };
  const { selfLevel } = command;
  return { events: [{ type: 'ReportPresented', reviewId: review.id, seatId, report, selfLevel }] };
}

/** [R15] Adds a comment to an open review, up to the limits of the seat and of the review. */
export function addComment(
  review: Review,
  seatId: string,
  command: Of<'AddComment'>,
  commentId: string,
): Ruling {
  if (review.status !== 'OPEN') return { refusal: refuse('REVIEW_NOT_OPEN') };
  const faults: Fault[] = [];
  const rule = { most: limits.commentLength, required: true };
  const body = readText(faults, ['body'], command.body, rule) ?? '';
  if (review.comments.length >= limits.commentsPerReview) {
    faults.push({ path: [], problem: { is: 'TOO_MANY', most: limits.commentsPerReview } });
  }
  const own = review.comments.filter((comment) => comment.seatId === seatId).length;
  if (own >= limits.commentsPerReviewOfSeat) {
    const most = limits.commentsPerReviewOfSeat;
    faults.push({ path: [], problem: { is: 'TOO_MANY_OF_SEAT', most } });
  }
  if (faults.length > 0) return { refusal: invalid(faults) };
  return { events: [{ type: 'CommentAdded', commentId, reviewId: review.id, seatId, body }] };
}

/** [R19] Says who may withdraw a comment: its author's seat, the chair or the secretary. */
export function mayWithdraw(session: Session, comment: Comment | undefined, by: Actor): boolean {
  if (by.kind !== 'SEAT') return false;
  const role = seatOf(session, by.seatId)?.role;
  return role === 'CHAIR' || role === 'SECRETARY' || comment?.seatId === by.seatId;
}

/** [R19] Withdraws a comment, once, so that the first who withdrew it stays named. */
export function withdrawComment(review: Review, seatId: string, command: Of<'WithdrawComment'>): Ruling {
  const { reviewId, commentId } = command;
  const comment = review.comments.find(({ id }) => id === commentId);
  if (comment?.withdrawn) return { refusal: refuse('COMMENT_WITHDRAWN') };
  return { events: [{ type: 'CommentWithdrawn', commentId, reviewId, seatId }] };
}

/** [R16] Adds a response (tiếp thu or giải trình) to comments of the review, or without any to all of them. */
export function respond(review: Review, seatId: string, command: Of<'Respond'>, responseId: string): Ruling {
  if (review.status !== 'OPEN') return { refusal: refuse('REVIEW_NOT_OPEN') };
  const faults: Fault[] = [];
  const rule = { most: limits.commentLength, required: true };
  const body = readText(faults, ['body'], command.body, rule) ?? '';
  if (review.responses.length >= limits.responsesPerReview) {
    faults.push({ path: [], problem: { is: 'TOO_MANY', most: limits.responsesPerReview } });
  }
  if (faults.length > 0) return { refusal: invalid(faults) };
  const commentIds = [...new Set(command.commentIds)];
  const { stance } = command;
  return {
    events: [{ type: 'ResponseGiven', responseId, reviewId: review.id, seatId, stance, body, commentIds }],
  };
}

/** [R17] Settles the outcome of a review, where the rules give none, or otherwise than they do. */
export function settleOutcome(session: Session, review: Review, command: Of<'SettleOutcome'>): Ruling {
  if (openRoundOf(session)?.reviewIds.includes(review.id)) return { refusal: refuse('ROUND_OPEN') };
  const faults: Fault[] = [];
  const rule = { most: limits.reasonLength, required: true };
  const reason = readText(faults, ['reason'], command.reason, rule) ?? '';
  if (faults.length > 0) return { refusal: invalid(faults) };
  const outcomes = judgedAnew(session, { settled: { reviewId: review.id, level: command.level, reason } });
  const outcome = outcomes.get(review.id);
  if (outcome === undefined) throw new Error(`${review.id} was settled and has no outcome`);
  const dependents = [...outcomes].flatMap(([reviewId, one]) =>
    reviewId === review.id ? [] : [{ reviewId, outcome: one }],
  );
  return { events: [{ type: 'OutcomeSettled', reviewId: review.id, outcome, dependents }] };
}
