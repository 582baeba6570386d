import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';

/** A socket with more than this unsent is behind: it gets one message at a time, the newest. */
const maxBufferedBytes = 64 * 1024;

export function isBehind(socket: WebSocket): boolean {
  return socket.bufferedAmount >= maxBufferedBytes;
}

/** Resolves when what was sent so far has left; an empty write goes behind it. */
export function flushed(stream: Socket): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()));
}

/** Sends one operation's payloads to its client. They are written already, because each goes to many clients. */
export class Outbound {
  readonly #socket: WebSocket;
  /** A Next message of graphql-transport-ws, up to its payload. */
  readonly #head: string;
  #behind = false;
  #newest: string | null = null;

  constructor(socket: WebSocket, operationId: string) {
    this.#socket = socket;
    this.#head = `{"id":${JSON.stringify(operationId)},"type":"next","payload":`;
  }

  /** Sends a payload; to a socket that is behind, when it has caught up, and only if no newer one came meanwhile. */
  send(payload: string): void {
    const socket = this.#socket;
    if (socket.readyState !== socket.OPEN) return;
    if (this.#behind) {
      this.#newest = payload;
      return;
    }
    const message = `${this.#head}${payload}}`;
    if (!isBehind(socket)) {
      socket.send(message);
      return;
    }
    this.#behind = true;
    socket.send(message, () => {
      this.#behind = false;
      const newest = this.#newest;
      this.#newest = null;
      if (newest !== null) this.send(newest);
    });
  }
}

/**
 * Resolves when the socket can take more: at once, while it keeps up. What is sent in one turn of the event loop, an answer and
 * its completion say, leaves in one write.
 */
export function sendPaced(socket: WebSocket, stream: Socket, text: string): Promise<void> | undefined {
  if (socket.readyState !== socket.OPEN) return undefined;
  if (stream.writableCorked === 0) {
    stream.cork();
    setImmediate(() => stream.uncork());
  }
  if (!isBehind(socket)) {
    socket.send(text);
    return undefined;
  }
  return new Promise((resolve) => socket.send(text, () => resolve()));
}
