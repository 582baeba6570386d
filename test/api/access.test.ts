import { connect } from 'node:net';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { openServer } from '../../src/compose.ts';
import { readSettings } from '../../src/settings.ts';
import { type Any, ask, follow, newId, rawSocket, socket, told } from '../support/client.ts';
import { adminToken, openTestHouse, type TestHouse } from '../support/house.ts';
import {
  convene,
  order,
  preparation,
  prepareDocument,
  prepareForTest,
  settleAll,
  signIn,
  tried,
} from '../support/session.ts';

async function open(): Promise<TestHouse> {
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  return house;
}

async function connected(house: TestHouse, token: string | undefined) {
  const raw = await rawSocket(house.address, { token });
  onTestFinished(() => raw.socket.terminate());
  return raw;
}

async function kindOf(house: TestHouse, token: string | null): Promise<string> {
  const { data, errors } = await ask(house.address, token, '{ viewer { kind } }');
  return errors?.[0]?.extensions.code ?? data.viewer.kind;
}

async function issueCode(house: TestHouse, sessionId: string, seatId?: string): Promise<string> {
  const { issueAccessCode } = await told(
    house.address,
    adminToken,
    'mutation ($input: IssueAccessCodeInput!) { issueAccessCode(input: $input) { ... on AccessCode { code seat { id } } } }',
    { input: { commandId: newId(), sessionId, seatId } },
  );
  expect(issueAccessCode.seat).toEqual(seatId === undefined ? null : { id: seatId });
  return issueAccessCode.code;
}

async function createKey(house: TestHouse, organizationId?: string): Promise<{ id: string; key: string }> {
  const { createApiKey } = await told(
    house.address,
    adminToken,
    'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { ... on ApiKey { id key organization { id } } } }',
    { input: { commandId: newId(), name: 'Trang thông tin', organizationId } },
  );
  return createApiKey;
}

test('a code is read as it was meant: case, spaces, hyphens, and O, I, L for the digits they look like', async () => {
  const house = await open();
  const { codes } = await prepareForTest(house, preparation({ voters: 12, cells: 1 }));
  for (const code of Object.values(codes)) {
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{5}$/);
    const typed = [
      code.toLowerCase(),
      code.replaceAll('-', ''),
      ` ${code.replaceAll('-', ' ')}\n`,
      code.replaceAll('0', 'O').replaceAll('1', 'l'),
      code.replaceAll('0', 'o').replaceAll('1', 'I'),
    ];
    for (const one of typed) expect(await kindOf(house, await signIn(house, one))).toMatch(/SEAT|SCREEN/);
  }
});

test('a code serves many sign-ins; its answer tells who came in and until when', async () => {
  const house = await open();
  const { codes, seatIds, sessionId } = await prepareForTest(house, preparation({ voters: 3 }));
  const query = `mutation ($input: SignInInput!) { signIn(input: $input) { ... on Credential { token expiresAt
    viewer { kind seat { id } session { id } } } } }`;
  const answers = [];
  for (const code of [codes.v1, codes.v1, codes.screen]) {
    answers.push((await told(house.address, null, query, { input: { code } })).signIn);
  }
  expect(new Set(answers.map(({ token }) => token)).size).toBe(3);
  expect(answers.map(({ viewer }) => viewer)).toEqual([
    { kind: 'SEAT', seat: { id: seatIds.v1 }, session: { id: sessionId } },
    { kind: 'SEAT', seat: { id: seatIds.v1 }, session: { id: sessionId } },
    { kind: 'SCREEN', seat: null, session: { id: sessionId } },
  ]);
  for (const { expiresAt } of answers) expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now());
});

