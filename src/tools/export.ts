import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { defaultUrl } from '../../ormconfig.ts';
import { outcomeStatuses, qualityLevels, subjectKinds } from '../core/vocabulary.ts';
import { type ExportFormat, exportResults } from '../exchange/write.ts';
import { type ResultOrderKey, type ResultQuery, resultOrderKeys } from '../history/history.ts';
import type { CommandWords } from '../words/commands.ts';
import { type CommandArguments, runCommand } from './command.ts';
import { progressOf } from './progress.ts';
import { namedPlace, openFile } from './record-file.ts';

// npm run export writes the results that its options select to one file or to stdout. It only reads the database, so a server may be running.

const formats: Readonly<Record<string, ExportFormat>> = { csv: 'CSV', jsonl: 'JSON_LINES', popolo: 'POPOLO' };

async function exportFile({ values, words }: CommandArguments<'export'>): Promise<number> {
  const format = formats[values.format];
  if (format === undefined) throw new Error(words.wrongFormat(values.format));
  const query = queryOf(values, words);
  const record = await openFile(namedPlace(values.database, defaultUrl), words);
  try {
    const { history } = record;
    const { organizationId, personId, scope } = query;
    if (await isUnknown(organizationId, (ids) => history.organizationsById(ids, scope)))
      throw new Error(words.unknownId('organization', organizationId ?? ''));
    if (await isUnknown(personId, (ids) => history.peopleById(ids, scope)))
      throw new Error(words.unknownId('person', personId ?? ''));
    const first = await history.results({ size: 1, direction: 'FORWARD', from: null }, query);
    const bar = progressOf(process.stderr.isTTY ? await first.total() : 0, 'results');
    const text = exportResults({ history, query, format, progress: (done) => bar.to(done) });
    try {
      await write(Readable.from(text, { objectMode: false }), values.out);
    } finally {
      bar.end();
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // The reader closed the pipe because it needs no more, as in export | head. This is no error.
    if (code === 'EPIPE' || code === 'ERR_STREAM_PREMATURE_CLOSE') process.exit(0);
    throw error;
  } finally {
    await record.close();
  }
  return 0;
}

/** Writes to stdout, or to the file `out`. The file is written under another name and then renamed, so that it is never incomplete. */
async function write(text: Readable, out: string | undefined): Promise<void> {
  if (out === undefined) return pipeline(text, process.stdout, { end: false });
  const draft = `${out}.part`;
  try {
    await pipeline(text, createWriteStream(draft));
    await rename(draft, out);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

function queryOf(asked: CommandArguments<'export'>['values'], words: CommandWords): ResultQuery {
  const year = (option: string, text: string) => {
    if (!/^\d{4}$/.test(text)) throw new Error(words.wrongYear(option, text));
    return Number(text);
  };
  const amongst = <Value extends string>(
    option: string,
    given: readonly string[],
    values: readonly Value[],
  ) => {
    const foreign = given.find((one) => !values.some((value) => value === one));
    if (foreign !== undefined) throw new Error(words.notAmong(option, foreign, values));
    return given as readonly Value[];
  };
  const orderBy = asked['order-by'];
  return {
    scope: { of: 'ALL' },
    ...(asked.organization !== undefined && { organizationId: asked.organization }),
    ...(asked.subordinates && { includeSubordinates: true }),
    ...(asked.person !== undefined && { personId: asked.person }),
    ...(asked['from-year'] !== undefined && { fromYear: year('from-year', asked['from-year']) }),
    ...(asked['to-year'] !== undefined && { toYear: year('to-year', asked['to-year']) }),
    ...(asked.kind !== undefined && { kinds: amongst('kind', asked.kind, subjectKinds) }),
    ...(asked.level !== undefined && { levels: amongst('level', asked.level, qualityLevels) }),
    ...(asked.status !== undefined && { statuses: amongst('status', asked.status, outcomeStatuses) }),
    ...(asked.search !== undefined && { search: asked.search }),
    ...(asked.superseded && { includeSuperseded: true }),
    ...(orderBy !== undefined && {
      order: {
        by: amongst('order-by', [orderBy], resultOrderKeys)[0] as ResultOrderKey,
        descending: asked.descending === true,
      },
    }),
  };
}

/** Says whether an id was given that the record does not have. Such an id is refused, because an empty file would say that there are no results. */
async function isUnknown(
  id: string | undefined,
  find: (ids: readonly string[]) => Promise<readonly unknown[]>,
): Promise<boolean> {
  return id !== undefined && (await find([id])).length === 0;
}

await runCommand('export', exportFile);
