import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../src/core/fault.ts';
import { fold, readText, readWhole, tidy } from '../../src/core/text.ts';

const seed = 20231211;
const anyText = fc.string({ unit: 'grapheme', maxLength: 40 });

/** What is read of a text, and what is wrong with it. */
function read(value: string | null | undefined, most = 10, required = false) {
  const faults: Fault[] = [];
  const text = readText(faults, ['at'], value, { most, required });
  return { text, problem: faults[0]?.problem.is ?? null };
}

describe('text as it is kept', () => {
  test('[R7] is in NFC, without space around it, with line feeds for line ends', () => {
    expect(tidy(` \t${'Đặng Thị Ngọc Thịnh'.normalize('NFD')}\u00a0\n`)).toBe('Đặng Thị Ngọc Thịnh');
    expect(tidy('một\r\nhai\rba\n')).toBe('một\nhai\nba');
    expect(tidy(' \r\n ')).toBe('');
  });

  test('[R7] has plain spaces, one between the words of a line, and nothing that nobody sees', () => {
    expect(tidy('Nguyễn\u00a0Văn\u2003 An')).toBe('Nguyễn Văn An');
    expect(tidy('\ufeffNguyễn\u200b Văn  A\u00adn')).toBe('Nguyễn Văn An');
    expect(tidy('một:\n  hai,\n  ba')).toBe('một:\n  hai,\n  ba');
    for (const nothing of ['\u200b', '\u200c\u200d', '\u202e', '\u3000', '\u0301'])
      expect(tidy(nothing)).toBe('');
    expect(tidy('👨\u200d👩\u200d👧')).toBe('👨\u200d👩\u200d👧');
  });

  test('[R7] has one empty line in a row, however many came', () => {
    expect(tidy(`một${'\n'.repeat(30)}hai\n\nba`)).toBe('một\n\nhai\n\nba');
    expect(tidy('một\r\n \t\r\n\u200b\n\u00a0\n  hai')).toBe('một\n\n  hai');
  });

  test('[R7] is tidy once it was tidied, whatever came in', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.string({ unit: 'binary' })), (text) => {
        const once = tidy(text);
        expect(tidy(once)).toBe(once);
        expect(once.normalize('NFC')).toBe(once);
        expect(once).toBe(once.trim());
      }),
      { seed },
    );
  });

  test('[R7] is the same for the same words in any normal form', () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom('NFC', 'NFD'), (text, form) => {
        expect(tidy(text.normalize(form))).toBe(tidy(text));
      }),
      { seed },
    );
  });
});

