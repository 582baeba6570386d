import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import type { Fault, Problem } from '../core/fault.ts';
import { type FileRows, faultsBeside, type ImportRow } from '../core/import/row.ts';
import { limits } from '../core/limits.ts';
import { ofText, readCell } from './cells.ts';
import { columns, rowOf } from './columns.ts';

export const importFormats = ['CSV', 'JSON'] as const;
export type ImportFormat = (typeof importFormats)[number];

export interface Reading {
  readonly rows: FileRows;
  /** How many rows there are, without empty ones. */
  readonly count: number;
  readonly faults: readonly Fault[];
}

const maxRecordLength = 1_000_000;

/** Returns UTF-8 as text, without its byte order mark; null where it is not UTF-8. */
export function decoded(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/**
 * [R82] Reads the rows of a file, CSV or JSON (an array, or an object a line), at most `most`. A row is null where it is empty, or has a fault, which is in
 * `faults`.
 */
export function readFile(content: string, format: ImportFormat, most: number = limits.importRows): Reading {
  const text = content.replace(/^\uFEFF/, '');
  return format === 'CSV' ? readCsv(text, most) : readJson(text, most);
}

const ofFile = (problem: Problem): Reading => ({ rows: [], count: 0, faults: [{ path: ['rows'], problem }] });
const ofRow = (index: number, problem: Problem): Fault => ({ path: ['rows', String(index)], problem });

function readCsv(text: string, most: number): Reading {
  // The parser would put another character in place of half a character.
  if (/\p{Cs}/u.test(text)) return ofFile({ is: 'NOT_UTF8' });
  const records: Line[] = [];
  const faults: Fault[] = [];
  let above = 0;
  try {
    parse(text, {
      delimiter: delimiterOf(text),
      max_record_size: maxRecordLength,
      relax_column_count: true,
      skip_empty_lines: true,
      on_record: (cells: string[], { records: count, empty_lines: empty }) => {
        // A line without content has a number like any other, as in a spreadsheet.
        if (records.length === 0) above = count + empty;
        else if (cells.every((cell) => cell.trim() === '')) return null;
        records.push({ cells, index: count + empty - above - 1 });
        if (records.length > most + 1) throw new TooMany();
        return null;
      },
    });
  } catch (error) {
    if (error instanceof TooMany) return ofFile({ is: 'TOO_MANY', most });
    if (!(error instanceof CsvError)) throw error;
    const problem: Problem =
      error.code === 'CSV_MAX_RECORD_SIZE' ? { is: 'TOO_LONG', most: maxRecordLength } : { is: 'NOT_CSV' };
    faults.push(ofRow(Number(error.records) + Number(error.empty_lines) - above, problem));
  }
  const [heading, ...body] = records;
  const names = (heading?.cells ?? []).map((name) => name.trim());
  const wrong = faults.length > 0 && heading === undefined ? faults : headingFaults(names);
  if (wrong.length > 0) return { rows: [], count: 0, faults: wrong };
  const places = columns.map((column) => ({ column, at: names.indexOf(column.name) }));
  const items = body.map(({ cells, index }) => ({ index, item: cells }));
  return readRecords(items, faults, (cells, read, fault) => {
    if (cells.length !== names.length) return fault({ is: 'NOT_CSV' });
    for (const { column, at } of places) if (at >= 0) read(column, ofText(column, cells[at] ?? ''));
  });
}

class TooMany extends Error {}

interface Line {
  readonly index: number;
  readonly cells: readonly string[];
}

/** Finds the delimiter, because spreadsheets write semicolons where the comma is for decimals. */
function delimiterOf(text: string): string {
  const heading = text.slice(0, Math.max(0, text.indexOf('\n')) || undefined).slice(0, 10_000);
  const counted = [',', ';', '\t'].map((mark) => ({ mark, count: heading.split(mark).length }));
  return counted.sort((one, other) => other.count - one.count)[0]?.mark ?? ',';
}

function headingFaults(names: readonly string[]): readonly Fault[] {
  const fault = (problem: Problem): Fault => ({ path: ['rows'], problem });
  const known = new Set(columns.map(({ name }) => name));
  const foreign = names.filter((name) => !known.has(name));
  const doubled = names.filter((name, at) => known.has(name) && names.indexOf(name) !== at);
  const missing = columns.filter(({ name, required }) => required && !names.includes(name));
  return [
    ...foreign.map((name) => fault({ is: 'UNKNOWN_COLUMN', column: name.slice(0, 100) })),
    ...doubled.map((name): Fault => ({ path: ['rows', '', name], problem: { is: 'DOUBLED' } })),
    ...missing.map(({ name }) => fault({ is: 'COLUMN_MISSING', column: name })),
  ].slice(0, limits.importFaults);
}

function readJson(text: string, most: number): Reading {
  const faults: Fault[] = [];
  const items = text.trimStart().startsWith('[') ? arrayOf(text) : linesOf(faults, text);
  if (items === null) return ofFile({ is: 'NOT_JSON' });
  if (items.length > most) return ofFile({ is: 'TOO_MANY', most });
  const known = new Map(columns.map((column) => [column.name, column]));
  return readRecords(items, faults, (object, read, fault) => {
    if (typeof object !== 'object' || object === null || Array.isArray(object)) {
      return fault({ is: 'WRONG_FORM', wanted: 'OBJECT' });
    }
    const fields = Object.entries(object);
    if (fields.length === 0) fault({ is: 'MISSING' });
    for (const [name, value] of fields) {
      const column = known.get(name);
      if (column === undefined) fault({ is: 'UNKNOWN_COLUMN', column: name.slice(0, 100) });
      else read(column, value);
    }
  });
}

interface Item<What> {
  readonly index: number;
  readonly item: What;
}

function arrayOf(text: string): readonly Item<unknown>[] | null {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.map((item, index) => ({ index, item })) : null;
  } catch {
    return null;
  }
}

function linesOf(faults: Fault[], text: string): readonly Item<unknown>[] {
  const items: Item<unknown>[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    try {
      items.push({ index, item: JSON.parse(line) });
    } catch {
      faults.push(ofRow(index, { is: 'NOT_JSON' }));
    }
    if (faults.length >= limits.importFaults) break;
  }
  return items;
}

type ReadCell = (column: (typeof columns)[number], value: unknown) => void;

/** Reads on after a fault, so that one try tells all of them, up to as many as anybody reads. */
function readRecords<What>(
  items: readonly Item<What>[],
  faults: Fault[],
  each: (item: What, read: ReadCell, fault: (problem: Problem) => void) => void,
): Reading {
  const rows: (ImportRow | null)[] = [];
  for (const { index, item } of items) {
    if (faults.length >= limits.importFaults) break;
    const cells: Record<string, unknown> = {};
    const told = faults.length;
    each(
      item,
      (column, value) => {
        cells[column.name] = readCell(faults, index, column, value);
      },
      (problem) => faults.push(ofRow(index, problem)),
    );
    const names = Object.keys(cells);
    const isFaulty = faults.length > told;
    if (isFaulty && names.length > 0) {
      const unread = new Set(names.filter((name) => cells[name] === undefined));
      faults.push(...faultsBeside(unread, index, rowOf(cells)));
    }
    while (rows.length < index) rows.push(null);
    rows.push(isFaulty ? null : rowOf(cells));
  }
  return { rows, faults, count: items.length };
}
