import type { RecordedResult } from '../core/result.ts';
import type { OutcomeStatus, QualityLevel } from '../core/vocabulary.ts';
import {
  type DecisionRow,
  type ResultOrder,
  type ResultQuery,
  type ResultRow,
  RowUnreadable,
  type Scope,
  type StatisticsKey,
} from '../history/history.ts';
import type { Query, Read } from './gate.ts';
import { type Found, findAmongFew, findNamed, maxSorted } from './names.ts';
import { countRows, type Ordering, type Selection } from './page.ts';

// Results of the record: their selection, their order, and what their rows mean.

export const belowOrganization = `WITH RECURSIVE below (id) AS (
  SELECT ? UNION SELECT organization.id FROM organization JOIN below ON organization.superior_id = below.id
) SELECT id FROM below`;

const newestFirst = [{ column: 'held_on', descending: true }, { column: 'ordinal' }];

export function orderOf(order: ResultOrder | undefined): readonly Ordering[] {
  if (order === undefined) return newestFirst;
  const { by, descending } = order;
  if (by === 'DATE') return descending ? newestFirst : [{ column: 'held_on' }, { column: 'ordinal' }];
  return [{ column: by === 'NAME' ? 'sort_key' : 'level_rank', descending }, ...newestFirst];
}

export const resultColumns = `result.id, result.session_id, result.level, result.status, result.recorded_at_ms,
  result.supersedes_id, result.superseded_by_id, result.record`;

export interface StoredResult {
  id: string;
  session_id: string | null;
  level: QualityLevel | null;
  status: OutcomeStatus;
  recorded_at_ms: number;
  supersedes_id: string | null;
  superseded_by_id: string | null;
  record: string;
}

/** Parses the stored JSON of a session or result. Throws RowUnreadable. */
export function storedJson<Value>(id: string, text: string): Value {
  try {
    return JSON.parse(text) as Value;
  } catch {
    throw new RowUnreadable(id);
  }
}

export function resultsOf(read: Read, rows: readonly StoredResult[]): readonly ResultRow[] {
  let decisions: ReturnType<typeof decisionsOn> | null = null;
  const decisionsOf = async (id: string) => {
    decisions ??= decisionsOn(
      read,
      rows.map((row) => row.id),
    );
    return (await decisions).get(id) ?? [];
  };
  return rows.map((row) => ({
    id: row.id,
    sessionId: row.session_id,
    recorded: storedJson<RecordedResult>(row.id, row.record),
    level: row.level,
    status: row.status,
    recordedAtMs: row.recorded_at_ms,
    decisions: () => decisionsOf(row.id),
    supersedesId: row.supersedes_id,
    supersededById: row.superseded_by_id,
  }));
}

async function decisionsOn(
  read: Read,
  resultIds: readonly string[],
): Promise<ReadonlyMap<string, readonly DecisionRow[]>> {
  const rows = await read((query) =>
    query<DecisionRow & { resultId: string }>(
      `SELECT result_id AS resultId, level, status, decided_by AS decidedBy, document_number AS documentNumber, reason, at_ms AS atMs
       FROM decision WHERE result_id IN (SELECT value FROM json_each(?)) ORDER BY result_id, seq`,
      [JSON.stringify(resultIds)],
    ),
  );
  const decisions = new Map<string, DecisionRow[]>();
  for (const { resultId, ...decision } of rows) {
    decisions.set(resultId, [...(decisions.get(resultId) ?? []), decision]);
  }
  return decisions;
}

/** Returns the condition for results of an organisation's sessions, or about the organisation. */
function ofOrganizations(ids: string, inOrder: boolean): string {
  // SQLite uses no index for a column with a sign. So it reads the rows by the index of their order.
  const sign = inOrder ? '+' : '';
  return `${sign}result.organization_id IN (${ids}) OR ${sign}result.subject_organization_id IN (${ids})`;
}

/** Says whether an organisation has so many results that reading a page in order is faster than sorting all of them. */
export async function isOfMany(query: Query, wanted: ResultQuery): Promise<boolean> {
  const { scope, organizationId, includeSubordinates, ownerId } = wanted;
  const whole = {
    scope,
    ...(organizationId !== undefined && { organizationId }),
    ...(includeSubordinates !== undefined && { includeSubordinates }),
    ...(ownerId !== undefined && { ownerId }),
  };
  if (wanted.personId !== undefined || countsFor(whole, []) !== 'organization_count') return false;
  const counted = resultsWhere(whole, '', { table: 'organization_count' });
  return (await countRows(query, counted)) > maxSorted;
}

type CountTable = 'result' | 'result_count' | 'organization_count';

/** Returns the table in which results are counted: one of the tables of counts, unless a condition needs the results themselves. */
export function countsFor(wanted: ResultQuery, by: readonly StatisticsKey[]): CountTable {
  const { scope, personId, search, includeSuperseded, organizationId, ownerId } = wanted;
  const each = personId !== undefined || search !== undefined || includeSuperseded === true;
  if (each || scope.of === 'SESSION') return 'result';
  const ofOne = scope.of === 'ORGANIZATION' || organizationId !== undefined || ownerId !== undefined;
  return ofOne || by.includes('ORGANIZATION') ? 'organization_count' : 'result_count';
}

export async function namedIn(query: Query, { scope, search }: ResultQuery): Promise<Found | null> {
  if (search === undefined) return null;
  // A key of one organisation does not search the names of all, because the time that takes would tell of others' names.
  return scope.of === 'ORGANIZATION' ? findAmongFew(search) : findNamed(query, search);
}

export function resultsWhere(
  wanted: ResultQuery,
  columns: string,
  {
    table = 'result',
    condition,
    inOrder = false,
  }: { table?: CountTable; condition?: Found['page'] | undefined; inOrder?: boolean } = {},
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
      add(ofOrganizations(belowOrganization, inOrder), scope.organizationId, scope.organizationId);
    }
  };
  const among = (column: string, values: readonly string[] | undefined) => {
    if (values !== undefined) add(`${column} IN (SELECT value FROM json_each(?))`, JSON.stringify(values));
  };
  within(wanted.scope);
  const { organizationId } = wanted;
  if (organizationId !== undefined) {
    add(
      ofOrganizations(wanted.includeSubordinates ? belowOrganization : 'SELECT ?', inOrder),
      organizationId,
      organizationId,
    );
  }
  if (wanted.ownerId !== undefined) add(ofOrganizations('SELECT ?', inOrder), wanted.ownerId, wanted.ownerId);
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
