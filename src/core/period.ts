import type { PeriodKind } from './vocabulary.ts';

/** The span of time under review. `quarter` is 1 to 4 where the kind is QUARTER, else null. */
export interface Period {
  readonly kind: PeriodKind;
  readonly year: number;
  readonly quarter: number | null;
}

/** Says whether a period of this kind has this quarter, or none. */
export function quarterFits(kind: PeriodKind | null, quarter: number | null): boolean {
  return kind === 'QUARTER' ? [1, 2, 3, 4].includes(quarter ?? 0) : quarter === null;
}

/** Returns the period as a text that is equal for equal periods. */
export function periodOf({ kind, year, quarter }: Period): string {
  return `${kind} ${year}${quarter === null ? '' : ` ${quarter}`}`;
}
