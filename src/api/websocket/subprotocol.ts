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
 * Returns the refusal of a client that offers only other subprotocols; null for all others. It is refused by HTTP, because its library would fail the handshake
 * and hide the code with which graphql-ws closes the socket. It shows a status of HTTP.
 */
export function refusedSubprotocol({ headers }: IncomingMessage): RefusedUpgrade | null {
  const offered = headers['sec-websocket-protocol'];
  return offered === undefined || handleProtocols(offered) !== false ? null : wrong;
}
