import { expect, test } from 'vitest';
import { ask, newId } from '../support/client.ts';
import { statementsOf } from '../support/statements.ts';
import { threeSessions } from './record.ts';

// How many SQL statements an operation sends does not grow with what it finds: three results or thirty, the same few.

const of = threeSessions();

const shapes: readonly (readonly [string, string, number])[] = [
  ['a page of results', 'results(first: $first) { edges { node { id level subject { name } } } }', 1],
  ['with its count', 'results(first: $first) { totalCount edges { node { id } } }', 2],
  [
    'with policy, settings and explanations',
    'results(first: $first) { edges { node { policy { id } settings { base } outcome { trace { explanation } } } } }',
    2,
  ],
  [
    'with session, organisation and what is above it',
    `results(first: $first) { edges { node { session { id title ordinal heldOn status period { year } organization { name } }
      organization { name superior { name superior { name } } } subject { organization { superior { name } } } } } }`,
    4,
  ],
  [
    'with tallies and the reviews they count',
    'results(first: $first) { edges { node { tally { counted review { id } counts { choice count } } } } }',
    1,
  ],
  [
    'with decisions and what they supersede',
    `results(first: $first, filter: { includeSuperseded: true }) {
      edges { node { decisions { reason } supersedes { level } supersededBy { level } } } }`,
    3,
  ],
  ['sessions', 'sessions(first: $first) { edges { node { id title heldOn organization { name } } } }', 2],
  [
    'organisations with what is above them',
    'organizations(first: $first) { edges { node { id name superior { name superior { name } } } } }',
    3,
  ],
  ['people', 'people(first: $first) { edges { node { id fullName } } }', 1],
  [
    'statistics by organisation',
    'statistics(by: [ORGANIZATION, YEAR]) { organization { name superior { name } } count } people(first: $first) { edges { node { id } } }',
    4,
  ],
];

test.each(shapes)('%s', async (_, fields, most) => {
  const query = `query ($first: Int!) { ${fields} }`;
  const few = await statementsOf(() => of.asked(query, { first: 2 }));
  const many = await statementsOf(() => of.asked(query, { first: 30 }));
  expect(Math.max(few.length, many.length)).toBe(most);
});

test('many nodes by their ids: one statement a kind', async () => {
  const { results, organizations, people } = await of.asked(`{
    results(first: 20) { edges { node { id } } } organizations(first: 20) { edges { node { id } } }
    people(first: 9) { edges { node { id } } } }`);
  const ids = [results, organizations, people].flatMap(({ edges }) =>
    edges.map((edge: { node: { id: string } }) => edge.node.id),
  );
  expect(ids).toHaveLength(49);
  const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }';
  let nodes: { id: string }[] = [];
  const sent = await statementsOf(async () => {
    ({ nodes } = await of.asked(query, { ids }));
  });
  expect(nodes.map(({ id }) => id)).toEqual(ids);
  expect(sent).toHaveLength(3);
});

test('tokens and keys that were never issued: none, but for thirty a minute', async () => {
  const { address } = of.house;
  const statements = () =>
    statementsOf(async () => {
      for (let time = 0; time < 40; time += 1) {
        const { errors } = await ask(
          address,
          `${time % 2 === 0 ? 'hk_' : ''}${newId()}`,
          '{ viewer { kind } }',
        );
        expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
      }
    });
  expect(await statements()).toHaveLength(30);
  expect(await statements()).toEqual([]);
});
