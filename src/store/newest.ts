import { createHash } from 'node:crypto';
import type { Entry } from '../clerk/entry.ts';
import type { Query } from './gate.ts';
import { type KeyRing, noteBytes } from './keys.ts';

// Whether a database is the one that was written last. The entry that was written last is noted beside it, after the commit: a database
// without that entry is an older copy, or another one. Copies that `npm run backup` makes say so themselves.

export type Place = Pick<Entry, 'journalId' | 'seq' | 'hash'>;

const name = 'newest';
const sumBytes = 32;

export class Newest {
  readonly #keys: KeyRing;
  #wanted: Place | null = null;
  #writing: Promise<void> | null = null;

  constructor(keys: KeyRing) {
    this.#keys = keys;
  }

  /** Null where a power cut came between, or nothing was written yet; 'NONE' where there is no note. */
  async read(): Promise<Place | 'NONE' | null> {
    const note = await this.#keys.readNote(name);
    if (note === null) return 'NONE';
    const text = note.subarray(0, noteBytes - sumBytes);
    if (!sumOf(text).equals(note.subarray(noteBytes - sumBytes))) return null;
    const [journalId, seq, hash] = JSON.parse(text.toString().trim()) as [string, number, string];
    return { journalId, seq, hash };
  }

  /** Notes an entry that was written, or null: none was yet. On disk when it returns. */
  async keep(place: Place | null): Promise<void> {
    await this.#keys.makeNote(name);
    if (place !== null) await this.#keys.writeNote(name, 0, noteOf(place), true);
  }

  /** The same, by and by and without a sync: nobody waits for it, and a note that is a little behind is as true. */
  follow(place: Place): void {
    this.#wanted = place;
    this.#writing ??= this.#write();
  }

  /** Resolves when what was to be noted is. */
  async settle(): Promise<void> {
    await this.#writing;
  }

  async #write(): Promise<void> {
    while (this.#wanted !== null) {
      const note = noteOf(this.#wanted);
      this.#wanted = null;
      // What cannot be noted now is with the next entry.
      await this.#keys.writeNote(name, 0, note, false).catch(() => {});
    }
    this.#writing = null;
  }
}

function noteOf({ journalId, seq, hash }: Place): Buffer {
  const text = JSON.stringify([journalId, seq, hash]).padEnd(noteBytes - sumBytes);
  return Buffer.concat([Buffer.from(text), sumOf(Buffer.from(text))]);
}

const sumOf = (text: Buffer): Buffer => createHash('sha256').update(text).digest();

/** The newest entry by its time; null where there is none. Reads all of them. */
export async function newestIn(query: Query): Promise<Place | null> {
  const [found] = await query<Place>(
    'SELECT journal_id AS journalId, seq, hash FROM entry ORDER BY at_ms DESC, seq DESC LIMIT 1',
  );
  return found ?? null;
}
