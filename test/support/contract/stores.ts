import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { onTestFinished } from 'vitest';
import { lock, reader, writer, writerPragmas } from '../../../ormconfig.ts';
import type { Store } from '../../../src/clerk/ports.ts';
import { type OpenStore, openStore } from '../../../src/store/store.ts';
import { memoryStore } from '../memory-store.ts';

/** Returns a path for a new database. Its folder is removed after the test. */
export function temporaryDatabase(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hoinghi-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'hoinghi.sqlite');
}

/** Opens a database, in memory where `file` is null. The test must close it, because closing it here too would hide a test that closes it wrongly. */
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

/** Opens a database in memory, and closes it after the test. */
export function sqliteInMemory(): Promise<OpenStore> {
  return closing(openSqlite(null));
}

/** Opens a database in memory, and returns its connection too, so that the test can read and change what the store keeps. It is closed after the test. */
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

/** Opens a database on a file, by default a new one, and closes it after the test. */
export function sqliteOnFile(file = temporaryDatabase()): Promise<OpenStore> {
  return closing(openSqlite(file));
}

/** The three stores that must pass every contract. */
export const everyStore: readonly { readonly name: string; open(): Promise<Store> }[] = [
  { name: 'the memory store', open: async () => memoryStore() },
  { name: 'SQLite in memory', open: sqliteInMemory },
  { name: 'SQLite on a file', open: () => sqliteOnFile() },
];
