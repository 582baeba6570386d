import { type SeatPartsFragment, SessionSeatsDocument } from '../../../schema/operations/typed.ts';
import type { Distinct } from '../../words/names.ts';
import { useAnswer } from '../live/answers.ts';
import type { Connection } from '../live/connection.ts';
import { namesOfSeats } from '../names.ts';

/** What names a seat before the other seats are known. */
export type NamedSeat = Pick<SeatPartsFragment, 'id' | 'position'> & {
  readonly person: { readonly fullName: string };
};

/**
 * Returns the name of each seat. The session's seats are asked for once, when somebody must be named, because frames do not have them. Until they are known,
 * everybody is named with the position. Once the session has convened, seats do not change. A null id asks nothing.
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
