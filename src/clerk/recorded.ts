import type { Origin } from '../core/result.ts';
import type { Archive, DecisionRow, ResultRow } from './ports.ts';

/** A result with what was decided later and where it comes from: its session here, or what was imported of one elsewhere. */
export interface Traced {
  readonly row: ResultRow;
  readonly decisions: readonly DecisionRow[];
  readonly origin: Origin;
}

const nowhere: Omit<Origin, 'sessionId'> = { title: null, ordinal: null, heldOn: null, policyId: null };

/** Reads the decisions and origins of all the rows at once. */
export async function tracedOf(
  archive: Pick<Archive, 'origins'>,
  rows: readonly ResultRow[],
): Promise<readonly Traced[]> {
  const ids = [...new Set(rows.flatMap(({ sessionId }) => sessionId ?? []))];
  const found = ids.length === 0 ? [] : await archive.origins(ids);
  const origins = new Map(found.map((origin) => [origin.sessionId, origin]));
  const decisions = await Promise.all(rows.map((row) => row.decisions()));
  return rows.map((row, at) => ({
    row,
    decisions: decisions[at] ?? [],
    origin: row.recorded.imported ?? origins.get(row.sessionId) ?? { ...nowhere, sessionId: row.sessionId },
  }));
}
