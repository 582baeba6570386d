import { X509Certificate } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { cert, key, renewed } from '../support/certificate.ts';
import { drawn } from '../support/chance.ts';
import { type Any, ask, follow, newId, rawSocket, socket, told } from '../support/client.ts';
import { adminToken, temporaryFolder } from '../support/house.ts';
import { cast, convene, type Meeting, marks, openRound, order, preparation } from '../support/session.ts';
import { type Child, run, start } from './child.ts';

// The built program as a process of its own, ended in every way.

function folder(): string {
  const one = temporaryFolder();
  onTestFinished(one.remove);
  return one.path;
}

/** Starts on the folder's database; ended at the test's end. */
async function begin(path: string, env: Record<string, string> = {}): Promise<Child> {
  const url = `sqlite:${join(path, 'house.sqlite')}`;
  const child = await start(path, { DATABASE_URL: url, ADMIN_TOKEN: adminToken, ...env });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await child.ended;
  });
  return child;
}

const voterKeys = (voters: number) => [
  'chair',
  ...Array.from({ length: voters - 1 }, (_, index) => `v${index + 1}`),
];

interface Ballot {
  readonly key: string;
  readonly commandId: string;
  cursor: string | null;
}

/** Casts at once whatever has no receipt yet; an answer that never came leaves it without. */
function castAll(
  child: Child,
  meeting: Meeting,
  roundId: string,
  ballots: readonly Ballot[],
): Promise<void>[] {
  const { sessionId, reviewIds, tokens } = meeting;
  return ballots
    .filter(({ cursor }) => cursor === null)
    .map(async (ballot) => {
      const { key, commandId } = ballot;
      const input = { commandId, sessionId, roundId, choices: marks(reviewIds) };
      const receipt = await cast(child.house, tokens[key] ?? '', input).catch(() => null);
      if (receipt === null) return;
      expect(receipt).toMatchObject({ __typename: 'BallotReceipt', commandId });
      ballot.cursor = receipt.cursor;
    });
}

const readEntries = `subscription ($id: ID!, $after: Cursor) { sessionEntries(sessionId: $id, after: $after) { cursor seq hash type } }`;

test('[C2] [C5] killed again and again in the middle of a round: every receipt is honoured, every ballot counts once', async () => {
  const path = folder();
  let child = await begin(path);
  const meeting = await convene(child.house, preparation({ voters: 45, cells: 2 }));
  const { sessionId, tokens, reviewIds } = meeting;
  const roundId = await openRound(child.house, meeting);
  const ballots: Ballot[] = voterKeys(45).map((key) => ({ key, commandId: newId(), cursor: null }));
  const shown: Any[] = [];
  for (const part of [15, 30, 45]) {
    const client = socket(child.address, tokens.screen ?? '');
    const variables = { id: sessionId, after: shown.at(-1)?.cursor };
    const entries = follow(client, readEntries, variables);
    const casts = castAll(child, meeting, roundId, ballots.slice(0, part));
    // Its first receipt is the end of it; the others are on their way, answered, or written without an answer.
    await Promise.race(casts);
    child.kill('SIGKILL');
    expect((await child.ended).signal).toBe('SIGKILL');
    await Promise.all(casts);
    await entries.ended;
    shown.push(...entries.items.map(({ sessionEntries }) => sessionEntries));
    child = await begin(path);
  }
  expect(ballots.some(({ cursor }) => cursor !== null)).toBe(true);

  const chair = tokens.chair ?? '';
  for (const { key, commandId, cursor } of ballots) {
    if (cursor === null) continue;
    const input = { sessionId, roundId, choices: marks(reviewIds, 'NOT_COMPLETED') };
    expect(await cast(child.house, tokens[key] ?? '', { ...input, commandId })).toMatchObject({ cursor });
    expect(await cast(child.house, tokens[key] ?? '', input)).toMatchObject({ code: 'ALREADY_VOTED' });
  }
  await Promise.all(castAll(child, meeting, roundId, ballots));
  expect(ballots.every(({ cursor }) => cursor !== null)).toBe(true);
  expect(await order(child.house, chair, 'closeRound', { sessionId, roundId })).toMatchObject({
    __typename: 'Accepted',
  });
  const { session } = await told(
    child.address,
    chair,
    'query ($id: ID!) { session(id: $id) { cursor rounds { turnout tallies { counted counts { choice count } } } } }',
    { id: sessionId },
  );
  expect(session.rounds[0].turnout).toBe(45);
  for (const tally of session.rounds[0].tallies) {
    expect(tally.counted).toBe(45);
    expect(tally.counts).toContainEqual({ choice: 'GOOD', count: 45 });
  }

  // What followers were shown before is what the journal holds, and the rest follows on it.
  const client = socket(child.address, chair);
  const whole = follow(client, readEntries, { id: sessionId });
  await whole.until(({ sessionEntries }) => sessionEntries.cursor === session.cursor);
  await client.dispose();
  const entries = whole.items.map(({ sessionEntries }) => sessionEntries);
  expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1));
  expect(entries.slice(0, shown.length)).toEqual(shown);
  expect(entries.filter(({ type }) => type === 'BallotSealed')).toHaveLength(45);
  expect(new Set(ballots.map(({ cursor }) => cursor)).size).toBe(45);
});