describe('reading', () => {
  test('[R7] what is empty is nothing, and missing where something is required', () => {
    for (const nothing of [null, undefined, '', ' \n\t ']) {
      expect(read(nothing)).toEqual({ text: null, problem: null });
      expect(read(nothing, 10, true)).toEqual({ text: null, problem: 'MISSING' });
    }
  });

  test('[R7] the limit is that of the tidied text, and counts UTF-16 units', () => {
    expect(read(`  ${'x'.repeat(10)}  `).problem).toBeNull();
    expect(read('x'.repeat(11)).problem).toBe('TOO_LONG');
    expect(read('ế'.repeat(10).normalize('NFD')).problem).toBeNull();
    expect(read('🎉'.repeat(5)).problem).toBeNull();
    expect(read('🎉'.repeat(6)).problem).toBe('TOO_LONG');
  });

  test('[R7] what is far over the limit is refused, be it all space', () => {
    expect(read(' '.repeat(1_000_000)).problem).toBe('TOO_LONG');
    expect(read(`${' '.repeat(100)}x`).problem).toBe('TOO_LONG');
  });

  test('[R7] tab and line feed are text; every other control character is refused', () => {
    expect(read('a\tb\nc')).toEqual({ text: 'a\tb\nc', problem: null });
    const c0 = Array.from({ length: 0x20 }, (_, code) => code).filter(
      (code) => ![0x09, 0x0a, 0x0d].includes(code),
    );
    for (const code of [...c0, 0x7f, 0x85, 0x2028, 0x2029]) {
      const text = `a${String.fromCharCode(code)}b`;
      expect([code, read(text).problem]).toEqual([code, 'CONTROL_CHARACTER']);
    }
  });

  test('[R7] so are those from U+0080 to U+009F', () => {
    const refused = Array.from({ length: 0x20 }, (_, index) => 0x80 + index).filter(
      (code) => read(`a${String.fromCharCode(code)}b`).problem === 'CONTROL_CHARACTER',
    );
    expect(refused).toHaveLength(0x20);
  });

  test.each([
    ['tiếng Việt, viết rời', 'Nguyễn Thị Huệ, Đặng Ưỡng'.normalize('NFD')],
    ['Ê-đê, Gia-rai', 'Ƀuôn Čư̆, ô̆, ơ̆, ê̆'],
    ['IPA', 'tʰæ̃̀ŋ˦˥'],
    ['Hebrew with vowels and accents', 'בְּרֵאשִׁ֖ית יְרוּשָׁלַ\u034fִם'],
    ['Arabic with vowels', 'ٱللَّهُ ٱلرَّحْمَٰنِ'],
    ['Persian, which parts words by a non-joiner', 'می\u200cخواهم'],
    ['Thai', 'ที่นี้ น้ำ'],
    ['Lao', 'ເຈົ້າ'],
    ['Khmer', 'ស្ត្រី ខ្ញុំ'],
    ['Burmese', 'မြို့ လျှော့ ကျွှို့'],
    ['Cham', 'ꨌꩌ ꨆꨵꨯꨱꩃ'],
    ['Hindi and Marathi', 'क्\u200dष हिन्दी, र्\u200dय'],
    ['Sinhala', 'ශ්\u200dරී ලංකා'],
    ['Tibetan', 'བསྒྲུབས ཧཱུྃ རྐྵྨླྺྼྻྃ'],
    ['old Korean', '\u1112\u119e\u11ab \u1112\u1160\u11ab'],
    ['Braille', '⠓⠑⠇⠇⠕\u2800⠺'],
    ['pictures', '👍🏽 ❤️‍🔥 👨‍👩‍👧 🏳️‍🌈 👩🏽‍💻 1️⃣ 🇻🇳 ☺︎'],
    ['an ideograph in its variant', '葛\u{e0100}城'],
  ])('[R7] every writing passes: %s', (_, text) => {
    expect(read(text, 100)).toEqual({ text: tidy(text), problem: null });
  });

  test('[R7] a letter bears eight marks at most, joiners between them or not', () => {
    expect(read(`X${'\u0311'.repeat(8)}`).problem).toBeNull();
    expect(read(`X${'\u0311'.repeat(9)}`).problem).toBe('TOO_MANY_MARKS');
    expect(read(`ب${'\u0651\u064e\u200d'.repeat(5)}`, 20).problem).toBe('TOO_MANY_MARKS');
  });

  test.each([
    ['turns the order', [0x202a, 0x202e, 0x2066, 0x2069, 0x200e, 0x200f, 0x061c]],
    ['is a tag', [0xe0000, 0xe0001, 0xe0041, 0xe007f]],
    ['annotates', [0xfff9, 0xfffb]],
    ['joins or parts nothing', [0x200c, 0x200d, 0x2063, 0x206a, 0x034f, 0xfe0f, 0xe0100, 0x180b]],
    ['is a letter without a shape', [0x3164, 0x2800, 0x115f, 0x1160, 0xffa0]],
  ])('[R7] what nobody sees and %s is refused by its code', (_, codes) => {
    for (const code of codes) {
      const faults: Fault[] = [];
      const text = `Nguyễn${String.fromCodePoint(code)}Văn An`;
      readText(faults, ['at'], text, { most: 100, required: true });
      const character = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
      expect(faults).toEqual([{ path: ['at'], problem: { is: 'HIDDEN_CHARACTER', character } }]);
    }
  });

  test.each(['\u3164', '\u2800\u2800', '\u115f\u1160', '\uffa0 \u3164', '\u3164\u0301'])(
    '[R7] what shows as nothing is refused, required or not: %j',
    (text) => {
      expect([read(text).problem, read(text, 10, true).problem]).toEqual(['SHOWS_NOTHING', 'SHOWS_NOTHING']);
    },
  );

  test('[R7] whatever is read is tidy, within its limit and without control characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (value) => {
        const { text, problem } = read(value, 20);
        if (problem !== null || text === null) return;
        expect(text).toBe(tidy(value));
        expect(text.length).toBeLessThanOrEqual(20);
        expect([...text].every((one) => one >= ' ' || '\t\n'.includes(one))).toBe(true);
      }),
      { seed, numRuns: 1_000 },
    );
  });

  test('[R5] a whole number is one, and within its bounds', () => {
    const problems = [0, 1, 10, 11, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY].map((value) => {
      const faults: Fault[] = [];
      readWhole(faults, ['at'], value, 1, 10);
      return faults[0]?.problem ?? null;
    });
    const range = { is: 'OUT_OF_RANGE', least: 1, most: 10 };
    expect(problems).toEqual([range, null, null, range, range, range, range, range]);
  });
});

describe('text to search by', () => {
  test('is lower case and without marks, đ as d, single spaces', () => {
    expect(fold(' ĐẢNG  bộ\nxã Vĩnh Lộc ')).toBe('dang bo xa vinh loc');
    expect(fold('Ưỡn Ợ ặ ỵ đ Đ')).toBe('uon o a y d d');
  });

  test('is the same in any normal form and any case, and folds to itself', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'aăâđeêioôơuưyắằẵẳặếềểễệớợứựỳỹ ĐẶỆXh'), maxLength: 20 }),
        (text) => {
          const folded = fold(text);
          expect(folded).toMatch(/^[a-z ]*$/);
          expect(fold(folded)).toBe(folded);
          expect([fold(text.normalize('NFD')), fold(text.toUpperCase())]).toEqual([folded, folded]);
        },
      ),
      { seed },
    );
  });
});

test.each(['\ud800', 'a\udc00b', '\udc00\ud800'])(
  '[R7] half a character is refused, a whole one beyond the first plane is not',
  (half) => {
    expect(read(half).problem).toBe('CONTROL_CHARACTER');
    expect(read('\u{1f642}').problem).toBeNull();
  },
);
