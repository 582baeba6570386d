import type { Chance } from '../support/chance.ts';

// What nobody would send, made from what somebody would.

const letters = [
  '\u0000',
  '\u001f',
  '\u007f',
  '\u00a0',
  '\u0301',
  '\u200b',
  '\u202e',
  '\u2028',
  '\ufeff',
  '\ufffd',
  '\ud800',
  '\udc00',
  '😀',
  'đ',
  'Đ',
  'Ễ',
  '"',
  "'",
  '`',
  '\\',
  '/',
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  '<',
  '>',
  '$',
  '@',
  '!',
  ':',
  '|',
  '&',
  '#',
  ';',
  ',',
  '.',
  '-',
  '+',
  '*',
  '%',
  '_',
  '=',
  '\n',
  '\r',
  '\t',
  ' ',
  '0',
  '9',
  'A',
  'z',
];

const pieces = [
  '"""',
  '...',
  '... on ',
  'fragment f on Query { ...f }',
  '__typename',
  '__schema { types { name } }',
  'null',
  'true',
  '-0',
  '1e999',
  '9007199254740993',
  '2147483648',
  '-1',
  'NaN',
  '\\u0000',
  '\\ud83d',
  '@skip(if: true)',
  '@include(if: $x)',
  '@defer',
  '@stream',
  'query',
  'mutation',
  'subscription',
  '($x: [Int!]! = [1])',
  '(input: {})',
  '(first: 101)',
  '(id: "")',
  "' OR 1=1 --",
  '; DROP TABLE result',
  '../../etc/passwd',
  '%00',
  '=cmd|x',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '\r\n\r\n',
  'Content-Length: 5\r\n',
  'ses_',
  'cursor',
];

const maxEdits = 4;

/** A text with one to four edits: a stretch lost, doubled or moved, letters and words put in, an early end. */
export function mutated(text: string, chance: Chance): string {
  let now = text;
  for (let edits = 1 + chance.below(maxEdits); edits > 0; edits -= 1) now = edited(now, chance);
  return now;
}

function edited(text: string, chance: Chance): string {
  const from = chance.below(text.length + 1);
  const to = Math.min(text.length, from + 1 + chance.below(chance.is(0.2) ? text.length + 1 : 12));
  const [before, within, after] = [text.slice(0, from), text.slice(from, to), text.slice(to)];
  switch (chance.below(8)) {
    case 0:
      return before + after;
    case 1:
      return before + within + within + after;
    case 2:
      return after + within + before;
    case 3:
      return before + chance.of(letters) + after;
    case 4:
      return before + chance.of(letters) + within + after;
    case 5:
      return `${before} ${chance.of(pieces)} ${within}${after}`;
    case 6:
      return before;
    default:
      return before + within.repeat(1 + chance.below(60)) + after;
  }
}

/** A value that JSON can carry and hardly anybody expects. */
export function oddValue(chance: Chance, depth = 2): unknown {
  switch (chance.below(depth > 0 ? 12 : 9)) {
    case 0:
      return null;
    case 1:
      return chance.is(0.5);
    case 2:
      return chance.of([0, -1, 1, 0.5, 101, 2 ** 31, 2 ** 53 + 2, -(2 ** 40), 1e308, Number.MIN_VALUE]);
    case 3:
      return '';
    case 4:
      return chance.of(letters).repeat(1 + chance.below(4));
    case 5:
      return chance.of(pieces);
    case 6:
      return 'x'.repeat(chance.below(3_000));
    case 7:
      return chance.id();
    case 8:
      return chance.of([
        'EXCELLENT',
        'GOOD',
        'COMPLETED',
        'PARTY_MEMBER',
        'YEAR',
        'DESC',
        '2023-12-20',
        '2023-12-20T08:00:00Z',
      ]);
    case 9:
      return Array.from({ length: chance.below(5) }, () => oddValue(chance, depth - 1));
    case 10:
      return { [chance.of(pieces)]: oddValue(chance, depth - 1), input: oddValue(chance, depth - 1) };
    default:
      return Array.from({ length: chance.below(200) }, () => 'x');
  }
}

/** The same value with something in it replaced, left out or doubled. */
export function mutatedValue(value: unknown, chance: Chance): unknown {
  if (chance.is(0.15)) return oddValue(chance);
  if (Array.isArray(value)) {
    if (value.length === 0 || chance.is(0.1)) return [...value, oddValue(chance)];
    const at = chance.below(value.length);
    if (chance.is(0.15)) return value.filter((_, index) => index !== at);
    if (chance.is(0.15)) return [...value, value[at]];
    return value.map((one, index) => (index === at ? mutatedValue(one, chance) : one));
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    if (entries.length === 0 || chance.is(0.1))
      return { ...value, [String(chance.of(pieces))]: oddValue(chance) };
    const at = chance.below(entries.length);
    if (chance.is(0.15)) return Object.fromEntries(entries.filter((_, index) => index !== at));
    return Object.fromEntries(
      entries.map(([name, one], index) => [name, index === at ? mutatedValue(one, chance) : one]),
    );
  }
  return typeof value === 'string' && chance.is(0.6) ? mutated(value, chance) : oddValue(chance);
}
