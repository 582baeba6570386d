import type { PeriodKind } from './vocabulary.ts';

/** The span of time under review. `quarter`, 1 to 4, exactly when kind is QUARTER. */
export interface Period {
  readonly kind: PeriodKind;
  readonly year: number;
  readonly quarter: number | null;
}

/** Whether a period of this kind has this quarter, or none. */
export function quarterFits(kind: PeriodKind | null, quarter: number | null): boolean {
  return kind === 'QUARTER' ? [1, 2, 3, 4].includes(quarter ?? 0) : quarter === null;
}

/** A period as one text. */
export function periodOf({ kind, year, quarter }: Period): string {
  return `${kind} ${year}${quarter === null ? '' : ` ${quarter}`}`;
}
