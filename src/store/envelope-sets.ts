import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Envelope } from '../clerk/ballot-box-store.ts';
import { eventOf } from '../clerk/entry.ts';
import type { Batch } from '../clerk/ports.ts';
import type { BallotBoxFault } from '../core/ballot-box.ts';
import { type KeyRing, noteBytes } from './keys.ts';

// The set of a round's envelopes and its newest entry are noted beside its key, in two slots. One slot has what is about to be written, and is on disk before
// that is. The other has what was written. Somebody who can write the database and cannot read the key cannot make another note. After a crash the
// database is as one of the slots says. A database that fits neither slot was changed or is older.

/** The contents of a slot. */
export interface Noted {
  readonly count: number;
  /** XOR of a keyed hash of each envelope. It does not depend on their order, and another set with the same sum cannot be found without the key. */
  readonly sum: Buffer;
  /** Hex; the hash of the round's newest entry. */
  readonly head: string;
}

type Sealed = Pick<Envelope, 'id' | 'nonce' | 'sealed'>;

const hashBytes = 32;
const slotBytes = noteBytes / 2;
const places = { ahead: 0, confirmed: slotBytes } as const;
const headAt = 4 + hashBytes;
const sealAt = headAt + hashBytes;
const nothing: Noted = { count: 0, sum: Buffer.alloc(hashBytes), head: '0'.repeat(2 * hashBytes) };

const keyed = (key: Buffer, ...parts: readonly string[]) =>
  createHmac('sha256', key).update(JSON.stringify(parts)).digest();

/** Adds envelopes to a sum. Adding one a second time removes it. */
export function summed(key: Buffer, sum: Buffer, envelopes: readonly Sealed[]): Buffer {
  const total = Buffer.from(sum);
  for (const { id, nonce, sealed } of envelopes) {
    const hash = keyed(key, 'envelope', id, nonce.toString('hex'), sealed.toString('hex'));
    for (let at = 0; at < hashBytes; at += 1) total[at] = (total[at] ?? 0) ^ (hash[at] ?? 0);
  }
  return total;
}

export function notedOf(key: Buffer, envelopes: readonly Sealed[], head: string): Noted {
  return { count: envelopes.length, sum: summed(key, nothing.sum, envelopes), head };
}

function same(one: Noted, other: Noted): boolean {
  return one.count === other.count && one.head === other.head && one.sum.equals(other.sum);
}

function slotOf(key: Buffer, { count, sum, head }: Noted): Buffer {
  const slot = Buffer.alloc(slotBytes);
  slot.writeUInt32BE(count, 0);
  sum.copy(slot, 4);
  slot.write(head, headAt, 'hex');
  keyed(key, 'slot', slot.toString('hex', 0, sealAt)).copy(slot, sealAt);
  return slot;
}

/** Reads a slot; null where it was never written, only in part, or under another key. */
function readSlot(key: Buffer, note: Buffer, at: number): Noted | null {
  const slot = note.subarray(at, at + slotBytes);
  const seal = keyed(key, 'slot', slot.toString('hex', 0, sealAt));
  if (!timingSafeEqual(seal, slot.subarray(sealAt, sealAt + hashBytes))) return null;
  const head = slot.toString('hex', headAt, sealAt);
  return { count: slot.readUInt32BE(0), sum: Buffer.from(slot.subarray(4, headAt)), head };
}

interface KnownSet {
  readonly key: Buffer;
  noted: Noted;
  /** Whether the slot of what was written has it too. Until then the other slot must not be overwritten. */
  confirmed: boolean;
}

/** What a batch makes of one round's set. */
export interface Step {
  readonly roundId: string;
  readonly known: KnownSet;
  readonly next: Noted;
}

export class NotedSets {
  readonly #keys: KeyRing;
  /** Rounds whose ballots were found to be as noted. */
  readonly #known = new Map<string, KnownSet>();

  constructor(keys: KeyRing) {
    this.#keys = keys;
  }

