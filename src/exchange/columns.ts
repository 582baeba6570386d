import type { ImportDecision, ImportRow } from '../core/import/row.ts';
import { firstYear, lastYear } from '../core/limits.ts';
import {
  authorities,
  type BallotChoice,
  ballotChoices,
  outcomeStatuses,
  periodKinds,
  qualityLevels,
  subjectKinds,
} from '../core/vocabulary.ts';

/** What a cell has. LIST: names, the highest first. TIME: UTC, to the millisecond. */
export type ColumnType = 'TEXT' | 'WHOLE' | 'CHOICE' | 'DATE' | 'TIME' | 'LIST' | 'DECISIONS';

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** The values of a CHOICE. */
  readonly values?: readonly string[];
  /** The range of a WHOLE that a fault tells. */
  readonly range?: { readonly least: number; readonly most: number };
  /** Whether a file without this column is no file of results. */
  readonly required?: boolean;
}

/** A cell as JSON has it. In CSV it is the same as text, empty for null. */
export type Cell = string | number | null | readonly string[] | readonly WireDecision[];

export interface WireDecision extends Omit<ImportDecision, 'at'> {
  readonly at: string;
}

const text = (name: string, required = false): Column => ({ name, type: 'TEXT', required });
const whole = (name: string, required = false): Column => ({ name, type: 'WHOLE', required });
const choice = (name: string, values: readonly string[], required = false): Column => ({
  name,
  type: 'CHOICE',
  values,
  required,
});

/** All columns, in the order of exports. docs/exchange.md says what each means. */
export const columns: readonly Column[] = [
  text('id'),
  text('organization_id'),
  text('organization_name', true),
  { name: 'organization_path', type: 'LIST' },
  text('session_id'),
  text('session_title'),
  whole('session_ordinal'),
  { name: 'held_on', type: 'DATE' },
  choice('period_kind', periodKinds, true),
  { name: 'year', type: 'WHOLE', required: true, range: { least: firstYear, most: lastYear } },
  { name: 'quarter', type: 'WHOLE', range: { least: 1, most: 4 } },
  choice('subject_kind', subjectKinds, true),
  text('subject_name', true),
  text('position'),
  text('peer_group'),
  text('subject_organization_id'),
  text('subject_organization_name'),
  { name: 'subject_organization_path', type: 'LIST' },
  text('person_id'),
  text('person_key'),
  text('person_name'),
  choice('level', qualityLevels, true),
  choice('status', outcomeStatuses, true),
  choice('authority', authorities, true),
  choice('recorded_level', qualityLevels),
  choice('recorded_status', outcomeStatuses),
  whole('electorate'),
  whole('base'),
  whole('counted'),
  ...ballotChoices.map((mark) => whole(mark.toLowerCase())),
  choice('ruled_level', qualityLevels),
  choice('ruled_status', outcomeStatuses),
  text('settled_reason'),
  text('policy_id'),
  { name: 'recorded_at', type: 'TIME' },
  { name: 'decisions', type: 'DECISIONS' },
  text('supersedes_id'),
];

const marks = new Map<string, BallotChoice>(ballotChoices.map((mark) => [mark.toLowerCase(), mark]));

/** Returns the cells of a row, in the order of the columns. */
export function cellsOf(row: ImportRow): readonly Cell[] {
  return readers.map((read) => read(row));
}

/** How each column's cell is read. This is found once, and not again for every row. */
const readers = columns.map(({ name }) => readerOf(name));

function readerOf(name: string): (row: ImportRow) => Cell {
  const mark = marks.get(name);
  if (mark !== undefined) return (row) => row.marks[mark];
  if (name === 'recorded_at') {
    return ({ recorded_at }) => (recorded_at === null ? null : new Date(recorded_at).toISOString());
  }
  if (name === 'decisions') {
    return ({ decisions }) =>
      decisions.map(({ at, ...decision }) => ({ ...decision, at: new Date(at).toISOString() }));
  }
  const field = name as Exclude<keyof ImportRow, 'marks' | 'decisions' | 'recorded_at'>;
  return (row) => row[field];
}

/** Returns the row of these cells. Each has the type of its column, and a time is in milliseconds. */
export function rowOf(cells: Readonly<Record<string, unknown>>): ImportRow {
  const fields = columns
    .filter(({ name }) => !marks.has(name))
    .map(({ name, type }) => [name, cells[name] ?? (type === 'LIST' || type === 'DECISIONS' ? [] : null)]);
  const counts = [...marks].map(([name, mark]) => [mark, cells[name] ?? null]);
  return { ...Object.fromEntries(fields), marks: Object.fromEntries(counts) } as ImportRow;
}
