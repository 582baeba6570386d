import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { getIntrospectionQuery } from 'graphql';
import type { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loggable, openLog } from '../../src/log.ts';
import { ask, follow, socket, told } from '../support/client.ts';
import { adminToken, openTestHouse, type TestHouse } from '../support/house.ts';
import { convene, type Meeting, order, preparation } from '../support/session.ts';

// One request must not take the meeting down.

let house: TestHouse;
let meeting: Meeting;

beforeAll(async () => {
  house = await openTestHouse();
  meeting = await convene(house, preparation({ voters: 4, cells: 3 }));
});

afterAll(() => house.stop());

const alive = async () => (await fetch(`${house.address}/health`)).status;

/** Sends raw bytes and waits until the other end has let go, or resets at once. */
function raw(text: string, reset: boolean): Promise<void> {
  const { port } = new URL(house.address);
  return new Promise((done) => {
    const stream = connect(Number(port), '127.0.0.1', () => {
      stream.write(text, () => {
        if (reset) stream.resetAndDestroy();
      });
    });
    stream.resume();
    stream.on('error', () => {});
    stream.once('close', () => done());
  });
}

const upgrade = (target: string) =>
  `GET ${target} HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n';

test.each(['//', '/x', 'http://[', '/graphqlx', '*'])(
  '[A1] an upgrade of %s is turned away',
  async (target) => {
    await raw(upgrade(target), false);
    expect(await alive()).toBe(200);
  },
);

test('[A1] upgrades that are reset as they are answered disturb nobody', async () => {
  await Promise.all(Array.from({ length: 40 }, () => raw(upgrade('/x'), true)));
  expect(await alive()).toBe(200);
});

describe('[A2] a document that would multiply', () => {
  const aliases = (depth: number, inner: string) =>
    Array.from({ length: depth }, (_, index) => `a${index}: ${inner}`).join(' ');
  const manyFields = `{ ${aliases(12, 'policies { ...F }')} }
    fragment F on Policy { ${aliases(12, 'rules { ...G }')} } fragment G on Rule { ${aliases(15, 'summary')} }`;
  const sheets = (id: string) =>
    `{ session(id: "${id}") { reviews { rounds { reviews { rounds { reviews { id } } } } } } }`;
  const pages =
    '{ results(first: 9) { edges { node { organization { results(first: 9) { edges { node { organization { results(first: 9) { totalCount edges { cursor } } } } } } } } } } }';

  test.each([
    ['aliases in fragments', () => manyFields],
    ['a sheet within a sheet within a sheet', () => sheets(meeting.sessionId)],
    ['results of organisations of results', () => pages],
  ])('%s is LIMIT_EXCEEDED over HTTP and on a socket', async (_, query) => {
    const token = meeting.tokens.screen ?? '';
    const answer = await ask(house.address, token, query());
    expect(answer.errors?.[0]?.extensions.code).toBe('LIMIT_EXCEEDED');
    const client = socket(house.address, token);
    const ended = await follow(client, query()).ended;
    expect(JSON.stringify(ended)).toContain('LIMIT_EXCEEDED');
    await client.dispose();
  });

  test('what pages and tools ask is not', async () => {
    expect((await ask(house.address, null, getIntrospectionQuery())).errors).toBeUndefined();
    const once = `{ session(id: "${meeting.sessionId}") { organization { superior { superior { name } } }
      reviews { rounds { reviews { id } tallies { counts { choice count } } } } } }`;
    await told(house.address, meeting.tokens.chair ?? '', once);
  });
});

test('who ends a connection in the middle of a request is told nothing, and it is closed', async () => {
  const { port } = new URL(house.address);
  const head =
    'POST /graphql HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n';
  for (const begun of [head.slice(0, 30), head, `${head}{"query":"`]) {
    const stream = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true });
    stream.end(begun);
    expect(await text(stream)).toBe('');
  }
  expect(await alive()).toBe(200);
});

test('[L5] a variable that is null and one that is left out are not the same', async () => {
  const query = `subscription ($s: ID!, $x: Boolean = true) {
    sessionWatch(sessionId: $s) { cursor session { id @include(if: $x) } } }`;
  const clients = [
    socket(house.address, meeting.tokens.guest ?? ''),
    socket(house.address, meeting.tokens.guest ?? ''),
  ];
  const [wrong, right] = clients.map((client, index) =>
    follow(client, query, { s: meeting.sessionId, ...(index === 0 && { x: null }) }),
  );
  expect(await wrong?.ended).toBeDefined();
  const frame = await right?.until(() => true);
  expect(frame.sessionWatch.session.id).toBe(meeting.sessionId);
  for (const client of clients) await client.dispose();
});

test('a search that is too long is the asker’s mistake', async () => {
  const search = 'a'.repeat(60_000);
  for (const field of [
    'people(first: 1, search: $search)',
    'results(first: 1, filter: { search: $search })',
  ]) {
    const answer = await ask(
      house.address,
      adminToken,
      `query ($search: String) { ${field} { totalCount } }`,
      { search },
    );
    expect(answer.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  }
});

test('[C8] signing out on a socket is answered, and then the socket ends', async () => {
  const { teller } = meeting.tokens;
  const client = socket(house.address, teller ?? '');
  const closed = new Promise<number>((resolve) =>
    client.on('closed', (event) => resolve((event as CloseEvent).code)),
  );
  // Something to stay open for: the client lets go of a socket that has nothing to do.
  const own = follow(client, 'subscription ($id: ID!) { ownWatch(sessionId: $id) { cursor } }', {
    id: meeting.sessionId,
  });
  await own.until(() => true);
  const answer = follow(client, 'mutation { signOut }');
  expect(await answer.until(() => true)).toEqual({ signOut: true });
  expect(await closed).toBe(4403);
  expect((await ask(house.address, teller ?? '', '{ viewer { kind } }')).errors?.[0]?.extensions.code).toBe(
    'UNAUTHENTICATED',
  );
});

test('the chair goes on', async () => {
  const opened = await order(house, meeting.tokens.chair ?? '', 'openReview', {
    sessionId: meeting.sessionId,
    reviewId: meeting.reviewIds[0],
  });
  expect(opened.__typename).toBe('Accepted');
});

test('[R32] the log of a failed statement has its message and not its parameters', () => {
  const lines: string[] = [];
  const log = openLog('error', { write: (line: string) => lines.push(line) } as unknown as ReturnType<
    typeof pino.destination
  >);
  const driver = Object.assign(new Error('SQLITE_FULL: database or disk is full'), { code: 'SQLITE_FULL' });
  const failed = Object.assign(new Error('database or disk is full', { cause: driver }), {
    query: 'INSERT INTO entry',
    parameters: ['what nobody must read'],
  });
  log.error({ err: failed }, 'a batch failed');
  expect(lines.join()).toContain('SQLITE_FULL');
  expect(lines.join()).not.toMatch(/nobody must read|INSERT INTO/);
  expect(loggable('text')).toEqual({ message: 'text' });
  lines.length = 0;
  // A problem that no error caused.
  log.error({ err: null }, 'the row of an access code is not as this server wrote it');
  expect(JSON.parse(lines.join(''))).not.toHaveProperty('err');
});

interface CloseEvent {
  readonly code: number;
}
