import type { DataSource } from 'typeorm';
import type { Archive, Journal, Store } from '../clerk/ports.ts';
import { sqlAccess } from './access.ts';
import { sqlArchive } from './archive.ts';
import { Gate } from './gate.ts';
import { readJournal, sqlJournal } from './journal.ts';
import { folderKeys, type KeyRing, memoryKeys } from './keys.ts';
import { sealedUrn } from './urn.ts';

export interface StoreOptions {
  readonly writer: DataSource;
  /** Null in memory, which nobody else can open. */
  readonly lock: DataSource | null;
  /** Null in memory, where a second connection would be another database. */
  readonly reader: DataSource | null;
  readonly pragmas: readonly string[];
  /** The database's file; null in memory. */
  readonly file: string | null;
}

/** The database with what is kept beside it. */
export interface OpenStore extends Store {
  readonly keys: KeyRing;
}

/** Opens the database, its migrations run, and the key folder beside it. */
export async function openStore({ lock, writer, reader, pragmas, file }: StoreOptions): Promise<OpenStore> {
  await lock?.initialize();
  await lock?.query('BEGIN EXCLUSIVE').catch(async () => {
    await lock.destroy();
    throw new Error(`${file} is in use by another server; stop it first.`);
  });
  const gate = await Gate.open(writer, pragmas);
  await reader?.initialize();
  const keys = file === null ? memoryKeys() : folderKeys(`${file}.keys`);
  const read = reader === null ? gate.read.bind(gate) : through(reader);
  return {
    keys,
    journal: sqlJournal(gate),
    urn: sealedUrn(gate, keys),
    access: sqlAccess(gate),
    archive: sqlArchive(read),
    async close() {
      await reader?.destroy();
      await gate.close();
      await lock?.destroy();
    },
  };
}

/** What is in a database, to read; a server may be writing to it at the same time. */
export interface OpenRecord {
  readonly journal: Omit<Journal, 'append'>;
  readonly archive: Archive;
  close(): Promise<void>;
}

export async function openRecord(reader: DataSource): Promise<OpenRecord> {
  await reader.initialize();
  const read = through(reader);
  return { journal: readJournal(read), archive: sqlArchive(read), close: () => reader.destroy() };
}

function through(reader: DataSource): Gate['read'] {
  return (work) => work((sql, parameters = []) => reader.query(sql, [...parameters]));
}
