import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nameSortKey, sortKey } from '../../src/core/vietnamese.ts';

const seed = 20231211;

/**
 * The oracle: the CLDR's Vietnamese order, without case. It may differ from ours in what is not Vietnamese, and the words generated
 * below keep clear of that: case (ours has none; the CLDR tells it on its third level), signs (ours stand by their code points, the
 * CLDR's in an order of their own), marks that are neither shape nor tone of a Vietnamese letter (ours ignore them: ç is c,
 * ä is a), and two tones on one letter.
 */
const oracle = new Intl.Collator('vi', { sensitivity: 'accent' });

/** As the store compares keys: byte by byte. */
const bytewise = (one: string, other: string) =>
  Math.sign(Buffer.compare(Buffer.from(one), Buffer.from(other)));
const byKey = (one: string, other: string) => bytewise(sortKey(one), sortKey(other));
const byOracle = (one: string, other: string) => Math.sign(oracle.compare(one, other));

const onsets = [
  ...[
    '',
    'b',
    'c',
    'ch',
    'd',
    'đ',
    'g',
    'gh',
    'gi',
    'h',
    'k',
    'kh',
    'l',
    'm',
    'n',
    'ng',
    'ngh',
    'nh',
    'p',
    'ph',
  ],
  ...['qu', 'r', 's', 't', 'th', 'tr', 'v', 'x', 'f', 'j', 'w', 'z'],
];
/** Before the vowel that carries the tone, that vowel, and after it. */
const rimes = [
  ...['a', 'ă', 'â', 'e', 'ê', 'i', 'o', 'ô', 'ơ', 'u', 'ư', 'y'].map((vowel) => ['', vowel, ''] as const),
  ...['n', 'ng', 'nh', 'c', 'ch', 't', 'm', 'p'].flatMap((end) =>
    ['a', 'ă', 'â', 'ê', 'ô', 'ơ', 'ư'].map((vowel) => ['', vowel, end] as const),
  ),
  ...[
    ['i', 'ê', 'n'],
    ['ư', 'ơ', 'ng'],
    ['u', 'ô', 'c'],
    ['o', 'a', ''],
    ['', 'o', 'a'],
    ['u', 'y', ''],
    ['uy', 'ê', 't'],
  ].map(([before = '', vowel = '', after = '']) => [before, vowel, after] as const),
];
const tones = ['', '\u0300', '\u0309', '\u0303', '\u0301', '\u0323'];

const syllable = fc
  .record({
    onset: fc.constantFrom(...onsets),
    rime: fc.constantFrom(...rimes),
    tone: fc.constantFrom(...tones),
  })
  .map(({ onset, rime: [before, vowel, after], tone }) =>
    `${onset}${before}${vowel}${tone}${after}`.normalize('NFC'),
  );
const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
const fullName = fc
  .array(syllable, { minLength: 1, maxLength: 5 })
  .map((words) => words.map(capital).join(' '));

/** Two words that differ little, if at all: where an order goes wrong. */
const neighbours = fc
  .record({
    rest: fc.array(syllable, { maxLength: 2 }),
    onset: fc.constantFrom(...onsets),
    rime: fc.constantFrom(...rimes),
  })
  .chain(({ rest, onset, rime: [before, vowel, after] }) => {
    const toned = (tone: string) =>
      [`${onset}${before}${vowel}${tone}${after}`.normalize('NFC'), ...rest].join(' ');
    return fc.tuple(fc.constantFrom(...tones).map(toned), fc.constantFrom(...tones).map(toned));
  });

