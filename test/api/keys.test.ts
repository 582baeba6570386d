import { createClient } from 'graphql-ws';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Any, newId, told } from '../support/client.ts';
import { standingClock } from '../support/clock.ts';
import { adminToken, openTestHouse, type TestHouse, temporaryFolder } from '../support/house.ts';

const create =
  'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { ... on ApiKey { id key } } }';
const list = '{ apiKeys { id name revoked lastUsedAt organization { id } } }';

async function keyOf(house: TestHouse, name: string): Promise<{ id: string; key: string }> {
  const { createApiKey } = await told(house.address, adminToken, create, {
    input: { commandId: newId(), name },
  });
  return createApiKey;
}

function asks(house: TestHouse, key: string, query = '{ viewer { kind } }') {
  return fetch(`${house.address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query }),
  });
}

const limits = ({ headers }: Response) =>
  ['limit', 'remaining', 'reset'].map((name) => Number(headers.get(`ratelimit-${name}`) ?? Number.NaN));

test('[R80] the administrator sees every key, when it was last used, and never the key itself', async () => {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const clock = standingClock(Date.parse('2026-01-05T08:00:00Z'));
  let house = await openTestHouse({ file: `${folder.path}/db.sqlite`, machineClock: clock });
  onTestFinished(() => house.stop());
  const [used, unused] = [await keyOf(house, 'Ban Tổ chức'), await keyOf(house, 'Kho dữ liệu')];
  const seen = async () => (await told(house.address, adminToken, list)).apiKeys;
  const entry = { revoked: false, organization: null };
  expect(await seen()).toEqual([
    { ...entry, id: used.id, name: 'Ban Tổ chức', lastUsedAt: null },
    { ...entry, id: unused.id, name: 'Kho dữ liệu', lastUsedAt: null },
  ]);
  await asks(house, used.key);
  await expect.poll(async () => (await seen())[0].lastUsedAt).toBe('2026-01-05T08:00:00.000Z');
  clock.pass(59_000);
  await asks(house, used.key);
  clock.pass(1_000);
  await asks(house, used.key);
  await expect.poll(async () => (await seen())[0].lastUsedAt).toBe('2026-01-05T08:01:00.000Z');
  house = await house.restart();
  expect((await seen())[0].lastUsedAt).toBe('2026-01-05T08:01:00.000Z');
  expect((await seen())[1].lastUsedAt).toBeNull();
  const revoke = 'mutation ($input: RevokeApiKeyInput!) { revokeApiKey(input: $input) { __typename } }';
  await told(house.address, adminToken, revoke, { input: { commandId: newId(), id: used.id } });
  expect((await seen()).map((key: { revoked: boolean }) => key.revoked)).toEqual([true, false]);
  expect((await asks(house, used.key)).status).toBe(401);
  expect(JSON.stringify(await seen())).not.toContain(used.key);
  expect(((await (await asks(house, unused.key, '{ apiKeys { id } }')).json()) as Any).data.apiKeys).toEqual(
    [],
  );
  expect((await told(house.address, null, '{ apiKeys { id } }')).apiKeys).toEqual([]);
});

test('a key has so many operations a minute, is told what is left, and disturbs no other', async () => {
  const house = await openTestHouse({ limits: { keyOperationsPerMinute: 3 } });
  onTestFinished(() => house.stop());
  const [busy, quiet] = [await keyOf(house, 'Một'), await keyOf(house, 'Hai')];
  const answers = [];
  for (let time = 0; time < 5; time += 1) answers.push(await asks(house, busy.key));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429]);
  expect(answers.map((answer) => limits(answer).slice(0, 2))).toEqual([
    [3, 2],
    [3, 1],
    [3, 0],
    [3, 0],
    [3, 0],
  ]);
  for (const answer of answers) expect(limits(answer)[2]).toBeGreaterThan(0);
  const last = answers[4] as Response;
  const [refused] = ((await last.json()) as Any).errors;
  expect(refused).toMatchObject({
    extensions: { code: 'RATE_LIMITED', retryAfterSeconds: expect.any(Number) },
  });
  expect(refused.message).toMatch(/3 operations of the minute\. Try again in \d+ seconds/);
  expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await asks(house, quiet.key)).status).toBe(200);
  const admin = await asks(house, adminToken);
  expect([admin.status, admin.headers.get('ratelimit-limit')]).toEqual([200, null]);
});

test('operations on sockets count like those over HTTP', async () => {
  const house = await openTestHouse({ limits: { keyOperationsPerMinute: 2 } });
  onTestFinished(() => house.stop());
  const { key } = await keyOf(house, 'Một');
  const client = createClient({
    url: `${house.address.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { token: key },
  });
  onTestFinished(async () => client.dispose());
  const ask = async () => (await client.iterate({ query: '{ viewer { kind } }' }).next()).value;
  expect((await ask()).data).toEqual({ viewer: { kind: 'CLIENT' } });
  expect(limits(await asks(house, key)).slice(0, 2)).toEqual([2, 0]);
  await expect(ask()).rejects.toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
});
