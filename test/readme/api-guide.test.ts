import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { errorCodes } from '../../src/api/errors.ts';
import { maxFilesAtOnce } from '../../src/api/files/downloads.ts';
import { immutableFields } from '../../src/api/http/immutable-fields.ts';
import { maxAliases, maxDirectives, maxFields, maxOfOneType } from '../../src/api/limits/complexity.ts';
import { maxCost } from '../../src/api/limits/cost.ts';
import { documentIdOf, maxDepth, maxDocumentLength, maxTokens } from '../../src/api/limits/documents.ts';
import { maxWaiting } from '../../src/api/limits/fair-queue.ts';
import { maxNesting } from '../../src/api/limits/nesting.ts';
import { maxFailures } from '../../src/api/limits/rate-limits.ts';
import { bytesPerOperation, maxBodyBytes, maxStrangerBytes } from '../../src/api/limits/request-sizes.ts';
import { maxFollowedCost } from '../../src/api/limits/subscription-costs.ts';
import { maxPerPage } from '../../src/api/schema/pagination.ts';
import { maxNodes } from '../../src/api/schema/resolvers/session.ts';
import { maxPipelined } from '../../src/api/server/connections.ts';
import { usualSlowRequestMs } from '../../src/api/server/listener.ts';
import { maxMessageBytes, maxOperationsPerSocket } from '../../src/api/websocket/sockets.ts';
import { limits } from '../../src/core/limits.ts';
import { readSettings } from '../../src/settings.ts';
import { threeSessions } from '../api/record.ts';
import { type Any, follow, socket } from '../support/client.ts';
import { adminToken } from '../support/house.ts';
import { newKey } from '../support/keys.ts';
import { preparation, prepareForTest } from '../support/session.ts';

// docs/api.md is true: its documents are those of schema/cookbook, its tables those of the code, and its examples run as they stand.

// The session by program is examples.test.ts's.
const guide = readFileSync('docs/api.md', 'utf8').replace(/\n## A session by program\n[\s\S]*?(?=\n## )/, '');
const of = threeSessions();
let key = '';
beforeAll(async () => {
  key = await newKey(of.house.address);
});

/** The rows of the table below a heading that begins so, cells without their marks. */
function table(head: string): string[][] {
  const [, after = ''] = guide.split(`\n| ${head} |`);
  const [body = ''] = after.split('\n\n');
  const rows = body.split('\n').slice(2);
  return rows.map((row) => row.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '').trim()));
}

const blocks = (language: string) =>
  [...guide.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, text = '']) => text);

const folder = 'schema/cookbook';
const names = readdirSync(folder).flatMap((file) => (file.endsWith('.graphql') ? [file.slice(0, -8)] : []));
const textOf = (name: string) => readFileSync(join(folder, `${name}.graphql`), 'utf8');
const example = (name: string) => readFileSync(join(folder, `${name}.json`), 'utf8');

describe.each(names)('%s', (name) => {
  test('stands in the guide as in its file, with its example', () => {
    const [, after = ''] = guide.split(`\n### ${name}\n`);
    const [section = ''] = after.split('\n### ');
    expect(section).toContain(`\`\`\`graphql\n${textOf(name)}\`\`\``);
    if (example(name).trim() !== '{}') expect(section).toContain(`\`\`\`json\n${example(name)}\`\`\``);
  });

  test('has its hash and its cost in the table, and answers to the hash by GET', async () => {
    const row = table('document').find(([link = '']) => link.startsWith(`[${name}]`)) ?? [];
    expect(row).toEqual([`[${name}](#${name})`, expect.any(String), `\`${documentIdOf(textOf(name))}\``]);
    const parameters = { documentId: documentIdOf(textOf(name)), variables: example(name) };
    const response = await fetch(`${of.house.address}/graphql?${new URLSearchParams(parameters)}`, {
      headers: { authorization: `Bearer ${key}` },
    });
    const body = (await response.json()) as Any;
    expect([response.status, body.errors]).toEqual([200, undefined]);
    expect(row[1]?.replaceAll(',', '')).toBe(response.headers.get('operation-cost'));
  });
});

test('the table of documents has each once', () => {
  expect(table('document')).toHaveLength(names.length);
});

test('the limits are those of the code', () => {
  const told = table('what').map(([, most = '']) => Number(most.replaceAll(',', '')));
  expect(maxNodes).toBe(maxPerPage);
  const standard = readSettings({}).limits;
  expect(told).toEqual([
    maxCost,
    standard.keyOperationsPerMinute,
    standard.seatOperationsPerMinute,
    standard.addressOperationsPerMinute,
    standard.addressRequestsPerMinute,
    standard.addressSocketsPerMinute,
    standard.socketsPerAddress,
    standard.socketsPerSeat,
    maxPipelined,
    maxPerPage,
    maxDepth,
    maxNesting,
    maxTokens,
    maxDocumentLength,
    maxFields,
    maxAliases,
    maxDirectives,
    maxOfOneType,
    limits.nameLength,
    maxBodyBytes,
    maxStrangerBytes,
    usualSlowRequestMs / 1_000,
    maxMessageBytes,
    maxOperationsPerSocket,
    maxFollowedCost,
    bytesPerOperation,
    maxWaiting,
    maxFailures,
    standard.codeSignInsPerMinute,
    maxFilesAtOnce,
  ]);
});

