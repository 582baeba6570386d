// Simulated ballots. The article publishes levels and no counts. These counts are invented: they are the same in every run, never unanimous, and give the
// published level by the rules.

import { createHash } from 'node:crypto';
import type { BallotChoice } from '../../schema/operations/typed.ts';
import { conference } from './conference.ts';
import { publishedLevelOf } from './expected.ts';

export type SimulatedCounts = Partial<Record<BallotChoice, number>>;

/** The item on which no level has more than half of the 15 marks. EXCELLENT and GOOD together have, so the level is GOOD. */
const splitItemKey = 'cell-06';

function digest(text: string): Buffer {
  return createHash('sha256').update(`vinh-loc-2023/${text}`).digest();
}

/** Returns the keys of the seats that mark this item: all but the one under review. */
export function votersOf(itemKey: string): string[] {
  const ownSeat = conference.agenda.find((item) => item.key === itemKey)?.seatKey;
  return conference.seats.map((seat) => seat.key).filter((key) => key !== ownSeat);
}

export function simulatedCounts(itemKey: string): SimulatedCounts {
  const voters = votersOf(itemKey).length;
  if (itemKey === splitItemKey) return { EXCELLENT: 6, GOOD: 7, COMPLETED: 2 };
  const [first = 0, second = 0, third = 0] = digest(itemKey);
  const blank = third % 7 === 0 ? 1 : 0;
  if (publishedLevelOf(itemKey) === 'EXCELLENT') {
    const good = 1 + (first % 4);
    return { EXCELLENT: voters - good - blank, GOOD: good, BLANK: blank };
  }
  const excellent = 2 + (first % 3);
  const completed = second % 2;
  return {
    EXCELLENT: excellent,
    GOOD: voters - excellent - completed - blank,
    COMPLETED: completed,
    BLANK: blank,
  };
}

/** Returns what one seat marks for one item. Throws where the seat does not mark it. */
export function simulatedChoice(itemKey: string, seatKey: string): BallotChoice {
  const shuffled = votersOf(itemKey)
    .map((key) => ({ key, order: digest(`${itemKey}/${key}`).toString('hex') }))
    .sort((a, b) => (a.order < b.order ? -1 : 1));
  const marks = Object.entries(simulatedCounts(itemKey)).flatMap(([choice, count]) =>
    Array.from({ length: count }, () => choice as BallotChoice),
  );
  const mark = marks[shuffled.findIndex((voter) => voter.key === seatKey)];
  if (!mark) throw new Error(`${seatKey} does not vote on ${itemKey}`);
  return mark;
}
