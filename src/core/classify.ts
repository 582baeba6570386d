import { judge, type QuotaPlace, type Settlement, settle, settlementOf, type Vote } from './policy/judge.ts';
import type { Other, Outcome, QuotaStanding } from './policy/outcome.ts';
import { type Group, standingOf } from './policy/quota.ts';
import type { AgendaItem, Preparation } from './preparation.ts';
import { type ClosedRound, type Review, type Round, recusedSeat, type Session } from './state.ts';
import type { Tally } from './tally.ts';
import type { QualityLevel } from './vocabulary.ts';

// Applies the policy to a whole session: outcomes in the order in which they depend on each other, and quotas of peer groups.

/** What changes outcomes: the counts of a round, or a settlement. */
export type News =
  | { readonly tallies: ReadonlyMap<string, Tally>; readonly attendance: Round['attendance'] }
  | {
      readonly settled: {
        readonly reviewId: string;
        readonly level: QualityLevel | null;
        readonly reason: string;
      };
    };

/** [P53] Returns the outcomes that follow, by review: of the reviews in the news, and of those that depend on an outcome that has changed. */
export function judgedAnew(session: Session, news: News): ReadonlyMap<string, Outcome> {
  const bases = new Map<string, Basis>();
  if ('tallies' in news) {
    for (const [reviewId, tally] of news.tallies) {
      const review = reviewOf(session, reviewId);
      const vote = { tally, attendance: news.attendance, recused: isRecused(session, review.item) };
      bases.set(reviewId, { vote, settled: null });
    }
  } else {
    const { reviewId, level, reason } = news.settled;
    const { vote, settled } = basisOf(session, reviewOf(session, reviewId));
    bases.set(reviewId, { vote, settled: { levels: [...(settled?.levels ?? []), level], reason } });
  }
  const outcomes = new Map<string, Outcome>();
  const current = (id: string) => outcomes.get(id) ?? session.reviews.get(id)?.outcome ?? null;
  const changed = new Set<string>();
  for (const item of inOrderOfDependence(session.preparation)) {
    const basis = bases.get(item.id);
    if (basis === undefined && !othersOf(item).some((key) => changed.has(key))) continue;
    const review = reviewOf(session, item.id);
    const outcome = outcomeOf(session, item, basis ?? basisOf(session, review), {
      other: (id) => otherOf(session, id, current(id), false),
      quota: quotaPlace(session.preparation, item, null),
      final: false,
    });
    if (outcome === null) continue;
    outcomes.set(item.id, outcome);
    if (outcome.level !== review.outcome?.level || outcome.status !== review.outcome.status) {
      changed.add(item.key);
    }
  }
  return outcomes;
}

/**
 * [P54] [R60] Judges every review for adjournment: levels and caps in the order of dependence, then quotas, then each outcome with the standing of its group.
 */
export function finalOutcomes(session: Session): {
  readonly outcomes: ReadonlyMap<string, Outcome>;
  readonly quotas: readonly QuotaStanding[];
} {
  const settled = everyOutcome(session, null);
  const quotas = standings(session, (review) => settled.get(review.id) ?? null);
  return { outcomes: everyOutcome(session, quotas), quotas: [...quotas.values()] };
}

/** [P60] Returns the standing of every peer group by the present outcomes. */
export function quotasOf(session: Session): readonly QuotaStanding[] {
  const known = quotasKnown.get(session.reviews);
  if (known !== undefined) return known;
  const quotas = [...standings(session, (review) => review.outcome).values()];
  quotasKnown.set(session.reviews, quotas);
  return quotas;
}

/** The standings by reviews. They stay good, because reviews are never changed in place. */
const quotasKnown = new WeakMap<Session['reviews'], readonly QuotaStanding[]>();

/** Returns the vote of the newest closed round on this review; null where there is none. */
export function newestVote(session: Session, review: Review): Vote | null {
  const isIts = (round: Round): round is ClosedRound =>
    round.status === 'CLOSED' && round.tallies.has(review.id);
  const round = session.rounds.findLast(isIts);
  const tally = round?.tallies.get(review.id);
  if (round === undefined || tally === undefined) return null;
  return { tally, attendance: round.attendance, recused: isRecused(session, review.item) };
}

/** [P20] Returns the outcome of an item that its facts alone exclude from rating; null for any other item. */
export function exclusionOf(
  preparation: Pick<Preparation, 'policy' | 'settings'>,
  item: Omit<AgendaItem, 'exclusion'>,
): Outcome | null {
  const quota = quotaPlace(preparation, item, null);
  const { policy, settings } = preparation;
  const { kind, authority, facts } = item;
  const nothing = { vote: null, headed: [], led: null, quota, final: false };
  return judge({ policy, settings, kind, authority, facts, ...nothing });
}

