import type { OutcomeStatus, QualityLevel, QuotaBase } from '../core/vocabulary.ts';
import type { ResultQuery, StatisticsKey, StatisticsRow } from '../history/history.ts';
import type { Query } from './gate.ts';
import { countsFor, namedIn, resultsWhere } from './results.ts';

const statisticsColumns: Readonly<Record<StatisticsKey, string>> = {
  YEAR: 'year',
  ORGANIZATION: 'organization_id',
  SUBJECT_KIND: 'kind',
  PEER_GROUP: 'peer_group',
  LEVEL: 'level',
  STATUS: 'status',
};

/** What one row counts for in each base of a quota. */
const inBase: Readonly<Record<QuotaBase, string>> = {
  GOOD: "level = 'GOOD'",
  GOOD_OR_BETTER: "level IN ('GOOD', 'EXCELLENT')",
  ALL_RATED: 'level IS NOT NULL',
  ALL_MEMBERS: 'TRUE',
};

/** Counts results in groups. */
export async function statistics(
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
