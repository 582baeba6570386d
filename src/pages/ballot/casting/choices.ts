import type { BallotChoice } from '../../../../schema/operations/typed.ts';

/** The choices, each with its key. The four levels come first, the best one first. */
export const choices: readonly (readonly [choice: BallotChoice, key: string])[] = [
  ['EXCELLENT', '1'],
  ['GOOD', '2'],
  ['COMPLETED', '3'],
  ['NOT_COMPLETED', '4'],
  ['NOT_RATED', '5'],
  ['BLANK', '0'],
];

export function choiceOfKey(key: string): BallotChoice | undefined {
  return choices.find(([, one]) => one === key)?.[0];
}