test('signing out ends the token that asks and its sockets, and no other of the same seat', async () => {
  const house = await open();
  const { codes } = await prepareForTest(house, preparation({ voters: 3 }));
  const [one, other] = [await signIn(house, codes.v1), await signIn(house, codes.v1)];
  const [ending, staying] = [await connected(house, one), await connected(house, other)];
  expect(await told(house.address, one, 'mutation { signOut }')).toEqual({ signOut: true });
  expect(await ending.closed).toBe(4403);
  expect(await kindOf(house, one)).toBe('UNAUTHENTICATED');
  expect(await kindOf(house, other)).toBe('SEAT');
  staying.send({ type: 'ping' });
  await staying.until((message) => message.type === 'pong');
  expect((await ask(house.address, null, 'mutation { signOut }')).errors?.[0]?.extensions.code).toBe(
    'UNAUTHENTICATED',
  );
});

test('the administrator’s token and API keys do not end by signing out', async () => {
  const house = await open();
  const { key } = await createKey(house);
  for (const [token, kind] of [
    [adminToken, 'ADMIN'],
    [key, 'CLIENT'],
  ] as const) {
    await told(house.address, token, 'mutation { signOut }');
    expect(await kindOf(house, token)).toBe(kind);
  }
  expect(await kindOf(house, `${adminToken}x`)).toBe('UNAUTHENTICATED');
});

test('[C8] a new code ends the former one, its tokens and their sockets with 4403, and everybody is told', async () => {
  const house = await open();
  const { sessionId, seatIds, codes, tokens } = await convene(house, preparation({ voters: 3 }));
  const watching = socket(house.address, tokens.v2 ?? '');
  onTestFinished(async () => watching.dispose());
  const entries = follow(
    watching,
    'subscription ($id: ID!) { sessionEntries(sessionId: $id) { type seat { id } } }',
    {
      id: sessionId,
    },
  );
  const [seat, neighbour, screen] = await Promise.all(
    ['v1', 'v2', 'screen'].map((key) => connected(house, tokens[key])),
  );
  const code = await issueCode(house, sessionId, seatIds.v1);
  expect(await seat?.closed).toBe(4403);
  expect(await kindOf(house, tokens.v1 ?? '')).toBe('UNAUTHENTICATED');
  expect(await tried(house, null, 'signIn', { code: codes.v1 })).toMatchObject({ code: 'UNKNOWN_CODE' });
  expect(await kindOf(house, await signIn(house, code))).toBe('SEAT');
  await entries.until(
    ({ sessionEntries }) =>
      sessionEntries.type === 'AccessCodeIssued' && sessionEntries.seat?.id === seatIds.v1,
  );

  const screens = await issueCode(house, sessionId);
  expect(await screen?.closed).toBe(4403);
  expect(await tried(house, null, 'signIn', { code: codes.screen })).toMatchObject({ code: 'UNKNOWN_CODE' });
  expect(await kindOf(house, await signIn(house, screens))).toBe('SCREEN');
  neighbour?.send({ type: 'ping' });
  await neighbour?.until((message) => message.type === 'pong');
});

test('[R1] [C8] a seat that a revision drops is out, with its code, token and sockets', async () => {
  const house = await open();
  const input = preparation({ voters: 4 });
  const { sessionId, codes } = await prepareForTest(house, input);
  const [dropped, stays] = [await signIn(house, codes.v3), await signIn(house, codes.v1)];
  const raw = await connected(house, dropped);
  const seats = input.seats.filter((seat: Any) => seat.key !== 'v3');
  const document = prepareDocument
    .replace('PrepareSessionInput!', 'ReviseSessionInput!')
    .replace('prepareSession(', 'reviseSession(');
  await told(house.address, adminToken, document, {
    input: { sessionId, preparation: { ...input, commandId: newId(), seats } },
  });
  expect(await raw.closed).toBe(4403);
  expect(await kindOf(house, dropped)).toBe('UNAUTHENTICATED');
  expect(await tried(house, null, 'signIn', { code: codes.v3 })).toMatchObject({ code: 'UNKNOWN_CODE' });
  expect(await kindOf(house, stays)).toBe('SEAT');
});

