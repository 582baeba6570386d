import { StartRefused, StoreAway, StoreDamaged } from '../clerk/ports.ts';

// Errors of SQLite and of the file system that concern the store as a whole, with what an operator can do about each.

const advice: Readonly<Record<string, string>> = {
  SQLITE_FULL: 'The disk is full: make room where the database is.',
  SQLITE_IOERR: 'The disk or file system fails: look at the system’s log, and at the free space.',
  SQLITE_READONLY:
    'The database cannot be written: make its file and folder writable for the user that the server runs as.',
  SQLITE_CANTOPEN:
    'A file of the database cannot be opened: look at the rights on its folder and the number of open files (ulimit -n).',
  SQLITE_BUSY: 'Another program holds the database locked: end it.',
  SQLITE_LOCKED: 'Another program holds the database locked: end it.',
  SQLITE_PERM: 'The database cannot be read: let the user that the server runs as read and write it.',
  SQLITE_AUTH: 'The database cannot be read: let the user that the server runs as read and write it.',
  SQLITE_NOMEM: 'Memory is used up: give the server more.',
  SQLITE_PROTOCOL: 'The database cannot be locked: do not keep it on a network file system.',
  ENOSPC: 'The disk is full: make room where the database is.',
  EDQUOT: 'The disk’s quota is used up: make room where the database is.',
  EIO: 'The disk or file system fails: look at the system’s log.',
  EROFS: 'The file system is read-only: mount it writable, or set DATABASE_URL to another place.',
  EACCES: 'Let the user that the server runs as read and write the database’s folder and its keys.',
  EPERM: 'Let the user that the server runs as read and write the database’s folder and its keys.',
  ENOTDIR: 'A file stands where a folder should be: set DATABASE_URL to another place.',
  EISDIR: 'A folder stands where a file should be: move it away.',
  EMFILE: 'The server may not open more files: raise the limit (ulimit -n, LimitNOFILE).',
  ENFILE: 'The system may not open more files: raise its limit (fs.file-max).',
};

const damaged = new Set(['SQLITE_CORRUPT', 'SQLITE_NOTADB']);

export const damageAdvice =
  'The database is damaged. Keep a copy of its files, and restore the last backup, or rescue what can be read with ' +
  '"sqlite3 COPY .recover"; docs/troubles.md says how.';

/** Returns the error with advice, where it concerns the store as a whole; else the error without the statement's parameters. */
export function withAdvice(error: unknown): Error {
  if (error instanceof StoreAway || error instanceof StartRefused) return error;
  const { message, code } = error as { message?: string; code?: unknown };
  const text = message ?? String(error);
  const known = String(code ?? '');
  if (damaged.has(known)) return new StoreDamaged(`${text}. ${damageAdvice}`, known);
  const what = advice[known];
  if (what !== undefined) return new StoreAway(`${text}. ${what}`, known);
  // The parameters are left out, because they may hold secrets.
  return Object.assign(new Error(text), code === undefined ? {} : { code });
}

/** Does the work, and adds advice to what it throws. */
export async function advised<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw withAdvice(error);
  }
}
