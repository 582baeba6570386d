import { calendarDate, weekdayOf } from '../words/dates.ts';
import { dateOf, timeOf } from './format.ts';
import { commonWords, say } from './words.ts';

// Days as pages show them: day first in every browser and with the weekday, so that 11/12 is not taken for another day.

/** Returns 2023-12-11 as "Thứ Hai, 11/12/2023". */
export function dayOf(date: string): string {
  const t = say(commonWords);
  return t.dayWritten(weekdayIn(t.weekdays, date), calendarDate(date));
}

/** Returns a day as "Thứ Hai, ngày 11 tháng 12 năm 2023". */
export function longDayOf(date: string): string {
  const t = say(commonWords);
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  return t.dayLong(weekdayIn(t.weekdays, date), day, month, year);
}

/** Returns an instant, RFC 3339, as "Thứ Hai, 11/12/2023 07:05" by this device's clock. */
export function momentOf(instant: string): string {
  return `${dayOf(dateOf(instant))} ${timeOf(instant)}`;
}

/** Returns an instant, RFC 3339, as "07:05 ngày 11/12/2023" by this device's clock. */
export function clockAndDayOf(instant: string): string {
  return say(commonWords).clockAndDay(timeOf(instant), calendarDate(dateOf(instant)));
}

/** Does the same, and returns the time alone where both instants are on one day. */
export function clockAndDayAfter(former: string, instant: string): string {
  return dateOf(former) === dateOf(instant) ? timeOf(instant) : clockAndDayOf(instant);
}

const weekdayIn = (weekdays: readonly string[], date: string): string => weekdays[weekdayOf(date)] ?? '';