describe('the order of words', () => {
  test('every letter of the alphabet, then every tone, as dictionaries have them', () => {
    const alphabet = [...'aăâbcdđeêghiklmnoôơpqrstuưvxy'];
    expect(alphabet.toReversed().toSorted(byKey)).toEqual(alphabet);
    const ma = ['ma', 'mà', 'mả', 'mã', 'má', 'mạ'];
    expect(ma.toReversed().toSorted(byKey)).toEqual(ma);
  });

  test('letters decide before tones, and the first tone that differs before later ones', () => {
    expect(['mạ', 'man', 'mà', 'mán'].toSorted(byKey)).toEqual(['mà', 'mạ', 'man', 'mán']);
    expect(['lạ lẫm', 'là lạ', 'la lạ'].toSorted(byKey)).toEqual(['la lạ', 'là lạ', 'lạ lẫm']);
    expect(['hoa lá', 'hòa lá', 'hoá la'].toSorted(byKey)).toEqual(['hoa lá', 'hoá la', 'hòa lá']);
    expect(['Chi bộ 10', 'Chi bộ', 'Chi bộ 01'].toSorted(byKey)).toEqual([
      'Chi bộ',
      'Chi bộ 01',
      'Chi bộ 10',
    ]);
  });

  test('agrees with the collation of the CLDR for all words that could be Vietnamese', () => {
    fc.assert(
      fc.property(fullName, fullName, (one, other) => {
        expect([one, other, byKey(one, other)]).toEqual([one, other, byOracle(one, other)]);
      }),
      { seed, numRuns: 2_000 },
    );
  });

  test('agrees with it for words that differ in a tone alone', () => {
    fc.assert(
      fc.property(neighbours, ([one, other]) => {
        expect([one, other, byKey(one, other)]).toEqual([one, other, byOracle(one, other)]);
      }),
      { seed, numRuns: 2_000 },
    );
  });

  test('is the same in any normal form and any case', () => {
    fc.assert(
      fc.property(fullName, (name) => {
        const key = sortKey(name);
        expect([sortKey(name.normalize('NFD')), sortKey(name.toUpperCase())]).toEqual([key, key]);
      }),
      { seed },
    );
  });

  test('differs from it where signs stand between, by code point', () => {
    expect(byKey('a-b', 'a b')).toBe(1);
    expect(byKey('ä', 'a')).toBe(0);
    expect(byOracle('ä', 'a')).toBe(1);
  });

  test('no sign sorts among the letters', () => {
    const letters = [...'aăâbcdđeêfghijklmnoôơpqrstuưvwxyz'].map(sortKey);
    const signs = Array.from({ length: 0x7f - 0x21 }, (_, index) => String.fromCharCode(0x21 + index)).filter(
      (one) => !/[a-z]/i.test(one),
    );
    expect(signs.filter((sign) => letters.includes(sortKey(sign)))).toEqual([]);
  });
});

describe('the order of people', () => {
  test('goes by the given name, then the family name, then what is between', () => {
    const people = [
      'Trần Thị An',
      'Lê Văn Bình',
      'Nguyễn Văn Bình',
      'Nguyễn Xuân Bình',
      'An Bình Đạt',
      'Lê Đạt',
    ];
    const sorted = people
      .toReversed()
      .toSorted((one, other) => bytewise(nameSortKey(one), nameSortKey(other)));
    expect(sorted).toEqual(people);
  });

  test('spaces do not matter, and one word is a given name', () => {
    expect(nameSortKey('  Võ  Thanh\tĐiền ')).toBe(nameSortKey('Võ Thanh Điền'));
    expect(bytewise(nameSortKey('Điền'), nameSortKey('Võ Thanh Điền'))).toBe(-1);
    expect(bytewise(nameSortKey(' '), nameSortKey('An'))).toBe(-1);
  });

  const oneWord = neighbours.map(
    ([one, other]) => [one.split(' ')[0] ?? '', other.split(' ')[0] ?? ''] as const,
  );
  const inOrder = (one: string, other: string) => bytewise(nameSortKey(one), nameSortKey(other));

  test('the given name decides with its tones, before any family name: Trần Hà, then Nguyễn Hạ', () => {
    fc.assert(
      fc.property(oneWord, fullName, fullName, ([one, other], family, otherFamily) => {
        const given = byOracle(one, other);
        fc.pre(given !== 0);
        expect(inOrder(`${family} ${one}`, `${otherFamily} ${other}`)).toBe(given);
      }),
      { seed },
    );
  });

  test('the family name decides with its tones, before what is between: Hà Văn An, then Hạ Bá An', () => {
    fc.assert(
      fc.property(oneWord, fullName, fullName, syllable, ([one, other], between, otherwise, given) => {
        const family = byOracle(one, other);
        fc.pre(family !== 0);
        expect(inOrder(`${one} ${between} ${given}`, `${other} ${otherwise} ${given}`)).toBe(family);
      }),
      { seed },
    );
  });
});
