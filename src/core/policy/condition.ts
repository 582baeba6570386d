import {
  type CriterionGrade,
  criterionGrades,
  type Discipline,
  disciplines,
  type QualityLevel,
  qualityLevels,
} from '../vocabulary.ts';
import {
  type CountFact,
  type DecimalFact,
  type DisciplineFact,
  disciplineFacts,
  type Facts,
  type FlagFact,
  type GradeFact,
  gradeFacts,
  type LevelFact,
  levelFacts,
} from './facts.ts';
import { compareDecimals, compareShare, type Ratio } from './ratio.ts';

/** How a value is compared. A better grade or level is more, and so is a heavier discipline. */
export const relations = ['atLeast', 'moreThan', 'atMost', 'lessThan'] as const;
export type Relation = (typeof relations)[number];

/** Exactly one relation with its bound. */
type Compared<Bound> = {
  readonly [relation in Relation]: { readonly [name in relation]: Bound } & {
    readonly [other in Exclude<Relation, relation>]?: never;
  };
}[Relation];

/** One question about the facts. schema/policy.schema.json has its shapes. */
export type Question =
  | { readonly fact: FlagFact; readonly is: boolean }
  | ({ readonly fact: CountFact; readonly of?: never } & Compared<number>)
  | ({ readonly fact: CountFact; readonly of: CountFact } & Compared<Ratio>)
  | ({ readonly fact: GradeFact } & Compared<CriterionGrade>)
  | ({ readonly fact: DisciplineFact } & Compared<Discipline>)
  | ({ readonly fact: LevelFact } & Compared<QualityLevel>)
  | ({ readonly fact: DecimalFact } & Compared<string>)
  | { readonly named: string; readonly is: boolean }
  | ({ readonly named: string } & Compared<string>);

/**
 * A condition as data. It has three values, after Kleene: a fact that is not given makes a question UNKNOWN. `claimed` is for exceptions ("unless …"): an
 * exception that is not known to hold is not claimed.
 */
export type Condition =
  | Question
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | { readonly claimed: Condition };

export type Truth = 'TRUE' | 'FALSE' | 'UNKNOWN';

/** A question with what the facts say about it: the numbers that a trace quotes. */
export interface Answered {
  readonly question: Question;
  /** The fact's value; for a share the part and the whole; null for a fact that is not given. */
  readonly given: readonly (boolean | number | string | null)[];
  readonly truth: Truth;
  /** Whether the question is part of an exception, where unknown counts as not claimed. */
  readonly exception: boolean;
}

/** Whether a condition holds, and the questions that decide it. */
export interface ConditionResult {
  readonly truth: Truth;
  readonly because: readonly Answered[];
}

/** Evaluates a condition. Every condition has a result for any facts. */
export function look(condition: Condition, facts: Facts): ConditionResult {
  if ('all' in condition) return joined(condition.all, facts, 'FALSE', 'TRUE');
  if ('any' in condition) return joined(condition.any, facts, 'TRUE', 'FALSE');
  if ('not' in condition) {
    const { truth, because } = look(condition.not, facts);
    return { truth: opposite(truth), because };
  }
  if ('claimed' in condition) {
    const { truth, because } = look(condition.claimed, facts);
    return {
      truth: truth === 'TRUE' ? 'TRUE' : 'FALSE',
      because: because.map((one) => ({ ...one, exception: true })),
    };
  }
  const answered = ask(condition, facts);
  return { truth: answered.truth, because: [answered] };
}

/** Joins conditions: one that is `decisive` decides; all that are `neutral` give `neutral`; else the result is unknown. */
function joined(
  parts: readonly Condition[],
  facts: Facts,
  decisive: 'TRUE' | 'FALSE',
  neutral: 'TRUE' | 'FALSE',
): ConditionResult {
  const verdicts = parts.map((part) => look(part, facts));
  const has = (truth: Truth) => verdicts.some((one) => one.truth === truth);
  const truth = has(decisive) ? decisive : has('UNKNOWN') ? 'UNKNOWN' : neutral;
  return { truth, because: verdicts.flatMap((one) => (one.truth === truth ? one.because : [])) };
}

function opposite(truth: Truth): Truth {
  return truth === 'TRUE' ? 'FALSE' : truth === 'FALSE' ? 'TRUE' : 'UNKNOWN';
}

function ask(question: Question, facts: Facts): Answered {
  const given = valuesOf(question, facts);
  return { question, given, truth: truthOf(question, given), exception: false };
}

function valuesOf(question: Question, facts: Facts): Answered['given'] {
  if ('named' in question) {
    const fact = facts.named?.find(({ name }) => name === question.named);
    return [('is' in question ? fact?.flag : fact?.number) ?? null];
  }
  const value = facts[question.fact] ?? null;
  if (!('of' in question) || question.of === undefined) return [value];
  return [value, facts[question.of] ?? null];
}

function truthOf(question: Question, given: Answered['given']): Truth {
  const [value = null, whole = null] = given;
  if (value === null) return 'UNKNOWN';
  if ('is' in question) return value === question.is ? 'TRUE' : 'FALSE';
  const order = orderOf(question, value, whole);
  if (order === null) return 'UNKNOWN';
  return holds(question, order) ? 'TRUE' : 'FALSE';
}

/**
 * Compares the value with the bound: negative where it is under, zero at, positive over. Returns null where this cannot be said, because the whole of a share
 * is not given or zero.
 */
function orderOf(
  question: Exclude<Question, { readonly is: boolean }>,
  value: boolean | number | string,
  whole: boolean | number | string | null,
): number | null {
  const bound = boundOf(question);
  if (typeof bound === 'object') {
    if (typeof whole !== 'number' || whole === 0) return null;
    return compareShare(value as number, whole, bound);
  }
  if (typeof bound === 'number') return (value as number) - bound;
  const scale = 'fact' in question ? scaleOf(question.fact) : null;
  if (scale === null) return compareDecimals(value as string, bound);
  return scale.indexOf(value as string) - scale.indexOf(bound);
}

const gradesUp: readonly string[] = [...criterionGrades].reverse();
const levelsUp: readonly string[] = [...qualityLevels].reverse();

/** Returns the values of a fact from the least to the most; null where they are numbers. */
function scaleOf(fact: string): readonly string[] | null {
  if (isOneOf(gradeFacts, fact)) return gradesUp;
  if (isOneOf(levelFacts, fact)) return levelsUp;
  return isOneOf(disciplineFacts, fact) ? disciplines : null;
}

function isOneOf(facts: readonly string[], fact: string): boolean {
  return facts.includes(fact);
}

export function relationOf(question: Exclude<Question, { readonly is: boolean }>): Relation {
  const found = relations.find((relation) => question[relation] !== undefined);
  if (found === undefined) throw new Error(`no relation in ${JSON.stringify(question)}`);
  return found;
}

export function boundOf(question: Exclude<Question, { readonly is: boolean }>): Ratio | number | string {
  const bound = question[relationOf(question)];
  if (bound === undefined) throw new Error(`no bound in ${JSON.stringify(question)}`);
  return bound;
}

function holds(question: Exclude<Question, { readonly is: boolean }>, order: number): boolean {
  const relation = relationOf(question);
  switch (relation) {
    case 'atLeast':
      return order >= 0;
    case 'moreThan':
      return order > 0;
    case 'atMost':
      return order <= 0;
    case 'lessThan':
      return order < 0;
    default:
      return relation satisfies never;
  }
}
