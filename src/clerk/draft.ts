import type { Event } from '../core/event.ts';
import { chained, noHash } from './chain.ts';
import { advance, type Standing } from './desk.ts';
import { type Entry, houseJournal, remember } from './entry.ts';
import type { Batch, CodeGrant, KeyGrant } from './ports.ts';
import { mostApartMs } from './time.ts';
import type { Envelope } from './urn-port.ts';

export interface Origin {
  readonly by: string;
  readonly commandId: string | null;
  readonly digest: string | null;
}

/** Of what nobody commanded. */
export const byClock: Origin = { by: 'CLOCK', commandId: null, digest: null };

/** What a batch of commands would write: decided upon in turn, each on the state that the ones before leave behind. */
export class Draft implements Batch {
  readonly #standings = new Map<string, Standing | null>();
  readonly #heads = new Map<string, Entry | null>();
  readonly #parts = new Map<string, number>();
  readonly entries: Entry[] = [];
  readonly envelopes: Envelope[] = [];
  readonly emptiedRoundIds: string[] = [];
  readonly codes: CodeGrant[] = [];
  readonly endedSeatIds: string[] = [];
  readonly keys: KeyGrant[] = [];
  readonly endedKeyIds: string[] = [];

  /** The speculative standing of a session; `settled` is asked for it the first time. */
  async standing(sessionId: string, settled: () => Promise<Standing | null>): Promise<Standing | null> {
    const ahead = this.#standings.get(sessionId);
    if (ahead !== undefined) return ahead;
    const standing = await settled();
    this.#standings.set(sessionId, standing);
    this.#heads.set(sessionId, standing?.head ?? null);
    return standing;
  }

  /** Says where the house's journal stands, before anything is added to it. */
  setHouseHead(head: Entry | null): void {
    this.#heads.set(houseJournal, head);
  }

  /** Adds events to a journal whose standing was asked for. Returns the entries. */
  add(journalId: string, events: readonly Event[], origin: Origin, nowMs: number): readonly Entry[] {
    return events.map((event) => {
      const head = this.#heads.get(journalId);
      // [C5] Between them lies no time: the entry before was stamped while the clock was ahead, or it is behind now.
      if (head && head.atMs > nowMs + mostApartMs)
        this.#addOne(journalId, { type: 'ClockSetBack' }, byClock, nowMs);
      return this.#addOne(journalId, event, origin, nowMs);
    });
  }

  /** Where each session stands that was changed. */
  *changed(): Iterable<{
    readonly sessionId: string;
    readonly standing: Standing;
    readonly entries: Entry[];
  }> {
    const entries = new Map<string, Entry[]>();
    for (const entry of this.entries) {
      const mine = entries.get(entry.journalId);
      if (mine === undefined) entries.set(entry.journalId, [entry]);
      else mine.push(entry);
    }
    for (const [sessionId, standing] of this.#standings) {
      const mine = entries.get(sessionId);
      if (standing !== null && mine !== undefined) yield { sessionId, standing, entries: mine };
    }
  }

  #addOne(journalId: string, event: Event, { by, commandId, digest }: Origin, nowMs: number): Entry {
    const head = this.#heads.get(journalId) ?? null;
    const standing = this.#standings.get(journalId) ?? null;
    const part = commandId === null ? 0 : (this.#parts.get(commandId) ?? 0);
    if (commandId !== null) this.#parts.set(commandId, part + 1);
    // Not to a hash that somebody put there: what is written from here on binds what lies there.
    const entry = chained(standing?.chain ?? head?.hash ?? noHash, {
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
    if (journalId !== houseJournal) {
      this.#standings.set(journalId, advance(standing, entry));
    }
    this.#heads.set(journalId, entry);
    this.entries.push(entry);
    if (event.type === 'RoundClosed' || event.type === 'RoundVoided')
      this.emptiedRoundIds.push(event.roundId);
    return entry;
  }
}
