import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import {
  buildSchema,
  execute,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  parse,
  validate,
} from 'graphql';
import { expect, test } from 'vitest';
import { planOf } from '../../src/api/http/plan.ts';

// A plan answers what graphql's `execute` answers without errors, byte for byte, and nothing of what it has an error for.

// No list of non-null objects: where one of those fails, graphql leaves what the others throw later to nobody.
const schema = buildSchema(`
  interface Node { id: ID! }
  type Leaf implements Node { id: ID! name: String text: String! level: Level count(of: Int = 3, more: More): Int }
  type Branch implements Node { id: ID! leaf: Leaf leaves: [Leaf] nodes: [Node]! levels: [Level!] any: Any }
  union Any = Leaf | Branch
  enum Level { EXCELLENT GOOD }
  input More { by: Int = 2, levels: [Level!] }
  type Query { branch: Branch! node(id: ID!): Node anys: [Any]! name: String }
`);
const { count } = (schema.getType('Leaf') as GraphQLObjectType).getFields();
if (count) {
  count.resolve = (_source, { of, more }: { of: number; more?: { by: number; levels?: string[] } }) =>
    of * (more?.by ?? 1) + (more?.levels?.length ?? 0);
}

const documents = [
  `query ($of: Int, $level: Level = GOOD) {
    name anys { ... on Leaf { id text } ... on Branch { any { ...of } leaf { id count(of: $of, more: { levels: [$level] }) } } }
  } fragment of on Any { __typename ... on Node { id } }`,
  `query ($of: Int!) {
    first: branch { leaves { name again: name count } } branch { ...deep nodes { id ... on Leaf { level count(of: $of) } } leaf { id } }
  } fragment deep on Branch { leaf { text level } levels nodes { __typename id } ...deeper } fragment deeper on Branch { leaf { name } }`,
  'query ($id: ID! = "x") { node(id: $id) { id ...on Branch { leaves { id name text level } any { ...on Leaf { level } } } } b: branch { id } }',
];

/** A value as resolvers give it: at once, later, when it is called, or both; sometimes none, an error, or what no field takes. */
function wrapped(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof(
    { arbitrary: value, weight: 8 },
    { arbitrary: value.map((one) => () => one), weight: 4 },
    { arbitrary: value.map((one) => async () => one), weight: 4 },
    { arbitrary: value.map((one) => Promise.resolve(one)), weight: 3 },
    { arbitrary: fc.constant(null), weight: 2 },
    { arbitrary: fc.constant(() => undefined), weight: 1 },
  );
}
const broken = fc.constantFrom(
  () => {
    throw new Error('at once');
  },
  async () => {
    throw new Error('later');
  },
  new Error('instead of a value'),
  { some: 'object' },
);
const rarely = (value: fc.Arbitrary<unknown>) =>
  fc.oneof({ arbitrary: wrapped(value), weight: 60 }, { arbitrary: broken, weight: 1 });
const leaf = fc.record({
  __typename: fc.constant('Leaf'),
  id: rarely(fc.oneof(fc.string(), fc.integer())),
  name: rarely(fc.string()),
  text: rarely(fc.string({ unit: 'binary' })),
  level: rarely(fc.constantFrom('EXCELLENT', 'GOOD')),
});
const { branch } = fc.letrec<{ branch: unknown; any: unknown }>((tie) => ({
  any: fc.oneof({ maxDepth: 2 }, leaf, tie('branch')),
  branch: fc.record({
    __typename: fc.constant('Branch'),
    id: rarely(fc.string()),
    leaf: rarely(leaf),
    leaves: rarely(
      fc.array(
        fc.oneof(
          leaf,
          leaf,
          leaf.map((one) => Promise.resolve(one)),
        ),
        { maxLength: 4 },
      ),
    ),
    levels: rarely(fc.array(fc.constantFrom('EXCELLENT', 'GOOD', 'GOOD', null), { maxLength: 3 })),
    nodes: rarely(fc.array(fc.oneof(tie('any'), fc.constant(null)), { maxLength: 3 })),
    any: rarely(tie('any')),
  }),
}));
const root = fc.record({
  branch: rarely(branch),
  node: rarely(fc.oneof(leaf, branch)),
  anys: rarely(fc.array(fc.oneof(leaf, branch), { maxLength: 4 })),
  name: rarely(fc.string()),
});
const variables = fc.record(
  {
    of: fc.oneof(fc.integer({ max: 1_000 }), fc.constantFrom(null, 'three', undefined)),
    level: fc.constantFrom('GOOD', 'EXCELLENT', 'NO_LEVEL', null),
    id: fc.constantFrom('a', 7, null),
  },
  { requiredKeys: [] },
);

function partsOf(text: string, of = schema) {
  const document = parse(text);
  expect(validate(of, document)).toEqual([]);
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const one of document.definitions) {
    if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one);
  }
  return { document, fragments, operation: getOperationAST(document) as OperationDefinitionNode };
}

test.each(documents)('a plan answers as execute does, or not at all: %#', async (text) => {
  const { document, fragments, operation } = partsOf(text);
  let whole = 0;
  let faulty = 0;
  await fc.assert(
    fc.asyncProperty(root, variables, async (rootValue, variableValues) => {
      // The plan's root is an empty object, as the server's is: its fields have resolvers.
      const rooted = rootedIn(rootValue as Record<string, unknown>);
      const plan = planOf({ schema: rooted, operation, fragments });
      const expected = await execute({ schema: rooted, document, variableValues });
      const answered = await plan?.({}, variableValues);
      if (expected.errors === undefined) whole += 1;
      else faulty += 1;
      expect(JSON.stringify(answered)).toBe(
        JSON.stringify(expected.errors === undefined ? expected.data : null),
      );
    }),
    { numRuns: 400, seed: 5 },
  );
  expect(Math.min(whole, faulty)).toBeGreaterThan(20);
});

function rootedIn(value: Record<string, unknown>) {
  for (const field of Object.values(schema.getQueryType()?.getFields() ?? {})) {
    field.resolve = () => {
      const given = value[field.name];
      return typeof given === 'function' ? given() : given;
    };
  }
  return schema;
}

const promised = buildSchema(readFileSync('schema/api.graphql', 'utf8'));

test.each([
  ['a mutation', 'mutation { signOut }'],
  ['introspection', '{ __schema { types { name } } }'],
  ['introspection in a fragment', '{ ...all } fragment all on Query { __type(name: "Result") { name } }'],
  ['a directive', 'query ($with: Boolean!) { viewer { kind @include(if: $with) } }'],
  ['a key that is no property', '{ __proto__: viewer { kind } }'],
])('what is not planned: %s', (_, text) => {
  const { fragments, operation } = partsOf(text, promised);
  expect(planOf({ schema: promised, operation, fragments })).toBeNull();
});

test('each documented query is planned', () => {
  for (const file of readdirSync('schema/cookbook').filter((name) => name.endsWith('.graphql'))) {
    const { fragments, operation } = partsOf(readFileSync(`schema/cookbook/${file}`, 'utf8'), promised);
    expect([file, planOf({ schema: promised, operation, fragments })]).toEqual([file, expect.any(Function)]);
  }
});
