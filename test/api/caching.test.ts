import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { buildSchema } from 'graphql';
import { expect, test } from 'vitest';
import { immutableFields, whollyImmutable } from '../../src/api/http/immutable-fields.ts';
import { maxCost } from '../../src/api/limits/cost.ts';
import { takesGzip } from '../../src/api/server/compression.ts';
import { type Any, newId, socket } from '../support/client.ts';
import { adminToken } from '../support/house.ts';
import { newKey } from '../support/keys.ts';
import { signIn } from '../support/session.ts';
import { statementsOf } from '../support/statements.ts';
import { threeSessions } from './record.ts';

// History that is cheap to ask: documents by their hash, answers that caches may keep, and a price that is known beforehand.

const of = threeSessions();
const idOf = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;

const keyOf = (organizationId?: string) => newKey(of.house.address, organizationId);

interface Asking {
  readonly token?: string | null;
  readonly headers?: Record<string, string>;
  readonly accept?: string;
}

async function got(
  parameters: Record<string, string>,
  { token = adminToken, headers = {}, accept }: Asking = {},
) {
  const response = await fetch(`${of.house.address}/graphql?${new URLSearchParams(parameters)}`, {
    headers: {
      accept: accept ?? 'application/graphql-response+json',
      'accept-language': 'en',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
  });
  const text = await response.text();
  const body: Any = text === '' ? null : JSON.parse(text);
  return { status: response.status, header: (name: string) => response.headers.get(name), body, text };
}

async function posted(body: object, token: string | null = adminToken) {
  const response = await fetch(`${of.house.address}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Any };
}

const page =
  'query Page($first: Int!, $after: String) { results(first: $first, after: $after) { edges { cursor node { id level } } } }';
const one = (fields: string) => `query One($id: ID!) { node(id: $id) { ... on Result { ${fields} } } }`;
const anyResult = async () =>
  (await of.asked('{ results(first: 1) { edges { node { id } } } }')).results.edges[0].node.id;

test('a document that was sent once with its hash is asked for by the hash alone, by POST and GET, with variables', async () => {
  const query = `${page} # ${newId()}`;
  const documentId = idOf(query);
  const variables = { first: 2 };
  const unknown = await got({ documentId, variables: JSON.stringify(variables) });
  expect([unknown.status, unknown.body.errors[0].extensions.code]).toEqual([
    400,
    'PERSISTED_DOCUMENT_NOT_FOUND',
  ]);
  expect(unknown.header('cache-control')).toBe('no-store');
  const first = await posted({ documentId, query, variables });
  expect(first.body.data.results.edges).toHaveLength(2);
  expect((await posted({ documentId, variables })).body).toEqual(first.body);
  const byGet = await got({ documentId, variables: JSON.stringify(variables) });
  expect(byGet.body).toEqual(first.body);
  const next = { first: 2, after: byGet.body.data.results.edges[1].cursor };
  const second = await got({ documentId, operationName: 'Page', variables: JSON.stringify(next) });
  expect(second.body.data.results.edges).toHaveLength(2);
  expect(second.body.data.results.edges[0].node.id).not.toBe(byGet.body.data.results.edges[1].node.id);
});

test.each([
  ['a hash of something else', { documentId: idOf('{ viewer { kind } }'), query: '{ policies { id } }' }],
  ['a hash that is none', { documentId: 'sha256:12' }],
  ['upper case', { documentId: `sha256:${'A'.repeat(64)}` }],
  ['another kind of identifier', { documentId: 'persisted-1' }],
])('an identifier that cannot be meant is refused: %s', async (_, body) => {
  const answer = await posted(body);
  expect(answer.body.errors[0].extensions.code).toBe('BAD_USER_INPUT');
  expect(answer.body.data).toBeUndefined();
});

test('what is not valid, or comes from nobody known, is not kept', async () => {
  const invalid = '{ nothing }';
  await posted({ documentId: idOf(invalid), query: invalid });
  expect((await posted({ documentId: idOf(invalid) })).body.errors[0].extensions.code).toBe(
    'PERSISTED_DOCUMENT_NOT_FOUND',
  );
  const query = `{ policies { id } } # ${newId()}`;
  const anonymous = await posted({ documentId: idOf(query), query }, null);
  expect(anonymous.body.errors).toBeUndefined();
  expect((await posted({ documentId: idOf(query) })).body.errors[0].extensions.code).toBe(
    'PERSISTED_DOCUMENT_NOT_FOUND',
  );
});

test('a ballot’s choice is never in a kept document', async () => {
  const query = `mutation { castBallot(input: { commandId: "${newId()}", sessionId: "ses_x", roundId: "rnd_x",
    choices: [{ reviewId: "rev_x", choice: GOOD }] }) { __typename } }`;
  await posted({ documentId: idOf(query), query });
  expect((await posted({ documentId: idOf(query) })).body.errors[0].extensions.code).toBe(
    'PERSISTED_DOCUMENT_NOT_FOUND',
  );
});

test('a command is not to be had by GET', async () => {
  const query = `mutation { signOut } # ${newId()}`;
  await posted({ documentId: idOf(query), query });
  const answer = await got({ documentId: idOf(query) });
  expect([answer.status, answer.header('cache-control')]).toEqual([405, 'no-store']);
});

test('what can change is revalidated by ETag: 304 while nothing changed, the new answer after a decision', async () => {
  const key = await keyOf();
  const id = await anyResult();
  const query = one('id level status');
  const documentId = idOf(query);
  await posted({ documentId, query, variables: { id } });
  const ask = (headers: Record<string, string> = {}) =>
    got({ documentId, variables: JSON.stringify({ id }) }, { token: key, headers });
  const first = await ask();
  expect(first.header('cache-control')).toBe('private, no-cache');
  expect(first.header('vary')).toMatch(/authorization.*accept-language/i);
  const etag = first.header('etag') ?? '';
  const again = await ask({ 'if-none-match': etag });
  expect([again.status, again.text, again.header('etag')]).toEqual([304, '', etag]);
  expect((await ask({ 'if-none-match': '"else", W/"x"' })).status).toBe(200);
  // As proxies rename the tag of what they compressed.
  for (const coding of ['gzip', 'br', 'zstd'])
    expect((await ask({ 'if-none-match': `"else", ${etag.replace(/"$/, `-${coding}"`)}` })).status).toBe(304);
  expect((await ask({ 'if-none-match': etag.replace(/"$/, '-other"') })).status).toBe(200);
  const decide = 'mutation ($input: RecordDecisionInput!) { recordDecision(input: $input) { __typename } }';
  const level = first.body.data.node.level === 'COMPLETED' ? 'GOOD' : 'COMPLETED';
  await of.asked(decide, {
    input: { commandId: newId(), resultId: id, level, decidedBy: 'Huyện ủy', reason: 'Xét lại' },
  });
  const changed = await ask({ 'if-none-match': etag });
  expect([changed.status, changed.body.data.node.level]).toEqual([200, level]);
  expect(changed.header('etag')).not.toBe(etag);
});

test('what a result was recorded with can change no more: kept for a year, and the same after a later decision', async () => {
  const id = await anyResult();
  const fields = `id recordedAt authority period { kind year quarter } subject { kind name position peerGroup organization { id name } person { id fullName } }
    organization { id name } session { id title ordinal heldOn } tally { electorate base counted review { id } counts { choice count } }
    policy { id name version } settings { base } outcome { level status final trace { applied before after rule { id source certainty } } }`;
  const ask = () => got({ query: one(fields), variables: JSON.stringify({ id }) });
  const first = await ask();
  expect(first.header('cache-control')).toBe('private, max-age=31536000, immutable');
  const decide = 'mutation ($input: RecordDecisionInput!) { recordDecision(input: $input) { __typename } }';
  await of.asked(decide, {
    input: { commandId: newId(), resultId: id, level: 'GOOD', decidedBy: 'Tỉnh ủy', reason: 'Khiếu nại' },
  });
  expect(await ask()).toMatchObject({ text: first.text });
});

test.each([
  ['its level', one('id level')],
  ['its status', one('status')],
  ['decisions', one('id decisions { reason }')],
  ['what supersedes it', one('supersededBy { id }')],
  ['a level behind another', one('supersedes { level }')],
  ['a sentence', one('outcome { trace { explanation } }')],
  [
    'a session by its own id',
    'query One($id: ID!) { node(id: $id) { ... on Session { title } ... on Result { id } } }',
  ],
  ['a list', '{ results(first: 1) { edges { node { id } } } }'],
  ['the viewer', 'query One($id: ID!) { viewer { kind } node(id: $id) { id } }'],
  ['a person’s results', one('subject { person { results(first: 1) { totalCount } } }')],
])('an answer with %s is not kept without asking', async (_, query) => {
  const answer = await got({ query, variables: JSON.stringify({ id: await anyResult() }) });
  expect([answer.status, answer.header('cache-control')]).toEqual([200, 'private, no-cache']);
});

test('what is not there yet is not told for ever, and an error not at all', async () => {
  const missing = await got({ query: one('id'), variables: JSON.stringify({ id: 'res_0000000000000000' }) });
  expect([missing.body.data.node, missing.header('cache-control')]).toEqual([null, 'private, no-cache']);
  const some = await got({
    query: 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
    variables: JSON.stringify({ ids: [await anyResult(), 'res_0000000000000000'] }),
  });
  expect(some.header('cache-control')).toBe('private, no-cache');
  const wrong = await got({ query: '{ results(first: 101) { totalCount } }' });
  expect([wrong.status, wrong.header('cache-control'), wrong.header('etag')]).toEqual([
    200,
    'no-store',
    null,
  ]);
});

test('every field that is said to last is in the schema', () => {
  const types = buildSchema(readFileSync('schema/api.graphql', 'utf8')).getTypeMap();
  const names = [
    ...Object.entries(immutableFields).flatMap(([type, fields]) => fields.map((field) => `${type}.${field}`)),
    ...whollyImmutable,
  ];
  const there = names.filter((name) => {
    const [type = '', field = ''] = name.split('.');
    const found: Any = types[type];
    return found?.getFields?.()[field] !== undefined;
  });
  expect(there).toEqual(names);
});

test('a key’s answer is made once, until something is written that history shows', async () => {
  const key = await keyOf();
  const query = `${page} # ${newId()}`;
  const documentId = idOf(query);
  await posted({ documentId, query, variables: { first: 3 } });
  const ask = () => got({ documentId, variables: '{"first":3}' }, { token: key });
  const first = await ask();
  const sent = await statementsOf(async () => {
    expect((await ask()).body).toEqual(first.body);
  });
  expect(sent).toEqual([]);
  const [{ node }] = first.body.data.results.edges;
  const decide = 'mutation ($input: RecordDecisionInput!) { recordDecision(input: $input) { __typename } }';
  const level = node.level === 'COMPLETED' ? 'GOOD' : 'COMPLETED';
  await of.asked(decide, {
    input: { commandId: newId(), resultId: node.id, level, decidedBy: 'Huyện ủy', reason: 'Xét lại' },
  });
  expect((await ask()).body.data.results.edges[0].node.level).toBe(level);
});

test('a kept answer is nobody else’s: other scopes, languages, operations and variables have their own', async () => {
  const organizationId = await of.organizationId('Đảng bộ xã Hai');
  const [all, narrow] = [await keyOf(), await keyOf(organizationId)];
  const query = `query A { results(first: 100) { totalCount } policies { name } }
    query B { results(first: 100, filter: { kinds: [PARTY_MEMBER] }) { totalCount } }`;
  const documentId = idOf(query);
  await posted({ documentId, query, operationName: 'A' });
  const count = async (token: string, operationName: string) =>
    (await got({ documentId, operationName }, { token })).body.data.results.totalCount;
  expect([await count(all, 'A'), await count(narrow, 'A'), await count(all, 'B')]).toEqual([27, 9, 9]);
  const name = async (language: string) =>
    (await got({ documentId, operationName: 'A' }, { token: all, headers: { 'accept-language': language } }))
      .body.data.policies[0].name;
  expect(await name('vi')).not.toBe(await name('en'));
  // Somebody who is no key, and a key that is none any more.
  expect((await got({ documentId, operationName: 'A' }, { token: null })).body.data.results.totalCount).toBe(
    0,
  );
  expect((await got({ documentId, operationName: 'A' }, { token: 'x'.repeat(40) })).status).toBe(401);
});

test('[A2] an operation that could answer with too much is refused before it runs, with its price', async () => {
  const query = `{ organizations(first: 100) { edges { node { results(first: 100) { edges { node { id level subject { name } } } } } } } }`;
  const sent = await statementsOf(async () => {
    const { status, body } = await posted({ query });
    expect([status, body.errors[0].extensions.code]).toEqual([400, 'LIMIT_EXCEEDED']);
    const { cost, mostCost: most } = body.errors[0].extensions;
    expect(cost).toBeGreaterThan(maxCost);
    expect(most).toBe(maxCost);
    expect(body.errors[0].message).toContain(String(cost));
  });
  expect(sent).toEqual([]);
  const client = socket(of.house.address, adminToken);
  await expect(client.iterate({ query }).next()).rejects.toMatchObject([
    { extensions: { code: 'LIMIT_EXCEEDED' } },
  ]);
  await client.dispose();
});

test('the price grows with the page, with what is counted and searched, and is told with the answer', async () => {
  const cost = async (query: string) => Number((await got({ query })).header('operation-cost'));
  const shape = (more: string, fields = '') =>
    `{ results(${more}) { ${fields} edges { node { id level } } } }`;
  const ten = await cost(shape('first: 10'));
  expect(ten).toBeGreaterThan(20);
  expect(await cost(shape('first: 100'))).toBeGreaterThan(9 * ten);
  expect(await cost(shape('first: 10', 'totalCount'))).toBeGreaterThan(ten);
  expect(await cost(shape('first: 10, filter: { search: "a" }'))).toBeGreaterThan(ten + 900);
  expect(await cost('{ nodes(ids: ["a", "b", "c"]) { id } }')).toBeGreaterThan(
    await cost('{ nodes(ids: ["a"]) { id } }'),
  );
});

/** As it comes over the wire: fetch() unpacks. */
function packed(url: string, headers: Readonly<Record<string, string>>, body?: string) {
  return new Promise<{ headers: IncomingHttpHeaders; body: Buffer; status: number }>((done, failed) => {
    const sent = request(url, { method: body === undefined ? 'GET' : 'POST', headers }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => {
        done({ headers: answer.headers, body: Buffer.concat(parts), status: answer.statusCode ?? 0 });
      });
    });
    sent.on('error', failed).end(body);
  });
}

test('answers of the record alone are compressed: for keys and strangers, by GET', async () => {
  const query =
    '{ policies { id name rules { id summary source } } results(first: 100) { edges { node { id level } } } }';
  const url = `${of.house.address}/graphql?${new URLSearchParams({ query })}`;
  const accepts = { accept: 'application/graphql-response+json' };
  const asks = (token: string | null) => ({
    ...accepts,
    ...(token === null ? { 'apollo-require-preflight': 'true' } : { authorization: `Bearer ${token}` }),
  });
  const gzip = { 'accept-encoding': 'br, gzip' };
  for (const token of [await keyOf(), null]) {
    const plain = await packed(url, asks(token));
    const small = await packed(url, { ...asks(token), ...gzip });
    expect([plain.headers['content-encoding'], small.headers['content-encoding']]).toEqual([
      undefined,
      'gzip',
    ]);
    expect(gunzipSync(small.body).equals(plain.body)).toBe(true);
    expect(small.body.length).toBeLessThan(plain.body.length / 3);
    for (const { headers } of [plain, small]) expect(headers.vary).toMatch(/accept-encoding/i);
    // Of another coding it has another tag, and each is known by either.
    expect(small.headers.etag).toBe(plain.headers.etag?.replace(/"$/, '-gzip"'));
    for (const tag of [plain.headers.etag, small.headers.etag]) {
      const known = await packed(url, { ...asks(token), ...gzip, 'if-none-match': tag ?? '' });
      expect([known.status, known.body.length, known.headers.etag]).toEqual([304, 0, small.headers.etag]);
    }
  }
  const chair = await signIn(of.house, of.later.codes.chair);
  const json = { 'content-type': 'application/json' };
  for (const token of [chair, adminToken])
    expect((await packed(url, { ...asks(token), ...gzip })).headers['content-encoding']).toBeUndefined();
  const toPost = await packed(
    `${of.house.address}/graphql`,
    { ...asks(await keyOf()), ...gzip, ...json },
    JSON.stringify({ query }),
  );
  expect([toPost.status, toPost.headers['content-encoding']]).toEqual([200, undefined]);
});

test.each([
  ['gzip', true],
  ['GZIP;q=0.5, identity', true],
  ['*', true],
  ['gzip;q=0', false],
  ['*, gzip; q=0', false],
  ['br, deflate', false],
  ['', false],
  [undefined, false],
])('accept-encoding “%s” takes gzip: %s', (text, takes) => {
  expect(takesGzip(text)).toBe(takes);
});
