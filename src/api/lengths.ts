import type { Clerk } from '../clerk/clerk.ts';
import type { Pass } from '../clerk/doorkeeper.ts';
import type { Session } from '../core/state.ts';

/** How long lists are, by type and field: `Session.seats`. */
export type Lengths = Readonly<Record<string, number>>;

const known = new WeakMap<Session, Lengths>();

/** Returns how long the lists of a session are for a seat or a screen of it; undefined for others, and for a session that is not in memory. */
export function lengthsFor(pass: Pass | null, clerk: Pick<Clerk, 'glance'>): Lengths | undefined {
  const { actor } = pass ?? {};
  if (actor?.kind !== 'SEAT' && actor?.kind !== 'SCREEN') return undefined;
  const session = clerk.glance(actor.sessionId)?.session;
  if (session === undefined) return undefined;
  const lengths = known.get(session) ?? lengthsOf(session);
  known.set(session, lengths);
  return lengths;
}

function lengthsOf({ presence, reviews, rounds }: Session): Lengths {
  const rows = rounds.reduce((sum, { reviewIds }) => sum + reviewIds.length, 0);
  const ofRound = Math.ceil(rows / Math.max(1, rounds.length));
  return {
    'Session.seats': presence.size,
    // Ten groups are reckoned with: whoever is in them is in one of them.
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
