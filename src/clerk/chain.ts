import { hash, randomUUID } from 'node:crypto';
import type { Entry } from './entry.ts';

// Each entry's hash is over its predecessor's hash, its own header and a salted commitment to the rest, so that the chain can be shown to people who may
// not see the bodies.

const sha256 = (text: string) => hash('sha256', text, 'hex');

/** The predecessor's hash for the first entry of a journal. */
export const noHash = '0'.repeat(64);

export type Unhashed = Omit<Entry, 'hash' | 'salt'>;

export function commitmentTo(entry: Omit<Entry, 'hash'>): string {
  const { salt, by, commandId, part, digest, body } = entry;
  return sha256(JSON.stringify([salt, by, commandId, part, digest, body]));
}

export function hashOf(predecessor: string, entry: Omit<Entry, 'hash'>): string {
  const { journalId, seq, atMs, type } = entry;
  return sha256(JSON.stringify([predecessor, journalId, seq, atMs, type, commitmentTo(entry)]));
}

/** Gives an entry a fresh salt and chains it to its predecessor. */
export function chained(predecessor: string, entry: Unhashed): Entry {
  const salted = { ...entry, salt: randomUUID() };
  return { ...salted, hash: hashOf(predecessor, salted) };
}