test('[C7] killed with a round open: its key and its note are there for the count, and gone after it', async () => {
  const path = folder();
  const keys = () => readdirSync(join(path, 'house.sqlite.keys')).filter((name) => name.startsWith('rnd_'));
  const child = await begin(path);
  const meeting = await convene(child.house, preparation({ voters: 4 }));
  const { sessionId, tokens } = meeting;
  const roundId = await openRound(child.house, meeting);
  const ballots = voterKeys(4).map((key) => ({ key, commandId: newId(), cursor: null }));
  await Promise.all(castAll(child, meeting, roundId, ballots));
  child.kill('SIGKILL');
  await child.ended;
  expect(keys().sort()).toEqual([`${roundId}.key`, `${roundId}.set`]);
  const again = await begin(path);
  expect(keys().sort()).toEqual([`${roundId}.key`, `${roundId}.set`]);
  await order(again.house, tokens.chair ?? '', 'closeRound', { sessionId, roundId });
  again.kill('SIGTERM');
  expect((await again.ended).code).toBe(0);
  expect(keys()).toEqual([]);
});

test('SIGTERM drains: what was received is answered, sockets are told to come back (1012), the code is 0', async () => {
  const path = folder();
  const child = await begin(path);
  const meeting = await convene(child.house, preparation({ voters: 12 }));
  const { sessionId, tokens } = meeting;
  const roundId = await openRound(child.house, meeting);
  const idle = await rawSocket(child.address, {});
  const client = socket(child.address, tokens.screen ?? '');
  const frames = follow(client, 'subscription ($id: ID!) { sessionWatch(sessionId: $id) { cursor } }', {
    id: sessionId,
  });
  await frames.until(() => true);
  const ballots: Ballot[] = voterKeys(12).map((key) => ({ key, commandId: newId(), cursor: null }));
  const casts = castAll(child, meeting, roundId, ballots.slice(0, 6));
  await Promise.race(casts);
  child.kill('SIGTERM');
  expect(await idle.closed).toBe(1012);
  expect(await frames.ended).toMatchObject({ code: 1012 });
  await Promise.allSettled(casts);
  expect(await child.ended).toMatchObject({ code: 0, signal: null, err: '' });

  const again = await begin(path);
  const honoured = ballots.filter(({ cursor }) => cursor !== null);
  expect(honoured.length).toBeGreaterThan(0);
  await Promise.all(castAll(again, meeting, roundId, ballots));
  await order(again.house, tokens.chair ?? '', 'closeRound', { sessionId, roundId });
  const { session } = await told(
    again.address,
    tokens.chair ?? '',
    'query ($id: ID!) { session(id: $id) { rounds { turnout tallies { counted } } } }',
    { id: sessionId },
  );
  expect(session.rounds).toEqual([{ turnout: 12, tallies: [{ counted: 12 }] }]);
});

