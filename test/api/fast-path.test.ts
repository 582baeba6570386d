import { readdirSync, readFileSync } from 'node:fs';
import { ApolloServer } from '@apollo/server';
import { Kind, type OperationDefinitionNode, parse } from 'graphql';
import { afterEach, describe, expect, test, vi } from 'vitest';
import * as typed from '../../schema/operations/typed.ts';
import { coded } from '../../src/api/errors.ts';
import { documentIdOf } from '../../src/api/limits/documents.ts';
import { Pacer } from '../../src/api/limits/pacer.ts';
import { adminToken } from '../support/house.ts';
import { newKey } from '../support/keys.ts';
import { threeSessions } from './record.ts';

// A document asked for by its hash is answered by a way of its own; by its text, Apollo answers it. Both must say the same: status,
// headers and body, byte for byte.

const of = threeSessions();
const folder = 'schema/cookbook';

interface Asking {
  readonly method: 'GET' | 'POST';
  readonly query: string;
  readonly variables?: unknown;
  readonly operationName?: unknown;
  readonly token?: string | null;
  readonly headers?: Record<string, string>;
}

/** What differs from answer to answer by itself. */
const own = new Set(['date', 'x-request-id', 'ratelimit-remaining', 'ratelimit-reset']);

async function answerTo(
  { method, variables, operationName, token = adminToken, headers = {} }: Asking,
  named: { readonly query: string } | { readonly documentId: string },
) {
  const parameters = { ...named, variables, operationName };
  const given = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined
      ? []
      : [[name, typeof value === 'string' ? value : JSON.stringify(value)] as [string, string]],
  );
  const search = method === 'GET' ? `?${new URLSearchParams(given)}` : '';
  const response = await fetch(`${of.house.address}/graphql${search}`, {
    method,
    headers: {
      ...(method === 'POST' && { 'content-type': 'application/json' }),
      ...(token !== null && { authorization: `Bearer ${token}` }),
      'accept-language': 'vi',
      // Apollo's guard against forged requests wants it where nobody is signed in.
      'apollo-require-preflight': 'true',
      ...headers,
    },
    ...(method === 'POST' && { body: JSON.stringify(parameters) }),
  });
  const told = [...response.headers].filter(([name]) => !own.has(name)).sort();
  return { status: response.status, headers: told, body: await response.text() };
}

const spied = () => vi.spyOn(ApolloServer.prototype, 'executeHTTPGraphQLRequest');
afterEach(() => vi.restoreAllMocks());

/** Asks both ways; what was answered, and how often Apollo was asked for the one by hash. */
async function alike(asking: Asking) {
  const documentId = documentIdOf(asking.query);
  const byText = await answerTo(asking, { query: asking.query });
  const apollo = spied();
  const byHash = await answerTo(asking, { documentId });
  const asked = apollo.mock.calls.length;
  apollo.mockRestore();
  expect(byHash).toEqual(byText);
  return { ...byText, asked };
}

/** Makes the document known by its hash, and how it answers this Accept header: both are learned from what Apollo answers. */
async function learn(query: string, headers: Record<string, string> = {}) {
  await answerTo({ method: 'POST', query: '', headers }, { query, documentId: documentIdOf(query) } as never);
  const known = '{ viewer { kind } }';
  await answerTo({ method: 'POST', query: '' }, { query: known, documentId: documentIdOf(known) } as never);
  await answerTo({ method: 'POST', query: '', headers }, { documentId: documentIdOf(known) });
}

const accepts = ['*/*', 'application/json', 'application/graphql-response+json, application/json;q=0.9'];
const cookbook = readdirSync(folder).flatMap((file) =>
  file.endsWith('.graphql') ? [file.slice(0, -8)] : [],
);
const textOf = (name: string) => readFileSync(`${folder}/${name}.graphql`, 'utf8');
const ways = (['GET', 'POST'] as const).flatMap((method) =>
  accepts.map((accept) => ({ method, headers: { accept } })),
);

describe.each(cookbook)('the documented query %s', (name) => {
  const query = textOf(name);
  const example = JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8'));

  test('is answered alike, and without Apollo', async () => {
    for (const way of ways) {
      await learn(query, way.headers);
      const { status, asked, body } = await alike({ ...way, query, variables: example });
      expect([status, asked, body.startsWith('{"data":')]).toEqual([200, 0, true]);
    }
  });

  test('is refused alike with variables that do not fit, unknown operations, no key and a key that is none', async () => {
    const [operation] = parse(query).definitions as OperationDefinitionNode[];
    const wrong = Object.fromEntries(
      (operation?.variableDefinitions ?? []).map(({ variable }) => [variable.name.value, { is: 'wrong' }]),
    );
    for (const way of ways) {
      await learn(query, way.headers);
      await alike({ ...way, query });
      await alike({ ...way, query, variables: null });
      await alike({ ...way, query, variables: wrong });
      await alike({ ...way, query, variables: [1] });
      await alike({ ...way, query, variables: 'no JSON' });
      await alike({ ...way, query, variables: example, operationName: 'Nobody' });
      await alike({ ...way, query, variables: example, operationName: '' });
      await alike({ ...way, query, variables: example, operationName: operation?.name?.value });
      await alike({ ...way, query, variables: example, token: null });
      await alike({ ...way, query, variables: example, token: 'x'.repeat(40) });
    }
  });
});

