// What the article says was classified and proposed on 11 December 2023, and what was reported before.

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

/** In the order in which the collective report gives them. */
export const publishedFigures = [
  { what: 'Targets of the resolution met or exceeded', planned: 20, achieved: 18 },
  { what: 'New members admitted', planned: 7, achieved: 7 },
  { what: 'Members inspected or supervised', planned: 255, achieved: 200 },
];

/**
 * What follows from the published levels for the quotas on "excellent": of 9 cells rated good 20 % are 1.8, rounded half up 2. Of the
 * members 39 of 255 are known and excellent, so 193 of the other 216 must be good while no further one is excellent.
 */
export const quotaStandings = [
  { peerGroup: 'Chi bộ', standing: 'WITHIN: 2 of 2 allowed' },
  { peerGroup: 'Đảng viên', standing: 'INDETERMINATE: 39; at least 193 of the other 216 are good' },
];

/** Which cells are the excellent ones is not published; these two are the sample's choice. */
const excellentCells = new Set(['cell-03', 'cell-08']);

/** The level that the simulated ballots aim at. */
export function publishedLevelOf(itemKey: string): QualityLevel {
  if (itemKey === 'organization') return 'GOOD';
  return itemKey.startsWith('cell-') && !excellentCells.has(itemKey) ? 'GOOD' : 'EXCELLENT';
}
