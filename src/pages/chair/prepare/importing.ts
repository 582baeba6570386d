import { FileError } from '../../files/read.ts';
import type { Draft } from './draft.ts';
import { type CellsOutcome, readCells } from './read-cells.ts';
import { readFile, type TableProblem } from './read-file.ts';
import type { TableName } from './recognise.ts';
import type { Cells, ImportError } from './table.ts';

export type ImportOutcome =
  | CellsOutcome
  | { readonly is: 'unreadable'; readonly name: string; readonly problem: TableProblem };

/** What the files have for a draft: all of it, or every error in it. */
export async function importFiles(
  files: Readonly<Partial<Record<TableName, File>>>,
  draft: Draft,
  newKey: () => string,
): Promise<ImportOutcome> {
  const errors: ImportError[] = [];
  let cells: Partial<Record<TableName, Cells>> = {};
  for (const table of ['agenda', 'seats'] as const) {
    const file = files[table];
    if (file === undefined) continue;
    try {
      const found = await readFile(file, table, errors);
      // A file that was chosen for a table goes before one that has it beside its own.
      cells = {
        ...cells,
        ...(files.agenda && files.seats ? { [table]: found[table] ?? cells[table] } : found),
      };
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      return { is: 'unreadable', name: file.name, problem: error.problem };
    }
  }
  return readCells(cells, draft, newKey, errors);
}
