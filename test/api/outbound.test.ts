import { expect, onTestFinished, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { Outbound } from '../../src/api/websocket/outbound.ts';

/** A server's end of a real socket, and a client that reads nothing until it is told to. */
async function slowReader() {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => void server.close());
  await new Promise((listening) => server.once('listening', listening));
  const { port } = server.address() as { port: number };
  const accepted = new Promise<WebSocket>((resolve) => server.once('connection', resolve));
  const { WebSocket: Client } = await import('ws');
  const client = new Client(`ws://127.0.0.1:${port}`);
  onTestFinished(() => client.terminate());
  await new Promise((open) => client.once('open', open));
  client.pause();
  const heard: number[] = [];
  const last = (number: number) =>
    new Promise<void>((resolve) => {
      client.on('message', (data) => {
        const message = JSON.parse(String(data));
        heard.push(message.payload.number);
        if (message.payload.number === number) resolve();
      });
    });
  return { socket: await accepted, client, heard, last };
}

test('[L1] a socket that is behind gets fewer frames, the last one always, and holds few of them in memory', async () => {
  const { socket, client, heard, last } = await slowReader();
  const line = new Outbound(socket, 'one');
  const padding = 'x'.repeat(100_000);
  const frames = 500;
  let maxBuffered = 0;
  for (let number = 1; number <= frames; number += 1) {
    line.send(JSON.stringify({ number, padding }));
    maxBuffered = Math.max(maxBuffered, socket.bufferedAmount);
    await new Promise((turn) => setImmediate(turn));
  }
  const done = last(frames);
  client.resume();
  await done;
  expect(heard.at(-1)).toBe(frames);
  expect(heard).toEqual([...heard].sort((one, other) => one - other));
  expect(heard.length).toBeLessThan(frames);
  // One frame that was sent before it was behind, one that it waits for.
  expect(maxBuffered).toBeLessThan(3 * 100_100);
});

test('[L5] what a line sends is a Next message with the payload as it is, whatever the operation is called', async () => {
  const { socket, client } = await slowReader();
  const message = new Promise<string>((resolve) => client.once('message', (data) => resolve(String(data))));
  new Outbound(socket, 'a "quoted" id').send('{"data":{"x":1}}');
  client.resume();
  expect(await message).toBe('{"id":"a \\"quoted\\" id","type":"next","payload":{"data":{"x":1}}}');
});
