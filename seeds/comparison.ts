// Compares what the article says with what the system recorded, which is read over the public API after the session.

import { type Address, type Client, post } from './client.ts';
import { type PreparedMeeting, unlessRefused } from './meeting.ts';
import { commandIdOf, type Run } from './run.ts';
import { type SimulatedCounts, simulatedCounts, votersOf } from './vinh-loc-2023/ballots.ts';
import { conference, sheets, standingCommitteeKey } from './vinh-loc-2023/conference.ts';
import { publishedFigures, publishedLevels, quotaStandings } from './vinh-loc-2023/expected.ts';
import type {
  ApiKey,
  QuotaParts,
  RecordedResult,
  Refusal,
  ResultPage,
  ReviewInFocus,
  SessionQuotas,
  Statistics,
  TallyParts,
} from './wire.ts';

const pageSize = 25;
const pagesAtMost = 100;

export interface Row {
  what: string;
  expected: string;
  recorded: string;
}

export interface Comparison {
  article: Row[];
  sample: Row[];
  rules: Row[];
  results: RecordedResult[];
  quotas: QuotaParts[];
  apiKey: string;
}

export interface Outside {
  address: Address;
  administrator: Client;
  run: Run;
  prepared: PreparedMeeting;
  screenToken: string;
  receipts: number;
}

export async function compare(outside: Outside): Promise<Comparison> {
  const { address, administrator, run, prepared, screenToken } = outside;
  const input = { commandId: commandIdOf(run.id, 'api key'), name: 'Reader of the sample session' };
  const answer = await administrator.ask<ApiKey | Refusal>('CreateApiKey', { input });
  const apiKey = unlessRefused('create an API key', answer).key;

  const { year } = conference.period;
  const filter = {
    organizationId: prepared.organizationId,
    includeSubordinates: true,
    fromYear: year,
    toYear: year,
  };
  const results = (await readAll(address, apiKey, filter)).filter(
    ({ session }) => session?.id === prepared.sessionId,
  );
  const statistics = await post<Statistics>(
    address,
    'Statistics',
    { filter, by: ['SUBJECT_KIND', 'LEVEL', 'STATUS'], base: 'GOOD' },
    apiKey,
  );
  const reviewId = prepared.reviewIds.get(standingCommitteeKey);
  const review = await post<ReviewInFocus>(address, 'Review', { id: reviewId }, screenToken);
  const session = await post<SessionQuotas>(address, 'Session', { id: prepared.sessionId }, screenToken);
  return {
    article: [...levelRows(results), ...figureRows(review)],
    sample: [statisticsRow(statistics), ...ballotRows(results, outside.receipts)],
    rules: quotaRows(session.quotas),
    results,
    quotas: session.quotas,
    apiKey,
  };
}

async function readAll(
  address: Address,
  token: string,
  filter: Record<string, unknown>,
): Promise<RecordedResult[]> {
  const results: RecordedResult[] = [];
  let after: string | null = null;
  for (let page = 0; page < pagesAtMost; page += 1) {
    const { edges, pageInfo }: ResultPage = await post<ResultPage>(
      address,
      'Results',
      { first: pageSize, after, filter },
      token,
    );
    results.push(...edges.map(({ node }) => node));
    if (!pageInfo.hasNextPage) return results;
    after = pageInfo.endCursor;
  }
  throw new Error('the history has no end');
}

function levelRows(results: RecordedResult[]): Row[] {
  const rows = publishedLevels.map(({ what, kind, level, status, count }) => {
    const found = results.filter(
      (one) =>
        one.subject.kind === kind && one.level === level && one.status === status && one.outcome?.final,
    );
    return { what: `${what}: ${level}, ${status}`, expected: `${count}`, recorded: `${found.length}` };
  });
  const total = publishedLevels.reduce((sum, { count }) => sum + count, 0);
  return [
    ...rows,
    { what: 'Classified or proposed in all', expected: `${total}`, recorded: `${results.length}` },
  ];
}

