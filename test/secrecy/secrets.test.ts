import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { beforeAll, expect, test } from 'vitest';
import { reader, writer } from '../../ormconfig.ts';
import { openLog } from '../../src/log.ts';
import { copyInto } from '../../src/store/backup.ts';
import { type Any, ask, metricsOf, newId, rawSocket, told } from '../support/client.ts';
import { adminToken, openTestHouse, type TestHouse, temporaryFolder } from '../support/house.ts';
import { cast, convene, openRound, order, preparation, signIn } from '../support/session.ts';

// No secret that was ever given out is in any file: the database, its log, its copy, the folder of keys, what is logged at the most
// talkative level, and what /metrics and /health tell.

interface Played {
  /** Every code, token, key and link that was issued, by what it is. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Everything that is kept, by its name. */
  readonly kept: ReadonlyMap<string, Buffer>;
  readonly log: string;
}

const title = 'Hội nghị kiểm tra bí mật';
/** In no file but envelopes: a choice that only secret ballots hold. */
const choice = 'NOT_COMPLETED';

let played: Played;
beforeAll(async () => {
  played = await play();
});

async function play(): Promise<Played> {
  const folder = temporaryFolder();
  const file = join(folder.path, 'db.sqlite');
  const lines = join(folder.path, 'server.log');
  const log = openLog('trace', pino.destination({ dest: lines, sync: true }));
  const house = await openTestHouse({ file, log });
  try {
    const secrets = await issueAll(house);
    await offend(house, secrets);
    const source = reader({ file });
    if (source === null) throw new Error('no file');
    await copyInto(source, join(folder.path, 'backup.sqlite'));
    const kept = new Map<string, Buffer>();
    kept.set('/metrics', Buffer.from(await metricsOf(house.address)));
    kept.set('/health', Buffer.from(await (await fetch(`${house.address}/health`)).arrayBuffer()));
    await breakTables(file);
    await offend(house, secrets);
    for (const [name, bytes] of filesIn(folder.path)) kept.set(name, bytes);
    return { secrets, kept, log: readFileSync(lines, 'utf8') };
  } finally {
    await house.stop();
    folder.remove();
  }
}

function filesIn(folder: string): [string, Buffer][] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name))]);
}

/** A session with everything that can be issued, and a secret round in it. */
async function issueAll(house: TestHouse): Promise<Map<string, string>> {
  const meeting = await convene(house, preparation({ voters: 4 }, { title }));
  const { sessionId, seatIds, reviewIds, codes, tokens } = meeting;
  const secrets = new Map([['the administrator’s token', adminToken]]);
  for (const [seat, code] of Object.entries(codes)) secrets.set(`code of ${seat}`, code);
  for (const [seat, token] of Object.entries(tokens)) secrets.set(`token of ${seat}`, token);
  const administer = async (field: string, selection: string, input: object): Promise<Any> => {
    const type = `${field[0]?.toUpperCase()}${field.slice(1)}Input`;
    const document = `mutation ($input: ${type}!) { it: ${field}(input: $input) { ${selection} } }`;
    return (await told(house.address, adminToken, document, { input })).it;
  };
  const fresh = { commandId: newId(), sessionId, seatId: seatIds.v3 };
  const { code } = await administer('issueAccessCode', '... on AccessCode { code }', fresh);
  secrets.set('a second code', code).set('a token by it', await signIn(house, code));
  const named = { commandId: newId(), name: 'Kho' };
  secrets.set('a key', (await administer('createApiKey', '... on ApiKey { key }', named)).key);
  const { path } = await administer('linkExport', '... on DownloadLink { path }', { format: 'CSV' });
  secrets.set('a link', path.replace('/downloads/', ''));
  const roundId = await openRound(house, meeting);
  for (const seat of ['chair', 'v1', 'v2']) {
    const choices = reviewIds.map((reviewId) => ({ reviewId, choice }));
    await cast(house, tokens[seat] ?? '', { sessionId, roundId, choices });
  }
  await order(house, tokens.chair ?? '', 'voidRound', { sessionId, roundId, reason: 'Nhầm' });
  return secrets;
}

