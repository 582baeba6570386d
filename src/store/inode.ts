/// <reference path="./fs-native-extensions.d.ts" />
import { closeSync, openSync } from 'node:fs';

/** It lies behind every byte that SQLite locks for itself, and behind every byte of a database. */
const lockedByte = 2 ** 52;

export interface InodeLock {
  /** Call it only after SQLite has closed the file, because closing any descriptor of the file drops SQLite's own locks. */
  release(): void;
}

/**
 * Locks the file itself and not its name, because a bind mount gives the file another name, with another lock file beside it. Returns null where another
 * process holds the lock, 'NONE' where this system or this build of Node has no such lock.
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