function figureRows({ report }: ReviewInFocus): Row[] {
  return publishedFigures.map(({ what, planned, achieved }, index) => {
    const target = report?.targets[index];
    return {
      what,
      expected: `${achieved} of ${planned}`,
      recorded: target ? `${target.achieved} of ${target.planned}` : 'nothing',
    };
  });
}

function statisticsRow(rows: Statistics): Row {
  const line = (kind: string | null, level: string | null, status: string | null, count: number) =>
    `${kind} ${level} ${status} ${count}`;
  const expected = publishedLevels
    .map(({ kind, level, status, count }) => line(kind, level, status, count))
    .sort();
  const recorded = rows.map((row) => line(row.subjectKind, row.level, row.status, row.count)).sort();
  const isEqual = expected.join('\n') === recorded.join('\n');
  return {
    what: 'Statistics by kind, level and status',
    expected: `${expected.length} rows as above`,
    recorded: isEqual ? `${expected.length} rows as above` : recorded.join('; '),
  };
}

function ballotRows(results: RecordedResult[], receipts: number): Row[] {
  const byName = new Map(results.map((result) => [`${result.subject.kind}/${result.subject.name}`, result]));
  const right = conference.agenda.filter(({ key, kind, name }) => {
    const tally = byName.get(`${kind}/${name}`)?.tally;
    return tally && tally.base === votersOf(key).length && isSame(tally, simulatedCounts(key));
  });
  const marks = conference.agenda.reduce((sum, { key }) => sum + votersOf(key).length, 0);
  const counted = results.reduce((sum, { tally }) => sum + (tally?.counted ?? 0), 0);
  return [
    {
      what: 'Ballots with a receipt',
      expected: `${conference.seats.length * sheets.length}`,
      recorded: `${receipts}`,
    },
    { what: 'Marks counted', expected: `${marks}`, recorded: `${counted}` },
    {
      what: 'Tallies equal to the ballots sent',
      expected: `${conference.agenda.length}`,
      recorded: `${right.length}`,
    },
  ];
}

/** Returns how the quotas stand by the policy: 20 % of those rated good are allowed, rounded half up. */
function quotaRows(quotas: QuotaParts[]): Row[] {
  return quotaStandings.map(({ peerGroup, standing }) => {
    const found = quotas.find((quota) => quota.peerGroup === peerGroup);
    return { what: `Quota, ${peerGroup}`, expected: standing, recorded: found ? standingOf(found) : 'none' };
  });
}

/** Returns the numbers of a quota. Where it is not determined, it returns how many of the others must be good. */
function standingOf({ status, excellent, allowed, explanation }: QuotaParts): string {
  if (allowed !== null) return `${status}: ${excellent} of ${allowed} allowed`;
  const needed = /at least \d+ of the other(?:s| \d+) are good/.exec(explanation)?.[0] ?? 'nothing said';
  return `${status}: ${excellent}; ${needed}`;
}

function isSame({ counts }: TallyParts, expected: SimulatedCounts): boolean {
  const recorded = new Map(counts.map(({ choice, count }) => [choice, count]));
  const choices = new Set([...recorded.keys(), ...(Object.keys(expected) as (keyof SimulatedCounts)[])]);
  return [...choices].every((choice) => (recorded.get(choice) ?? 0) === (expected[choice] ?? 0));
}

export function isEqual({ expected, recorded }: Row): boolean {
  return expected === recorded;
}

/** Returns the rows as the lines of a table. `head` has the names of the three columns. */
export function table(head: Row, rows: Row[]): string[] {
  const all = [head, ...rows];
  const width = (read: (row: Row) => string) => Math.max(...all.map((row) => read(row).length));
  const widths = [
    width((row) => row.what),
    width((row) => row.expected),
    width((row) => row.recorded),
  ] as const;
  const line = (row: Row, last: string) =>
    `${row.what.padEnd(widths[0])} | ${row.expected.padEnd(widths[1])} | ${row.recorded.padEnd(widths[2])} | ${last}`;
  const rule = line({ what: '', expected: '', recorded: '' }, '').replaceAll(' ', '-').concat('------');
  return [line(head, 'equal'), rule, ...rows.map((row) => line(row, isEqual(row) ? 'yes' : 'NO'))];
}
