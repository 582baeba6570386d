import type { DataSource } from 'typeorm';
import type { Store } from '../clerk/ports.ts';
import { sqlAccess } from './access.ts';
import { sqlArchive } from './archive.ts';
import { Gate } from './gate.ts';
import { sqlJournal } from './journal.ts';
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
  const read =
    reader === null
      ? gate.read.bind(gate)
      : <Result>(work: Parameters<typeof gate.read<Result>>[0]) =>
          work((sql, parameters = []) => reader.query(sql, [...parameters]));
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
