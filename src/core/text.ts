import type { Fault } from './fault.ts';
import { unseenIn } from './unseen.ts';

// Line feed and tab are text. Every other control character is not.
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]/;

/** Half of a surrogate pair, which cannot be stored as it came. */
const half = /\p{Cs}/u;

/** Characters that look like a space and are others. A name with one of them would be another name. */
const oddSpace = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g;

/** Characters that nobody sees and that word processors leave behind: soft hyphens, zero-width spaces, byte order marks. */
const unseen = /[\u00ad\u200b\u2060\ufeff]/g;

const seen = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** Two or more empty lines in a row, because what follows many of them looks like somebody else's text. */
const emptyLines = /\n(?:[ \t]*\n){2,}/g;

/**
 * [R7] Returns text as it is stored: in Unicode NFC, with line feeds at line ends, one empty line in a row at most, plain spaces and none around it; on a
 * single line no two spaces in a row. Text that shows nothing becomes empty, unless it has characters that must be refused.
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

/** Returns the tidied text, or null where there is none. Adds a fault to `faults`. */
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

/** Returns the text to search by: in lower case, without marks, with d for đ. */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/đ/g, 'd')
    .replace(/\s+/g, ' ')
    .trim();
}
