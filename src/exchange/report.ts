import type { Fault, Problem } from '../core/fault.ts';
import { limits } from '../core/limits.ts';

/** What is wrong with a row, by its number in the file: 1 is the first below the headings. Null stands for the file as a whole. */
export interface ErrorOfRow {
  readonly row: number | null;
  readonly column: string | null;
  readonly problem: Problem;
}

/** Returns the first errors, in the order of the rows, and how many there are in all. */
export function rowErrorsOf(faults: readonly Fault[]): {
  readonly errors: readonly ErrorOfRow[];
  readonly total: number;
} {
  const errors = faults.map(({ path: [, index = '', column], problem }) => ({
    row: index === '' ? null : Number(index) + 1,
    column: column ?? columnOf(problem),
    problem,
  }));
  const sorted = errors.sort((one, other) => (one.row ?? 0) - (other.row ?? 0));
  return { errors: sorted.slice(0, limits.importFaults), total: faults.length };
}

function columnOf(problem: Problem): string | null {
  return problem.is === 'UNKNOWN_COLUMN' || problem.is === 'COLUMN_MISSING' ? problem.column : null;
}
