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
import { refuseForeignTriggers } from './triggers.ts';
import { advised, damageAdvice } from './trouble.ts';

export interface StoreOptions {
  readonly writer: DataSource;
  /** Null in memory, because nobody else can open that. */
  readonly lock: DataSource | null;
  /** Reads history. Null in memory, because a second connection would be another database. */
  readonly reader: DataSource | null;
  /** Reads codes, tokens and keys, so that sign-ins wait neither for a search in history nor for ballots, and ballots not for them. Null in memory. */
  readonly doorReader: DataSource | null;
  readonly pragmas: readonly string[];
  /** The database's file; null in memory. */
  readonly file: string | null;
  /** Called for rows that somebody else wrote, and for a database that was put in the place of another. */
  readonly complain?: (problem: string) => void;
  /** Whether the operator says that it was. */
  readonly isRestored?: boolean;
}

/** The SQLite that runs, and what it found. */
export interface SqliteFound {
  /** As `3.52.0`. */
  readonly version: string;
  /** The version that wrote to the file last; null for a new file, and in memory. */
  readonly lastWriter: string | null;
  /** Whether the file was checked. A large one is not checked at the start. */
  readonly checked: boolean;
}

/** A database with the files beside it. */
export interface OpenStore extends Store {
  readonly sqlite: SqliteFound;
  readonly keys: KeyRing;
  /** [V4] Why the database is taken for a copy that was put in the place of another, so that this start ended all tokens; null where it is not. */
  readonly restored: Restored | null;
  /** Returns the pepper that access codes are hashed and bound with. It is made with the database. */
  pepper(): Promise<Buffer>;
  /** [C10] Returns what codes and keys are derived under while the administrator's token has this hash. */
  issuing(tokenHash: string): Promise<Issuing>;
}

const pepperName = 'pepper';
/** The migration of the first version that notes the newest entry. */
const notesNewest = 'SignIns1707000000000';
/**
 * The form of what is stored. It is raised where an older program would misunderstand what is stored and no new migration would stop it. 2 has rounds of the
 * second form, 3 has clocks that were stopped or set back.
 */
const format = 3;
/** A larger file is checked by hand, because checking it would delay the start for too long. */
const maxCheckedBytes = 512 * 1024 * 1024;

/** Opens the database, runs its migrations, and opens the key folder beside it. Throws, with advice, for a database that cannot be trusted. */
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
 * Checks the file, so that one that was cut or overwritten is found before it is used. Where another version of SQLite wrote to it last, every index is also
 * compared with its rows, because an indexed expression may have another value in this version. That takes some times longer.
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

/** Refuses a file with a second name, because the lock, the log and the keys go by the name, and another server could open the file by the other one. */
function refuseOtherNames(file: string): void {
  if (statSync(file).nlink === 1) return;
  throw new StartRefused(
    `${file} has another name as well (a hard link): a second server could write to it beside this one. Remove the other name, or give this one a ` +
      `file of its own: cp "${file}" "${file}.own" && mv "${file}.own" "${file}" while no server runs on either.`,
  );
}

/** Refuses a file of a newer program before any migration, because this program may not understand what it has. */
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

/** Takes the lock on the file itself; null in memory, and where the system has no such lock. Throws where another server holds it. */
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

/** Says whether there are codes and no pepper that they are hashed with. */
async function pepperIsLost(gate: Gate, keys: KeyRing): Promise<boolean> {
  const [codes] = await gate.read((query) => query('SELECT 1 FROM access_code LIMIT 1'));
  return codes !== undefined && !(await keys.has(pepperName));
}

/** What is released last, whether opening succeeds or fails. */
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
  // The file is not changed before it is known to be this program's.
  writer.setOptions({ migrationsRun: false });
  const lastWriter = file === null ? null : lastWriterOf(file);
  const gate = await Gate.open(writer, pragmas, file);
  const sqlite = await check(gate, file, lastWriter);
  await refuseNewer(writer);
  const migrated = await writer.runMigrations({ transaction: 'all' });
  await refuseForeignTriggers((sql) => writer.query(sql), file);
  // This is always written, because it also notes which SQLite wrote last.
  await writer.query(`PRAGMA user_version = ${format}`);
  const reading = reader === null ? null : await Reader.open(reader);
  const atDoor = doorReader === null ? null : await Reader.open(doorReader);
  const keys = file === null ? memoryKeys() : folderKeys(`${file}.keys`);
  const sets = new NotedSets(keys);
  const newest = new Newest(keys);
  const ended = await Ended.read(keys, complain);
  if (await pepperIsLost(gate, keys)) {
    // The next start, with the pepper, finds everything unchanged.
    throw new StartRefused(
      `${file}.keys/${pepperName}.key is missing, and no access code is good without it. Put it back from where the database was copied. ` +
        `If it is lost, make another: head -c 32 /dev/urandom > "${file}.keys/${pepperName}.key"; then issue every access code anew.`,
    );
  }
  const pepper = await keys.lasting(pepperName);
  // This is checked before anything is written, so that a change stays as it was found.
  const heads = await openHeadSeal({ gate, keys, pepper, file, acceptsAll: isRestored, complain });
  const restored = await restoring({
    gate,
    newest,
    ended,
    isNew: migrated.some(({ name }) => name === notesNewest),
    isRestored,
    complain,
  });
  // This is read after the tokens of a copy were ended.
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

/** A database that is open for reading. A server may be writing to it at the same time. */
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
