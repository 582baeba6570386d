import type { BallotChoice } from '../../../../schema/operations/typed.ts';
import { choices } from './choices.ts';

/** The choice with the longest name. */
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
 * Returns spaces that make a ballot as long as the longest one of its round, in which every review has the longest mark. TLS does not hide the size of a
 * ballot, and with the spaces the size tells neither what is marked nor how much. `sheetIds` are the round's reviews, with those that this seat does not mark.
 * All is ASCII, a byte a letter.
 */
export function paddingOf(choices: readonly Choice[], sheetIds: readonly string[]): string {
  const fullest = sheetIds.map((reviewId): Choice => ({ reviewId, choice: longest }));
  return ' '.repeat(JSON.stringify(fullest).length - JSON.stringify(choices).length);
}
