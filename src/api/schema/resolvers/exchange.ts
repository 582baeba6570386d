import { Ctx, Mutation, Resolver } from 'type-graphql';
import type { Fault } from '../../../core/fault.ts';
import type { ImportCounts } from '../../../core/import/supersede.ts';
import { limits } from '../../../core/limits.ts';
import { refuse } from '../../../core/refusal.ts';
import { readFile } from '../../../exchange/read.ts';
import { rowErrorsOf } from '../../../exchange/report.ts';
import { type ExportFormat, exportResults } from '../../../exchange/write.ts';
import { importCountsOf, readImport } from '../../../history/import.ts';
import { catalogueOf, type Language } from '../../../words/words.ts';
import { InputArg } from '../arguments.ts';
import { command, refusalOf } from '../commands.ts';
import type { Context } from '../context.ts';
import { ImportResultsInput, LinkExportInput } from '../types/exchange.ts';
import {
  type DownloadLinkResult,
  DownloadLinkResultUnion,
  type ImportReport,
  type ImportResultsResult,
  ImportResultsResultUnion,
} from '../types/payloads.ts';
import { orderOf, queryOf } from './history.ts';

const files: Readonly<Record<ExportFormat, { readonly fileName: string; readonly contentType: string }>> = {
  CSV: { fileName: 'results.csv', contentType: 'text/csv; charset=utf-8' },
  JSON_LINES: { fileName: 'results.jsonl', contentType: 'application/x-ndjson; charset=utf-8' },
  POPOLO: { fileName: 'vote-events.json', contentType: 'application/json; charset=utf-8' },
};

@Resolver()
export class ExchangeResolver {
  @Mutation(() => ImportResultsResultUnion, {
    description:
      'The administrator imports results of earlier years: all rows or none. By default it is only tried.',
  })
  async importResults(
    @Ctx() context: Context,
    @InputArg(() => ImportResultsInput) input: ImportResultsInput,
  ): Promise<ImportResultsResult> {
    const { language, history, services } = context;
    if (context.signedIn().kind !== 'ADMIN') return refusalOf(refuse('NOT_ALLOWED'), language);
    const read = readFile(input.content, input.format, limits.importRowsOnline);
    const { rows, faults, count } = read;
    if (input.dryRun || faults.length > 0) {
      const reading = await readImport(history, services.mint, rows, faults);
      if ('refusal' in reading) return failed(reading.refusal.faults, count, language);
      return done(reading.counts, false);
    }
    const answer = await command(context, input.commandId, null, { type: 'ImportResults', rows });
    if (answer.accepted) return done(importCountsOf(answer.events), true);
    const { refusal } = answer;
    const ofRows = refusal.code === 'INVALID_INPUT' && refusal.faults.some(({ path }) => path[0] === 'rows');
    return ofRows ? failed(refusal.faults, count, language) : refusalOf(refusal, language);
  }

  @Mutation(() => DownloadLinkResultUnion, {
    description: 'A link to a file of the results that the viewer may see when it is followed.',
  })
  async linkExport(
    @Ctx() context: Context,
    @InputArg(() => LinkExportInput) { format, filter, orderBy }: LinkExportInput,
  ): Promise<DownloadLinkResult> {
    const { scope: _, ...asked } = queryOf({ of: 'NONE' }, filter);
    const order = orderOf(orderBy);
    return context.link(async (follower) => {
      const query = { ...asked, scope: await follower.scope(), ...(order && { order }) };
      return { ...files[format], body: exportResults({ history: follower.history, query, format }) };
    });
  }
}

const none = { rows: 0, created: 0, unchanged: 0, superseding: 0 };

function done(counts: ImportCounts, committed: boolean): ImportReport {
  return { __typename: 'ImportReport', ...counts, committed, errorCount: 0, errors: [] };
}

function failed(faults: readonly Fault[], rows: number, language: Language): ImportReport {
  const { problem: sentence } = catalogueOf(language);
  const { errors, total } = rowErrorsOf(faults);
  return {
    __typename: 'ImportReport',
    ...none,
    rows,
    committed: false,
    errorCount: total,
    errors: errors.map(({ row, column, problem }) => ({ row, column, message: sentence(problem) })),
  };
}
