import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { onTestFinished } from 'vitest';
import { lock, reader, writer, writerPragmas } from '../../../ormconfig.ts';
import type { Store } from '../../../src/clerk/ports.ts';
import { type OpenStore, openStore } from '../../../src/store/store.ts';
import { memoryStore } from '../memory-store.ts';

/** A path of a database that is not there yet; its folder is gone after the test. */
export function temporaryDatabase(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hoinghi-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'hoinghi.sqlite');
}

/** Opens the database and leaves closing it to the test: what closed twice would hide is then not hidden. */
export function openSqlite(file: string | null): Promise<OpenStore> {
  const place = { file };
  return openStore({
    lock: lock(place),
    writer: writer(place),
    reader: reader(place),
    doorReader: reader(place),
    pragmas: writerPragmas,
    file,
  });
}

async function closing<Opened extends Store>(opened: Promise<Opened>): Promise<Opened> {
  const store = await opened;
  onTestFinished(() => store.close());
  return store;
}

/** In memory, closed after the test. */
export function sqliteInMemory(): Promise<OpenStore> {
  return closing(openSqlite(null));
}

/** In memory, with a way past the store to what it keeps. */
export async function sqliteInTheOpen(): Promise<{ store: OpenStore; database: DataSource }> {
  const database = writer({ file: null });
  const opened = openStore({
    lock: null,
    writer: database,
    reader: null,
    doorReader: null,
    pragmas: writerPragmas,
    file: null,
  });
  return { store: await closing(opened), database };
}

/** On a fresh file, closed after the test. */
export function sqliteOnFile(file = temporaryDatabase()): Promise<OpenStore> {
  return closing(openSqlite(file));
}

/** The three stores that every contract is run against. */
export const everyStore: readonly { readonly name: string; open(): Promise<Store> }[] = [
  { name: 'the memory store', open: async () => memoryStore() },
  { name: 'SQLite in memory', open: sqliteInMemory },
  { name: 'SQLite on a file', open: () => sqliteOnFile() },
];
