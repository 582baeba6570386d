import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, test } from 'vitest';
import { start } from '../main/child.ts';
import { cert, key } from '../support/certificate.ts';
import { openTestHouse, temporaryFolder } from '../support/house.ts';

// A server that is told to stop ends by itself, whoever holds a connection to it.

const ask = (body: string, length = body.length) =>
  `POST /graphql HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n${body}`;

const question = ask('{"query":"{ policies { id } }"}');

// Each waits for what a stop waits for.
describe.concurrent('stops with code 0 while a connection', () => {
  test.for([
    ['says nothing', ''],
    ['has had an answer and says nothing more', question],
    ['began a second request and does not end its head', `${question}POST /graphql HTTP/1.1\r\nHo`],
    ['began a second request and does not end its body', `${question}${ask('{', 1_000)}`],
  ])('%s', async ([, sent = ''], { expect, onTestFinished }) => {
    const folder = temporaryFolder();
    onTestFinished(folder.remove);
    const child = await start(folder.path, { DATABASE_URL: 'sqlite::memory:' });
    onTestFinished(() => child.kill('SIGKILL'));
    const stream = connect(Number(new URL(child.address).port), '127.0.0.1');
    const closed = once(stream, 'close');
    await once(stream, 'connect');
    const got: string[] = [];
    stream.on('data', (data) => got.push(String(data)));
    stream.write(sent);
    if (sent !== '') await expect.poll(() => got.join('')).toMatch(/^HTTP\/1\.1 \d+/);
    child.kill('SIGTERM');
    expect(await child.ended).toMatchObject({ code: 0, signal: null, err: '' });
    await closed;
    expect(got.join('').match(/^HTTP\/1\.1 \d+/gm) ?? []).toHaveLength(sent === '' ? 0 : 1);
  });
});

test('stops while a connection never begins TLS', async () => {
  const house = await openTestHouse({ tls: { cert: Buffer.from(cert), key: Buffer.from(key) } });
  const stream = connect(Number(new URL(house.address).port), '127.0.0.1');
  await once(stream, 'connect');
  const closed = once(stream, 'close');
  stream.resume();
  await house.stop();
  await closed;
});
