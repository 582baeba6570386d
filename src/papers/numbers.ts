import { calendarDate } from '../words/dates.ts';

/** A share in hundredths, halves up: "53,33 %"; a dash where there is nothing to take it of. Whole numbers only. */
export function shareText(part: number, whole: number): string {
  if (whole <= 0) return '–';
  const hundredths = (20_000n * BigInt(part) + BigInt(whole)) / (2n * BigInt(whole));
  const after = String(hundredths % 100n).padStart(2, '0');
  return `${hundredths / 100n},${after} %`;
}

const hourMs = 3_600_000;

/** HH:mm ngày dd/MM/yyyy, as clocks in Vietnam show it, wherever the paper is made. */
export function momentText(atMs: number): string {
  const [date = '', time = ''] = new Date(atMs + 7 * hourMs).toISOString().split('T');
  return `${time.slice(0, 5)} ngày ${calendarDate(date)}`;
}

/** Of people, as a Vietnamese reads a list: numbers, then names. */
export function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