const ofPages = Object.entries(typed).flatMap(([name, document]) =>
  document instanceof typed.TypedDocumentString ? [[name, String(document)] as const] : [],
);

test('there are documents of pages', () => {
  expect(ofPages.length).toBeGreaterThan(20);
});

test.each(ofPages)('a document of the pages is answered alike, whatever it is: %s', async (_, query) => {
  const [operation] = parse(query).definitions.flatMap((one) =>
    one.kind === Kind.OPERATION_DEFINITION ? one : [],
  );
  const ids = Object.fromEntries(
    (operation?.variableDefinitions ?? []).map(({ variable }) => [variable.name.value, 'ses_none']),
  );
  await learn(query);
  for (const method of ['GET', 'POST'] as const) {
    await alike({ method, query });
    await alike({ method, query, variables: ids });
    if (operation?.operation === 'query') await alike({ method, query, variables: { ...ids, first: 5 } });
  }
});

test('an answer that the client has is not sent again, either way; what a result was recorded with is kept for ever', async () => {
  const { results } = await of.asked('{ results(first: 1) { edges { node { id } } } }');
  const { id } = results.edges[0].node;
  for (const [fields, control] of [
    ['id level', 'private, no-cache'],
    ['id recordedAt', 'private, max-age=31536000, immutable'],
  ]) {
    const query = `query One($id: ID!) { node(id: $id) { ... on Result { ${fields} } } }`;
    await learn(query);
    const asking = { method: 'GET', query, variables: { id } } as const;
    const { headers, asked } = await alike(asking);
    const etag = Object.fromEntries(headers).etag ?? '';
    expect([asked, Object.fromEntries(headers)['cache-control']]).toEqual([0, control]);
    const again = await alike({ ...asking, headers: { 'if-none-match': etag } });
    expect([again.status, again.body, again.asked]).toEqual([304, '', 0]);
  }
});

test('what costs too much, errs below the root or is refused by a resolver is answered alike', async () => {
  const much =
    'query Much($first: Int!) { organizations(first: 100) { edges { node { results(first: $first) { edges { node { id level status recordedAt subject { name } } } } } } } }';
  await learn(much);
  const refused = await alike({ method: 'POST', query: much, variables: { first: 100 } });
  expect([refused.status, JSON.parse(refused.body).errors[0].extensions.code]).toEqual([
    400,
    'LIMIT_EXCEEDED',
  ]);
  const erring = `query Erring($first: Int, $after: String) { viewer { kind }
    people(first: 1) { edges { node { results(first: $first, after: $after) { totalCount } } } } }`;
  await learn(erring);
  for (const variables of [{ first: 101 }, { first: 0 }, {}, { first: 2, after: 'bnVsbA' }]) {
    const { body } = await alike({ method: 'POST', query: erring, variables });
    expect(JSON.parse(body).errors).toHaveLength(1);
  }
});

test('what would wait where too much waits already is refused alike, and told when to come back', async () => {
  const dear = '{ organizations(first: 100) { edges { node { id name } } } }';
  await learn(dear);
  const full = coded('RATE_LIMITED', 'Too many operations wait.', { retryAfterSeconds: 5 });
  vi.spyOn(Pacer.prototype, 'begin').mockRejectedValue(full);
  for (const method of ['GET', 'POST'] as const) {
    const { status, body } = await alike({ method, query: dear });
    expect([status, JSON.parse(body).errors[0].extensions]).toEqual([
      429,
      { code: 'RATE_LIMITED', retryAfterSeconds: 5 },
    ]);
  }
});

test('a form of request that is not plain is Apollo’s to judge', async () => {
  const query = textOf('years-and-levels');
  await learn(query);
  await alike({ method: 'POST', query, variables: 'a text' });
  await alike({ method: 'POST', query, operationName: 7 });
  await alike({ method: 'GET', query, headers: { 'content-type': 'text/plain' } });
  await alike({ method: 'GET', query, headers: { 'content-type': 'application/json' } });
});

test('an answer first asked for with its ETag is kept whole for who asks without', async () => {
  const token = await newKey(of.house.address);
  const query = textOf('policies');
  await learn(query);
  const asking = { method: 'GET', query, token } as const;
  const { headers, body } = await answerTo(asking, { query });
  const documentId = documentIdOf(query);
  const ifNoneMatch = { 'if-none-match': Object.fromEntries(headers).etag ?? '' };
  expect((await answerTo({ ...asking, headers: ifNoneMatch }, { documentId })).status).toBe(304);
  const whole = await answerTo(asking, { documentId });
  expect([whole.status, whole.body]).toEqual([200, body]);
});
