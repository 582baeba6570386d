import type { StatisticsQuery } from '../../../schema/operations/typed.ts';
import { type Rating, ratingOf } from './ratings.ts';

export interface YearCounts {
  readonly year: number;
  /** A rating that does not occur is missing. */
  readonly counts: Readonly<Partial<Record<Rating, number>>>;
  readonly total: number;
}

/** Returns the API's rows by year, the earliest first. The API counts decided and proposed results of one level apart. */
export function countsByYear(rows: StatisticsQuery['statistics']): readonly YearCounts[] {
  const years = new Map<number, Partial<Record<Rating, number>>>();
  for (const { year, level, status, count } of rows) {
    if (year === null || status === null) continue;
    const rating = ratingOf({ level, status });
    const counts = years.get(year) ?? {};
    counts[rating] = (counts[rating] ?? 0) + count;
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
