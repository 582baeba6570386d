import type { Content, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import type { ReviewView, View } from '../core/show.ts';
import { ballotChoices } from '../core/vocabulary.ts';
import { calendarDate } from '../words/dates.ts';
import { papers as words } from '../words/vi/papers.ts';
import { subjectCell } from './count-minutes.ts';
import { base, sessionName, table } from './layout.ts';
import { lastChangeOf } from './results.ts';

/** With at most this many subjects two ballots are on a page, with a line to cut along. */
const maxOfHalf = 4;
const choices = ballotChoices.filter((choice) => choice !== 'BLANK');

/** Returns one phiếu for each voting seat, for voting on paper. All are alike, so that none tells whose it is. */
export function paperBallots(view: View): TDocumentDefinitions {
  const ballots = view.seats.filter(({ mayVote }) => mayVote).length;
  const halves = view.reviews.length <= maxOfHalf;
  const content = Array.from({ length: ballots }, (_, at): Content => {
    const second = halves && at % 2 === 1;
    const before = second ? [cut()] : [];
    const pageBreak = at === 0 || second ? {} : { pageBreak: 'before' as const };
    return { stack: [...before, ...ballot(view)], ...pageBreak };
  });
  return {
    ...base(view, words.ballot.title, lastChangeOf(view)),
    pageMargins: [42, 34, 42, 34],
    content,
    ...(halves ? {} : { footer: (page, pages) => sheetNumber(page, pages / ballots) }),
  };
}

/** Numbers the sheets within each ballot. A number through all ballots would tell one ballot from another. */
function sheetNumber(page: number, sheets: number): Content {
  if (sheets === 1) return '';
  return { text: words.page(((page - 1) % sheets) + 1, sheets), style: 'foot', margin: [0, 0, 0, 0] };
}

/** Makes a new drawing for each, because setting a drawing moves it. */
const cut = (): Content => ({
  canvas: [{ type: 'line', x1: 0, y1: 0, x2: 511, y2: 0, dash: { length: 4 }, lineWidth: 0.5 }],
  margin: [0, 24, 0, 24],
});

function ballot(view: View): Content[] {
  const { ballot: said, periods } = words;
  const { period } = view;
  const about = `${sessionName(view)} – ${calendarDate(view.heldOn)}`;
  return [
    { text: view.organization.name.toLocaleUpperCase('vi'), bold: true, fontSize: 10.5 },
    { text: said.title, style: 'title', margin: [0, 6, 0, 0] },
    { text: periods[period.kind](period.year, period.quarter), style: 'under' },
    { text: about, alignment: 'center', margin: [0, 0, 0, 4] },
    { text: said.howTo, italics: true, style: 'small', margin: [0, 0, 0, 2] },
    marks(view.reviews),
    ...(view.reviews.some(({ selfLevel }) => selfLevel !== null)
      ? [{ text: words.legend, style: 'small' }]
      : []),
  ];
}

function marks(reviews: readonly ReviewView[]): Content {
  const { ballot: said } = words;
  const rows = reviews.map((review): TableCell[] => [
    { text: String(review.place), alignment: 'center', verticalAlignment: 'middle' },
    { ...subjectCell(review), verticalAlignment: 'middle' },
    {
      text: review.selfLevel === null ? '' : words.shortLevels[review.selfLevel],
      alignment: 'center',
      verticalAlignment: 'middle',
      fontSize: 9,
    },
    // The proposed level is not stored. Where the meeting proposes levels, people write them here.
    { text: '' },
    ...choices.map((): TableCell => ({ text: '', margin: [0, 6, 0, 6] })),
  ]);
  return table({
    heads: [
      words.number,
      words.subject,
      said.selfLevel,
      said.proposedLevel,
      ...choices.map((choice) => words.levels[choice]),
    ],
    widths: [24, '*', 40, 38, 50, 50, 50, 50, 40],
    rows,
  });
}
