import type { Content, ContentText, Style, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import type { View } from '../core/show.ts';
import { calendarDate } from '../words/dates.ts';
import { papers as words } from '../words/vi/papers.ts';

// What all papers share: A4, the head of Party documents, tables with lines, places to sign.

const centimetre = 28.35;
/** Left, top, right and bottom, as Decree 30/2020 says. The left one is wide for the binding. */
const margins: [number, number, number, number] = [
  3 * centimetre,
  2 * centimetre,
  1.5 * centimetre,
  2 * centimetre,
];

const styles: Record<string, Style> = {
  title: { fontSize: 15, bold: true, alignment: 'center' },
  under: { fontSize: 13, bold: true, alignment: 'center' },
  heading: { bold: true, margin: [0, 8, 0, 3] },
  small: { fontSize: 9.5 },
  head: { bold: true, alignment: 'center', fontSize: 9.5 },
  foot: { alignment: 'center', fontSize: 9, margin: [0, 18, 0, 0] },
};

export interface PaperSheet {
  readonly title: readonly string[];
  readonly view: View;
  readonly content: Content[];
  readonly landscape?: boolean;
  /** The only time in the file, so that its bytes do not depend on when it is made. */
  readonly atMs: number;
}

export function sheet({ title, view, content, landscape, atMs }: PaperSheet): TDocumentDefinitions {
  return {
    ...base(view, title.join(' '), atMs),
    pageOrientation: landscape ? 'landscape' : 'portrait',
    content: [head(view), ...titleOf(view, title), ...content],
    footer: (page, pages) => ({ text: words.page(page, pages), style: 'foot' }),
    // This keeps a heading from being the last thing on a page.
    pageBreakBefore: ({ headlineLevel }, { getFollowingNodesOnPage }) =>
      headlineLevel === 1 && getFollowingNodesOnPage().every(({ stack, style }) => stack || style === 'foot'),
  };
}

/** Returns what a document needs beside its content. It uses no clock and nothing random, so that the same data give the same bytes. */
export function base(view: View, title: string, atMs: number): Omit<TDocumentDefinitions, 'content'> {
  return {
    pageSize: 'A4',
    pageMargins: margins,
    defaultStyle: { font: 'Tinos', fontSize: 13, lineHeight: 1.1 },
    styles,
    language: 'vi-VN',
    info: { title: `${title} – ${view.title}`, author: view.organization.name, creationDate: new Date(atMs) },
  };
}

function head(view: View): Content {
  const [year = '', month = '', day = ''] = view.heldOn.split('-');
  return {
    columns: [
      {
        width: '45%',
        stack: [
          { text: view.organization.name.toLocaleUpperCase('vi'), bold: true },
          { text: '*' },
          { text: words.documentNumber },
        ],
        alignment: 'center',
      },
      {
        width: '55%',
        stack: [
          { text: words.party, bold: true, decoration: 'underline' },
          { text: words.heldOn(day, month, year), italics: true, margin: [0, 6, 0, 0] },
        ],
        alignment: 'center',
      },
    ],
    margin: [0, 0, 0, 14],
  };
}

function titleOf(view: View, [title = '', ...under]: readonly string[]): Content[] {
  const draft =
    view.status === 'ADJOURNED' ? [] : [{ text: words.draft, italics: true, alignment: 'center' as const }];
  return [
    { text: title, style: 'title' },
    ...under.map((text): Content => ({ text, style: 'under' })),
    ...draft,
    { text: '', margin: [0, 0, 0, 8] },
  ];
}

/** Returns a line such as "Ngày họp: 11/12/2023". */
export function line(label: string, value: string | number): Content {
  return {
    text: [`${label}: `, { text: String(value), bold: typeof value === 'number' }],
    margin: [0, 1, 0, 1],
  };
}

export function heading(text: string): ContentText {
  return { text, style: 'heading', headlineLevel: 1 };
}

/** Returns the lines about the session with which a paper begins. */
export function sessionLines(view: View): Content[] {
  const { period } = view;
  return [
    line(words.session, sessionName(view)),
    line(words.period, words.periods[period.kind](period.year, period.quarter)),
    line(words.date, calendarDate(view.heldOn)),
    line(words.place, words.blank),
  ];
}

/** Returns the session's title, with its ordinal before it where the title does not begin with it. */
export function sessionName({ ordinal, title }: Pick<View, 'ordinal' | 'title'>): string {
  if (ordinal === null) return title;
  const said = words.ordinal(ordinal);
  return title.startsWith(said) ? title : `${said} – ${title}`;
}

export interface Columns {
  readonly heads: readonly string[];
  /** In points, or '*' for the rest of the width. */
  readonly widths: readonly (number | '*')[];
  readonly rows: readonly (readonly TableCell[])[];
  /** Whether a row may be longer than a page, and continue on the next. */
  readonly breakRows?: boolean;
}

/** Returns a table whose heads are repeated on every page that it is on. */
export function table({ heads, widths, rows, breakRows = false }: Columns): Content {
  return {
    table: {
      headerRows: 1,
      // A row that is kept with the heads cannot be broken.
      keepWithHeaderRows: breakRows ? 0 : 1,
      dontBreakRows: !breakRows,
      widths: [...widths],
      body: [heads.map((text): TableCell => ({ text, style: 'head' })), ...rows.map((row) => [...row])],
    },
    layout: { hLineWidth: () => 0.5, vLineWidth: () => 0.5, paddingLeft: () => 3, paddingRight: () => 3 },
    fontSize: 10.5,
    margin: [0, 3, 0, 6],
  };
}

export const centred = (text: string | number): TableCell => ({ text: String(text), alignment: 'center' });

interface Signer {
  readonly as: readonly string[];
  readonly name: string | null;
}

/** Returns places to sign on one page with the line above them, so that nobody signs an empty page. */
export function closing(last: Content, ...signers: readonly Signer[]): Content {
  return { unbreakable: true, stack: [last, signatures(signers)] };
}

/** The signatures are side by side, with room for a hand and the names on one line. */
function signatures(signers: readonly Signer[]): Content {
  return {
    layout: 'noBorders',
    margin: [0, 16, 0, 0],
    table: {
      widths: signers.map(() => '*'),
      body: [
        signers.map(({ as }) => ({
          stack: [
            ...as.map((text) => ({ text, bold: true })),
            { text: words.signHere, italics: true, fontSize: 10.5 },
          ],
          alignment: 'center',
        })),
        signers.map(({ name }) => ({
          text: name ?? '',
          bold: true,
          alignment: 'center',
          margin: [0, 56, 0, 0],
        })),
      ],
    },
  };
}
