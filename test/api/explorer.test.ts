import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { documentIdOf } from '../../src/api/limits/documents.ts';
import { packageRoot } from '../../src/package-root.ts';
import { openTestHouse, type TestHouse } from '../support/house.ts';

// The explorer stands where the API does: who gets which, and under what policy.

const ofBrowser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const query = '{ viewer { kind } }';

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.stop());

const get = (search: Record<string, string>, accept: string, headers = {}) =>
  fetch(`${house.address}/graphql?${new URLSearchParams(search)}`, { headers: { accept, ...headers } });

test('a browser that opens the address without a document gets the explorer', async () => {
  const response = await get({}, ofBrowser);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(response.headers.get('cache-control')).toBe('no-cache');
  expect(response.headers.get('vary')?.toLowerCase().split(/, */)).toEqual(
    expect.arrayContaining(['accept', 'accept-encoding']),
  );
  const html = await response.text();
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/);
  const named = [...html.matchAll(/\b(?:href|src)="([^"]*)"/g)].map(([, url]) => url ?? '');
  expect(named.length).toBeGreaterThan(2);
  for (const url of named) {
    expect(url).toMatch(/^\/explorer\/assets\/[\w.-]+$/);
    const asset = await fetch(house.address + url);
    expect([url, asset.status]).toEqual([url, 200]);
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  }
});

test('its policy lets styles be written and workers run, and nothing come from elsewhere', async () => {
  const policyOf = (response: Response) =>
    Object.fromEntries(
      String(response.headers.get('content-security-policy'))
        .split(';')
        .map((one) => one.trim().split(/ (.*)/s).slice(0, 2)),
    );
  const strict = policyOf(await fetch(`${house.address}/history`));
  expect(strict['style-src']).toBe("'self'");
  const explorer = policyOf(await get({}, ofBrowser));
  expect(explorer).toEqual({
    ...strict,
    'style-src': "'self' 'unsafe-inline'",
    'img-src': "'self' data:",
    'worker-src': "'self'",
  });
  // Of an answer with data, the strict one: there is nothing to be shown.
  expect(policyOf(await get({ query }, ofBrowser, { 'apollo-require-preflight': 'true' }))).toEqual(strict);
});

test('whoever brings a document gets its answer, whatever he accepts', async () => {
  const asked = await get({ query }, ofBrowser, { 'apollo-require-preflight': 'true' });
  expect(await asked.json()).toEqual({ data: { viewer: { kind: 'ANONYMOUS' } } });
  const byHash = await get({ documentId: documentIdOf('{ nothing }') }, ofBrowser);
  expect(((await byHash.json()) as { errors: { extensions: object }[] }).errors[0]?.extensions).toEqual({
    code: 'PERSISTED_DOCUMENT_NOT_FOUND',
  });
  const posted = await fetch(`${house.address}/graphql`, {
    method: 'POST',
    headers: { accept: ofBrowser, 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  expect(await posted.json()).toEqual({ data: { viewer: { kind: 'ANONYMOUS' } } });
});

test('whoever does not ask for a page gets none', async () => {
  for (const accept of ['*/*', 'application/json', 'application/graphql-response+json, application/json']) {
    const response = await get({}, accept);
    expect([accept, response.headers.get('content-type')]).toEqual([accept, expect.stringMatching(/json/)]);
  }
});

test('beside its assets nothing of it is to be had', async () => {
  const [script = ''] = readdirSync(join(packageRoot(), 'dist', 'explorer', 'assets')).filter((name) =>
    name.endsWith('.js'),
  );
  expect((await fetch(`${house.address}/explorer/assets/${script}`)).status).toBe(200);
  for (const path of [
    '',
    '/',
    '/index.html',
    '/assets/',
    '/assets/nothing.js',
    '/assets/%2e%2e%2findex.html',
  ]) {
    expect([path, (await fetch(`${house.address}/explorer${path}`)).status]).toEqual([path, 404]);
  }
});
