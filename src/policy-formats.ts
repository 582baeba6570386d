import { tidy } from './core/text.ts';

/** What the formats of schema/policy.schema.json mean. */
export const formats = {
  date: isDay,
  tidy: (text: string) => text === tidy(text),
};

/** A day that the calendar has, as YYYY-MM-DD. */
function isDay(text: string): boolean {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : null;
  return day !== null && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
