import { type Answered, boundOf, type Relation, relationOf } from '../core/policy/condition.ts';
import type { Finding, Other, QuotaStanding, ShareTest } from '../core/policy/outcome.ts';
import type { QuotaBase, Rounding, VoteBase } from '../core/vocabulary.ts';
import type { Catalogue, FactName } from './catalogue.ts';
import { minimumDecides, ratioText } from './ratios.ts';

// What the rules found, in English.

export const levels: Catalogue['levels'] = {
  EXCELLENT: 'excellent completion of tasks',
  GOOD: 'good completion of tasks',
  COMPLETED: 'completion of tasks',
  NOT_COMPLETED: 'non-completion of tasks',
  NOT_RATED: 'not rated',
};

export const facts: Readonly<Record<FactName, string>> = {
  exempt: 'exempt from Party activities',
  suspended: 'suspended from Party activities',
  disciplinedInPeriod: 'disciplined in the period',
  workRelatedDiscipline: 'disciplined for work',
  selfDetectedAndRemedied: 'self-detected and remedied',
  degraded: 'degradation concluded',
  prohibitedConduct: 'breach of what members may not do',
  exampleDutyBreached: 'breach of the duty to set an example',
  internalDisunity: 'disunity concluded',
  corruptionCaseInUnit: 'a corruption, waste or negative case in a unit',
  corruptionRemedied: 'that case self-detected and remedied',
  mainTargetsMissed: 'main targets missed',
  forceMajeure: 'force majeure',
  unitMainTargetsMissed: 'main targets of the unit led missed',
  monthsSinceAdmission: 'months since admission',
  monthsSinceFounded: 'months since founding',
  sickLeaveMonths: 'months of sick leave',
  unitsTotal: 'units in all',
  unitsDisciplined: 'units disciplined',
  unitsRatedCompletedOrBetter: 'units that completed their tasks or better',
  unitsRatedGoodOrBetter: 'units rated good or better',
  targetsTotal: 'targets in all',
  targetsMet: 'targets met',
  targetsExceeded: 'targets exceeded',
  targetsLate: 'targets met late',
  unitTargetsTotal: 'targets of the unit led in all',
  unitTargetsMet: 'targets of the unit led met',
  unitTargetsExceeded: 'targets of the unit led exceeded',
  confidenceVotes: 'confidence votes in all',
  lowConfidenceVotes: 'low-confidence votes',
  resultsGrade: 'grade for results',
  lowestOtherGrade: 'lowest grade among the other criteria',
  memberDiscipline: 'heaviest discipline of a member',
  civilServantLevel: 'level as a civil servant',
  score: 'score',
};

/** Grades, disciplines and levels as values of facts. */
const values: Readonly<Record<string, string>> = {
  OUTSTANDING: 'outstanding',
  GOOD: 'good',
  AVERAGE: 'average',
  POOR: 'poor',
  NONE: 'none',
  REPRIMAND: 'reprimand',
  WARNING: 'warning',
  REMOVAL: 'removal from post',
  EXPULSION: 'expulsion',
  EXCELLENT: 'excellent',
  COMPLETED: 'completed',
  NOT_COMPLETED: 'not completed',
};

const holds: Readonly<Record<Relation, string>> = {
  atLeast: 'is at least',
  moreThan: 'is more than',
  atMost: 'is not more than',
  lessThan: 'is less than',
};
const fails: Readonly<Record<Relation, string>> = {
  atLeast: 'is less than',
  moreThan: 'is not more than',
  atMost: 'is more than',
  lessThan: 'is at least',
};

const voteBases: Readonly<Record<VoteBase, string>> = {
  BODY_MEMBERS: 'all voting members of the body',
  PRESENT: 'the members present',
  CAST: 'the ballots cast',
  VALID: 'the valid ballots',
};

const quotaBases: Readonly<Record<QuotaBase, string>> = {
  GOOD: 'rated good',
  GOOD_OR_BETTER: 'rated good or better',
  ALL_RATED: 'rated',
  ALL_MEMBERS: 'members',
};

