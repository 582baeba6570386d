import type { SessionEvent } from '../core/event.ts';
import { evolve } from '../core/evolve.ts';
import { changesView } from '../core/show.ts';
import type { Session } from '../core/state.ts';
import { type Audience, audiences } from '../core/vocabulary.ts';
import { type Entry, eventOf, type Journal } from './ports.ts';

/** A session as of one entry of its journal: everything in it is on disk. */
export interface Settled {
  readonly session: Session;
  readonly head: Entry;
  /** By audience, the seq of the last entry that changed what it sees. */
  readonly changedAt: Readonly<Record<Audience, number>>;
  /** When the session changed in a way that a single seat sees beside its own ballot. */
  readonly roundsChangedAt: number;
  /** The newest entries, at most `tailLength` and then some, oldest first; readers that are further behind ask the journal. */
  readonly tail: readonly Entry[];
}

const tailLength = 1_000;
const pageLength = 1_000;

/** Folds a session from its journal; null when there is none. Goes on from `from`, where given. */
export async function fold(
  journal: Journal,
  sessionId: string,
  from: Settled | null = null,
): Promise<Settled | null> {
  let settled = from;
  for (;;) {
    const page = await journal.read(sessionId, settled?.head.seq ?? 0, pageLength);
    if (page.length > 0) settled = after(settled, sessionId, page);
    if (page.length < pageLength) return settled;
  }
}

/** The settled state once these entries are on disk. Precondition: they follow on its head. */
export function after(settled: Settled | null, sessionId: string, entries: readonly Entry[]): Settled {
  let session = settled?.session ?? null;
  let roundsChangedAt = settled?.roundsChangedAt ?? 0;
  const changedAt = { ...(settled?.changedAt ?? nowhere()) };
  for (const entry of entries) {
    const event = eventOf(entry) as SessionEvent;
    const next = evolve(session ?? { id: sessionId, status: null }, event, entry.atMs);
    for (const audience of audiences) {
      if (session === null || changesView(session, event, audience)) changedAt[audience] = entry.seq;
    }
    if (
      next.rounds.length !== session?.rounds.length ||
      next.rounds.at(-1)?.status !== session.rounds.at(-1)?.status
    ) {
      roundsChangedAt = entry.seq;
    }
    session = next;
  }
  const head = entries.at(-1) ?? settled?.head;
  if (session === null || head === undefined) throw new Error(`nothing to fold for ${sessionId}`);
  const tail = [...(settled?.tail ?? []), ...entries];
  return {
    session,
    head,
    changedAt,
    roundsChangedAt,
    tail: tail.length > 2 * tailLength ? tail.slice(-tailLength) : tail,
  };
}

function nowhere(): Record<Audience, number> {
  return { ADMIN: 0, CHAIR: 0, TELLER: 0, DELEGATE: 0, GUEST: 0, SCREEN: 0, CLIENT: 0 };
}
