import { cursorOf } from '../../../clerk/cursor.ts';
import type { CommittedSnapshot } from '../../../clerk/snapshot.ts';
import {
  type Disclosure as Disclosed,
  disclosuresOf,
  disclosuresOfResult,
} from '../../../core/disclosure.ts';
import {
  type ReviewView,
  type RoundView,
  type SeatView,
  seesNamesAlike,
  show,
  showDisclosures,
  showOwn,
  type TallyView,
  type View,
} from '../../../core/show.ts';
import { type OpenBallot as CastBallot, roundOf } from '../../../core/state.ts';
import { type Audience, ballotChoices } from '../../../core/vocabulary.ts';
import { alikeMessageOf, catalogueOf, disclosureMessageOf, type Language } from '../../../words/words.ts';
import type { Loaders } from '../loaders.ts';
import type { Comment, Report, Review, ReviewResponse, Subject } from '../types/review.ts';
import type { Disclosure, OpenBallot, Round, Tally } from '../types/round.ts';
import type { NamesAlike, Seat, Session } from '../types/session.ts';
import type { OwnView } from '../types/viewer.ts';
import { namesAlike } from './names-alike.ts';
import { organizationOf, outcomeOf, personOf, policyOf, quotaOf } from './references.ts';

/** The limit of `Review.comments`, which has no pages. */
const maxComments = 100;

/** Makes the objects of the schema for one view of a session, each once, when it is selected. They have nothing that the view's audience may not know. */
export class SessionView {
  readonly cursor: string;
  readonly #snapshot: CommittedSnapshot;
  readonly #view: View;
  readonly #language: Language;
  readonly #loaders: Loaders;
  readonly #reviews = new Map<string, Review>();
  readonly #rounds = new Map<string, Round>();
  #seats: ReadonlyMap<string, Seat> | null = null;

  constructor(
    snapshot: CommittedSnapshot,
    audience: Audience,
    language: Language,
    loaders: Loaders,
    /** False for a viewer who may know a result of the session, and not the session. */
    withRounds = true,
  ) {
    this.#snapshot = snapshot;
    const view = show(snapshot.session, audience);
    this.#view = withRounds ? view : { ...view, rounds: [] };
    this.#language = language;
    this.#loaders = loaders;
    this.cursor = cursorOf(snapshot.head);
  }

