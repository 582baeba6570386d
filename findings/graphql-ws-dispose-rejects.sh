#!/usr/bin/env bash
# graphql-ws 6.4.2, its client on ws 8.23.0.
#
# A good guess: dispose() ends a client and resolves, whatever its socket does: it is what one calls to have done with it, and its type says
# void or Promise<void>. While the socket is being opened it waits for that opening, and where the opening fails instead it rejects with what
# failed: the CloseEvent of the websocket. Called without a catch, from an effect or an event handler as clients are, that is an unhandled
# rejection, whose message in a browser's console is "CloseEvent" and nothing else. onNonLazyError and the event "closed" hear of it as well.
#
# Output seen, 30 November 2026:
#   idle: resolves
#   connected: resolves
#   refused while it opens: rejects with CloseEvent 4403
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true, "type": "module"}' >package.json
npm install --silent --no-audit --no-fund graphql@16.15.0 graphql-ws@6.4.2 ws@8.23.0 >/dev/null

cat >seen.js <<'JS'
import { createClient } from 'graphql-ws';
import { WebSocket, WebSocketServer } from 'ws';

// A server that acknowledges, or refuses with the protocol's own code, what connection_init brings.
const server = new WebSocketServer({ port: 0, handleProtocols: () => 'graphql-transport-ws' });
server.on('connection', (socket) =>
  socket.on('message', (data) => {
    const { payload } = JSON.parse(data);
    if (payload?.refused) socket.close(4403, 'Forbidden');
    else socket.send('{"type":"connection_ack"}');
  }),
);
const url = `ws://127.0.0.1:${server.address().port}`;
const open = (more) =>
  createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0, onNonLazyError: () => {}, ...more });
const told = (client) =>
  Promise.resolve(client.dispose()).then(
    () => 'resolves',
    (error) => `rejects with ${error.constructor.name} ${error.code}`,
  );

console.log(`idle: ${await told(open({ lazy: true }))}`);
const connected = open({ lazy: false });
await new Promise((resolve) => connected.on('connected', resolve));
console.log(`connected: ${await told(connected)}`);
console.log(`refused while it opens: ${await told(open({ lazy: false, connectionParams: { refused: true } }))}`);
for (const socket of server.clients) socket.terminate();
server.close();
JS
output=$(node seen.js)
echo "$output"
[ "$output" = 'idle: resolves
connected: resolves
refused while it opens: rejects with CloseEvent 4403' ]
