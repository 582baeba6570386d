import { signal } from '@preact/signals';
import { type Distinct, distinguished, type Named } from '../words/names.ts';
import { deviceStorage } from './browser-storage.ts';
import { compareNames } from './format.ts';
import { commonWords, say } from './words.ts';

// Whom a page means when it names somebody.

interface SeatNamed {
  readonly id: string;
  readonly position: string | null;
  readonly person: { readonly fullName: string };
}

export const fullNameOf = ({ person }: Pick<SeatNamed, 'person'>): string => person.fullName;

/**
 * Returns what to call the person of a seat. People with one name get the position, or the seat's number on the secretary's list. `seats` are all seats, in
 * that order.
 */
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

/**
 * Returns what to call the subject of a review. Subjects with one name get the position, the peer group or the number on the agenda; `numbered` leaves out that
 * number, because it stands beside the name.
 */
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

/** Returns the name of a peer group. One that is called by its kind gets the kind's label from `kinds`, by default that of all pages. */
export function peerGroupName(
  peerGroup: string,
  kinds: Readonly<Record<string, string>> = say(commonWords).kinds,
): string {
  return (Object.hasOwn(kinds, peerGroup) ? kinds[peerGroup] : undefined) ?? peerGroup;
}

/** The secretary's order, or by given name. */
export type SeatOrder = 'LIST' | 'NAME';

const storedAs = 'seat-order';
/** The secretary's order, until somebody chooses another one on this device. */
export const seatOrder = signal<SeatOrder>(deviceStorage.get(storedAs) === 'NAME' ? 'NAME' : 'LIST');

export function chooseSeatOrder(order: SeatOrder): void {
  seatOrder.value = order;
  deviceStorage.set(storedAs, order);
}

/** Returns seats, or things of one seat each, in the order that this device shows. They come in the secretary's order. */
export function inSeatOrder<Item>(items: readonly Item[], nameOf: (item: Item) => string): readonly Item[] {
  if (seatOrder.value === 'LIST') return items;
  return [...items].sort((one, other) => compareNames(nameOf(one), nameOf(other)));
}
