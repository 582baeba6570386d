import { WebSocketServer } from 'ws';
import { announce } from './announce.mjs';
import { nextFrame } from './screen.mjs';

/** Sends the same text to every socket. It is serialised once and nothing is decided, so this measures the limit of the websocket library. */

const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
server.on('listening', () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  announce(port, () => {
    const text = JSON.stringify({ id: '1', type: 'next', payload: { data: { sessionWatch: nextFrame() } } });
    for (const socket of server.clients) socket.send(text);
  });
});
