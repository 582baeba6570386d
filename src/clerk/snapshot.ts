import type { SessionEvent } from '../core/event.ts';
import { evolve } from '../core/evolve.ts';
import { changesView } from '../core/show.ts';
import type { Session } from '../core/state.ts';
import { type Audience, audiences } from '../core/vocabulary.ts';
import { hashOf, noHash } from './chain.ts';
import { type Entry, eventOf } from './entry.ts';
import type { Journal } from './ports.ts';

/** A session as it is after one entry of its journal. */
export interface Snapshot {
  readonly session: Session;
  readonly head: Entry;
  /** The seq of the last entry that changed what an audience sees, by audience. */
  readonly changedAt: Readonly<Record<Audience, number>>;
  /** The seq of the last entry that opened, closed or voided a round, or stopped its clock. */
  readonly roundsChangedAt: number;
  /** The hash of the newest entry, recomputed from the first entry on: the entry's own hash, unless somebody changed the journal. */
  readonly chain: string;
  /** The recomputed hash of the newest entry that names a round: its opening, a ballot, a step, its end. Null before the first round. */
  readonly roundHead: string | null;
  /** The seq of the first entry whose hash is not the recomputed one; null where the journal is as it was written. */
  readonly brokenAtSeq: number | null;
}

/** A session as it is on disk. */
export interface CommittedSnapshot extends Snapshot {
  /** The newest entries, oldest first. A reader that is further behind reads the journal. */
  readonly tail: readonly Entry[];
}

const tailLength = 1_000;
const pageLength = 1_000;

/** Folds a session from its journal. Null where there is no such journal. */
export async function fold(
  journal: Pick<Journal, 'read'>,
  sessionId: string,
): Promise<CommittedSnapshot | null> {
  let snapshot: Snapshot | null = null;
  let tail: readonly Entry[] = [];
  for (;;) {
    const page: readonly Entry[] = await journal.read(sessionId, snapshot?.head.seq ?? 0, pageLength);
    for (const entry of page) snapshot = followed(snapshot, entry);
    tail = joined(tail, page);
    if (page.length < pageLength) return snapshot === null ? null : { ...snapshot, tail };
  }
}

/** The snapshot after one more entry of the journal, which somebody may have changed. */
function followed(before: Snapshot | null, entry: Entry): Snapshot {
  const chain = hashOf(before?.chain ?? noHash, entry);
  const brokenAtSeq = before?.brokenAtSeq ?? (chain === entry.hash ? null : entry.seq);
  return { ...advance(before, entry, chain), brokenAtSeq };
}

/** What to do about a journal that somebody changed. */
export function brokenChain({ session, brokenAtSeq }: Snapshot): string {
  return `The journal of ${session.id} is not as it was written: entry ${brokenAtSeq} does not follow. Keep the file, and ask "npm run verify".`;
}

/** The snapshot after one more entry. Precondition: the entry follows the head and is chained to `snapshot.chain`. */
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
    brokenAtSeq: snapshot?.brokenAtSeq ?? null,
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

/** The snapshot as committed, once the entries that led to it are on disk. `former`: the one that was committed before, where it is in memory. */
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
