// What was classified, proposed and reported on 11 December 2023 according to the article.

import type { OutcomeStatus, QualityLevel, SubjectKind } from '../../schema/operations/typed.ts';

export interface PublishedLevel {
  what: string;
  kind: SubjectKind;
  level: QualityLevel;
  status: OutcomeStatus;
  count: number;
}

export const publishedLevels: PublishedLevel[] = [
  { what: 'Party cells', kind: 'PARTY_CELL', level: 'EXCELLENT', status: 'DECIDED', count: 2 },
  { what: 'Party cells', kind: 'PARTY_CELL', level: 'GOOD', status: 'DECIDED', count: 9 },
  {
    what: 'Leadership collectives',
    kind: 'LEADERSHIP_COLLECTIVE',
    level: 'EXCELLENT',
    status: 'DECIDED',
    count: 2,
  },
  { what: 'Party members', kind: 'PARTY_MEMBER', level: 'EXCELLENT', status: 'DECIDED', count: 39 },
  {
    what: 'Commune Party organisation',
    kind: 'PARTY_ORGANIZATION',
    level: 'GOOD',
    status: 'PROPOSED',
    count: 1,
  },
  { what: 'Key leader', kind: 'LEADER', level: 'EXCELLENT', status: 'PROPOSED', count: 1 },
];

/** The published figures, in the order of the collective report. */
export const publishedFigures = [
  { what: 'Targets of the resolution met or exceeded', planned: 20, achieved: 18 },
  { what: 'New members admitted', planned: 7, achieved: 7 },
  { what: 'Members inspected or supervised', planned: 255, achieved: 200 },
];

/**
 * The quotas on "excellent" as they follow from the published levels. 9 cells are rated good, and 20 % of 9 are 1.8, rounded half up 2. 39 of the 255 members
 * are known, and all of them are excellent, so at least 193 of the other 216 must be good where no further one is excellent.
 */
export const quotaStandings = [
  { peerGroup: 'Chi bộ', standing: 'WITHIN: 2 of 2 allowed' },
  { peerGroup: 'Đảng viên', standing: 'INDETERMINATE: 39; at least 193 of the other 216 are good' },
];

/** The two excellent cells. The article does not say which they are, so the sample chose these. */
const excellentCells = new Set(['cell-03', 'cell-08']);

/** Returns the level that the simulated ballots of an item give. */
export function publishedLevelOf(itemKey: string): QualityLevel {
  if (itemKey === 'organization') return 'GOOD';
  return itemKey.startsWith('cell-') && !excellentCells.has(itemKey) ? 'GOOD' : 'EXCELLENT';
}
