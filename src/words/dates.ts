import { isDay, lastHeldYear } from '../core/day.ts';
import { firstYear } from '../core/limits.ts';

// Dates as people write and read them in both languages, day first. Stored dates are YYYY-MM-DD.

/** Returns a date, YYYY-MM-DD, as dd/MM/yyyy. */
export function calendarDate(date: string): string {
  return date.split('-').reverse().join('/');
}

/** Returns the day of the week, from 0, which is Sunday, to 6. */
export function weekdayOf(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay();
}

/** The years in which a session may have been held. */
export const heldYears = { first: firstYear, last: lastHeldYear } as const;

/** Why a text is no date: it has another form, its year has fewer than four digits, the day does not exist, or the year is out of range. */
export type DateProblem = 'FORM' | 'SHORT_YEAR' | 'NO_SUCH_DAY' | 'YEAR_OUT_OF_RANGE';

export type DateRead =
  | { readonly is: 'date'; readonly date: string }
  | { readonly is: 'nothing' }
  | { readonly is: 'wrong'; readonly problem: DateProblem };

const dayFirst = /^(\d{1,2})([/.\- ])(\d{1,2})\2(\d{1,4})$/;
const yearFirst = /^(\d{4})([/.-])(\d{1,2})\2(\d{1,2})$/;
const digits = /^(\d{2})(\d{2})(\d{2}|\d{4})$/;

/** Reads the date that a person typed: day, month and year with any separators or none, or a year of four digits first. */
export function readDate(typed: string): DateRead {
  const text = typed.trim().replace(/\s*([/.-])\s*|\s+/g, (_, sign) => sign ?? ' ');
  if (text === '') return { is: 'nothing' };
  const parts = partsOf(text);
  if (parts === null) return { is: 'wrong', problem: 'FORM' };
  const [day, month, year] = parts;
  if (year.length < 4) return { is: 'wrong', problem: 'SHORT_YEAR' };
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  if (!isDay(date)) return { is: 'wrong', problem: 'NO_SUCH_DAY' };
  if (Number(year) < heldYears.first || Number(year) > heldYears.last) {
    return { is: 'wrong', problem: 'YEAR_OUT_OF_RANGE' };
  }
  return { is: 'date', date };
}

function partsOf(text: string): readonly [day: string, month: string, year: string] | null {
  const [, firstDay = '', , firstMonth = '', lastYear = ''] = dayFirst.exec(text) ?? [];
  if (lastYear !== '') return [firstDay, firstMonth, lastYear];
  const [, firstYearOf = '', , month = '', day = ''] = yearFirst.exec(text) ?? [];
  if (day !== '') return [day, month, firstYearOf];
  const [, plainDay = '', plainMonth = '', plainYear = ''] = digits.exec(text) ?? [];
  return plainYear === '' ? null : [plainDay, plainMonth, plainYear];
}
