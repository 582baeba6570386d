import type { Content, ContentStack, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import type { ReviewView, RoundView, TallyView, View } from '../core/show.ts';
import { ballotChoices, type VoteBase } from '../core/vocabulary.ts';
import { nameInLine } from '../words/names.ts';
import { papers as words } from '../words/vi/papers.ts';
import { centred, closing, heading, line, sessionLines, sheet, table } from './layout.ts';
import { namesOfSeats } from './names.ts';
import { momentText, shareText } from './numbers.ts';

/** Returns the biên bản kiểm phiếu: the result of one round, in the numbers that were stored when it closed. */
export function countMinutes(view: View, round: RoundView): TDocumentDefinitions {
  const { count } = words;
  const { method, electorate, turnout, attendance, openedAtMs, closedAtMs } = round;
  const atMs = closedAtMs ?? openedAtMs;
  const tellers = view.seats.filter(({ role }) => role === 'TELLER');
  const base: VoteBase = view.settings.base;
  const content: Content[] = [
    ...sessionLines(view),
    line(count.method, count.methods[method]),
    line(count.opened, momentText(openedAtMs)),
    line(count.closed, momentText(atMs)),
    heading(count.attendance),
    line(count.summoned, attendance.summoned),
    line(count.present, attendance.present),
    line(count.absent, attendance.summoned - attendance.present),
    heading(count.tellers),
    tellers.length === 0
      ? words.none
      : { ol: tellers.map(({ fullName, position }) => [fullName, position].filter(Boolean).join(', ')) },
    heading(count.ballots),
    line(count.issued, electorate),
    line(count.returned, turnout),
    line(count.valid, turnout),
    line(count.invalid, 0),
    { text: count.howCounted, style: 'small', italics: true, margin: [0, 3, 0, 0] },
    heading(count.result),
    resultTable(view, round.tallies),
    { text: count.baseIs(count.bases[base]), style: 'small' },
    { text: `${words.legend} ${words.blankLegend}`, style: 'small' },
    ...rollCall(view, round),
    closing(
      { text: count.made(momentText(atMs)), italics: true, margin: [0, 8, 0, 0] },
      { as: words.headTeller, name: tellers.length === 1 ? (tellers[0]?.fullName ?? null) : null },
      { as: [words.chair], name: view.seats.find(({ role }) => role === 'CHAIR')?.fullName ?? null },
    ),
  ];
  return sheet({ title: [count.title, count.about], view, content, atMs });
}

function resultTable(view: View, tallies: readonly TallyView[]): Content {
  const { shortLevels, count } = words;
  const rows = tallies.map(({ reviewId, counted, base, counts }): TableCell[] => {
    const review = reviewOf(view, reviewId);
    return [
      centred(review.place),
      subjectCell(review),
      centred(counted),
      centred(base),
      ...ballotChoices.map(
        (choice): TableCell => ({
          stack: [
            { text: String(counts[choice]), bold: true },
            { text: shareText(counts[choice], base), fontSize: 8 },
          ],
          alignment: 'center',
        }),
      ),
    ];
  });
  return table({
    heads: [
      words.number,
      words.subject,
      count.marks,
      count.base,
      ...ballotChoices.map((choice) => shortLevels[choice]),
    ],
    widths: [24, '*', 32, 32, 44, 38, 38, 38, 38, 38],
    rows,
  });
}

function rollCall(view: View, round: RoundView): Content[] {
  if (round.rollCall === null || round.rollCall.length === 0) return [];
  const nameOf = namesOfSeats(view);
  const rows = round.reviewIds.map((reviewId, at): TableCell[] => {
    const review = reviewOf(view, reviewId);
    const byChoice = ballotChoices.flatMap((choice) => {
      const who = round.rollCall?.filter(({ choices }) => choices[at] === choice) ?? [];
      if (who.length === 0) return [];
      return [`${words.levels[choice]}: ${who.map(({ seatId }) => nameInLine(nameOf(seatId))).join(', ')}`];
    });
    return [centred(review.place), subjectCell(review), { stack: byChoice }];
  });
  const heads = [words.number, words.subject, words.count.rollCall.replace(/^\d+\. /, '')];
  return [heading(words.count.rollCall), table({ heads, widths: [24, 120, '*'], rows, breakRows: true })];
}

export function subjectCell({ name, position }: Pick<ReviewView, 'name' | 'position'>): ContentStack {
  const under = position === null ? [] : [{ text: position, fontSize: 9, italics: true }];
  return { stack: [{ text: name }, ...under] };
}

export function reviewOf(view: View, id: string): ReviewView {
  const found = view.reviews.find((review) => review.id === id);
  if (found === undefined) throw new Error(`${id} was counted and is on no agenda`);
  return found;
}
