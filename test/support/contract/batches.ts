import { randomUUID } from 'node:crypto';
import { chained, noHash } from '../../../src/clerk/chain.ts';
import type { Entry } from '../../../src/clerk/entry.ts';
import type { Batch } from '../../../src/clerk/ports.ts';
import type { Event } from '../../../src/core/event.ts';

/** Returns a batch that has the given parts and is empty otherwise. */
export function batchOf(parts: Partial<Batch>): Batch {
  return {
    entries: [],
    envelopes: [],
    emptiedRoundIds: [],
    codes: [],
    endedSeatIds: [],
    keys: [],
    endedKeyIds: [],
    ...parts,
  };
}

export interface EntryParts {
  readonly journalId: string;
  readonly seq: number;
  readonly event: Event;
  readonly commandId?: string | null;
  readonly part?: number;
  readonly predecessor?: Entry | null;
}

/** Returns an entry as the clerk would write it, chained to its predecessor. */
export function entryOf(parts: EntryParts): Entry {
  const { journalId, seq, event, commandId = randomUUID(), part = 0, predecessor = null } = parts;
  return chained(predecessor?.hash ?? noHash, {
    journalId,
    seq,
    atMs: 1_700_000_000_000 + seq,
    type: event.type,
    by: 'ADMIN',
    commandId,
    part,
    digest: commandId === null ? null : 'd'.repeat(64),
    body: JSON.stringify(event),
  });
}

/** A text with characters that a wrong encoding or quoting would change. */
export const awkwardText = 'Đảng ủy xã "Vĩnh Lộc"\n\t\\ \u{1f5f3} \u2028 ’ {"a":[1]} -- ; \u200d';

/** Returns `count` chained entries of one journal, each a comment of its own command. */
export function comments(journalId: string, count: number): readonly Entry[] {
  const entries: Entry[] = [];
  for (let seq = 1; seq <= count; seq += 1) {
    const event: Event = {
      type: 'CommentAdded',
      commentId: `com_${seq}`,
      reviewId: 'rev_1',
      seatId: 'seat_1',
      body: `${awkwardText} ${seq}`,
    };
    entries.push(entryOf({ journalId, seq, event, predecessor: entries.at(-1) ?? null }));
  }
  return entries;
}

export function opening(roundId: string, closesAtMs: number | null = null): Event {
  return {
    type: 'RoundOpened',
    roundId,
    reviewIds: ['rev_1'],
    method: 'SECRET_BALLOT',
    display: 'BATCHED',
    electorate: ['seat_1'],
    attendance: { present: 1, summoned: 1 },
    closesAtMs,
  };
}
