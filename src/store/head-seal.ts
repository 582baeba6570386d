import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Entry } from '../clerk/entry.ts';
import type { Query } from './gate.ts';

// [S7] The newest entry of every journal, sealed under the pepper in the transaction that writes it. The hash of an entry covers all before it, so
// whoever can write the database and has not got the pepper can change, drop or add no entry of any journal without another seal.

/** The newest entry of a journal. */
export type Head = Pick<Entry, 'seq' | 'hash'>;

const hashBytes = 32;

/** How the journals of a database stand to its seal. */
export type SealState =
  /** No seal is there. */
  | 'NONE'
  | 'FITS'
  /** The journals are not those that were sealed. */
  | 'BROKEN';

/** Written, and perhaps not on disk: the transaction decides. */
interface Pending {
  readonly changed: ReadonlyMap<string, Head>;
  readonly sum: Buffer;
  readonly seal: string;
}

export class HeadSeal {
  readonly #sealKey: Buffer;
  readonly #elementKey: Buffer;
  #heads: Map<string, Head> = new Map();
  /**
   * XOR of a keyed hash of each head: a journal that goes on costs two hashes, however many others there are. Neither it nor the hashes in it leave
   * the process, because of such sums that are known another set with the same sum could be solved for.
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

  /** Whether there is no journal. */
  get isEmpty(): boolean {
    return this.#heads.size === 0;
  }

  /** Seals what `read` found, as it is. */
  write(query: Query): Promise<unknown> {
    return query(putSeal, [this.#sealOf(this.#sum)]);
  }

  /** Seals the heads as these entries leave them; in the transaction that writes the entries. */
  async advance(query: Query, entries: readonly Entry[]): Promise<void> {
    await this.#settle(query);
    const changed = new Map(entries.map(({ journalId, seq, hash }) => [journalId, { seq, hash }]));
    const sum = Buffer.from(this.#sum);
    for (const [journalId, head] of changed) {
      const former = this.#heads.get(journalId);
      if (former !== undefined) this.#add(sum, journalId, former);
      this.#add(sum, journalId, head);
    }
    const seal = this.#sealOf(sum);
    this.#pending = { changed, sum, seal };
    await query(putSeal, [seal]);
  }

  /** The newest entry of a journal that this server knows to be written; null where it knows of none. */
  async headOf(query: Query, journalId: string): Promise<Head | null> {
    await this.#settle(query);
    return this.#heads.get(journalId) ?? null;
  }

  /** Finds out whether the transaction of the last `advance` was committed. */
  async #settle(query: Query): Promise<void> {
    const pending = this.#pending;
    if (pending === null) return;
    const stored = await sealIn(query);
    this.#pending = null;
    if (stored !== pending.seal) return;
    for (const [journalId, head] of pending.changed) this.#heads.set(journalId, head);
    this.#sum = pending.sum;
  }

  /** Adds a head to a sum, or takes it away where it is in it. */
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

/** Steps from journal to journal by the primary key, because reading every entry would take as long as there are entries. */
const headsOfAll = `WITH RECURSIVE journal (id) AS (
    SELECT MIN(journal_id) FROM entry
    UNION ALL
    SELECT (SELECT MIN(journal_id) FROM entry WHERE journal_id > journal.id) FROM journal WHERE journal.id IS NOT NULL
  )
  SELECT entry.journal_id AS journalId, entry.seq, entry.hash FROM journal JOIN entry ON entry.journal_id = journal.id
    AND entry.seq = (SELECT MAX(seq) FROM entry WHERE journal_id = journal.id)`;

/** What says beside the database that it was sealed once under this pepper: whoever writes the database must not have it sealed as he left it. */
export const markName = 'heads';
export const markOf = (pepper: Buffer): Buffer => keyed(pepper, 'heads are sealed');

/** The pepper beside a database, to compare with only; null where it is not there, or nothing was sealed under it. */
export async function sealedUnder(file: string): Promise<Buffer | null> {
  const [pepper, mark] = await Promise.all(
    ['pepper', markName].map((name) => readFile(join(`${file}.keys`, `${name}.key`)).catch(() => null)),
  );
  return pepper && mark?.equals(markOf(pepper)) ? pepper : null;
}
