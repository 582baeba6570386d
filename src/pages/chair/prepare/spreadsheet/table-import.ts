import { FileError } from '../../../files/read.ts';
import type { Draft } from '../draft.ts';
import { readFile } from './read-file.ts';
import { readTables, type TablesOutcome } from './read-tables.ts';
import type { TableName } from './recognise.ts';
import type { CellError, Cells } from './table.ts';
import type { TableProblem } from './table-error.ts';

export type TableImportOutcome =
  | TablesOutcome
  | { readonly is: 'unreadable'; readonly name: string; readonly problem: TableProblem };

/** Reads the files that were chosen for the tables of a draft. Returns all that they have for it, or every error in them. */
export async function importTables(
  files: Readonly<Partial<Record<TableName, File>>>,
  draft: Draft,
  newKey: () => string,
): Promise<TableImportOutcome> {
  const errors: CellError[] = [];
  let cells: Partial<Record<TableName, Cells>> = {};
  for (const table of ['agenda', 'seats'] as const) {
    const file = files[table];
    if (file === undefined) continue;
    try {
      const found = await readFile(file, table, errors);
      // The file that was chosen for a table is used for it, even if the other file has that table too.
      cells = {
        ...cells,
        ...(files.agenda && files.seats ? { [table]: found[table] ?? cells[table] } : found),
      };
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      return { is: 'unreadable', name: file.name, problem: error.problem };
    }
  }
  return readTables(cells, draft, newKey, errors);
}
