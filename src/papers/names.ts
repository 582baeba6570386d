import type { View } from '../core/show.ts';
import { type Distinct, distinguished } from '../words/names.ts';
import { papers as words } from '../words/vi/papers.ts';

/** By a seat's id: the person, told from others of the name by position and by the number on the secretary's list. */
export function namesOfSeats({ seats }: Pick<View, 'seats'>): (seatId: string) => Distinct {
  return distinguished(
    seats.map(({ id, fullName, position }, at) => ({
      id,
      name: fullName,
      position,
      marks: [words.numberedSeat(at + 1)],
    })),
  );
}
