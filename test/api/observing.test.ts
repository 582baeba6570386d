import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { HealthCheck } from '../../src/api/monitoring/health.ts';
import type { Vitals } from '../../src/clerk/observer.ts';
import { openLog } from '../../src/log.ts';
import { type Any, ask, follow, metricsOf, metricsToken, rawSocket, socket } from '../support/client.ts';
import { adminToken, openTestHouse, type TestHouse } from '../support/house.ts';
import { cast, convene, type Meeting, marks, openRound, preparation } from '../support/session.ts';

// The server seen from outside: what it counts, what it logs, and what it says of itself.

const written: string[] = [];
const stream = new PassThrough().on('data', (line) => written.push(String(line)));
const lines = () => written.flatMap((text) => text.trim().split('\n')).map((line) => JSON.parse(line));

let house: TestHouse;
let meeting: Meeting;
let roundId = '';

beforeAll(async () => {
  house = await openTestHouse({ log: openLog('info', stream as never) });
  meeting = await convene(house, preparation({ voters: 4 }));
  roundId = await openRound(house, meeting);
});
afterAll(() => house.stop());

async function numbers(): Promise<Record<string, number>> {
  const text = await metricsOf(house.address);
  const rows = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    rows.map((row) => [row.slice(0, row.lastIndexOf(' ')), Number(row.slice(row.lastIndexOf(' ')))]),
  );
}

/** By how much each number grew while something was done. */
async function growth(work: () => Promise<unknown>): Promise<(name: string) => number> {
  const before = await numbers();
  await work();
  const after = await numbers();
  return (name) => (after[name] ?? 0) - (before[name] ?? 0);
}

const ballot = (choice = 'GOOD') => ({
  sessionId: meeting.sessionId,
  roundId,
  choices: marks(meeting.reviewIds, choice),
});

test('ballots, refusals by their code, entries, synced transactions, errors by their code', async () => {
  const grew = await growth(async () => {
    await cast(house, meeting.tokens.chair ?? '', ballot());
    await cast(house, meeting.tokens.chair ?? '', ballot());
    await cast(house, meeting.tokens.v1 ?? '', { ...ballot(), choices: [] });
    await ask(house.address, null, '{ sessions(first: 1) { totalCount } }');
    await ask(house.address, 'wrong', '{ viewer { kind } }');
    await ask(house.address, null, '{ nothing }');
  });
  expect(grew('hoinghi_commands_total{command="CastBallot",fate="ACCEPTED"}')).toBe(1);
  expect(grew('hoinghi_commands_total{command="CastBallot",fate="ALREADY_VOTED"}')).toBe(1);
  expect(grew('hoinghi_commands_total{command="CastBallot",fate="BALLOT_INCOMPLETE"}')).toBe(1);
  expect(grew('hoinghi_command_seconds_count{command="CastBallot"}')).toBe(3);
  expect(grew('hoinghi_entries_total')).toBe(1);
  expect(grew('hoinghi_append_seconds_count')).toBe(1);
  expect(grew('hoinghi_append_failures_total')).toBe(0);
  expect(grew('hoinghi_errors_total{code="UNAUTHENTICATED"}')).toBe(1);
  expect(grew('hoinghi_errors_total{code="GRAPHQL_VALIDATION_FAILED"}')).toBe(1);
  expect(grew('hoinghi_operation_seconds_count{transport="http"}')).toBe(6);
});

test('sockets, what is under way on them, frames made once and handed to many, and how sockets closed', async () => {
  const { screen = '', v2 = '' } = meeting.tokens;
  const query = `subscription ($sessionId: ID!) { sessionWatch(sessionId: $sessionId) { session { openRound { turnout } } } }`;
  const clients = [1, 2, 3].map(() => socket(house.address, screen));
  const grew = await growth(async () => {
    const watching = clients.map((client) => follow(client, query, { sessionId: meeting.sessionId }));
    for (const one of watching) await one.until(() => true);
    const now = await numbers();
    expect([now.hoinghi_sockets, now.hoinghi_followers, now.hoinghi_subscriptions]).toEqual([3, 3, 3]);
    await cast(house, v2, ballot());
    for (const one of watching)
      await one.until(({ sessionWatch }) => sessionWatch.session.openRound.turnout === 2);
    await clients[0]?.iterate({ query: '{ viewer { kind } }' }).next();
  });
  expect(grew('hoinghi_frames_total')).toBe(2);
  expect(grew('hoinghi_frame_deliveries_total')).toBe(6);
  expect(grew('hoinghi_operation_seconds_count{transport="websocket"}')).toBe(1);
  const closed = await growth(async () => {
    const raw = await rawSocket(house.address);
    raw.send('no JSON');
    await raw.closed;
    for (const client of clients) await client.dispose();
    while ((await numbers()).hoinghi_sockets !== 0);
  });
  expect(closed('hoinghi_sockets_closed_total{code="4400"}')).toBe(1);
  expect(closed('hoinghi_sockets_closed_total{code="1000"}')).toBe(3);
});

test('numbers are by nothing that names a voter, a session or a choice', async () => {
  const names = Object.keys(await numbers()).join('\n');
  const { sessionId, seatIds, reviewIds } = meeting;
  for (const id of [sessionId, roundId, ...Object.values(seatIds), ...reviewIds])
    expect(names).not.toContain(id);
  expect(names).not.toMatch(/EXCELLENT|COMPLETED|NOT_RATED|BLANK|"GOOD"/);
});

