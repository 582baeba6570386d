import { bytesOf, textOf } from '../../../files/read.ts';
import { parseCsv } from './csv.ts';
import { type TableName, tableOfSheet } from './recognise.ts';
import type { CellError, Cells } from './table.ts';
import { TableError } from './table-error.ts';
import { readWorksheets } from './xlsx.ts';

/** Returns the cells of a file that was chosen for one table. An XLSX file with sheets for both tables has the cells of both. Rejects with a FileError. */
export async function readFile(
  file: File,
  wanted: TableName,
  errors: CellError[],
): Promise<Partial<Record<TableName, Cells>>> {
  const bytes = await bytesOf(file);
  if (/\.xlsx$/i.test(file.name)) return readBook(bytes, wanted);
  if (!/\.(?:csv|txt|tsv)$/i.test(file.name)) throw new TableError('WRONG_KIND');
  return { [wanted]: parseCsv(textOf(bytes), wanted, errors) };
}

async function readBook(
  bytes: Uint8Array<ArrayBuffer>,
  wanted: TableName,
): Promise<Partial<Record<TableName, Cells>>> {
  const sheets = await readWorksheets(bytes);
  const named: Partial<Record<TableName, Cells>> = {};
  for (const { name, cells } of sheets) {
    const table = tableOfSheet(name);
    if (table !== null) named[table] ??= cells;
  }
  if (named.seats !== undefined || named.agenda !== undefined) return named;
  const [first] = sheets;
  if (first === undefined) throw new TableError('NO_SHEET');
  return { [wanted]: first.cells };
}
