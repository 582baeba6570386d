import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, readFile, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StartRefused } from '../clerk/ports.ts';
import { advised } from './trouble.ts';

/** The keys of open secret rounds and the pepper of access codes. They lie outside the database, so that no copy of it has them. */
export interface KeyRing {
  /** Makes a round's key, unless it has one. It is on disk when it returns, its folder included. */
  forge(roundId: string): Promise<void>;
  /** Returns a round's key; null where there is none, or where the file is no key. Throws where it cannot be read. */
  find(roundId: string): Promise<Buffer | null>;
  destroy(roundId: string): Promise<void>;
  /** Returns the rounds that have any file, also what a crash left of making a key. */
  roundIds(): Promise<readonly string[]>;
  /**
   * Makes the note of a round's set, all noughts, unless there is one. It is on disk when it returns, its folder included, so that a key never lies there
   * without its note.
   */
  makeNote(roundId: string): Promise<void>;
  /** Returns the note; null where there is none. */
  readNote(roundId: string): Promise<Buffer | null>;
  /** Overwrites a part of the note. Without `synced` a power cut may undo it, but the end of the process does not. */
  writeNote(roundId: string, at: number, bytes: Buffer, synced: boolean): Promise<void>;
  /** Moves a round's files out of the way, and returns the folder where they lie then. */
  setAside(roundId: string): Promise<string>;
  /** Moves back the files that were set aside of a round that has no key here. */
  takeUp(roundId: string): Promise<void>;
  /** Returns the rounds that have files set aside. */
  asideRoundIds(): Promise<readonly string[]>;
  close(): Promise<void>;
  /** Returns a secret that lives as long as the database. It is made at the first call. */
  lasting(name: string): Promise<Buffer>;
  /** Writes 32 bytes by a name, over what was there. They are on disk when it returns. */
  keep(name: string, bytes: Buffer): Promise<void>;
  /** Says whether there is a file of that name. */
  has(name: string): Promise<boolean>;
  /** Returns all lines that were added to a list. */
  lines(name: string): Promise<readonly string[]>;
  /** Adds lines to a list. They are on disk when it returns. */
  addLines(name: string, lines: readonly string[]): Promise<void>;
}

const keyBytes = 32;
/** The size of the note of a round's set, which has two slots. */
export const noteBytes = 256;
const roundKey = /^(rnd_[0-9a-z_]+)\.(?:key|draft|set)$/;
const asideName = 'aside';

export function memoryKeys(): KeyRing {
  const keys = new Map<string, Buffer>();
  const notes = new Map<string, Buffer>();
  const lists = new Map<string, readonly string[]>();
  const forge = (name: string) => {
    if (!keys.has(name)) keys.set(name, randomBytes(keyBytes));
  };
  return {
    forge: async (roundId) => forge(roundId),
    find: async (roundId) => keys.get(roundId) ?? null,
    async destroy(roundId) {
      keys.get(roundId)?.fill(0);
      keys.delete(roundId);
      notes.delete(roundId);
    },
    roundIds: async () => [...keys.keys()].filter((name) => name.startsWith('rnd_')),
    async makeNote(roundId) {
      if (!notes.has(roundId)) notes.set(roundId, Buffer.alloc(noteBytes));
    },
    readNote: async (roundId) => notes.get(roundId) ?? null,
    async writeNote(roundId, at, bytes) {
      const note = notes.get(roundId);
      if (note === undefined) throw new Error(`${roundId} has no note`);
      bytes.copy(note, at);
    },
    // Keys in memory end with their database.
    setAside: async () => 'memory',
    takeUp: async () => {},
    asideRoundIds: async () => [],
    close: async () => {},
    has: async (name) => keys.has(name),
    lines: async (name) => lists.get(name) ?? [],
    async addLines(name, lines) {
      lists.set(name, [...(lists.get(name) ?? []), ...lines]);
    },
    async keep(name, bytes) {
      keys.set(name, bytes);
    },
    async lasting(name) {
      forge(name);
      return keys.get(name) ?? Buffer.alloc(0);
    },
  };
}

