import type { Fault, Problem } from '../core/fault.ts';
import { qualityLevels } from '../core/vocabulary.ts';
import { formula } from '../words/formula.ts';
import type { Column } from './columns.ts';

// Reads cells, from the text of CSV and from JSON, as values of their column's type.

/** Returns text that a spreadsheet does not take for a formula. `unguarded` reverses it. */
export function guarded(text: string): string {
  return formula.test(text) ? `'${text}` : text;
}

export function unguarded(text: string): string {
  return text.startsWith("'") && formula.test(text) ? text.slice(1) : text;
}

const separator = ' > ';

/** Returns a list as the text of one cell: names with " > " between them, and a "\" before each ">" or "\" of a name. */
export function listText(names: readonly string[]): string {
  return names.map((name) => name.replace(/[\\>]/g, '\\$&')).join(separator);
}

function listOf(text: string): readonly string[] {
  const names = [''];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === '>') names.push('');
    else {
      if (character === '\\') at += 1;
      names[names.length - 1] += character === '\\' ? (text[at] ?? '') : character;
    }
  }
  return names.map((name) => name.trim());
}

/** Returns a cell of CSV as JSON would have it. What cannot be read stays text, which `readCell` then reports. */
export function ofText({ type }: Column, cell: string): unknown {
  const text = unguarded(cell);
  if (text.trim() === '') return null;
  switch (type) {
    case 'WHOLE':
      return /^\s*\d{1,15}\s*$/.test(text) ? Number(text) : text;
    case 'LIST':
      return listOf(text);
    case 'DECISIONS':
      try {
        return JSON.parse(text);
      } catch {
        return text;
      }
    case 'TEXT':
      return text;
    case 'CHOICE':
    case 'DATE':
    case 'TIME':
      return text.trim();
    default:
      return type satisfies never;
  }
}

const maxCellLength = 100_000;
const maxListed = 1_000;

/** Returns the value of a cell, null where it is empty. Where it is wrong, adds a fault to `faults` and returns undefined. */
export function readCell(faults: Fault[], index: number, column: Column, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  const fault = (problem: Problem) => {
    faults.push({ path: ['rows', String(index), column.name], problem });
    return undefined;
  };
  if (typeof value === 'string' && value.length > maxCellLength) {
    return fault({ is: 'TOO_LONG', most: maxCellLength });
  }
  switch (column.type) {
    case 'WHOLE':
      if (Number.isSafeInteger(value)) return value;
      return fault({ is: 'OUT_OF_RANGE', ...(column.range ?? { least: 0, most: 1_000_000 }) });
    case 'CHOICE':
      if (column.values?.includes(value as string)) return value;
      return fault({ is: 'NOT_ONE_OF', values: column.values ?? [] });
    case 'TIME':
      return timeOf(value) ?? fault({ is: 'NOT_A_TIME' });
    case 'LIST':
      if (
        Array.isArray(value) &&
        value.length <= maxListed &&
        value.every((one) => typeof one === 'string')
      ) {
        return value;
      }
      return fault({ is: 'WRONG_FORM', wanted: 'LIST' });
    case 'DECISIONS':
      return decisionsOf(value) ?? fault({ is: 'WRONG_FORM', wanted: 'DECISIONS' });
    case 'TEXT':
    case 'DATE':
      return typeof value === 'string' ? value || null : fault({ is: 'WRONG_FORM', wanted: 'TEXT' });
    default:
      return column.type satisfies never;
  }
}

const instant = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

function timeOf(value: unknown): number | null {
  if (typeof value !== 'string' || !instant.test(value)) return null;
  const ms = Date.parse(value);
  // Date.parse takes February 30 as March 2.
  const day = value.slice(0, 10);
  const exists = !Number.isNaN(ms) && new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
  return exists ? ms : null;
}

function decisionsOf(value: unknown): unknown[] | null {
  if (!Array.isArray(value) || value.length > maxListed) return null;
  const read = value.map((one: unknown) => {
    if (typeof one !== 'object' || one === null) return null;
    const {
      level = null,
      decided_by,
      document_number = null,
      reason,
      at,
      ...others
    } = one as Record<string, unknown>;
    const atMs = timeOf(at);
    const fits =
      atMs !== null &&
      (level === null || qualityLevels.some((known) => known === level)) &&
      typeof decided_by === 'string' &&
      typeof reason === 'string' &&
      (document_number === null || typeof document_number === 'string') &&
      Object.keys(others).length === 0;
    return fits ? { level, decided_by, document_number, reason, at: atMs } : null;
  });
  return read.includes(null) ? null : read;
}
