import { type Answered, boundOf, type Relation, relationOf } from '../../core/policy/condition.ts';
import { capitalised, contrary, ratioText, type Scale, scaleOf } from '../numbers.ts';
import { labels } from './labels.ts';

export const relations: Readonly<Record<Scale, Readonly<Record<Relation, (bound: string) => string>>>> = {
  NUMBERS: {
    atLeast: (bound) => `từ ${bound} trở lên`,
    moreThan: (bound) => `quá ${bound}`,
    atMost: (bound) => `không quá ${bound}`,
    lessThan: (bound) => `dưới ${bound}`,
  },
  QUALITY: {
    atLeast: (bound) => `từ ${bound} trở lên`,
    moreThan: (bound) => `cao hơn ${bound}`,
    atMost: (bound) => `không cao hơn ${bound}`,
    lessThan: (bound) => `thấp hơn ${bound}`,
  },
  DISCIPLINE: {
    atLeast: (bound) => `từ ${bound} trở lên`,
    moreThan: (bound) => `nặng hơn ${bound}`,
    atMost: (bound) => `không nặng hơn ${bound}`,
    lessThan: (bound) => `nhẹ hơn ${bound}`,
  },
};

/** Returns a sentence of what the facts say to the questions; an empty text where there are none. */
export function answers(because: readonly Answered[]): string {
  if (because.length === 0) return '';
  return ` ${capitalised(because.map(answer).join('; '))}.`;
}

/** Returns one question with its answer, such as "số đơn vị bị kỷ luật trên tổng số đơn vị: 3 trên 10, quá 20 %". */
function answer(one: Answered): string {
  const { question, given, truth, exception } = one;
  const said = `${labelOf(one)}: ${truth === 'UNKNOWN' ? missing(one) : found(one)}`;
  if (!exception) return said;
  const claimed = truth === 'TRUE' ? 'có nêu' : 'không được nêu';
  const isPlain = given.length === 1 && (given[0] === null || ('is' in question && question.is));
  return isPlain ? `${labelOf(one)}: ${claimed}` : `${said}, ${claimed}`;
}

function labelOf({ question }: Answered): string {
  if ('named' in question) return labels.namedFacts.get(question.named) ?? `“${question.named}”`;
  const label = labels.facts[question.fact];
  if (!('of' in question) || question.of === undefined) return label;
  return `${label} trên ${labels.facts[question.of]}`;
}

/** Says which of the facts are not given. */
function missing({ question, given }: Answered): string {
  const [part = null, whole = null] = given;
  if (!('of' in question) || question.of === undefined) return 'chưa có thông tin';
  if (whole === 0) return 'tổng thể bằng 0, không tính được tỷ lệ';
  if (part === null) return whole === null ? 'chưa có cả hai số' : `chưa có ${labels.facts[question.fact]}`;
  return `${part}, chưa có ${labels.facts[question.of]}`;
}

function found({ question, given, truth }: Answered): string {
  const [value = null, whole = null] = given;
  if ('is' in question) return value === true ? 'có' : 'không';
  const bound = boundOf(question);
  const relation = truth === 'TRUE' ? relationOf(question) : contrary[relationOf(question)];
  const { scale, words } = scaleOf(question, labels);
  const related = relations[scale][relation];
  if (typeof bound === 'object') return `${value} trên ${whole}, ${related(ratioText(bound))}`;
  const word = words[String(value)] ?? String(value);
  if (scale !== 'NUMBERS' && value === bound) return word;
  return `${word}, ${related(words[bound] ?? String(bound))}`;
}
