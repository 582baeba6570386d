import { KeyInvalid, type Listing, type Page, type PageRequest } from '../history/history.ts';
import type { Query } from './gate.ts';

/** One column that rows are ordered by. All of them together differ for any two rows. */
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
  /** The expression that counts rows, where one row stands for several. */
  readonly count?: string;
}

/**
 * Reads a page by keyset: rows after or before a key, in order. No row is skipped or repeated while others are added. It reads one row more than asked, to know
 * whether there are more. `read` gets the rows of a page at once.
 */
export async function readPage<Row extends object, Out>(
  query: Query,
  selection: Selection,
  order: readonly Ordering[],
  page: PageRequest,
  read: (rows: readonly Row[]) => readonly Out[] | Promise<readonly Out[]>,
): Promise<Page<Out>> {
  const backward = page.direction === 'BACKWARD';
  const list = listOf(selection, order);
  const from = page.from === null ? null : readKey(page.from, list, order.length);
  const { sql, parameters } = pageSql(selection, order, { from, backward, most: page.size + 1 });
  const rows = await query<Row & Record<string, unknown>>(sql, parameters);
  const more = rows.length > page.size;
  const kept = rows.slice(0, page.size);
  if (backward) kept.reverse();
  const keys = kept.map((row) =>
    writeKey(
      list,
      order.map((_, index) => row[`key_${index}`]),
    ),
  );
  const out = (await read(kept)).map((row, at) => ({ key: keys[at] ?? '', row }));
  return { rows: out, direction: page.direction, hasMore: more };
}

/** Returns the page of a list that is known to have no rows. A key is checked all the same. */
export function emptyListing<Row>(
  { from }: Pick<Selection, 'from'>,
  order: readonly Ordering[],
  page: PageRequest,
): Listing<Row> {
  if (page.from !== null) readKey(page.from, listOf({ from }, order), order.length);
  const { direction } = page;
  return { rows: [], direction, hasMore: false, total: async () => 0, hasBehind: async () => false };
}

/** Says whether any row lies before the page: at its key, whose row may be gone, or on the other side of the key. */
export async function hasBehind(
  query: Query,
  selection: Selection,
  order: readonly Ordering[],
  { from, direction }: PageRequest,
): Promise<boolean> {
  if (from === null) return false;
  const key = readKey(from, listOf(selection, order), order.length);
  const stretch = { from: key, backward: direction === 'FORWARD', most: 1, inclusive: true };
  const { sql, parameters } = pageSql({ ...selection, columns: '1 AS one' }, order, stretch);
  return (await query(sql, parameters)).length > 0;
}

/** Names the list that a key belongs to: the columns of a table in their order. */
function listOf({ from }: Pick<Selection, 'from'>, order: readonly Ordering[]): string {
  return [from, ...order.map(({ column, descending }) => `${column}${descending ? '-' : '+'}`)].join();
}

interface Stretch {
  readonly from: readonly unknown[] | null;
  readonly backward: boolean;
  readonly most: number;
  /** Whether the row of the key belongs to the page. */
  readonly inclusive?: boolean;
}

/**
 * Writes the select of a page. The rows beyond (x, y) are those with x that are beyond y, and then those beyond x. Each part is one range of the index of this
 * order, and SQLite merges the parts while it reads, only as far as needed. As one condition, it would read all rows with x, or all rows.
 */
function pageSql(
  { columns, from: table, where, parameters }: Selection,
  order: readonly Ordering[],
  { from, backward, most, inclusive = false }: Stretch,
): { readonly sql: string; readonly parameters: readonly unknown[] } {
  const keys = order.map(({ column }, index) => `${column} AS key_${index}`).join(', ');
  const sorted = order
    .map((one, index) => `key_${index} ${(one.descending ?? false) === backward ? 'ASC' : 'DESC'}`)
    .join(', ');
  const stretches =
    from === null ? [{ conditions: [], values: [] }] : beyondKey(order, from, { backward, inclusive });
  const parts = stretches.map(({ conditions }) => {
    const all = [...where, ...conditions].map((one) => `(${one})`).join(' AND ');
    return `SELECT ${columns}, ${keys} FROM ${table} ${all === '' ? '' : `WHERE ${all}`}`;
  });
  return {
    // The limit is no parameter, because SQLite uses the index of the order only where it sees a small limit.
    sql: `${parts.join(' UNION ALL ')} ORDER BY ${sorted} LIMIT ${most}`,
    parameters: stretches.flatMap(({ values }) => [...parameters, ...values]),
  };
}

export async function countRows(
  query: Query,
  { from, where, parameters, count = 'COUNT(*)' }: Selection,
): Promise<number> {
  const condition = where.length === 0 ? '' : `WHERE ${where.map((one) => `(${one})`).join(' AND ')}`;
  const [row] = await query<{ total: number | null }>(
    `SELECT ${count} AS total FROM ${from} ${condition}`,
    parameters,
  );
  return row?.total ?? 0;
}

/** Returns the parts, the nearest first: rows that differ in the last column only, then in the column before it, and so on. */
function beyondKey(
  order: readonly Ordering[],
  key: readonly unknown[],
  { backward, inclusive }: { readonly backward: boolean; readonly inclusive: boolean },
) {
  return order
    .map((last, depth) => {
      const equals = inclusive && depth === order.length - 1 ? '=' : '';
      const sign = `${(last.descending ?? false) === backward ? '>' : '<'}${equals}`;
      const equal = order.slice(0, depth).map(({ column }) => `${column} = ?`);
      return { conditions: [...equal, `${last.column} ${sign} ?`], values: key.slice(0, depth + 1) };
    })
    .reverse();
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
      values.every((value) => typeof value === 'string' || Number.isFinite(value)) &&
      // The key must be of this list and unchanged, because decoding passes over characters that are no base64url.
      writeKey(list, values.slice(1)) === key;
    if (fits) return values.slice(1);
  } catch {
    // The error below says so.
  }
  throw new KeyInvalid('no page of this connection gave that key');
}
