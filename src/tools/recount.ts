import { defaultUrl } from '../../ormconfig.ts';
import { type Entry, eventOf, registryJournal } from '../clerk/entry.ts';
import type { RegistryEvent, SessionEvent } from '../core/event.ts';
import { evolve } from '../core/evolve.ts';
import { differences, listedDifferences, madeAnew } from '../core/recount.ts';
import type { Session } from '../core/state.ts';
import type { Page, SessionRow } from '../history/history.ts';
import type { OpenRecord } from '../store/store.ts';
import { type Asked, runCommand } from './command.ts';
import { namedPlace, openFile } from './record-file.ts';

// npm run recount: counts and judges everything in a database again, from the sorted marks, the roll calls, the facts, and the policy
// and settings that each session keeps, and compares it, byte for byte, with what is recorded; and what history lists, imported
// results too, with what the journals have. Reads only; a server may be running.

const pageLength = 1_000;
const sessionsAtOnce = 100;
/** A part of an import is long. */
const housePageLength = 20;

interface Sums {
  sessions: number;
  entries: number;
  compared: number;
  results: number;
  differences: number;
}

async function recount({ values, words }: Asked<'recount'>): Promise<number> {
  const record = await openFile(namedPlace(values.database, defaultUrl), words);
  const sums: Sums = { sessions: 0, entries: 0, compared: 0, results: 0, differences: 0 };
  try {
    for await (const sessionId of sessionsOf(record)) await recountSession(record, sessionId, sums);
    await compareImports(record, sums);
  } finally {
    await record.close();
  }
  const { sessions, entries, compared, results } = sums;
  console.log(
    `${sessions} sessions, ${entries} entries: ${compared} counts and judgements made anew, ${results} results compared.`,
  );
  console.log(sums.differences === 0 ? 'All equal.' : `${sums.differences} DIFFER.`);
  return sums.differences === 0 ? 0 : 1;
}

async function* sessionsOf({ history }: OpenRecord): AsyncGenerator<string> {
  const all = { scope: { of: 'ALL' }, organizationId: null, status: null, year: null } as const;
  for (let from: string | null = null; ; ) {
    const request = { direction: 'FORWARD', size: sessionsAtOnce, from } as const;
    const page: Page<SessionRow> = await history.sessions(request, { ...all, adjournedOnly: false });
    for (const { id } of page.rows.map(({ row }) => row)) yield id;
    if (!page.hasMore) return;
    from = page.rows.at(-1)?.key ?? null;
  }
}

async function recountSession(record: OpenRecord, sessionId: string, sums: Sums): Promise<void> {
  sums.sessions += 1;
  const report = reporter(sessionId, sums);
  let session: Session | null = null;
  for (let seq = 0; ; ) {
    const page = await record.journal.read(sessionId, seq, pageLength);
    for (const entry of page) {
      seq = entry.seq;
      sums.entries += 1;
      const counted = recountEntry(sessionId, session, entry);
      // Nothing after it can be counted either.
      if ('broken' in counted) return report(entryName(entry, 'cannot be read'), [counted.broken]);
      session = counted.session;
      if (counted.isAnew) sums.compared += 1;
      if (counted.paths.length > 0) report(entryName(entry, 'differs'), counted.paths);
      await compareResults(record, counted.results, { atMs: entry.atMs, sums, report });
    }
    if (page.length < pageLength) return;
  }
}

const entryName = ({ seq, type }: Entry, what: string) => `entry ${seq}, ${type}, ${what}`;

type ListedResults = readonly Parameters<typeof listedDifferences>[1][];

/** What was counted of one entry, or why it cannot be: somebody changed the database. */
type Counted =
  | {
      readonly session: Session;
      /** Whether the entry is one that is counted or judged. */
      readonly isAnew: boolean;
      readonly paths: readonly string[];
      readonly results: ListedResults;
    }
  | { readonly broken: string };

function recountEntry(sessionId: string, before: Session | null, entry: Entry): Counted {
  try {
    const event = eventOf(entry) as SessionEvent;
    const anew = madeAnew(before, event);
    const session = evolve(before ?? { id: sessionId, status: null }, event, entry.atMs);
    const recorded = event.type === 'SessionAdjourned' ? event.results : [];
    const results = recorded.map((one) => ({ recorded: one, recordedAtMs: null, decisions: [] }));
    const refused = anew === null ? ['the rules now refuse it'] : [];
    const differs = anew && JSON.stringify(anew) !== entry.body;
    const paths = differs ? differences(event, anew) : refused;
    return { session, isAnew: anew !== undefined, paths, results };
  } catch (error) {
    return { broken: (error as Error).message };
  }
}

type Report = (what: string, paths: readonly string[]) => void;

function reporter(journalId: string, sums: Sums): Report {
  return (what, paths) => {
    sums.differences += 1;
    console.log(`${journalId} ${what}:`);
    for (const path of paths) console.log(`  ${path}`);
  };
}

async function compareImports(record: OpenRecord, sums: Sums): Promise<void> {
  const report = reporter(registryJournal, sums);
  for (let seq = 0; ; ) {
    const page = await record.journal.read(registryJournal, seq, housePageLength);
    for (const entry of page) {
      seq = entry.seq;
      sums.entries += 1;
      if (entry.type !== 'ResultsImported') continue;
      const imported = importedBy(entry);
      if ('broken' in imported) report(entryName(entry, 'cannot be read'), [imported.broken]);
      else await compareResults(record, imported.results, { atMs: entry.atMs, sums, report });
    }
    if (page.length < housePageLength) return;
  }
}

function importedBy(entry: Entry): { readonly results: ListedResults } | { readonly broken: string } {
  try {
    const { results } = eventOf(entry) as Extract<RegistryEvent, { type: 'ResultsImported' }>;
    // Throws where one has lost its id.
    for (const { recorded } of results) String(recorded.id);
    return { results };
  } catch (error) {
    return { broken: (error as Error).message };
  }
}

/** What history answers is what the journal has. */
async function compareResults(
  { history }: OpenRecord,
  results: ListedResults,
  { atMs, sums, report }: { readonly atMs: number; readonly sums: Sums; readonly report: Report },
): Promise<void> {
  const ids = results.map(({ recorded }) => recorded.id);
  const found = new Map((await history.resultsById(ids, { of: 'ALL' })).map((one) => [one.id, one]));
  for (const result of results) {
    sums.results += 1;
    const row = found.get(result.recorded.id);
    const listed = row && { ...row, decisions: await row.decisions() };
    const paths = listedDifferences(listed, result, atMs);
    if (paths.length > 0) report(`result ${result.recorded.id} differs`, paths);
  }
}

await runCommand('recount', recount);
