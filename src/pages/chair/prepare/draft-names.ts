import type { Distinct } from '../../../words/names.ts';
import { namesOfReviews, namesOfSeats } from '../../names.ts';
import type { DraftItem, DraftSeat } from './draft.ts';

/** Returns the names of seats by key. */
export function namesOfDraftSeats(seats: readonly DraftSeat[]): (key: string) => Distinct {
  return namesOfSeats(
    seats.map(({ key, fullName, position }) => ({
      id: key,
      position: position.trim() || null,
      person: { fullName },
    })),
  );
}

/** Returns the names of items by key. */
export function namesOfDraftItems(agenda: readonly DraftItem[]): (key: string) => Distinct {
  return namesOfReviews(
    agenda.map(({ key, name, position, peerGroup, kind }, at) => ({
      id: key,
      position: at + 1,
      subject: { name, position: position.trim() || null, peerGroup: peerGroup.trim() || kind },
    })),
  );
}
