import papaparse from 'papaparse';
import type { BallotChoice, ResultRowFragment } from '../../../schema/operations/typed.ts';
import { formula } from '../../words/formula.ts';
import { saveFile } from '../files/save.ts';
import { dateOf } from '../format.ts';
import { peerGroupName } from '../names.ts';
import { commonWords, say } from '../words.ts';
import type { YearCounts } from './counts.ts';
import { periodName } from './periods.ts';
import { ratingName, ratingOf, ratings } from './ratings.ts';
import { historyWords } from './words.ts';

/** Spreadsheets on Windows read UTF-8 only where this comes first. */
const byteOrderMark = '\uFEFF';

type Cell = string | number | null;

/** Writes rows as CSV. A text that a spreadsheet would take for a formula stays text. */
function csvOf(rows: readonly (readonly Cell[])[]): string {
  return byteOrderMark + papaparse.unparse(rows as Cell[][], { escapeFormulae: formula });
}

/**
 * Returns a row for each result, with headings in the present language. Dates have the year first, because spreadsheets of every language read such dates
 * alike.
 */
export function resultsCsv(results: readonly ResultRowFragment[]): string {
  const { csv, authorities } = say(historyWords);
  const { kinds, choices, outcomeStatuses } = say(commonWords);
  const names = Object.keys(choices) as BallotChoice[];
  const columns: readonly (readonly [heading: string, cell: (result: ResultRowFragment) => Cell])[] = [
    [csv.year, ({ period }) => period.year],
    [csv.quarter, ({ period }) => period.quarter],
    [csv.period, ({ period }) => periodName(period)],
    [csv.name, ({ subject }) => subject.name],
    [csv.kind, ({ subject }) => kinds[subject.kind]],
    [csv.position, ({ subject }) => subject.position],
    [csv.ofOrganization, ({ subject }) => subject.organization?.name ?? null],
    [csv.peerGroup, ({ subject }) => peerGroupName(subject.peerGroup)],
    [csv.level, (result) => ratingName(ratingOf(result))],
    [csv.status, ({ status }) => outcomeStatuses[status]],
    [csv.authority, ({ authority }) => authorities[authority]],
    [csv.ratedBy, ({ organization }) => organization.name],
    [csv.session, ({ session }) => session?.title ?? null],
    [csv.heldOn, ({ session }) => (session === null ? null : session.heldOn)],
    [csv.policy, ({ policy }) => policy?.name ?? null],
    [csv.electorate, ({ tally }) => tally?.electorate ?? null],
    [csv.counted, ({ tally }) => tally?.counted ?? null],
    ...names.map(
      (name) =>
        [
          csv.marksFor(choices[name]),
          ({ tally }: ResultRowFragment) =>
            tally?.counts.find(({ choice }) => choice === name)?.count ?? null,
        ] as const,
    ),
    [csv.recordedOn, ({ recordedAt }) => dateOf(recordedAt)],
    [csv.id, ({ id }) => id],
  ];
  return csvOf([
    columns.map(([heading]) => heading),
    ...results.map((result) => columns.map(([, cell]) => cell(result))),
  ]);
}

/** Returns a row for each rating of a year, with its count. */
export function countsCsv(years: readonly YearCounts[]): string {
  const { csv } = say(historyWords);
  return csvOf([
    [csv.year, csv.level, csv.count],
    ...years.flatMap(({ year, counts }) =>
      ratings.flatMap((rating) =>
        counts[rating] === undefined ? [] : [[year, ratingName(rating), counts[rating]]],
      ),
    ),
  ]);
}

/** Returns the columns that an import needs at least, with rows as examples. docs/exchange.md has the other columns. */
export function templateCsv(): string {
  const headings = [
    'organization_name',
    'period_kind',
    'year',
    'subject_kind',
    'subject_name',
    'position',
    'level',
    'status',
    'authority',
  ];
  return csvOf([headings, ...say(historyWords).import.templateRows]);
}

/** Gives a table to the browser as a file. */
export function download(name: string, text: string): void {
  saveFile(new File([text], `${name}.csv`, { type: 'text/csv;charset=utf-8' }));
}
