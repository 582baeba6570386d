import type { ResultRowFragment } from '../../../schema/operations/typed.ts';
import { commonWords, say } from '../words.ts';
import { historyWords } from './words.ts';

/** The rating of a result: its level, or why it has none. */
export type Rating = NonNullable<ResultRowFragment['level']> | 'NOT_RATED' | 'UNDECIDED';

/** The best first, as charts and tables have them. */
export const ratings: readonly Rating[] = [
  'EXCELLENT',
  'GOOD',
  'COMPLETED',
  'NOT_COMPLETED',
  'NOT_RATED',
  'UNDECIDED',
];

export function ratingOf({ level, status }: Pick<ResultRowFragment, 'level' | 'status'>): Rating {
  return level ?? (status === 'NOT_RATED' ? 'NOT_RATED' : 'UNDECIDED');
}

export function ratingName(rating: Rating): string {
  return rating === 'UNDECIDED' ? say(historyWords).undecided : say(commonWords).levels[rating];
}

export function ratingMark(rating: Rating): string {
  return rating === 'UNDECIDED' ? say(historyWords).undecidedMark : say(commonWords).levelMarks[rating];
}
