import type { QualityLevel } from '../../../../schema/operations/typed.ts';
import type { FactName } from '../../../words/catalogue.ts';

export type FactKind = 'flag' | 'count' | 'decimal' | 'level' | 'grade' | 'discipline';

/** The kind of each fact, in the order in which the form asks for them. */
export const factKinds: Readonly<Record<FactName, FactKind>> = {
  targetsTotal: 'count',
  targetsMet: 'count',
  targetsExceeded: 'count',
  targetsLate: 'count',
  mainTargetsMissed: 'flag',
  forceMajeure: 'flag',
  unitTargetsTotal: 'count',
  unitTargetsMet: 'count',
  unitTargetsExceeded: 'count',
  unitMainTargetsMissed: 'flag',
  score: 'decimal',
  resultsGrade: 'grade',
  lowestOtherGrade: 'grade',
  civilServantLevel: 'level',
  confidenceVotes: 'count',
  lowConfidenceVotes: 'count',
  unitsTotal: 'count',
  unitsDisciplined: 'count',
  unitsRatedCompletedOrBetter: 'count',
  unitsRatedGoodOrBetter: 'count',
  monthsSinceAdmission: 'count',
  monthsSinceFounded: 'count',
  sickLeaveMonths: 'count',
  exempt: 'flag',
  suspended: 'flag',
  disciplinedInPeriod: 'flag',
  workRelatedDiscipline: 'flag',
  memberDiscipline: 'discipline',
  selfDetectedAndRemedied: 'flag',
  degraded: 'flag',
  prohibitedConduct: 'flag',
  exampleDutyBreached: 'flag',
  internalDisunity: 'flag',
  corruptionCaseInUnit: 'flag',
  corruptionRemedied: 'flag',
};

export const factNames = Object.keys(factKinds) as FactName[];

/** Facts as they are typed. A flag is 'yes' or 'no', and what is missing is unknown. `heads` and `leads` are keys of items. */
export interface DraftFacts {
  readonly values: Readonly<Partial<Record<FactName, string>>>;
  readonly heads: readonly string[];
  readonly headedLevels: readonly QualityLevel[];
  readonly leads: string;
}

export const noFacts: DraftFacts = { values: {}, heads: [], headedLevels: [], leads: '' };

export function factCount({ values, heads, headedLevels, leads }: DraftFacts): number {
  const lists = [heads.length > 0, headedLevels.length > 0, leads !== ''];
  return Object.values(values).filter(Boolean).length + lists.filter(Boolean).length;
}
