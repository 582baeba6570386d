import type { Origin } from '../core/recorded.ts';
import type { Archive, ResultRow } from './ports.ts';

/** A result with where it comes from: its session here, or what was imported of one elsewhere. */
export interface Traced {
  readonly row: ResultRow;
  readonly origin: Origin;
}

/** Reads the origins of all the rows at once. */
export async function tracedOf(
  archive: Pick<Archive, 'sessionsById' | 'prepared'>,
  rows: readonly ResultRow[],
): Promise<readonly Traced[]> {
  const ids = [...new Set(rows.flatMap(({ sessionId }) => sessionId ?? []))];
  const every = { scope: { of: 'ALL' }, adjournedOnly: false } as const;
  const sessions = new Map(
    ids.length === 0 ? [] : (await archive.sessionsById(ids, every)).map((one) => [one.id, one]),
  );
  const policies = new Map(
    ids.length === 0 ? [] : (await archive.prepared(ids)).map(({ id, policy }) => [id, policy.id]),
  );
  return rows.map((row) => {
    const session = sessions.get(row.sessionId ?? '');
    const origin = row.recorded.imported ?? {
      sessionId: row.sessionId,
      title: session?.title ?? null,
      ordinal: session?.ordinal ?? null,
      heldOn: session?.heldOn ?? null,
      policyId: policies.get(row.sessionId ?? '') ?? null,
    };
    return { row, origin };
  });
}
