import { fold } from '../core/text.ts';
import type { Query } from './gate.ts';

export interface Condition {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** How results whose names hold a text are found. */
export interface Found {
  /** Whether there are none, whatever else is asked of them. */
  readonly none: boolean;
  /** For a page in the order of an index. */
  readonly page: Condition;
  /** For a count of all of them. */
  readonly all: Condition;
}

/** So many results are read and then sorted; of more than that, a page is soon full when read in its order. */
export const maxSorted = 2_000;
const lettersIndexed = 3;

/** Of results that are few by what else is asked: their own names are read, and nothing is looked up in the names of all. */
export function findAmongFew(search: string): Found {
  const each = holding(search);
  return { none: false, page: each, all: each };
}

const holding = (search: string): Condition => ({
  sql: "result.folded LIKE ? ESCAPE '\\'",
  parameters: [containing(search)],
});

/**
 * Results whose folded names hold the folded text, as `LIKE '%…%'` finds them. Every name stands once in `subject_name`; an index
 * of each three letters in a row tells which may hold a text of three or more: those that have all of its threes, in whatever
 * order. Where they stand is not asked of the index, which would have to read every place of every three.
 */
export async function findNamed(query: Query, search: string): Promise<Found> {
  const { from, where, parameters } = namesHolding(search);
  const few = await query<{ ordinal: number }>(
    `SELECT result.ordinal FROM ${from} CROSS JOIN result ON result.folded = subject_name.folded
     WHERE ${where} LIMIT ${maxSorted + 1}`,
    parameters,
  );
  if (few.length <= maxSorted) {
    const ordinals = JSON.stringify(few.map(({ ordinal }) => ordinal));
    const found = { sql: 'result.ordinal IN (SELECT value FROM json_each(?))', parameters: [ordinals] };
    return { none: few.length === 0, page: found, all: found };
  }
  return {
    none: false,
    page: holding(search),
    all: { sql: `result.folded IN (SELECT subject_name.folded FROM ${from} WHERE ${where})`, parameters },
  };
}

function namesHolding(search: string) {
  const folded = fold(search);
  const where = "subject_name.folded LIKE ? ESCAPE '\\'";
  const letters = [...folded];
  // FTS5 reads its query up to a NUL, and no name has one.
  if (letters.length < lettersIndexed || letters.includes('\0')) {
    return { from: 'subject_name', where, parameters: [containing(search)] };
  }
  return {
    from: 'subject_search CROSS JOIN subject_name ON subject_name.id = subject_search.rowid',
    where: `subject_search MATCH ? AND ${where}`,
    parameters: [threesOf(letters).map(quoted).join(' AND '), containing(search)],
  };
}

/** As few as hold every letter, the last of them perhaps twice. */
function threesOf(letters: readonly string[]): readonly string[] {
  const starts = Array.from({ length: Math.ceil(letters.length / lettersIndexed) }, (_, nth) =>
    Math.min(nth * lettersIndexed, letters.length - lettersIndexed),
  );
  return [...new Set(starts.map((start) => letters.slice(start, start + lettersIndexed).join('')))];
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** The pattern of a text within a folded name. */
export function containing(search: string): string {
  return `%${fold(search).replace(/[\\%_]/g, '\\$&')}%`;
}
