import { FileError } from './read-file.ts';
import type { Cells } from './table.ts';
import { openZip, type Zip, ZipError } from './zip.ts';

// As much of XLSX as a table of text and numbers needs, read with what the browser has. A library for it weighs 17 KB.

export interface Sheet {
  readonly name: string;
  readonly cells: Cells;
}

/** The sheets in their order. Rejects with a FileError. */
export async function readSheets(bytes: Uint8Array<ArrayBuffer>): Promise<readonly Sheet[]> {
  if (typeof DecompressionStream === 'undefined') throw new FileError('OLD_BROWSER');
  try {
    return await sheetsOf(openZip(bytes));
  } catch (error) {
    if (error instanceof ZipError || error instanceof RangeError) throw new FileError('NOT_READABLE');
    throw error;
  }
}

async function sheetsOf(zip: Zip): Promise<readonly Sheet[]> {
  const book = await xml(zip, 'xl/workbook.xml');
  const links = await xml(zip, 'xl/_rels/workbook.xml.rels');
  if (book === null || links === null) throw new FileError('NOT_READABLE');
  const targets = new Map(
    all(links, 'Relationship').map((one) => [one.getAttribute('Id'), one.getAttribute('Target') ?? '']),
  );
  const strings = await xml(zip, 'xl/sharedStrings.xml');
  const shared = strings === null ? [] : all(strings, 'si').map(textOf);
  const sheets: Sheet[] = [];
  for (const sheet of all(book, 'sheet')) {
    const link = [...sheet.attributes].find(({ localName, prefix }) => localName === 'id' && prefix !== null);
    const target = targets.get(link?.value ?? '') ?? '';
    const page = await xml(zip, target.startsWith('/') ? target.slice(1) : `xl/${target}`);
    if (page !== null) sheets.push({ name: sheet.getAttribute('name') ?? '', cells: cellsOf(page, shared) });
  }
  return sheets;
}

async function xml(zip: Zip, name: string): Promise<Document | null> {
  const text = await zip.text(name);
  if (text === null) return null;
  const read = new DOMParser().parseFromString(text, 'application/xml');
  if (read.getElementsByTagName('parsererror').length > 0) throw new FileError('NOT_READABLE');
  return read;
}

function all(within: Document | Element, name: string): Element[] {
  return [...within.getElementsByTagNameNS('*', name)];
}

/** Of a text in runs, without how it is read aloud. */
function textOf(element: Element): string {
  return all(element, 't')
    .filter((one) => one.parentElement?.localName !== 'rPh')
    .map((one) => one.textContent ?? '')
    .join('');
}

/** Far beyond the limits of what is imported: a stray cell in the last row makes no million empty ones. */
const lastRow = 20_000;
const lastColumn = 500;

function cellsOf(page: Document, shared: readonly string[]): Cells {
  const rows: string[][] = [];
  for (const [index, row] of all(page, 'row').entries()) {
    const number = Number(row.getAttribute('r') ?? index + 1);
    if (!(number >= 1 && number <= lastRow)) throw new FileError('NOT_READABLE');
    while (rows.length < number) rows.push([]);
    const cells = rows[number - 1] as string[];
    for (const cell of all(row, 'c')) {
      const column = columnOf(cell.getAttribute('r')) ?? cells.length;
      if (column > lastColumn) throw new FileError('NOT_READABLE');
      while (cells.length <= column) cells.push('');
      cells[column] = cellText(cell, shared);
    }
  }
  return rows;
}

/** Of "AB12", counted from 0. */
function columnOf(reference: string | null): number | null {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? '')?.[0];
  if (letters === undefined) return null;
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function cellText(cell: Element, shared: readonly string[]): string {
  const value = all(cell, 'v')[0]?.textContent ?? '';
  switch (cell.getAttribute('t')) {
    case 's':
      return shared[Number(value)] ?? '';
    case 'inlineStr':
      return textOf(cell);
    case 'b':
      return value === '1' ? 'true' : 'false';
    case 'str':
    case 'e':
    case 'd':
      return value;
    default:
      // As spreadsheets show it: of 0.1 + 0.2 nobody typed the last digits.
      return value === '' ? '' : String(Number(Number(value).toPrecision(15)));
  }
}