test('[C8] tokens, codes and keys that were ended stay ended after a kill; the others go on', async () => {
  const path = folder();
  const child = await begin(path);
  const { sessionId, seatIds, tokens } = await convene(child.house, preparation({ voters: 3 }));
  const run = (field: string, type: string, input: object, selection: string) =>
    told(
      child.address,
      adminToken,
      `mutation ($input: ${type}!) { ${field}(input: $input) { ${selection} } }`,
      {
        input: { commandId: newId(), ...input },
      },
    );
  const key = async () =>
    (await run('createApiKey', 'CreateApiKeyInput', { name: 'Trang' }, '... on ApiKey { id key }'))
      .createApiKey;
  const [ended, lasting] = [await key(), await key()];
  await run('revokeApiKey', 'RevokeApiKeyInput', { id: ended.id }, '__typename');
  await run('issueAccessCode', 'IssueAccessCodeInput', { sessionId, seatId: seatIds.v1 }, '__typename');
  await told(child.address, tokens.v2 ?? '', 'mutation { signOut }');
  child.kill('SIGKILL');
  await child.ended;
  const again = await begin(path);
  const status = async (token: string | undefined) =>
    (await ask(again.address, token ?? null, '{ viewer { kind } }')).status;
  for (const token of [ended.key, tokens.v1, tokens.v2]) expect(await status(token)).toBe(401);
  for (const token of [lasting.key, tokens.chair, tokens.screen]) expect(await status(token)).toBe(200);
});

test('without ADMIN_TOKEN one is made once, kept with mode 0600, and its path is printed', async () => {
  const path = folder();
  const env = { ADMIN_TOKEN: '' };
  const child = await begin(path, env);
  const lines = child.out().trim().split('\n');
  expect(lines[0]).toContain(child.address);
  expect((await fetch(`${child.address}/health`)).status).toBe(200);
  child.kill('SIGINT');
  const { code, out } = await child.ended;
  expect(code).toBe(0);
  const file = /(\/\S+token)$/m.exec(out)?.[1] ?? '';
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const token = readFileSync(file, 'utf8').trim();
  expect(token.length).toBeGreaterThanOrEqual(32);
  expect(out).not.toContain(token);
  for (const secret of ['house.sqlite', 'house.sqlite.keys/pepper.key']) {
    expect(statSync(join(path, secret)).mode & 0o077).toBe(0);
  }

  const again = await begin(path, env);
  expect(readFileSync(file, 'utf8').trim()).toBe(token);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect((await told(again.address, token, '{ viewer { kind } }')).viewer).toEqual({ kind: 'ADMIN' });
});

test.each(drawn(['SIGTERM', 'SIGINT'] as const, 1))(
  '%s in the moment in which the address is told drains as well',
  async (signal) => {
    const child = await start(folder(), { DATABASE_URL: 'sqlite::memory:' }, signal);
    expect(await child.ended).toMatchObject({ code: 0, signal: null });
  },
);

test('without any setting, or with a DATABASE_URL that is empty, the database lies in ./data; in memory nothing is left behind', async () => {
  const path = folder();
  const child = await start(path, drawn([{}, { DATABASE_URL: '' }], 1)[0] ?? {});
  child.kill('SIGTERM');
  expect((await child.ended).code).toBe(0);
  expect(existsSync(join(path, 'data', 'hoinghi.sqlite'))).toBe(true);

  const empty = folder();
  const memory = await start(empty, { DATABASE_URL: 'sqlite::memory:' });
  memory.kill('SIGTERM');
  expect((await memory.ended).code).toBe(0);
  expect(readdirSync(empty)).toEqual([]);
});

test('a network where ballots could be read is refused, unless one says so', async () => {
  const env = { DATABASE_URL: 'sqlite::memory:', HOST: '0.0.0.0' };
  const { code, err } = await run(folder(), env);
  expect(code).toBe(78);
  for (const way of ['TLS_CERT', 'TLS_KEY', 'TRUST_PROXY=1', 'ALLOW_PLAINTEXT=1']) expect(err).toContain(way);
  for (const allowed of ['TRUST_PROXY', 'ALLOW_PLAINTEXT']) {
    const child = await start(folder(), { ...env, [allowed]: '1' });
    child.kill('SIGTERM');
    expect((await child.ended).code).toBe(0);
  }
});

