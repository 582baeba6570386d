import { readCursor } from '../clerk/cursor.ts';
import { registryJournal } from '../clerk/entry.ts';
import { parseId } from '../core/ids.ts';

/** The newest entry of a journal at the time when somebody noted it [V2]. */
export interface Head {
  readonly journal: string;
  /** Null where only the hash was noted. */
  readonly seq: number | null;
  /** The entry's hash in hexadecimal: all 64 digits, or the first 16 where a cursor was noted. */
  readonly hash: string;
}

const shape = /^(\S+?)(?:=|\s+)(?:(\d{1,15})\s+)?(\S+)$/;

/**
 * Reads a head that is written as `<session>=<hash>`, `<session> <hash>`, or `<session> <seq> <hash>`, as verify prints it. A cursor may be written for the
 * hash, and `house` for the session. Returns null for any other text.
 */
export function readHead(text: string): Head | null {
  const match = shape.exec(text.trim());
  const [, journal = '', seq, mark = ''] = match ?? [];
  const known = journal === registryJournal || parseId(journal)?.kind === 'ses';
  const noted = seq === undefined ? null : Number(seq);
  const cursor = readCursor(mark);
  if (known && /^[0-9a-f]{64}$/i.test(mark)) return { journal, seq: noted, hash: mark.toLowerCase() };
  if (known && cursor !== null && (noted ?? cursor.seq) === cursor.seq) {
    return { journal, seq: cursor.seq, hash: cursor.mark };
  }
  return null;
}

/** Returns the lines of a file, each of which notes a head. It leaves out empty lines and those that begin with #. */
export function notedIn(text: string): readonly string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  return lines.filter((line) => line !== '' && !line.startsWith('#'));
}

/** Says whether an entry of the same journal is the one that the head notes. */
export function isHead(head: Head, entry: { readonly seq: number; readonly hash: string }): boolean {
  return (head.seq === null || head.seq === entry.seq) && String(entry.hash).startsWith(head.hash);
}