/** Whoever must be in the base beside the excellent ones. */
const needed: Readonly<Record<QuotaBase, string>> = {
  GOOD: 'good',
  GOOD_OR_BETTER: 'good',
  ALL_RATED: 'rated below excellent',
  ALL_MEMBERS: 'members',
};

const roundings: Readonly<Record<Rounding, string>> = {
  FLOOR: 'rounded down',
  HALF_UP: 'rounded half up',
  CEIL: 'rounded up',
};

function test({ level, marks, base, share, inclusive, passes }: ShareTest): string {
  const sum = marks.reduce((one, other) => one + other, 0);
  const counted = marks.length > 1 ? `${marks.join(' + ')} = ${sum}` : String(sum);
  const verb = (passes ? holds : fails)[inclusive ? 'atLeast' : 'moreThan'];
  return `${levels[level]}: ${counted} of ${base} ${verb} ${share.numerator}/${share.denominator}`;
}

function labelOf({ question }: Answered): string {
  return 'named' in question ? `“${question.named}”` : facts[question.fact];
}

/** One question with its answer: "units disciplined: 3 of 10 is more than 20 %". */
function answer(one: Answered): string {
  const { question, given, truth, exception } = one;
  const label = labelOf(one);
  const [value = null, whole = null] = given;
  if (truth === 'UNKNOWN') {
    if (exception) return `${label}: not claimed`;
    if (value !== null && 'of' in question && question.of !== undefined) {
      return whole === 0
        ? `${label}: a share of nothing cannot be said`
        : `${label}: ${value}, ${facts[question.of]} not given`;
    }
    return `${label}: not given`;
  }
  if ('is' in question) {
    if (exception) return `${label}: ${truth === 'TRUE' ? 'claimed' : 'not claimed'}`;
    return `${label}: ${value === true ? 'yes' : 'no'}`;
  }
  const bound = boundOf(question);
  const verb = (truth === 'TRUE' ? holds : fails)[relationOf(question)];
  if (typeof bound === 'object') return `${label}: ${value} of ${whole} ${verb} ${ratioText(bound)}`;
  return `${label}: ${values[String(value)] ?? value} ${verb} ${values[String(bound)] ?? bound}`;
}

function answers(because: readonly Answered[]): string {
  return because.map(answer).join('; ');
}

function other(one: Other): string {
  const name = one.name ?? 'a unit off the agenda';
  switch (one.is) {
    case 'RATED':
      return `${name}: ${levels[one.level]}`;
    case 'OPEN':
      return `${name}: still open, this waits for it`;
    case 'WITHOUT_LEVEL':
      return `${name}: has no level and caps nothing`;
    default:
      return one satisfies never;
  }
}

