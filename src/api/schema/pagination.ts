import 'reflect-metadata';
import { ArgsType, Field, Int } from 'type-graphql';
import { limits } from '../../core/limits.ts';
import { KeyInvalid, type Listing, type PageRequest } from '../../history/history.ts';
import { coded } from '../errors.ts';
import type { PageInfo } from './types/connections.ts';

export const maxPerPage = 100;

/** The arguments of a list: exactly one of first and last, 1 to 100. */
@ArgsType()
export class PageArgs {
  @Field(() => Int, { nullable: true, description: 'How many from the front, 1 to 100.' })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'The cursor of an edge; the page begins after it.' })
  after?: string | null;

  @Field(() => Int, { nullable: true, description: 'How many from the back, 1 to 100.' })
  last?: number | null;

  @Field(() => String, { nullable: true, description: 'The cursor of an edge; the page ends before it.' })
  before?: string | null;
}

export function pageRequest({ first, after, last, before }: PageArgs): PageRequest {
  const forward = first !== undefined && first !== null;
  const backward = last !== undefined && last !== null;
  if (forward === backward) throw coded('BAD_USER_INPUT', 'Give exactly one of first and last, 1 to 100.');
  const size = (forward ? first : last) ?? 0;
  if (size < 1 || size > maxPerPage) throw coded('BAD_USER_INPUT', 'first and last go from 1 to 100.');
  const given = (cursor: string | null | undefined) => cursor !== undefined && cursor !== null;
  if (forward && given(before))
    throw coded('BAD_USER_INPUT', 'before goes with last; first goes with after.');
  if (backward && given(after))
    throw coded('BAD_USER_INPUT', 'after goes with first; last goes with before.');
  return { size, direction: forward ? 'FORWARD' : 'BACKWARD', from: (forward ? after : before) ?? null };
}

/** Returns the text by which names are searched. Throws BAD_USER_INPUT where it is too long. */
export function readSearch(search: string | null | undefined): string | null {
  if (search === null || search === undefined) return null;
  if (search.length > limits.nameLength) {
    throw coded('BAD_USER_INPUT', `A search has at most ${limits.nameLength} characters.`);
  }
  return search;
}

/** Returns a page of a list that is whole in memory. An item's key is its id. Throws KeyInvalid for a key of no item. */
export function sliceOf<Row extends { readonly id: string }>(
  items: readonly Row[],
  { size, direction, from }: PageRequest,
): Listing<Row> {
  const at = from === null ? null : items.findIndex(({ id }) => id === from);
  if (at === -1) throw new KeyInvalid();
  const forward = direction === 'FORWARD';
  const [start, end] = forward ? [at === null ? 0 : at + 1, items.length] : [0, at ?? items.length];
  const rows = forward
    ? items.slice(start, Math.min(end, start + size))
    : items.slice(Math.max(start, end - size), end);
  return {
    rows: rows.map((row) => ({ key: row.id, row })),
    direction,
    hasMore: end - start > size,
    hasBehind: async () => at !== null,
    total: async () => items.length,
  };
}

export function connectionOf<Row, Wire>(
  page: Listing<Row>,
  wire: (row: Row) => Wire,
): {
  edges: readonly { cursor: string; node: Wire }[];
  pageInfo: PageInfo;
  totalCount: () => Promise<number>;
} {
  const edges = page.rows.map(({ key, row }) => ({ cursor: key, node: wire(row) }));
  const forward = page.direction === 'FORWARD';
  return {
    edges,
    pageInfo: {
      hasNextPage: forward ? page.hasMore : page.hasBehind,
      hasPreviousPage: forward ? page.hasBehind : page.hasMore,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: page.total,
  };
}
