import type { Question, Relation } from '../core/policy/condition.ts';
import { disciplineFacts, gradeFacts, levelFacts } from '../core/policy/facts.ts';
import type { QuotaStanding, ShareTest } from '../core/policy/outcome.ts';
import { type Ratio, shareOf } from '../core/policy/ratio.ts';
import type { FactName, Labels } from './catalogue.ts';

// What the sentences of both languages share.

/** Returns a share such as "1/2", and hundredths such as "20 %". */
export function ratioText({ numerator, denominator }: Ratio): string {
  return denominator === 100 ? `${numerator} %` : `${numerator}/${denominator}`;
}

/** Returns a count such as "7", and several as "7 + 6 = 13". */
export function sumText(marks: readonly number[]): string {
  const sum = marks.reduce((one, other) => one + other, 0);
  return marks.length > 1 ? `${marks.join(' + ')} = ${sum}` : String(sum);
}

/** Returns the relation that a test found: the wanted one where it passes, else the contrary one. */
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

/** How the values of a fact are compared. Among qualities the better one is more, among disciplines the heavier one. */
export type Scale = 'NUMBERS' | 'QUALITY' | 'DISCIPLINE';

/** Returns the scale of the fact that a question asks for, and the words of its values; no words where they are numbers. */
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

/** Says whether the minimum decides how many are allowed, because the share is less. */
export function minimumDecides({ base, allowed, minimum, ratio, rounding }: QuotaStanding): boolean {
  return base !== null && allowed === minimum && shareOf(ratio, base, rounding) < minimum;
}

/** Returns the text with a capital first letter. */
export function capitalised(text: string): string {
  const [first = '', ...rest] = text;
  return first.toUpperCase() + rest.join('');
}

/** Returns the name of a peer group. One that is called by its kind gets the kind's label. */
export function groupName({ kinds }: Labels, peerGroup: string): string {
  const names: Readonly<Record<string, string>> = kinds;
  return names[peerGroup] ?? peerGroup;
}
