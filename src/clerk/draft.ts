import type { Event, SessionEvent } from '../core/event.ts';
import { evolve } from '../core/evolve.ts';
import type { Session } from '../core/state.ts';
import { chained, noHash } from './chain.ts';
import type { Batch, CodeGrant, Entry, Envelope, KeyGrant } from './ports.ts';

/** Where a journal stands on disk. */
export interface Standing {
  readonly session: Session | null;
  readonly head: Entry | null;
}

export interface Origin {
  readonly by: string;
  readonly commandId: string | null;
  readonly digest: string | null;
}

/** What a batch of commands would write: decided upon in turn, each on the state that the ones before leave behind. */
export class Draft {
  readonly #ahead = new Map<string, Standing>();
  readonly #parts = new Map<string, number>();
  readonly entries: Entry[] = [];
  readonly envelopes: Envelope[] = [];
  readonly emptiedRoundIds: string[] = [];
  readonly codes: CodeGrant[] = [];
  readonly endedSeatIds: string[] = [];
  readonly keys: KeyGrant[] = [];
  readonly endedKeyIds: string[] = [];

  /** The speculative standing of a journal; `settled` is asked for it the first time. */
  async standing(journalId: string, settled: () => Promise<Standing>): Promise<Standing> {
    const ahead = this.#ahead.get(journalId);
    if (ahead !== undefined) return ahead;
    const standing = await settled();
    this.#ahead.set(journalId, standing);
    return standing;
  }

  /** Adds events to a journal whose standing was asked for. Returns the entries. */
  add(journalId: string, events: readonly Event[], origin: Origin, nowMs: number): readonly Entry[] {
    let { session, head } = this.#ahead.get(journalId) ?? { session: null, head: null };
    const added: Entry[] = [];
    for (const event of events) {
      const { type, ...rest } = event;
      const part = origin.commandId === null ? 0 : (this.#parts.get(origin.commandId) ?? 0);
      if (origin.commandId !== null) this.#parts.set(origin.commandId, part + 1);
      const entry = chained(head?.hash ?? noHash, {
        journalId,
        seq: (head?.seq ?? 0) + 1,
        atMs: Math.max(nowMs, head?.atMs ?? 0),
        type,
        by: origin.by,
        commandId: origin.commandId,
        part,
        digest: origin.digest,
        body: JSON.stringify({ type, ...rest }),
      });
      if (journalId.startsWith('ses_')) {
        session = evolve(session ?? { id: journalId, status: null }, event as SessionEvent, entry.atMs);
      }
      head = entry;
      added.push(entry);
      if (event.type === 'RoundClosed' || event.type === 'RoundVoided')
        this.emptiedRoundIds.push(event.roundId);
    }
    this.entries.push(...added);
    this.#ahead.set(journalId, { session, head });
    return added;
  }

  batch(): Batch {
    return this;
  }
}
