import type { BallotChoice } from '../../../../schema/operations/typed.ts';
import { choices } from './choices.ts';

/** The one with the longest name. */
const longest = choices.reduce<BallotChoice>(
  (former, [choice]) => (choice.length > former.length ? choice : former),
  'BLANK',
);

/** One mark as it is sent. */
interface Choice {
  readonly reviewId: string;
  readonly choice: BallotChoice;
}

/**
 * Spaces that make a ballot as long as the longest on its sheet, where every review has the longest mark, because TLS does not hide a
 * ballot's size: it tells neither what is marked nor how much. `sheetIds`: the round's reviews, with those that this seat does not mark.
 * Both are plain ASCII, a byte a letter.
 */
export function paddingOf(choices: readonly Choice[], sheetIds: readonly string[]): string {
  const fullest = sheetIds.map((reviewId): Choice => ({ reviewId, choice: longest }));
  return ' '.repeat(JSON.stringify(fullest).length - JSON.stringify(choices).length);
}
