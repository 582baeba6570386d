import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { defaultUrl } from '../../ormconfig.ts';
import { outcomeStatuses, qualityLevels, subjectKinds } from '../core/vocabulary.ts';
import { type ExportFormat, exportResults } from '../exchange/write.ts';
import { type ResultOrderKey, type ResultQuery, resultOrderKeys } from '../history/history.ts';
import { progressOf } from './progress.ts';
import { namedPlace, openFile } from './record-file.ts';

// npm run export: what a filter selects of the record as one file. Reads only; a server may be running.

const usage = `npm run export -- [--database FILE] [--format csv|jsonl|popolo] [--out FILE]
  [--organization ID [--subordinates]] [--person ID] [--from-year N] [--to-year N] [--kind KIND]… [--level LEVEL]…
  [--status STATUS]… [--search TEXT] [--superseded] [--order-by DATE|NAME|LEVEL] [--descending]
  Without --out to standard output; without --superseded only results that stand.`;

const formats: Readonly<Record<string, ExportFormat>> = { csv: 'CSV', jsonl: 'JSON_LINES', popolo: 'POPOLO' };

const options = {
  database: { type: 'string' },
  format: { type: 'string', default: 'csv' },
  out: { type: 'string' },
  organization: { type: 'string' },
  subordinates: { type: 'boolean' },
  person: { type: 'string' },
  'from-year': { type: 'string' },
  'to-year': { type: 'string' },
  kind: { type: 'string', multiple: true },
  level: { type: 'string', multiple: true },
  status: { type: 'string', multiple: true },
  search: { type: 'string' },
  superseded: { type: 'boolean' },
  'order-by': { type: 'string' },
  descending: { type: 'boolean' },
} as const;

type Asked = ReturnType<typeof parse>;
const parse = () => parseArgs({ options }).values;

async function main(): Promise<void> {
  const asked = parse();
  const format = formats[asked.format];
  if (format === undefined) throw new Error(`--format is "${asked.format}"; write csv, jsonl or popolo.`);
  const query = queryOf(asked);
  const record = await openFile(namedPlace(asked.database, defaultUrl));
  try {
    const { history } = record;
    await mustBeThere('organization', query.organizationId, (ids) =>
      history.organizationsById(ids, query.scope),
    );
    await mustBeThere('person', query.personId, (ids) => history.peopleById(ids, query.scope));
    const first = await history.results({ size: 1, direction: 'FORWARD', from: null }, query);
    const bar = progressOf(process.stderr.isTTY ? await first.total() : 0, 'results');
    const text = exportResults({ history, query, format, progress: (done) => bar.to(done) });
    try {
      await write(Readable.from(text, { objectMode: false }), asked.out);
    } finally {
      bar.end();
    }
  } finally {
    await record.close();
  }
}

/** A file is whole or not there: written beside, then renamed. */
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

function queryOf(asked: Asked): ResultQuery {
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

/** An empty file would say that there are no results, where the id is a mistake. */
async function mustBeThere(
  option: string,
  id: string | undefined,
  find: (ids: readonly string[]) => Promise<readonly unknown[]>,
): Promise<void> {
  if (id === undefined || (await find([id])).length > 0) return;
  throw new Error(`--${option} is "${id}"; the record has none with this id.`);
}

function year(option: string, text: string): number {
  if (!/^\d{4}$/.test(text)) throw new Error(`--${option} is "${text}"; write a year, as 2023.`);
  return Number(text);
}

function amongst<Value extends string>(
  option: string,
  given: readonly string[],
  values: readonly Value[],
): readonly Value[] {
  const foreign = given.find((one) => !values.some((value) => value === one));
  if (foreign !== undefined) throw new Error(`--${option} is "${foreign}"; write ${values.join(', ')}.`);
  return given as readonly Value[];
}

main().catch((error: NodeJS.ErrnoException) => {
  // Whoever reads has read enough: export | head.
  if (error.code === 'EPIPE' || error.code === 'ERR_STREAM_PREMATURE_CLOSE') process.exit(0);
  console.error(error.message);
  console.error(usage);
  process.exit(2);
});
