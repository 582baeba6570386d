import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { defaultUrl, placeOf, reader } from '../../ormconfig.ts';
import type { Page, SessionRow } from '../clerk/ports.ts';
import type { SessionEvent } from '../core/event.ts';
import { evolve } from '../core/evolve.ts';
import { differences, madeAnew } from '../core/recount.ts';
import type { Session } from '../core/state.ts';
import { type OpenRecord, openRecord } from '../store/store.ts';

// npm run recount: counts and judges everything in a database again, from the sorted marks, the roll calls, the facts, and the policy
// and settings that each session keeps, and compares it, byte for byte, with what is recorded. Reads only; a server may be running.

const usage = 'npm run recount -- [--database FILE]   (else DATABASE_URL, else the default database)';
const pageLength = 1_000;
const sessionsAtOnce = 100;

interface Sums {
  sessions: number;
  entries: number;
  compared: number;
  results: number;
  differences: number;
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { database: { type: 'string' } } });
  const url = values.database === undefined ? process.env.DATABASE_URL : `sqlite:${values.database}`;
  const place = placeOf(url || defaultUrl);
  const source = reader(place);
  if (source === null) throw new Error('A database in memory ends with its process; name a file.');
  if (!existsSync(place.file ?? '')) throw new Error(`There is no database ${place.file}.`);
  const record = await openRecord(source);
  const sums: Sums = { sessions: 0, entries: 0, compared: 0, results: 0, differences: 0 };
  try {
    for await (const sessionId of sessionsOf(record)) await recountSession(record, sessionId, sums);
  } finally {
    await record.close();
  }
  const { sessions, entries, compared, results } = sums;
  console.log(
    `${sessions} sessions, ${entries} entries: ${compared} counts and judgements made anew, ${results} results compared.`,
  );
  console.log(sums.differences === 0 ? 'All equal.' : `${sums.differences} DIFFER.`);
  process.exitCode = sums.differences === 0 ? 0 : 1;
}

async function* sessionsOf({ archive }: OpenRecord): AsyncGenerator<string> {
  const all = { scope: { of: 'ALL' }, organizationId: null, status: null, year: null } as const;
  for (let from: string | null = null; ; ) {
    const request = { direction: 'FORWARD', size: sessionsAtOnce, from } as const;
    const page: Page<SessionRow> = await archive.sessions(request, { ...all, adjournedOnly: false });
    for (const { id } of page.rows.map(({ row }) => row)) yield id;
    if (!page.hasAfter) return;
    from = page.rows.at(-1)?.key ?? null;
  }
}

async function recountSession(record: OpenRecord, sessionId: string, sums: Sums): Promise<void> {
  sums.sessions += 1;
  const report = (what: string, paths: readonly string[]) => {
    sums.differences += 1;
    console.log(`${sessionId} ${what} differs:`);
    for (const path of paths) console.log(`  ${path}`);
  };
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
      if (event.type === 'SessionAdjourned') await compareResults(record, event, sums, report);
    }
    if (page.length < pageLength) return;
  }
}

/** What history answers is what the journal has. */
async function compareResults(
  record: OpenRecord,
  event: Extract<SessionEvent, { type: 'SessionAdjourned' }>,
  sums: Sums,
  report: (what: string, paths: readonly string[]) => void,
): Promise<void> {
  for (const result of event.results) {
    sums.results += 1;
    const [stored] = await record.archive.resultsById([result.id], { of: 'ALL' });
    if (stored === undefined) report(`result ${result.id}`, ['it is not in the history']);
    else if (JSON.stringify(stored.recorded) !== JSON.stringify(result)) {
      report(`result ${result.id}`, differences(stored.recorded, result));
    } else if (stored.decisions.length === 0 && stored.level !== result.outcome.level) {
      report(`result ${result.id}`, [`level: ${stored.level} is listed, ${result.outcome.level} recorded`]);
    }
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  console.error(usage);
  process.exit(2);
});