test('what lasts of a result is what the code lets last', () => {
  const [, list = ''] = /What never changes of a result: ([\s\S]*?)\. Not/.exec(guide) ?? [];
  const known = [...list.matchAll(/`(\w+)`/g)].map(([, name]) => name);
  expect(known).toEqual(immutableFields.Result);
});

const unknownHash = documentIdOf('{ nobody { knows } }');

/** A request for each code that a client can cause. */
const causes: readonly { readonly code: string; readonly body: object; readonly token?: string }[] = [
  { code: 'UNAUTHENTICATED', token: 'nobody', body: { query: '{ viewer { kind } }' } },
  {
    code: 'BAD_USER_INPUT',
    body: { query: 'query ($n: Int!) { results(first: $n) { totalCount } }', variables: { n: 'x' } },
  },
  { code: 'BAD_USER_INPUT', body: { query: '{ results(first: 0) { totalCount } }' } },
  { code: 'GRAPHQL_VALIDATION_FAILED', body: { query: '{ nothing }' } },
  { code: 'CURSOR_INVALID', body: { query: '{ results(first: 1, after: "x") { totalCount } }' } },
  {
    code: 'LIMIT_EXCEEDED',
    body: {
      query: `{ ${['a', 'b', 'c', 'd'].map((letter) => `${letter}: organizations(first: 100) { edges { node { results(first: 100) { totalCount } } } }`).join(' ')} }`,
    },
  },
  { code: 'LIMIT_EXCEEDED', body: { query: `# ${'x'.repeat(maxBodyBytes)}` } },
  { code: 'PERSISTED_DOCUMENT_NOT_FOUND', body: { documentId: unknownHash } },
];

test('the codes are those of the code, with the status that each has', async () => {
  const rows = table('code');
  expect(rows.map(([code]) => code)).toEqual([...errorCodes]);
  const seen: Record<string, number[]> = {};
  for (const { code, body, token = key } of causes) {
    const response = await fetch(`${of.house.address}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
        authorization: `Bearer ${token}`,
      },
      body: JSON.stringify(body),
    });
    const [error] = ((await response.json()) as Any).errors;
    expect([code, error.extensions.code]).toEqual([code, code]);
    seen[code] = [...(seen[code] ?? []), response.status];
  }
  const link = await fetch(`${of.house.address}/downloads/${'x'.repeat(43)}`);
  expect(((await link.json()) as Any).errors[0].extensions.code).toBe('FORBIDDEN');
  seen.FORBIDDEN = [link.status];
  for (const [code = '', status = ''] of rows) {
    const statuses = seen[code];
    if (statuses !== undefined) expect([code, statuses.join(', ')]).toEqual([code, status]);
  }
  // What only a busy key, whoever writes the file, and a fault of ours cause, other tests do.
  expect(errorCodes.filter((code) => seen[code] === undefined)).toEqual([
    'RATE_LIMITED',
    'SESSION_ALTERED',
    'INTERNAL_SERVER_ERROR',
  ]);
});

test('a key reads the journal of a session that is over, and does not follow one that is not', async () => {
  const client = socket(of.house.address, key);
  onTestFinished(() => void client.dispose());
  const live = await prepareForTest(of.house, preparation({ voters: 3 }));
  const query = 'subscription ($id: ID!) { sessionEntries(sessionId: $id) { type cursor } }';
  const { ended } = follow(client, query, { id: live.sessionId });
  expect(await ended).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  const over = follow(client, query, { id: of.later.sessionId });
  await over.until(({ sessionEntries }) => sessionEntries.type === 'SessionAdjourned');
  over.stop();
});

/** What a program prints that ends well. */
function run(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += String(data)));
  return new Promise((done, failed) => {
    child.once('error', failed);
    child.once('close', (code) =>
      code === 0 ? done(output) : failed(new Error(`ended with ${code}: ${output}`)),
    );
  });
}

test('the examples run as they stand, with the key that the first of them makes', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'hoinghi-guide-'));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  const env = { ADDRESS: of.house.address, ADMIN_TOKEN: adminToken, KEY: '' };
  const shell = (text: string) => run('sh', ['-eu', '-c', text], cwd, env);
  const [make = '', post = '', byHash = '', own = '', onlyChanged = '', ...more] = blocks('sh');
  expect(more).toEqual([]);
  env.KEY = JSON.parse(await shell(make)).data.createApiKey.key;
  expect(env.KEY.length).toBeGreaterThan(20);
  expect(JSON.parse(await shell(post)).data.results.edges).toHaveLength(3);
  const { results } = JSON.parse(await shell(byHash)).data;
  expect(results.edges.every(({ node }: Any) => node.level === 'EXCELLENT')).toBe(true);
  expect(results.totalCount).toBe(results.edges.length);
  const counted = '{"data":{"results":{"totalCount":27}}}';
  expect((await shell(own)).replaceAll('\n', '')).toBe(counted + counted);
  expect(await shell(onlyChanged)).toBe('first: 200\nsecond: 304\n');
  const [pages = '', ...others] = blocks('js');
  expect(others).toEqual([]);
  writeFileSync(join(cwd, 'pages.mjs'), pages);
  const lines = (await run(process.execPath, ['pages.mjs'], cwd, env)).trim().split('\n');
  expect(lines).toHaveLength(27);
  expect(lines).toContain('2024 Đỗ Đức GOOD');
});
