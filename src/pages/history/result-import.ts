import { signal } from '@preact/signals';
import {
  type ImportFormat,
  ImportResultsDocument,
  type ImportResultsMutation,
} from '../../../schema/operations/typed.ts';
import { bytesOf, FileError, maxFileBytes, textOf } from '../files/read.ts';
import { newCommandId } from '../live/command.ts';
import { post } from '../live/http.ts';

/** How often results were imported since the page was opened. Whatever shows history asks again when it changes. */
export const imports = signal(0);

/** A file of results, as the server takes it. */
export interface ResultFile {
  readonly name: string;
  readonly format: ImportFormat;
  readonly content: string;
}

type ImportAnswer = ImportResultsMutation['importResults'];
export type ImportReport = Extract<ImportAnswer, { __typename: 'ImportReport' }>;

export const endings = ['.csv', '.json', '.jsonl'] as const;
const formats: Readonly<Record<string, ImportFormat>> = { csv: 'CSV', json: 'JSON', jsonl: 'JSON' };

/** The size of the rest of the request beside the text, whose quotation marks are escaped. The server takes no request over `maxFileBytes`. */
const aroundBytes = 4 * 1024;
const sentBytes = (content: string) => new Blob([JSON.stringify(content)]).size + aroundBytes;

/** Reads a file of results. Rejects with a FileError. */
export async function readResults(file: File): Promise<ResultFile> {
  const format = formats[file.name.split('.').at(-1)?.toLowerCase() ?? ''];
  if (format === undefined) throw new FileError('WRONG_KIND');
  const content = textOf(await bytesOf(file));
  if (sentBytes(content) > maxFileBytes) throw new FileError('TOO_LARGE');
  return { name: file.name, format, content };
}

const importOf = async (
  { format, content }: ResultFile,
  { commandId, dryRun }: { readonly commandId: string; readonly dryRun: boolean },
): Promise<ImportAnswer> =>
  (await post(ImportResultsDocument, { input: { commandId, format, content, dryRun } })).importResults;

/** Returns what the import would do. Rejects with an AskError. */
export const tryImport = (file: ResultFile): Promise<ImportAnswer> =>
  importOf(file, { commandId: newCommandId(), dryRun: true });

/** Imports the whole file or nothing, and once for a command id. Rejects with an AskError. */
export async function commitImport(file: ResultFile, commandId: string): Promise<ImportAnswer> {
  const answer = await importOf(file, { commandId, dryRun: false });
  if (answer.__typename === 'ImportReport' && answer.committed) imports.value += 1;
  return answer;
}
