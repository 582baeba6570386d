import type { RatioInput } from '../../../../schema/operations/typed.ts';

// Reads numbers as people type them, in the form and in cells of a table; null where a text is none.

export function wholeOf(text: string): number | null {
  const tidied = text.trim();
  return /^\d{1,9}$/.test(tidied) ? Number(tidied) : null;
}

/** Returns the decimal as the API writes it, or null. The text may have a decimal comma. */
export function decimalOf(text: string): string | null {
  const tidied = text.trim().replace(',', '.');
  return /^\d{1,6}(?:\.\d{1,6})?$/.test(tidied) ? tidied : null;
}

/** Reads shares such as "2/3", "20%" and "33,5 %". */
export function ratioOf(text: string): RatioInput | null {
  const fraction = /^\s*(\d{1,6})\s*\/\s*(\d{1,6})\s*$/.exec(text);
  if (fraction !== null) {
    const [numerator, denominator] = [Number(fraction[1]), Number(fraction[2])];
    return denominator === 0 ? null : { numerator, denominator };
  }
  const percent = /^\s*(\d{1,3})(?:[.,](\d{1,3}))?\s*%\s*$/.exec(text);
  if (percent === null) return null;
  const [, whole = '', part = ''] = percent;
  return { numerator: Number(whole + part), denominator: 100 * 10 ** part.length };
}
