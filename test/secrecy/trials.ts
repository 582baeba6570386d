import { type Attack, attacks, outOfReach, withKey } from './attacks.ts';
import { type Measure, measure, nothingMeasured, sum } from './measure.ts';
import type { Evidence } from './meeting.ts';

/** By attack, what it came to over all rounds. */
export type Measures = ReadonlyMap<string, Measure>;

export const everyAttack: readonly (readonly [string, Attack])[] = [...attacks, ...withKey, ...outOfReach];

export function measureAll(rounds: readonly Evidence[]): Measures {
  return new Map(
    everyAttack.map(([name, attack]) => [
      name,
      rounds.map((evidence) => measure(attack(evidence), evidence.truth)).reduce(sum, nothingMeasured),
    ]),
  );
}
