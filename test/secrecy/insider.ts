import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { reader, tracelessReader } from '../../ormconfig.ts';
import { copyInto } from '../../src/store/backup.ts';

// Somebody who can read every file of the server, at every moment, but the folder of keys.

/** A row of the table of envelopes. */
export interface EnvelopeRow {
  readonly id: string;
  readonly nonce: Buffer;
  readonly sealed: Buffer;
}

/** A row of the journal. */
export interface EntryRow {
  readonly seq: number;
  readonly at_ms: number;
  readonly type: string;
  readonly actor: string;
  readonly command_id: string;
  readonly part: number;
  readonly digest: string;
  readonly body: string;
  readonly salt: string;
  readonly hash: string;
}

/** The database as it is at a moment: its bytes, and the envelopes in the order in which the table has them. */
export interface Copy {
  readonly bytes: Buffer;
  readonly envelopes: readonly EnvelopeRow[];
}

const walHeadBytes = 32;
const walFrameHeadBytes = 24;

export class Insider {
  readonly #source: DataSource;
  readonly file: string;
  #walSeen = walHeadBytes;
  #walSalts = Buffer.alloc(8);
  #copies = 0;

  private constructor(source: DataSource, file: string) {
    this.#source = source;
    this.file = file;
  }

  static async at(file: string): Promise<Insider> {
    const source = connection(reader({ file }));
    await source.initialize();
    return new Insider(source, file);
  }

  envelopes(): Promise<EnvelopeRow[]> {
    return this.#source.query('SELECT * FROM envelope');
  }

  entries(sessionId: string, type: string): Promise<EntryRow[]> {
    return this.#source.query('SELECT * FROM entry WHERE journal_id = ? AND type = ? ORDER BY seq', [
      sessionId,
      type,
    ]);
  }

  /** The pages that were written to the write-ahead log since it was asked last, in order. */
  newPages(): readonly number[] {
    const wal = readFileSync(`${this.file}-wal`);
    const frameBytes = walFrameHeadBytes + wal.readUInt32BE(8);
    // After a checkpoint the log is written from its beginning with other salts; behind what is new stand frames of before.
    const salts = wal.subarray(16, 24);
    if (!salts.equals(this.#walSalts)) this.#walSeen = walHeadBytes;
    this.#walSalts = salts;
    const pages: number[] = [];
    let at = this.#walSeen;
    for (; at + frameBytes <= wal.length && wal.subarray(at + 8, at + 16).equals(salts); at += frameBytes) {
      pages.push(wal.readUInt32BE(at));
    }
    this.#walSeen = at;
    return pages;
  }

  /** The file and its log, one behind the other. */
  async copy(): Promise<Copy> {
    const bytes = Buffer.concat(['', '-wal'].map((end) => readFileSync(`${this.file}${end}`)));
    return { bytes, envelopes: await this.envelopes() };
  }

  /** As `npm run backup` makes it. */
  async backup(): Promise<Copy> {
    this.#copies += 1;
    const file = `${this.file}.backup-${this.#copies}`;
    await copyInto(connection(reader({ file: this.file })), file);
    const source = connection(tracelessReader({ file }));
    await source.initialize();
    try {
      return { bytes: readFileSync(file), envelopes: await source.query('SELECT * FROM envelope') };
    } finally {
      await source.destroy();
    }
  }

  async leave(): Promise<void> {
    await this.#source.destroy();
  }
}

function connection(source: DataSource | null): DataSource {
  if (source === null) throw new Error('a database in memory has no file');
  return source;
}

/** Every file below a folder but copies that the insider made. */
export function filesBelow(folder: string): ReadonlyMap<string, Buffer> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !entry.name.includes('.backup-'),
  );
  return new Map(files.map(({ name, parentPath }) => [name, readFileSync(join(parentPath, name))]));
}

/** What a file has grown by since it was asked last. */
export function growthOf(file: string): () => string {
  let seen = statSync(file).size;
  return () => {
    const bytes = readFileSync(file).subarray(seen);
    seen += bytes.length;
    return String(bytes);
  };
}
