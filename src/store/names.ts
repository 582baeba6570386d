import { fold } from '../core/text.ts';
import type { Query } from './gate.ts';

export interface Condition {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** Conditions that find results whose names hold a text. */
export interface Found {
  /** Whether no result can be found. */
  readonly none: boolean;
  /** For a page in the order of an index. */
  readonly page: Condition;
  /** For a count of all of them. */
  readonly all: Condition;
}

/** Up to so many results are read and then sorted. With more, a page fills quickly when results are read in its order. */
export const maxSorted = 2_000;
const lettersIndexed = 3;

/** Finds among results that are few by the other conditions. Reads their names alone, and does not use the index of all names. */
export function findAmongFew(search: string): Found {
  const each = holding(search);
  return { none: false, page: each, all: each };
}

const holding = (search: string): Condition => ({
  sql: "result.folded LIKE ? ESCAPE '\\'",
  parameters: [containing(search)],
});

/**
 * Finds results whose folded names hold the folded text, as `LIKE '%…%'` does. Every name stands once in `subject_name`. An index of trigrams tells which names
 * may hold a text of three letters or more: those that have all of its trigrams. The index is not asked for their positions, because it would have
 * to read every position of every trigram.
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
  // FTS5 reads a query only up to a NUL. No name has one.
  if (letters.length < lettersIndexed || letters.includes('\0')) {
    return { from: 'subject_name', where, parameters: [containing(search)] };
  }
  return {
    from: 'subject_search CROSS JOIN subject_name ON subject_name.id = subject_search.rowid',
    where: `subject_search MATCH ? AND ${where}`,
    parameters: [threesOf(letters).map(quoted).join(' AND '), containing(search)],
  };
}

/** Returns the fewest trigrams that cover every letter. The last one may overlap the one before. */
function threesOf(letters: readonly string[]): readonly string[] {
  const starts = Array.from({ length: Math.ceil(letters.length / lettersIndexed) }, (_, nth) =>
    Math.min(nth * lettersIndexed, letters.length - lettersIndexed),
  );
  return [...new Set(starts.map((start) => letters.slice(start, start + lettersIndexed).join('')))];
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** Returns the LIKE pattern of a text within a folded name. */
export function containing(search: string): string {
  return `%${fold(search).replace(/[\\%_]/g, '\\$&')}%`;
}
