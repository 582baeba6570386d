import { statSync } from 'node:fs';
import type { DataSource } from 'typeorm';
import { type Archive, type Journal, type Store, StoreDamaged } from '../clerk/ports.ts';
import { sqlAccess } from './access.ts';
import { sqlArchive } from './archive.ts';
import { Gate } from './gate.ts';
import { readJournal, sqlJournal } from './journal.ts';
import { folderKeys, type KeyRing, memoryKeys } from './keys.ts';
import { advised, damageAdvice } from './trouble.ts';
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
  /** What access codes are hashed with: made with the database. Throws where codes are there and it is not. */
  pepper(): Promise<Buffer>;
}

const pepper = 'pepper';
/** A larger file is checked by hand: nobody waits that long for a start. */
const mostCheckedBytes = 512 * 1024 * 1024;

/** Opens the database, its migrations run, and the key folder beside it. Throws, with what to do, for one that cannot be trusted. */
export async function openStore(options: StoreOptions): Promise<OpenStore> {
  try {
    return await advised(() => opened(options));
  } catch (error) {
    const { file, lock, reader, writer } = options;
    for (const one of [reader, writer, lock]) if (one?.isInitialized) await one.destroy();
    const { message, name } = error as Error;
    if (file === null || message.includes(file)) throw error;
    throw Object.assign(new Error(`${file}: ${message}`, { cause: error }), { name });
  }
}

/** A file that was cut or overwritten is found before anything is built upon it. */
async function check(gate: Gate, file: string | null): Promise<void> {
  if (file === null || statSync(file).size > mostCheckedBytes) return;
  const [found] = await gate.read((query) => query<{ quick_check: string }>('PRAGMA quick_check(1)'));
  if (found?.quick_check !== 'ok')
    throw new StoreDamaged(`${found?.quick_check}. ${damageAdvice}`, 'SQLITE_CORRUPT');
}

async function opened({ lock, writer, reader, pragmas, file }: StoreOptions): Promise<OpenStore> {
  await lock?.initialize();
  await lock?.query('BEGIN EXCLUSIVE').catch(async (error: { code?: string }) => {
    await lock.destroy();
    if (error.code !== 'SQLITE_BUSY') throw error;
    throw new Error(`${file} is in use by another server; stop it first.`);
  });
  const gate = await Gate.open(writer, pragmas);
  await check(gate, file);
  await reader?.initialize();
  const keys = file === null ? memoryKeys() : folderKeys(`${file}.keys`);
  const read = reader === null ? gate.read.bind(gate) : through(reader);
  return {
    keys,
    journal: sqlJournal(gate),
    urn: sealedUrn(gate, keys),
    access: sqlAccess(gate),
    archive: sqlArchive(read),
    async pepper() {
      const [codes] = await gate.read((query) => query('SELECT 1 FROM access_code LIMIT 1'));
      if (codes === undefined || (await keys.has(pepper))) return keys.lasting(pepper);
      throw new Error(
        `${file}.keys/${pepper}.key is missing, and no access code is good without it. Put it back from where the database was copied. ` +
          `If it is lost, make another: head -c 32 /dev/urandom > "${file}.keys/${pepper}.key"; then issue every access code anew.`,
      );
    },
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
  return (work) => work((sql, parameters = []) => advised(() => reader.query(sql, [...parameters])));
}
