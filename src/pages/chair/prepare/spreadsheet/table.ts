import { decimalOf, wholeOf } from '../numbers.ts';
import {
  type ChoiceName,
  type ColumnName,
  choiceOf,
  columnNames,
  fold,
  isNumbering,
  requiredFields,
  type TableName,
  yesOrNo,
} from './recognise.ts';

export const cellProblems = [
  'UNKNOWN_HEADING',
  'DOUBLE_HEADING',
  'NO_HEADING',
  'MISSING_COLUMN',
  'MISSING_VALUE',
  'NOT_ONE_OF',
  'NOT_YES_NO',
  'NOT_WHOLE',
  'NOT_DECIMAL',
  'TOO_LONG',
  'DOUBLED',
  'SAME_NAME',
  'SAME_COLLECTIVE',
  'SAME_PERSON',
  'UNKNOWN_SEAT',
  'AMBIGUOUS_SEAT',
  'UNKNOWN_ITEM',
  'AMBIGUOUS_ITEM',
  'TOO_MANY',
  'EMPTY',
  'BAD_QUOTES',
] as const;
export type CellProblem = (typeof cellProblems)[number];

/** What is wrong with a cell, a row or a whole table. */
export interface CellError {
  readonly table: TableName;
  /** The row's number in the spreadsheet; null for an error of the whole table. */
  readonly row: number | null;
  /** Counted from 0; null for an error of the whole row. */
  readonly column: number | null;
  readonly heading: string;
  readonly problem: CellProblem;
  /** What was found there, or the column that is missing. */
  readonly value: string;
  /** The kind of the values that are allowed. */
  readonly choice?: ChoiceName;
  /** The maximum, or the number of the other row. */
  readonly number?: number;
}

/** The rows of a file from its first, with all cells as text. */
export type Cells = readonly (readonly string[])[];

export interface Row {
  readonly row: number;
  /** Returns the tidied text of a cell; empty where there is none. */
  text(name: ColumnName): string;
  /** Adds an error at a cell of the row. */
  tell(
    name: ColumnName,
    problem: CellProblem,
    more?: Partial<Pick<CellError, 'value' | 'choice' | 'number'>>,
  ): void;
}

export interface Table {
  readonly columns: readonly ColumnName[];
  readonly rows: readonly Row[];
}

export const maxRows: Readonly<Record<TableName, number>> = { seats: 2_000, agenda: 1_000 };

const tidy = (text: string | undefined): string => (text ?? '').normalize('NFC').trim();

/** Finds the headings and the rows below them. Adds what is wrong with them to `errors`. */
export function readTable(table: TableName, cells: Cells, errors: CellError[]): Table {
  const top = cells.findIndex((row) => row.some((cell) => cell.trim() !== ''));
  const whole = { table, row: null, column: null, heading: '', value: '' };
  if (top === -1) {
    errors.push({ ...whole, problem: 'EMPTY' });
    return { columns: [], rows: [] };
  }
  const headings = (cells[top] ?? []).map(tidy);
  const below = cells
    .map((row, index) => ({ row, number: index + 1 }))
    .slice(top + 1)
    .filter(({ row }) => row.some((cell) => cell.trim() !== ''));
  const places = readHeadings(table, headings, top + 1, below, errors);
  if (below.length === 0) errors.push({ ...whole, problem: 'EMPTY' });
  const max = maxRows[table];
  if (below.length > max) {
    errors.push({ ...whole, row: below[max]?.number ?? null, problem: 'TOO_MANY', number: max });
    return { columns: [...places.keys()], rows: [] };
  }
  const rows = below.map(
    ({ row, number }): Row => ({
      row: number,
      text: (name) => {
        const at = places.get(name);
        return at === undefined ? '' : tidy(row[at]);
      },
      tell: (name, problem, more = {}) => {
        const at = places.get(name) ?? null;
        const heading = at === null ? '' : (headings[at] ?? '');
        const value = more.value ?? (at === null ? '' : tidy(row[at]));
        errors.push({ table, row: number, column: at, heading, problem, ...more, value });
      },
    }),
  );
  return { columns: [...places.keys()], rows };
}

interface NumberedRow {
  readonly row: readonly string[];
  readonly number: number;
}

function readHeadings(
  table: TableName,
  headings: readonly string[],
  row: number,
  below: readonly NumberedRow[],
  errors: CellError[],
): ReadonlyMap<ColumnName, number> {
  const known = columnNames(table);
  const places = new Map<ColumnName, number>();
  for (const [column, heading] of headings.entries()) {
    if (heading === '' || isNumbering(heading)) continue;
    const at = { table, row, column, heading, value: heading };
    const name = known.get(fold(heading));
    if (name === undefined) errors.push({ ...at, problem: 'UNKNOWN_HEADING' });
    else if (places.has(name)) errors.push({ ...at, problem: 'DOUBLE_HEADING' });
    else places.set(name, column);
  }
  for (const [column, stray] of strays(headings, below)) {
    errors.push({ table, row: stray, column, heading: '', value: '', problem: 'NO_HEADING' });
  }
  for (const field of requiredFields[table]) {
    if (places.has(field)) continue;
    errors.push({ table, row, column: null, heading: '', problem: 'MISSING_COLUMN', value: field });
  }
  return places;
}

/** Returns the columns that have a cell below and no heading, with the first row of such a cell. */
function strays(headings: readonly string[], below: readonly NumberedRow[]): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (const { row, number } of below) {
    for (const [column, cell] of row.entries()) {
      if ((headings[column] ?? '') === '' && cell.trim() !== '' && !found.has(column))
        found.set(column, number);
    }
  }
  return found;
}

/** Reads a required text of at most `max` characters. */
export function requiredText(row: Row, name: ColumnName, max: number): string {
  if (row.text(name) === '') row.tell(name, 'MISSING_VALUE');
  return shortText(row, name, max);
}

export function shortText(row: Row, name: ColumnName, max: number): string {
  const text = row.text(name);
  if (text.length > max) row.tell(name, 'TOO_LONG', { number: max });
  return text;
}

/** Reads one of the named values; empty where the cell is empty. */
export function choiceIn(row: Row, name: ColumnName, choice: ChoiceName): string {
  const text = row.text(name);
  if (text === '') return '';
  const found = choiceOf(choice, text);
  if (found === undefined) row.tell(name, 'NOT_ONE_OF', { choice });
  return found ?? '';
}

/** Reads several named values with commas between them, and reports every text that is none. */
export function choicesIn(row: Row, name: ColumnName, choice: ChoiceName): readonly string[] {
  return listIn(row, name).flatMap((text) => {
    const found = choiceOf(choice, text);
    if (found === undefined) row.tell(name, 'NOT_ONE_OF', { choice, value: text });
    return found ?? [];
  });
}

export function listIn(row: Row, name: ColumnName): readonly string[] {
  return row
    .text(name)
    .split(/[,;]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

export function flagIn(row: Row, name: ColumnName): boolean | null {
  const text = row.text(name);
  if (text === '') return null;
  const found = yesOrNo(text);
  if (found === null) row.tell(name, 'NOT_YES_NO');
  return found;
}

export function wholeIn(row: Row, name: ColumnName): string {
  const text = row.text(name);
  if (text !== '' && wholeOf(text) === null) row.tell(name, 'NOT_WHOLE');
  return text;
}

export function decimalIn(row: Row, name: ColumnName): string {
  const text = row.text(name);
  if (text !== '' && decimalOf(text) === null) row.tell(name, 'NOT_DECIMAL');
  return text;
}
