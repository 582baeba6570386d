import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, fetchExchange } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { buildSchema, introspectionFromSchema } from 'graphql';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { threeSessions } from '../api/record.ts';
import { type Any, newId } from '../support/client.ts';
import { adminToken } from '../support/house.ts';
import { openNetwork } from '../support/network.ts';
import { convene, entriesIn, openRound, order, preparation } from '../support/session.ts';
import { connect } from './guide/urql.ts';
import { forgetWarnings, noWarnings, warnings } from './warnings.ts';

// urql with graphcache in its schema-aware mode, set up as in docs/clients.md: whatever it does, it has nothing to warn of.

noWarnings();
const of = threeSessions();
const sdl = readFileSync('schema/api.graphql', 'utf8');
const folder = 'schema/cookbook';
const names = readdirSync(folder).flatMap((file) => (file.endsWith('.graphql') ? [file.slice(0, -8)] : []));
const textOf = (name: string) => readFileSync(join(folder, `${name}.graphql`), 'utf8');

function opened(token = adminToken, address = of.house.address) {
  const { client, stop } = connect({ address, token, sdl });
  onTestFinished(stop);
  return client;
}

/** The example of a documented query, about somebody who is there. */
let variablesOf = (_name: string): Any => ({});
beforeAll(async () => {
  const { results, people } = await of.asked(`{ results(first: 1) { edges { node { id } } }
    people(first: 1, search: "Đỗ Đức") { edges { node { id } } } }`);
  const ids: Any = {
    res_: results.edges[0].node.id,
    per_: people.edges[0].node.id,
    org_: await of.organizationId('Đảng bộ xã Một'),
  };
  variablesOf = (name) =>
    JSON.parse(
      readFileSync(join(folder, `${name}.json`), 'utf8').replaceAll(/(\w{3}_)…/g, (_, kind) => ids[kind]),
    );
});

/** As the server answers, without the type names that the cache asks for. */
const plain = (data: unknown): unknown =>
  JSON.parse(JSON.stringify(data, (key, value) => (key === '__typename' ? undefined : value)));

describe('the documented queries', () => {
  test.each(names)('%s is answered as without a cache, and then from the cache alone', async (name) => {
    const client = opened();
    const first = await client.query<Any>(textOf(name), variablesOf(name)).toPromise();
    expect(first.error).toBeUndefined();
    const alone = await of.asked(textOf(name), variablesOf(name));
    const again = await client
      .query(textOf(name), variablesOf(name), { requestPolicy: 'cache-only' })
      .toPromise();
    expect(again.data).toEqual(first.data);
    const named = (name === 'refresh' ? (data: unknown) => data : plain) as typeof plain;
    expect(named(first.data)).toEqual(alone);
  });
});

test('pages of a connection become one list', async () => {
  const client = opened();
  const query = `query ($after: String) { results(first: 5, after: $after, orderBy: { by: NAME }) {
    totalCount pageInfo { hasNextPage endCursor } edges { node { id level subject { name } } } } }`;
  let { results } = (await client.query<Any>(query, { after: null }).toPromise()).data;
  for (let shown = 10; results.pageInfo.hasNextPage; shown += 5) {
    ({ results } = (await client.query<Any>(query, { after: results.pageInfo.endCursor }).toPromise()).data);
    expect(results.edges).toHaveLength(Math.min(shown, 27));
  }
  const whole = await of.asked(query.replace('first: 5', 'first: 100'));
  expect(plain(results)).toEqual(whole.results);
});

test('after a later decision lists and counts are asked for anew', async () => {
  const client = opened();
  const list = '{ results(first: 100, orderBy: { by: LEVEL }) { edges { node { id level } } } }';
  const counts = '{ statistics(by: [LEVEL]) { level count } }';
  const [edge] = (await client.query<Any>(list, {}).toPromise()).data.results.edges;
  const before = (await client.query<Any>(counts, {}).toPromise()).data;
  const decide = `mutation ($input: RecordDecisionInput!) { recordDecision(input: $input) {
    ... on DecisionRecorded { commandId result { id level } } ... on Refusal { code } } }`;
  const decision = { level: 'NOT_COMPLETED', decidedBy: 'Huyện ủy', reason: 'Phúc tra' };
  const input = { commandId: newId(), resultId: edge.node.id, ...decision };
  const { data } = await client.mutation<Any>(decide, { input }).toPromise();
  expect(data.recordDecision.result).toMatchObject({ id: edge.node.id, level: 'NOT_COMPLETED' });
  for (const asked of [list, counts]) {
    expect(plain((await client.query(asked, {}).toPromise()).data)).toEqual(await of.asked(asked));
  }
  expect((await client.query(counts, {}).toPromise()).data).not.toEqual(before);
});

