import { quotasOf } from './classify.ts';
import type { Actor } from './command.ts';
import { type Disclosure, disclosuresAhead } from './disclosure.ts';
import type { SessionEvent } from './event.ts';
import type { Period } from './period.ts';
import type { Outcome, QuotaStanding } from './policy/outcome.ts';
import type { Policy, PolicySettings } from './policy/policy.ts';
import type { Report } from './preparation.ts';
import { refusedAs, tallyOf } from './round.ts';
import {
  type Attendance,
  attendanceOf,
  type Comment,
  markers,
  type OpenBallot,
  openRoundOf,
  personName,
  type Review,
  type ReviewResponse,
  type Round,
  type Session,
  seatOf,
  type VoidCause,
} from './state.ts';
import { noCounts, revisionOfCount, revisionOfStep, type Tally } from './tally.ts';
import type {
  Audience,
  Presence,
  QualityLevel,
  ReviewStatus,
  RoundStatus,
  SeatRole,
  SessionStatus,
  SubjectKind,
  TallyDisplay,
  VotingMethod,
} from './vocabulary.ts';

// Who may see what. A view has only what its audience may know, so that code which uses the view cannot tell more.

export interface View {
  readonly audience: Audience;
  readonly id: string;
  readonly organization: { readonly id: string; readonly name: string };
  readonly ordinal: number | null;
  readonly title: string;
  readonly period: Period;
  readonly heldOn: string;
  readonly status: SessionStatus;
  readonly policy: Policy;
  readonly settings: PolicySettings;
  readonly seats: readonly SeatView[];
  readonly attendance: Attendance;
  readonly reviews: readonly ReviewView[];
  readonly currentReviewId: string | null;
  readonly rounds: readonly RoundView[];
  readonly openRoundId: string | null;
  /** The present standing of every peer group. */
  readonly quotas: readonly QuotaStanding[];
}

export interface SeatView {
  readonly id: string;
  /** The key that the preparation gives it. */
  readonly key: string;
  /** Its place on the secretary's list, from 1. */
  readonly number: number;
  readonly personId: string;
  readonly fullName: string;
  readonly position: string | null;
  readonly role: SeatRole;
  readonly mayVote: boolean;
  readonly presence: Presence | null;
}

export interface ReviewView {
  readonly id: string;
  readonly place: number;
  readonly kind: SubjectKind;
  readonly name: string;
  readonly position: string | null;
  readonly peerGroup: string;
  readonly organization: { readonly id: string; readonly name: string };
  readonly personId: string | null;
  readonly personName: string | null;
  /** The subject's own seat, else the one that presents for it. */
  readonly presenterSeatId: string | null;
  readonly status: ReviewStatus;
  readonly revision: number;
  readonly openedAtMs: number | null;
  readonly report: ReportView | null;
  readonly selfLevel: QualityLevel | null;
  readonly comments: readonly Comment[];
  readonly responses: readonly ReviewResponse[];
  readonly outcome: Outcome | null;
}

export interface ReportView extends Report {
  /** Which report of the review it is, from 1. */
  readonly revision: number;
  /** Who presented it, and when; null where it came with the preparation. */
  readonly presented: Review['presented'];
}

export interface TallyView extends Tally {
  /** It grows with every change, and nobody ever sees it fall. */
  readonly revision: number;
}

export interface RoundView {
  readonly id: string;
  readonly reviewIds: readonly string[];
  readonly method: VotingMethod;
  readonly display: TallyDisplay;
  readonly status: RoundStatus;
  readonly electorate: number;
  readonly turnout: number;
  /** The voting seats when it opened. */
  readonly attendance: { readonly present: number; readonly summoned: number };
  readonly tallies: readonly TallyView[];
  /** The seats that have not cast; null for those who may not know. */
  readonly awaiting: readonly string[] | null;
  /** Null for a secret ballot, and while the display shows no counts. */
  readonly rollCall: readonly OpenBallot[] | null;
  readonly openedAtMs: number;
  readonly closesAtMs: number | null;
  readonly clockStopped: boolean;
  readonly closedAtMs: number | null;
  readonly voidReason: string | null;
  /** Why the round could not be counted, where the clock closed it. */
  readonly voidCause: VoidCause | null;
}

/** Says whether an actor could see a session with this id in any state of it. */
export function mayConcern(sessionId: string, by: Actor): boolean {
  if (by.kind === 'SEAT' || by.kind === 'SCREEN') return by.sessionId === sessionId;
  return by.kind === 'ADMIN' || by.kind === 'CLIENT';
}

