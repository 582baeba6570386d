import type { Content, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import type { ReviewView, View } from '../core/show.ts';
import { qualityLevels } from '../core/vocabulary.ts';
import { groupName, ratioText } from '../words/numbers.ts';
import { labels } from '../words/vi/labels.ts';
import { papers as words } from '../words/vi/papers.ts';
import { quotaExplanationOf } from '../words/words.ts';
import { subjectCell } from './count-minutes.ts';
import { centred, closing, heading, sessionLines, sheet, table } from './layout.ts';
import { shareText } from './numbers.ts';
import { groupCounts, lastChangeOf, levelTable } from './results.ts';

/** Returns the tổng hợp: numbers by peer group, and the list of what is proposed to the superior. */
export function summary(view: View): TDocumentDefinitions {
  const { summary: said } = words;
  const { quotaBase, quotaRatio } = view.settings;
  const proposed = view.reviews.filter(({ outcome }) => outcome?.authority === 'PROPOSE');
  const content: Content[] = [
    ...sessionLines(view),
    groupTable(view),
    { text: said.quotaBaseIs(said.quotaBases[quotaBase], ratioText(quotaRatio)), style: 'small' },
    { text: words.legend, style: 'small' },
    heading(said.quotas),
    view.quotas.length === 0
      ? words.none
      : { ul: view.quotas.map((standing) => quotaExplanationOf('vi', standing)) },
    heading(said.results),
    levelTable(view),
    heading(said.proposals),
    ...(proposed.length === 0 ? [] : [proposals(proposed)]),
    closing(
      { text: said.listed(proposed.length), italics: true },
      { as: [words.secretary], name: holder(view, 'SECRETARY') },
      { as: words.forCommittee, name: holder(view, 'CHAIR') },
    ),
  ];
  return sheet({ title: [said.title], view, content, atMs: lastChangeOf(view) });
}

function holder(view: View, role: string): string | null {
  return view.seats.find((seat) => seat.role === role)?.fullName ?? null;
}

function groupTable(view: View): Content {
  const { summary: said, shortLevels } = words;
  const rows = groupCounts(view.reviews).map(
    ({ peerGroup, total, levels, notRated, open }, at): TableCell[] => {
      const quota = view.quotas.find((standing) => standing.peerGroup === peerGroup);
      const share = quota === undefined || quota.base === null ? '–' : shareText(quota.excellent, quota.base);
      return [
        centred(at + 1),
        { text: groupName(labels, peerGroup) },
        centred(total),
        ...qualityLevels.map((level) => centred(levels[level])),
        centred(notRated),
        centred(open),
        centred(share),
      ];
    },
  );
  return table({
    heads: [
      words.number,
      said.group,
      said.total,
      ...qualityLevels.map((level) => shortLevels[level]),
      shortLevels.NOT_RATED,
      said.open,
      said.quotaShare,
    ],
    widths: [24, '*', 32, 44, 38, 36, 42, 30, 32, 44],
    rows,
  });
}

function proposals(proposed: readonly ReviewView[]): Content {
  const rows = proposed.map((review, at): TableCell[] => {
    const { outcome } = review;
    const level = outcome?.level ?? null;
    return [
      centred(at + 1),
      subjectCell(review),
      {
        text:
          level === null ? words.minutes.statuses[outcome?.status ?? 'NEEDS_DECISION'] : words.levels[level],
      },
    ];
  });
  return table({
    heads: [words.number, words.subject, words.summary.proposedLevel],
    widths: [24, '*', 180],
    rows,
  });
}
