import type { BallotChoice } from '../../../../schema/operations/typed.ts';

/** What can be marked, with its key; the four levels first, best first. */
export const choices: readonly (readonly [choice: BallotChoice, key: string])[] = [
  ['EXCELLENT', '1'],
  ['GOOD', '2'],
  ['COMPLETED', '3'],
  ['NOT_COMPLETED', '4'],
  ['NOT_RATED', '5'],
  ['BLANK', '0'],
];

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
 * What fills a ballot up to the length of the longest on its sheet, where every review has the longest mark: so that its size, which
 * TLS does not hide, tells neither what is marked nor how much. `sheetIds`: the round's reviews, those that this seat does not mark
 * included. Both are plain ASCII, a byte a letter.
 */
export function paddingOf(choices: readonly Choice[], sheetIds: readonly string[]): string {
  const most = sheetIds.map((reviewId): Choice => ({ reviewId, choice: longest }));
  return ' '.repeat(JSON.stringify(most).length - JSON.stringify(choices).length);
}

export function choiceOfKey(key: string): BallotChoice | undefined {
  return choices.find(([, one]) => one === key)?.[0];
}
