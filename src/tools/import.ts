import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile as readBytes, stat } from 'node:fs/promises';
import { defaultUrl, type Place } from '../../ormconfig.ts';
import { mint } from '../clerk/mint.ts';
import { openClerk } from '../compose.ts';
import type { ImportCounts } from '../core/import/supersede.ts';
import { limits } from '../core/limits.ts';
import type { Refusal } from '../core/refusal.ts';
import { decoded, type ImportFormat, type Reading, readFile } from '../exchange/read.ts';
import { type ErrorOfRow, rowErrorsOf } from '../exchange/report.ts';
import { type ImportHistory, importCountsOf, readImport } from '../history/import.ts';
import type { CommandWords } from '../words/commands.ts';
import { catalogueOf, languageOf, messageOf } from '../words/words.ts';
import { type CommandArguments, runCommand } from './command.ts';
import { progressOf } from './progress.ts';
import { namedPlace, openFile } from './record-file.ts';

// npm run import takes results of earlier years from a file [R82]. It says what an import would do. With --commit it imports all rows, or none where one is
// refused.

/** This is twice the size of an export of as many rows as one import takes. */
const maxFileBytes = 64 * 1024 * 1024;
const formats: Readonly<Record<string, ImportFormat>> = { csv: 'CSV', json: 'JSON', jsonl: 'JSON' };

async function importFile({ values, positionals, words }: CommandArguments<'import'>): Promise<number> {
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) throw new Error(words.oneFile);
  const format = formats[values.format ?? file.split('.').at(-1)?.toLowerCase() ?? ''];
  if (format === undefined) throw new Error(words.nameFormat);
  const place = namedPlace(values.database, defaultUrl);
  const bar = progressOf(3, 'steps');
  try {
    bar.to(0, 'reading');
    const read = await rowsOf(file, format, words);
    bar.to(1, values.commit ? 'checking and writing' : 'checking');
    const reading = await importRows(place, read, values.commit, words);
    bar.to(3);
    bar.end();
    return tell(reading, values.commit, languageOf(values.language));
  } finally {
    bar.end();
  }
}

async function rowsOf(file: string, format: ImportFormat, words: CommandWords): Promise<Reading> {
  if (!existsSync(file)) throw new Error(words.noFile(file));
  const { size } = await stat(file);
  if (size > maxFileBytes) {
    throw new Error(words.fileTooLarge(file, size, maxFileBytes, limits.importRows));
  }
  const text = decoded(await readBytes(file));
  return text === null
    ? { rows: [], count: 0, faults: [{ path: ['rows'], problem: { is: 'NOT_UTF8' } }] }
    : readFile(text, format);
}

type ImportAnswer = { readonly counts: ImportCounts } | { readonly refusal: Refusal };

async function importRows(
  place: Place,
  { rows, faults }: Reading,
  commit: boolean,
  words: CommandWords,
): Promise<ImportAnswer> {
  const isNew = place.file !== null && !existsSync(place.file);
  if (isNew) {
    // The import is tried on an empty record first, so that no database is made where the import is refused.
    const tried = await readImport(emptyHistory, mint, rows, faults);
    if ('refusal' in tried) return tried;
  }
  if (commit && faults.length === 0) {
    const open = await openClerk(place, (problem, error) => console.error(problem, error));
    try {
      const command = { type: 'ImportResults', rows } as const;
      const by = { kind: 'ADMIN' } as const;
      const answer = await open.clerk.handle({ command, by, sessionId: null, commandId: randomUUID() });
      if (isNew) console.log(`${place.file} was not there and is made.`);
      return answer.accepted ? { counts: importCountsOf(answer.events) } : { refusal: answer.refusal };
    } finally {
      await open.close();
    }
  }
  const record = await openFile(place, words);
  try {
    return await readImport(record.history, mint, rows, faults);
  } finally {
    await record.close();
  }
}

const emptyHistory: ImportHistory = {
  known: async () => ({ organizations: [], people: [] }),
  resultsById: async () => [],
  namesakes: async () => [],
  standing: async () => [],
  successors: async () => [],
  origins: async () => [],
};

/** Prints the outcome of the import, and returns the exit code. */
function tell(answer: ImportAnswer, commit: boolean, language: ReturnType<typeof languageOf>): number {
  if ('counts' in answer) {
    const { rows, created, unchanged, superseding } = answer.counts;
    console.log(`${rows} rows: ${created} new, of which ${superseding} supersede; ${unchanged} unchanged.`);
    console.log(commit ? 'Imported.' : 'Nothing was written: add --commit to import.');
    return 0;
  }
  const { faults } = answer.refusal;
  if (faults.length === 0) console.log(messageOf(language, answer.refusal));
  const { errors, total } = rowErrorsOf(faults);
  for (const one of errors) console.log(lineOf(one, catalogueOf(language).problem(one.problem)));
  if (total > errors.length) console.log(`… and ${total - errors.length} more.`);
  console.log('Nothing was written.');
  return 1;
}

function lineOf({ row, column }: ErrorOfRow, message: string): string {
  const place = [row === null ? 'file' : `row ${row}`, column].filter((one) => one !== null).join(', ');
  return `${place}: ${message}`;
}

await runCommand('import', importFile);
