import { defaultUrl } from '../../ormconfig.ts';
import { registryJournal } from '../clerk/entry.ts';
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
      const event = JSON.parse(entry.body) as SessionEvent;
      const anew = madeAnew(session, event);
      if (anew !== undefined) {
        sums.compared += 1;
        const what = `entry ${seq}, ${event.type},`;
        if (anew === null) report(what, ['the rules now refuse it']);
        else if (JSON.stringify(anew) !== entry.body) report(what, differences(event, anew));
      }
      session = evolve(session ?? { id: sessionId, status: null }, event, entry.atMs);
      if (event.type === 'SessionAdjourned') {
        const results = event.results.map((recorded) => ({ recorded, recordedAtMs: null, decisions: [] }));
        await compareResults(record, results, { atMs: entry.atMs, sums, report });
      }
    }
    if (page.length < pageLength) return;
  }
}

type Report = (what: string, paths: readonly string[]) => void;

function reporter(journalId: string, sums: Sums): Report {
  return (what, paths) => {
    sums.differences += 1;
    console.log(`${journalId} ${what} differs:`);
    for (const path of paths) console.log(`  ${path}`);
  };
}

async function compareImports(record: OpenRecord, sums: Sums): Promise<void> {
  const report = reporter(registryJournal, sums);
  for (let seq = 0; ; ) {
    const page = await record.journal.read(registryJournal, seq, housePageLength);
    for (const { seq: at, type, body, atMs } of page) {
      seq = at;
      sums.entries += 1;
      if (type !== 'ResultsImported') continue;
      const { results } = JSON.parse(body) as Extract<RegistryEvent, { type: 'ResultsImported' }>;
      await compareResults(record, results, { atMs, sums, report });
    }
    if (page.length < housePageLength) return;
  }
}

/** What history answers is what the journal has. */
async function compareResults(
  { history }: OpenRecord,
  results: readonly Parameters<typeof listedDifferences>[1][],
  { atMs, sums, report }: { readonly atMs: number; readonly sums: Sums; readonly report: Report },
): Promise<void> {
  const ids = results.map(({ recorded }) => recorded.id);
  const found = new Map((await history.resultsById(ids, { of: 'ALL' })).map((one) => [one.id, one]));
  for (const result of results) {
    sums.results += 1;
    const row = found.get(result.recorded.id);
    const listed = row && { ...row, decisions: await row.decisions() };
    const paths = listedDifferences(listed, result, atMs);
    if (paths.length > 0) report(`result ${result.recorded.id}`, paths);
  }
}

await runCommand('recount', recount);
