import { readFileSync } from 'node:fs';
import { CloseCode, createClient } from 'graphql-ws';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';

// docs/api.md tells what a closed socket means; this holds its table.

const rows = [
  ...readFileSync('docs/api.md', 'utf8').matchAll(
    /^\| (1\d{3}|4\d{3}) \| .* \| (.*) \| (comes back|gives up) \|$/gm,
  ),
];
const codes = rows.map(([, code]) => Number(code));

/** What graphql-ws has for what clients close with. */
const ofClients: ReadonlySet<number> = new Set([
  CloseCode.InternalClientError,
  CloseCode.BadResponse,
  CloseCode.ConnectionAcknowledgementTimeout,
]);

test('every code that the server may close with is in the table, in order', () => {
  const sources = ['sockets', 'operations'].map((name) =>
    readFileSync(`src/api/websocket/${name}.ts`, 'utf8'),
  );
  const own = [...sources.join('\n').matchAll(/^(?:export )?const \w+ = (1\d{3});$/gm)].map(([, code]) =>
    Number(code),
  );
  const protocols = Object.values(CloseCode).filter(
    (code): code is CloseCode => typeof code === 'number' && !ofClients.has(code),
  );
  // Of the package ws: a connection that is gone, too many parts, too long.
  const wanted = [1006, 1008, 1009, ...own, ...protocols];
  expect(codes).toEqual(wanted.sort((one, other) => one - other));
  expect(own).toEqual([1012, 1013]);
});

test.each(rows.map(([, code, advice, does]) => ({ code: Number(code), advice, does })))(
  'graphql-ws’s client does with $code what the table says: it $does',
  async ({ code, does }) => {
    const server = new WebSocketServer({
      port: 0,
      host: '127.0.0.1',
      handleProtocols: ([first]) => first ?? false,
    });
    onTestFinished(() => void server.close());
    let times = 0;
    server.on('connection', (socket) => {
      times += 1;
      if (code === 1006) socket.terminate();
      else socket.close(code);
    });
    await new Promise((listening) => server.once('listening', listening));
    const { port } = server.address() as { port: number };
    const client = createClient({
      url: `ws://127.0.0.1:${port}`,
      webSocketImpl: WebSocket,
      retryAttempts: 1,
      retryWait: async () => {},
    });
    await new Promise((ended) =>
      client.subscribe({ query: '{ x }' }, { next: () => {}, error: ended, complete: () => {} }),
    );
    expect(times === 2 ? 'comes back' : 'gives up').toBe(does);
  },
);
