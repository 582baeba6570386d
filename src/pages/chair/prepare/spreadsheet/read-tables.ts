import type { Draft, DraftItem, DraftSeat } from '../draft.ts';
import { readAgenda } from './read-agenda.ts';
import { readSeats } from './read-seats.ts';
import type { TableName } from './recognise.ts';
import type { CellError, Cells } from './table.ts';

export interface ImportedTables {
  readonly is: 'ready';
  /** Null where the files have no such table. */
  readonly seats: readonly DraftSeat[] | null;
  readonly agenda: readonly DraftItem[] | null;
  /** How many seats keep their key. */
  readonly kept: number;
}

export type TablesOutcome = ImportedTables | { readonly is: 'wrong'; readonly errors: readonly CellError[] };

/** Reads seats and agenda from rows. Returns all that they have for a draft, or every error, with those that `errors` has already. */
export function readTables(
  cells: Partial<Record<TableName, Cells>>,
  draft: Pick<Draft, 'seats' | 'agenda'>,
  newKey: () => string,
  errors: CellError[] = [],
): TablesOutcome {
  const seats = cells.seats ? readSeats(cells.seats, draft.seats, newKey, errors) : null;
  const sitting = seats?.seats ?? draft.seats;
  const agenda = cells.agenda ? readAgenda(cells.agenda, sitting, draft.agenda, newKey, errors) : null;
  if (errors.length > 0) return { is: 'wrong', errors };
  return { is: 'ready', seats: seats?.seats ?? null, agenda, kept: seats?.kept ?? 0 };
}
