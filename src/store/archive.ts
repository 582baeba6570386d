import type {
  Archive,
  DecisionRow,
  Listing,
  NameQuery,
  OrganizationRow,
  PageRequest,
  PersonRow,
  ResultOrder,
  ResultQuery,
  ResultRow,
  Scope,
  SessionQuery,
  SessionRow,
  StatisticsKey,
  StatisticsRow,
} from '../clerk/ports.ts';
import type { RecordedResult } from '../core/event.ts';
import { fold } from '../core/text.ts';
import type { OutcomeStatus, QualityLevel, QuotaBase } from '../core/vocabulary.ts';
import type { Query } from './gate.ts';
import { importReads } from './imports.ts';
import { containing, type Found, findNamed } from './names.ts';
import { countRows, type Ordering, readPage, type Selection } from './page.ts';

type Read = <Result>(work: (query: Query) => Promise<Result>) => Promise<Result>;

/** History reads through its own connection, so that no query of it waits for the one that writes, or holds it up. */
export function sqlArchive(read: Read): Archive {
  const page = <Row extends object, Out>(
    selection: Selection,
    order: readonly Ordering[],
    request: PageRequest,
    shape: (query: Query, rows: readonly Row[]) => readonly Out[] | Promise<readonly Out[]>,
  ): Promise<Listing<Out>> =>
    read(async (query) => {
      const rows = await readPage<Row, Out>(query, selection, order, request, (found) => shape(query, found));
      return { ...rows, total: () => read((later) => countRows(later, selection)) };
    });
  const byId = <Row>(selection: Selection, ids: readonly string[]): Promise<readonly Row[]> =>
    read((query) => query<Row>(...statementOf(among(selection, ids))));
  return {
    known: (wanted) => read((query) => known(query, wanted)),
    organizationsById: (ids, scope) => byId(organizationsWhere({ scope, search: null }), ids),
    peopleById: (ids, scope) => byId(peopleWhere({ scope, search: null }), ids),
    sessionsById: (ids, { scope, adjournedOnly }) =>
      read(async (query) => {
        const wanted = { scope, organizationId: null, status: null, year: null, adjournedOnly };
        return sessionsOf(await query<StoredSession>(...statementOf(among(sessionsWhere(wanted), ids))));
      }),
    resultsById: (ids, scope) =>
      read(async (query) => {
        const selection = resultsWhere({ scope, includeSuperseded: true }, resultColumns);
        return resultsOf(query, await query<StoredResult>(...statementOf(among(selection, ids))));
      }),
    organizations: (request, wanted) => {
      const selection = belowOf(organizationsWhere(wanted), wanted.superiorId);
      return page<OrganizationRow, OrganizationRow>(selection, byName, request, (_, rows) => stripped(rows));
    },
    people: (request, wanted) =>
      page<PersonRow, PersonRow>(peopleWhere(wanted), byName, request, (_, rows) => stripped(rows)),
    sessions: (request, wanted) =>
      page<StoredSession, SessionRow>(sessionsWhere(wanted), sessionOrder, request, (_, rows) =>
        sessionsOf(rows),
      ),
    results: (request, wanted) =>
      read(async (query) => {
        const named = await namedIn(query, wanted);
        const selection = resultsWhere(wanted, resultColumns, { condition: named?.page });
        const rows = await readPage<StoredResult, ResultRow>(
          query,
          selection,
          orderOf(wanted.order),
          request,
          (found) => resultsOf(query, found),
        );
        const counted = resultsWhere(wanted, '', { table: countsFor(wanted, []), condition: named?.all });
        return { ...rows, total: () => read((later) => countRows(later, counted)) };
      }),
    statistics: (wanted, by, base) => read((query) => statistics(query, wanted, by, base)),
    ...importReads(read),
    keyIsLive: (id) =>
      read(async (query) => {
        return (await query('SELECT 1 FROM api_key WHERE id = ? AND revoked = 0', [id])).length > 0;
      }),
    prepared: (ids) =>
      read(async (query) => {
        const rows = await query<{ id: string; policy: string; settings: string }>(
          'SELECT id, policy, settings FROM session WHERE id IN (SELECT value FROM json_each(?))',
          [JSON.stringify(ids)],
        );
        return rows.map(({ id, policy, settings }) => ({
          id,
          policy: JSON.parse(policy),
          settings: JSON.parse(settings),
        }));
      }),
  };
}

