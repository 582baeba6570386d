import { stringify } from 'csv-stringify/sync';
import type { Archive, OrganizationRow, ResultQuery } from '../clerk/ports.ts';
import { type Traced, tracedOf } from '../clerk/recorded.ts';
import type { ImportRow } from '../core/import-row.ts';
import { ballotChoices } from '../core/vocabulary.ts';
import { guarded, listText } from './cells.ts';
import { type Cell, cellsOf, columns } from './columns.ts';
import { voteEventOf } from './popolo.ts';

export const exportFormats = ['CSV', 'JSON_LINES', 'POPOLO'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export type ExportSource = Pick<Archive, 'results' | 'sessionsById' | 'prepared' | 'organizationsById'>;

export interface Exporting {
  readonly archive: ExportSource;
  readonly query: ResultQuery;
  readonly format: ExportFormat;
  /** After each page: how many results were given out. */
  readonly progress?: (done: number) => void;
}

/** Results that are in memory at a time. */
export const exportPageLength = 500;
const mostOrganizations = 2_000;

interface Writing {
  readonly before: string;
  readonly page: (rows: readonly ImportRow[], isFirst: boolean) => string;
  readonly after: string;
}

const writings: Readonly<Record<ExportFormat, Writing>> = {
  CSV: {
    // Spreadsheets read UTF-8 as such only behind a byte order mark.
    before: `\uFEFF${stringify([columns.map(({ name }) => name)])}`,
    page: (rows) => stringify(rows.map((row) => Object.values(cellsOf(row)).map(csvCell))),
    after: '',
  },
  JSON_LINES: {
    before: '',
    page: (rows) => rows.map((row) => `${JSON.stringify(cellsOf(row))}\n`).join(''),
    after: '',
  },
  POPOLO: {
    before: '{"vote_events":[\n',
    page: (rows, isFirst) =>
      `${isFirst ? '' : ',\n'}${rows.map((row) => JSON.stringify(voteEventOf(row))).join(',\n')}`,
    after: '\n]}\n',
  },
};

function csvCell(cell: Cell, index: number): string | number | null {
  if (typeof cell === 'string') return guarded(cell);
  if (cell === null || typeof cell === 'number') return cell;
  if (cell.length === 0) return null;
  if (columns[index]?.type === 'LIST') return guarded(listText(cell as readonly string[]));
  return JSON.stringify(cell);
}

/** The text of an export, a page of results at a time: the next page is read when this one was taken. */
export async function* exportResults({
  archive,
  query,
  format,
  progress,
}: Exporting): AsyncGenerator<string> {
  const { before, page: write, after } = writings[format];
  const organizations = new Map<string, OrganizationRow>();
  if (before !== '') yield before;
  let done = 0;
  for (let from: string | null = null; ; ) {
    const request = { direction: 'FORWARD', size: exportPageLength, from } as const;
    const page: Awaited<ReturnType<ExportSource['results']>> = await archive.results(request, query);
    const traced = await tracedOf(
      archive,
      page.rows.map(({ row }) => row),
    );
    if (organizations.size > mostOrganizations) organizations.clear();
    await learn(archive, organizations, traced);
    if (traced.length > 0) {
      yield write(
        traced.map((one) => exportRow(one, organizations)),
        done === 0,
      );
    }
    done += traced.length;
    progress?.(done);
    from = page.rows.at(-1)?.key ?? null;
    if (!page.hasAfter || from === null) break;
  }
  if (after !== '') yield after;
}

/** Reads what is not known yet of the organisations of these results, and of all above them. */
async function learn(
  archive: ExportSource,
  organizations: Map<string, OrganizationRow>,
  traced: readonly Traced[],
): Promise<void> {
  const missing = (ids: readonly (string | null)[]) => [
    ...new Set(ids.filter((id) => id !== null && !organizations.has(id)) as string[]),
  ];
  let wanted = missing(
    traced.flatMap(({ row }) => [row.recorded.organizationId, row.recorded.subjectOrganizationId]),
  );
  while (wanted.length > 0) {
    const found = await archive.organizationsById(wanted, { of: 'ALL' });
    for (const one of found) organizations.set(one.id, one);
    wanted = missing(found.map(({ superiorId }) => superiorId));
  }
}

function pathOf(organizations: ReadonlyMap<string, OrganizationRow>, id: string): readonly string[] {
  const names: string[] = [];
  let superiorId = organizations.get(id)?.superiorId ?? null;
  while (superiorId !== null) {
    const superior = organizations.get(superiorId);
    if (superior === undefined) break;
    names.unshift(superior.name);
    superiorId = superior.superiorId;
  }
  return names;
}

function exportRow({ row, origin }: Traced, organizations: ReadonlyMap<string, OrganizationRow>): ImportRow {
  const { recorded } = row;
  const { tally, outcome, period } = recorded;
  const marks = Object.fromEntries(ballotChoices.map((mark) => [mark, tally?.counts[mark] ?? null]));
  return {
    id: row.id,
    organization_id: recorded.organizationId,
    organization_name: recorded.organizationName,
    organization_path: pathOf(organizations, recorded.organizationId),
    session_id: origin.sessionId,
    session_title: origin.title,
    session_ordinal: origin.ordinal,
    held_on: origin.heldOn,
    period_kind: period.kind,
    year: period.year,
    quarter: period.quarter,
    subject_kind: recorded.kind,
    subject_name: recorded.name,
    position: recorded.position,
    peer_group: recorded.peerGroup,
    subject_organization_id: recorded.subjectOrganizationId,
    subject_organization_name: recorded.subjectOrganizationName,
    subject_organization_path: pathOf(organizations, recorded.subjectOrganizationId),
    person_id: recorded.personId,
    person_key: null,
    person_name: recorded.personName,
    level: row.level,
    status: row.status,
    authority: recorded.authority,
    recorded_level: outcome.level,
    recorded_status: outcome.status,
    electorate: tally?.electorate ?? null,
    base: tally?.base ?? null,
    counted: tally?.counted ?? null,
    marks: marks as ImportRow['marks'],
    ruled_level: outcome.ruled?.level ?? null,
    ruled_status: outcome.ruled?.status ?? null,
    settled_reason: outcome.settledReason,
    policy_id: origin.policyId,
    recorded_at: row.recordedAtMs,
    decisions: row.decisions.map(({ level, decidedBy, documentNumber, reason, atMs }) => ({
      level,
      decided_by: decidedBy,
      document_number: documentNumber,
      reason,
      at: atMs,
    })),
    supersedes_id: row.supersedesId,
  };
}
