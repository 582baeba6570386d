import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { threeSessions } from '../api/record.ts';
import { type Any, newId } from '../support/client.ts';
import { adminToken, temporaryFolder } from '../support/house.ts';
import { run } from '../support/program.ts';
import { convene, order, preparation } from '../support/session.ts';
import { connect } from './guide/relay.ts';

// The compiler of Relay on schema/api.graphql and the components of docs/clients.md, and what it made of them sent to a server.

const compiler = createRequire(import.meta.url).resolve('relay-compiler/cli.js');
const of = threeSessions();

/** A project of its own, with this schema. */
function project(sdl: string) {
  const folder = temporaryFolder();
  cpSync('test/clients/guide/relay', folder.path, { recursive: true });
  writeFileSync(join(folder.path, 'api.graphql'), sdl);
  writeFileSync(join(folder.path, 'package.json'), '{ "type": "module" }');
  return {
    ...folder,
    compile: () => run(process.execPath, [compiler, 'relay.config.json'], { cwd: folder.path }),
  };
}

const sdl = readFileSync('schema/api.graphql', 'utf8');
const compiled = project(sdl);
afterAll(compiled.remove);
beforeAll(async () => {
  const { code, out, err } = await compiled.compile();
  expect([code, err], out).toEqual([0, '']);
});

/** What an operation is sent as. */
async function request(name: string): Promise<{ text: string }> {
  const file = join(compiled.path, 'src/__generated__', `${name}.graphql.js`);
  return (await import(/* @vite-ignore */ pathToFileURL(file).href)).default.params;
}

function connected(token: string | undefined) {
  const { stop, ...network } = connect({ address: of.house.address, token: token ?? '' });
  onTestFinished(stop);
  const data = async (name: string, variables: object): Promise<Any> => {
    const answer: Any = await network.fetchQuery(await request(name), variables);
    expect(answer.errors).toBeUndefined();
    return answer.data;
  };
  return { ...network, data };
}

const idsIn = (connection: Any): string[] => connection.edges.map(({ node }: Any) => node.id);

test('connections are refetched page by page, each from where it is', async () => {
  const { data } = connected(adminToken);
  const organizationId = await of.organizationId('Đảng bộ xã Một');
  const { people } = await of.asked('{ people(first: 1, search: "Đỗ Đức") { edges { node { id } } } }');
  const personId = people.edges[0].node.id;
  const page = await data('recordQuery', { organizationId, personId, count: 4 });
  const seen = { results: idsIn(page.results), organization: idsIn(page.organization.results) };
  const { endCursor } = page.results.pageInfo;
  const further = await data('recordResultsQuery', { count: 100, cursor: endCursor });
  const cursor = page.organization.results.pageInfo.endCursor;
  const node = { id: page.organization.id, count: 100, cursor };
  const below = await data('recordOrganizationQuery', node);
  const whole = await of.asked(
    `query ($id: ID!) { results(first: 100, orderBy: { by: NAME }) { edges { node { id } } }
      node(id: $id) { ... on Organization { results(first: 100) { edges { node { id } } } } } }`,
    { id: organizationId },
  );
  expect([...seen.results, ...idsIn(further.results)]).toEqual(idsIn(whole.results));
  expect([...seen.organization, ...idsIn(below.node.results)]).toEqual(idsIn(whole.node.results));
  expect([further.results.pageInfo.hasNextPage, below.node.results.pageInfo.hasNextPage]).toEqual([
    false,
    false,
  ]);
});

test('a connection is refetched both ways, with null for what is not asked', async () => {
  const { data } = connected(adminToken);
  const { people } = await of.asked('{ people(first: 1, search: "Đỗ Đức") { edges { node { id } } } }');
  const id = people.edges[0].node.id;
  const forwards = { id, first: 1, after: null, last: null, before: null };
  const first = (await data('recordPersonQuery', forwards)).node.results;
  const last = (await data('recordPersonQuery', { ...forwards, first: null, last: 1 })).node.results;
  expect(idsIn(first)).toHaveLength(1);
  expect(last).toEqual(first);
  const before = { ...forwards, first: null, last: 1, before: last.pageInfo.startCursor };
  expect((await data('recordPersonQuery', before)).node.results.edges).toEqual([]);
});

test('a command and a subscription go through the network of the guide', async () => {
  const meeting = await convene(of.house, preparation({ voters: 3 }));
  const { sessionId, tokens } = meeting;
  const [reviewId] = meeting.reviewIds;
  await order(of.house, tokens.chair ?? '', 'openReview', { sessionId, reviewId });
  const { data, subscribe } = connected(tokens.v1);
  const watch = await request('recordWatchSubscription');
  const shown = new Promise<Any>((next, error) => {
    const following = subscribe(watch, { sessionId, after: null }).subscribe({
      next: (answer: Any) =>
        answer.data.sessionWatch.session.reviews[0].comments.length > 0 && next(answer.data),
      error,
      complete() {},
    });
    onTestFinished(following.unsubscribe);
  });
  const input = { commandId: newId(), sessionId, reviewId, body: 'Góp ý' };
  expect((await data('recordCommentMutation', { input })).addComment.cursor).toBeTypeOf('string');
  expect((await shown).sessionWatch.session.reviews[0].comments).toMatchObject([{ body: 'Góp ý' }]);
});

test.each([
  ['nothing to refetch by', /(interface Node \{[^}]*?)id: ID!/, '$1key: ID!'],
  [
    'a connection without pageInfo',
    /(type ResultConnection \{[^}]*?)pageInfo: PageInfo!/,
    '$1page: PageInfo!',
  ],
])('the compiler would refuse a schema with %s', async (_, right, wrong) => {
  const refused = project(sdl.replace(right, wrong));
  onTestFinished(refused.remove);
  expect((await refused.compile()).code).toBe(1);
});
