import type { Draft, DraftItem, DraftSeat } from './draft.ts';
import { readAgenda } from './read-agenda.ts';
import { readSeats } from './read-seats.ts';
import type { TableName } from './recognise.ts';
import type { Cells, ImportError } from './table.ts';

export interface Imported {
  readonly is: 'ready';
  /** Null: the files have none. */
  readonly seats: readonly DraftSeat[] | null;
  readonly agenda: readonly DraftItem[] | null;
  /** Seats that keep their key. */
  readonly kept: number;
}

export type CellsOutcome = Imported | { readonly is: 'wrong'; readonly errors: readonly ImportError[] };

/** What rows have for a draft: all of it, or every error in it. `errors` is what was wrong before. */
export function readCells(
  cells: Partial<Record<TableName, Cells>>,
  draft: Pick<Draft, 'seats' | 'agenda'>,
  newKey: () => string,
  errors: ImportError[] = [],
): CellsOutcome {
  const seats = cells.seats ? readSeats(cells.seats, draft.seats, newKey, errors) : null;
  const sitting = seats?.seats ?? draft.seats;
  const agenda = cells.agenda ? readAgenda(cells.agenda, sitting, draft.agenda, newKey, errors) : null;
  if (errors.length > 0) return { is: 'wrong', errors };
  return { is: 'ready', seats: seats?.seats ?? null, agenda, kept: seats?.kept ?? 0 };
}
