import type {
  ResultFilter,
  ResultRowFragment,
  ResultRowsFragment,
} from '../../../schema/operations/typed.ts';
import { HistoryResultsDocument } from '../../../schema/operations/typed.ts';
import type { Connection } from '../live/connection.ts';
import { commonWords, say } from '../words.ts';
import { historyWords } from './words.ts';

/** How many the list shows at once. */
export const pageSize = 25;
/** The most that the API gives at once. */
const mostAtOnce = 100;

type AskPage = (page: { first: number; after: string | null }) => Promise<ResultRowsFragment | null>;

/**
 * Every result of a list, page after page; null where there is no such list. `progress` is told how many are there, of how many,
 * and says whether to go on.
 */
export async function everyResult(
  askPage: AskPage,
  progress: (done: number, total: number) => boolean,
): Promise<readonly ResultRowFragment[] | null> {
  const rows: ResultRowFragment[] = [];
  let after: string | null = null;
  for (;;) {
    const page: ResultRowsFragment | null = await askPage({ first: mostAtOnce, after });
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

export type Period = ResultRowFragment['period'];

export function periodName({ kind, year, quarter }: Period): string {
  return say(historyWords).periods[kind](year, quarter ?? 0);
}

export function shortPeriodName({ kind, year, quarter }: Period): string {
  return say(historyWords).shortPeriods[kind](year, quarter ?? 0);
}

/** Earlier periods first; a year stands after its quarters. */
export function comparePeriods(one: Period, other: Period): number {
  return one.year - other.year || (one.quarter ?? 5) - (other.quarter ?? 5);
}

/** What a result amounts to: its level; where it has none, why. */
export type Standing = NonNullable<ResultRowFragment['level']> | 'NOT_RATED' | 'UNDECIDED';

/** From the best down, as charts and tables have them. */
export const standings: readonly Standing[] = [
  'EXCELLENT',
  'GOOD',
  'COMPLETED',
  'NOT_COMPLETED',
  'NOT_RATED',
  'UNDECIDED',
];

export function standingOf({ level, status }: Pick<ResultRowFragment, 'level' | 'status'>): Standing {
  return level ?? (status === 'NOT_RATED' ? 'NOT_RATED' : 'UNDECIDED');
}

export function standingName(standing: Standing): string {
  return standing === 'UNDECIDED' ? say(historyWords).undecided : say(commonWords).levels[standing];
}

export function standingMark(standing: Standing): string {
  return standing === 'UNDECIDED' ? say(historyWords).undecidedMark : say(commonWords).levelMarks[standing];
}
