import type { IncomingMessage } from 'node:http';
import { handleProtocols } from 'graphql-ws';
import type { RefusedUpgrade } from './connection-limits.ts';

const wrong: RefusedUpgrade = {
  status: '400 Bad Request',
  reason:
    'The only subprotocol spoken here is graphql-transport-ws (https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md); offer it in Sec-WebSocket-Protocol.',
  retryAfterSeconds: null,
};

/**
 * Refuses a client that offers other subprotocols alone; null for every other. It is refused by HTTP, because its library fails a
 * handshake that chooses none, and hides the code with which graphql-ws would close the socket; a status of HTTP it shows.
 */
export function refusedSubprotocol({ headers }: IncomingMessage): RefusedUpgrade | null {
  const offered = headers['sec-websocket-protocol'];
  return offered === undefined || handleProtocols(offered) !== false ? null : wrong;
}
