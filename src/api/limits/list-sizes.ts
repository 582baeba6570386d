import type { Clerk } from '../../clerk/clerk.ts';
import type { Pass } from '../../clerk/doorkeeper.ts';
import type { Session } from '../../core/state.ts';

/** How long lists are, by type and field as `Session.seats`. */
export type ListSizes = Readonly<Record<string, number>>;

const known = new WeakMap<Session, ListSizes>();

/** Returns how long the lists of a session are for a seat or a screen of it; undefined for others, and for a session that is not in memory. */
export function listSizesFor(pass: Pass | null, clerk: Pick<Clerk, 'glance'>): ListSizes | undefined {
  const { actor } = pass ?? {};
  if (actor?.kind !== 'SEAT' && actor?.kind !== 'SCREEN') return undefined;
  const session = clerk.glance(actor.sessionId)?.session;
  if (session === undefined) return undefined;
  const listSizes = known.get(session) ?? listSizesOf(session);
  known.set(session, listSizes);
  return listSizes;
}

function listSizesOf({ presence, reviews, rounds }: Session): ListSizes {
  const rows = rounds.reduce((sum, { reviewIds }) => sum + reviewIds.length, 0);
  const ofRound = Math.ceil(rows / Math.max(1, rounds.length));
  return {
    'Session.seats': presence.size,
    // Ten groups are assumed, because each seat is in one group at most.
    'NamesAlike.seats': Math.ceil(presence.size / 10),
    'NamesAlike.reviews': Math.ceil(reviews.size / 10),
    'Session.reviews': reviews.size,
    'Session.rounds': rounds.length,
    'Round.reviews': ofRound,
    'Round.tallies': ofRound,
    'Round.awaiting': presence.size,
    'Review.rounds': Math.ceil(rows / Math.max(1, reviews.size)),
  };
}
