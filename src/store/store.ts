import { statSync } from 'node:fs';
import type { DataSource } from 'typeorm';
import { type Journal, StartRefused, type Store, StoreDamaged } from '../clerk/ports.ts';
import type { History } from '../history/history.ts';
import { sqlAccess } from './access.ts';
import { sealedBallotBox } from './ballot-box.ts';
import { Bonds } from './bonds.ts';
import { Credentials } from './credentials.ts';
import { Ended } from './ended.ts';
import { NotedSets } from './envelope-sets.ts';
import { Gate, type Read } from './gate.ts';
import { sqlHistory } from './history.ts';
import { type InodeLock, lockInode } from './inode.ts';
import { type Issuing, issuingFor } from './issuing.ts';
import { readJournal, sqlJournal } from './journal.ts';
import { folderKeys, type KeyRing, memoryKeys } from './keys.ts';
import { Newest } from './newest.ts';
import { Reader } from './reader.ts';
import { sqlRegistry } from './registry.ts';
import { type Restored, restoring } from './restored.ts';
import { openHeadSeal, readAcceptances } from './sealing.ts';
import { lastWriterOf } from './sqlite-version.ts';
import { advised, damageAdvice } from './trouble.ts';

export interface StoreOptions {
  readonly writer: DataSource;
  /** Null in memory, which nobody else can open. */
  readonly lock: DataSource | null;
  /** For the record. Null in memory, where a second connection would be another database. */
  readonly reader: DataSource | null;
  /** For who comes in: a search through the record holds nobody up at the door, nor a knock at the door a ballot. Null in memory. */
  readonly doorReader: DataSource | null;
  readonly pragmas: readonly string[];
  /** The database's file; null in memory. */
  readonly file: string | null;
  /** Told of rows that somebody else wrote, and of a database that was put in the place of another. */
  readonly complain?: (problem: string) => void;
  /** Whoever runs it says that it was. */
  readonly isRestored?: boolean;
}

/** Which SQLite runs, and what it found. */
export interface SqliteFound {
  /** As `3.52.0`. */
  readonly version: string;
  /** That which wrote to the file last; null for a new one, and in memory. */
  readonly lastWriter: string | null;
  /** Whether the file was looked through: a larger one is not at the start. */
  readonly checked: boolean;
}

/** The database with what is kept beside it. */
export interface OpenStore extends Store {
  readonly sqlite: SqliteFound;
  readonly keys: KeyRing;
  /** [V4] Why this is taken to be a copy put in the place of another: all tokens were ended at this start. Null: it is not. */
  readonly restored: Restored | null;
  /** What access codes are hashed with and bound by: made with the database. */
  pepper(): Promise<Buffer>;
  /** [C10] What codes and keys are derived under while the administrator's token has this hash. */
  issuing(tokenHash: string): Promise<Issuing>;
}

const pepperName = 'pepper';
/** The migration of the first version that notes the newest entry. */
const notesNewest = 'SignIns1707000000000';
/**
 * Raised with whatever an older program would misunderstand without a migration that it does not know: rounds of the second form, at 2;
 * clocks that were stopped or set back, at 3.
 */
const format = 3;
/** A larger file is checked by hand: nobody waits that long for a start. */
const maxCheckedBytes = 512 * 1024 * 1024;

/** Opens the database, its migrations run, and the key folder beside it. Throws, with what to do, for one that cannot be trusted. */
export async function openStore(options: StoreOptions): Promise<OpenStore> {
  const held: Held = { inode: null };
  try {
    return await advised(() => opened(options, held));
  } catch (error) {
    const { file, lock, reader, doorReader, writer } = options;
    for (const one of [reader, doorReader, writer, lock]) if (one?.isInitialized) await one.destroy();
    held.inode?.release();
    const found = error as Error;
    if (file !== null && !found.message.includes(file)) found.message = `${file}: ${found.message}`;
    throw found;
  }
}

/**
 * A file that was cut or overwritten is found before anything is built upon it. Where another SQLite wrote to it last, every index is compared with its
 * rows as well, which takes some times longer: what an index is over may be another text to this one.
 */
async function check(gate: Gate, file: string | null, lastWriter: string | null): Promise<SqliteFound> {
  const [running] = await gate.read((query) =>
    query<{ version: string }>('SELECT sqlite_version() AS version'),
  );
  const version = running?.version ?? '';
  if (file === null || statSync(file).size > maxCheckedBytes) return { version, lastWriter, checked: false };
  const how = lastWriter === null || lastWriter === version ? 'quick_check' : 'integrity_check';
  const [found] = await gate.read((query) => query<Record<string, string>>(`PRAGMA ${how}(1)`));
  const said = found?.[how];
  if (said !== 'ok') throw new StoreDamaged(`${said}. ${damageAdvice}`, 'SQLITE_CORRUPT');
  return { version, lastWriter, checked: true };
}

/** A lock, a log and keys go by the file's name: whoever opens it by another one would not meet this server. */
function refuseOtherNames(file: string): void {
  if (statSync(file).nlink === 1) return;
  throw new StartRefused(
    `${file} has another name as well (a hard link): a second server could write to it beside this one. Remove the other name, or give this one a ` +
      `file of its own: cp "${file}" "${file}.own" && mv "${file}.own" "${file}" while no server runs on either.`,
  );
}