  session(): Session {
    const view = this.#view;
    const { id, ordinal, title, period, heldOn, status, settings, attendance } = view;
    const inside = view.audience !== 'CLIENT';
    const { currentReviewId, openRoundId } = view;
    return {
      __typename: 'Session',
      id,
      ordinal,
      title,
      period,
      heldOn,
      status,
      settings,
      attendance,
      organization: () => organizationOf(this.#loaders, view.organization),
      policy: () => policyOf(view.policy, this.#language),
      seats: () => view.seats.map((seat) => this.seat(seat.id)),
      reviews: () => (inside ? view.reviews.map((review) => this.review(review.id)) : []),
      currentReview: () => (inside && currentReviewId !== null ? this.review(currentReviewId) : null),
      rounds: () => view.rounds.map((round) => this.round(round.id)),
      openRound: () => (openRoundId === null ? null : this.round(openRoundId)),
      quotas: () => view.quotas.map((standing) => quotaOf(standing, this.#language)),
      namesAlike: seesNamesAlike.has(view.audience) ? () => this.#namesAlike() : null,
      revision: this.#snapshot.head.seq,
      cursor: this.cursor,
      head: () => ({ seq: this.#snapshot.head.seq, hash: this.#snapshot.head.hash }),
    };
  }

  seat(id: string): Seat {
    this.#seats ??= new Map(this.#view.seats.map((seat) => [seat.id, seatOf(seat)]));
    const seat = this.#seats.get(id);
    if (seat === undefined) throw new Error(`${id} is not in this view`);
    return seat;
  }

  /** Returns who may have a code: every seat in order, and null for the screens. */
  codeHolders(): readonly (string | null)[] {
    return [...this.#view.seats.map(({ id }) => id), null];
  }

  review(id: string): Review {
    return once(this.#reviews, id, () => this.#reviewOf(found(this.#view.reviews, id)));
  }

  round(id: string): Round {
    return once(this.#rounds, id, () => this.#roundOf(found(this.#view.rounds, id)));
  }

  comment(id: string): Comment | null {
    for (const review of this.#view.reviews) {
      const comment = review.comments.find((one) => one.id === id);
      if (comment !== undefined) return this.#commentOf(comment);
    }
    return null;
  }

  response(id: string): ReviewResponse | null {
    for (const review of this.#view.reviews) {
      const response = review.responses.find((one) => one.id === id);
      if (response !== undefined) return this.#responseOf(response);
    }
    return null;
  }

  /** Makes a tally: of an entry, or of a round as it is now where `roundId` is given. Only a whole round has disclosures. */
  tally(tally: TallyView, roundId: string | null = null): Tally {
    const { reviewId, revision, electorate, base, counted, counts } = tally;
    return {
      review: () => this.review(reviewId),
      revision,
      electorate,
      base,
      counted,
      counts: ballotChoices.map((choice) => ({ choice, count: counts[choice] })),
      disclosures: () => (roundId === null ? [] : this.#disclosuresOf(roundId, tally)),
    };
  }

  outcome(outcome: NonNullable<ReviewView['outcome']>) {
    return outcomeOf(outcome, this.#view.policy, this.#language);
  }

  /** Makes what only this seat may know. */
  own(seatId: string): OwnView {
    return {
      seat: () => this.seat(seatId),
      cursor: this.cursor,
      ballots: () =>
        showOwn(this.#snapshot.session, seatId).map(({ roundId, reviewIds, sealed, refusedAs }) => ({
          round: () => this.round(roundId),
          reviews: () => reviewIds.map((id) => this.review(id)),
          sealed,
          refusedAs,
        })),
    };
  }

  /** Returns the disclosures of the count that a review's result is of. */
  disclosures(reviewId: string): readonly Disclosure[] {
    return disclosuresOfResult(this.#snapshot.session, reviewId).map((one) =>
      this.#disclosure(one, 'COUNTED'),
    );
  }

  /** Says whether the id is of a person or an organisation of this session. */
  speaksOf(id: string): boolean {
    const { organization, seats, reviews } = this.#view;
    if (organization.id === id || seats.some((seat) => seat.personId === id)) return true;
    return reviews.some((review) => review.personId === id || review.organization.id === id);
  }

  /** Says whether the view has something with this id. */
  has(kind: 'seats' | 'reviews' | 'rounds', id: string): boolean {
    return (
      this.#view[kind].some((one) => one.id === id) &&
      !(kind === 'reviews' && this.#view.audience === 'CLIENT')
    );
  }

  #namesAlike(): readonly NamesAlike[] {
    return namesAlike(this.#snapshot.session.preparation).map(
      ({ likeness, seatIds, reviewIds, letters }) => ({
        likeness,
        seats: () => seatIds.map((id) => this.seat(id)),
        reviews: () => reviewIds.map((id) => this.review(id)),
        letters,
        message: alikeMessageOf(
          this.#language,
          { likeness, letters },
          seatIds.length > 0 ? 'SEATS' : 'ITEMS',
        ),
      }),
    );
  }

  #reviewOf(review: ReviewView): Review {
    const { id, place, presenterSeatId, status, revision, openedAtMs, selfLevel, comments } = review;
    const { responses, outcome } = review;
    const wired = (some: ReviewView['comments']) => some.map((comment) => this.#commentOf(comment));
    return {
      __typename: 'Review',
      id,
      position: place,
      subject: () => this.#subjectOf(review),
      presenter: () => (presenterSeatId === null ? null : this.seat(presenterSeatId)),
      status,
      revision,
      openedAt: openedAtMs,
      report: () => this.#reportOf(review),
      selfLevel,
      comments: () => wired(comments.slice(-maxComments)),
      allComments: () => wired(comments),
      responses: () => responses.map((response) => this.#responseOf(response)),
      rounds: () =>
        this.#view.rounds
          .filter((round) => round.reviewIds.includes(id))
          .map((round) => this.round(round.id)),
      outcome: () => (outcome === null ? null : this.outcome(outcome)),
      disclosures: () =>
        showDisclosures(this.#snapshot.session, id, this.#view.audience).map((one) =>
          this.#disclosure(one, 'AHEAD'),
        ),
    };
  }

  #subjectOf({ kind, name, position, peerGroup, organization, personId, personName }: ReviewView): Subject {
    return {
      kind,
      name,
      position,
      peerGroup,
      organization: () => organizationOf(this.#loaders, organization),
      person: personId === null ? null : personOf({ id: personId, fullName: personName ?? name }),
    };
  }

  #reportOf({ report }: ReviewView): Report | null {
    if (report === null) return null;
    const { presented, ...rest } = report;
    const author = presented === null ? null : () => this.seat(presented.seatId);
    return { ...rest, presentedAt: presented?.atMs ?? null, author };
  }

  #commentOf({ id, seatId, body, atMs, withdrawn }: ReviewView['comments'][number]): Comment {
    const withdrawal =
      withdrawn === null ? null : { at: withdrawn.atMs, by: () => this.seat(withdrawn.seatId) };
    return { __typename: 'Comment', id, author: () => this.seat(seatId), body, at: atMs, withdrawal };
  }

  #responseOf(response: ReviewView['responses'][number]): ReviewResponse {
    const { id, seatId, stance, body, commentIds, atMs } = response;
    return {
      __typename: 'ReviewResponse',
      id,
      author: () => this.seat(seatId),
      stance,
      body,
      comments: () => commentIds.map((one) => this.comment(one)).filter((one) => one !== null),
      at: atMs,
    };
  }

  #roundOf(round: RoundView): Round {
    const { id, reviewIds, method, display, status, electorate, turnout, tallies, awaiting, rollCall } =
      round;
    return {
      __typename: 'Round',
      id,
      reviews: () => reviewIds.map((one) => this.review(one)),
      method,
      display,
      status,
      electorate,
      turnout,
      tallies: () => tallies.map((tally) => this.tally(tally, id)),
      awaiting: awaiting === null ? null : () => awaiting.map((seatId) => this.seat(seatId)),
      rollCall: rollCall === null ? null : () => rollCall.map((ballot) => this.#ballotOf(round, ballot)),
      openedAt: round.openedAtMs,
      closesAt: round.closesAtMs,
      clockStopped: round.clockStopped,
      closedAt: round.closedAtMs,
      voidReason:
        round.voidCause === null ? round.voidReason : catalogueOf(this.#language).voidCauses[round.voidCause],
    };
  }

  #disclosuresOf(roundId: string, tally: TallyView): readonly Disclosure[] {
    const { session } = this.#snapshot;
    const round = roundOf(session, roundId);
    if (round === undefined) return [];
    return disclosuresOf(session, round, tally).map((one) => this.#disclosure(one, 'COUNTED'));
  }

  #disclosure(disclosure: Disclosed, when: 'AHEAD' | 'COUNTED'): Disclosure {
    return { ...disclosure, message: disclosureMessageOf(this.#language, disclosure, when) };
  }

  #ballotOf(round: RoundView, ballot: CastBallot): OpenBallot {
    const choices = round.reviewIds.flatMap((reviewId, at) => {
      const choice = ballot.choices[at];
      return choice ? [{ review: () => this.review(reviewId), choice }] : [];
    });
    return { seat: () => this.#voter(ballot.seatId), choices };
  }

  /** Makes the seat of a roll call. Outside clients are told only the seats that a roll call names. */
  #voter(seatId: string): Seat {
    if (this.#view.audience !== 'CLIENT') return this.seat(seatId);
    const { seats } = this.#snapshot.session.preparation;
    const seat = found(seats, seatId);
    return seatOf({ ...seat, number: seats.indexOf(seat) + 1, presence: null });
  }
}

function seatOf({ id, key, number, personId, fullName, position, role, mayVote, presence }: SeatView): Seat {
  const person = personOf({ id: personId, fullName });
  return { __typename: 'Seat', id, key, number, person, position, role, mayVote, presence };
}

function found<One extends { readonly id: string }>(list: readonly One[], id: string): One {
  const one = list.find((candidate) => candidate.id === id);
  if (one === undefined) throw new Error(`${id} is not in this view`);
  return one;
}

function once<One>(made: Map<string, One>, id: string, make: () => One): One {
  const known = made.get(id);
  if (known !== undefined) return known;
  const one = make();
  made.set(id, one);
  return one;
}
