import type { Question, Relation } from '../core/policy/condition.ts';
import { disciplineFacts, gradeFacts, levelFacts } from '../core/policy/facts.ts';
import type { QuotaStanding, ShareTest } from '../core/policy/outcome.ts';
import { type Ratio, shareOf } from '../core/policy/ratio.ts';
import type { FactName, Labels } from './catalogue.ts';

// What sentences of both languages have in common.

/** "1/2"; hundredths as people say them: "20 %". */
export function ratioText({ numerator, denominator }: Ratio): string {
  return denominator === 100 ? `${numerator} %` : `${numerator}/${denominator}`;
}

/** "7", and of several counts "7 + 6 = 13". */
export function sumText(marks: readonly number[]): string {
  const sum = marks.reduce((one, other) => one + other, 0);
  return marks.length > 1 ? `${marks.join(' + ')} = ${sum}` : String(sum);
}

/** What is true of a count in the test: the relation that it was to have, or the contrary one. */
export function relationFound({ inclusive, passes }: ShareTest): Relation {
  const relation = inclusive ? 'atLeast' : 'moreThan';
  return passes ? relation : contrary[relation];
}

/** The relation that holds where this one does not. */
export const contrary: Readonly<Record<Relation, Relation>> = {
  atLeast: 'lessThan',
  lessThan: 'atLeast',
  moreThan: 'atMost',
  atMost: 'moreThan',
};

/** How the values of a fact are compared: as numbers, the better or the heavier one being more. */
export type Scale = 'NUMBERS' | 'QUALITY' | 'DISCIPLINE';

/** The scale of a fact that is asked for, and the words of its values: none where they are numbers. */
export function scaleOf(
  question: Question,
  labels: Labels,
): { readonly scale: Scale; readonly words: Readonly<Record<string, string>> } {
  const fact = 'fact' in question ? question.fact : null;
  if (isOneOf(gradeFacts, fact)) return { scale: 'QUALITY', words: labels.grades };
  if (isOneOf(levelFacts, fact)) return { scale: 'QUALITY', words: labels.levels };
  if (isOneOf(disciplineFacts, fact)) return { scale: 'DISCIPLINE', words: labels.disciplines };
  return { scale: 'NUMBERS', words: {} };
}

function isOneOf(facts: readonly FactName[], fact: FactName | null): boolean {
  return fact !== null && facts.includes(fact);
}

/** Whether the minimum, and not the share, is what is allowed. */
export function minimumDecides({ base, allowed, minimum, ratio, rounding }: QuotaStanding): boolean {
  return base !== null && allowed === minimum && shareOf(ratio, base, rounding) < minimum;
}

/** With the first letter in capitals. */
export function capitalised(text: string): string {
  const [first = '', ...rest] = text;
  return first.toUpperCase() + rest.join('');
}

/** A peer group by its name; one that has its kind's instead, in words. */
export function groupName({ kinds }: Labels, peerGroup: string): string {
  const names: Readonly<Record<string, string>> = kinds;
  return names[peerGroup] ?? peerGroup;
}
