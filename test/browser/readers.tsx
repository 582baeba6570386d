import { render } from 'preact';
import type { TableName } from '../../src/pages/chair/prepare/spreadsheet/recognise.ts';
import { maxRows } from '../../src/pages/chair/prepare/spreadsheet/table.ts';
import { importTables } from '../../src/pages/chair/prepare/spreadsheet/table-import.ts';
import { TableImportErrors } from '../../src/pages/chair/prepare/table-import-errors.tsx';
import { FileError } from '../../src/pages/files/read.ts';
import { readResults } from '../../src/pages/history/result-import.ts';

// In a page of its own: what the pages make of a file that somebody brings.

export type Wanted = TableName | 'results';

const maxShownLetters = 100_000;

const field = document.createElement('input');
field.type = 'file';
document.body.append(field);

/** In a word, what becomes of the file that was chosen. Rejects with whatever is no problem that a page tells. */
async function readBrought(wanted: Wanted): Promise<string> {
  const file = field.files?.item(0);
  if (!file) throw new Error('no file was chosen');
  return wanted === 'results' ? resultsOf(file) : tablesOf(wanted, file);
}

async function resultsOf(file: File): Promise<string> {
  try {
    return (await readResults(file)).format;
  } catch (error) {
    if (error instanceof FileError) return error.problem;
    throw error;
  }
}

async function tablesOf(wanted: TableName, file: File): Promise<string> {
  let keys = 0;
  const newKey = () => {
    keys += 1;
    return `k${keys}`;
  };
  const outcome = await importTables({ [wanted]: file }, emptyDraft, newKey);
  if (outcome.is === 'unreadable') return outcome.problem;
  if (outcome.is === 'ready') {
    const { seats, agenda } = outcome;
    if ((seats?.length ?? 0) <= maxRows.seats && (agenda?.length ?? 0) <= maxRows.agenda) return 'ready';
    throw new Error('more rows than a session has');
  }
  const place = document.createElement('div');
  render(<TableImportErrors errors={outcome.errors} />, place);
  const shown = place.textContent?.length ?? 0;
  render(null, place);
  if (shown > maxShownLetters) throw new Error(`${shown} characters of errors`);
  return 'wrong';
}

const emptyDraft = { seats: [], agenda: [] } as unknown as Parameters<typeof importTables>[1];

Object.assign(globalThis, { readBrought });