  /** Begins an empty set for a round that is about to be opened. Nothing is noted yet. */
  begin(roundId: string, key: Buffer): void {
    if (!this.#known.has(roundId)) this.#known.set(roundId, { key, noted: nothing, confirmed: true });
  }

  /** Returns what is known to be in the database; undefined where it must be read. */
  known(roundId: string): Noted | undefined {
    return this.#known.get(roundId)?.noted;
  }

  /** Checks that the database has what this server noted, or what a crash can have left of it. */
  async fits(roundId: string, key: Buffer, found: Noted): Promise<BallotBoxFault | null> {
    const known = this.known(roundId);
    if (known !== undefined) {
      if (same(known, found)) return null;
      // It is read again the next time, because somebody who changed the database may have put it right again.
      this.#known.delete(roundId);
      return 'BALLOTS_ALTERED';
    }
    const note = await this.#keys.readNote(roundId);
    if (note === null) return 'BALLOTS_UNREADABLE';
    const [ahead, confirmed] = [readSlot(key, note, places.ahead), readSlot(key, note, places.confirmed)];
    if (ahead === null && confirmed === null) return 'BALLOTS_UNREADABLE';
    const isConfirmed = confirmed !== null && same(confirmed, found);
    if (!isConfirmed && !(ahead !== null && same(ahead, found))) return 'BALLOTS_ALTERED';
    this.#known.set(roundId, { key, noted: found, confirmed: isConfirmed });
    return null;
  }

  /** Returns what a batch makes of the known sets. */
  steps({ entries, envelopes, emptiedRoundIds }: Batch): readonly Step[] {
    const heads = new Map<string, string>();
    for (const entry of entries) {
      const event = eventOf(entry);
      if ('roundId' in event) heads.set(event.roundId, entry.hash);
    }
    const touched = new Set([
      ...heads.keys(),
      ...envelopes.map(({ roundId }) => roundId),
      ...emptiedRoundIds,
    ]);
    return [...touched].flatMap((roundId) => {
      const known = this.#known.get(roundId);
      if (known === undefined) return [];
      const { key, noted } = known;
      const head = heads.get(roundId) ?? noted.head;
      const added = envelopes.filter((envelope) => envelope.roundId === roundId);
      const next = emptiedRoundIds.includes(roundId)
        ? { ...nothing, head }
        : { count: noted.count + added.length, sum: summed(key, noted.sum, added), head };
      return [{ roundId, known, next }];
    });
  }

  /** Notes what is about to be written. The note is on disk when it returns. */
  async note(steps: readonly Step[]): Promise<void> {
    await Promise.all(
      steps.map(async ({ roundId, known, next }) => {
        const { key, noted } = known;
        if (!known.confirmed) {
          await this.#keys.writeNote(roundId, places.confirmed, slotOf(key, noted), true);
          known.confirmed = true;
        }
        await this.#keys.writeNote(roundId, places.ahead, slotOf(key, next), true);
      }),
    );
  }

  /** Notes that it was written. Never throws, because the next note does this first where it cannot be done now. */
  async confirm(steps: readonly Step[]): Promise<void> {
    await Promise.all(
      steps.map(async ({ roundId, known, next }) => {
        known.noted = next;
        known.confirmed = await this.#keys
          .writeNote(roundId, places.confirmed, slotOf(known.key, next), false)
          .then(
            () => true,
            () => false,
          );
      }),
    );
  }

  /** Notes that it may or may not be written. The database is read before the next ballot. */
  doubt(steps: readonly Step[]): void {
    for (const { roundId } of steps) this.#known.delete(roundId);
  }

  forget(roundId: string): void {
    this.#known.delete(roundId);
  }

  /** Says whether the note has this entry as the end of the round. */
  async endOf(roundId: string, key: Buffer, hash: string): Promise<'NOTED' | 'NOT_NOTED' | 'NO_NOTE'> {
    const note = await this.#keys.readNote(roundId);
    const slots = note === null ? [] : Object.values(places).map((at) => readSlot(key, note, at));
    if (slots.every((slot) => slot === null)) return 'NO_NOTE';
    return slots.some((slot) => slot?.head === hash) ? 'NOTED' : 'NOT_NOTED';
  }

  /** Says whether the round was never opened, because the process ended just before. */
  async neverOpened(roundId: string, key: Buffer | null): Promise<boolean> {
    if (key === null) return true;
    const note = await this.#keys.readNote(roundId);
    return note !== null && readSlot(key, note, places.confirmed) === null;
  }
}
