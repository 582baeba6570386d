import type { SessionCommand } from './command.ts';
import { refuse } from './refusal.ts';
import { type Ruling, tallyOf } from './round.ts';
import { markedBallots, type OpenRound, openRoundOf, type Session } from './state.ts';
import { type Counts, minus, noCounts, plus, sumOf } from './tally.ts';

// The steps in which a BATCHED tally is shown while its round is open.

/** How many marks of a review are due to be shown. */
export interface Due {
  readonly reviewId: string;
  readonly take: number;
}

/**
 * [R50] Returns what is due to be shown of the open round, in the order of its reviews: whole batches, except the last one, which stays until the round closes.
 * The turnout alone decides, alike for all reviews, because a review that was behind would tell that its subject has cast. Where anybody is recused from any of
 * the reviews, one mark fewer is taken to wait in every review, because that many wait in any case.
 */
export function dueReleases(session: Session): readonly Due[] {
  return dueOf(session, ({ turnout, recused }) => turnout - (recused.size > 0 ? 1 : 0));
}

/** Returns what was due by the former rule, by the marks of each review. Journals have such steps, and a recount makes them again by it. */
export function formerlyDue(session: Session): readonly Due[] {
  return dueOf(session, markedBallots);
}

function dueOf(session: Session, marksOf: (round: OpenRound, reviewId: string) => number): readonly Due[] {
  const round = openRoundOf(session);
  if (round?.display !== 'BATCHED') return [];
  const batch = session.preparation.settings.releaseBatch;
  return round.reviewIds.flatMap((reviewId) => {
    // What waits may differ, because a step by the former rule may have shown more of one review than of another.
    const waiting = marksOf(round, reviewId) - sumOf(round.shown.get(reviewId) ?? noCounts);
    const take = (Math.floor(waiting / batch) - 1) * batch;
    return take > 0 ? [{ reviewId, take }] : [];
  });
}

/** [R50] Adds drawn marks to what is shown. Refuses anything but exactly what is due. The clerk gives this command when `dueReleases` has something. */
export function releaseTally(
  session: Session,
  command: Extract<SessionCommand, { type: 'ReleaseTally' }>,
): Ruling {
  return releaseDue(session, command, dueReleases(session), { rule: 'BY_TURNOUT' });
}

/** Does the same by the former rule, for recounts. An entry may have one of several reviews that were due. */
export function releaseFormerly(
  session: Session,
  command: Extract<SessionCommand, { type: 'ReleaseTally' }>,
): Ruling {
  const named = new Set(command.releases.map(({ reviewId }) => reviewId));
  const due = formerlyDue(session).filter(({ reviewId }) => named.has(reviewId));
  return releaseDue(session, command, due, {});
}

function releaseDue(
  session: Session,
  { roundId, releases }: Extract<SessionCommand, { type: 'ReleaseTally' }>,
  due: readonly Due[],
  rule: { readonly rule?: 'BY_TURNOUT' },
): Ruling {
  const round = openRoundOf(session);
  if (round?.id !== roundId) return { refusal: refuse('ROUND_NOT_OPEN') };
  const asDue =
    due.length === releases.length &&
    due.every(({ reviewId, take }, at) => {
      const release = releases[at];
      return release?.reviewId === reviewId && sumOf(release.drawn) === take;
    });
  if (!asDue) return { refusal: refuse('NOT_ALLOWED') };
  const shown = releases.flatMap(({ reviewId, drawn }) => {
    const review = session.reviews.get(reviewId);
    if (review === undefined) return [];
    const counts = plus(round.shown.get(reviewId) ?? noCounts, drawn);
    return [{ reviewId, drawn, tally: tallyOf(session, round, review, counts) }];
  });
  return { events: [{ type: 'TallyReleased', roundId, ...rule, releases: shown }] };
}

/** Returns the counted marks of a review that were not shown yet. */
export function unreleased(round: OpenRound, counted: ReadonlyMap<string, Counts>, reviewId: string): Counts {
  return minus(counted.get(reviewId) ?? noCounts, round.shown.get(reviewId) ?? noCounts);
}
