import { type TableName, tableOfSheet } from './recognise.ts';
import type { Cells, ImportError } from './table.ts';

export type FileProblem =
  | 'TOO_LARGE'
  | 'NOT_UTF8'
  | 'NOT_READABLE'
  | 'OLD_BROWSER'
  | 'WRONG_KIND'
  | 'NO_SHEET';

export class FileError extends Error {
  constructor(readonly problem: FileProblem) {
    super(problem);
  }
}

const largestFile = 2 * 1024 * 1024;

/** The tables of a file that was chosen for one of them; an XLSX whose sheets are named for both has both. Rejects with a FileError. */
export async function readFile(
  file: File,
  wanted: TableName,
  errors: ImportError[],
): Promise<Partial<Record<TableName, Cells>>> {
  if (file.size > largestFile) throw new FileError('TOO_LARGE');
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (/\.xlsx$/i.test(file.name)) return readBook(bytes, wanted);
  if (!/\.(?:csv|txt|tsv)$/i.test(file.name)) throw new FileError('WRONG_KIND');
  const { parseCsv } = await import('./csv.ts');
  return { [wanted]: parseCsv(decoded(bytes), wanted, errors) };
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new FileError('NOT_UTF8');
  }
}

async function readBook(
  bytes: Uint8Array<ArrayBuffer>,
  wanted: TableName,
): Promise<Partial<Record<TableName, Cells>>> {
  const { readSheets } = await import('./xlsx.ts');
  const sheets = await readSheets(bytes);
  const named: Partial<Record<TableName, Cells>> = {};
  for (const { name, cells } of sheets) {
    const table = tableOfSheet(name);
    if (table !== null) named[table] ??= cells;
  }
  if (named.seats !== undefined || named.agenda !== undefined) return named;
  const [first] = sheets;
  if (first === undefined) throw new FileError('NO_SHEET');
  return { [wanted]: first.cells };
}
