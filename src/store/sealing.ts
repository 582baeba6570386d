import { hashOf, noHash } from '../clerk/chain.ts';
import { type Acceptance, StartRefused } from '../clerk/ports.ts';
import type { Gate } from './gate.ts';
import { HeadSeal, markName, markOf } from './head-seal.ts';
import { type EntryRow, entryOf } from './journal.ts';
import type { KeyRing } from './keys.ts';

// [S7] Checks the seal at a start, and accepts journals as they are where an operator says so.

export interface SealOptions {
  readonly gate: Gate;
  readonly keys: KeyRing;
  readonly pepper: Buffer;
  /** The database's file, for messages; null in memory. */
  readonly file: string | null;
  /** Whether the operator accepts the journals as they are. */
  readonly acceptsAll: boolean;
  readonly complain: (problem: string) => void;
}

/**
 * Compares the journals with their seal. Seals them as they are where they were never sealed under this pepper, or where the operator accepts them. Throws
 * StartRefused where they are not those that were sealed.
 */
export async function openHeadSeal(options: SealOptions): Promise<HeadSeal> {
  const { gate, keys, pepper, file, acceptsAll, complain } = options;
  const seal = new HeadSeal(pepper);
  const state = await gate.read((query) => seal.read(query));
  const wasSealed = (await keys.find(markName))?.equals(markOf(pepper)) === true;
  if (wasSealed && state !== 'FITS') {
    if (!acceptsAll) throw new StartRefused(seal.isEmpty ? emptied(file) : altered(file));
    complain('The journals in it are not those that this server wrote. They are accepted as they are.');
  }
  if (acceptsAll) await acceptBroken(options);
  if (state !== 'FITS') await gate.write((query) => seal.write(query));
  if (!wasSealed) await keys.keep(markName, markOf(pepper));
  return seal;
}

const altered = (file: string | null) =>
  `The journals in ${file} are not those that this server wrote: somebody changed the file, or an older program wrote to it. Keep it, find out who could, ` +
  'and put back the last backup (docs/operations.md, Restore). "npm run verify" may tell where. To go on with it as it is, and answer for that, ' +
  'run "npm run restored" on it first.';

const emptied = (file: string | null) =>
  `${file} is empty, and a server has written to a database of this name before: its keys are in ${file}.keys. Put the database back, or name the right ` +
  `file in DATABASE_URL. To begin anew, move ${file}.keys away.`;

const acceptedName = 'accepted';
const entriesAtOnce = 1_000;

/** Notes for each journal in which an entry does not follow that it is accepted as it is, up to its newest entry. */
async function acceptBroken({ gate, keys, complain }: SealOptions): Promise<void> {
  const lines: string[] = [];
  let journalId = '';
  let seq = 0;
  let chain = noHash;
  let brokenAtSeq: number | null = null;
  const end = () => {
    if (brokenAtSeq === null) return;
    complain(
      `The journal of ${journalId} is not as it was written: entry ${brokenAtSeq} does not follow. It is accepted as it is.`,
    );
    lines.push(JSON.stringify([journalId, seq, chain]));
  };
  for (;;) {
    const rows = await gate.read((query) =>
      query<EntryRow>(
        'SELECT * FROM entry WHERE (journal_id, seq) > (?, ?) ORDER BY journal_id, seq LIMIT ?',
        [...[journalId, seq, entriesAtOnce]],
      ),
    );
    for (const entry of rows.map(entryOf)) {
      if (entry.journalId !== journalId) {
        end();
        ({ journalId } = entry);
        [chain, brokenAtSeq] = [noHash, null];
      }
      chain = hashOf(chain, entry);
      ({ seq } = entry);
      if (chain !== entry.hash) brokenAtSeq ??= seq;
    }
    if (rows.length < entriesAtOnce) break;
  }
  end();
  if (lines.length > 0) await keys.addLines(acceptedName, lines);
}

/** Returns up to where journals were accepted, by journal. The last acceptance of a journal counts. */
export async function readAcceptances(keys: KeyRing): Promise<ReadonlyMap<string, Acceptance>> {
  const lines = await keys.lines(acceptedName);
  return new Map(
    lines.flatMap((line): [string, Acceptance][] => {
      const [journalId, seq, chain] = JSON.parse(line) as [string, number, string];
      return [[journalId, { seq, chain }]];
    }),
  );
}
