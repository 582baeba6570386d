import type { Fault } from './refusal.ts';

// Line feed and tab are text; every other control character, NUL first of all, is not.
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]/;

/** Half a character: what cannot be stored as it came. */
const half = /\p{Cs}/u;

/** Text as it is stored: Unicode NFC, line ends as line feeds, no space around it. */
export function tidy(text: string): string {
  return text.replace(/\r\n?/g, '\n').normalize('NFC').trim();
}

/** The tidied text, or null where there is none; what is wrong with it is added to `faults`. */
export function readText(
  faults: Fault[],
  path: readonly string[],
  value: string | null | undefined,
  rule: { readonly most: number; readonly required: boolean },
): string | null {
  const text = value === null || value === undefined ? '' : tidy(value.slice(0, rule.most * 4 + 1));
  if (text.length > rule.most || (value?.length ?? 0) > rule.most * 4) {
    faults.push({ path, problem: { is: 'TOO_LONG', most: rule.most } });
  } else if (control.test(text) || half.test(text)) {
    faults.push({ path, problem: { is: 'CONTROL_CHARACTER' } });
  } else if (text === '' && rule.required) {
    faults.push({ path, problem: { is: 'MISSING' } });
  }
  return text === '' ? null : text;
}

export function readWhole(
  faults: Fault[],
  path: readonly string[],
  value: number,
  least: number,
  most: number,
): number {
  if (!Number.isInteger(value) || value < least || value > most) {
    faults.push({ path, problem: { is: 'OUT_OF_RANGE', least, most } });
  }
  return value;
}

/** Text to search by: lower case, without marks, đ as d. */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/đ/g, 'd')
    .replace(/\s+/g, ' ')
    .trim();
}
