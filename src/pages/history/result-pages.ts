import type {
  ResultFilter,
  ResultRowFragment,
  ResultRowsFragment,
} from '../../../schema/operations/typed.ts';
import { HistoryResultsDocument } from '../../../schema/operations/typed.ts';
import type { Connection } from '../live/connection.ts';

/** How many results the list shows at a time. */
export const pageSize = 25;
/** The maximum that the API gives at a time. */
const maxPageSize = 100;

type AskPage = (page: { first: number; after: string | null }) => Promise<ResultRowsFragment | null>;

/**
 * Returns every result of a list, page after page; null where there is no such list. `progress` gets how many are read and how many there are, and returns
 * whether to go on.
 */
export async function everyResult(
  askPage: AskPage,
  progress: (done: number, total: number) => boolean,
): Promise<readonly ResultRowFragment[] | null> {
  const rows: ResultRowFragment[] = [];
  let after: string | null = null;
  for (;;) {
    const page: ResultRowsFragment | null = await askPage({ first: maxPageSize, after });
    if (page === null) return null;
    rows.push(...page.edges.map(({ node }) => node));
    const { hasNextPage, endCursor } = page.pageInfo;
    if (!progress(rows.length, page.totalCount) || !hasNextPage || endCursor === null) return rows;
    after = endCursor;
  }
}

export function askResults(connection: Connection, filter: ResultFilter): AskPage {
  return async (page) => (await connection.ask(HistoryResultsDocument, { ...page, filter })).results;
}