export function finding(found: Finding): string {
  switch (found.found) {
    case 'QUORUM': {
      const { present, summoned, needed: least, share } = found;
      return `${present} of ${summoned} voting seats were present when the round opened; ${least} are needed (${ratioText(share)}).`;
    }
    case 'NOBODY_RECUSED':
      return 'No voting seat had to stay out of this review.';
    case 'SELF_LEFT_OUT':
      return `The seat under review did not vote on itself and is left out; shares are taken of ${found.base}.`;
    case 'BASE': {
      const { of, base, electorate, counted, blank } = found;
      return `Shares are taken of ${voteBases[of]}: ${base}. ${counted} of ${electorate} have cast, ${blank} of them blank.`;
    }
    case 'SHARES':
      return `${found.tests.map(test).join('; ')}.`;
    case 'PLURALITY': {
      const marks = found.marks.join(' : ');
      return found.tied
        ? `No level has the most marks alone (${marks}): people must decide.`
        : `The level with the most marks (${marks}).`;
    }
    case 'PEOPLE_MUST_DECIDE':
      return 'No level passed alone: by the setting, people must decide.';
    case 'NOT_NEEDED':
      return 'Not needed: a level passed alone.';
    case 'CASE': {
      const said = answers(found.because);
      if (found.truth === 'UNKNOWN') return `Not known, so it has no effect. ${said}.`;
      if (found.truth === 'FALSE') return `It does not hold. ${said}.`;
      return `It holds${found.most === null ? '' : `: at most ${levels[found.most]}`}. ${said}.`;
    }
    case 'REQUIREMENT': {
      const names = found.levels.map((level) => levels[level]).join(', ');
      const said = answers(found.because);
      if (found.truth === 'UNKNOWN') return `Not known, so nothing is ruled out. ${said}.`;
      if (found.truth === 'TRUE') return `Met (${names}). ${said}.`;
      return `Not met: ruled out is ${names}. ${said}.`;
    }
    case 'BOUND': {
      const most = found.most === null ? '' : ` Not above ${levels[found.most]}.`;
      return `${found.others.map(other).join('; ')}.${most}`;
    }
    case 'QUOTA_WAITS':
      return `The quota of “${found.peerGroup}” is looked at over the whole group, when the session is adjourned.`;
    case 'OUTSIDE_QUOTA':
      return found.why === 'PROPOSED'
        ? 'Only proposed here, so in no quota of this session.'
        : 'Heads are left out of the quota, by the setting.';
    case 'QUOTA':
      return standing(found.standing);
    case 'SETTLED':
      return 'The committee settled the level itself.';
    case 'AUTHORITY': {
      if (found.status === 'NEEDS_DECISION') return 'The rules leave no level: people must decide.';
      if (found.status === 'NOT_RATED') return 'Not rated.';
      return found.authority === 'DECIDE'
        ? 'This committee decides.'
        : 'This committee proposes; its superior decides.';
    }
    default:
      return found satisfies never;
  }
}

export function standing(one: QuotaStanding): string {
  const { peerGroup, status, excellent, base, allowed, excess, open, over, ratio, quotaBase } = one;
  const group = `${peerGroup}: ${excellent} excellent`;
  const rule = `${ratioText(ratio)} of those ${quotaBases[quotaBase]}`;
  const minimum = minimumDecides(one) ? `, at least ${one.minimum}` : '';
  const share = `${ratioText(ratio)} of ${base} ${quotaBases[quotaBase]}, ${roundings[one.rounding]}${minimum}`;
  const open_ = open === null ? 'an unknown number that is open' : `the ${open} still open`;
  switch (status) {
    case 'WITHIN':
      if (open === 0) return `${group}, allowed ${allowed} (${share}): within.`;
      return `${group}: within (${rule}), whatever becomes of ${open_}.`;
    case 'EXCEEDED':
      if (open === 0) return `${group}, allowed ${allowed} (${share}): exceeded by ${excess}.`;
      return `${group}: exceeded by at least ${over} (${rule}), whatever becomes of ${open_}.`;
    case 'INDETERMINATE':
      return `${group} (${rule}), ${open === null ? 'an unknown number more' : `${open} more`} still open: ${boundText(one)}.`;
    default:
      return status satisfies never;
  }
}

function boundText({ open, quotaBase, bound }: QuotaStanding): string {
  if (bound === null) return 'not determined';
  const { mostExcellent, neededWithNone, neededWithMost } = bound;
  const of = open === null ? 'of the others' : `of the other ${open}`;
  const none =
    neededWithNone === 0
      ? 'no further one is excellent'
      : `no further one is excellent and at least ${neededWithNone} ${of} are ${needed[quotaBase]}`;
  if (mostExcellent === null) return `within only if ${none}; every further excellent one needs more of them`;
  if (mostExcellent === 0) return `within only if ${none}`;
  const more = neededWithMost
    ? ` and enough of the rest are ${needed[quotaBase]} (with ${mostExcellent}: at least ${neededWithMost})`
    : '';
  return `within only if ${none}, or if at most ${mostExcellent} further are excellent${more}`;
}
