import { readFileSync } from 'node:fs';
import { gql } from '@apollo/client';
import { expect, onTestFinished, test } from 'vitest';
import { threeSessions } from '../api/record.ts';
import type { Any } from '../support/client.ts';
import { adminToken } from '../support/house.ts';
import { connect } from './guide/apollo.ts';
import { noWarnings } from './warnings.ts';

// Pages of connections in the cache of Apollo Client, set up as in docs/clients.md.

noWarnings();
const sdl = readFileSync('schema/api.graphql', 'utf8');
const of = threeSessions();

const page =
  'pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { id level } }';
const args = '$first: Int, $after: String, $last: Int, $before: String';
const window = 'first: $first, after: $after, last: $last, before: $before';
const lists: Readonly<Record<string, { of: Any; in: (data: Any) => Any; length: number }>> = {
  'the whole record by name': {
    of: gql`query (${args}) { list: results(${window}, orderBy: { by: NAME }) { totalCount ${page} } }`,
    in: ({ list }) => list,
    length: 27,
  },
  'those of an organisation': {
    of: gql`query ($id: ID!, ${args}) { node(id: $id) { ... on Organization { id results(${window}) { ${page} } } } }`,
    in: ({ node }) => node.results,
    length: 18,
  },
};

function opened() {
  const { client, stop } = connect({ address: of.house.address, token: adminToken, sdl });
  onTestFinished(stop);
  return client;
}

test.each(
  Object.keys(lists).flatMap((name) => [
    { name, way: 'forwards', size: { first: 4 } },
    { name, way: 'backwards', size: { last: 5 } },
  ]),
)('$name, read $way page by page, is one list in the cache', async ({ name, way, size }) => {
  const list = lists[name];
  const id = await of.organizationId('Đảng bộ xã Một');
  const client = opened();
  const asked = { query: list?.of, variables: { id, ...size } };
  const more = client.watchQuery<Any>(asked);
  let shown = list?.in((await client.query<Any>(asked)).data);
  while (way === 'forwards' ? shown.pageInfo.hasNextPage : shown.pageInfo.hasPreviousPage) {
    const { startCursor, endCursor } = shown.pageInfo;
    await more.fetchMore({ variables: way === 'forwards' ? { after: endCursor } : { before: startCursor } });
    shown = list?.in(client.readQuery<Any>(asked));
  }
  const whole = await opened().query<Any>({ query: list?.of, variables: { id, first: 100 } });
  expect(shown.edges).toHaveLength(list?.length ?? 0);
  expect(shown).toEqual(list?.in(whole.data));
});

test('lists in another order, through another filter or for another search stay apart', async () => {
  const edges = 'edges { node { id } }';
  const query = gql`query ($orderBy: ResultOrder, $filter: ResultFilter, $search: String, $held: SessionFilter) {
    results(first: 5, orderBy: $orderBy, filter: $filter) { ${edges} } people(first: 5, search: $search) { ${edges} }
    organizations(first: 5, search: $search) { ${edges} } sessions(first: 5, filter: $held) { ${edges} } }`;
  const client = opened();
  const shown = new Map<object, unknown>();
  for (const variables of [
    {},
    { orderBy: { by: 'NAME' }, search: 'duc', held: { year: 2024 } },
    { orderBy: { by: 'NAME', direction: 'DESCENDING' }, search: 'chi bo', held: { year: 2023 } },
    { filter: { levels: ['COMPLETED'] } },
  ]) {
    shown.set(variables, (await client.query<Any>({ query, variables })).data);
  }
  expect(new Set([...shown.values()].map((data) => JSON.stringify(data))).size).toBe(4);
  for (const [variables, data] of shown) expect(client.readQuery({ query, variables })).toEqual(data);
});

test('an outcome is replaced whole, never half', async () => {
  const client = opened();
  const [levels, traces] = ['level status', 'trace { applied }'].map((parts) => ({
    query: gql`query { results(first: 3) { edges { node { id outcome { ${parts} } } } } }`,
  }));
  if (levels === undefined || traces === undefined) throw new Error('two queries');
  await client.query(levels);
  const { data } = await client.query({ ...traces, fetchPolicy: 'network-only' });
  expect(client.readQuery(traces)).toEqual(data);
  expect(client.readQuery(levels)).toBeNull();
});
