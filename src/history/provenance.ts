import type { Origin } from '../core/result.ts';
import type { DecisionRow, History, ResultRow } from './history.ts';

/** A result with its later decisions and where it comes from: its session here, or the one elsewhere that an import named. */
export interface ResultWithProvenance {
  readonly row: ResultRow;
  readonly decisions: readonly DecisionRow[];
  readonly origin: Origin;
}

const nowhere: Omit<Origin, 'sessionId'> = { title: null, ordinal: null, heldOn: null, policyId: null };

/** Reads the decisions and origins of all the rows at once. Returns one for each row, in the same order. */
export async function withProvenance(
  history: Pick<History, 'origins'>,
  rows: readonly ResultRow[],
): Promise<readonly ResultWithProvenance[]> {
  const ids = [...new Set(rows.flatMap(({ sessionId }) => sessionId ?? []))];
  const found = ids.length === 0 ? [] : await history.origins(ids);
  const origins = new Map(found.map((origin) => [origin.sessionId, origin]));
  const decisions = await Promise.all(rows.map((row) => row.decisions()));
  return rows.map((row, at) => ({
    row,
    decisions: decisions[at] ?? [],
    origin: row.recorded.imported ?? origins.get(row.sessionId) ?? { ...nowhere, sessionId: row.sessionId },
  }));
}