/** Keeps keys as files of mode 0600 in a folder of mode 0700. */
export function folderKeys(folder: string): KeyRing {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const above = openSync(dirname(folder), 'r');
  fsyncSync(above);
  closeSync(above);
  const remembered = new Map<string, Buffer>();
  const pathOf = (name: string) => join(folder, `${name}.key`);
  const draftOf = (name: string) => join(folder, `${name}.draft`);
  const noteOf = (name: string) => join(folder, `${name}.set`);
  const listOf = (name: string) => join(folder, `${name}.list`);
  const aside = join(folder, asideName);
  /** Open for as long as their rounds are, so that no ballot waits for a descriptor. */
  const notes = new Map<string, FileHandle>();

  const note = async (roundId: string): Promise<FileHandle | null> => {
    const known = notes.get(roundId);
    if (known !== undefined) return known;
    const file = await open(noteOf(roundId), 'r+').catch(absent);
    if (file !== null) notes.set(roundId, file);
    return file;
  };
  const closeNote = async (roundId: string) => {
    await notes.get(roundId)?.close();
    notes.delete(roundId);
  };

  const find = async (name: string) => {
    const known = remembered.get(name);
    if (known !== undefined) return known;
    const key = await readFile(pathOf(name)).catch(absent);
    if (key === null || key.length !== keyBytes) return null;
    remembered.set(name, key);
    return key;
  };
  const forge = async (name: string) => {
    if (remembered.has(name)) return;
    // A former try may have failed between the rename and the sync. A file that is there is kept, even if it is no key.
    if (existsSync(pathOf(name))) return syncFolder(folder);
    await keep(name, randomBytes(keyBytes));
  };
  const keep = async (name: string, bytes: Buffer) => {
    // Written beside, synced and then renamed, so that the file is whole or not there.
    const draft = draftOf(name);
    const file = await open(draft, 'w', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, pathOf(name));
    await syncFolder(folder);
    remembered.set(name, bytes);
  };
  return {
    forge: (roundId) => advised(() => forge(roundId)),
    find: (roundId) => advised(() => find(roundId)),
    destroy: (roundId) =>
      advised(async () => {
        remembered.get(roundId)?.fill(0);
        remembered.delete(roundId);
        await closeNote(roundId);
        for (const path of [pathOf(roundId), draftOf(roundId), noteOf(roundId)])
          await overwriteAndUnlink(path);
        await syncFolder(folder);
      }),
    makeNote: (roundId) =>
      advised(async () => {
        // A former try may have failed before the sync.
        const there = await note(roundId);
        if (there !== null) {
          await there.sync();
          return syncFolder(folder);
        }
        const file = await open(noteOf(roundId), 'wx+', 0o600);
        notes.set(roundId, file);
        await file.write(Buffer.alloc(noteBytes), 0, noteBytes, 0);
        await file.sync();
        await syncFolder(folder);
      }),
    readNote: (roundId) =>
      advised(async () => {
        const file = await note(roundId);
        if (file === null) return null;
        const bytes = Buffer.alloc(noteBytes);
        await file.read(bytes, 0, noteBytes, 0);
        return bytes;
      }),
    writeNote: (roundId, at, bytes, synced) =>
      advised(async () => {
        const file = await note(roundId);
        if (file === null) throw new Error(`${noteOf(roundId)} is missing`);
        await file.write(bytes, 0, bytes.length, at);
        if (synced) await file.datasync();
      }),
    setAside: (roundId) =>
      advised(async () => {
        remembered.delete(roundId);
        await closeNote(roundId);
        await mkdir(aside, { recursive: true, mode: 0o700 });
        await moveAll(roundId, folder, aside);
        return aside;
      }),
    takeUp: (roundId) =>
      advised(async () => {
        if (!existsSync(pathOf(roundId)) && existsSync(join(aside, `${roundId}.key`)))
          await moveAll(roundId, aside, folder);
      }),
    async close() {
      for (const roundId of [...notes.keys()]) await closeNote(roundId);
    },
    roundIds: () => roundIdsIn(folder),
    asideRoundIds: async () => (existsSync(aside) ? roundIdsIn(aside) : []),
    has: async (name) => existsSync(pathOf(name)),
    lines: (name) =>
      advised(async () => {
        const text = await readFile(listOf(name), 'utf8').catch(absent);
        return text?.split('\n').filter((line) => line !== '') ?? [];
      }),
    addLines: (name, lines) =>
      advised(async () => {
        const isNew = !existsSync(listOf(name));
        const file = await open(listOf(name), 'a', 0o600);
        try {
          // The line begins anew, because a crash may have left a part of the line before.
          await file.write(`\n${lines.join('\n')}\n`);
          await file.sync();
        } finally {
          await file.close();
        }
        if (isNew) await syncFolder(folder);
      }),
    keep: (name, bytes) => advised(() => keep(name, bytes)),
    async lasting(name) {
      const key = await advised(async () => {
        await forge(name);
        return find(name);
      });
      if (key !== null) return key;
      throw new StartRefused(
        `${pathOf(name)} is no key: it must have ${keyBytes} bytes. Put back the right file.`,
      );
    },
  };
}

async function roundIdsIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder);
  return [...new Set(names.flatMap((name) => roundKey.exec(name)?.[1] ?? []))];
}

/** Moves each file by itself. If a crash comes between two, the next start moves the rest. */
async function moveAll(roundId: string, from: string, to: string): Promise<void> {
  for (const name of [`${roundId}.set`, `${roundId}.key`]) {
    if (existsSync(join(from, name))) await rename(join(from, name), join(to, name));
  }
  for (const folder of [to, from]) await syncFolder(folder);
}

async function overwriteAndUnlink(path: string): Promise<void> {
  const file = await open(path, 'r+').catch(absent);
  if (file === null) return;
  try {
    const { size } = await file.stat();
    await file.write(Buffer.alloc(size), 0, size, 0);
    await file.sync();
  } finally {
    await file.close();
  }
  await unlink(path);
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
