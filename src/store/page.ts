import { KeyInvalid, type Page, type PageRequest } from '../clerk/ports.ts';
import type { Query } from './gate.ts';

/** One column that rows are ordered by; together the columns tell every two rows apart. */
export interface Ordering {
  readonly column: string;
  readonly descending?: boolean;
}

/** A select without its ORDER BY and LIMIT: `from … where …` with its parameters. */
export interface Selection {
  readonly columns: string;
  readonly from: string;
  readonly where: readonly string[];
  readonly parameters: readonly unknown[];
}

/**
 * A page by keyset: rows after (or before) a key, in order, neither skipped nor repeated while others are added. Reads one row
 * more than asked, to know whether there are more.
 */
export async function readPage<Row extends object, Out>(
  query: Query,
  selection: Selection,
  order: readonly Ordering[],
  page: PageRequest,
  read: (row: Row) => Out | Promise<Out>,
): Promise<Page<Out>> {
  const backward = page.direction === 'BACKWARD';
  const from = page.from === null ? null : readKey(page.from, selection.from, order.length);
  const beyond = from === null ? null : beyondKey(order, from, backward);
  const where = [...selection.where, ...(beyond === null ? [] : [beyond.sql])];
  const keys = order.map(({ column }, index) => `${column} AS key_${index}`).join(', ');
  const sorting = order
    .map(({ column, descending }) => `${column} ${(descending ?? false) === backward ? 'ASC' : 'DESC'}`)
    .join(', ');
  const rows = await query<Row & Record<string, unknown>>(
    `SELECT ${selection.columns}, ${keys} FROM ${selection.from}
     ${where.length === 0 ? '' : `WHERE ${where.map((one) => `(${one})`).join(' AND ')}`}
     ORDER BY ${sorting} LIMIT ?`,
    [...selection.parameters, ...(beyond?.parameters ?? []), page.size + 1],
  );
  const more = rows.length > page.size;
  const kept = rows.slice(0, page.size);
  if (backward) kept.reverse();
  const out = [];
  for (const row of kept) {
    const key = writeKey(
      selection.from,
      order.map((_, index) => row[`key_${index}`]),
    );
    out.push({ key, row: await read(row) });
  }
  return backward
    ? { rows: out, hasBefore: more, hasAfter: page.from !== null }
    : { rows: out, hasBefore: page.from !== null, hasAfter: more };
}

export async function countRows(query: Query, { from, where, parameters }: Selection): Promise<number> {
  const condition = where.length === 0 ? '' : `WHERE ${where.map((one) => `(${one})`).join(' AND ')}`;
  const [row] = await query<{ total: number }>(
    `SELECT COUNT(*) AS total FROM ${from} ${condition}`,
    parameters,
  );
  return row?.total ?? 0;
}

/** (a, b) beyond (x, y): a beyond x, or a = x and b beyond y; each column in its own direction. */
function beyondKey(order: readonly Ordering[], key: readonly unknown[], backward: boolean) {
  const parameters: unknown[] = [];
  const cases = order.map((last, depth) => {
    const equal = order.slice(0, depth).map(({ column }, index) => {
      parameters.push(key[index]);
      return `${column} = ?`;
    });
    parameters.push(key[depth]);
    const sign = (last.descending ?? false) === backward ? '>' : '<';
    return `(${[...equal, `${last.column} ${sign} ?`].join(' AND ')})`;
  });
  return { sql: cases.join(' OR '), parameters };
}

function writeKey(list: string, values: readonly unknown[]): string {
  return Buffer.from(JSON.stringify([list, ...values])).toString('base64url');
}

function readKey(key: string, list: string, columns: number): readonly (string | number)[] {
  try {
    const values: unknown = JSON.parse(Buffer.from(key, 'base64url').toString());
    const fits =
      Array.isArray(values) &&
      values.length === columns + 1 &&
      values[0] === list &&
      values.every((value) => typeof value === 'string' || typeof value === 'number');
    if (fits) return values.slice(1);
  } catch {
    // Falls through to the error that says so.
  }
  throw new KeyInvalid('no page of this connection gave that key');
}
