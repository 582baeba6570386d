import type { FactName } from '../../../../words/catalogue.ts';
import { common as commonEnglish } from '../../../../words/en/pages/common.ts';
import { prepare as english } from '../../../../words/en/pages/prepare.ts';
import { common as commonVietnamese } from '../../../../words/vi/pages/common.ts';
import { prepare as vietnamese } from '../../../../words/vi/pages/prepare.ts';
import { factNames } from '../facts.ts';

// Finds what the headings and values of a table mean. It knows the words of both languages and the API's names, however they are typed.

export type TableName = 'seats' | 'agenda';
export type FieldName = keyof typeof vietnamese.columns;
export type ColumnName = FieldName | FactName;
export type ChoiceName = 'role' | 'kind' | 'level' | 'authority' | 'grade' | 'discipline';

/** Returns a text in lower case, without marks, spaces and signs, with d for đ. */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/đ/g, 'd')
    .replace(/[^\p{L}\p{N}]/gu, '');
}

const fields: Readonly<Record<TableName, readonly FieldName[]>> = {
  seats: ['key', 'fullName', 'position', 'role', 'mayVote'],
  agenda: [
    'key',
    'kind',
    'name',
    'position',
    'peerGroup',
    'seatKey',
    'presenterKey',
    'selfLevel',
    'authority',
    'heads',
    'headedLevels',
    'leads',
  ],
};

export const requiredFields: Readonly<Record<TableName, readonly FieldName[]>> = {
  seats: ['fullName'],
  agenda: ['kind', 'name'],
};

/** Other words for the same column. */
const aliases: Readonly<Record<TableName, Readonly<Partial<Record<FieldName, readonly string[]>>>>> = {
  seats: {
    fullName: ['Họ tên', 'Tên', 'Name'],
    position: ['Chức danh'],
    mayVote: ['Quyền biểu quyết', 'Được biểu quyết', 'Votes'],
  },
  agenda: {
    kind: ['Loại đối tượng'],
    name: ['Họ và tên', 'Họ tên', 'Đối tượng', 'Subject', 'Full name'],
    position: ['Chức danh'],
    peerGroup: ['Nhóm'],
    seatKey: ['Ghế', 'Seat'],
    presenterKey: ['Presented by'],
    authority: ['Quyết định hay đề xuất'],
  },
};

/** Columns that number the rows are left out. */
const numbering = new Set(['stt', 'tt', 'no', 'so', 'sothutu']);
export const isNumbering = (heading: string): boolean =>
  numbering.has(fold(heading)) || heading.trim() === '#';

export function columnNames(table: TableName): ReadonlyMap<string, ColumnName> {
  const found = new Map<string, ColumnName>();
  if (table === 'agenda') {
    for (const name of factNames) {
      for (const label of [name, vietnamese.factLabels[name], english.factLabels[name]]) {
        found.set(fold(label), name);
      }
    }
  }
  for (const name of fields[table]) {
    const labels = [name, vietnamese.columns[name], english.columns[name], ...(aliases[table][name] ?? [])];
    for (const label of labels) found.set(fold(label), name);
  }
  return found;
}

type Labelled = Readonly<Record<string, string>>;

const words: Readonly<Record<ChoiceName, readonly Labelled[]>> = {
  role: [commonVietnamese.roles, commonEnglish.roles],
  kind: [vietnamese.kinds, english.kinds, commonVietnamese.kinds, commonEnglish.kinds],
  level: [
    commonVietnamese.levels,
    commonEnglish.levels,
    commonVietnamese.levelMarks,
    commonEnglish.levelMarks,
  ],
  authority: [vietnamese.authorities, english.authorities],
  grade: [vietnamese.grades, english.grades],
  discipline: [vietnamese.disciplines, english.disciplines],
};

/** These are not levels that a subject can have. */
const noValues = new Set(['NOT_RATED', 'BLANK']);

const chosen = Object.fromEntries(
  Object.entries(words).map(([name, labels]) => [name, valuesIn(labels)]),
) as Readonly<Record<ChoiceName, ReadonlyMap<string, string>>>;

function valuesIn(labels: readonly Labelled[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [value, label] of labels.flatMap((labelled) => Object.entries(labelled))) {
    if (noValues.has(value)) continue;
    found.set(fold(value), value);
    found.set(fold(label), value);
  }
  return found;
}

/** Returns the value that a text means. It may be the value or its label in either language. */
export const choiceOf = (name: ChoiceName, text: string): string | undefined => chosen[name].get(fold(text));

const yes = new Set(['co', 'x', 'yes', 'y', 'true', '1']);
const no = new Set(['khong', 'no', 'n', 'false', '0']);

export function yesOrNo(text: string): boolean | null {
  const folded = fold(text);
  if (yes.has(folded)) return true;
  return no.has(folded) ? false : null;
}

/** Returns the table that a sheet of this name has, or null. */
export function tableOfSheet(name: string): TableName | null {
  const folded = fold(name);
  const is = (table: TableName) =>
    [table, vietnamese.sheets[table], english.sheets[table]].some((label) => fold(label) === folded);
  return is('seats') ? 'seats' : is('agenda') ? 'agenda' : null;
}