const unusable: readonly [string, Record<string, string>, RegExp][] = [
  ['a PORT that is a word', { PORT: 'http' }, /PORT is "http"/],
  ['a PORT beyond all ports', { PORT: '70000' }, /PORT is "70000"/],
  [
    'a DATABASE_URL of no known kind',
    { DATABASE_URL: 'mysql://x' },
    /DATABASE_URL is "mysql:\/\/x"; write sqlite:/,
  ],
  ['an ADMIN_TOKEN that is short', { ADMIN_TOKEN: 'short' }, /ADMIN_TOKEN must be 32/],
  ['a certificate without its key', { TLS_CERT: '/nowhere' }, /TLS_CERT and TLS_KEY/],
  [
    'a certificate that is none',
    { TLS_CERT: '/dev/null', TLS_KEY: '/dev/null' },
    /TLS_CERT and TLS_KEY cannot be used/,
  ],
  ['a certificate that is not there', { TLS_CERT: '/nowhere', TLS_KEY: '/nowhere' }, /TLS_CERT.*\/nowhere/],
  [
    'a TRUST_PROXY that is no switch',
    { TRUST_PROXY: 'true' },
    /^TRUST_PROXY is "true"; write 1, or leave it out/,
  ],
  ['an ALLOW_PLAINTEXT that is no switch', { ALLOW_PLAINTEXT: 'yes' }, /^ALLOW_PLAINTEXT is "yes"; write 1/],
  ['a LOG_LEVEL that is none', { LOG_LEVEL: 'loud' }, /LOG_LEVEL is loud/],
];

// What reads them is the same for all: a start for each says no more than a start for some.
test.each(drawn(unusable, 3))(
  '%s ends the start with one sentence and the code that keeps it down',
  async (_, env, message) => {
    const { code, out, err } = await run(folder(), { DATABASE_URL: 'sqlite::memory:', ...env });
    expect([code, out]).toEqual([78, '']);
    expect(err).toMatch(message);
    expect(err).not.toMatch(/\n\s+at /);
    expect(err.trim().split('\n')).toHaveLength(1);
  },
);

test('a port that is taken ends the start with its number and code 1', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void taken.close());
  const { port } = taken.address() as { port: number };
  const { code, err } = await run(folder(), { DATABASE_URL: 'sqlite::memory:', PORT: String(port) });
  expect(code).toBe(1);
  expect(err).toContain(String(port));
  expect(err).not.toMatch(/\n\s+at /);
});

test('a certificate that is renewed holds for who comes then; one that cannot be used is told, and the former stays', async () => {
  const path = folder();
  const files = { cert: join(path, 'hop.pem'), key: join(path, 'hop.key') };
  const put = (pair: { readonly cert: string; readonly key: string }) => {
    // As whoever renews one does: beside it, then in its place.
    for (const what of ['cert', 'key'] as const) {
      writeFileSync(`${files[what]}.new`, pair[what]);
      renameSync(`${files[what]}.new`, files[what]);
    }
  };
  const former = { cert, key };
  put(former);
  const env = {
    DATABASE_URL: 'sqlite::memory:',
    TLS_CERT: files.cert,
    TLS_KEY: files.key,
    LOG_LEVEL: 'info',
  };
  const child = await begin(path, env);
  const port = Number(new URL(child.address).port);
  const shown = (): Promise<[TLSSocket, string]> =>
    new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () =>
        resolve([socket, socket.getPeerX509Certificate()?.fingerprint256 ?? '']),
      );
      socket.once('error', reject);
    });
  const printOf = (pem: string) => new X509Certificate(pem).fingerprint256;
  const [stays, first] = await shown();
  expect(first).toBe(printOf(former.cert));
  put({ cert: renewed.cert, key: 'no key' });
  await expect.poll(child.err).toContain('the certificate that was read before stays in use');
  expect((await shown())[1]).toBe(printOf(former.cert));
  put(renewed);
  await expect.poll(child.err).toContain('the certificate was read again');
  expect((await shown())[1]).toBe(printOf(renewed.cert));
  // Whoever came before goes on.
  stays.write('GET /health HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n');
  expect(Buffer.concat(await stays.toArray()).toString()).toContain('200 OK');
  child.kill('SIGTERM');
  expect((await child.ended).code).toBe(0);
});
