import { createHash } from 'node:crypto';
import type { Entry } from '../clerk/entry.ts';
import type { Query } from './gate.ts';
import { type KeyRing, noteBytes } from './keys.ts';

// Tells whether a database is the one that was written last. After each commit the newest entry is noted beside the database. A database without that entry
// is an older copy, or another database. Copies that `npm run backup` makes are marked as such.

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

  /** Reads the note. Null where a power cut spoilt it, or where nothing was written yet; 'NONE' where there is no note. */
  async read(): Promise<Place | 'NONE' | null> {
    const note = await this.#keys.readNote(name);
    if (note === null) return 'NONE';
    const text = note.subarray(0, noteBytes - sumBytes);
    if (!sumOf(text).equals(note.subarray(noteBytes - sumBytes))) return null;
    const [journalId, seq, hash] = JSON.parse(text.toString().trim()) as [string, number, string];
    return { journalId, seq, hash };
  }

  /** Notes an entry that was written; null for none yet. It is on disk when it returns. */
  async keep(place: Place | null): Promise<void> {
    await this.#keys.makeNote(name);
    if (place !== null) await this.#keys.writeNote(name, 0, noteOf(place), true);
  }

  /** Notes it in the background and without a sync. A note that is a little behind does no harm, because its entry is still in the database. */
  follow(place: Place): void {
    this.#wanted = place;
    this.#writing ??= this.#write();
  }

  /** Resolves when everything is noted. */
  async settle(): Promise<void> {
    await this.#writing;
  }

  async #write(): Promise<void> {
    while (this.#wanted !== null) {
      const note = noteOf(this.#wanted);
      this.#wanted = null;
      // A note that fails is made good with the next entry.
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

/** Returns the newest entry by its time; null where there is none. It reads all entries. */
export async function newestIn(query: Query): Promise<Place | null> {
  const [found] = await query<Place>(
    'SELECT journal_id AS journalId, seq, hash FROM entry ORDER BY at_ms DESC, seq DESC LIMIT 1',
  );
  return found ?? null;
}
