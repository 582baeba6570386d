import type { Fault } from '../fault.ts';
import { limits } from '../limits.ts';
import { readText, readWhole, tidy } from '../text.ts';
import type { CriterionGrade, Discipline, QualityLevel } from '../vocabulary.ts';
import { compareDecimals } from './ratio.ts';

/** What the rules need to know of a subject. A fact that is left out is unknown. `heads` and `leads` have keys of agenda items. */
export interface Facts {
  readonly heads?: readonly string[];
  readonly headedLevels?: readonly QualityLevel[];
  readonly leads?: string;
  readonly monthsSinceAdmission?: number;
  readonly monthsSinceFounded?: number;
  readonly exempt?: boolean;
  readonly suspended?: boolean;
  readonly sickLeaveMonths?: number;
  readonly disciplinedInPeriod?: boolean;
  readonly workRelatedDiscipline?: boolean;
  readonly memberDiscipline?: Discipline;
  readonly selfDetectedAndRemedied?: boolean;
  readonly degraded?: boolean;
  readonly prohibitedConduct?: boolean;
  readonly exampleDutyBreached?: boolean;
  readonly internalDisunity?: boolean;
  readonly corruptionCaseInUnit?: boolean;
  readonly corruptionRemedied?: boolean;
  readonly unitsTotal?: number;
  readonly unitsDisciplined?: number;
  readonly unitsRatedCompletedOrBetter?: number;
  readonly unitsRatedGoodOrBetter?: number;
  readonly civilServantLevel?: QualityLevel;
  readonly targetsTotal?: number;
  readonly targetsMet?: number;
  readonly targetsExceeded?: number;
  readonly targetsLate?: number;
  readonly mainTargetsMissed?: boolean;
  readonly forceMajeure?: boolean;
  readonly unitTargetsTotal?: number;
  readonly unitTargetsMet?: number;
  readonly unitTargetsExceeded?: number;
  readonly unitMainTargetsMissed?: boolean;
  readonly resultsGrade?: CriterionGrade;
  readonly lowestOtherGrade?: CriterionGrade;
  /** An exact decimal, such as "89.5". */
  readonly score?: string;
  readonly confidenceVotes?: number;
  readonly lowConfidenceVotes?: number;
  readonly named?: readonly NamedFact[];
}

/** Facts as they come in. A fact that is left out is null or missing. */
export type FactsInput = { readonly [fact in keyof Facts]?: Facts[fact] | null | undefined };

/** A fact that a further regime or a local guideline asks for. */
export interface NamedFact {
  readonly name: string;
  readonly flag?: boolean | null | undefined;
  readonly number?: string | null | undefined;
}

export const flagFacts = [
  'exempt',
  'suspended',
  'disciplinedInPeriod',
  'workRelatedDiscipline',
  'selfDetectedAndRemedied',
  'degraded',
  'prohibitedConduct',
  'exampleDutyBreached',
  'internalDisunity',
  'corruptionCaseInUnit',
  'corruptionRemedied',
  'mainTargetsMissed',
  'forceMajeure',
  'unitMainTargetsMissed',
] as const satisfies readonly (keyof Facts)[];
export type FlagFact = (typeof flagFacts)[number];

export const countFacts = [
  'monthsSinceAdmission',
  'monthsSinceFounded',
  'sickLeaveMonths',
  'unitsTotal',
  'unitsDisciplined',
  'unitsRatedCompletedOrBetter',
  'unitsRatedGoodOrBetter',
  'targetsTotal',
  'targetsMet',
  'targetsExceeded',
  'targetsLate',
  'unitTargetsTotal',
  'unitTargetsMet',
  'unitTargetsExceeded',
  'confidenceVotes',
  'lowConfidenceVotes',
] as const satisfies readonly (keyof Facts)[];
export type CountFact = (typeof countFacts)[number];

/** Facts whose values have an order. In the vocabulary grades and levels have the best first, disciplines the lightest. */
export const gradeFacts = ['resultsGrade', 'lowestOtherGrade'] as const satisfies readonly (keyof Facts)[];
export type GradeFact = (typeof gradeFacts)[number];
export const disciplineFacts = ['memberDiscipline'] as const satisfies readonly (keyof Facts)[];
export type DisciplineFact = (typeof disciplineFacts)[number];
export const levelFacts = ['civilServantLevel'] as const satisfies readonly (keyof Facts)[];
export type LevelFact = (typeof levelFacts)[number];
export const decimalFacts = ['score'] as const satisfies readonly (keyof Facts)[];
export type DecimalFact = (typeof decimalFacts)[number];

/** Facts that are parts, each with the whole that it must not exceed. */
export const partsOfWholes = [
  ['unitsDisciplined', 'unitsTotal'],
  ['unitsRatedCompletedOrBetter', 'unitsTotal'],
  ['unitsRatedGoodOrBetter', 'unitsRatedCompletedOrBetter'],
  ['unitsRatedGoodOrBetter', 'unitsTotal'],
  ['targetsMet', 'targetsTotal'],
  ['targetsExceeded', 'targetsMet'],
  ['targetsExceeded', 'targetsTotal'],
  ['targetsLate', 'targetsMet'],
  ['targetsLate', 'targetsTotal'],
  ['unitTargetsMet', 'unitTargetsTotal'],
  ['unitTargetsExceeded', 'unitTargetsMet'],
  ['unitTargetsExceeded', 'unitTargetsTotal'],
  ['lowConfidenceVotes', 'confidenceVotes'],
] as const satisfies readonly (readonly [CountFact, CountFact])[];

/** Returns the facts that are given, with texts tidied. Adds faults of numbers, lists and texts to `faults`. */
export function readFacts(faults: Fault[], path: readonly string[], facts: FactsInput): Facts {
  const given = Object.entries(facts).filter(([, value]) => value !== null && value !== undefined);
  for (const [fact, value] of given) {
    if (typeof value === 'number') readWhole(faults, [...path, fact], value, 0, limits.largestCount);
    const most = fact === 'named' ? limits.namedFacts : limits.agendaItems;
    if (Array.isArray(value) && value.length > most) {
      faults.push({ path: [...path, fact], problem: { is: 'TOO_MANY', most } });
    }
  }
  for (const [part, whole] of partsOfWholes) {
    if (isOver(facts[part], facts[whole])) {
      faults.push({ path: [...path, part], problem: { is: 'PART_OVER_WHOLE', whole } });
    }
  }
  const { heads, leads, named, score } = facts;
  if (score && (compareDecimals(score, '0') < 0 || compareDecimals(score, '100') > 0)) {
    faults.push({ path: [...path, 'score'], problem: { is: 'NOT_A_SCORE' } });
  }
  const rule = { most: limits.nameLength, required: true };
  return {
    ...Object.fromEntries(given),
    ...(heads && { heads: heads.map(tidy) }),
    ...(leads && { leads: tidy(leads) }),
    ...(named && {
      named: named.slice(0, limits.namedFacts).map(({ name, ...said }, index) => ({
        ...said,
        name: readText(faults, [...path, 'named', String(index), 'name'], name, rule) ?? '',
      })),
    }),
  };
}

function isOver(part: number | null | undefined, whole: number | null | undefined): boolean {
  return typeof part === 'number' && typeof whole === 'number' && part > whole;
}