/**
 * [R8] Returns the places, from 0, of the items in circles, in which each heads or leads itself, perhaps over others. An item between two circles is among
 * them.
 */
export function itemsInCircles(agenda: readonly Pick<AgendaItem, 'key' | 'facts'>[]): readonly number[] {
  const byKey = new Map(agenda.map((item) => [item.key, item]));
  const inOrder = new Set(sorted(agenda, byKey).map(({ key }) => key));
  const stuck = new Map(agenda.filter(({ key }) => !inOrder.has(key)).map((item) => [item.key, item]));
  // No item in a circle names an item that only depends on the circle.
  for (let size = Number.POSITIVE_INFINITY; stuck.size < size; ) {
    size = stuck.size;
    const named = new Set([...stuck.values()].flatMap(othersOf));
    for (const key of stuck.keys()) if (!named.has(key)) stuck.delete(key);
  }
  return agenda.flatMap(({ key }, index) => (stuck.has(key) ? [index] : []));
}

interface Basis {
  readonly vote: Vote | null;
  readonly settled: Settlement | null;
}

function basisOf(session: Session, review: Review): Basis {
  return { vote: newestVote(session, review), settled: settlementOf(review.outcome) };
}

interface Surroundings {
  readonly other: (reviewId: string) => Other;
  readonly quota: QuotaPlace;
  readonly final: boolean;
}

/** Returns null where there is no vote, no exclusion and no settlement. */
function outcomeOf(session: Session, item: AgendaItem, basis: Basis, around: Surroundings): Outcome | null {
  const { policy, settings } = session.preparation;
  const { kind, authority, facts } = item;
  const { other, quota, final } = around;
  const ids = idsByKey(session.preparation);
  const otherBy = (key: string) => {
    const id = ids.get(key);
    if (id === undefined) throw new Error(`${key} is headed or led, and is on no agenda`);
    return other(id);
  };
  const offAgenda = (facts.headedLevels ?? []).map((level): Other => ({ name: null, is: 'RATED', level }));
  const headed = [...(facts.heads ?? []).map(otherBy), ...offAgenda];
  const led = facts.leads === undefined ? null : otherBy(facts.leads);
  const { vote } = basis;
  const ruled = judge({ policy, settings, kind, authority, facts, vote, headed, led, quota, final });
  return basis.settled === null ? ruled : settle({ policy, kind, authority, final }, ruled, basis.settled);
}

function everyOutcome(
  session: Session,
  quotas: ReadonlyMap<string, QuotaStanding> | null,
): ReadonlyMap<string, Outcome> {
  const outcomes = new Map<string, Outcome>();
  for (const item of inOrderOfDependence(session.preparation)) {
    const outcome = outcomeOf(session, item, basisOf(session, reviewOf(session, item.id)), {
      other: (id) => otherOf(session, id, outcomes.get(id) ?? null, true),
      quota: quotaPlace(session.preparation, item, quotas),
      final: true,
    });
    if (outcome !== null) outcomes.set(item.id, outcome);
  }
  return outcomes;
}

function otherOf(session: Session, reviewId: string, outcome: Outcome | null, final: boolean): Other {
  const { name } = reviewOf(session, reviewId).item;
  const level = outcome?.level ?? null;
  if (level !== null) return { name, is: 'RATED', level };
  const isOpen = !final && outcome?.status !== 'NOT_RATED';
  return { name, is: isOpen ? 'OPEN' : 'WITHOUT_LEVEL' };
}

function reviewOf(session: Session, reviewId: string): Review {
  const review = session.reviews.get(reviewId);
  if (review === undefined) throw new Error(`${reviewId} is no review of ${session.id}`);
  return review;
}

function isRecused(session: Session, item: AgendaItem): boolean {
  return recusedSeat(session, item) !== undefined;
}

/** Returns the keys of the items that this one must not stand above. */
function othersOf({ facts }: Pick<AgendaItem, 'facts'>): readonly string[] {
  return [...(facts.heads ?? []), ...(facts.leads === undefined ? [] : [facts.leads])];
}

const orders = new WeakMap<Preparation, readonly AgendaItem[]>();

/** Returns the agenda with every item after those that it depends on. */
function inOrderOfDependence(preparation: Preparation): readonly AgendaItem[] {
  const known = orders.get(preparation);
  if (known !== undefined) return known;
  const order = sorted(preparation.agenda, new Map(preparation.agenda.map((item) => [item.key, item])));
  orders.set(preparation, order);
  return order;
}

const keyIndexes = new WeakMap<Preparation, ReadonlyMap<string, string>>();

