import type { Session } from '../core/state.ts';
import type { Context } from './context.ts';

/** How long lists are, by type and field: `Session.seats`. */
export type Lengths = Readonly<Record<string, number>>;

const known = new WeakMap<Session, Lengths>();

/** How long the lists of a session are for whoever takes part in it; undefined for who does not. */
export function lengthsFor({ pass, house }: Context): Lengths | undefined {
  const { actor } = pass ?? {};
  if (actor?.kind !== 'SEAT' && actor?.kind !== 'SCREEN') return undefined;
  const session = house.clerk.glance(actor.sessionId)?.session;
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
