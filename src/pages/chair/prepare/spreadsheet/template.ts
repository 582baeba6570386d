import type { PrepareWords } from '../words.ts';
import type { TableName } from './recognise.ts';

/** Returns the headings of a template, with a few rows as examples. */
export function templateRows(table: TableName, t: PrepareWords): readonly (readonly string[])[] {
  const { columns, factLabels } = t;
  const headings =
    table === 'seats'
      ? [columns.fullName, columns.position, columns.role, columns.mayVote]
      : [
          columns.kind,
          columns.name,
          columns.position,
          columns.peerGroup,
          columns.seatKey,
          columns.presenterKey,
          columns.selfLevel,
          columns.authority,
          factLabels.targetsTotal,
          factLabels.targetsMet,
        ];
  return [headings, ...t.templateRows[table]];
}

/** Returns rows as CSV, with the mark by which spreadsheets read it as UTF-8. It does not use papaparse, which is loaded only when a file is chosen. */
export function writeCsv(rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => (/[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return `\ufeff${rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')}`;
}