test('each operation is a line of the log under the id that its answer has, without what the client wrote', async () => {
  const token = meeting.tokens.v3 ?? '';
  const query = `mutation MyChoiceIsExcellent($input: CastBallotInput!) { EXCELLENT: castBallot(input: $input) { __typename } }`;
  const commandId = '11111111-1111-4111-8111-111111111111';
  const response = await fetch(`${house.address}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      'x-request-id': 'EXCELLENT-',
    },
    body: JSON.stringify({ query, variables: { input: { commandId, ...ballot('EXCELLENT') } } }),
  });
  const { data } = (await response.json()) as Any;
  expect(data.EXCELLENT.__typename).toBe('BallotReceipt');
  const requestId = response.headers.get('x-request-id');
  const line = lines().find((one) => one.requestId === requestId);
  expect(line).toMatchObject({
    msg: 'operation',
    transport: 'http',
    who: 'SEAT',
    fields: ['castBallot'],
    errors: [],
  });
  const client = socket(house.address, token);
  await client.iterate({ query: 'query EXCELLENT { EXCELLENT: viewer { kind } }' }).next();
  await client.dispose();
  const last = lines().findLast((one) => one.transport === 'websocket');
  expect(last).toMatchObject({ who: 'SEAT', fields: ['viewer'] });
  const all = written.join('');
  expect(all).not.toMatch(/EXCELLENT|Excellent/);
  const secrets = [...Object.values(meeting.tokens), ...Object.values(meeting.codes), adminToken, commandId];
  for (const secret of [...secrets, ...Object.values(meeting.seatIds)]) expect(all).not.toContain(secret);
});

test('what goes wrong inside is masked under an id, which the log has with the request’s', async () => {
  const history = house.store.history as { statistics: unknown };
  const { statistics } = history;
  history.statistics = () => Promise.reject(new Error('no such table: secret'));
  const answer = await ask(house.address, adminToken, '{ statistics(by: []) { count } }');
  history.statistics = statistics;
  const [error] = answer.errors ?? [];
  expect(error?.extensions.code).toBe('INTERNAL_SERVER_ERROR');
  expect(JSON.stringify(answer)).not.toContain('secret');
  const id = String((error as Any).extensions.id);
  expect(lines().find((one) => one.msg === `error ${id}`)?.err.message).toBe('no such table: secret');
  expect(lines().some((one) => one.errors?.[0] === `INTERNAL_SERVER_ERROR ${id}`)).toBe(true);
});

const well: Vitals = {
  waiting: 0,
  maxWaiting: 100,
  oldestWaitedMs: 0,
  failingSinceMs: null,
  sessionsInMemory: 1,
  ballotBoxFaults: [],
  alteredSessions: 0,
  clockJump: null,
  clockStopped: false,
};

test.each<[string, Partial<Vitals>, number | null, string[]]>([
  ['all is well', {}, 10 ** 12, []],
  ['in memory there is no disk', {}, null, []],
  ['writes fail', { failingSinceMs: 1_000 }, null, ['WRITES_FAIL']],
  ['a command waits long', { waiting: 1, oldestWaitedMs: 2_001 }, null, ['QUEUE_WAITS']],
  ['the clock jumped', { clockJump: { byMs: -90_000, atMs: 60_000 } }, null, ['CLOCK_JUMPED']],
  ['the clock jumped over an hour ago', { clockJump: { byMs: 9e9, atMs: -3_539_000 } }, null, []],
  ['a round’s clock is stopped', { clockStopped: true }, null, ['ROUND_CLOCK_STOPPED']],
  ['many wait', { waiting: 51 }, null, ['QUEUE_WAITS']],
  ['the disk is nearly full', {}, 1_000_000, ['DISK_LOW']],
  ['a copy was restored', {}, null, ['RESTORED']],
  ['all at once', { failingSinceMs: 1, waiting: 99 }, 1, ['WRITES_FAIL', 'QUEUE_WAITS', 'DISK_LOW']],
])('health: %s', async (_, vitals, free, codes) => {
  const isRestored = codes.includes('RESTORED');
  const options = {
    freeBytes: async () => free,
    isRestored,
    monotonicMs: () => 61_000,
    isDraining: () => false,
  };
  const check = new HealthCheck({ ...options, vitals: () => ({ ...well, ...vitals }) });
  const { status, reasons } = await check.read();
  check.stop();
  expect([status, reasons.map(({ code }) => code)]).toEqual([
    codes.length === 0 ? 'ready' : 'degraded',
    codes,
  ]);
  for (const { message } of reasons) expect(message.length).toBeGreaterThan(60);
});

test('health: draining says so before anything else', async () => {
  const options = {
    freeBytes: async () => 1,
    isRestored: true,
    monotonicMs: () => 0,
    isDraining: () => true,
  };
  const check = new HealthCheck({ ...options, vitals: () => ({ ...well, failingSinceMs: 0 }) });
  expect(await check.read()).toMatchObject({ status: 'draining', reasons: [{ code: 'STOPPING' }] });
  check.stop();
});

test('strangers and seats learn no numbers: they grow with each ballot', async () => {
  const read = (token?: string) =>
    fetch(
      `${house.address}/metrics`,
      token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } },
    );
  for (const token of [undefined, 'x'.repeat(40), meeting.tokens.chair, meeting.tokens.screen]) {
    const refused = await read(token);
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(await refused.text()).not.toContain('hoinghi_');
  }
  for (const token of [metricsToken, adminToken]) expect((await read(token)).status).toBe(200);
});

test('numbers are made once, however many ask meanwhile', async () => {
  const other = await openTestHouse({ metricsLastMs: 60_000 });
  onTestFinished(() => other.stop());
  const made = await Promise.all(Array.from({ length: 20 }, () => metricsOf(other.address)));
  expect(new Set(made).size).toBe(1);
  await ask(other.address, null, '{ viewer { kind } }');
  expect(await metricsOf(other.address)).toBe(made[0]);
});
