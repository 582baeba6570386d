import type { Problem } from './fault.ts';

// Characters that nobody sees in a text: they change the direction of what is shown, join or part letters, or stand for nothing.

/**
 * [R7] How many marks one letter may have. After NFC Vietnamese letters have none, and those of the languages of Việt Nam's mountains have one. Elsewhere a
 * letter has up to seven: syllables in Burmese and Tibetan, and Hebrew with vowels and accents has six.
 */
export const maxMarks = 8;

// A joiner between marks does not begin a letter.
const tooManyMarks = new RegExp(`(?:\\p{M}[\\u200c\\u200d]?){${maxMarks + 1}}`, 'u');

/** Hangul fillers and the empty Braille cell. Unicode classes them as letters and symbols, and they show nothing. */
const blanks = '\\u115f\\u1160\\u2800\\u3164\\uffa0';

const shown = new RegExp(`(?![${blanks}])[\\p{L}\\p{N}\\p{P}\\p{S}]`, 'u');

/** Scripts in which a joiner makes another letter or another word. */
const joining = [
  'Arab Syrc Mong Mand Nkoo Phag Adlm Rohg',
  'Deva Beng Guru Gujr Orya Taml Telu Knda Mlym Sinh Khmr Mymr Java Bali Cham Tibt',
]
  .flatMap((line) => line.split(' '))
  .map((script) => `\\p{scx=${script}}`)
  .join('');

const emoji = '[\\p{Extended_Pictographic}\\p{Emoji_Modifier}]\\ufe0f?';

/** Characters that nobody sees and that a script or an emoji needs. They are removed before the rest of a text is checked. */
const needed = new RegExp(
  [
    `(?<=[${joining}])[\\u200c\\u200d]`,
    `(?<=${emoji})\\u200d(?=\\p{Extended_Pictographic})`,
    '(?<=[0-9#*])\\ufe0f(?=\\u20e3)',
    '(?<=[\\p{Extended_Pictographic}\\p{S}\\p{scx=Han}\\p{scx=Mong}\\p{scx=Mymr}\\p{scx=Phag}])[\\ufe00-\\ufe0f\\u{e0100}-\\u{e01ef}]',
    '(?<=\\p{scx=Mong})[\\u180b-\\u180f]',
    '(?<=\\p{scx=Hebr})\\u034f',
    // Beside a letter of its own kind such a blank is part of a syllable, or of a word in Braille.
    '(?<=[\\u1100-\\u115e\\ua960-\\ua97c])\\u1160|\\u115f(?=[\\u1161-\\u11ff])',
    '(?<=[\\u3131-\\u318e])\\u3164|\\u3164(?=[\\u3131-\\u318e])',
    '(?<=[\\u2801-\\u28ff])\\u2800|\\u2800(?=[\\u2801-\\u28ff])',
  ].join('|'),
  'gu',
);

const hidden = new RegExp(`[\\p{Default_Ignorable_Code_Point}\\ufff9-\\ufffb${blanks}]`, 'u');

/** [R7] Returns what nobody sees in a tidied text and is not allowed; null where there is nothing. */
export function unseenIn(text: string): Problem | null {
  if (text === '') return null;
  if (!shown.test(text)) return { is: 'SHOWS_NOTHING' };
  if (tooManyMarks.test(text)) return { is: 'TOO_MANY_MARKS', most: maxMarks };
  const [found] = hidden.exec(text.replace(needed, '')) ?? [];
  if (found === undefined) return null;
  const code = found.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
  return { is: 'HIDDEN_CHARACTER', character: `U+${code}` };
}
