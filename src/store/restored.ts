import type { Ended } from './ended.ts';
import type { Gate, Query } from './gate.ts';
import { type Newest, newestIn, type Place } from './newest.ts';

// [V4] A copy revives tokens, codes and keys that were ended after it was made. So a start notices a copy, and ends all tokens.

/** Why a database is taken for a copy that was put in the place of another. */
export type Restored =
  /** It was made by `npm run backup`, and no server has started on it. */
  | 'COPY'
  /** The entry that is noted beside it is not in it. */
  | 'OLDER'
  /** A server has written to it, and nothing is noted beside it: it came without its folder of keys. */
  | 'ALONE'
  /** The operator says so. */
  | 'SAID';

/** PRAGMA application_id of a copy. */
export const copyMark = 0x686e6270;

export interface Start {
  readonly gate: Gate;
  readonly newest: Newest;
  readonly ended: Ended;
  /** Whether no server that keeps notes has opened it before. */
  readonly isNew: boolean;
  /** Whether the operator says that it is a copy. */
  readonly isRestored: boolean;
  readonly complain: (problem: string) => void;
}

/** Ends all tokens of a database that was put in the place of another, and says what else is known; null for one that was not. */
export async function restoring(start: Start): Promise<Restored | null> {
  const { gate, newest, ended, isNew, isRestored, complain } = start;
  const noted = await newest.read();
  const found = await gate.read((query) => restoredAs(query, noted, isNew));
  const restored = isRestored ? 'SAID' : found;
  if (restored !== null) {
    const tokens = await gate.write(async (query) => {
      const [count] = await query<{ tokens: number }>('SELECT COUNT(*) AS tokens FROM access_token');
      await query('DELETE FROM access_token');
      await query('PRAGMA application_id = 0');
      return count?.tokens ?? 0;
    });
    const { codes, keyIds } = await gate.read((query) => ended.revivedIn(query));
    complain(`${whys[restored]} All ${tokens} tokens in it were ended: everybody signs in again. ${renewal}`);
    for (const { sessionId, seatId } of codes) {
      complain(
        `The access code of ${seatId ?? `the screens of ${sessionId}`} was replaced after this copy was made. It opens nothing; issue a new one.`,
      );
    }
    for (const keyId of keyIds) {
      complain(
        `The API key ${keyId} was revoked after this copy was made. It opens nothing; revoke it again, so that the journal says so.`,
      );
    }
  }
  if (restored !== null || noted === 'NONE') await newest.keep(await gate.read(newestIn));
  return restored;
}

const whys: Readonly<Record<Restored, string>> = {
  COPY: 'The database is a copy that "npm run backup" made.',
  OLDER:
    'The database is an older copy than the one that a server wrote last, or another one: what was written last is not in it.',
  ALONE: 'The database came without what is noted beside it, as a copy does that is put on another machine.',
  SAID: 'The database is taken to be a copy.',
};

const renewal =
  'What was ended after the copy was made, a code that was replaced, a key that was revoked, may open again: look at "apiKeys" and "codeUses", and end it anew (docs/operations.md).';

/** Says whether the database was put in the place of another, and why. `isNew`: no server that keeps notes has opened it yet. */
async function restoredAs(
  query: Query,
  noted: Place | 'NONE' | null,
  isNew: boolean,
): Promise<Restored | null> {
  const [mark] = await query<{ application_id: number }>('PRAGMA application_id');
  if (mark?.application_id === copyMark) return 'COPY';
  const [first] = await query('SELECT 1 FROM entry LIMIT 1');
  // An empty database lets nobody in yet.
  if (first === undefined) return null;
  if (noted === null) return null;
  if (noted === 'NONE') return isNew ? null : 'ALONE';
  const [entry] = await query<{ hash: string }>('SELECT hash FROM entry WHERE journal_id = ? AND seq = ?', [
    noted.journalId,
    noted.seq,
  ]);
  return entry?.hash === noted.hash ? null : 'OLDER';
}
