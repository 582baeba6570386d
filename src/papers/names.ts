import type { View } from '../core/show.ts';
import { type Distinct, distinguished } from '../words/names.ts';
import { papers as words } from '../words/vi/papers.ts';

/** Returns the person of a seat. Where others have the name, position and number on the secretary's list tell them apart. */
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
