import { tidy } from './core/text.ts';

/** The formats of schema/policy.schema.json, each as a function that says whether a text has it. */
export const formats = {
  date: isDay,
  tidy: (text: string) => text === tidy(text),
};

/** Says whether the text is a day as YYYY-MM-DD, and the calendar has that day. */
function isDay(text: string): boolean {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : null;
  return day !== null && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
