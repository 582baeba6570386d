import type { Content, TableCell } from 'pdfmake/interfaces.js';
import type { ReviewView, View } from '../core/show.ts';
import { type QualityLevel, qualityLevels } from '../core/vocabulary.ts';
import { papers as words } from '../words/vi/papers.ts';
import { subjectCell } from './count-minutes.ts';
import { centred, table } from './layout.ts';

/**
 * Returns the time of the newest comment, response or round, or the day on which the session was held where that is later. It is the time that a paper carries.
 */
export function lastChangeOf(view: View): number {
  const said = view.reviews.flatMap(({ comments, responses }) =>
    [...comments, ...responses].map(({ atMs }) => atMs),
  );
  const voted = view.rounds.map(({ closedAtMs, openedAtMs }) => closedAtMs ?? openedAtMs);
  return Math.max(Date.parse(`${view.heldOn}T00:00:00Z`), ...said, ...voted);
}

/** Returns the table of every subject with its outcome. */
export function levelTable(view: View): Content {
  const rated = view.reviews.some(({ selfLevel }) => selfLevel !== null);
  const selfLevel = ({ selfLevel: level }: ReviewView): TableCell[] =>
    rated ? [{ text: level === null ? '' : words.levels[level] }] : [];
  const rows = view.reviews.map((review): TableCell[] => [
    centred(review.place),
    subjectCell(review),
    ...selfLevel(review),
    { text: standing(review) },
  ]);
  const { number, subject, ballot, minutes } = words;
  return rated
    ? table({
        heads: [number, subject, ballot.selfLevel, minutes.outcome],
        widths: [24, '*', 110, 150],
        rows,
      })
    : table({ heads: [number, subject, minutes.outcome], widths: [24, '*', 258], rows });
}

function standing({ outcome }: ReviewView): string {
  if (outcome === null) return words.minutes.notReviewed;
  const { level, status } = outcome;
  return level === null
    ? words.minutes.statuses[status]
    : `${words.levels[level]} (${words.minutes.statuses[status]})`;
}

export interface GroupCounts {
  readonly peerGroup: string;
  readonly total: number;
  readonly levels: Readonly<Record<QualityLevel, number>>;
  readonly notRated: number;
  /** How many have no outcome yet, or one that needs a decision. */
  readonly open: number;
}

/** Returns how many of the agenda's subjects have each level, by peer group in the order of the agenda. */
export function groupCounts(reviews: readonly ReviewView[]): readonly GroupCounts[] {
  return [...new Set(reviews.map(({ peerGroup }) => peerGroup))].map((peerGroup) => {
    const members = reviews.filter((review) => review.peerGroup === peerGroup);
    const having = (level: QualityLevel) => members.filter(({ outcome }) => outcome?.level === level).length;
    const levels = Object.fromEntries(
      qualityLevels.map((level) => [level, having(level)]),
    ) as GroupCounts['levels'];
    const notRated = members.filter(({ outcome }) => outcome?.status === 'NOT_RATED').length;
    const rated = qualityLevels.reduce((sum, level) => sum + levels[level], 0);
    return { peerGroup, total: members.length, levels, notRated, open: members.length - rated - notRated };
  });
}