test('[R70] screens look, and command nothing', async () => {
  const house = await open();
  const { sessionId, tokens, reviewIds } = await convene(house, preparation({ voters: 3 }));
  const screen = tokens.screen ?? '';
  const reviewId = reviewIds[0];
  for (const [field, input] of [
    ['checkIn', {}],
    ['addComment', { reviewId, body: 'Ý' }],
    ['openReview', { reviewId }],
    ['adjournSession', {}],
  ] as const) {
    expect(await order(house, screen, field, { sessionId, ...input })).toMatchObject({ code: 'NOT_ALLOWED' });
  }
});

test('[R80] an API key reads history and nothing before it', async () => {
  const house = await open();
  const meeting = await convene(house, preparation({ voters: 3 }));
  const { sessionId, tokens, reviewIds } = meeting;
  await order(house, tokens.chair ?? '', 'openReview', { sessionId, reviewId: reviewIds[0] });
  await order(house, tokens.v1 ?? '', 'addComment', {
    sessionId,
    reviewId: reviewIds[0],
    body: 'Ý kiến kín',
  });
  const { key } = await createKey(house);
  const read = async () =>
    told(
      house.address,
      key,
      `query ($id: ID!, $review: ID!) { session(id: $id) { status seats { id } reviews { id } currentReview { id } }
        node(id: $review) { id } sessions(first: 9) { totalCount } results(first: 9) { totalCount edges { node { level subject { name } } } } }`,
      { id: sessionId, review: reviewIds[0] },
    );
  expect(await read()).toEqual({
    session: null,
    node: null,
    sessions: { totalCount: 0 },
    results: { totalCount: 0, edges: [] },
  });
  await settleAll(house, meeting, ['GOOD']);
  expect(await read()).toEqual({
    session: { status: 'ADJOURNED', seats: [], reviews: [], currentReview: null },
    node: null,
    sessions: { totalCount: 1 },
    results: { totalCount: 1, edges: [{ node: { level: 'GOOD', subject: { name: 'Chi bộ 1' } } }] },
  });
  expect(await order(house, key, 'checkIn', { sessionId })).toMatchObject({ code: 'NOT_ALLOWED' });
  const client = socket(house.address, key);
  onTestFinished(async () => client.dispose());
  const entries = follow(
    client,
    'subscription ($id: ID!) { sessionEntries(sessionId: $id) { type seat { id } review { id } comment { body } presence } }',
    { id: sessionId },
  );
  await entries.until(({ sessionEntries }) => sessionEntries.type === 'SessionAdjourned');
  for (const { sessionEntries } of entries.items) {
    expect(sessionEntries).toMatchObject({ seat: null, review: null, comment: null, presence: null });
  }
});

test('[R80] a key of one organisation reads its history and that of those below', async () => {
  const house = await open();
  const commune = (name: string, superior: string) => ({
    organization: { name, superior: { name: superior } },
  });
  const meetings = [
    await convene(house, preparation({ voters: 3 }, commune('Đảng bộ xã A', 'Huyện Một'))),
    await convene(house, preparation({ voters: 3 }, commune('Đảng bộ xã B', 'Huyện Một'))),
    await convene(house, preparation({ voters: 3 }, commune('Đảng bộ xã C', 'Huyện Hai'))),
  ];
  for (const meeting of meetings) await settleAll(house, meeting, ['GOOD']);
  const { organizations } = await told(
    house.address,
    adminToken,
    '{ organizations(first: 100) { edges { node { id name } } } }',
  );
  const idOf = (name: string) => organizations.edges.find(({ node }: Any) => node.name === name).node.id;
  const scopes = [
    ['Huyện Một', [0, 1]],
    ['Đảng bộ xã B', [1]],
    ['Huyện Hai', [2]],
  ] as const;
  for (const [name, seen] of scopes) {
    const { key } = await createKey(house, idOf(name));
    const data = await told(
      house.address,
      key,
      '{ results(first: 9) { edges { node { session { id } } } } sessions(first: 9) { edges { node { id } } } statistics(by: []) { count } people(first: 9) { totalCount } }',
    );
    const ids = seen.map((at) => meetings[at]?.sessionId);
    expect(data.results.edges.map(({ node }: Any) => node.session.id).sort()).toEqual([...ids].sort());
    expect(data.sessions.edges.map(({ node }: Any) => node.id).sort()).toEqual([...ids].sort());
    expect(data.statistics).toEqual([{ count: seen.length }]);
    for (const { sessionId } of meetings) {
      const { session } = await told(house.address, key, 'query ($id: ID!) { session(id: $id) { id } }', {
        id: sessionId,
      });
      expect(session).toEqual(ids.includes(sessionId) ? { id: sessionId } : null);
    }
  }
});

