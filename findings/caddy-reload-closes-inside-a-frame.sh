#!/usr/bin/env bash
# Caddy 2.6.2 of Debian 12 in front of a websocket; ws 8.18.3 on both sides.
#
# A good guess: when its configuration is loaded anew, Caddy ends the websockets that it carries as RFC 6455 has it: each side is sent a Close
# with 1001, after the frame that is on its way. Both halves are wrong. The Close for the server is not masked, as what clients send must be, so that
# a server tells a protocol error (1002) and not that somebody went away. The Close for the client is written wherever the bytes are: where
# a frame was on its way, the four bytes of it become the frame's own, and what is left of them is read as the head of the next: the client is
# given a message that nobody sent, or none, and ends by a protocol error (1002) or without a word (1006), where its library comes back after 1001 only.
#
# Output seen, 30 November 2026:
#   between frames: client 1001; server WS_ERR_EXPECTED_MASK
#   two bytes of a frame missing: client 1006, WS_ERR_INVALID_OPCODE, after a message that ends with 8802; server WS_ERR_EXPECTED_MASK
#   half of a frame missing: client 1006; server WS_ERR_EXPECTED_MASK
set -euo pipefail
needed=(caddy)
dpkg -s "${needed[@]}" >/dev/null 2>&1 || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${needed[@]}" >/dev/null; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export XDG_CONFIG_HOME=$folder XDG_DATA_HOME=$folder
echo '{"private": true, "type": "module"}' >package.json
npm install --silent --no-audit --no-fund ws@8.18.3 >/dev/null

cat >seen.js <<'JS'
import { execFileSync, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';

const freePort = () =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
const [admin, front] = [await freePort(), await freePort()];
const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
await new Promise((resolve) => server.once('listening', resolve));
writeFileSync(
  'Caddyfile',
  `{\n\tadmin 127.0.0.1:${admin}\n\tauto_https off\n}\nhttp://127.0.0.1:${front} {\n\treverse_proxy 127.0.0.1:${server.address().port}\n}\n`,
);
const config = ['--config', 'Caddyfile', '--adapter', 'caddyfile'];
const caddy = spawn('caddy', ['run', ...config], { stdio: 'ignore' });
process.on('exit', () => caddy.kill());
process.on('SIGTERM', () => process.exit(1));
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const answers = () => fetch(`http://127.0.0.1:${front}/`).then(() => true, () => false);
while (!(await answers())) await pause(100);

// A binary frame of a thousand bytes, of which the server has sent so many when the configuration is loaded anew.
const frame = Buffer.concat([Buffer.from([0x82, 126, 0x03, 0xe8]), Buffer.alloc(1000, 'x')]);
async function told(bytes) {
  const served = new Promise((ended) =>
    server.once('connection', (socket, { socket: raw }) => {
      socket.on('error', ({ code }) => ended(code)).on('close', ended);
      raw.write(frame.subarray(0, bytes));
    }),
  );
  const client = new WebSocket(`ws://127.0.0.1:${front}`, { perMessageDeflate: false });
  let [error, message] = ['', ''];
  client.on('error', ({ code }) => (error = `, ${code}`));
  client.on('message', (data) => {
    if (bytes < frame.length) message = `, after a message that ends with ${data.subarray(-2).toString('hex')}`;
  });
  const closed = new Promise((resolve) => client.on('close', resolve));
  await new Promise((resolve) => client.on('open', resolve));
  await pause(300);
  execFileSync('caddy', ['reload', ...config, '--address', `127.0.0.1:${admin}`, '--force'], { stdio: 'ignore' });
  return `client ${await closed}${error}${message}; server ${await served}`;
}

console.log(`between frames: ${await told(frame.length)}`);
console.log(`two bytes of a frame missing: ${await told(frame.length - 2)}`);
console.log(`half of a frame missing: ${await told(frame.length / 2)}`);
process.exit(0);
JS
output=$(timeout 60 node seen.js)
echo "$output"
[ "$output" = 'between frames: client 1001; server WS_ERR_EXPECTED_MASK
two bytes of a frame missing: client 1006, WS_ERR_INVALID_OPCODE, after a message that ends with 8802; server WS_ERR_EXPECTED_MASK
half of a frame missing: client 1006; server WS_ERR_EXPECTED_MASK' ]
