import { calendarDate } from '../words/dates.ts';

/** Returns a share in hundredths of a percent, halves up, such as "53,33 %"; a dash where the whole is 0. It uses whole numbers alone. */
export function shareText(part: number, whole: number): string {
  if (whole <= 0) return '–';
  const hundredths = (20_000n * BigInt(part) + BigInt(whole)) / (2n * BigInt(whole));
  const after = String(hundredths % 100n).padStart(2, '0');
  return `${hundredths / 100n},${after} %`;
}

const hourMs = 3_600_000;

/** Returns HH:mm ngày dd/MM/yyyy in Việt Nam's time, wherever the paper is made. */
export function momentText(atMs: number): string {
  const [date = '', time = ''] = new Date(atMs + 7 * hourMs).toISOString().split('T');
  return `${time.slice(0, 5)} ngày ${calendarDate(date)}`;
}
