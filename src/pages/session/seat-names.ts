import { type SeatPartsFragment, SessionSeatsDocument } from '../../../schema/operations/typed.ts';
import type { Distinct } from '../../words/names.ts';
import { useAnswer } from '../live/answers.ts';
import type { Connection } from '../live/connection.ts';
import { namesOfSeats } from '../names.ts';

/** What names a seat until it is known who else sits here. */
export type NamedSeat = Pick<SeatPartsFragment, 'id' | 'position'> & {
  readonly person: { readonly fullName: string };
};

/**
 * How each seat is named. Who else sits here is asked for once, as soon as somebody is to be named: frames do not carry it. Until
 * it is known, everybody is named with the position. Seats stay as they are once the session has convened; null asks nothing.
 */
export function useSeatNames(
  connection: Connection,
  sessionId: string | null,
): (seat: NamedSeat) => Distinct {
  const asked = useAnswer(connection, SessionSeatsDocument, sessionId === null ? null : { id: sessionId });
  const seats = asked.value.data?.session?.seats;
  if (seats === undefined) return ({ person, position }) => ({ name: person.fullName, detail: position });
  const nameOf = namesOfSeats(seats);
  return ({ id }) => nameOf(id);
}
