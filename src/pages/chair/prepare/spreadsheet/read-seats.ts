import type { SeatRole } from '../../../../../schema/operations/typed.ts';
import { sameName } from '../../../../words/names.ts';
import type { DraftSeat } from '../draft.ts';
import {
  type CellError,
  type Cells,
  choiceIn,
  flagIn,
  type Row,
  readTable,
  requiredText,
  shortText,
} from './table.ts';

export const maxNameLength = 200;
export const maxKeyLength = 64;

type Keyless = Omit<DraftSeat, 'key'>;

/**
 * Reads seats from the rows of a file. A seat that was there under the same name keeps its key, and so its access code. Every other seat gets a new one, so
 * that nobody gets the code of somebody else.
 */
export function readSeats(
  cells: Cells,
  former: readonly DraftSeat[],
  newKey: () => string,
  errors: CellError[],
): { readonly seats: readonly DraftSeat[]; readonly kept: number } {
  const { rows } = readTable('seats', cells, errors);
  const read = rows.map((row) => ({ row, key: shortText(row, 'key', maxKeyLength), seat: readSeat(row) }));
  tellDoubled(read);
  const keys = keysFor(read, former);
  const given = new Set(former.map(({ key }) => key));
  return {
    seats: read.map(({ seat }, index) => ({ ...seat, key: keys[index] ?? newKey() })),
    kept: keys.filter((key) => key !== undefined && given.has(key)).length,
  };
}

function readSeat(row: Row): Keyless {
  const role = (choiceIn(row, 'role', 'role') || 'DELEGATE') as SeatRole;
  const mayVote = flagIn(row, 'mayVote') ?? role !== 'GUEST';
  return {
    fullName: requiredText(row, 'fullName', maxNameLength),
    position: shortText(row, 'position', maxNameLength),
    role,
    mayVote: mayVote && role !== 'GUEST',
  };
}

interface ReadRow {
  readonly row: Row;
  readonly key: string;
  readonly seat: Keyless;
}

/** Reports two rows for one person, and two with one key. Position or key tells people of one name apart. */
function tellDoubled(read: readonly ReadRow[]): void {
  const people = new Map<string, number>();
  const keys = new Map<string, number>();
  for (const { row, key, seat } of read) {
    const person = `${personOf(seat)}\n${key}`;
    const other = people.get(person);
    const double = keys.get(key);
    if (key !== '' && double !== undefined) row.tell('key', 'DOUBLED', { number: double });
    else if (seat.fullName !== '' && other !== undefined) row.tell('fullName', 'DOUBLED', { number: other });
    people.set(person, row.row);
    keys.set(key, row.row);
  }
}

/** Returns the keys of the file, else those of former seats: first of the same name and position, then of the only one with that name. */
function keysFor(read: readonly ReadRow[], former: readonly DraftSeat[]): readonly (string | undefined)[] {
  const taken = new Set(read.map(({ key }) => key).filter((key) => key !== ''));
  const keys: (string | undefined)[] = read.map(({ key }) => key || undefined);
  const claim = (index: number, likely: readonly DraftSeat[] | undefined) => {
    const [only, other] = (likely ?? []).filter(({ key }) => !taken.has(key));
    if (keys[index] !== undefined || only === undefined || other !== undefined) return;
    keys[index] = only.key;
    taken.add(only.key);
  };
  const seats = read.map(({ seat }) => seat);
  const byPerson = grouped(former, personOf);
  const byName = grouped(former, nameOf);
  const alike = grouped(seats, nameOf);
  for (const [index, seat] of seats.entries()) claim(index, byPerson.get(personOf(seat)));
  for (const [index, seat] of seats.entries()) {
    if (alike.get(nameOf(seat))?.length === 1) claim(index, byName.get(nameOf(seat)));
  }
  return keys;
}

const nameOf = ({ fullName }: Keyless): string => sameName(fullName);
const personOf = ({ fullName, position }: Keyless): string => `${sameName(fullName)}\n${sameName(position)}`;

function grouped<One>(all: readonly One[], by: (one: One) => string): ReadonlyMap<string, readonly One[]> {
  const groups = new Map<string, One[]>();
  for (const one of all) {
    const group = groups.get(by(one));
    if (group === undefined) groups.set(by(one), [one]);
    else group.push(one);
  }
  return groups;
}
