import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { gunzipSync } from 'node:zlib';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { pages } from '../../src/api/files/pages.ts';
import { openServer, type ServerOptions } from '../../src/compose.ts';
import { readSettings } from '../../src/settings.ts';
import { cert, key } from '../support/certificate.ts';
import { told } from '../support/client.ts';
import { adminToken, openTestHouse, type TestHouse } from '../support/house.ts';

// The browser's pages as they come over the wire. No fetch(): it unpacks what is compressed and tidies paths before they are sent.

interface Got {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly text: string;
}

interface Asking {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly tls?: boolean;
}

function got(address: string, path: string, { tls = false, ...rest }: Asking = {}): Promise<Got> {
  const { port } = new URL(address);
  const ask = tls ? tlsRequest : request;
  return new Promise((done, failed) => {
    ask({ host: '127.0.0.1', port, path, agent: false, rejectUnauthorized: false, ...rest }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('error', failed);
      answer.on('end', () => {
        const body = Buffer.concat(parts);
        done({ status: answer.statusCode ?? 0, headers: answer.headers, body, text: body.toString() });
      });
    })
      .on('error', failed)
      .end();
  });
}

const paths = Object.keys(pages);
let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.stop());

/** What an HTML text names, and what the styles that it names do. */
const named = (html: string) => [...html.matchAll(/\b(?:href|src)="([^"]*)"/g)].map(([, url]) => url ?? '');
const namedByStyle = (css: string) =>
  [...css.matchAll(/url\(["']?([^"')]+)/g)].map(([, url]) => `/assets/${(url ?? '').replace(/^.*\//, '')}`);

async function assetsOf(path: string): Promise<string[]> {
  const own = named((await got(house.address, path)).text);
  const styles = own.filter((url) => url.endsWith('.css'));
  const texts = await Promise.all(styles.map((url) => got(house.address, url)));
  return [...own, ...texts.flatMap(({ text }) => namedByStyle(text))];
}

test.each(paths)('%s is a page that is asked for anew each time, and not sent twice', async (path) => {
  const { status, headers, text } = await got(house.address, path);
  expect(status).toBe(200);
  expect(headers['content-type']).toBe('text/html; charset=utf-8');
  expect(headers['cache-control']).toBe('no-cache');
  expect(text).toMatch(/^<!doctype html>\s*<html lang="vi">/);
  expect(headers.etag).toMatch(/^(?:W\/)?"[^"]+"$/);
  const again = await got(house.address, path, { headers: { 'if-none-match': headers.etag } });
  expect([again.status, again.body.length]).toEqual([304, 0]);
  expect(again.headers['cache-control']).toBe('no-cache');
  const other = await got(house.address, path, { headers: { 'if-none-match': '"another"' } });
  expect(other.status).toBe(200);
});

test.each(paths)('every asset that %s names is kept for ever', async (path) => {
  const assets = await assetsOf(path);
  expect(assets.some((url) => url.endsWith('.js'))).toBe(true);
  expect(assets.some((url) => url.endsWith('.css'))).toBe(true);
  for (const url of assets) {
    const { status, headers } = await got(house.address, url);
    expect([url, status]).toEqual([url, 200]);
    expect([url, headers['cache-control']]).toEqual([url, 'public, max-age=31536000, immutable']);
    expect(url).toMatch(/-[\w-]{8}\.\w+$/);
  }
});

test.each(paths)('what %s and its scripts and styles weigh depends on what is asked for', async (path) => {
  // The smallest files are not worth it.
  const worthIt = async (url: string) => (await got(house.address, url)).body.length > 1_000;
  const heavy = [];
  for (const url of (await assetsOf(path)).filter((one) => /\.(?:js|css)$/.test(one))) {
    if (await worthIt(url)) heavy.push(url);
  }
  expect(heavy.length).toBeGreaterThan(1);
  for (const url of [path, ...heavy]) {
    const as = (encoding: string) => got(house.address, url, { headers: { 'accept-encoding': encoding } });
    const [plain, gzip, brotli, ofBrowser] = await Promise.all(
      ['identity', 'gzip', 'br', 'gzip, deflate, br, zstd'].map(as),
    );
    expect(plain?.headers['content-encoding']).toBeUndefined();
    expect(gzip?.headers['content-encoding']).toBe('gzip');
    expect(brotli?.headers['content-encoding']).toBe('br');
    expect(ofBrowser?.headers['content-encoding']).toBe('br');
    expect(gzip?.body.length).toBeLessThan(plain?.body.length ?? 0);
    expect(brotli?.body.length).toBeLessThan(gzip?.body.length ?? 0);
    for (const one of [plain, gzip, brotli]) {
      expect(one?.status).toBe(200);
      expect(one?.headers.vary).toBe('accept-encoding');
      expect(one?.headers['content-type']).toBe(plain?.headers['content-type']);
    }
    expect(new Set([plain, gzip, brotli].map((one) => one?.headers.etag)).size).toBe(3);
  }
});

const policy = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'font-src': "'self'",
  'img-src': "'self'",
  'connect-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
};

test('nothing may be loaded from elsewhere, and nobody may frame a page', async () => {
  const script = (await assetsOf('/')).find((url) => url.endsWith('.js')) ?? '';
  for (const path of [...paths, script, '/assets/nothing.js', '/nowhere', '/graphql']) {
    const { headers } = await got(house.address, path);
    const directives = String(headers['content-security-policy']).split(';');
    expect(Object.fromEntries(directives.map((one) => one.trim().split(/ (.*)/s).slice(0, 2)))).toEqual(
      policy,
    );
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['x-frame-options']).toBe('DENY');
    // Over plain http, browsers are not told what they heed over TLS only.
    expect(headers['strict-transport-security']).toBeUndefined();
    expect(headers['cross-origin-opener-policy']).toBeUndefined();
    expect(headers['x-powered-by']).toBeUndefined();
  }
});

test.each(paths)(
  '%s holds no script or style of its own, and names nothing of another origin',
  async (path) => {
    const { text } = await got(house.address, path);
    expect(text).not.toMatch(/<script(?![^>]*\bsrc=)/);
    expect(text).not.toMatch(/<script[^>]*>[^<]/);
    expect(text).not.toMatch(/<style|\sstyle=|\son\w+=/);
    for (const url of await assetsOf(path)) expect(url).toMatch(/^\/assets\/[\w.-]+$/);
  },
);

function options(more: Partial<ServerOptions>): ServerOptions {
  return {
    host: '127.0.0.1',
    port: 0,
    frameIntervalMs: 5,
    tls: null,
    trustProxy: false,
    limits: readSettings({}).limits,
    schemaIsFor: 'everyone' as const,
    corsOrigins: [],
    adminToken,
    log: pino({ level: 'silent' }),
    place: { file: null },
    ...more,
  };
}

test('behind a proxy that speaks TLS, browsers are told to stay with TLS', async () => {
  const proxied = await openServer(options({ trustProxy: true }));
  onTestFinished(() => proxied.stop());
  const { headers } = await got(proxied.address, '/');
  expect(headers['strict-transport-security']).toMatch(/^max-age=31536000\b/);
  expect(headers['cross-origin-opener-policy']).toBe('same-origin');
});

test('with a certificate of its own, the server speaks TLS and says to stay with it', async () => {
  const sealed = await openServer(options({ tls: { cert: Buffer.from(cert), key: Buffer.from(key) } }));
  onTestFinished(() => sealed.stop());
  for (const path of paths) {
    expect(sealed.address).toMatch(/^https:/);
    const { status, headers } = await got(sealed.address, path, { tls: true });
    expect(status).toBe(200);
    expect(headers['strict-transport-security']).toMatch(/^max-age=31536000\b/);
  }
});

const outside = [
  '/assets/../../package.json',
  '/assets/../index.html',
  '/assets/../../src/main.js',
  '/assets/%2e%2e/index.html',
  '/assets/%2e%2e%2findex.html',
  '/assets/%2E%2E%2F%2E%2E%2Fpackage.json',
  '/assets/..%2f..%2fpackage.json',
  '/assets/..%5c..%5cpackage.json',
  '/assets/%252e%252e%252fpackage.json',
  '/assets/%c0%ae%c0%ae/package.json',
  '/assets/%2e%2e%2f%2e%2e%2f%2e%2e%2f%2e%2e%2f%2e%2e%2fetc%2fpasswd',
  '/assets//etc/passwd',
  '/assets/%2fetc%2fpasswd',
  '/../package.json',
  '/%2e%2e/package.json',
  '/..%2fpackage.json',
  '/assets/index.html',
  '/assets/nothing.js',
  '/assets/',
  '/assets',
  '/assets/.',
  '/assets/.env',
  '/assets/%2eenv',
  '/assets/%00',
  `/assets/${'a'.repeat(300)}`,
  '/.env',
  '/.git/config',
  '/index.html',
  '/screen.html',
  '/screen.html.br',
  '/package.json',
  '/dist/pages/index.html',
];

test.each(outside)('%s is nothing', async (path) => {
  for (const encoding of ['identity', 'gzip, br']) {
    const { status, headers, text } = await got(house.address, path, {
      headers: { 'accept-encoding': encoding },
    });
    // What is no path at all, with half a letter in it, is refused before it is looked for.
    expect(status).toBe(path.includes('%c0') ? 400 : 404);
    expect(headers['content-type']).toMatch(/^application\/json/);
    expect(headers['cache-control']).toBeUndefined();
    expect(headers['content-encoding']).toBeUndefined();
    expect(text).not.toMatch(/<html|"dependencies"|root:|sourceMappingURL/);
  }
});

test('an asset with more behind its name is nothing either', async () => {
  const [script = ''] = (await assetsOf('/')).filter((url) => url.endsWith('.js'));
  expect((await got(house.address, script)).status).toBe(200);
  for (const more of ['/', '/x', '%2f', '%00', '%00.html', '.map']) {
    expect([more, (await got(house.address, `${script}${more}`)).status]).toEqual([more, 404]);
  }
});

test('HEAD says what GET would, and sends nothing', async () => {
  const script = (await assetsOf('/screen')).find((url) => url.endsWith('.js')) ?? '';
  for (const path of [...paths, script]) {
    const whole = await got(house.address, path);
    const head = await got(house.address, path, { method: 'HEAD' });
    expect([head.status, head.body.length]).toEqual([200, 0]);
    for (const name of ['etag', 'content-type', 'content-length', 'cache-control', 'vary']) {
      expect([path, name, head.headers[name]]).toEqual([path, name, whole.headers[name]]);
    }
  }
});

test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('nothing is to be had from a page by %s', async (method) => {
  for (const path of [...paths, ...(await assetsOf('/')).slice(0, 1)]) {
    const { status, headers } = await got(house.address, path, { method });
    expect([404, 405]).toContain(status);
    expect(headers['content-type']).not.toMatch(/html/);
  }
});

test('the pages’ letters come in every weight with the Vietnamese ones', async () => {
  const urls = await assetsOf('/screen');
  // What is no ASCII lies in files of its own: as many weights of those as of the others.
  const weightsOf = (subset: string) =>
    urls.flatMap((url) => new RegExp(`-${subset}-(\\d+)-normal-[^/]*\\.woff2$`).exec(url)?.[1] ?? []).sort();
  expect(weightsOf('vietnamese').length).toBeGreaterThan(0);
  expect(weightsOf('vietnamese')).toEqual(weightsOf('latin'));
  for (const url of urls.filter((one) => one.endsWith('.woff2'))) {
    const { status, headers, body } = await got(house.address, url, {
      headers: { 'accept-encoding': 'gzip, deflate, br' },
    });
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('font/woff2');
    expect(headers['content-encoding']).toBeUndefined();
    expect(body.subarray(0, 4).toString()).toBe('wOF2');
  }
});

test('GraphQL answers beside the pages', async () => {
  expect(await told(house.address, null, '{ viewer { kind } }')).toEqual({ viewer: { kind: 'ANONYMOUS' } });
  const { status, headers } = await got(house.address, '/graphql');
  expect(status).toBe(400);
  expect(headers['content-type']).not.toMatch(/html/);
  const { now, ...health } = JSON.parse((await got(house.address, '/health')).text);
  expect(health).toEqual({ status: 'ready', reasons: [] });
  expect(new Date(now).toISOString()).toBe(now);
});

test('a connection that is kept outlives the minute for which a proxy keeps its own', async () => {
  const { headers } = await got(house.address, '/health', { headers: { connection: 'keep-alive' } });
  const [, seconds] = /^timeout=(\d+)$/.exec(String(headers['keep-alive'])) ?? [];
  expect(Number(seconds)).toBeGreaterThan(60);
});

test('under which licences it all is can be read, and is the same for everybody', async () => {
  const { status, headers, text } = await got(house.address, '/licenses');
  expect([status, headers['content-type']]).toEqual([200, 'text/plain; charset=utf-8']);
  for (const part of [
    'the authors of hoinghi',
    'preact 11',
    'be-vietnam-pro',
    'SIL OPEN FONT LICENSE',
    'graphiql 5',
  ])
    expect(text).toContain(part);
  const packed = await got(house.address, '/licenses', { headers: { 'accept-encoding': 'gzip' } });
  expect(packed.headers['content-encoding']).toBe('gzip');
  expect(gunzipSync(packed.body).toString()).toBe(text);
});
