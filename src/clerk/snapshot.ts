import type { SessionEvent } from '../core/event.ts';
import { evolve } from '../core/evolve.ts';
import { changesView } from '../core/show.ts';
import type { Session } from '../core/state.ts';
import { type Audience, audiences } from '../core/vocabulary.ts';
import { hashOf, noHash } from './chain.ts';
import { type Entry, eventOf } from './entry.ts';
import { type Acceptance, type Journal, JournalAltered, type JournalSeal } from './ports.ts';

/** A session as it is after one entry of its journal. */
export interface Snapshot {
  readonly session: Session;
  readonly head: Entry;
  /** The seq of the last entry that changed what an audience sees, by audience. */
  readonly changedAt: Readonly<Record<Audience, number>>;
  /** The seq of the last entry that opened, closed or voided a round, or stopped its clock. */
  readonly roundsChangedAt: number;
  /** The hash of the newest entry, recomputed from the first entry on. It is the entry's own hash, unless somebody changed the journal. */
  readonly chain: string;
  /** The recomputed hash of the newest entry that names a round: its opening, a ballot, a step, its end. Null before the first round. */
  readonly roundHead: string | null;
}

/** A session as it is on disk. */
export interface CommittedSnapshot extends Snapshot {
  /** The newest entries, oldest first. A reader that is further behind reads the journal. */
  readonly tail: readonly Entry[];
}

const tailLength = 1_000;
const pageLength = 1_000;

/**
 * Folds a session from its journal; null where there is no such journal. Throws JournalAltered where an entry does not follow on the one before, unless an
 * operator accepted it. Only `foldSealed` sees whether entries are missing at the end.
 */
export async function fold(
  journal: Pick<Journal, 'read'>,
  sessionId: string,
  accepted: Acceptance | null = null,
): Promise<CommittedSnapshot | null> {
  return foldOn(null, journal, sessionId, accepted);
}

/** As `fold`, and checks that the journal is as long as was written. Throws JournalAltered where it has more, fewer or other entries. */
export async function foldSealed(
  journal: Pick<Journal, 'read' | 'seal'>,
  sessionId: string,
): Promise<CommittedSnapshot | null> {
  let folded: CommittedSnapshot | null = null;
  for (let seal: JournalSeal | null = await journal.seal(sessionId); ; ) {
    folded = await foldOn(folded, journal, sessionId, acceptedOf(seal));
    // The seal is asked for after reading, because more may have been written meanwhile.
    seal = await journal.seal(sessionId);
    const [read, written] = [folded?.head.seq ?? 0, seal?.head.seq ?? 0];
    if (read === written && folded?.head.hash === seal?.head.hash) return folded;
    const missing = read < written && (await journal.read(sessionId, read, 1)).length === 0;
    if (read >= written || missing) {
      throw new JournalAltered(sessionId, `entry ${written} was written last, and is not its newest`);
    }
  }
}

/** How far a journal is accepted. What was accepted of a longer journal says nothing of this one. */
function acceptedOf(seal: JournalSeal | null): Acceptance | null {
  const accepted = seal?.accepted ?? null;
  return accepted !== null && seal !== null && accepted.seq <= seal.head.seq ? accepted : null;
}

async function foldOn(
  from: CommittedSnapshot | null,
  journal: Pick<Journal, 'read'>,
  sessionId: string,
  accepted: Acceptance | null,
): Promise<CommittedSnapshot | null> {
  let snapshot: Snapshot | null = from;
  let tail: readonly Entry[] = from?.tail ?? [];
  for (;;) {
    const page: readonly Entry[] = await journal.read(sessionId, snapshot?.head.seq ?? 0, pageLength);
    for (const entry of page) snapshot = followed(snapshot, entry, accepted);
    tail = joined(tail, page);
    if (page.length < pageLength) return snapshot === null ? null : { ...snapshot, tail };
  }
}

/** Returns the snapshot after one more entry of a journal that somebody may have changed. Parses no entry that does not follow. */
function followed(before: Snapshot | null, entry: Entry, accepted: Acceptance | null): Snapshot {
  const chain = hashOf(before?.chain ?? noHash, entry);
  const acceptedTo = accepted?.seq ?? 0;
  // Where the file from before the change was put back, its own chain fits too.
  const fits = chain === entry.hash || (entry.seq === acceptedTo && chain === accepted?.chain);
  if (entry.seq >= acceptedTo && !fits) {
    throw new JournalAltered(entry.journalId, `entry ${entry.seq} does not follow on the one before it`);
  }
  try {
    return advance(before, entry, chain);
  } catch {
    // Somebody made the chain anew over an entry that this program did not write. The error is left out, because it may quote what nobody may read.
    throw new JournalAltered(entry.journalId, `entry ${entry.seq} cannot be read`);
  }
}

/** Returns the snapshot after one more entry. Precondition: the entry follows the head and is chained to `snapshot.chain`. */
export function advance(snapshot: Snapshot | null, entry: Entry, chain: string = entry.hash): Snapshot {
  const event = eventOf(entry) as SessionEvent;
  const before = snapshot?.session ?? null;
  const session = evolve(before ?? { id: entry.journalId, status: null }, event, entry.atMs);
  const changed = audiences.filter((audience) => before === null || changesView(before, event, audience));
  const former = before?.rounds.at(-1);
  const newest = session.rounds.at(-1);
  return {
    session,
    head: entry,
    changedAt: changedAt(snapshot, changed, entry.seq),
    roundsChangedAt:
      former?.id === newest?.id &&
      former?.status === newest?.status &&
      former?.clockStopped === newest?.clockStopped
        ? (snapshot?.roundsChangedAt ?? 0)
        : entry.seq,
    chain,
    roundHead: 'roundId' in event ? chain : (snapshot?.roundHead ?? null),
  };
}

function changedAt(
  snapshot: Snapshot | null,
  changed: readonly Audience[],
  seq: number,
): Snapshot['changedAt'] {
  const at = {
    ADMIN: 0,
    CHAIR: 0,
    TELLER: 0,
    DELEGATE: 0,
    GUEST: 0,
    SCREEN: 0,
    CLIENT: 0,
    ...snapshot?.changedAt,
  };
  for (const audience of changed) at[audience] = seq;
  return at;
}

/** Makes a snapshot a committed one, once its entries are on disk. `former` is the one that was committed before, where it is in memory. */
export function committed(
  former: CommittedSnapshot | null,
  snapshot: Snapshot,
  entries: readonly Entry[],
): CommittedSnapshot {
  const follows = former !== null && former.head.seq + 1 === entries[0]?.seq;
  return { ...snapshot, tail: joined(follows ? former.tail : [], entries) };
}

function joined(tail: readonly Entry[], entries: readonly Entry[]): readonly Entry[] {
  const all = [...tail, ...entries];
  return all.length > 2 * tailLength ? all.slice(-tailLength) : all;
}
