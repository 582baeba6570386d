import type { Event } from '../core/event.ts';
import type { Envelope } from './ballot-box-store.ts';
import { chained, noHash } from './chain.ts';
import { type Entry, registryJournal, remember } from './entry.ts';
import type { Batch, CodeGrant, KeyGrant } from './ports.ts';
import { advance, type Snapshot } from './snapshot.ts';
import { maxApartMs } from './time.ts';

/** Who gave the command that an entry comes from. The fields are those of Entry. */
export interface EntryOrigin {
  readonly by: string;
  readonly commandId: string | null;
  readonly digest: string | null;
}

/** The origin of entries that the clerk writes without a command. */
export const byClock: EntryOrigin = { by: 'CLOCK', commandId: null, digest: null };

/** What a batch of commands would write. Each command is decided upon the state after the commands before it. */
export class PendingBatch implements Batch {
  readonly #snapshots = new Map<string, Snapshot | null>();
  readonly #heads = new Map<string, Entry | null>();
  readonly #parts = new Map<string, number>();
  readonly entries: Entry[] = [];
  readonly envelopes: Envelope[] = [];
  readonly emptiedRoundIds: string[] = [];
  readonly codes: CodeGrant[] = [];
  readonly endedSeatIds: string[] = [];
  readonly keys: KeyGrant[] = [];
  readonly endedKeyIds: string[] = [];

  /** Returns the snapshot of a session with what this batch adds to it. The first call takes it from `committed`. */
  async snapshot(sessionId: string, committed: () => Promise<Snapshot | null>): Promise<Snapshot | null> {
    const ahead = this.#snapshots.get(sessionId);
    if (ahead !== undefined) return ahead;
    const snapshot = await committed();
    this.#snapshots.set(sessionId, snapshot);
    this.#heads.set(sessionId, snapshot?.head ?? null);
    return snapshot;
  }

  /** Sets the head of the registry's journal, before anything is added to it. */
  setRegistryHead(head: Entry | null): void {
    this.#heads.set(registryJournal, head);
  }

  /** Adds events to a journal. Precondition: its snapshot was asked for, or its head was set. Returns the entries. */
  add(journalId: string, events: readonly Event[], origin: EntryOrigin, nowMs: number): readonly Entry[] {
    return events.map((event) => {
      const head = this.#heads.get(journalId);
      // [C5] The entry before was stamped while the clock was ahead, or the clock is behind now.
      if (head && head.atMs > nowMs + maxApartMs)
        this.#addOne(journalId, { type: 'ClockSetBack' }, byClock, nowMs);
      return this.#addOne(journalId, event, origin, nowMs);
    });
  }

  /** Gives the snapshot of each session that this batch changes, with the entries that it adds. */
  *changed(): Iterable<{
    readonly sessionId: string;
    readonly snapshot: Snapshot;
    readonly entries: Entry[];
  }> {
    const entries = new Map<string, Entry[]>();
    for (const entry of this.entries) {
      const mine = entries.get(entry.journalId);
      if (mine === undefined) entries.set(entry.journalId, [entry]);
      else mine.push(entry);
    }
    for (const [sessionId, snapshot] of this.#snapshots) {
      const mine = entries.get(sessionId);
      if (snapshot !== null && mine !== undefined) yield { sessionId, snapshot, entries: mine };
    }
  }

  #addOne(journalId: string, event: Event, { by, commandId, digest }: EntryOrigin, nowMs: number): Entry {
    const head = this.#heads.get(journalId) ?? null;
    const snapshot = this.#snapshots.get(journalId) ?? null;
    const part = commandId === null ? 0 : (this.#parts.get(commandId) ?? 0);
    if (commandId !== null) this.#parts.set(commandId, part + 1);
    // The chain is recomputed and not read, because somebody may have written another hash into the file.
    const entry = chained(snapshot?.chain ?? head?.hash ?? noHash, {
      journalId,
      seq: (head?.seq ?? 0) + 1,
      atMs: event.type === 'ClockSetBack' ? nowMs : Math.max(nowMs, head?.atMs ?? 0),
      type: event.type,
      by,
      commandId,
      part,
      digest,
      body: JSON.stringify(event),
    });
    remember(entry, event);
    if (journalId !== registryJournal) {
      this.#snapshots.set(journalId, advance(snapshot, entry));
    }
    this.#heads.set(journalId, entry);
    this.entries.push(entry);
    if (event.type === 'RoundClosed' || event.type === 'RoundVoided')
      this.emptiedRoundIds.push(event.roundId);
    return entry;
  }
}
