import { buildSchema, OverlappingFieldsCanBeMergedRule, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { maxMerged, overlappingFieldsRule } from '../../src/api/limits/overlapping-fields.ts';
import { Chance } from '../support/chance.ts';

// Whether fields that fall together may be merged (GraphQL, 5.3.2), against graphql's own rule, which compares all pairs.

const schema = buildSchema(`
  type Query { node: Node pair: Pair either: Either a: A b: B list: [A!]! }
  interface Node { id: ID! node: Node name(of: String, in: In): String }
  interface Pair { id: ID! one: Node }
  input In { x: Int y: [Int] }
  type A implements Node & Pair { id: ID! node: A one: B name(of: String, in: In): String same: Int! list: [A!]! left: String }
  type B implements Node & Pair { id: ID! node: Node one: A name(of: String, in: In): String same: Int list: [B!] left: Int }
  union Either = A | B`);

const fields = ['id', 'node', 'one', 'name', 'same', 'list', 'left', 'a', 'b', 'pair', 'either', 'nothing'];
const composite = new Set(['node', 'one', 'list', 'a', 'b', 'pair', 'either']);
const given = [
  ...Array<string>(9).fill(''),
  '(of: "1")',
  '(of: $v)',
  '(in: {x: 1, y: [2]})',
  '(in: {y: [2], x: 1})',
];
const conditions = ['Node', 'Pair', 'A', 'B', 'Either', 'Nobody'];
const fragments = ['F', 'G', 'H'];

/** Not always valid otherwise: that is for other rules to say. */
function drawSet(chance: Chance, depth: number, spread = fragments): string {
  const selections = Array.from({ length: 1 + chance.below(3) }, () => {
    const kind = chance.below(10);
    if (kind < 2 && depth > 0) return `... on ${chance.of(conditions)} ${drawSet(chance, depth - 1, spread)}`;
    if (kind < 3 && spread.length > 0) return `...${chance.of(spread)}`;
    const name = chance.of(depth > 0 ? fields : fields.filter((one) => !composite.has(one)));
    const alias = chance.below(12) === 0 ? `${chance.of(['id', 'node', 'x'])}: ` : '';
    const args = name === 'name' ? chance.of(given) : '';
    return `${alias}${name}${args}${composite.has(name) ? ` ${drawSet(chance, depth - 1, spread)}` : ''}`;
  });
  return `{ ${selections.join(' ')} }`;
}

test('says of 5,000 drawn documents what graphql’s own rule says', () => {
  const chance = new Chance('overlapping fields');
  const said = { yes: 0, no: 0 };
  for (let drawn = 0; drawn < 5_000; drawn += 1) {
    const spread = fragments.map(
      (name, at) =>
        `fragment ${name} on ${chance.of(conditions)} ${drawSet(chance, 2, fragments.slice(at + 1))}`,
    );
    // What no operation reaches is refused by another rule.
    const text = `query ($v: String) { ${fragments.map((name) => `...${name}`).join(' ')} ...on Query ${drawSet(chance, 3)} }\n${spread.join('\n')}`;
    const document = parse(text);
    const theirs = validate(schema, document, [OverlappingFieldsCanBeMergedRule]).length === 0;
    const ours = validate(schema, document, [overlappingFieldsRule]).length === 0;
    expect(ours, text).toBe(theirs);
    said[ours ? 'yes' : 'no'] += 1;
  }
  // Both verdicts occur often enough to mean something.
  expect(Math.min(said.yes, said.no)).toBeGreaterThan(500);
});

test('a fragment within itself ends, and is another rule’s to refuse', () => {
  const document = parse(
    '{ ...F } fragment F on Query { a { node { ...G } } } fragment G on A { node { ...G id } }',
  );
  expect(validate(schema, document, [overlappingFieldsRule])).toEqual([]);
});

test('looks at each field as often as it stands in a merged set, and at no more than so many', () => {
  const wide = (count: number) => `{ ${'a { id } '.repeat(count)} }`;
  const errorsOf = (text: string) => validate(schema, parse(text), [overlappingFieldsRule]);
  expect(errorsOf(wide(maxMerged / 2))).toEqual([]);
  expect(errorsOf(wide(maxMerged / 2 + 1)).map(({ extensions }) => extensions.code)).toEqual([
    'LIMIT_EXCEEDED',
  ]);
  const [conflict] = errorsOf('{ x: a { id } x: b { id } }');
  expect(conflict?.message).toBe(
    'Fields "x" conflict because "a" and "b" are different fields. Use different aliases on the fields to fetch both if this was intentional.',
  );
});