const organizationColumns = 'id, name, superior_id AS superiorId';
const personColumns = 'id, full_name AS fullName';
const byName = [{ column: 'sort_key' }, { column: 'id' }];

function stripped<Row extends object>(rows: readonly Row[]): readonly Row[] {
  const own = (row: Row) => Object.entries(row).filter(([column]) => !column.startsWith('key_'));
  return rows.map((row) => Object.fromEntries(own(row)) as Row);
}

async function known(query: Query, wanted: Parameters<Archive['known']>[0]): ReturnType<Archive['known']> {
  const organizations = await query<OrganizationRow>(
    `SELECT ${organizationColumns} FROM organization
     WHERE id IN (SELECT value FROM json_each(?)) OR folded IN (SELECT value FROM json_each(?))`,
    [JSON.stringify(wanted.organizationIds), JSON.stringify(wanted.organizationNames.map(fold))],
  );
  const people = await query<PersonRow>(
    `SELECT ${personColumns} FROM person WHERE id IN (SELECT value FROM json_each(?))`,
    [JSON.stringify(wanted.personIds)],
  );
  return { organizations, people };
}

const peopleWhere = (wanted: NameQuery) => named('person', personColumns, peopleWithin, wanted);
const organizationsWhere = (wanted: NameQuery) =>
  named('organization', organizationColumns, organizationsWithin, wanted);

const peopleWithin = ['result.person_id = person.id'];
const organizationsWithin = [
  'result.organization_id = organization.id',
  'result.subject_organization_id = organization.id',
];

function named(
  table: string,
  columns: string,
  /** What ties a result to the one it speaks of: any of these. */
  within: readonly string[],
  { scope, search }: NameQuery,
): Selection {
  const where: string[] = [];
  const parameters: unknown[] = [];
  if (scope.of !== 'ALL') {
    const results = resultsWhere({ scope, includeSuperseded: true }, '');
    const spokenOf = within.map((tie) => {
      const conditions = [tie, ...results.where].map((one) => `(${one})`).join(' AND ');
      return `EXISTS (SELECT 1 FROM result WHERE ${conditions})`;
    });
    where.push(spokenOf.join(' OR '));
    for (const _ of within) parameters.push(...results.parameters);
  }
  if (search !== null) {
    where.push("folded LIKE ? ESCAPE '\\'");
    parameters.push(containing(search));
  }
  return { columns, from: table, where, parameters };
}

function belowOf(selection: Selection, superiorId: string | undefined): Selection {
  if (superiorId === undefined) return selection;
  const { where, parameters } = selection;
  return { ...selection, where: [...where, 'superior_id = ?'], parameters: [...parameters, superiorId] };
}

function among(selection: Selection, ids: readonly string[]): Selection {
  const { from, where, parameters } = selection;
  return {
    ...selection,
    where: [...where, `${from}.id IN (SELECT value FROM json_each(?))`],
    parameters: [...parameters, JSON.stringify(ids)],
  };
}

function statementOf({ columns, from, where, parameters }: Selection): [string, readonly unknown[]] {
  const condition = where.map((one) => `(${one})`).join(' AND ');
  return [`SELECT ${columns} FROM ${from} WHERE ${condition}`, parameters];
}

const belowOrganization = `WITH RECURSIVE below (id) AS (
  SELECT ? UNION SELECT organization.id FROM organization JOIN below ON organization.superior_id = below.id
) SELECT id FROM below`;

function sessionsWhere({ scope, organizationId, status, year, adjournedOnly }: SessionQuery): Selection {
  const where: string[] = [];
  const parameters: unknown[] = [];
  const add = (sql: string, ...values: unknown[]) => {
    where.push(sql);
    parameters.push(...values);
  };
  switch (scope.of) {
    case 'ALL':
      break;
    case 'RECORD':
      add("status = 'ADJOURNED'");
      break;
    case 'NONE':
      add('FALSE');
      break;
    case 'SESSION':
      add('id = ?', scope.sessionId);
      break;
    case 'ORGANIZATION':
      add(`status = 'ADJOURNED' AND organization_id IN (${belowOrganization})`, scope.organizationId);
      break;
    default:
      scope satisfies never;
  }
  if (organizationId !== null) add('organization_id = ?', organizationId);
  if (status !== null) add('status = ?', status);
  if (year !== null) add('year = ?', year);
  if (adjournedOnly) add("status = 'ADJOURNED'");
  return { columns: sessionColumns, from: 'session', where, parameters };
}