/** [R70] Returns the class of viewers that an actor belongs to in this session; null where the actor may see nothing of it. */
export function audienceOf(session: Session, by: Actor): Audience | null {
  switch (by.kind) {
    case 'ADMIN':
      return 'ADMIN';
    case 'SCREEN':
      return by.sessionId === session.id ? 'SCREEN' : null;
    case 'SEAT':
      return by.sessionId === session.id ? seatAudience(seatOf(session, by.seatId)?.role) : null;
    case 'CLIENT':
      return session.status === 'ADJOURNED' ? 'CLIENT' : null;
    case 'ANONYMOUS':
    case 'CLOCK':
    case 'CLERK':
      return null;
    default:
      return by satisfies never;
  }
}

function seatAudience(role: SeatRole | undefined): Audience | null {
  if (role === undefined) return null;
  return role === 'SECRETARY' ? 'CHAIR' : role;
}

export const seesPresence = new Set<Audience>(['ADMIN', 'CHAIR', 'TELLER', 'DELEGATE']);
/** [R9] Only those who can correct names are told which look alike. The names themselves are seen by all. */
export const seesNamesAlike = new Set<Audience>(['ADMIN', 'CHAIR']);
export const seesWhoHasCast = new Set<Audience>(['CHAIR', 'TELLER']);

/** [R78] Returns the seats whose use of codes a viewer may know, and whether that includes how often; null for none. */
export function codesSeen(
  by: Actor,
  audience: Audience | null,
): { readonly of: (seatId: string | null) => boolean; readonly counts: boolean } | null {
  // A code that nobody used says that its seat has not cast, and the administrator must not know who has.
  if (audience === 'ADMIN') return { of: () => true, counts: false };
  if (audience === 'CHAIR') return { of: () => true, counts: true };
  if (audience === null || by.kind !== 'SEAT') return null;
  return { of: (seatId) => seatId === by.seatId, counts: true };
}

/** [R71] Returns the session as this audience may know it. */
export function show(session: Session, audience: Audience): View {
  const { preparation } = session;
  const inside = audience !== 'CLIENT';
  return {
    audience,
    id: session.id,
    organization: preparation.organization,
    ordinal: preparation.ordinal,
    title: preparation.title,
    period: preparation.period,
    heldOn: preparation.heldOn,
    status: session.status,
    policy: preparation.policy,
    settings: preparation.settings,
    seats: inside ? seatViews(session, audience) : [],
    attendance: attendanceOf(session),
    reviews: [...session.reviews.values()].map((review) => reviewView(session, review, inside)),
    currentReviewId: session.openReviewIds.at(-1) ?? null,
    rounds: session.rounds.map((round) => roundView(session, round, audience)),
    openRoundId: openRoundOf(session)?.id ?? null,
    quotas: quotasOf(session),
  };
}

function seatViews(session: Session, audience: Audience): readonly SeatView[] {
  const may = seesPresence.has(audience);
  return session.preparation.seats.map(({ id, key, personId, fullName, position, role, mayVote }, at) => ({
    id,
    key,
    number: at + 1,
    personId,
    fullName,
    position,
    role,
    mayVote,
    presence: may ? (session.presence.get(id) ?? null) : null,
  }));
}

/** External clients reach a review through its result alone. They learn its subject, status and outcome, and nothing of what was said. */
function reviewView(session: Session, review: Review, inside: boolean): ReviewView {
  const { item } = review;
  return {
    id: review.id,
    place: item.place,
    kind: item.kind,
    name: item.name,
    position: item.position,
    peerGroup: item.peerGroup,
    organization: { id: item.organizationId, name: item.organizationName },
    personId: item.personId,
    personName: personName(session, item),
    presenterSeatId: inside ? (item.seatId ?? item.presenterSeatId) : null,
    status: review.status,
    revision: review.revision,
    openedAtMs: review.openedAtMs,
    report: inside ? reportView(review) : null,
    selfLevel: inside ? review.selfLevel : null,
    comments: inside ? review.comments.map(commentView) : [],
    responses: inside ? review.responses : [],
    outcome: review.outcome,
  };
}

function reportView({ report, reportRevision, presented }: Review): ReportView | null {
  return report === null ? null : { ...report, revision: reportRevision, presented };
}

