import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import type { ImportRow } from '../core/import-row.ts';
import { limits } from '../core/limits.ts';
import type { Fault, Problem } from '../core/refusal.ts';
import { ofText, readCell } from './cells.ts';
import { columns, rowOf } from './columns.ts';

export const importFormats = ['CSV', 'JSON'] as const;
export type ImportFormat = (typeof importFormats)[number];

export type Read = { readonly rows: readonly ImportRow[] } | { readonly faults: readonly Fault[] };

const mostRecordLength = 1_000_000;

/** UTF-8 as text, without its byte order mark; null where it is not UTF-8. */
export function decoded(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** [R82] The rows of a file, CSV or JSON (an array, or an object a line), at most so many; or what keeps them from being read. */
export function readFile(content: string, format: ImportFormat, most: number = limits.importRows): Read {
  const text = content.replace(/^\uFEFF/, '');
  return format === 'CSV' ? readCsv(text, most) : readJson(text, most);
}

const ofFile = (problem: Problem): Read => ({ faults: [{ path: ['rows'], problem }] });
const ofRow = (index: number, problem: Problem): Fault => ({ path: ['rows', String(index)], problem });

function readCsv(text: string, most: number): Read {
  // The parser would put another character in its place.
  if (/\p{Cs}/u.test(text)) return ofFile({ is: 'NOT_UTF8' });
  let records: string[][];
  try {
    records = parse(text, {
      delimiter: delimiterOf(text),
      max_record_size: mostRecordLength,
      skip_empty_lines: true,
      to: most + 2,
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const index = Math.max(0, Number(error.records ?? 1) - 1);
    const problem: Problem =
      error.code === 'CSV_MAX_RECORD_SIZE' ? { is: 'TOO_LONG', most: mostRecordLength } : { is: 'NOT_CSV' };
    return { faults: [ofRow(index, problem)] };
  }
  const [heading = [], ...body] = records;
  const names = heading.map((name) => name.trim());
  const wrong = headingFaults(names);
  if (wrong.length > 0) return { faults: wrong };
  if (body.length > most) return ofFile({ is: 'TOO_MANY', most });
  const places = columns.map((column) => ({ column, at: names.indexOf(column.name) }));
  return readRecords(body, (record, read) => {
    for (const { column, at } of places) if (at >= 0) read(column, ofText(column, record[at] ?? ''));
  });
}

/** Spreadsheets write semicolons where the comma is for decimals. */
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

function readJson(text: string, most: number): Read {
  const objects = text.trimStart().startsWith('[') ? arrayOf(text) : linesOf(text);
  if (!Array.isArray(objects)) return objects;
  if (objects.length > most) return ofFile({ is: 'TOO_MANY', most });
  const known = new Map(columns.map((column) => [column.name, column]));
  return readRecords(objects, (object, read, fault) => {
    if (typeof object !== 'object' || object === null || Array.isArray(object)) {
      return fault({ is: 'WRONG_FORM', wanted: 'OBJECT' });
    }
    for (const [name, value] of Object.entries(object)) {
      const column = known.get(name);
      if (column === undefined) fault({ is: 'UNKNOWN_COLUMN', column: name.slice(0, 100) });
      else read(column, value);
    }
  });
}

function arrayOf(text: string): unknown[] | Read {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : ofFile({ is: 'NOT_JSON' });
  } catch {
    return ofFile({ is: 'NOT_JSON' });
  }
}

function linesOf(text: string): unknown[] | Read {
  const objects: unknown[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    try {
      objects.push(JSON.parse(line));
    } catch {
      return { faults: [ofRow(objects.length, { is: 'NOT_JSON' })] };
    }
  }
  return objects;
}

type Read1 = (column: (typeof columns)[number], value: unknown) => void;

/** Reads on behind a fault, so that one round tells them all, until there are more than anybody reads. */
function readRecords<Item>(
  items: readonly Item[],
  each: (item: Item, read: Read1, fault: (problem: Problem) => void) => void,
): Read {
  const faults: Fault[] = [];
  const rows: ImportRow[] = [];
  for (const [index, item] of items.entries()) {
    if (faults.length >= limits.importFaults) break;
    const cells: Record<string, unknown> = {};
    each(
      item,
      (column, value) => {
        cells[column.name] = readCell(faults, index, column, value);
      },
      (problem) => faults.push(ofRow(index, problem)),
    );
    rows.push(rowOf(cells));
  }
  return faults.length > 0 ? { faults } : { rows };
}