/** Puts every secret wherever a client could put one, rightly or wrongly. */
async function offend({ address }: TestHouse, secrets: ReadonlyMap<string, string>): Promise<void> {
  const query = 'mutation ($input: SignInInput!) { signIn(input: $input) { __typename } }';
  const json = { 'content-type': 'application/json' };
  for (const secret of secrets.values()) {
    await ask(address, null, query, { input: { code: secret } });
    await ask(address, secret, `{ ${choice} }`);
    await ask(address, secret, `query { node(id: "${secret}") { id } }`);
    const headers = { authorization: `Bearer ${secret}`, 'x-request-id': secret };
    await fetch(`${address}/downloads/${secret}`, { headers }).then((answer) => answer.text());
    await fetch(`${address}/graphql?query={viewer{kind}}&token=${secret}`, { headers });
    await fetch(`${address}/nowhere/${secret}`, { headers });
    await fetch(`${address}/graphql`, { method: 'POST', headers: json, body: `{"token": ${secret}` });
    await fetch(`${address}/graphql`, { method: 'POST', headers: { 'content-type': secret }, body: secret });
    const parameters = [{ token: secret }, { token: secret, language: secret }, { token: [secret] }];
    for (const payload of [...parameters, secret]) {
      const raw = await rawSocket(address, payload);
      raw.send({ id: secret, type: 'subscribe', payload: { query: `{ node(id: "${secret}") { id } }` } });
      raw.send(`{"type": "${secret}`);
      await raw.closed;
    }
  }
}

/** From now on statements fail, with what they were given. */
async function breakTables(file: string): Promise<void> {
  const source = writer({ file });
  await source.initialize();
  await source.query('DROP TABLE access_token');
  await source.query('ALTER TABLE access_code RENAME TO lost');
  await source.destroy();
}

/** A secret as it is, in other letters, without its hyphens, and as it looks in bytes of other bytes. */
function guises(secret: string): readonly string[] {
  const plain = secret.replaceAll('-', '');
  const texts = [secret, plain, secret.toLowerCase(), plain.toLowerCase(), encodeURIComponent(secret)];
  const bytes = Buffer.from(secret);
  return [...new Set([...texts, bytes.toString('hex'), bytes.toString('base64').replace(/.?=*$/, '')])];
}

test('no code, token, key or link is in any file, its log, its copy, the keys, the log of the server, or metrics', () => {
  const { secrets, kept } = played;
  expect(secrets.size).toBeGreaterThan(15);
  expect([...kept.keys()]).toEqual(
    expect.arrayContaining([
      'db.sqlite',
      'db.sqlite-wal',
      'backup.sqlite',
      'server.log',
      '/metrics',
      '/health',
    ]),
  );
  const found: string[] = [];
  for (const [name, bytes] of kept) {
    for (const [what, secret] of secrets) {
      for (const guise of guises(secret))
        if (bytes.includes(guise)) found.push(`${what} in ${name}: ${guise}`);
    }
  }
  expect(found).toEqual([]);
});

test('the search finds what is there: a title in the database and its copy, operations and failures in the log', () => {
  const { kept, log } = played;
  expect(kept.get('backup.sqlite')?.includes(title)).toBe(true);
  expect(kept.get('db.sqlite')?.includes(title) || kept.get('db.sqlite-wal')?.includes(title)).toBe(true);
  expect(log).toMatch(/"fields":\["signIn"\]/);
  expect(log).toMatch(/no such table/);
});

test('what a ballot held is in no log, no copy and no metric, however it failed', () => {
  const { kept, log } = played;
  expect(log).not.toContain(choice);
  expect(kept.get('/metrics')?.includes(choice)).toBe(false);
});
