import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import sqlite3 from 'sqlite3';
import { DataSource } from 'typeorm';
import { Journal1701000000000 } from './schema/migrations/1701000000000-journal.ts';
import { Orders1702000000000 } from './schema/migrations/1702000000000-orders.ts';
import { Listings1703000000000 } from './schema/migrations/1703000000000-listings.ts';
import { Counts1704000000000 } from './schema/migrations/1704000000000-counts.ts';
import { Imports1705000000000 } from './schema/migrations/1705000000000-imports.ts';
import { Bonds1706000000000 } from './schema/migrations/1706000000000-bonds.ts';
import { SignIns1707000000000 } from './schema/migrations/1707000000000-sign-ins.ts';
import { HeadSeal1708000000000 } from './schema/migrations/1708000000000-head-seal.ts';

/** Where a database is: a file, or memory that ends with the process. */
export interface Place {
  /** Absolute; null for memory. */
  readonly file: string | null;
}

export const defaultUrl = 'sqlite:./data/hoinghi.sqlite';

/** Reads a DATABASE_URL. Throws with what to write instead. */
export function placeOf(url: string): Place {
  if (url === 'sqlite::memory:') return { file: null };
  const match = /^sqlite:(?!:)(?:\/\/(?=\/))?(.+)$/.exec(url);
  if (match?.[1] !== undefined) {
    const file = resolve(match[1]);
    // By whatever links it is named: its lock, its keys and its token lie beside the file itself.
    return { file: existsSync(file) ? realpathSync(file) : file };
  }
  throw new Error(`DATABASE_URL is "${url}"; write sqlite:./folder/file.sqlite or sqlite::memory:`);
}

const openReadOnly = 1; // SQLITE_OPEN_READONLY
const openByUri = 0x40; // SQLITE_OPEN_URI

/** TypeORM asks for sqlite3's verbose mode, which writes every parameter out before every statement; of a URI it makes no folder. */
const driver = { verbose: () => sqlite3, OPEN_URI: openByUri };

/**
 * Makes a folder where there is none, with those above it, for nobody else to read. On disk when it returns: a power cut that took the
 * folder would take every receipt in it.
 */
export function makeFolder(folder: string): void {
  const first = mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) {
    const above = openSync(dirname(made), 'r');
    fsyncSync(above);
    closeSync(above);
  }
}

/** The connection that writes. Migrations run when it is initialised. */
export function writer({ file }: Place): DataSource {
  if (file !== null) {
    makeFolder(dirname(file));
    // Nobody else's to read; SQLite gives its log the same mode.
    closeSync(openSync(file, 'a', 0o600));
  }
  return new DataSource({
    type: 'sqlite',
    driver,
    database: file ?? ':memory:',
    enableWAL: file !== null,
    busyTimeout: 5_000,
    migrations: [
      Journal1701000000000,
      Orders1702000000000,
      Listings1703000000000,
      Counts1704000000000,
      Imports1705000000000,
      Bonds1706000000000,
      SignIns1707000000000,
      HeadSeal1708000000000,
    ],
    migrationsRun: true,
    migrationsTransactionMode: 'all',
  });
}

/** A database of its own beside the file; whoever holds it locked is the one server of that file. Freed when a process ends. */
export function lock({ file }: Place): DataSource | null {
  if (file === null) return null;
  return new DataSource({ type: 'sqlite', driver, database: `${file}.lock`, busyTimeout: 2_000 });
}

/** A connection that writes to a copy that nobody else has open, as it is: without migrations, and with nothing left beside it. */
export function copyWriter(file: string): DataSource {
  return new DataSource({ type: 'sqlite', driver, database: file });
}

/** A connection that only reads; in memory there is no second one. */
export function reader({ file }: Place): DataSource | null {
  if (file === null) return null;
  return new DataSource({ type: 'sqlite', driver, database: file, flags: openReadOnly, busyTimeout: 5_000 });
}

/**
 * A connection that only reads, and leaves nothing beside the file. Of a file that nobody has open, a copy say, SQLite is told that it
 * does not change: so it can also lie where nobody can write. Beside a file that is open, in WAL mode, its log always lies.
 */
export function tracelessReader(place: Place): DataSource | null {
  const { file } = place;
  if (file === null || existsSync(`${file}-wal`) || existsSync(`${file}-journal`)) return reader(place);
  const database = `${pathToFileURL(file).href}?immutable=1`;
  return new DataSource({ type: 'sqlite', driver, database, flags: openReadOnly | openByUri });
}

/** Settings of SQLite that a writer needs: an acknowledged commit survives power loss, and what is deleted is overwritten. */
export const writerPragmas = [
  'PRAGMA synchronous = FULL',
  'PRAGMA secure_delete = ON',
  'PRAGMA foreign_keys = ON',
  'PRAGMA temp_store = MEMORY',
  'PRAGMA wal_autocheckpoint = 2000',
  // Twice what it has between two checkpoints: what a reader who stays long made of it goes again.
  'PRAGMA journal_size_limit = 16777216',
];