test('[R70] [R80] nobody learns by id of people and organisations beyond the own session and scope', async () => {
  const house = await open();
  const mine = await convene(house, preparation({ voters: 3 }));
  const theirs = preparation({ voters: 3 }, { organization: { name: 'Đảng bộ nơi khác' } });
  const other = await convene(house, theirs);
  for (const meeting of [mine, other]) await settleAll(house, meeting, ['GOOD']);
  const idsOf = async ({ sessionId }: { sessionId: string }): Promise<string[]> => {
    const query = 'query ($id: ID!) { session(id: $id) { organization { id } seats { person { id } } } }';
    const { session } = await told(house.address, adminToken, query, { id: sessionId });
    return [session.organization.id, session.seats[1].person.id];
  };
  const [own = '', person = ''] = await idsOf(mine);
  const { key } = await createKey(house, own);
  const node = async (token: string | undefined, id: string) =>
    (await told(house.address, token ?? null, 'query ($id: ID!) { node(id: $id) { id } }', { id })).node;
  expect(await node(key, own)).toEqual({ id: own });
  for (const id of [own, person]) expect(await node(mine.tokens.v1, id)).toEqual({ id });
  for (const id of await idsOf(other)) {
    for (const token of [key, mine.tokens.v1, mine.tokens.guest, mine.tokens.screen]) {
      expect(await node(token, id)).toBeNull();
      const document = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
      expect((await told(house.address, token ?? null, document, { ids: [id] })).nodes).toEqual([null]);
    }
  }
});

test('[R80] a revoked key opens nothing any more, and its socket closes with 4403', async () => {
  const house = await open();
  const [ending, staying] = [await createKey(house), await createKey(house)];
  const raw = await connected(house, ending.key);
  const input = { commandId: newId(), id: ending.id };
  expect(await tried(house, adminToken, 'revokeApiKey', input)).toEqual({ __typename: 'ApiKeyRevoked' });
  expect(await raw.closed).toBe(4403);
  expect(await kindOf(house, ending.key)).toBe('UNAUTHENTICATED');
  expect(await kindOf(house, staying.key)).toBe('CLIENT');
  expect(await tried(house, adminToken, 'revokeApiKey', { ...input, commandId: newId() })).toMatchObject({
    code: 'NOT_FOUND',
  });
});

test('a stranger may ask for policies and for who it is, and follow nothing', async () => {
  const house = await open();
  const { sessionId } = await convene(house, preparation({ voters: 3 }));
  const raw = await connected(house, undefined);
  for (const field of ['sessionWatch', 'ownWatch', 'sessionEntries']) {
    raw.send({
      id: field,
      type: 'subscribe',
      payload: { query: `subscription { ${field}(sessionId: "${sessionId}") { cursor } }` },
    });
    const { payload } = await raw.until((message) => message.id === field && message.type !== 'complete');
    const errors = Array.isArray(payload) ? payload : payload.errors;
    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  }
  const data = await told(
    house.address,
    null,
    '{ viewer { kind seat { id } session { id } own { cursor } } policies { id } results(first: 1) { totalCount } people(first: 1) { totalCount } sessions(first: 1) { totalCount } }',
  );
  expect(data.viewer).toEqual({ kind: 'ANONYMOUS', seat: null, session: null, own: null });
  expect(data.policies.length).toBeGreaterThan(0);
  expect([data.results, data.people, data.sessions]).toEqual(Array(3).fill({ totalCount: 0 }));
});

