import { createHash } from 'node:crypto';
import { getIntrospectionQuery } from 'graphql';
import { expect, test } from 'vitest';
import { WatchOwnDocument } from '../../schema/operations/typed.ts';
import { errorCodes } from '../../src/api/errors.ts';
import { type Any, gauge, newId, rawSocket } from '../support/client.ts';
import { adminToken } from '../support/house.ts';
import { preparation } from '../support/session.ts';
import { codeOf, operation, undisturbed } from './undisturbed.ts';

// How it is said is wrong: documents, bodies, headers, frames.

const at = undisturbed();

test('a message over 256 KiB closes its own socket with 1009 and nobody else’s', async () => {
  const raw = await rawSocket(at.house.address, { token: at.token('v1') });
  const sockets = await gauge(at.house.address, 'hoinghi_sockets');
  raw.send({
    id: 'x',
    type: 'subscribe',
    payload: { query: '{ viewer { kind } }', variables: { x: 'x'.repeat(1_000_000) } },
  });
  expect(await raw.closed).toBe(1009);
  expect(await gauge(at.house.address, 'hoinghi_sockets')).toBe(sockets - 1);
});

test('a request over 2 MiB is LIMIT_EXCEEDED with 413', async () => {
  const { status, body } = await at.post(
    operation('{ viewer { kind } }', { variables: { x: 'x'.repeat(2 * 1024 * 1024) } }),
  );
  expect([status, codeOf(body)]).toEqual([413, 'LIMIT_EXCEEDED']);
});

const deep = `{ session(id: "x") ${'{ reviews { rounds '.repeat(8)}{ id }${' } }'.repeat(8)} }`;
const long = `{ ${Array.from({ length: 1_500 }, (_, index) => `a${index}: viewer { kind }`).join(' ')} }`;

test.each([
  ['too deep', deep],
  ['too long', long],
])('[A2] a document that is %s is LIMIT_EXCEEDED over HTTP and on a socket', async (_, query) => {
  const { status, body } = await at.post(operation(query));
  expect(codeOf(await at.overSocket(query))).toBe('LIMIT_EXCEEDED');
  expect([status, codeOf(body)]).toEqual([400, 'LIMIT_EXCEEDED']);
});

test('[A2] the whole schema may be asked for, within the limits', async () => {
  const { status, body } = await at.post(operation(getIntrospectionQuery({ inputValueDeprecation: true })));
  expect([status, body.errors]).toEqual([200, undefined]);
});

test.each([
  ['a syntax error', '{ viewer { '],
  ['an unknown field', '{ nothing }'],
  [
    'fragments in a circle',
    '{ session(id: "x") { ...A } } fragment A on Session { organization { id } ...A }',
  ],
  ['nothing', ''],
])('[A2] %s is GRAPHQL_VALIDATION_FAILED or BAD_USER_INPUT, alike on both ways', async (_, query) => {
  const { status, body } = await at.post(operation(query));
  expect(status).toBe(400);
  expect(['GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT']).toContain(codeOf(body));
  if (query !== '') expect(codeOf(await at.overSocket(query))).toBe(codeOf(body));
});

test('[A2] of a document with fifty faults the first twenty are told, alike on both ways', async () => {
  const query = `{ ${Array.from({ length: 50 }, (_, index) => `nothing${index}`).join(' ')} }`;
  const { body } = await at.post(operation(query));
  const socket = await at.overSocket(query);
  for (const { errors } of [body, socket]) {
    expect(errors).toHaveLength(21);
    expect(errors.at(-1).message).toMatch(/^Too many validation errors/);
  }
});

const id = '($id: ID!, $x: Boolean!)';
const entries = 'sessionEntries(sessionId: $id)';

