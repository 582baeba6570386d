import { type Answered, boundOf, type Relation, relationOf } from '../../core/policy/condition.ts';
import { capitalised, contrary, ratioText, type Scale, scaleOf } from '../numbers.ts';
import { labels } from './labels.ts';

export const relations: Readonly<Record<Scale, Readonly<Record<Relation, string>>>> = {
  NUMBERS: {
    atLeast: 'is at least',
    moreThan: 'is more than',
    atMost: 'is not more than',
    lessThan: 'is less than',
  },
  QUALITY: {
    atLeast: 'is at least',
    moreThan: 'is better than',
    atMost: 'is not better than',
    lessThan: 'is worse than',
  },
  DISCIPLINE: {
    atLeast: 'is at least',
    moreThan: 'is heavier than',
    atMost: 'is not heavier than',
    lessThan: 'is lighter than',
  },
};

/** Returns a sentence of what the facts say to the questions; an empty text where there are none. */
export function answers(because: readonly Answered[]): string {
  if (because.length === 0) return '';
  return ` ${capitalised(because.map(answer).join('; '))}.`;
}

/** Returns one question with its answer, such as "units disciplined of units in all: 3 of 10 is more than 20 %". */
function answer(one: Answered): string {
  const { question, given, truth, exception } = one;
  const said = `${labelOf(one)}: ${truth === 'UNKNOWN' ? missing(one) : found(one)}`;
  if (!exception) return said;
  const claimed = truth === 'TRUE' ? 'claimed' : 'not claimed';
  const isPlain = given.length === 1 && (given[0] === null || ('is' in question && question.is));
  return isPlain ? `${labelOf(one)}: ${claimed}` : `${said}, ${claimed}`;
}

function labelOf({ question }: Answered): string {
  if ('named' in question) return labels.namedFacts.get(question.named) ?? `“${question.named}”`;
  const label = labels.facts[question.fact];
  if (!('of' in question) || question.of === undefined) return label;
  return `${label} of ${labels.facts[question.of]}`;
}

/** Says which of the facts are not given. */
function missing({ question, given }: Answered): string {
  const [part = null, whole = null] = given;
  if (!('of' in question) || question.of === undefined) return 'not given';
  if (whole === 0) return 'a share of nothing cannot be said';
  if (part === null) return whole === null ? 'neither is given' : `${labels.facts[question.fact]} not given`;
  return `${part}, ${labels.facts[question.of]} not given`;
}

function found({ question, given, truth }: Answered): string {
  const [value = null, whole = null] = given;
  if ('is' in question) return value === true ? 'yes' : 'no';
  const bound = boundOf(question);
  const relation = truth === 'TRUE' ? relationOf(question) : contrary[relationOf(question)];
  const { scale, words } = scaleOf(question, labels);
  const verb = relations[scale][relation];
  if (typeof bound === 'object') return `${value} of ${whole} ${verb} ${ratioText(bound)}`;
  const word = words[String(value)] ?? String(value);
  return scale !== 'NUMBERS' && value === bound ? word : `${word} ${verb} ${words[bound] ?? bound}`;
}
