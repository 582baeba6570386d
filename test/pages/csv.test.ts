import fc from 'fast-check';
import Papa from 'papaparse';
import { expect, test } from 'vitest';
import { parseCsv } from '../../src/pages/chair/prepare/spreadsheet/csv.ts';
import type { CellError } from '../../src/pages/chair/prepare/spreadsheet/table.ts';
import { writeCsv } from '../../src/pages/chair/prepare/spreadsheet/template.ts';

const cell = fc
  .array(fc.constantFrom('a', 'ễ', ' ', '"', ',', ';', '\t', '\n', '\r\n', '7'), { maxLength: 8 })
  .map((parts) => parts.join(''));
const heading = fc.constantFrom('Họ và tên', 'Chức vụ', 'Vai trò', 'x');

/** Rows of equal width under headings that hold no delimiter, as files have them. */
const tables = fc.integer({ min: 2, max: 5 }).chain((width) => {
  const row = fc.array(cell, { minLength: width, maxLength: width });
  const headings = fc.array(heading, { minLength: width, maxLength: width });
  return fc.tuple(headings, fc.array(row, { maxLength: 6 })).map(([head, rows]) => [head, ...rows]);
});

function parsed(text: string): readonly (readonly string[])[] {
  const errors: CellError[] = [];
  const rows = parseCsv(text, 'seats', errors);
  expect(errors).toEqual([]);
  return rows;
}

test.each([',', ';', '\t'])(
  'finds the delimiter %j by the headings, whatever ends lines and stands in cells',
  (delimiter) => {
    fc.assert(
      fc.property(tables, fc.constantFrom('\n', '\r\n', '\r'), fc.boolean(), (rows, newline, quotes) => {
        expect(parsed(Papa.unparse(rows, { delimiter, newline, quotes }))).toEqual(rows);
      }),
    );
  },
);

test('reads its own templates', () => {
  fc.assert(fc.property(tables, (rows) => void expect(parsed(writeCsv(rows))).toEqual(rows)));
});

test('empty rows are counted, empty cells at the end are cells', () => {
  expect(parsed('a,b\n\nc,\n')).toEqual([['a', 'b'], [''], ['c', '']]);
  expect(parsed('a,b\nc,')).toEqual([
    ['a', 'b'],
    ['c', ''],
  ]);
  expect(parsed('')).toEqual([]);
});

test('a quotation mark that does not end its cell is told with its row', () => {
  for (const text of ['a,b\n"c,d', 'a,b\n"c" x,d']) {
    const errors: CellError[] = [];
    parseCsv(text, 'seats', errors);
    expect(errors).toMatchObject([{ row: 2, problem: 'BAD_QUOTES' }]);
  }
});
