import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Entry } from '../clerk/entry.ts';
import type { Query } from './gate.ts';

// [S7] The newest entries of all journals are sealed under the pepper, in the transaction that writes them. The hash of an entry covers all entries before it. So
// somebody who can write the database and does not have the pepper cannot change, drop or add an entry without breaking the seal.

/** The newest entry of a journal. */
export type Head = Pick<Entry, 'seq' | 'hash'>;

const hashBytes = 32;

/** Whether the journals of a database are those of its seal. */
export type SealState =
  /** There is no seal. */
  | 'NONE'
  | 'FITS'
  /** The journals are not those that were sealed. */
  | 'BROKEN';

/** Heads that are written, and are on disk only if their transaction is. */
interface Pending {
  readonly changed: ReadonlyMap<string, Head>;
  readonly sum: Buffer;
}

export class HeadSeal {
  readonly #sealKey: Buffer;
  readonly #elementKey: Buffer;
  #heads: Map<string, Head> = new Map();
  /**
   * XOR of a keyed hash of each head, so that an entry costs two hashes for any number of journals. The sum and its hashes never leave the process, because
   * somebody who knew such sums could solve for another set with the same sum.
   */
  #sum: Buffer = Buffer.alloc(hashBytes);
  #pending: Pending | null = null;

  constructor(pepper: Buffer) {
    this.#sealKey = keyed(pepper, 'head seal');
    this.#elementKey = keyed(pepper, 'head');
  }

  /** Reads the heads of all journals, and compares them with the seal. */
  async read(query: Query): Promise<SealState> {
    const rows = await query<Head & { journalId: string }>(headsOfAll);
    this.#heads = new Map(rows.map(({ journalId, seq, hash }) => [journalId, { seq, hash }]));
    this.#sum = Buffer.alloc(hashBytes);
    for (const [journalId, head] of this.#heads) this.#add(this.#sum, journalId, head);
    this.#pending = null;
    const stored = await sealIn(query);
    if (stored === null) return 'NONE';
    return stored === this.#sealOf(this.#sum) ? 'FITS' : 'BROKEN';
  }

  /** Says whether there is no journal. */
  get isEmpty(): boolean {
    return this.#heads.size === 0;
  }

  /** Seals the heads that `read` found. */
  write(query: Query): Promise<unknown> {
    return query(putSeal, [this.#sealOf(this.#sum)]);
  }

  /** Seals the heads after these entries. Call it in the transaction that writes the entries, and what it returns once that is committed. */
  async advance(query: Query, entries: readonly Entry[]): Promise<() => void> {
    await this.#settle(query);
    const changed = new Map(entries.map(({ journalId, seq, hash }) => [journalId, { seq, hash }]));
    const sum = Buffer.from(this.#sum);
    for (const [journalId, head] of changed) {
      const former = this.#heads.get(journalId);
      if (former !== undefined) this.#add(sum, journalId, former);
      this.#add(sum, journalId, head);
    }
    const pending = { changed, sum };
    this.#pending = pending;
    await query(putSeal, [this.#sealOf(sum)]);
    return () => this.#confirm(pending);
  }

  /** Returns the newest entry of a journal that this server knows to be written; null where it knows of none. */
  async headOf(query: Query, journalId: string): Promise<Head | null> {
    await this.#settle(query);
    return this.#heads.get(journalId) ?? null;
  }

  /** Whoever asked for a head in between may have found out already. */
  #confirm(pending: Pending): void {
    if (this.#pending !== pending) return;
    this.#pending = null;
    for (const [journalId, head] of pending.changed) this.#heads.set(journalId, head);
    this.#sum = pending.sum;
  }

  /**
   * Finds out whether a transaction that failed was committed all the same: its entries are there then. The seal in the database cannot tell, because
   * whoever writes the database can put a former one back; nobody can make up an entry of this hash.
   */
  async #settle(query: Query): Promise<void> {
    const pending = this.#pending;
    const [newest] = pending?.changed ?? [];
    if (pending === null || newest === undefined) return;
    const [journalId, { seq, hash }] = newest;
    const [entry] = await query<Head>('SELECT seq, hash FROM entry WHERE journal_id = ? AND seq = ?', [
      journalId,
      seq,
    ]);
    if (entry?.hash === hash) this.#confirm(pending);
    else this.#pending = null;
  }

  /** Adds a head to a sum, or removes it where it is in the sum. */
  #add(sum: Buffer, journalId: string, { seq, hash }: Head): void {
    const element = keyed(this.#elementKey, journalId, seq, hash);
    for (let at = 0; at < hashBytes; at += 1) sum[at] = (sum[at] ?? 0) ^ (element[at] ?? 0);
  }

  #sealOf(sum: Buffer): string {
    return keyed(this.#sealKey, sum.toString('hex')).toString('hex');
  }
}

const keyed = (key: Buffer, ...parts: readonly (string | number)[]): Buffer =>
  createHmac('sha256', key).update(JSON.stringify(parts)).digest();

async function sealIn(query: Query): Promise<string | null> {
  const [row] = await query<{ seal: string }>('SELECT seal FROM head_seal');
  return row?.seal ?? null;
}

const putSeal =
  'INSERT INTO head_seal (id, seal) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET seal = excluded.seal';

/** Steps from journal to journal by the primary key, because reading every entry would take long. */
const headsOfAll = `WITH RECURSIVE journal (id) AS (
    SELECT MIN(journal_id) FROM entry
    UNION ALL
    SELECT (SELECT MIN(journal_id) FROM entry WHERE journal_id > journal.id) FROM journal WHERE journal.id IS NOT NULL
  )
  SELECT entry.journal_id AS journalId, entry.seq, entry.hash FROM journal JOIN entry ON entry.journal_id = journal.id
    AND entry.seq = (SELECT MAX(seq) FROM entry WHERE journal_id = journal.id)`;

/**
 * The name of the note that the database was sealed under this pepper. It lies beside the database, because somebody who writes the database could otherwise
 * have his changes sealed.
 */
export const markName = 'heads';
export const markOf = (pepper: Buffer): Buffer => keyed(pepper, 'heads are sealed');

/** Reads the pepper beside a database, for comparing only; null where there is none, or where nothing was sealed under it. */
export async function sealedUnder(file: string): Promise<Buffer | null> {
  const [pepper, mark] = await Promise.all(
    ['pepper', markName].map((name) => readFile(join(`${file}.keys`, `${name}.key`)).catch(() => null)),
  );
  return pepper && mark?.equals(markOf(pepper)) ? pepper : null;
}
