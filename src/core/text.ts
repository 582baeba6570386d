import type { Fault } from './fault.ts';
import { unseenIn } from './unseen.ts';

// Line feed and tab are text; every other control character, NUL first of all, is not.
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]/;

/** Half a character: what cannot be stored as it came. */
const half = /\p{Cs}/u;

/** Spaces that look like a space and are another character: with one of them a name would be another name. */
const oddSpace = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g;

/** What nobody sees and word processors leave behind: soft hyphens, zero-width spaces, byte order marks. */
const unseen = /[\u00ad\u200b\u2060\ufeff]/g;

const seen = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** Empty lines in a row: with many of them what follows looks like somebody else's text. */
const emptyLines = /\n(?:[ \t]*\n){2,}/g;

/**
 * Text as it is stored: Unicode NFC, line ends as line feeds, one empty line in a row at most, plain spaces and none around it; a
 * single line has none twice.
 */
export function tidy(text: string): string {
  const plain = text
    .replace(/\r\n?/g, '\n')
    .replace(unseen, '')
    .replace(oddSpace, ' ')
    .replace(emptyLines, '\n\n')
    .normalize('NFC')
    .trim();
  if (!seen.test(plain) && !control.test(plain) && !half.test(plain)) return '';
  return plain.includes('\n') ? plain : plain.replace(/ {2,}/g, ' ');
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
  } else {
    const problem = unseenIn(text);
    if (problem !== null) faults.push({ path, problem });
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
