import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { open, readdir, readFile, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { advised } from './trouble.ts';

/** The keys of open secret rounds, and the pepper of access codes: outside of the database, so that no copy of it holds them. */
export interface KeyRing {
  /** On disk, folder included, when it returns. A round that has a key keeps it. */
  forge(roundId: string): Promise<void>;
  /** Null when there is none, or what is there is no key. Throws when it cannot be read. */
  find(roundId: string): Promise<Buffer | null>;
  destroy(roundId: string): Promise<void>;
  /** Of whatever is left of a round's key: also what a crash left of making one. */
  roundIds(): Promise<readonly string[]>;
  /** A secret that lives as long as the database: made the first time, the same ever after. */
  lasting(name: string): Promise<Buffer>;
  /** Whether there is something by that name. */
  has(name: string): Promise<boolean>;
}

const keyBytes = 32;
const roundKey = /^(rnd_[0-9a-z_]+)\.(?:key|draft)$/;

export function memoryKeys(): KeyRing {
  const keys = new Map<string, Buffer>();
  const forge = (name: string) => {
    if (!keys.has(name)) keys.set(name, randomBytes(keyBytes));
  };
  return {
    forge: async (roundId) => forge(roundId),
    find: async (roundId) => keys.get(roundId) ?? null,
    async destroy(roundId) {
      keys.get(roundId)?.fill(0);
      keys.delete(roundId);
    },
    roundIds: async () => [...keys.keys()].filter((name) => name.startsWith('rnd_')),
    has: async (name) => keys.has(name),
    async lasting(name) {
      forge(name);
      return keys.get(name) ?? Buffer.alloc(0);
    },
  };
}

/** Files of mode 0600 in a folder of mode 0700. */
export function folderKeys(folder: string): KeyRing {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const above = openSync(dirname(folder), 'r');
  fsyncSync(above);
  closeSync(above);
  const remembered = new Map<string, Buffer>();
  const pathOf = (name: string) => join(folder, `${name}.key`);
  const draftOf = (name: string) => join(folder, `${name}.draft`);

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
    // A former try may have failed between the rename and the sync; what is there is kept, even if it is no key.
    if (existsSync(pathOf(name))) return syncFolder(folder);
    const key = randomBytes(keyBytes);
    // Whole or not there: written beside, synced, then renamed.
    const draft = draftOf(name);
    const file = await open(draft, 'w', 0o600);
    try {
      await file.writeFile(key);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, pathOf(name));
    await syncFolder(folder);
    remembered.set(name, key);
  };
  return {
    forge: (roundId) => advised(() => forge(roundId)),
    find: (roundId) => advised(() => find(roundId)),
    destroy: (roundId) =>
      advised(async () => {
        remembered.get(roundId)?.fill(0);
        remembered.delete(roundId);
        for (const path of [pathOf(roundId), draftOf(roundId)]) await overwriteAndUnlink(path);
        await syncFolder(folder);
      }),
    async roundIds() {
      const names = await readdir(folder);
      return [...new Set(names.flatMap((name) => roundKey.exec(name)?.[1] ?? []))];
    },
    has: async (name) => existsSync(pathOf(name)),
    async lasting(name) {
      const key = await advised(async () => {
        await forge(name);
        return find(name);
      });
      if (key !== null) return key;
      throw new Error(`${pathOf(name)} is no key: it must have ${keyBytes} bytes. Put back the right file.`);
    },
  };
}

async function overwriteAndUnlink(path: string): Promise<void> {
  const file = await open(path, 'r+').catch(absent);
  if (file === null) return;
  try {
    await file.write(Buffer.alloc(keyBytes), 0, keyBytes, 0);
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
