import { afterAll, beforeAll, expect, test } from 'vitest';
import { bomb, bookOf, type Entry, seatsBook, sheetOf, zipOf } from '../fuzz/books.ts';
import { openReader, type Reader } from '../fuzz/reader.ts';
import { drawn } from '../support/chance.ts';
import { openTestHouse, type TestHouse } from '../support/house.ts';

// Files that people bring to the pages, as bad as the fuzz made them and worse: each is told, in time and in bounded memory.
// Some of them in each run, drawn; WHOLE=1 brings all.

let house: TestHouse;
let reader: Reader;
beforeAll(async () => {
  house = await openTestHouse();
  reader = await openReader(house.address);
});
afterAll(async () => {
  await reader.close();
  await house.stop();
});

const mebi = 1024 * 1024;

const readBook = (entries: readonly Entry[]): Promise<string> =>
  reader.read({ wanted: 'seats', name: 'ghế.xlsx', bytes: zipOf(entries) });
const readText = (wanted: 'seats' | 'agenda', text: string): Promise<string> =>
  reader.read({ wanted, name: 'tệp.csv', bytes: Buffer.from(text) });

test('a sound XLSX is read', async () => {
  expect(await readBook(seatsBook)).toBe('ready');
});

const numbered = (r: string) => bookOf(sheetOf(`<row r="${r}"><c><v>1</v></c></row>`));
const stray = Array.from({ length: 20_000 }, (_, index) => `<row r="${index + 1}"><c r="SF1"/></row>`);
const named = (name: string, more: Partial<Entry>) =>
  seatsBook.map((entry) => (entry.name === name ? { ...entry, ...more } : entry));

const notReadable: readonly [string, () => readonly Entry[]][] = [
  ['a row numbered 1.5', () => numbered('1.5')],
  ['a row numbered 0', () => numbered('0')],
  ['a row beyond the last', () => numbered('20001')],
  ['a column beyond the last', () => bookOf(sheetOf('<row><c r="SH1"/></row>'))],
  ['a million columns', () => bookOf(sheetOf(`<row>${'<c/>'.repeat(mebi)}</row>`))],
  ['a stray cell at the end of every row', () => bookOf(sheetOf(stray.join('')))],
  ['a document type', () => bookOf(`<!DOCTYPE worksheet>${sheetOf('')}`)],
  ['elements two million deep', () => bookOf(`${'<a>'.repeat(2 * mebi)}${'</a>'.repeat(2 * mebi)}`)],
  ['four hundred thousand sheets', () => bookOf(sheetOf(''), { sheets: 400_000 })],
  [
    'a hundred sheets of a stored page of a megabyte',
    () => bookOf(sheetOf(' '.repeat(mebi)), { sheets: 100 }).map((entry) => ({ ...entry, stored: true })),
  ],
  [
    'one text of a megabyte in a thousand cells',
    () =>
      bookOf(sheetOf('<row><c t="s"><v>0</v></c></row>'.repeat(1_000)), {
        shared: `<sst><si><t>${'x'.repeat(mebi)}</t></si></sst>`,
      }),
  ],
  ['a page of nearly two gigabytes', () => named('xl/worksheets/sheet1.xml', { packed: bomb(1_900) })],
  ['a page whose checksum is another’s', () => named('xl/worksheets/sheet1.xml', { checksum: 1 })],
  ['no workbook', () => seatsBook.slice(2)],
];

test.each(drawn(notReadable, 6))('an XLSX with %s is NOT_READABLE', async (_, entries) => {
  expect(await readBook(entries())).toBe('NOT_READABLE');
});

test('a size that is a lie is not believed', async () => {
  expect(await readBook(named('xl/worksheets/sheet1.xml', { unpacked: 0xffffffff }))).toBe('ready');
});

test('rows within rows are the outermost alone', async () => {
  const cells = '<c r="A"/>'.repeat(1.4 * mebi);
  expect(await readBook(bookOf(sheetOf(`${'<row r="1">'.repeat(240)}${cells}${'</row>'.repeat(240)}`)))).toBe(
    'wrong',
  );
});

test('a shared string that is not there is an empty cell', async () => {
  const cells = '<c t="s"><v>0</v></c><c t="s"><v>9</v></c><c t="s"><v>-1</v></c><c t="s"><v>length</v></c>';
  const book = bookOf(sheetOf(`<row>${cells}</row><row><c t="inlineStr"><is><t>An</t></is></c></row>`), {
    shared: '<sst><si><t>Họ và tên</t></si></sst>',
  });
  expect(await readBook(book)).toBe('ready');
});

const wrong: readonly [string, 'seats' | 'agenda', () => string][] = [
  ['a million rows', 'seats', () => 'a\n'.repeat(mebi - 1)],
  [
    'a million empty columns over as many rows',
    'seats',
    () => `Họ và tên\n${','.repeat(mebi)}x\n${'b\n'.repeat(mebi / 2 - 100)}`,
  ],
  [
    'a million names in one cell',
    'agenda',
    () => `Loại,Tên,Đứng đầu\nChi bộ,Một,"${'a,'.repeat(mebi - 100)}"`,
  ],
  [
    'a million levels in one cell',
    'agenda',
    () => `Loại,Tên,headedLevels\nChi bộ,Một,"${'a,'.repeat(mebi - 100)}"`,
  ],
  ['a heading of two megabytes', 'seats', () => `Họ ${'-'.repeat(1.9 * mebi)} tên\n`],
  [
    'a heading of two megabytes, over a hundred wrong rows',
    'seats',
    () => `Họ và ${'-'.repeat(1.9 * mebi)}tên\n${`${'x'.repeat(201)}\n`.repeat(110)}`,
  ],
  [
    'a hundred long roles that are none',
    'seats',
    () => `Họ và tên,Vai trò\n${`An,${'x'.repeat(10_000)}\n`.repeat(110)}`,
  ],
  ['two million quotation marks', 'seats', () => '"'.repeat(2 * mebi)],
];

test.each(drawn(wrong, 3))('a CSV with %s is wrong, and the page says what is', async (_, wanted, text) => {
  expect(await readText(wanted, text())).toBe('wrong');
});
