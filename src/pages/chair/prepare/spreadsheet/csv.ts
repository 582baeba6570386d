import type { TableName } from './recognise.ts';
import type { CellError, Cells } from './table.ts';

// Reads CSV by RFC 4180, with whatever ends lines, and with the delimiter that the headings use. It is our own, because a library weighs
// 7 KB and guesses the delimiter wrong where cells have line ends; test/pages/csv.test.ts holds the two against each other.

const delimiters = [';', ',', '\t'];

/** The rows of a CSV file. */
export function parseCsv(text: string, table: TableName, errors: CellError[]): Cells {
  const body = text.replace(/^\ufeff/, '');
  const { rows, open } = split(body, delimiterOf(body));
  if (open !== null) {
    errors.push({ table, row: open, column: null, heading: '', value: '', problem: 'BAD_QUOTES' });
  }
  return rows;
}

/** The delimiter that makes most cells of the first row that has any text. */
function delimiterOf(text: string): string {
  const widths = delimiters.map((delimiter) => {
    const { rows } = split(text.replace(/^[\s;,]*[\r\n]+/, ''), delimiter, 1);
    return rows[0]?.length ?? 0;
  });
  return delimiters[widths.indexOf(Math.max(...widths))] ?? ',';
}

interface Split {
  readonly rows: readonly (readonly string[])[];
  /** The row in which a quotation mark is not closed, counted from 1. */
  readonly open: number | null;
}

function split(text: string, delimiter: string, maxRows = Number.POSITIVE_INFINITY): Split {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length && rows.length < maxRows) {
    const [cell, end, closed] = text[at] === '"' ? quoted(text, at) : [null, at, true];
    if (!closed) return { rows, open: rows.length + 1 };
    let next = end;
    while (next < text.length && !isEnd(text[next]) && text[next] !== delimiter) next += 1;
    // What stands behind a closing mark belongs to the cell.
    row.push((cell ?? '') + text.slice(end, next));
    if (text[next] === delimiter && next + 1 < text.length) {
      at = next + 1;
      continue;
    }
    if (text[next] === delimiter) row.push('');
    rows.push(row);
    row = [];
    at = next + (text.startsWith('\r\n', next) ? 2 : 1);
  }
  return { rows, open: null };
}

const isEnd = (character: string | undefined): boolean => character === '\n' || character === '\r';

/** The text of a quoted cell, where it ends, and whether it does. */
function quoted(text: string, from: number): [string, number, boolean] {
  let cell = '';
  for (let at = from + 1; ; ) {
    const mark = text.indexOf('"', at);
    if (mark === -1) return [cell, text.length, false];
    cell += text.slice(at, mark);
    if (text[mark + 1] !== '"') return [cell, mark + 1, true];
    cell += '"';
    at = mark + 2;
  }
}