test.each([
  ['@include on its field', `subscription ${id} { ${entries} @include(if: $x) { seq } }`],
  ['a directive without its argument', `subscription ${id} { ${entries} @skip { seq } }`],
  ['@skip on a fragment', `subscription ${id} { ... @skip(if: $x) { ${entries} { seq } } }`],
  [
    '@include in a fragment that comes first',
    `fragment A on Subscription { ${entries} @include(if: $x) { seq } } subscription ${id} { ...A }`,
  ],
  [
    'fragments in a circle',
    `subscription ${id} { ...A } fragment A on Subscription { ...A ${entries} @include(if: $x) { seq } }`,
  ],
])(
  '[A2] a subscription with %s at its root is GRAPHQL_VALIDATION_FAILED, alike on both ways',
  async (_, query) => {
    const { status, body } = await at.post(operation(query));
    expect([status, codeOf(body)]).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
    expect(codeOf(await at.overSocket(query, { id: at.meeting.sessionId, x: true }))).toBe(codeOf(body));
  },
);

const prepare = 'mutation ($input: PrepareSessionInput!) { prepareSession(input: $input) { __typename } }';
const castOne = 'mutation ($input: CastBallotInput!) { castBallot(input: $input) { __typename } }';
const openOne = 'mutation ($input: OpenRoundInput!) { openRound(input: $input) { __typename } }';

test.each<[string, string, Any]>([
  ['a day that is none', prepare, { ...preparation({ voters: 3 }), heldOn: '2023-02-30' }],
  [
    'an enum value that is none',
    castOne,
    { commandId: '', sessionId: '', roundId: '', choices: [{ reviewId: '', choice: 'BEST' }] },
  ],
  [
    'an instant that is none',
    openOne,
    { commandId: '', sessionId: '', reviewIds: [], closesAt: '2023-12-11 25:00' },
  ],
  ['a missing field', castOne, { commandId: '' }],
  ['a field too many', openOne, { commandId: '', sessionId: '', reviewIds: [], secret: true }],
  ['a whole number that is none', prepare, { ...preparation({ voters: 3 }), ordinal: 1.5 }],
  [
    'a decimal that is none',
    prepare,
    {
      ...preparation({ voters: 3 }),
      agenda: [{ key: 'a', kind: 'LEADER', name: 'A', facts: { score: '9,5' } }],
    },
  ],
  ['no input at all', prepare, undefined],
])('[A2] %s is BAD_USER_INPUT over HTTP and on a socket', async (_, query, input) => {
  const { status, body } = await at.post(operation(query, { variables: { input } }), {
    authorization: `Bearer ${adminToken}`,
  });
  expect([status, codeOf(body)]).toEqual([400, 'BAD_USER_INPUT']);
  expect(codeOf(await at.overSocket(query, { input }))).toBe('BAD_USER_INPUT');
});

test.each([
  ['malformed JSON', '{"query": ', 400],
  ['an empty body', '', 400],
  ['null', 'null', 400],
  ['a list of operations', `[${operation('{ viewer { kind } }')}]`, 400],
  ['variables that are a text', operation('{ viewer { kind } }', { variables: 'x' }), 400],
  [
    'an operation name that is not there',
    operation('query A { viewer { kind } }', { operationName: 'B' }),
    400,
  ],
  ['two operations and no name', operation('query A { viewer { kind } } query B { viewer { kind } }'), 400],
])('%s is BAD_USER_INPUT with 400', async (_, body, status) => {
  const answer = await at.post(body);
  expect([answer.status, codeOf(answer.body)]).toEqual([status, 'BAD_USER_INPUT']);
});

test('a subscription over HTTP, a GET without a preflight header, a mutation by GET, a form', async () => {
  const { sessionId } = at.meeting;
  const subscribed = await at.post(
    operation(`subscription { sessionWatch(sessionId: "${sessionId}") { cursor } }`),
    {
      authorization: `Bearer ${at.token('v1')}`,
    },
  );
  const address = (query: string) => `${at.house.address}/graphql?query=${encodeURIComponent(query)}`;
  const plain = await fetch(address('{ viewer { kind } }'));
  const preflight = { 'apollo-require-preflight': '1' };
  const mutation = await fetch(address('mutation { signOut }'), { headers: preflight });
  const form = await at.post('query=1', { 'content-type': 'text/plain' });
  expect([plain.status, codeOf(await plain.json())]).toEqual([400, 'BAD_USER_INPUT']);
  expect([mutation.status, codeOf(await mutation.json())]).toEqual([405, 'BAD_USER_INPUT']);
  expect([form.status, codeOf(form.body)]).toEqual([400, 'BAD_USER_INPUT']);
  const good = await fetch(address('{ viewer { kind } }'), { headers: preflight });
  expect(await good.json()).toEqual({ data: { viewer: { kind: 'ANONYMOUS' } } });
  expect(codeOf(subscribed.body)).toBe('BAD_USER_INPUT');
});