const sessionColumns =
  'id, status, organization_id AS organizationId, ordinal, title, period, held_on AS heldOn';
const sessionOrder = [{ column: 'held_on', descending: true }, { column: 'id' }];

type StoredSession = Omit<SessionRow, 'period'> & { readonly period: string };

function sessionsOf(rows: readonly StoredSession[]): readonly SessionRow[] {
  return stripped(rows).map((row) => ({ ...row, period: JSON.parse(row.period) }));
}

const newestFirst = [{ column: 'held_on', descending: true }, { column: 'ordinal' }];

function orderOf(order: ResultOrder | undefined): readonly Ordering[] {
  if (order === undefined) return newestFirst;
  const { by, descending } = order;
  if (by === 'DATE') return descending ? newestFirst : [{ column: 'held_on' }, { column: 'ordinal' }];
  return [{ column: by === 'NAME' ? 'sort_key' : 'level_rank', descending }, ...newestFirst];
}

const resultColumns = `result.id, result.session_id, result.level, result.status, result.recorded_at_ms,
  result.supersedes_id, result.superseded_by_id, result.record`;

interface StoredResult {
  id: string;
  session_id: string | null;
  level: QualityLevel | null;
  status: OutcomeStatus;
  recorded_at_ms: number;
  supersedes_id: string | null;
  superseded_by_id: string | null;
  record: string;
}

/** With their decisions, in one more statement for all of them. */
async function resultsOf(query: Query, rows: readonly StoredResult[]): Promise<readonly ResultRow[]> {
  const decisions = await query<DecisionRow & { resultId: string }>(
    `SELECT result_id AS resultId, level, status, decided_by AS decidedBy, document_number AS documentNumber, reason, at_ms AS atMs
     FROM decision WHERE result_id IN (SELECT value FROM json_each(?)) ORDER BY result_id, seq`,
    [JSON.stringify(rows.map(({ id }) => id))],
  );
  return rows.map((row) => ({
    id: row.id,
    sessionId: row.session_id,
    recorded: JSON.parse(row.record) as RecordedResult,
    level: row.level,
    status: row.status,
    recordedAtMs: row.recorded_at_ms,
    decisions: decisions
      .filter(({ resultId }) => resultId === row.id)
      .map(({ resultId: _, ...rest }) => rest),
    supersedesId: row.supersedes_id,
    supersededById: row.superseded_by_id,
  }));
}

/** Results of sessions of an organisation, or about it. */
const ofOrganizations = (ids: string) =>
  `result.organization_id IN (${ids}) OR result.subject_organization_id IN (${ids})`;

type Counts = 'result' | 'result_count' | 'organization_count';

/** Where results are counted: in what is kept of those alike, unless more has to be known of each. */
function countsFor(wanted: ResultQuery, by: readonly StatisticsKey[]): Counts {
  const { scope, personId, search, includeSuperseded, organizationId, ownerId } = wanted;
  const each = personId !== undefined || search !== undefined || includeSuperseded === true;
  if (each || scope.of === 'SESSION') return 'result';
  const ofOne = scope.of === 'ORGANIZATION' || organizationId !== undefined || ownerId !== undefined;
  return ofOne || by.includes('ORGANIZATION') ? 'organization_count' : 'result_count';
}

async function namedIn(query: Query, { search }: ResultQuery): Promise<Found | null> {
  return search === undefined ? null : findNamed(query, search);
}

