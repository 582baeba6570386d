import { readCursor } from '../clerk/cursor.ts';
import { registryJournal } from '../clerk/entry.ts';
import { parseId } from '../core/ids.ts';

/** Where a journal stood when somebody noted it. */
export interface Head {
  readonly journal: string;
  /** Null where only the hash was noted. */
  readonly seq: number | null;
  /** Hex: all 64 digits, or of a cursor the first 16. */
  readonly hash: string;
}

const shape = /^(\S+?)(?:=|\s+)(?:(\d{1,15})\s+)?(\S+)$/;

/**
 * `<session>=<hash>`, `<session> <hash>`, or as verify prints it, `<session> <seq> <hash>`; a cursor may stand for the hash, and
 * `house` for the session. Null where it is none of these.
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

/** The lines of a file that note a head each; empty lines and those that begin with # are left out. */
export function notedIn(text: string): readonly string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  return lines.filter((line) => line !== '' && !line.startsWith('#'));
}

export function isHead(head: Head, entry: { readonly seq: number; readonly hash: string }): boolean {
  return (head.seq === null || head.seq === entry.seq) && String(entry.hash).startsWith(head.hash);
}
