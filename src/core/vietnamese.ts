// Keys that, compared byte by byte, sort text as Vietnamese dictionaries do: first by letters, a ă â b c d đ e ê …, then by tones.

const alphabet = 'aăâbcdđeêfghijklmnoôơpqrstuưvwxyz';
const shapes: Readonly<Record<string, string>> = {
  '\u0306': 'breve',
  '\u0302': 'circumflex',
  '\u031b': 'horn',
};
const letters: Readonly<Record<string, string>> = {
  'a breve': 'ă',
  'a circumflex': 'â',
  'e circumflex': 'ê',
  'o circumflex': 'ô',
  'o horn': 'ơ',
  'u horn': 'ư',
};
/** No tone, huyền, hỏi, ngã, sắc, nặng. */
const tones = ['', '\u0300', '\u0309', '\u0303', '\u0301', '\u0323'];

export function sortKey(text: string): string {
  let primary = '';
  let secondary = '';
  for (const cluster of text
    .normalize('NFD')
    .toLowerCase()
    .match(/[^\p{M}]\p{M}*/gu) ?? []) {
    const [base = '', ...marks] = cluster;
    const shape = marks.map((mark) => shapes[mark]).find((name) => name !== undefined);
    const letter = letters[`${base} ${shape}`] ?? base;
    const place = alphabet.indexOf(letter);
    // Letters come after all signs and digits of Latin-1.
    primary += place === -1 ? letter : String.fromCharCode(0x100 + place);
    secondary += Math.max(0, ...marks.map((mark) => tones.indexOf(mark)));
  }
  return `${primary}\u0001${secondary}`;
}

/** Returns the key by which people are sorted: by the given name, which comes last, then by the family name, then by the names between them. */
export function nameSortKey(fullName: string): string {
  const words = fullName.split(/\s+/).filter((word) => word !== '');
  const given = words.at(-1) ?? '';
  const [family = '', ...between] = words.slice(0, -1);
  return [given, family, between.join(' ')].map(sortKey).join('\u0001');
}