test('[A3] a document with a choice written out is not kept for the next who names its hash', async () => {
  const { sessionId, reviewIds } = at.meeting;
  const choices = reviewIds.slice(0, 2).map((id) => `{ reviewId: "${id}", choice: GOOD }`);
  const query = `mutation { castBallot(input: { commandId: "${newId()}", sessionId: "${sessionId}", roundId: "${at.roundId}", choices: [${choices}] }) { __typename } }`;
  const sha256Hash = createHash('sha256').update(query).digest('hex');
  const extensions = { persistedQuery: { version: 1, sha256Hash } };
  const authorization = `Bearer ${at.token('v3')}`;
  await at.post(operation(query, { extensions }), { authorization });
  const again = await at.post(JSON.stringify({ extensions }), { authorization });
  await at.settle();
  expect(again.body.data).toBeUndefined();
  expect(errorCodes.filter((code) => code !== 'INTERNAL_SERVER_ERROR')).toContain(codeOf(again.body));
});

test.each<[string, unknown, number]>([
  ['a frame that is no JSON', 'hello', 4400],
  ['a message of no known type', { type: 'hello' }, 4400],
  ['a list', [], 4400],
  ['a subscription without a query', { id: '1', type: 'subscribe', payload: {} }, 4400],
  [
    'variables that are a text',
    { id: '1', type: 'subscribe', payload: { query: '{ viewer { kind } }', variables: 'x' } },
    4400,
  ],
  ['a second connection_init', { type: 'connection_init' }, 4429],
])('%s closes its socket with a code', async (_, message, code) => {
  const raw = await rawSocket(at.house.address, { token: at.token('v1') });
  raw.send(message);
  expect(await raw.closed).toBe(code);
});

test('connection arguments that are wrong, and none at all', async () => {
  for (const payload of [{ token: 'xyz' }, { token: 42 }, { token: '' }, { token: {} }]) {
    expect(await (await rawSocket(at.house.address, payload)).closed).toBe(4403);
  }
  for (const payload of ['text', 1, []])
    expect(await (await rawSocket(at.house.address, payload)).closed).toBe(4400);
  const early = await rawSocket(at.house.address);
  early.send({ id: '1', type: 'subscribe', payload: { query: '{ viewer { kind } }' } });
  expect(await early.closed).toBe(4401);
  const odd = await rawSocket(at.house.address, { token: null, language: 42 });
  odd.send({ id: '1', type: 'subscribe', payload: { query: '{ viewer { kind } }' } });
  expect((await odd.until((message) => message.id === '1')).payload).toEqual({
    data: { viewer: { kind: 'ANONYMOUS' } },
  });
  odd.socket.terminate();
});

test('[A2] a socket carries 50 operations and no more', async () => {
  const raw = await rawSocket(at.house.address, { token: at.token('v1') });
  // The pages' own, which no seat follows too often.
  const query = WatchOwnDocument.toString();
  for (let index = 0; index < 51; index += 1)
    raw.send({
      id: `o${index}`,
      type: 'subscribe',
      payload: { query, variables: { sessionId: at.meeting.sessionId } },
    });
  const refused = await raw.until((message) => message.id === 'o50');
  expect([refused.type, refused.payload[0].extensions.code]).toEqual(['error', 'LIMIT_EXCEEDED']);
  expect((await raw.until((message) => message.id === 'o49')).type).toBe('next');
  raw.socket.terminate();
});