function resultsWhere(
  wanted: ResultQuery,
  columns: string,
  { table = 'result', condition }: { table?: Counts; condition?: Found['page'] | undefined } = {},
): Selection {
  const where: string[] = [];
  const parameters: unknown[] = [];
  const add = (sql: string, ...values: unknown[]) => {
    where.push(sql);
    parameters.push(...values);
  };
  const within = (scope: Scope) => {
    if (scope.of === 'NONE') add('FALSE');
    if (scope.of === 'SESSION') add('result.session_id = ?', scope.sessionId);
    if (scope.of === 'ORGANIZATION') {
      add(ofOrganizations(belowOrganization), scope.organizationId, scope.organizationId);
    }
  };
  const among = (column: string, values: readonly string[] | undefined) => {
    if (values !== undefined) add(`${column} IN (SELECT value FROM json_each(?))`, JSON.stringify(values));
  };
  within(wanted.scope);
  const { organizationId } = wanted;
  if (organizationId !== undefined) {
    add(
      ofOrganizations(wanted.includeSubordinates ? belowOrganization : 'SELECT ?'),
      organizationId,
      organizationId,
    );
  }
  if (wanted.ownerId !== undefined) add(ofOrganizations('SELECT ?'), wanted.ownerId, wanted.ownerId);
  if (wanted.personId !== undefined) add('result.person_id = ?', wanted.personId);
  if (wanted.fromYear !== undefined) add('result.year >= ?', wanted.fromYear);
  if (wanted.toYear !== undefined) add('result.year <= ?', wanted.toYear);
  among('result.kind', wanted.kinds);
  among('result.level', wanted.levels);
  among('result.status', wanted.statuses);
  if (condition !== undefined) add(condition.sql, ...condition.parameters);
  if (table !== 'result') {
    return { columns, from: `${table} AS result`, where, parameters, count: 'SUM(result.count)' };
  }
  if (wanted.includeSuperseded !== true) add('result.superseded_by_id IS NULL');
  return { columns, from: table, where, parameters };
}

const statisticsColumns: Readonly<Record<StatisticsKey, string>> = {
  YEAR: 'year',
  ORGANIZATION: 'organization_id',
  SUBJECT_KIND: 'kind',
  PEER_GROUP: 'peer_group',
  LEVEL: 'level',
  STATUS: 'status',
};

/** What of a quota's base one row counts for. */
const inBase: Readonly<Record<QuotaBase, string>> = {
  GOOD: "level = 'GOOD'",
  GOOD_OR_BETTER: "level IN ('GOOD', 'EXCELLENT')",
  ALL_RATED: 'level IS NOT NULL',
  ALL_MEMBERS: 'TRUE',
};

async function statistics(
  query: Query,
  wanted: ResultQuery,
  by: readonly StatisticsKey[],
  base: QuotaBase,
): Promise<readonly StatisticsRow[]> {
  const named = await namedIn(query, wanted);
  const table = countsFor(wanted, by);
  const { from, where, parameters } = resultsWhere(wanted, '', { table, condition: named?.all });
  const each = table === 'result' ? '1' : 'count';
  const columns = [...new Set(by)].map((key) => statisticsColumns[key]);
  const condition = where.length === 0 ? '' : `WHERE ${where.map((one) => `(${one})`).join(' AND ')}`;
  const grouping =
    columns.length === 0 ? '' : `GROUP BY ${columns.join(', ')} ORDER BY ${columns.join(', ')}`;
  const rows = await query<Record<string, unknown>>(
    `SELECT ${columns.map((column) => `${column}, `).join('')} COALESCE(SUM(${each}), 0) AS count,
       COALESCE(SUM((level = 'EXCELLENT') * ${each}), 0) AS excellent,
       COALESCE(SUM((${inBase[base]}) * ${each}), 0) AS base_count
     FROM ${from} ${condition} ${grouping}`,
    parameters,
  );
  return rows.map((row) => ({
    year: (row.year as number | undefined) ?? null,
    organizationId: (row.organization_id as string | undefined) ?? null,
    subjectKind: (row.kind as StatisticsRow['subjectKind'] | undefined) ?? null,
    peerGroup: (row.peer_group as string | undefined) ?? null,
    level: (row.level as QualityLevel | null | undefined) ?? null,
    status: (row.status as OutcomeStatus | undefined) ?? null,
    count: row.count as number,
    excellent: row.excellent as number,
    baseCount: row.base_count as number,
  }));
}
