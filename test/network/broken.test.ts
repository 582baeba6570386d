import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { openTestHouse } from '../support/house.ts';

// Connections that break off, and those that offer what is not spoken here.

/** Files of the pages that this process, which serves them, has open. */
const openPages = () =>
  readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).includes('/dist/explorer/');
    } catch {
      return false;
    }
  }).length;

const portOf = (address: string) => Number(new URL(address).port);

test('of a connection that breaks off, the files of answers behind the first are let go', async () => {
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  const text = await (await fetch(`${house.address}/graphql`, { headers: { accept: 'text/html' } })).text();
  const [, asset = ''] = /src="([^"]+\.js)"/.exec(text) ?? [];
  const stream = connect(portOf(house.address), '127.0.0.1');
  stream.on('error', () => {});
  stream.write(`GET ${asset} HTTP/1.1\r\nHost: here\r\n\r\n`.repeat(8));
  // Looked at all the time, because a fast machine has given out a file in less than the usual interval.
  await expect.poll(openPages, { interval: 0 }).toBeGreaterThan(4);
  stream.resetAndDestroy();
  await expect.poll(openPages).toBe(0);
});

test('of a connection that is ended for asking too much at once, no file stays open', async () => {
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  const page = `${house.address}/graphql`;
  for (let turn = 0; turn < 10; turn += 1) {
    const stream = connect(portOf(house.address), '127.0.0.1');
    stream.on('error', () => {});
    const closed = new Promise((close) => stream.once('close', close));
    stream.write('GET /graphql HTTP/1.1\r\nHost: here\r\nAccept: text/html\r\n\r\n'.repeat(9));
    await closed;
  }
  // What the others began to open is open by then.
  await (await fetch(page, { headers: { accept: 'text/html' } })).text();
  await expect.poll(openPages).toBe(0);
});

test('who offers HTTP/2 without TLS, as Java does, is answered without it', async () => {
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  const stream = connect(portOf(house.address), '127.0.0.1');
  const body = '{"query":"{ viewer { kind } }"}';
  stream.write(
    `POST /graphql HTTP/1.1\r\nHost: here\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAA\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  let answer = '';
  stream.on('data', (data) => {
    answer += data;
  });
  await once(stream, 'close');
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK/);
  expect(answer).toContain('{"data":{"viewer":{"kind":"ANONYMOUS"}}}');
});
