import type { Problem } from './fault.ts';
import { firstYear, lastYear } from './limits.ts';

/** A session about the last year may be held in the next. */
export const lastHeldYear = lastYear + 1;

const dated = /^\d{4}-\d{2}-\d{2}$/;

/** Says whether a text is a day of the calendar, YYYY-MM-DD. */
export function isDay(text: string): boolean {
  if (!dated.test(text)) return false;
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day >= 1 && day <= (days[month - 1] ?? 0);
}

/** Returns what is wrong with the day on which a session was held: it is no day, or its year is out of range; null where nothing is. */
export function heldOnProblem(text: string): Problem | null {
  if (!isDay(text)) return { is: 'NOT_A_DATE' };
  const year = Number(text.slice(0, 4));
  if (year >= firstYear && year <= lastHeldYear) return null;
  return { is: 'DAY_OUT_OF_RANGE', firstYear, lastYear: lastHeldYear };
}
