import type { StatisticsQuery } from '../../../schema/operations/typed.ts';
import { type Standing, standingOf } from './results.ts';

export interface YearCounts {
  readonly year: number;
  /** What does not occur is not there. */
  readonly counts: Readonly<Partial<Record<Standing, number>>>;
  readonly total: number;
}

/** The API's rows by year, earliest first. One level may come twice: decided and proposed. */
export function countsByYear(rows: StatisticsQuery['statistics']): readonly YearCounts[] {
  const years = new Map<number, Partial<Record<Standing, number>>>();
  for (const { year, level, status, count } of rows) {
    if (year === null || status === null) continue;
    const standing = standingOf({ level, status });
    const counts = years.get(year) ?? {};
    counts[standing] = (counts[standing] ?? 0) + count;
    years.set(year, counts);
  }
  return [...years]
    .map(([year, counts]) => ({
      year,
      counts,
      total: Object.values(counts).reduce((sum, count) => sum + count, 0),
    }))
    .sort((one, other) => one.year - other.year);
}