test('what a command answers of its session is in the cache', async () => {
  const meeting = await convene(of.house, preparation({ voters: 3 }));
  const { sessionId, tokens } = meeting;
  const [reviewId] = meeting.reviewIds;
  const client = opened(tokens.chair);
  const look = 'query ($id: ID!) { session(id: $id) { id revision reviews { id status } } }';
  await client.query(look, { id: sessionId }).toPromise();
  const open = `mutation ($input: ReviewCommandInput!) { openReview(input: $input) {
    ... on Accepted { cursor session { id revision reviews { id status } } } ... on Refusal { code } } }`;
  await client.mutation(open, { input: { commandId: newId(), sessionId, reviewId } }).toPromise();
  const { data } = await client
    .query<Any>(look, { id: sessionId }, { requestPolicy: 'cache-only' })
    .toPromise();
  expect(data.session.reviews).toMatchObject([{ id: reviewId, status: 'OPEN' }]);
  expect(plain(data)).toEqual(await of.asked(look, { id: sessionId }, tokens.chair));
});

test('a session that is none of this viewer is null', async () => {
  const [mine, other] = await Promise.all([3, 3].map((voters) => convene(of.house, preparation({ voters }))));
  const look = 'query ($id: ID!) { session(id: $id) { id title } }';
  const { data, error } = await opened(mine?.tokens.v1).query(look, { id: other?.sessionId }).toPromise();
  expect([data, error]).toEqual([{ session: null }, undefined]);
});

test('a session that is followed answers queries from the cache', async () => {
  const meeting = await convene(of.house, preparation({ voters: 3 }));
  const client = opened(meeting.tokens.chair);
  const variables = { id: meeting.sessionId, after: null };
  const parts =
    'id status revision attendance { present quorumMet } settings { base } reviews { id outcome { level } } openRound { id turnout tallies { counted } awaiting { id person { id } } }';
  const watch = `subscription ($id: ID!, $after: Cursor) { sessionWatch(sessionId: $id, after: $after) { cursor session { ${parts} } } }`;
  const look = `query ($id: ID!) { session(id: $id) { ${parts} } }`;
  let newest = () => {};
  const following = client.subscription<Any>(watch, variables).subscribe(({ error }) => {
    expect(error).toBeUndefined();
    newest();
  });
  onTestFinished(following.unsubscribe);
  const shown = () => client.readQuery<Any>(look, { id: meeting.sessionId })?.data?.session;
  const until = (fits: () => boolean) =>
    new Promise<void>((seen) => {
      newest = () => fits() && seen();
      newest();
    });
  await until(() => shown() !== undefined);
  const roundId = await openRound(of.house, meeting);
  await until(() => shown()?.openRound?.id === roundId);
  expect(shown().openRound.awaiting).toHaveLength(3);
  const alone = await of.asked(look, { id: meeting.sessionId }, meeting.tokens.chair);
  expect(plain(shown())).toEqual(alone.session);
});

test('a reader of the journal whose socket is killed has every entry once', async () => {
  const network = await openNetwork(of.house.address);
  onTestFinished(() => network.stop());
  const { sessionId, seatIds, tokens } = await convene(of.house, preparation({ voters: 3 }));
  const client = opened(tokens.chair, network.address);
  const read =
    'subscription ($id: ID!, $after: Cursor) { sessionEntries(sessionId: $id, after: $after) { cursor seq type } }';
  const seqs: number[] = [];
  let arrived = () => {};
  const following = client
    .subscription<Any>(read, { id: sessionId, after: null })
    .subscribe(({ data, error }) => {
      expect(error).toBeUndefined();
      seqs.push(data.sessionEntries.seq);
      arrived();
    });
  onTestFinished(following.unsubscribe);
  for (let times = 0; times < 3; times += 1) {
    const head = await entriesIn(of.house, sessionId);
    await new Promise<void>((seen) => {
      arrived = () => seqs.includes(head) && seen();
      arrived();
    });
    expect(seqs).toEqual(Array.from({ length: head }, (_, index) => index + 1));
    network.down();
    await order(of.house, tokens.chair ?? '', 'recordPresence', {
      sessionId,
      seatId: seatIds.v1,
      presence: times % 2 === 0 ? 'EXCUSED' : 'PRESENT',
    });
    network.up();
  }
});

test('a cache that knows no keys does warn: these tests would see it', async () => {
  const client = new Client({
    url: `${of.house.address}/graphql`,
    fetchOptions: { headers: { authorization: `Bearer ${adminToken}` } },
    preferGetMethod: false,
    exchanges: [cacheExchange({ schema: introspectionFromSchema(buildSchema(sdl)) }), fetchExchange],
  });
  await client.query(textOf('results'), variablesOf('results')).toPromise();
  expect(String(warnings()[0])).toContain('Invalid key');
  forgetWarnings();
});
