import type { IncomingMessage } from 'node:http';
import { handleProtocols } from 'graphql-ws';
import type { TurnedAway } from './crowd.ts';

const wrong: TurnedAway = {
  status: '400 Bad Request',
  reason:
    'The only subprotocol spoken here is graphql-transport-ws (https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md); offer it in Sec-WebSocket-Protocol.',
  retryAfterSeconds: null,
};

/**
 * Why whoever offers other subprotocols alone gets no socket; null for everybody else. Their libraries fail a handshake that chooses none, and
 * show nobody the code with which graphql-ws would close the socket then: a status of HTTP they do show.
 */
export function refusedSubprotocol({ headers }: IncomingMessage): TurnedAway | null {
  const offered = headers['sec-websocket-protocol'];
  return offered === undefined || handleProtocols(offered) !== false ? null : wrong;
}