/** What a newer program has written may mean what this one does not know: it is not opened, nor migrated. */
async function refuseNewer(source: DataSource): Promise<void> {
  const [table] = await source.query("SELECT 1 FROM sqlite_master WHERE name = 'migrations'");
  const found: { name: string }[] =
    table === undefined ? [] : await source.query('SELECT name FROM migrations');
  const known = new Set(source.migrations.map((one) => one.name ?? one.constructor.name));
  const unknown = found.map(({ name }) => name).filter((name) => !known.has(name));
  const [version] = await source.query('PRAGMA user_version');
  const formatFound = Number(version?.user_version ?? 0);
  if (unknown.length === 0 && formatFound <= format) return;
  const what = unknown.length === 0 ? `format ${formatFound}` : unknown.join(', ');
  throw new StartRefused(
    `A newer version of this program has written to the database (${what}). Start that version, or restore the backup from before.`,
  );
}

/** The lock on the file itself; null in memory, and where there is none of the kind. Throws where another server holds it. */
async function heldAlone(
  file: string | null,
  complain: (problem: string) => void,
): Promise<InodeLock | null> {
  if (file === null) return null;
  const held = await lockInode(file);
  if (held === null) {
    throw new Error(
      `${file} is in use by another server, which has it by another name (a bind mount): stop that one first.`,
    );
  }
  if (held !== 'NONE') return held;
  complain(
    `${file} itself cannot be locked on this system: a second server that has it by another name (a bind mount) would not be noticed.`,
  );
  return null;
}

/** Codes are there, and what they are hashed with is not. */
async function pepperIsLost(gate: Gate, keys: KeyRing): Promise<boolean> {
  const [codes] = await gate.read((query) => query('SELECT 1 FROM access_code LIMIT 1'));
  return codes !== undefined && !(await keys.has(pepperName));
}

/** What is let go last, however opening ends. */
interface Held {
  inode: InodeLock | null;
}

async function opened(options: StoreOptions, held: Held): Promise<OpenStore> {
  const { lock, writer, reader, doorReader, pragmas, file } = options;
  const { complain = () => {}, isRestored = false } = options;
  if (file !== null) refuseOtherNames(file);
  await lock?.initialize();
  await lock?.query('BEGIN EXCLUSIVE').catch(async (error: { code?: string }) => {
    await lock.destroy();
    if (error.code !== 'SQLITE_BUSY') throw error;
    throw new Error(`${file} is in use by another server; stop it first.`);
  });
  held.inode = await heldAlone(file, complain);
  // Nothing is changed in a file before it is known to be this program's.
  writer.setOptions({ migrationsRun: false });
  const lastWriter = file === null ? null : lastWriterOf(file);
  const gate = await Gate.open(writer, pragmas, file);
  const sqlite = await check(gate, file, lastWriter);
  await refuseNewer(writer);
  const migrated = await writer.runMigrations({ transaction: 'all' });
  // Always written, and with it which SQLite wrote last.
  await writer.query(`PRAGMA user_version = ${format}`);
  const reading = reader === null ? null : await Reader.open(reader);
  const atDoor = doorReader === null ? null : await Reader.open(doorReader);
  const keys = file === null ? memoryKeys() : folderKeys(`${file}.keys`);
  const sets = new NotedSets(keys);
  const newest = new Newest(keys);
  const ended = await Ended.read(keys, complain);
  if (await pepperIsLost(gate, keys)) {
    // The next start, that has it, finds everything as it is.
    throw new StartRefused(
      `${file}.keys/${pepperName}.key is missing, and no access code is good without it. Put it back from where the database was copied. ` +
        `If it is lost, make another: head -c 32 /dev/urandom > "${file}.keys/${pepperName}.key"; then issue every access code anew.`,
    );
  }
  const pepper = await keys.lasting(pepperName);
  // Before anything is written: who looks for what was changed must find it.
  const heads = await openHeadSeal({ gate, keys, pepper, file, acceptsAll: isRestored, complain });
  const restored = await restoring({
    gate,
    newest,
    ended,
    isNew: migrated.some(({ name }) => name === notesNewest),
    isRestored,
    complain,
  });
  // After the tokens of a copy were ended.
  const credentials = await gate.read(Credentials.read);
  const bonds = new Bonds(() => keys.lasting(pepperName), complain);
  const gateRead: Read = gate.read.bind(gate);
  return {
    keys,
    sqlite,
    restored,
    journal: sqlJournal(gate, {
      sets,
      bonds,
      newest,
      heads,
      acceptances: await readAcceptances(keys),
      ended,
      credentials,
    }),
    ballotBox: sealedBallotBox(gate, keys, sets),
    access: sqlAccess(gate, atDoor?.read ?? gateRead, { bonds, ended, credentials }),
    registry: sqlRegistry(reading?.read ?? gateRead),
    history: sqlHistory(reading?.read ?? gateRead),
    async pepper() {
      await bonds.fill(gate, keys);
      return pepper;
    },
    issuing: (tokenHash) => issuingFor(tokenHash, keys, gate),
    async close() {
      await reading?.close();
      await atDoor?.close();
      await gate.close();
      await newest.settle();
      await keys.close();
      await lock?.destroy();
      held.inode?.release();
    },
  };
}

/** What is in a database, to read; a server may be writing to it at the same time. */
export interface OpenRecord {
  readonly journal: Omit<Journal, 'append' | 'probe' | 'seal'>;
  readonly history: History;
  close(): Promise<void>;
}

export async function openRecord(reader: DataSource): Promise<OpenRecord> {
  const reading = await Reader.open(reader);
  const { read } = reading;
  return { journal: readJournal(read), history: sqlHistory(read), close: () => reading.close() };
}
