import { createHash } from 'node:crypto';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { errorCodes } from '../../src/api/errors.ts';
import { type Any, ask, type Following, follow, gauge, newId, rawSocket, socket } from '../support/client.ts';
import { adminToken, openTestHouse, type TestHouse } from '../support/house.ts';
import {
  cast,
  convene,
  entriesIn,
  type Meeting,
  marks,
  openRound,
  order,
  preparation,
  prepareForTest,
  signIn,
  tried,
} from '../support/session.ts';

// Whatever is sent: a refusal or a coded error, nothing written, no word from the inside, and everyone else undisturbed.

const dayMs = 24 * 60 * 60 * 1_000;
let house: TestHouse;
let meeting: Meeting;
let roundId: string;
let bystander: Following<Any>;
let aheadMs = 0;
let before: readonly number[];
const heard: string[] = [];

const token = (key: string) => meeting.tokens[key] ?? '';
const journals = async () => [await entriesIn(house, meeting.sessionId), await entriesIn(house, 'house')];

/** Posts as it is, to look at the raw answer. */
async function post(
  body: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: Any }> {
  const response = await fetch(`${house.address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  const text = await response.text();
  heard.push(text);
  return { status: response.status, body: JSON.parse(text) };
}

const operation = (query: string, more: object = {}) => JSON.stringify({ query, ...more });
const codeOf = ({ errors }: Any) => errors?.[0]?.extensions?.code;

async function overSocket(query: string, variables: object = {}, key = 'v1'): Promise<Any> {
  const client = socket(house.address, token(key));
  const one = follow(client, query, { ...variables });
  const errors = await Promise.race([one.ended, one.until(() => true).catch(() => undefined)]);
  heard.push(JSON.stringify(errors));
  await client.dispose();
  return { errors };
}

beforeAll(async () => {
  house = await openTestHouse({ nowMs: () => Date.now() + aheadMs });
  meeting = await convene(house, preparation({ voters: 6, members: 1, cells: 2 }));
  const { sessionId, reviewIds, seatIds } = meeting;
  await order(house, token('chair'), 'openReview', { sessionId, reviewId: reviewIds[1] });
  await order(house, token('chair'), 'recordPresence', { sessionId, seatId: seatIds.v5, presence: 'ABSENT' });
  roundId = await openRound(house, meeting, { reviewIds: reviewIds.slice(0, 2) });
  const client = socket(house.address, token('screen'));
  bystander = follow(
    client,
    'subscription ($id: ID!) { sessionWatch(sessionId: $id) { session { reviews { comments { body } } } } }',
    { id: sessionId },
  );
  await bystander.until(() => true);
});
afterAll(() => house.stop());

beforeEach(async () => {
  heard.length = 0;
  before = await journals();
});
afterEach(async () => {
  expect(await journals()).toEqual(before);
  for (const text of heard)
    expect(text).not.toMatch(/\bat .+:\d+:\d+|node_modules|\.ts\b|\.js\b|SQLITE|Error:/);
  const body = `Vẫn họp ${newId()}`;
  const { sessionId, reviewIds } = meeting;
  const said = await order(house, token('v2'), 'addComment', { sessionId, reviewId: reviewIds[1], body });
  expect(said.__typename).toBe('Accepted');
  await bystander.until(({ sessionWatch }) =>
    sessionWatch.session.reviews[1].comments.some((comment: Any) => comment.body === body),
  );
});

test('codes that open nothing', async () => {
  for (const code of ['', 'AAAA-AAAA-AAAA', 'ABCD-EFGH-JKMN0', '\u0000'.repeat(13), 'ă'.repeat(1_000_000)]) {
    expect(await tried(house, null, 'signIn', { code })).toMatchObject({ code: 'UNKNOWN_CODE' });
  }
});

test('a token that expired: UNAUTHENTICATED over HTTP and on an open socket, 4403 on a new one', async () => {
  const expiring = await signIn(house, meeting.codes.v4);
  const open = await rawSocket(house.address, { token: expiring });
  aheadMs = dayMs + 1;
  const { sessionId } = meeting;
  const late = await post(operation('{ viewer { kind } }'), { authorization: `Bearer ${expiring}` });
  expect([late.status, codeOf(late.body)]).toEqual([401, 'UNAUTHENTICATED']);
  const query = `subscription { sessionWatch(sessionId: "${sessionId}") { cursor } }`;
  open.send({ id: 'x', type: 'subscribe', payload: { query } });
  const refused = await open.until((message) => message.id === 'x');
  expect([refused.type, refused.payload[0].extensions.code]).toEqual(['error', 'UNAUTHENTICATED']);
  open.socket.terminate();
  expect(await (await rawSocket(house.address, { token: expiring })).closed).toBe(4403);
  aheadMs = 0;
});

test('tokens and headers that are none', async () => {
  for (const authorization of [
    'Bearer xyz',
    'Bearer',
    'Basic YTpi',
    `Bearer ${'x'.repeat(600)}`,
    'Bearer a b',
  ]) {
    const { status, body } = await post(operation('{ viewer { kind } }'), { authorization });
    expect([status, codeOf(body)]).toEqual([401, 'UNAUTHENTICATED']);
  }
  const { sessionId } = meeting;
  const nobody = await ask(
    house.address,
    null,
    'mutation ($input: SessionCommandInput!) { checkIn(input: $input) { __typename } }',
    {
      input: { commandId: newId(), sessionId },
    },
  );
  expect([nobody.status, codeOf(nobody)]).toEqual([401, 'UNAUTHENTICATED']);
});

test('a token of another session, a seat without a vote, one who is absent, a round that is not open', async () => {
  const { sessionId, reviewIds } = meeting;
  const input = { sessionId, roundId, choices: marks(reviewIds.slice(0, 2)) };
  const other = await convene(house, preparation({ voters: 3 }));
  const closed = await openRound(house, other);
  await order(house, other.tokens.chair ?? '', 'voidRound', {
    sessionId: other.sessionId,
    roundId: closed,
    reason: 'Thử',
  });
  before = await journals();
  expect(await cast(house, other.tokens.v1 ?? '', input)).toMatchObject({ code: 'NOT_ALLOWED' });
  expect(await cast(house, token('teller'), input)).toMatchObject({ code: 'MAY_NOT_VOTE' });
  expect(await cast(house, token('guest'), input)).toMatchObject({ code: 'MAY_NOT_VOTE' });
  expect(await cast(house, token('v5'), input)).toMatchObject({ code: 'NOT_PRESENT' });
  const over = { sessionId: other.sessionId, roundId: closed, choices: marks(other.reviewIds) };
  expect(await cast(house, other.tokens.v1 ?? '', over)).toMatchObject({ code: 'ROUND_NOT_OPEN' });
});

test('choices for a foreign review, missing and doubled ones', async () => {
  const { sessionId, reviewIds } = meeting;
  const [own = '', first = '', foreign = ''] = reviewIds;
  const other = await prepareForTest(house, preparation({ voters: 3 }));
  before = await journals();
  const answers = [
    [marks([own, first, foreign]), 'INVALID_INPUT'],
    [marks([own, first, other.reviewIds[0] ?? '']), 'INVALID_INPUT'],
    [marks([own, first, first]), 'INVALID_INPUT'],
    [marks([own, first, 'rev_0\u0000']), 'INVALID_INPUT'],
    [marks([own]), 'BALLOT_INCOMPLETE'],
    [[], 'BALLOT_INCOMPLETE'],
    [marks([foreign]), 'BALLOT_INCOMPLETE'],
  ] as const;
  for (const [choices, code] of answers) {
    expect(await cast(house, token('v1'), { sessionId, roundId, choices })).toMatchObject({ code });
  }
  expect(
    await cast(house, token('chair'), { sessionId, roundId, choices: marks([own, first]) }),
  ).toMatchObject({
    code: 'INVALID_INPUT',
  });
});

test('NUL bytes, and a comment of 1 MB', async () => {
  const { sessionId, reviewIds } = meeting;
  const reviewId = reviewIds[1];
  for (const body of ['\u0000', 'a\u0000b', 'x'.repeat(1_000_000), 'đ'.repeat(10_001)]) {
    const refused = await order(house, token('v1'), 'addComment', { sessionId, reviewId, body });
    expect(refused).toMatchObject({ code: 'INVALID_INPUT', faults: [{ path: ['body'] }] });
  }
  for (const id of ['ses_\u0000', `${sessionId}\u0000`]) {
    expect(await order(house, token('v1'), 'checkIn', { sessionId: id })).toMatchObject({
      code: 'NOT_FOUND',
    });
    const none = await ask(
      house.address,
      adminToken,
      'query ($id: ID!) { session(id: $id) { id } node(id: $id) { id } }',
      { id },
    );
    expect(none.data).toEqual({ session: null, node: null });
  }
});

test('a message over 256 KiB closes its own socket with 1009 and nobody else’s', async () => {
  const raw = await rawSocket(house.address, { token: token('v1') });
  const sockets = await gauge(house.address, 'hoinghi_sockets');
  raw.send({
    id: 'x',
    type: 'subscribe',
    payload: { query: '{ viewer { kind } }', variables: { x: 'x'.repeat(1_000_000) } },
  });
  expect(await raw.closed).toBe(1009);
  expect(await gauge(house.address, 'hoinghi_sockets')).toBe(sockets - 1);
});

test('a request over 2 MiB is LIMIT_EXCEEDED with 413', async () => {
  const { status, body } = await post(
    operation('{ viewer { kind } }', { variables: { x: 'x'.repeat(2 * 1024 * 1024) } }),
  );
  expect([status, codeOf(body)]).toEqual([413, 'LIMIT_EXCEEDED']);
});

test('unknown ids of every kind are null to a query and NOT_FOUND to a command', async () => {
  const { sessionId, reviewIds } = meeting;
  const ids = ['ses', 'seat', 'rev', 'rnd', 'com', 'rsp', 'res', 'org', 'per', 'key'].map(
    (kind) => `${kind}_0000000000000000_0`,
  );
  const strange = [
    '',
    'x',
    '0',
    '../etc',
    'ses_',
    `${sessionId}_x`,
    "' OR 1=1 --",
    '__proto__',
    'ă'.repeat(5_000),
  ];
  for (const id of [...ids, ...strange]) {
    for (const who of [adminToken, token('v1'), null]) {
      const { data, errors } = await ask(
        house.address,
        who,
        'query ($id: ID!) { session(id: $id) { id } node(id: $id) { id } }',
        { id },
      );
      expect([id, data, errors]).toEqual([id, { session: null, node: null }, undefined]);
    }
    const chair = token('chair');
    expect(await order(house, chair, 'checkIn', { sessionId: id })).toMatchObject({ code: 'NOT_FOUND' });
    for (const [field, input] of [
      ['openReview', { reviewId: id }],
      ['closeRound', { roundId: id }],
      ['openRound', { reviewIds: [reviewIds[2], id] }],
      ['recordPresence', { seatId: id, presence: 'PRESENT' }],
      ['respond', { reviewId: reviewIds[1], stance: 'ACCEPT', body: 'Ý', commentIds: [id] }],
    ] as const) {
      expect([field, await order(house, chair, field, { sessionId, ...input })]).toMatchObject([
        field,
        { code: 'NOT_FOUND' },
      ]);
    }
    for (const [field, input] of [
      ['revokeApiKey', { id }],
      ['recordDecision', { resultId: id, decidedBy: 'Ai', reason: 'Sao' }],
      ['createApiKey', { name: 'Trang', organizationId: id }],
      ['issueAccessCode', { sessionId, seatId: id }],
      ['issueAccessCode', { sessionId: id }],
    ] as const) {
      const refused = await tried(house, adminToken, field, { commandId: newId(), ...input });
      expect([field, refused]).toMatchObject([field, { code: 'NOT_FOUND' }]);
    }
  }
});

test('the house’s own journal is no session', async () => {
  for (const who of [adminToken, token('v1'), null]) {
    const asked = await ask(house.address, who, '{ session(id: "house") { id } node(id: "house") { id } }');
    expect([asked.errors, asked.data]).toEqual([undefined, { session: null, node: null }]);
  }
  expect(await order(house, token('guest'), 'checkIn', { sessionId: 'house' })).toMatchObject({
    code: 'NOT_FOUND',
  });
  for (const field of ['sessionWatch', 'ownWatch', 'sessionEntries']) {
    const answer = await overSocket(`subscription { ${field}(sessionId: "house") { cursor } }`);
    expect([field, codeOf(answer)]).toEqual([field, 'FORBIDDEN']);
  }
});

test('[C3] a command that names the house’s journal does not take down those that wait with it', async () => {
  const { sessionId, seatIds } = meeting;
  const raw = await rawSocket(house.address, { token: token('chair') });
  const query = 'mutation ($input: RecordPresenceInput!) { recordPresence(input: $input) { __typename } }';
  const subscribe = (id: string, input: object) =>
    JSON.stringify({
      id,
      type: 'subscribe',
      payload: { query, variables: { input: { commandId: newId(), ...input } } },
    });
  const good = { sessionId, seatId: seatIds.guest, presence: 'PRESENT' };
  const bad = { sessionId: 'house', seatId: 'seat_0', presence: 'PRESENT' };
  for (const [id, input] of [
    ['good', good],
    ['bad', bad],
  ] as const)
    raw.send(subscribe(id, input));
  const answer = await raw.until((message) => message.id === 'good');
  expect(answer.payload).toEqual({ data: { recordPresence: { __typename: 'Accepted' } } });
  await raw.until((message) => message.id === 'bad');
  raw.socket.terminate();
  before = [(before[0] ?? 0) + 1, before[1] ?? 0];
});

const deep = `{ session(id: "x") ${'{ reviews { rounds '.repeat(8)}{ id }${' } }'.repeat(8)} }`;
const long = `{ ${Array.from({ length: 1_500 }, (_, index) => `a${index}: viewer { kind }`).join(' ')} }`;

test.each([
  ['too deep', deep],
  ['too long', long],
])('[A2] a document that is %s is LIMIT_EXCEEDED over HTTP and on a socket', async (_, query) => {
  const { status, body } = await post(operation(query));
  expect(codeOf(await overSocket(query))).toBe('LIMIT_EXCEEDED');
  expect([status, codeOf(body)]).toEqual([400, 'LIMIT_EXCEEDED']);
});

test('[A2] the whole schema may be asked for, within the limits', async () => {
  const { status, body } = await post(operation(getIntrospectionQuery({ inputValueDeprecation: true })));
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
  const { status, body } = await post(operation(query));
  expect(status).toBe(400);
  expect(['GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT']).toContain(codeOf(body));
  if (query !== '') expect(codeOf(await overSocket(query))).toBe(codeOf(body));
});

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
  const { status, body } = await post(operation(query, { variables: { input } }), {
    authorization: `Bearer ${adminToken}`,
  });
  expect([status, codeOf(body)]).toEqual([400, 'BAD_USER_INPUT']);
  expect(codeOf(await overSocket(query, { input }))).toBe('BAD_USER_INPUT');
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
  const answer = await post(body);
  expect([answer.status, codeOf(answer.body)]).toEqual([status, 'BAD_USER_INPUT']);
});

test('a subscription over HTTP, a GET without a preflight header, a mutation by GET, a form', async () => {
  const { sessionId } = meeting;
  const subscribed = await post(
    operation(`subscription { sessionWatch(sessionId: "${sessionId}") { cursor } }`),
    {
      authorization: `Bearer ${token('v1')}`,
    },
  );
  const address = (query: string) => `${house.address}/graphql?query=${encodeURIComponent(query)}`;
  const plain = await fetch(address('{ viewer { kind } }'));
  const preflight = { 'apollo-require-preflight': '1' };
  const mutation = await fetch(address('mutation { signOut }'), { headers: preflight });
  const form = await post('query=1', { 'content-type': 'text/plain' });
  expect([plain.status, codeOf(await plain.json())]).toEqual([400, 'BAD_USER_INPUT']);
  expect([mutation.status, codeOf(await mutation.json())]).toEqual([405, 'BAD_USER_INPUT']);
  expect([form.status, codeOf(form.body)]).toEqual([400, 'BAD_USER_INPUT']);
  const good = await fetch(address('{ viewer { kind } }'), { headers: preflight });
  expect(await good.json()).toEqual({ data: { viewer: { kind: 'ANONYMOUS' } } });
  expect(codeOf(subscribed.body)).toBe('BAD_USER_INPUT');
});

test('[A3] a document with a choice written out is not kept for the next who names its hash', async () => {
  const { sessionId, reviewIds } = meeting;
  const choices = reviewIds.slice(0, 2).map((id) => `{ reviewId: "${id}", choice: GOOD }`);
  const query = `mutation { castBallot(input: { commandId: "${newId()}", sessionId: "${sessionId}", roundId: "${roundId}", choices: [${choices}] }) { __typename } }`;
  const sha256Hash = createHash('sha256').update(query).digest('hex');
  const extensions = { persistedQuery: { version: 1, sha256Hash } };
  const authorization = `Bearer ${token('v3')}`;
  await post(operation(query, { extensions }), { authorization });
  const again = await post(JSON.stringify({ extensions }), { authorization });
  before = await journals();
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
  const raw = await rawSocket(house.address, { token: token('v1') });
  raw.send(message);
  expect(await raw.closed).toBe(code);
});

test('connection arguments that are wrong, and none at all', async () => {
  for (const payload of [{ token: 'xyz' }, { token: 42 }, { token: '' }, { token: {} }]) {
    expect(await (await rawSocket(house.address, payload)).closed).toBe(4403);
  }
  for (const payload of ['text', 1, []])
    expect(await (await rawSocket(house.address, payload)).closed).toBe(4400);
  const early = await rawSocket(house.address);
  early.send({ id: '1', type: 'subscribe', payload: { query: '{ viewer { kind } }' } });
  expect(await early.closed).toBe(4401);
  const odd = await rawSocket(house.address, { token: null, language: 42 });
  odd.send({ id: '1', type: 'subscribe', payload: { query: '{ viewer { kind } }' } });
  expect((await odd.until((message) => message.id === '1')).payload).toEqual({
    data: { viewer: { kind: 'ANONYMOUS' } },
  });
  odd.socket.terminate();
});

test('[A2] a socket carries 50 operations and no more', async () => {
  const raw = await rawSocket(house.address, { token: token('v1') });
  const query = `subscription { ownWatch(sessionId: "${meeting.sessionId}") { cursor } }`;
  for (let index = 0; index < 51; index += 1)
    raw.send({ id: `o${index}`, type: 'subscribe', payload: { query } });
  const refused = await raw.until((message) => message.id === 'o50');
  expect([refused.type, refused.payload[0].extensions.code]).toEqual(['error', 'LIMIT_EXCEEDED']);
  expect((await raw.until((message) => message.id === 'o49')).type).toBe('next');
  raw.socket.terminate();
});
