import papaparse from 'papaparse';
import type { TableName } from './recognise.ts';
import type { CellError, Cells } from './table.ts';

const delimiters = [';', ',', '\t'];

/** Returns the rows of a CSV file (RFC 4180) with any line ends, and with the delimiter that its headings use. */
export function parseCsv(text: string, table: TableName, errors: CellError[]): Cells {
  const body = text.replace(/^\ufeff/, '');
  const { data, errors: found } = papaparse.parse<string[]>(body, { delimiter: delimiterOf(body) });
  const open = found.find(({ code }) => code === 'MissingQuotes');
  if (open !== undefined) {
    const row = (open.row ?? 0) + 1;
    errors.push({ table, row, column: null, heading: '', value: '', problem: 'BAD_QUOTES' });
  }
  // A line end at the end of the file begins no row.
  return /[\r\n]$/.test(body) || body === '' ? data.slice(0, -1) : data;
}

/** Returns the delimiter that gives the first row with text the most cells. The guess of papaparse is wrong where cells have line ends. */
function delimiterOf(text: string): string {
  const headings = text.replace(/^[\s;,]*[\r\n]+/, '');
  const widths = delimiters.map((delimiter) => {
    const { data } = papaparse.parse<string[]>(headings, { delimiter, preview: 1 });
    return data[0]?.length ?? 0;
  });
  return delimiters[widths.indexOf(Math.max(...widths))] ?? ',';
}
