import { fold } from '../core/text.ts';
import type { Query } from './gate.ts';

export interface Condition {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** How results whose names hold a text are found. */
export interface Found {
  /** For a page in the order of an index. */
  readonly page: Condition;
  /** For a count of all of them. */
  readonly all: Condition;
}

/** So many results are read and then sorted; of more than that, a page is soon full when read in its order. */
const mostSorted = 2_000;
const lettersIndexed = 3;

/**
 * Results whose folded names hold the folded text, as `LIKE '%…%'` finds them. Every name stands once in `subject_name`; an index
 * of each three letters in a row tells which may hold a text of three or more.
 */
export async function findNamed(query: Query, search: string): Promise<Found> {
  const { from, where, parameters } = namesHolding(search);
  const few = await query<{ ordinal: number }>(
    `SELECT result.ordinal FROM ${from} CROSS JOIN result ON result.folded = subject_name.folded
     WHERE ${where} LIMIT ${mostSorted + 1}`,
    parameters,
  );
  if (few.length <= mostSorted) {
    const ordinals = JSON.stringify(few.map(({ ordinal }) => ordinal));
    const found = { sql: 'result.ordinal IN (SELECT value FROM json_each(?))', parameters: [ordinals] };
    return { page: found, all: found };
  }
  return {
    page: { sql: "result.folded LIKE ? ESCAPE '\\'", parameters: [containing(search)] },
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
    parameters: [`"${folded.replaceAll('"', '""')}"`, containing(search)],
  };
}

/** The pattern of a text within a folded name. */
export function containing(search: string): string {
  return `%${fold(search).replace(/[\\%_]/g, '\\$&')}%`;
}
