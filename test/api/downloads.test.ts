import Fastify from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { coded } from '../../src/api/errors.ts';
import {
  Downloads,
  type Follower,
  maxFilesAtOnce,
  type OutgoingFile,
  serveDownloads,
} from '../../src/api/files/downloads.ts';
import { rateLimits } from '../../src/api/limits/rate-limits.ts';
import type { Pass } from '../../src/clerk/doorkeeper.ts';
import { ServerClock } from '../../src/clerk/time.ts';
import { standingClock } from '../support/clock.ts';

// Links to files: what they open, for how long, and for whom.

const clock = standingClock(1_000_000);
const revoked = new Set<Pass>();
const complaints: string[] = [];
const downloads = new Downloads({ clock: new ServerClock(clock), isLive: (pass) => !revoked.has(pass) });
// What leaves a file half-way opens another connection at once, and Fastify alone waits for what it will never ask.
const app = Fastify({ forceCloseConnections: true });
let address = '';

beforeAll(async () => {
  serveDownloads(app, {
    downloads,
    countOperation: rateLimits({
      keyOperationsPerMinute: 30,
      seatOperationsPerMinute: 30,
      addressOperationsPerMinute: 30,
      addressRequestsPerMinute: 30,
      codeSignInsPerMinute: 30,
    }).countOperation,
    present: (formatted) => formatted,
    complain: (problem) => complaints.push(problem),
  });
  address = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => app.close());

const seat = (name: string): Pass['actor'] => ({
  kind: 'SEAT',
  sessionId: 'ses_one',
  seatId: `seat_${name}`,
});

/** With a token of this name: of a seat of its own, unless somebody else is named. */
function follower(hash: string, actor: Pass['actor'] = seat(hash)): Follower {
  const pass: Pass = { actor, hash, expiresAtMs: null, endsAtMs: null, onEnd: new Set() };
  return { pass, language: 'vi', address: '127.0.0.1' };
}

const file = (body: OutgoingFile['body']): OutgoingFile => ({
  fileName: 'Biên bản (Đảng ủy).txt',
  contentType: 'text/plain; charset=utf-8',
  body,
});

async function got(path: string) {
  const response = await fetch(`${address}${path}`);
  return {
    status: response.status,
    text: await response.text(),
    header: (name: string) => response.headers.get(name),
  };
}

test('a link gives its file, again and again while it lasts, with its name and kept by no cache', async () => {
  const { path, expiresAtMs } = downloads.link(follower('a'), async () => file(Buffer.from('đủ')));
  for (const _ of [1, 2]) {
    const answer = await got(path);
    expect([answer.status, answer.text]).toEqual([200, 'đủ']);
    expect(answer.header('content-type')).toBe('text/plain; charset=utf-8');
    expect(answer.header('content-disposition')).toBe(
      `attachment; filename="Bien-ban-Dang-uy-.txt"; filename*=UTF-8''Bi%C3%AAn%20b%E1%BA%A3n%20%28%C4%90%E1%BA%A3ng%20%E1%BB%A7y%29.txt`,
    );
    expect(answer.header('cache-control')).toBe('no-store');
  }
  clock.pass(expiresAtMs - clock.wallMs());
  expect((await got(path)).status).toBe(404);
});

test('it is made as whoever asked for it, and opens nothing once that token has ended', async () => {
  const asker = follower('b');
  const seen: Follower[] = [];
  const { path } = downloads.link(asker, async (who) => {
    seen.push(who);
    return file(Buffer.from('x'));
  });
  expect((await got(path)).status).toBe(200);
  expect(seen).toEqual([asker]);
  revoked.add(asker.pass);
  const answer = await got(path);
  expect([answer.status, JSON.parse(answer.text).errors[0].extensions.code]).toEqual([404, 'FORBIDDEN']);
  expect(seen).toHaveLength(1);
});

test('what is no link, or what there is nothing to see of any more, is not found', async () => {
  const { path } = downloads.link(follower('c'), async () => null);
  for (const one of [path, `${path}x`, '/downloads/x', '/downloads/'])
    expect((await got(one)).status).toBe(404);
});

test('whoever makes the file may tell its follower to come again later', async () => {
  const later = coded('RATE_LIMITED', 'Try again in a moment.', { retryAfterSeconds: 3 });
  const { path } = downloads.link(follower('k'), () => Promise.reject(later));
  const answer = await got(path);
  expect([answer.status, answer.header('retry-after')]).toEqual([429, '3']);
  expect(JSON.parse(answer.text).errors[0].extensions.code).toBe('RATE_LIMITED');
});

test('one seat holds twenty links, with however many tokens; a further one ends the oldest, and nobody else’s', async () => {
  const other = downloads.link(follower('e'), async () => file(Buffer.from('other')));
  const links = Array.from({ length: 21 }, (_, i) =>
    downloads.link(follower(`d${i}`, seat('d')), async () => file(Buffer.from(`${i}`))),
  );
  const statuses: number[] = [];
  for (const { path } of [...links, other]) statuses.push((await got(path)).status);
  expect(statuses).toEqual([404, ...Array.from({ length: 21 }, () => 200)]);
});

test('a file made in parts is read as it is taken, and a part is never taken for the whole', async () => {
  async function* parts() {
    yield 'a'.repeat(100_000);
    yield 'b';
  }
  const whole = downloads.link(follower('f'), async () => file(parts()));
  expect((await got(whole.path)).text).toHaveLength(100_001);
  async function* broken() {
    yield 'a'.repeat(100_000);
    throw new Error('gone');
  }
  const half = downloads.link(follower('f'), async () => file(broken()));
  await expect(got(half.path)).rejects.toThrow();
  expect(complaints).toEqual(['a download of Biên bản (Đảng ủy).txt broke off']);
});

test('a file is an operation of the seat that asked for it: with none left it is told to wait, and others are not', async () => {
  const screen = follower('g', { kind: 'SCREEN', sessionId: 'ses_g' });
  const { path } = downloads.link(screen, async () => file(Buffer.from('x')));
  const statuses: number[] = [];
  for (let times = 0; times < 31; times += 1) statuses.push((await got(path)).status);
  expect(statuses).toEqual([...Array(30).fill(200), 429]);
  const refused = await got(path);
  expect(JSON.parse(refused.text).errors[0].extensions).toMatchObject({
    code: 'RATE_LIMITED',
    retryAfterSeconds: Number(refused.header('retry-after')),
  });
  const other = downloads.link(follower('h', { kind: 'SCREEN', sessionId: 'ses_h' }), async () =>
    file(Buffer.from('y')),
  );
  expect((await got(other.path)).status).toBe(200);
});

test('of one seat five files are made at a time, with however many tokens, also for who went away meanwhile; then there is room again', async () => {
  const gates: (() => void)[] = [];
  const made = () => new Promise<void>((resolve) => gates.push(resolve));
  const { path } = downloads.link(follower('i'), () => made().then(() => file(Buffer.from('x'))));
  const gone = new Promise((resolve) =>
    app.server.once('request', (_, response) => response.once('close', resolve)),
  );
  const leaving = new AbortController();
  const left = fetch(`${address}${path}`, { signal: leaving.signal });
  const first = Array.from({ length: maxFilesAtOnce - 1 }, () => got(path));
  await expect.poll(() => gates.length).toBe(maxFilesAtOnce);
  leaving.abort();
  await expect(left).rejects.toThrow();
  await gone;
  // Signing in again gives another token, and no further file.
  const again = downloads.link(follower('i2', seat('i')), async () => file(Buffer.from('z')));
  const refused = await got(again.path);
  expect([refused.status, refused.header('retry-after')]).toEqual([429, '5']);
  const other = downloads.link(follower('j'), async () => file(Buffer.from('y')));
  expect((await got(other.path)).status).toBe(200);
  for (const open of gates.splice(0)) open();
  expect((await Promise.all(first)).map(({ status }) => status)).toEqual(first.map(() => 200));
  const later = got(path);
  await expect.poll(() => gates.length).toBe(1);
  gates[0]?.();
  expect((await later).status).toBe(200);
});

test('exports are compressed for keys and the administrator, never for a seat', async () => {
  const rows = 'a,b,c\n'.repeat(2_000);
  const coding = async (actor: Pass['actor'], accept: string, body: OutgoingFile['body']) => {
    const { path } = downloads.link(follower(`packed-${actor.kind}`, actor), async () => file(body));
    const response = await fetch(`${address}${path}`, { headers: { 'accept-encoding': accept } });
    expect(await response.text()).toBe(rows);
    return response.headers.get('content-encoding');
  };
  async function* made() {
    yield rows;
  }
  const key = { kind: 'CLIENT', keyId: 'key_1', organizationId: null } as const;
  const seat = { kind: 'SEAT', sessionId: 'ses_1', seatId: 'sea_1' } as const;
  expect(await coding(key, 'gzip', made())).toBe('gzip');
  expect(await coding({ kind: 'ADMIN' }, 'gzip', made())).toBe('gzip');
  expect(await coding(key, 'identity', made())).toBeNull();
  expect(await coding(seat, 'gzip', made())).toBeNull();
  // Papers are whole, and compressed within.
  expect(await coding({ kind: 'ADMIN' }, 'gzip', Buffer.from(rows))).toBeNull();
});