function idsByKey(preparation: Preparation): ReadonlyMap<string, string> {
  const known = keyIndexes.get(preparation);
  if (known !== undefined) return known;
  const index = new Map(preparation.agenda.map(({ key, id }) => [key, id]));
  keyIndexes.set(preparation, index);
  return index;
}

/** Puts every item after those that it depends on. Leaves out items in circles, and those that depend on them. */
function sorted<Item extends Pick<AgendaItem, 'key' | 'facts'>>(
  agenda: readonly Item[],
  byKey: ReadonlyMap<string, Item>,
): readonly Item[] {
  const dependents = new Map<string, Item[]>();
  const waitsFor = new Map<string, number>();
  for (const item of agenda) {
    const others = new Set(othersOf(item).filter((key) => byKey.has(key)));
    waitsFor.set(item.key, others.size);
    for (const key of others) dependents.set(key, [...(dependents.get(key) ?? []), item]);
  }
  const order = agenda.filter(({ key }) => waitsFor.get(key) === 0);
  for (const item of order) {
    for (const dependent of dependents.get(item.key) ?? []) {
      const left = (waitsFor.get(dependent.key) ?? 0) - 1;
      waitsFor.set(dependent.key, left);
      if (left === 0) order.push(dependent);
    }
  }
  return order;
}

/**
 * [P61] Returns how an outcome stands to its group's quota. An outcome that is only proposed is outside, and so is a head's where the settings leave heads out.
 */
export function quotaPlace(
  { settings }: Pick<Preparation, 'settings'>,
  { authority, facts, peerGroup }: Pick<AgendaItem, 'authority' | 'facts' | 'peerGroup'>,
  quotas: ReadonlyMap<string, QuotaStanding> | null,
): QuotaPlace {
  if (authority === 'PROPOSE') return { is: 'OUTSIDE', why: 'PROPOSED' };
  const isHead = (facts.heads?.length ?? 0) > 0 || (facts.headedLevels?.length ?? 0) > 0;
  if (isHead && settings.quotaExcludesHead) return { is: 'OUTSIDE', why: 'HEAD' };
  const standing = quotas?.get(peerGroup);
  return standing === undefined ? { is: 'WAITING', peerGroup } : { is: 'STANDING', standing };
}

/**
 * [P62] Returns the standing of each peer group. It counts the outcomes on the agenda, what the preparation says of the rest of the group, and as open whoever
 * is left of the group's size.
 */
function standings(
  session: Session,
  outcome: (review: Review) => Outcome | null,
): ReadonlyMap<string, QuotaStanding> {
  const { preparation } = session;
  const counts = new Map<string, Counting>();
  const onAgenda = new Map<string, number>();
  const countingOf = (peerGroup: string) => {
    const counting = counts.get(peerGroup) ?? nobody();
    counts.set(peerGroup, counting);
    return counting;
  };
  for (const review of session.reviews.values()) {
    const { item } = review;
    onAgenda.set(item.peerGroup, (onAgenda.get(item.peerGroup) ?? 0) + 1);
    if (quotaPlace(preparation, item, null).is === 'OUTSIDE') continue;
    const given = outcome(review);
    countingOf(item.peerGroup)[given?.level ?? (given?.status === 'NOT_RATED' ? 'NOT_RATED' : 'OPEN')] += 1;
  }
  for (const { peerGroup, size, counts: known, notRated } of preparation.peerGroups) {
    const counting = countingOf(peerGroup);
    for (const { level, count } of known) counting[level] += count;
    counting.NOT_RATED += notRated;
    const others = known.reduce((sum, { count }) => sum + count, notRated);
    counting.OPEN +=
      size === null ? Number.POSITIVE_INFINITY : size - others - (onAgenda.get(peerGroup) ?? 0);
  }
  return new Map(
    [...counts].map(([peerGroup, counting]) => [
      peerGroup,
      standingOf(preparation.settings, groupOf(peerGroup, counting)),
    ]),
  );
}

type Counting = Record<QualityLevel | 'NOT_RATED' | 'OPEN', number>;

function nobody(): Counting {
  return { EXCELLENT: 0, GOOD: 0, COMPLETED: 0, NOT_COMPLETED: 0, NOT_RATED: 0, OPEN: 0 };
}

function groupOf(peerGroup: string, counting: Counting): Group {
  const { EXCELLENT, GOOD, COMPLETED, NOT_COMPLETED, NOT_RATED, OPEN } = counting;
  return {
    peerGroup,
    excellent: EXCELLENT,
    good: GOOD,
    completed: COMPLETED,
    notCompleted: NOT_COMPLETED,
    notRated: NOT_RATED,
    open: OPEN === Number.POSITIVE_INFINITY ? null : OPEN,
  };
}
