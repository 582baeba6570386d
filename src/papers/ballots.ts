import type { Content, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import type { ReviewView, View } from '../core/show.ts';
import { ballotChoices } from '../core/vocabulary.ts';
import { papers as words } from '../words/vi/papers.ts';
import { subjectCell } from './count-minutes.ts';
import { base, centred, table } from './layout.ts';
import { dateText } from './numbers.ts';
import { lastChangeOf } from './results.ts';

/** Up to so many subjects two ballots stand on a page, with a line to cut along. */
const mostOfHalf = 4;
const choices = ballotChoices.filter((choice) => choice !== 'BLANK');

/** Phiếu: one for each voting seat, for voting on paper. All are alike, so that none tells whose it is. */
export function paperBallots(view: View): TDocumentDefinitions {
  const ballots = view.seats.filter(({ mayVote }) => mayVote).length;
  const halves = view.reviews.length <= mostOfHalf;
  const content = Array.from({ length: ballots }, (_, at): Content => {
    const second = halves && at % 2 === 1;
    const before: Content[] = second ? [cut] : [];
    const pageBreak = at === 0 || second ? {} : { pageBreak: 'before' as const };
    return { stack: [...before, ...ballot(view)], ...pageBreak };
  });
  return { ...base(view, words.ballot.title, lastChangeOf(view)), pageMargins: [42, 34, 42, 34], content };
}

const cut: Content = {
  columns: [
    { text: words.ballot.cut, width: 14, fontSize: 10 },
    { canvas: [{ type: 'line', x1: 0, y1: 7, x2: 495, y2: 7, dash: { length: 4 }, lineWidth: 0.5 }] },
  ],
  margin: [0, 14, 0, 14],
};

function ballot(view: View): Content[] {
  const { ballot: said, periods } = words;
  const { period, ordinal } = view;
  const about = [
    ...(ordinal === null ? [] : [words.ordinal(ordinal)]),
    view.title,
    dateText(view.heldOn),
  ].join(' – ');
  return [
    { text: view.organization.name.toLocaleUpperCase('vi'), bold: true, fontSize: 10.5 },
    { text: said.title, style: 'title', margin: [0, 6, 0, 0] },
    { text: periods[period.kind](period.year, period.quarter), style: 'under' },
    { text: about, alignment: 'center', margin: [0, 0, 0, 4] },
    marks(view.reviews),
    { text: said.howTo, italics: true, style: 'small' },
  ];
}

function marks(reviews: readonly ReviewView[]): Content {
  const { ballot: said } = words;
  const rows = reviews.map((review): TableCell[] => [
    centred(review.place),
    subjectCell(review),
    {
      text: review.selfLevel === null ? '' : words.shortLevels[review.selfLevel],
      alignment: 'center',
      fontSize: 9.5,
    },
    // Nobody's proposal is stored: the column is filled in by hand, where the meeting proposes levels.
    { text: '' },
    ...choices.map((): TableCell => ({ text: '', margin: [0, 9, 0, 9] })),
  ]);
  return table({
    heads: [
      words.number,
      words.subject,
      said.selfLevel,
      said.proposedLevel,
      ...choices.map((choice) => words.levels[choice]),
    ],
    widths: [24, '*', 46, 40, 58, 54, 52, 58, 44],
    rows,
  });
}
