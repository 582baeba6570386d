import type { SessionEvent } from '../core/event.ts';
import { evolve } from '../core/evolve.ts';
import { changesView } from '../core/show.ts';
import type { Session } from '../core/state.ts';
import { type Audience, audiences } from '../core/vocabulary.ts';
import { hashOf, noHash } from './chain.ts';
import { type Entry, eventOf } from './entry.ts';
import type { Journal } from './ports.ts';

/** A session as of one entry of its journal. */
export interface Standing {
  readonly session: Session;
  readonly head: Entry;
  /** By audience, the seq of the last entry that changed what it sees. */
  readonly changedAt: Readonly<Record<Audience, number>>;
  /** The seq of the last entry that opened, closed or voided a round, or stopped its clock. */
  readonly roundsChangedAt: number;
  /** The hash that the newest entry has where each follows on the one before as it lies there: its own, unless one was changed. */
  readonly chain: string;
  /** The same as of the newest entry of the newest round: its opening, a ballot, a step, its end; null before the first round. */
  readonly roundHead: string | null;
  /** The number of the first entry whose hash is not what follows; null where the journal is as it was written. */
  readonly brokenAtSeq: number | null;
}

/** A session as it is on disk. */
export interface Settled extends Standing {
  /** The newest entries, oldest first; readers that are further behind ask the journal. */
  readonly tail: readonly Entry[];
}

const tailLength = 1_000;
const pageLength = 1_000;

/** Folds a session from its journal; null when there is none. */
export async function fold(journal: Pick<Journal, 'read'>, sessionId: string): Promise<Settled | null> {
  let standing: Standing | null = null;
  let tail: readonly Entry[] = [];
  for (;;) {
    const page: readonly Entry[] = await journal.read(sessionId, standing?.head.seq ?? 0, pageLength);
    for (const entry of page) standing = followed(standing, entry);
    tail = joined(tail, page);
    if (page.length < pageLength) return standing === null ? null : { ...standing, tail };
  }
}

/** The standing after one more entry as the journal has it, which somebody may have changed. */
function followed(before: Standing | null, entry: Entry): Standing {
  const chain = hashOf(before?.chain ?? noHash, entry);
  const brokenAtSeq = before?.brokenAtSeq ?? (chain === entry.hash ? null : entry.seq);
  return { ...advance(before, entry, chain), brokenAtSeq };
}

/** What to do about a journal that somebody changed. */
export function brokenChain({ session, brokenAtSeq }: Standing): string {
  return `The journal of ${session.id} is not as it was written: entry ${brokenAtSeq} does not follow. Keep the file, and ask "npm run verify".`;
}

/** The standing after one more entry. Precondition: it follows on the head, and is chained to what that stands for. */
export function advance(standing: Standing | null, entry: Entry, chain: string = entry.hash): Standing {
  const event = eventOf(entry) as SessionEvent;
  const before = standing?.session ?? null;
  const session = evolve(before ?? { id: entry.journalId, status: null }, event, entry.atMs);
  const changed = audiences.filter((audience) => before === null || changesView(before, event, audience));
  const former = before?.rounds.at(-1);
  const newest = session.rounds.at(-1);
  return {
    session,
    head: entry,
    changedAt: changedAt(standing, changed, entry.seq),
    roundsChangedAt:
      former?.id === newest?.id &&
      former?.status === newest?.status &&
      former?.clockStopped === newest?.clockStopped
        ? (standing?.roundsChangedAt ?? 0)
        : entry.seq,
    chain,
    roundHead: 'roundId' in event ? chain : (standing?.roundHead ?? null),
    brokenAtSeq: standing?.brokenAtSeq ?? null,
  };
}

function changedAt(
  standing: Standing | null,
  changed: readonly Audience[],
  seq: number,
): Standing['changedAt'] {
  const at = {
    ADMIN: 0,
    CHAIR: 0,
    TELLER: 0,
    DELEGATE: 0,
    GUEST: 0,
    SCREEN: 0,
    CLIENT: 0,
    ...standing?.changedAt,
  };
  for (const audience of changed) at[audience] = seq;
  return at;
}

/** What is on disk once these entries, which led to this standing, are; `former` where it is in memory. */
export function settle(former: Settled | null, standing: Standing, entries: readonly Entry[]): Settled {
  const follows = former !== null && former.head.seq + 1 === entries[0]?.seq;
  return { ...standing, tail: joined(follows ? former.tail : [], entries) };
}

function joined(tail: readonly Entry[], entries: readonly Entry[]): readonly Entry[] {
  const all = [...tail, ...entries];
  return all.length > 2 * tailLength ? all.slice(-tailLength) : all;
}
