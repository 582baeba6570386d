import type { Cells } from './table.ts';
import { TableError } from './table-error.ts';
import { openZip, type Zip, ZipError } from './zip.ts';

// Reads as much of XLSX as a table of text and numbers needs, with what the browser has. A library for it weighs 17 KB.

export interface Worksheet {
  readonly name: string;
  readonly cells: Cells;
}

/** Returns the sheets in their order. Rejects with a TableError. */
export async function readWorksheets(bytes: Uint8Array<ArrayBuffer>): Promise<readonly Worksheet[]> {
  if (typeof DecompressionStream === 'undefined') throw new TableError('OLD_BROWSER');
  try {
    return await sheetsOf(openZip(bytes));
  } catch (error) {
    if (error instanceof ZipError || error instanceof RangeError) throw new TableError('NOT_READABLE');
    throw error;
  }
}

/** Limits far over those of an import, so that one cell in the last row does not make a million empty ones. */
const maxSheets = 100;
const maxRow = 20_000;
const maxColumn = 500;
const maxCells = 1_000_000;
/** The limit of all cells together, because many cells may share one long text. */
const maxCharacters = 4_000_000;

async function sheetsOf(zip: Zip): Promise<readonly Worksheet[]> {
  const book = await xml(zip, 'xl/workbook.xml');
  const links = await xml(zip, 'xl/_rels/workbook.xml.rels');
  if (book === null || links === null) throw new TableError('NOT_READABLE');
  const targets = new Map(
    within(links, 'Relationship').map((one) => [one.getAttribute('Id'), one.getAttribute('Target') ?? '']),
  );
  const strings = await xml(zip, 'xl/sharedStrings.xml');
  const reader = new CellReader(strings === null ? [] : within(strings, 'si').map(textOf));
  const named = within(book, 'sheets', 'sheet');
  if (named.length > maxSheets) throw new TableError('NOT_READABLE');
  const sheets: Worksheet[] = [];
  for (const sheet of named) {
    const link = [...sheet.attributes].find(({ localName, prefix }) => localName === 'id' && prefix !== null);
    const target = targets.get(link?.value ?? '') ?? '';
    const page = await xml(zip, target.startsWith('/') ? target.slice(1) : `xl/${target}`);
    if (page !== null) sheets.push({ name: sheet.getAttribute('name') ?? '', cells: reader.cells(page) });
  }
  return sheets;
}

/**
 * Returns the root of an entry; null where there is no such entry. A document type is refused: no spreadsheet has one, and a few entities in it can make
 * gigabytes of text.
 */
async function xml(zip: Zip, name: string): Promise<Element | null> {
  const text = await zip.text(name);
  if (text === null) return null;
  if (text.includes('<!DOCTYPE')) throw new TableError('NOT_READABLE');
  const read = new DOMParser().parseFromString(text, 'application/xml');
  if (read.getElementsByTagName('parsererror').length > 0) throw new TableError('NOT_READABLE');
  return read.documentElement;
}

/** Returns the elements at a path of names below an element, each of them once. */
function within(element: Element, ...path: readonly string[]): readonly Element[] {
  let found: readonly Element[] = [element];
  for (const name of path) {
    found = found.flatMap((one) => [...one.children].filter(({ localName }) => localName === name));
  }
  return found;
}

/** Returns a text, whole or from its runs, without its phonetic reading. */
function textOf(element: Element): string {
  return [...within(element, 't'), ...within(element, 'r', 't')].map((one) => one.textContent ?? '').join('');
}

/** Reads the cells of all sheets of one file, within its limits. */
class CellReader {
  readonly #shared: readonly string[];
  #cells = 0;
  #characters = 0;

  constructor(shared: readonly string[]) {
    this.#shared = shared;
  }

  cells(page: Element): Cells {
    const rows: string[][] = [];
    for (const [index, row] of within(page, 'sheetData', 'row').entries()) {
      const number = Number(row.getAttribute('r') ?? index + 1);
      if (!(Number.isInteger(number) && number >= 1 && number <= maxRow))
        throw new TableError('NOT_READABLE');
      while (rows.length < number) rows.push([]);
      this.#read(row, rows[number - 1] as string[]);
    }
    return rows;
  }

  #read(row: Element, cells: string[]): void {
    const before = cells.length;
    for (const cell of within(row, 'c')) {
      const column = columnOf(cell.getAttribute('r')) ?? cells.length;
      if (column > maxColumn) throw new TableError('NOT_READABLE');
      while (cells.length <= column) cells.push('');
      const text = cellText(cell, this.#shared);
      cells[column] = text;
      this.#characters += text.length;
      if (this.#characters > maxCharacters) throw new TableError('NOT_READABLE');
    }
    this.#cells += cells.length - before;
    if (this.#cells > maxCells) throw new TableError('NOT_READABLE');
  }
}

/** Returns the column of a reference such as "AB12", counted from 0. */
function columnOf(reference: string | null): number | null {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? '')?.[0];
  if (letters === undefined) return null;
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function cellText(cell: Element, shared: readonly string[]): string {
  const value = within(cell, 'v')[0]?.textContent ?? '';
  switch (cell.getAttribute('t')) {
    case 's':
      return shared[Number(value)] ?? '';
    case 'inlineStr':
      return within(cell, 'is').map(textOf).join('');
    case 'b':
      return value === '1' ? 'true' : 'false';
    case 'str':
    case 'e':
    case 'd':
      return value;
    default:
      // Returns the number as spreadsheets show it. Nobody typed the last digits of 0.1 + 0.2.
      return value === '' ? '' : String(Number(Number(value).toPrecision(15)));
  }
}
