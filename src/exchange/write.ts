import type { ImportRow } from '../core/import/row.ts';
import { ballotChoices } from '../core/vocabulary.ts';
import type { History, OrganizationRow, Page, ResultQuery, ResultRow, Scope } from '../history/history.ts';
import { type ResultWithProvenance, withProvenance } from '../history/provenance.ts';
import { guarded, listText } from './cells.ts';
import { type Cell, cellsOf, columns } from './columns.ts';
import { voteEventOf } from './popolo.ts';

export const exportFormats = ['CSV', 'JSON_LINES', 'POPOLO'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export type ExportSource = Pick<History, 'results' | 'origins' | 'organizationsById'>;

export interface Exporting {
  readonly history: ExportSource;
  readonly query: ResultQuery;
  readonly format: ExportFormat;
  /** Called after each page, with the number of results that were written. */
  readonly progress?: (done: number) => void;
}

/** How many results are in memory at a time. */
export const exportPageLength = 100;
const maxOrganizations = 2_000;

interface Writing {
  readonly before: string;
  readonly page: (rows: readonly ImportRow[], isFirst: boolean) => string;
  readonly after: string;
}

const writings: Readonly<Record<ExportFormat, Writing>> = {
  CSV: {
    // Spreadsheets read UTF-8 only where a byte order mark comes first.
    before: `\uFEFF${columns.map(({ name }) => name).join(',')}\n`,
    page: (rows) => rows.map((row) => `${cellsOf(row).map(csvCell).join(',')}\n`).join(''),
    after: '',
  },
  JSON_LINES: {
    before: '',
    page: (rows) => rows.map((row) => `{${cellsOf(row).map(jsonField).join(',')}}\n`).join(''),
    after: '',
  },
  POPOLO: {
    before: '{"vote_events":[\n',
    page: (rows, isFirst) =>
      `${isFirst ? '' : ',\n'}${rows.map((row) => JSON.stringify(voteEventOf(row))).join(',\n')}`,
    after: '\n]}\n',
  },
};

function csvCell(cell: Cell, index: number): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  if (typeof cell === 'string') return quoted(guarded(cell));
  if (cell.length === 0) return '';
  if (columns[index]?.type === 'LIST') return quoted(guarded(listText(cell as readonly string[])));
  return quoted(JSON.stringify(cell));
}

/** Quotes a cell as RFC 4180 says. */
function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const labels = columns.map(({ name }) => JSON.stringify(name));

function jsonField(cell: Cell, index: number): string {
  return `${labels[index]}:${JSON.stringify(cell)}`;
}

type ResultPage = Page<ResultRow>;

/** Reads the pages of a query. While one is used, the next one is read, and none after it. */
async function* pagesOf(history: ExportSource, query: ResultQuery): AsyncGenerator<ResultPage> {
  const read = (from: string | null): Promise<ResultPage> => {
    const page = history.results({ direction: 'FORWARD', size: exportPageLength, from }, query);
    // Its failure is thrown where the page is awaited.
    page.catch(() => {});
    return page;
  };
  let coming: Promise<ResultPage> | null = read(null);
  try {
    while (coming !== null) {
      const page: ResultPage = await coming;
      const last = page.rows.at(-1);
      coming = page.hasMore && last !== undefined ? read(last.key) : null;
      yield page;
    }
  } finally {
    // The caller may close the database when it wants no more pages.
    await coming?.catch(() => {});
  }
}

/** Returns the text of an export, a page of results at a time. At most one page is read ahead of what was taken. */
export async function* exportResults({
  history,
  query,
  format,
  progress,
}: Exporting): AsyncGenerator<string> {
  const { before, page: write, after } = writings[format];
  const tree = new Tree(history);
  if (before !== '') yield before;
  let done = 0;
  for await (const page of pagesOf(history, query)) {
    const results = await withProvenance(
      history,
      page.rows.map(({ row }) => row),
    );
    await tree.learn(
      results.flatMap(({ row }) => [row.recorded.organizationId, row.recorded.subjectOrganizationId]),
    );
    if (results.length > 0) {
      yield write(
        results.map((one) => exportRow(withinScope(one, query.scope, tree), tree)),
        done === 0,
      );
    }
    done += results.length;
    progress?.(done);
  }
  if (after !== '') yield after;
}

/** The organisations that were read so far, and the names of those above each. */
class Tree {
  readonly #history: ExportSource;
  readonly #organizations = new Map<string, OrganizationRow>();
  readonly #paths = new Map<string, readonly string[]>();

  constructor(history: ExportSource) {
    this.#history = history;
  }

  /** Reads those of these organisations that are not known yet, and all above them. */
  async learn(ids: readonly string[]): Promise<void> {
    if (this.#organizations.size > maxOrganizations) {
      this.#organizations.clear();
      this.#paths.clear();
    }
    let wanted = this.#missing(ids);
    while (wanted.length > 0) {
      const found = await this.#history.organizationsById(wanted, { of: 'ALL' });
      for (const one of found) this.#organizations.set(one.id, one);
      wanted = this.#missing(found.map(({ superiorId }) => superiorId));
    }
  }

  #missing(ids: readonly (string | null)[]): readonly string[] {
    const unknown = ids.filter((id) => id !== null).filter((id) => !this.#organizations.has(id));
    return [...new Set(unknown)];
  }

  /** Says whether an organisation is that one, or below it. */
  isWithin(id: string, topId: string): boolean {
    if (id === topId) return true;
    const superiorId = this.#organizations.get(id)?.superiorId ?? null;
    return superiorId !== null && this.isWithin(superiorId, topId);
  }

  /** Returns the names of those above, the highest first. */
  above(id: string): readonly string[] {
    const known = this.#paths.get(id);
    if (known !== undefined) return known;
    const superior = this.#organizations.get(this.#organizations.get(id)?.superiorId ?? '');
    const path = superior === undefined ? [] : [...this.above(superior.id), superior.name];
    this.#paths.set(id, path);
    return path;
  }
}

/** Hides the session of a result, except its policy, where it is outside of the key's scope, a superior's for example. The API does the same. */
function withinScope(result: ResultWithProvenance, scope: Scope, tree: Tree): ResultWithProvenance {
  const { row, origin } = result;
  if (scope.of !== 'ORGANIZATION' || tree.isWithin(row.recorded.organizationId, scope.organizationId)) {
    return result;
  }
  const { policyId } = origin;
  return { ...result, origin: { sessionId: null, title: null, ordinal: null, heldOn: null, policyId } };
}

const noMarks = Object.fromEntries(ballotChoices.map((mark) => [mark, null])) as ImportRow['marks'];

function exportRow({ row, decisions, origin }: ResultWithProvenance, tree: Tree): ImportRow {
  const { recorded } = row;
  const { tally, outcome, period } = recorded;
  return {
    id: row.id,
    organization_id: recorded.organizationId,
    organization_name: recorded.organizationName,
    organization_path: tree.above(recorded.organizationId),
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
    subject_organization_path: tree.above(recorded.subjectOrganizationId),
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
    marks: tally?.counts ?? noMarks,
    ruled_level: outcome.ruled?.level ?? null,
    ruled_status: outcome.ruled?.status ?? null,
    settled_reason: outcome.settledReason,
    policy_id: origin.policyId,
    recorded_at: row.recordedAtMs,
    decisions: decisions.map(({ level, decidedBy, documentNumber, reason, atMs }) => ({
      level,
      decided_by: decidedBy,
      document_number: documentNumber,
      reason,
      at: atMs,
    })),
    supersedes_id: row.supersedesId,
  };
}
