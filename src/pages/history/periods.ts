import type { ResultRowFragment } from '../../../schema/operations/typed.ts';
import { say } from '../words.ts';
import { historyWords } from './words.ts';

export type Period = ResultRowFragment['period'];

export function periodName({ kind, year, quarter }: Period): string {
  return say(historyWords).periods[kind](year, quarter ?? 0);
}

export function shortPeriodName({ kind, year, quarter }: Period): string {
  return say(historyWords).shortPeriods[kind](year, quarter ?? 0);
}

/** Compares periods: the earlier one first, and a year after its quarters. */
export function comparePeriods(one: Period, other: Period): number {
  return one.year - other.year || (one.quarter ?? 5) - (other.quarter ?? 5);
}