/** A house behind a proxy, and a sign-in as the proxy hands it on. */
async function behindProxy() {
  const options = {
    host: '127.0.0.1',
    port: 0,
    frameIntervalMs: 5,
    limits: readSettings({}).limits,
    schemaIsFor: 'everyone' as const,
    corsOrigins: [],
    tls: null,
    adminToken,
  };
  const log = pino({ level: 'silent' });
  const opened = await openServer({ ...options, log, trustProxy: true, place: { file: null } });
  onTestFinished(() => opened.stop());
  const house = { ...opened, file: null, restart: () => Promise.reject(new Error('not here')) };
  const query =
    'mutation ($input: SignInInput!) { signIn(input: $input) { __typename ... on Refusal { code } } }';
  const from = async (forwardedFor: string, code: string | undefined) => {
    const response = await fetch(`${house.address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': forwardedFor },
      body: JSON.stringify({ query, variables: { input: { code } } }),
    });
    const { data, errors } = (await response.json()) as Any;
    return [response.status, errors?.[0].extensions.code ?? data.signIn.code ?? data.signIn.__typename];
  };
  return { house, from };
}

const wrong = 'AAAA-AAAA-AAAAA';

test('thirty wrong codes from one address: further ones are RATE_LIMITED there, right ones not, other addresses neither', async () => {
  const { house, from } = await behindProxy();
  const { codes } = await prepareForTest(house, preparation({ voters: 3 }));
  for (let time = 0; time < 40; time += 1)
    expect(await from('10.0.0.1', codes.v1)).toEqual([200, 'Credential']);
  for (let time = 0; time < 30; time += 1)
    expect(await from('10.0.0.1', wrong)).toEqual([200, 'UNKNOWN_CODE']);
  expect(await from('10.0.0.1', wrong)).toEqual([429, 'RATE_LIMITED']);
  expect(await from('10.0.0.1', 'none at all')).toEqual([429, 'RATE_LIMITED']);
  expect(await from('10.0.0.1', codes.v1)).toEqual([200, 'Credential']);
  expect(await from('10.0.0.2', wrong)).toEqual([200, 'UNKNOWN_CODE']);
});

const signInQuery =
  'mutation ($input: SignInInput!) { signIn(input: $input) { __typename ... on Refusal { code } } }';

/** A house whose own address has had its share, and what comes of a sign-in from there. */
async function shareUsedUp() {
  const house = await openTestHouse({ limits: { addressOperationsPerMinute: 20, codeSignInsPerMinute: 60 } });
  onTestFinished(() => house.stop());
  const { codes } = await prepareForTest(house, preparation({ voters: 3 }));
  const outcome = ({ data, errors }: Any) => errors?.[0].extensions.code ?? data.signIn?.code ?? 'let in';
  const withCode = async (code: string | undefined, query = signInQuery) =>
    outcome(await ask(house.address, null, query, { input: { code } }));
  const client = socket(house.address, null);
  onTestFinished(async () => client.dispose());
  const bySocket = async (code: string | undefined) => {
    const { items, ended } = follow(client, signInQuery, { input: { code } });
    const errors = (await ended) as Any;
    return outcome({ data: items.at(-1), errors });
  };
  while ((await kindOf(house, null)) !== 'RATE_LIMITED');
  return { house, codes, withCode, bySocket };
}

test('a right code gets in from an address whose share is used up, by HTTP and on a socket; a wrong one does not, nor anything else', async () => {
  const { house, codes, withCode, bySocket } = await shareUsedUp();
  const written = codes.v1?.toLowerCase().replaceAll('-', ' ');
  const inline = `mutation OperationName1 { signIn(input: { code: "${codes.v2}" }) { __typename } }`;
  expect(await withCode(codes.v1)).toBe('let in');
  expect(await withCode(written)).toBe('let in');
  expect(await withCode(codes.v1, inline)).toBe('let in');
  expect(await bySocket(codes.v1)).toBe('let in');
  for (const refused of [wrong, 'none at all', '', undefined]) {
    expect(await withCode(refused)).toBe('RATE_LIMITED');
    expect(await bySocket(refused)).toBe('RATE_LIMITED');
  }
  expect(await withCode(wrong, inline.replace(`${codes.v2}`, wrong))).toBe('RATE_LIMITED');
  const send = (body: string, type = 'application/json') =>
    fetch(`${house.address}/graphql`, { method: 'POST', headers: { 'content-type': type }, body });
  const right = JSON.stringify({ query: signInQuery, variables: { input: { code: codes.v1 } } });
  for (const response of [
    await send('{'),
    await send('[]'),
    await send(right, 'text/plain'),
    await send(right.replace('{', `{${' '.repeat(2_000)}`)),
    await send(JSON.stringify({ query: '{ viewer { kind } }' })),
  ])
    expect([response.status, response.headers.has('retry-after')]).toEqual([429, true]);
  const letIn = await send(right);
  expect([letIn.status, letIn.headers.has('retry-after')]).toEqual([200, false]);
});

test('a right code brings sixty operations a minute into an address whose share is used up; other codes have their own', async () => {
  const { codes, withCode } = await shareUsedUp();
  const sent = await Promise.all(Array.from({ length: 70 }, () => withCode(codes.v1, '{ viewer { kind } }')));
  expect(sent.filter((outcome) => outcome === 'let in')).toHaveLength(60);
  expect(await withCode(codes.v1)).toBe('RATE_LIMITED');
  expect(await withCode(codes.v2)).toBe('let in');
});

test('a right code gets in beside more bodies that never come than are waited for; the oldest are let go', async () => {
  const { house, codes, withCode } = await shareUsedUp();
  const head = 'Host: here\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{';
  let ended = 0;
  await new Promise<void>((tenEnded) => {
    for (let opened = 0; opened < 410; opened += 1) {
      const stream = connect(Number(new URL(house.address).port), '127.0.0.1');
      onTestFinished(() => void stream.destroy());
      stream.on('error', () => {});
      stream.write(`POST /graphql HTTP/1.1\r\n${head}`);
      stream.once('close', () => {
        ended += 1;
        if (ended === 10) tenEnded();
      });
    }
  });
  expect(await withCode(codes.v1)).toBe('let in');
});

test('one code signs in sixty times a minute, from whatever addresses; a new code of the seat, and other codes, have their own', async () => {
  const { house, from } = await behindProxy();
  const { codes, sessionId, seatIds } = await prepareForTest(house, preparation({ voters: 3 }));
  for (let time = 0; time < 60; time += 1)
    expect(await from(`10.0.${time}.1`, codes.v1)).toEqual([200, 'Credential']);
  expect(await from('10.1.0.1', codes.v1)).toEqual([429, 'RATE_LIMITED']);
  expect(await from('10.0.1.1', codes.v2)).toEqual([200, 'Credential']);
  const other = await issueCode(house, sessionId, seatIds.v1);
  expect(await from('10.1.0.1', other)).toEqual([200, 'Credential']);
});

test('an address that the client itself puts before the proxy’s own does not evade the count', async () => {
  const { from } = await behindProxy();
  for (let time = 0; time < 30; time += 1) await from(`172.16.0.${time}, 10.0.0.1`, wrong);
  expect(await from('172.16.1.1, 10.0.0.1', wrong)).toEqual([429, 'RATE_LIMITED']);
});

test('wrong codes over a socket are counted with those over HTTP', async () => {
  const house = await open();
  const { codes } = await prepareForTest(house, preparation({ voters: 3 }));
  const client = socket(house.address, null);
  onTestFinished(async () => client.dispose());
  const query =
    'mutation ($input: SignInInput!) { signIn(input: $input) { __typename ... on Refusal { code } } }';
  const attempt = (code: string | undefined) => follow(client, query, { input: { code } });
  for (let time = 0; time < 30; time += 1) {
    const { signIn: refused } = await attempt(wrong).until(() => true);
    expect(refused).toMatchObject({ code: 'UNKNOWN_CODE' });
  }
  expect(await attempt(wrong).ended).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
  const { errors } = await ask(house.address, null, query, { input: { code: wrong } });
  expect(errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
  expect((await attempt(codes.v1).until(() => true)).signIn).toEqual({ __typename: 'Credential' });
});

test('[R78] how often a code was used is told to its seat, to chair and secretary, and to nobody else', async () => {
  const house = await open();
  const { sessionId, codes, seatIds, tokens } = await convene(house, preparation({ voters: 3 }));
  const before = Date.now();
  const [second] = [await signIn(house, codes.v1), await signIn(house, codes.v1)];
  const uses = async (token: string | null) => {
    const query = `query ($id: ID!) { codeUses(sessionId: $id) { seat { id } issuedAt opens signIns firstSignInAt lastSignInAt } }`;
    return (await told(house.address, token, query, { id: sessionId })).codeUses;
  };
  const ofV1 = (rows: Any[]) => rows.find((row) => row.seat?.id === seatIds.v1);
  // The chair sees all seats in their order, and the screens; v1 signed in when the meeting began, and twice since.
  const seen = await uses(tokens.chair ?? '');
  expect(seen.map((row: Any) => row.seat?.id ?? null)).toEqual([...Object.values(seatIds), null]);
  const { issuedAt, firstSignInAt, lastSignInAt } = ofV1(seen);
  expect(ofV1(seen)).toMatchObject({ opens: true, signIns: 3 });
  expect(Date.parse(issuedAt)).toBeLessThanOrEqual(Date.parse(firstSignInAt));
  expect(Date.parse(firstSignInAt)).toBeLessThanOrEqual(before);
  expect(Date.parse(lastSignInAt)).toBeGreaterThanOrEqual(before);
  expect(seen.at(-1)).toMatchObject({ seat: null, signIns: 1 });
  // Each seat its own; a guest and a teller no more.
  expect(await uses(second ?? '')).toEqual([ofV1(seen)]);
  for (const key of ['guest', 'teller', 'v2'])
    expect((await uses(tokens[key] ?? '')).map((row: Any) => row.seat.id)).toEqual([seatIds[key]]);
  // The administrator learns when codes were issued, and not who has not signed in.
  const administered = await uses(adminToken);
  expect(administered).toHaveLength(seen.length);
  for (const row of administered)
    expect(row).toMatchObject({ signIns: null, firstSignInAt: null, lastSignInAt: null });
  expect(ofV1(administered).issuedAt).toBe(issuedAt);
  // A new code begins anew; screens, strangers and seats of other sessions learn nothing.
  const issue =
    'mutation ($input: IssueAccessCodeInput!) { issueAccessCode(input: $input) { ... on AccessCode { code } } }';
  const input = { commandId: newId(), sessionId, seatId: seatIds.v1 };
  const fresh = (await told(house.address, adminToken, issue, { input })).issueAccessCode.code;
  expect(ofV1(await uses(tokens.chair ?? ''))).toMatchObject({ signIns: 0, firstSignInAt: null });
  expect(await uses(await signIn(house, fresh))).toMatchObject([{ signIns: 1 }]);
  const other = await convene(house, preparation({ voters: 3 }));
  for (const token of [await signIn(house, codes.screen), null, other.tokens.chair ?? ''])
    expect(await uses(token)).toEqual([]);
});
