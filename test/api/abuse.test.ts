import { once } from 'node:events';
import { connect } from 'node:net';
import { pino } from 'pino';
import { expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { coded } from '../../src/api/errors.ts';
import { documentIdOf } from '../../src/api/limits/documents.ts';
import { networkOf } from '../../src/api/limits/network.ts';
import { readSettings } from '../../src/settings.ts';
import { type Any, ask, newId, rawSocket, told } from '../support/client.ts';
import { adminToken, openTestHouse, type TestHouse, type TestHouseOptions } from '../support/house.ts';
import { lookUpsOf } from '../support/keys.ts';
import { convene, preparation, signIn } from '../support/session.ts';

// Who takes more than a share is told to wait, and nobody else notices. docs/security.md says what each of these is about.

async function houseWith(options: TestHouseOptions): Promise<TestHouse> {
  const house = await openTestHouse(options);
  onTestFinished(() => house.stop());
  return house;
}

const who = '{ viewer { kind } }';

function post(house: TestHouse, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${house.address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

const statuses = async (times: number, request: () => Promise<Response>) => {
  const found: number[] = [];
  for (let time = 0; time < times; time += 1) found.push((await request()).status);
  return found;
};

const codeOf = async (response: Response) => ((await response.json()) as Any).errors?.[0].extensions.code;

/** The status that an upgrade is refused with, or 101. */
async function knock(house: TestHouse): Promise<{ status: number; retryAfter?: string; socket: WebSocket }> {
  const socket = new WebSocket(`${house.address.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  socket.on('error', () => {});
  return new Promise((resolve) => {
    socket.once('open', () => resolve({ status: 101, socket }));
    socket.once('unexpected-response', (request, { statusCode = 0, headers }) => {
      request.destroy();
      resolve({ status: statusCode, retryAfter: String(headers['retry-after']), socket });
    });
  });
}

test('operations without a token count by address: wrong tokens too; whoever is signed in is not held up', async () => {
  const house = await houseWith({ limits: { addressOperationsPerMinute: 4 } });
  const wrong = { authorization: 'Bearer wrong' };
  expect(await statuses(2, () => post(house, { query: who }))).toEqual([200, 200]);
  expect(await statuses(3, () => post(house, { query: who }, wrong))).toEqual([401, 401, 429]);
  const refused = await post(house, { query: who });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(refused.headers.get('ratelimit-remaining')).toBe('0');
  expect(await codeOf(refused)).toBe('RATE_LIMITED');
  expect((await post(house, { query: who }, { authorization: `Bearer ${adminToken}` })).status).toBe(200);
});

test('a wrong token over its address’s share is not looked up; who was here before, and the administrator, are let in', async () => {
  const house = await houseWith({ limits: { addressOperationsPerMinute: 30 } });
  const { tokens } = await convene(house, preparation({ voters: 3 }));
  const delegate = { authorization: `Bearer ${tokens.v1}` };
  const lookUps = lookUpsOf(house.store.access);
  const wrong = () => post(house, { query: who }, { authorization: `Bearer ${newId()}` });
  const met = await statuses(31, wrong);
  const lookedUp = met.indexOf(429);
  expect(met).toEqual([...Array(lookedUp).fill(401), ...Array(31 - lookedUp).fill(429)]);
  expect(lookUps).toHaveLength(lookedUp);
  expect((await post(house, { query: who }, delegate)).status).toBe(200);
  expect((await post(house, { query: who }, { authorization: `Bearer ${adminToken}` })).status).toBe(200);
  expect(lookUps).toHaveLength(lookedUp);
});

test('who is turned away is so before a body is waited for', async () => {
  const house = await houseWith({ limits: { addressOperationsPerMinute: 2 } });
  const { port } = new URL(house.address);
  const announced = async (headers: string, bytes = 1_000) => {
    const stream = connect(Number(port), '127.0.0.1');
    stream.write(
      `POST /graphql HTTP/1.1\r\nHost: here\r\n${headers}Content-Type: application/json\r\nContent-Length: ${bytes}\r\n\r\n`,
    );
    const [answer] = await once(stream, 'data');
    stream.destroy();
    return /^HTTP\/1\.1 (\d+)/.exec(String(answer))?.[1];
  };
  expect(await announced('Authorization: Bearer wrong\r\n')).toBe('401');
  expect(await announced('Authorization: Basic d3Jvbmc=\r\n')).toBe('401');
  // What is shorter may bring a right code.
  expect(await announced('', 2_049)).toBe('429');
});

test('what is no operation counts as one', async () => {
  const house = await houseWith({ limits: { addressOperationsPerMinute: 2 } });
  expect(await statuses(3, () => post(house, '{'))).toEqual([400, 400, 429]);
});

test('pages, /health, links and what is not there share what an address may ask, and operations do not', async () => {
  const house = await houseWith({ limits: { addressRequestsPerMinute: 5 }, trustProxy: true });
  const get = (path: string, from = '192.0.2.1') =>
    fetch(`${house.address}${path}`, { headers: { 'x-forwarded-for': from } });
  for (const path of ['/', '/health', '/metrics', '/downloads/none', '/nothing/here'])
    expect([path, (await get(path)).status]).not.toEqual([path, 429]);
  for (const path of ['/', '/health', '/metrics', '/downloads/none', '/nothing/here']) {
    const refused = await get(path);
    expect([path, refused.status]).toEqual([path, 429]);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.text()).toMatch(
      /^Too many requests from this address\. Try again in \d+ seconds\.\n$/,
    );
  }
  expect((await get('/health', '192.0.2.2')).status).toBe(200);
  const asked = await post(house, { query: who }, { 'x-forwarded-for': '192.0.2.1' });
  expect(asked.status).toBe(200);
});

test('two hundred pages of one address may look for the server once a second', () => {
  expect(readSettings({}).limits.addressRequestsPerMinute).toBeGreaterThan(2 * 200 * 60);
});

test('ids that can be none of the asker’s sessions are read for nobody: a stranger, a delegate of another session', async () => {
  const house = await houseWith({});
  const { sessionId, tokens } = await convene(house, preparation({ voters: 3 }));
  let readings = 0;
  const { read } = house.store.journal;
  Object.assign(house.store.journal, {
    read: (...asked: Parameters<typeof read>) => {
      readings += 1;
      return read(...asked);
    },
  });
  // No id that is drawn has a “u”: none of these is the asker’s own session.
  const session = (number: number) => `${sessionId.slice(0, -3)}u${10 + number}`;
  const seat = (number: number) => `${session(number).replace('ses_', 'seat_')}_1`;
  const ids = Array.from({ length: 50 }, (_, number) => [session(number), seat(number)]);
  const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
  for (const token of [null, tokens.v1 ?? '', tokens.screen ?? ''])
    expect((await told(house.address, token, query, { ids: ids.flat() })).nodes).toEqual(
      Array(100).fill(null),
    );
  expect(readings).toBe(0);
  await told(house.address, adminToken, query, { ids: [session(0)] });
  expect(readings).toBe(1);
});

test('a new token brings a seat no new share, nor the screens of a session', async () => {
  const house = await houseWith({ limits: { seatOperationsPerMinute: 8 } });
  const { codes } = await convene(house, preparation({ voters: 3 }));
  for (const code of [codes.v1, codes.screen]) {
    const tokens = await Promise.all(Array.from({ length: 12 }, () => signIn(house, code)));
    const met = await Promise.all(tokens.map((token) => ask(house.address, token, who)));
    expect(met.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(4);
  }
});

test('with IPv6 a /64 has one share, and another one its own', async () => {
  const house = await houseWith({ trustProxy: true, limits: { addressOperationsPerMinute: 1 } });
  const from = (address: string) => post(house, { query: who }, { 'x-forwarded-for': address });
  expect((await from('2001:db8:0:1::1')).status).toBe(200);
  expect((await from('2001:db8:0:1:ffff:ffff:ffff:ffff')).status).toBe(429);
  expect((await from('2001:db8:0:2::1')).status).toBe(200);
  expect((await from('::ffff:203.0.113.7')).status).toBe(200);
  expect((await from('203.0.113.7')).status).toBe(429);
});

test('each field of a mutation is an operation, in a fragment too, over HTTP and on sockets', async () => {
  const house = await houseWith({ limits: { addressOperationsPerMinute: 10 } });
  const { codes } = await convene(house, preparation({ voters: 3 }));
  const signIns = (count: number) =>
    Array.from(
      { length: count },
      (_, at) => `t${at}: signIn(input: {code: "${codes.screen}"}) { __typename }`,
    );
  const overHttp = await ask(house.address, null, `mutation { ${signIns(11).join(' ')} }`);
  expect([overHttp.status, overHttp.errors?.[0]?.extensions.code]).toEqual([429, 'RATE_LIMITED']);
  const other = await houseWith({ limits: { addressOperationsPerMinute: 10 } });
  const raw = await rawSocket(other.address, {});
  onTestFinished(() => raw.socket.terminate());
  const query = `mutation { ...All } fragment All on Mutation { ${signIns(11).join(' ')} }`;
  raw.send({ id: 'one', type: 'subscribe', payload: { query } });
  const { payload } = await raw.until(({ type }) => type === 'error');
  expect(payload[0].extensions.code).toBe('RATE_LIMITED');
});

test('behind a proxy each address has a share of its own', async () => {
  const house = await houseWith({ trustProxy: true, limits: { addressOperationsPerMinute: 1 } });
  const from = (address: string) => post(house, { query: who }, { 'x-forwarded-for': address });
  expect(await statuses(2, () => from('203.0.113.1'))).toEqual([200, 429]);
  expect((await from('203.0.113.2')).status).toBe(200);
  // What a client writes itself stands before what the proxy adds.
  expect((await from('203.0.113.9, 203.0.113.1')).status).toBe(429);
});

test('a seat has so many operations a minute over HTTP and sockets together; its neighbour is not held up', async () => {
  const house = await houseWith({ limits: { seatOperationsPerMinute: 60 } });
  const { tokens } = await convene(house, preparation({ voters: 3 }));
  const [busy = '', quiet = ''] = [tokens.v1, tokens.v2];
  const raw = await rawSocket(house.address, { token: busy });
  onTestFinished(() => raw.socket.terminate());
  let answers: Any[] = [];
  for (let number = 0; answers.every(({ type }) => type !== 'error'); number += 1) {
    raw.send({ id: `op-${number}`, type: 'subscribe', payload: { query: who } });
    const first = await raw.until(({ id, type }) => id === `op-${number}` && type !== 'complete');
    answers = [...answers, first];
  }
  expect(answers.length).toBeLessThanOrEqual(61);
  expect(answers.at(-1).payload).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
  expect((await post(house, { query: who }, { authorization: `Bearer ${busy}` })).status).toBe(429);
  expect((await ask(house.address, quiet, who)).status).toBe(200);
});

test('who goes on asking on a socket although nothing is left loses it, with a code that brings clients back later', async () => {
  const house = await houseWith({ limits: { addressOperationsPerMinute: 1 } });
  const raw = await rawSocket(house.address, {});
  for (let number = 0; number < 110; number += 1)
    raw.send({ id: `op-${number}`, type: 'subscribe', payload: { query: who } });
  expect(await raw.closed).toBe(1013);
});

test('sockets opened from one address in a minute', async () => {
  const house = await houseWith({ limits: { addressSocketsPerMinute: 3 } });
  const met = [await knock(house), await knock(house), await knock(house), await knock(house)];
  expect(met.map(({ status }) => status)).toEqual([101, 101, 101, 429]);
  expect(Number(met[3]?.retryAfter)).toBeGreaterThan(0);
  for (const { socket } of met) socket.terminate();
});

/** Not one second, for what may take its time beside other work. */
const patiently = { timeout: 30_000 };

test('sockets open from one address: whoever leaves makes room', async () => {
  const house = await houseWith({ limits: { socketsPerAddress: 2 } });
  const [first, second] = [await knock(house), await knock(house)];
  expect((await knock(house)).status).toBe(429);
  first.socket.close();
  await once(first.socket, 'close');
  const again = await vi.waitUntil(async () => {
    const tried = await knock(house);
    return tried.status === 101 && tried;
  }, patiently);
  expect((await knock(house)).status).toBe(429);
  for (const { socket } of [second, again]) socket.terminate();
});

test('sockets open of one seat: the one too many is sent away for later; whoever leaves makes room', async () => {
  const house = await houseWith({ limits: { socketsPerSeat: 2 } });
  const { tokens } = await convene(house, preparation({ voters: 3 }));
  const open = (token = '') => rawSocket(house.address, { token });
  const [first, second] = [await open(tokens.v1), await open(tokens.v1)];
  expect(await (await open(tokens.v1)).closed).toBe(1013);
  const neighbour = await open(tokens.v2);
  await neighbour.until(({ type }) => type === 'connection_ack');
  first.socket.close();
  await first.closed;
  const again = await vi.waitUntil(async () => {
    const tried = await open(tokens.v1);
    const acknowledged = tried.until(({ type }) => type === 'connection_ack').then(() => true);
    return (await Promise.race([acknowledged, tried.closed.then(() => false)])) && tried;
  }, patiently);
  for (const { socket } of [second, neighbour, again]) socket.terminate();
});

test('who has no token shares what a seat has of sockets with everybody behind the address; whoever has one is not held up', async () => {
  const house = await houseWith({ limits: { socketsPerSeat: 2 } });
  const { tokens } = await convene(house, preparation({ voters: 2 }));
  const strangers = [await rawSocket(house.address, {}), await rawSocket(house.address, {})];
  for (const one of strangers) await one.until(({ type }) => type === 'connection_ack');
  expect(await (await rawSocket(house.address, {})).closed).toBe(1013);
  const voter = await rawSocket(house.address, { token: tokens.v1 });
  await voter.until(({ type }) => type === 'connection_ack');
  for (const { socket } of [...strangers, voter]) socket.terminate();
});

const many = (count: number, of: (number: number) => string) =>
  `{ ${Array.from({ length: count }, (_, number) => of(number)).join(' ')} }`;

test.each([
  ['500 aliases', many(501, (number) => `a${number}: viewer { kind }`)],
  ['100 directives', many(51, (number) => `a${number}: viewer @include(if: true) @skip(if: false) { kind }`)],
])('more than %s in a document, over HTTP and on sockets', async (_what, query) => {
  const house = await houseWith({});
  expect(await codeOf(await post(house, { query }))).toMatch(/^(LIMIT_EXCEEDED|GRAPHQL_VALIDATION_FAILED)$/);
  const raw = await rawSocket(house.address, {});
  onTestFinished(() => raw.socket.terminate());
  raw.send({ id: 'one', type: 'subscribe', payload: { query } });
  const { payload } = await raw.until(({ type }) => type === 'error');
  expect(payload.map(({ extensions }: Any) => extensions.code)).toContain('LIMIT_EXCEEDED');
});

test('as many aliases as there may be are answered', async () => {
  const house = await houseWith({});
  const query = many(500, (number) => `a${number}: viewer { kind }`);
  expect(Object.keys((await ask(house.address, null, query)).data)).toHaveLength(500);
});

test('a document of sign-ins under aliases is throttled like as many sign-ins', async () => {
  const house = await houseWith({});
  const tries = Array.from(
    { length: 40 },
    (_, at) => `t${at}: signIn(input: {code: "AAAAAAAAAAAAA"}) { __typename }`,
  );
  const { errors = [] } = await ask(house.address, null, `mutation { ${tries.join(' ')} }`);
  expect(errors.map(({ extensions }) => extensions.code)).toContain('RATE_LIMITED');
});

test('several operations in one body are refused', async () => {
  const house = await houseWith({});
  const response = await post(house, [{ query: who }, { query: who }]);
  expect([response.status, await codeOf(response)]).toEqual([400, 'BAD_USER_INPUT']);
});

const schemaQuery = '{ __schema { queryType { name } } }';

test('where the schema is for who is signed in, nobody else is told of it: by text, by hash, on sockets, by suggestions', async () => {
  const house = await houseWith({ schemaIsFor: 'signed-in' });
  const documentId = documentIdOf(schemaQuery);
  for (const body of [
    { query: schemaQuery },
    { query: '{ __type(name: "Query") { name } }' },
    { query: `query A ${who} query B ${schemaQuery}`, operationName: 'B' },
    { query: `{ ...f } fragment f on Query ${schemaQuery}` },
    { query: schemaQuery, documentId },
    { documentId },
  ]) {
    const found = await codeOf(await post(house, body));
    expect(found, JSON.stringify(body)).toMatch(/^(UNAUTHENTICATED|PERSISTED_DOCUMENT_NOT_FOUND)$/);
  }
  const raw = await rawSocket(house.address, {});
  onTestFinished(() => raw.socket.terminate());
  raw.send({ id: 'one', type: 'subscribe', payload: { query: schemaQuery } });
  const { payload } = await raw.until(({ type }) => type === 'error');
  expect(payload).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  const { errors: [misspelt] = [] } = await ask(house.address, null, '{ viewr { kind } }');
  expect(misspelt?.message).toBe('Cannot query field "viewr" on type "Query".');
  const admin = { authorization: `Bearer ${adminToken}` };
  for (const body of [{ query: schemaQuery }, { query: schemaQuery, documentId }, { documentId }])
    expect((await post(house, body, admin)).status).toBe(200);
  expect(await codeOf(await post(house, { documentId }))).toBe('UNAUTHENTICATED');
  expect((await ask(house.address, null, '{ viewer { __typename kind } }')).errors).toBeUndefined();
});

test('unless it is set so, everybody may ask for the schema', async () => {
  const house = await houseWith({});
  expect(await told(house.address, null, schemaQuery)).toEqual({
    __schema: { queryType: { name: 'Query' } },
  });
  expect((await ask(house.address, null, '{ viewr { kind } }')).errors?.[0]?.message).toContain('viewer');
});

const site = 'https://xa-vinh-loc.example';

test('pages of other sites read no answer, unless their site is named', async () => {
  const [closed, open] = [await houseWith({}), await houseWith({ corsOrigins: [site] })];
  const allowed = async (house: TestHouse, origin: string) =>
    (await post(house, { query: who }, { origin })).headers.get('access-control-allow-origin');
  expect(await allowed(closed, site)).toBeNull();
  expect(await allowed(open, site)).toBe(site);
  expect(await allowed(open, 'https://other.example')).toBeNull();
  expect(await allowed(open, 'null')).toBeNull();
  const preflight = (house: TestHouse, origin: string) =>
    fetch(`${house.address}/graphql`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });
  const granted = await preflight(open, site);
  expect(granted.headers.get('access-control-allow-headers')).toMatch(/authorization/);
  expect(granted.headers.get('access-control-allow-credentials')).toBeNull();
  expect(
    (await preflight(open, 'https://other.example')).headers.get('access-control-allow-origin'),
  ).toBeNull();
  const get = new URL(`/graphql?query=${encodeURIComponent(who)}`, open.address);
  const { headers } = await fetch(get, { headers: { origin: site, 'apollo-require-preflight': '1' } });
  const vary = headers.get('vary');
  expect(vary).toMatch(/origin/i);
});

test('what a form of another site can send is refused', async () => {
  const house = await houseWith({});
  const mutation = { query: `mutation { signOut }`, operationName: '', commandId: newId() };
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=b']) {
    const response = await post(house, JSON.stringify(mutation), { 'content-type': type });
    expect([type, response.status >= 400 && response.status < 500]).toEqual([type, true]);
  }
  const get = await fetch(`${house.address}/graphql?query=${encodeURIComponent(who)}`);
  expect(get.status).toBe(400);
});

test('a request that comes a byte at a time is not waited for', async () => {
  const house = await houseWith({ slowRequestMs: 100 });
  const { port } = new URL(house.address);
  const stream = connect(Number(port), '127.0.0.1');
  let answer = '';
  stream.on('data', (data) => {
    answer += String(data);
  });
  stream.write(
    'POST /graphql HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
  );
  await once(stream, 'close');
  expect(answer).toMatch(/^HTTP\/1\.1 408/);
});

test('for an error that is meant nobody gathers where it was made; one that is not meant keeps that', () => {
  const linesOf = ({ stack = '' }: Error) => stack.split('\n').length;
  expect(linesOf(coded('RATE_LIMITED', 'Wait.'))).toBe(1);
  expect(linesOf(new Error('A bug.'))).toBeGreaterThan(1);
});

test('requests that one connection sends ahead are heard up to eight at a time; one more ends it', async () => {
  const house = await houseWith({});
  const { hostname, port } = new URL(house.address);
  const pipelined = async (times: number) => {
    const socket = connect(Number(port), hostname);
    let text = '';
    socket.on('data', (data) => {
      text += data;
    });
    socket.on('error', () => {});
    const closed = new Promise((close) => socket.once('close', close));
    const last = `GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`;
    socket.write(`GET /health HTTP/1.1\r\nhost: x\r\n\r\n`.repeat(times - 1) + last);
    await closed;
    return text.match(/HTTP\/1\.1 200/g)?.length ?? 0;
  };
  expect(await pipelined(8)).toBe(8);
  expect(await pipelined(2_000)).toBe(0);
  expect((await fetch(`${house.address}/health`)).status).toBe(200);
});

test('what is nested without end is refused in words, however it comes, and nothing is logged as a fault of ours', async () => {
  const complaints: string[] = [];
  const log = pino({}, { write: (line: string) => void complaints.push(line) });
  const house = await houseWith({ log });
  const nest = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
  const says = 'nested more than 64 levels';
  const told = async (response: Response) => [response.status, ((await response.json()) as Any).errors[0]];
  for (const levels of [65, 2_000]) {
    const body = `{"query":"{ viewer { kind } }","variables":{"a":${nest(levels)}}}`;
    expect(await told(await post(house, body))).toMatchObject([
      400,
      { message: expect.stringContaining(says), extensions: { code: 'BAD_USER_INPUT' } },
    ]);
    const search = new URLSearchParams({ query: who, variables: `{"a":${nest(levels)}}` });
    const got = await fetch(`${house.address}/graphql?${search}`, {
      headers: { 'apollo-require-preflight': 'true' },
    });
    expect(await told(got)).toMatchObject([400, { message: expect.stringContaining(says) }]);
  }
  const document = `{ session(id: ${nest(1_900)}) { id } }`;
  expect(await told(await post(house, { query: document }))).toMatchObject([
    400,
    { message: expect.stringContaining(says), extensions: { code: 'LIMIT_EXCEEDED' } },
  ]);
  const raw = await rawSocket(house.address, {});
  raw.send({ id: '1', type: 'subscribe', payload: { query: who, variables: { a: JSON.parse(nest(70)) } } });
  expect(await raw.closed).toBe(4400);
  expect(complaints.filter((line) => line.includes('"level":50'))).toEqual([]);
  // As deep as a preparation may be, and brackets in texts count for nothing.
  const text = JSON.stringify({ query: who, variables: { a: '['.repeat(200), b: JSON.parse(nest(60)) } });
  expect((await post(house, text)).status).toBe(200);
});

test('a connection that has ended has no address any more, and is counted all the same', () => {
  expect([undefined, ''].map(networkOf)).toEqual(['', '']);
});