/** [R19] Nobody is shown what a withdrawn comment said. */
function commentView(comment: Comment): Comment {
  return comment.withdrawn === null ? comment : { ...comment, body: '' };
}

function roundView(session: Session, round: Round, audience: Audience): RoundView {
  return {
    id: round.id,
    reviewIds: round.reviewIds,
    method: round.method,
    display: round.display,
    status: round.status,
    electorate: round.electorate.size,
    turnout: round.turnout,
    attendance: round.attendance,
    tallies: talliesOf(session, round),
    awaiting: seesWhoHasCast.has(audience) ? awaitingIn(round) : null,
    rollCall: rollCallOf(round),
    openedAtMs: round.openedAtMs,
    closesAtMs: round.closesAtMs,
    clockStopped: round.clockStopped,
    closedAtMs: round.status === 'OPEN' ? null : round.closedAtMs,
    voidReason: round.status === 'VOID' ? round.voidReason : null,
    voidCause: round.status === 'VOID' ? round.voidCause : null,
  };
}

/** [R72] Returns the tallies, alike for all: in an open round what its display allows, and nothing of a void one. */
function talliesOf(session: Session, round: Round): readonly TallyView[] {
  switch (round.status) {
    case 'OPEN':
      return round.reviewIds.map((id) => {
        const review = session.reviews.get(id);
        if (review === undefined) throw new Error(`${id} is on a sheet and on no agenda`);
        const tally = tallyOf(session, round, review, round.shown.get(id) ?? noCounts);
        return { ...tally, revision: revisionOfStep(tally) };
      });
    case 'CLOSED':
      return [...round.tallies.values()].map((tally) => ({ ...tally, revision: revisionOfCount(tally) }));
    case 'VOID':
      return round.reviewIds.map((reviewId) => {
        const electorate = markers(round, reviewId);
        // This is above the revision of every step, and does not tell how many marks were shown.
        const revision = round.turnout + 1;
        return { reviewId, electorate, base: 0, counted: 0, counts: noCounts, revision };
      });
    default:
      return round satisfies never;
  }
}

function awaitingIn(round: Round): readonly string[] {
  if (round.status !== 'OPEN') return [];
  return [...round.electorate].filter(([, place]) => round.cast[place] === 0).map(([seatId]) => seatId);
}

/** [R73] Returns the roll call of an open vote, once its counts may be known. */
function rollCallOf(round: Round): readonly OpenBallot[] | null {
  if (round.method === 'SECRET_BALLOT' || round.status === 'VOID') return null;
  if (round.status === 'OPEN' && round.display !== 'LIVE') return null;
  return round.openBallots;
}

/** [R74] Says whether an event changes what this audience sees of the session, given the state before it. */
export function changesView(before: Session, event: SessionEvent, audience: Audience): boolean {
  switch (event.type) {
    case 'AccessCodeIssued':
    case 'ClockSetBack':
      return false;
    case 'PresenceRecorded':
      return (
        before.presence.get(event.seatId) !== event.presence &&
        (seesPresence.has(audience) || seatOf(before, event.seatId)?.mayVote === true)
      );
    default:
      return true;
  }
}

/**
 * [R45] Returns what a secret round could not hide if it were opened on the review now. Only those who see presence are told, because it follows from presence.
 */
export function showDisclosures(
  session: Session,
  reviewId: string,
  audience: Audience,
): readonly Disclosure[] {
  const review = session.reviews.get(reviewId);
  return review === undefined || !seesPresence.has(audience) ? [] : disclosuresAhead(session, review);
}

/** [R76] What only the seat itself may know of a round: which reviews it marks, and whether its ballot is in. */
export interface OwnBallotView {
  readonly roundId: string;
  readonly reviewIds: readonly string[];
  readonly sealed: boolean;
  /** The code with which a ballot of this seat is refused, whatever the round's status; null where it may cast. */
  readonly refusedAs: 'MAY_NOT_VOTE' | 'RECUSED' | 'NOT_PRESENT' | null;
}

export function showOwn(session: Session, seatId: string): readonly OwnBallotView[] {
  return session.rounds.map((round) => {
    const place = round.electorate.get(seatId);
    const mine = round.reviewIds.filter((id) => round.recused.get(id) !== seatId);
    return {
      roundId: round.id,
      reviewIds: place === undefined ? [] : mine,
      refusedAs: refusedAs(session, round, seatId),
      sealed: place !== undefined && round.cast[place] === 1,
    };
  });
}
