/// <reference path="./fs-native-extensions.d.ts" />
import { closeSync, openSync } from 'node:fs';

/** Behind every byte that SQLite locks for itself, and every byte that a database has. */
const lockedByte = 2 ** 52;

export interface InodeLock {
  /** Only when SQLite has closed the file: it would lose its own locks with any descriptor of it that this process closes. */
  release(): void;
}

/**
 * Locks the file itself, by whatever name it is opened: a bind mount gives it another one, with another lock file beside it. Null
 * where another process holds it; 'NONE' where this system, or this build of Node, has no such lock.
 */
export async function lockInode(file: string): Promise<InodeLock | 'NONE' | null> {
  const library = await import('fs-native-extensions').catch(() => null);
  if (library === null) return 'NONE';
  const descriptor = openSync(file, 'r+');
  try {
    if (library.default.tryLock(descriptor, lockedByte, 1)) return { release: () => closeSync(descriptor) };
  } catch {
    closeSync(descriptor);
    return 'NONE';
  }
  closeSync(descriptor);
  return null;
}
