import { signal } from '@preact/signals';
import { type Distinct, distinguished, type Named } from '../words/names.ts';
import { deviceStorage } from './browser-storage.ts';
import { compareNames } from './format.ts';
import { commonWords, say } from './words.ts';

// Whom a page means where it names somebody.

interface SeatNamed {
  readonly id: string;
  readonly position: string | null;
  readonly person: { readonly fullName: string };
}

export const fullNameOf = ({ person }: Pick<SeatNamed, 'person'>): string => person.fullName;

/** By a seat's id: the position, or the seat's number on the secretary's list, for whoever has another's name. All seats, in that order. */
export function namesOfSeats(seats: readonly SeatNamed[]): (seatId: string) => Distinct {
  const t = say(commonWords);
  return distinguished(
    seats.map(
      ({ id, position, person }, at): Named => ({
        id,
        name: person.fullName,
        position,
        marks: [t.numberedSeat(at + 1)],
      }),
    ),
  );
}

interface ReviewNamed {
  readonly id: string;
  readonly position: number;
  readonly subject: { readonly name: string; readonly position: string | null; readonly peerGroup: string };
}

/** By a review's id: the subject's position or peer group, or its number on the agenda; not that number where it stands beside anyway. */
export function namesOfReviews(
  reviews: readonly ReviewNamed[],
  { numbered = false }: { readonly numbered?: boolean } = {},
): (reviewId: string) => Distinct {
  const t = say(commonWords);
  return distinguished(
    reviews.map(
      ({ id, position, subject }): Named => ({
        id,
        name: subject.name,
        position: subject.position,
        marks: [peerGroupName(subject.peerGroup), numbered ? null : t.numberedItem(position)],
      }),
    ),
  );
}

/** A peer group without a name of its own has its kind's, as these words have it; by default those of all pages. */
export function peerGroupName(
  peerGroup: string,
  kinds: Readonly<Record<string, string>> = say(commonWords).kinds,
): string {
  return (Object.hasOwn(kinds, peerGroup) ? kinds[peerGroup] : undefined) ?? peerGroup;
}

/** As the secretary gave it, or by given name. */
export type SeatOrder = 'LIST' | 'NAME';

const storedAs = 'seat-order';
/** The secretary's, until a person of this device chose otherwise. */
export const seatOrder = signal<SeatOrder>(deviceStorage.get(storedAs) === 'NAME' ? 'NAME' : 'LIST');

export function chooseSeatOrder(order: SeatOrder): void {
  seatOrder.value = order;
  deviceStorage.set(storedAs, order);
}

/** Seats, or what belongs to one each, as they came, which is the secretary's order, in the order that this device shows. */
export function inSeatOrder<Item>(items: readonly Item[], nameOf: (item: Item) => string): readonly Item[] {
  if (seatOrder.value === 'LIST') return items;
  return [...items].sort((one, other) => compareNames(nameOf(one), nameOf(other)));
}
