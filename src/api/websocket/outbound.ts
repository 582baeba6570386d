import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';

/** A socket with more unsent bytes than this is behind. It gets one message at a time, the newest one. */
const maxBufferedBytes = 64 * 1024;

export function isBehind(socket: WebSocket): boolean {
  return socket.bufferedAmount >= maxBufferedBytes;
}

/** Resolves when everything sent so far has left, because the empty write is queued behind it. */
export function flushed(stream: Socket): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()));
}

/** Sends one operation's payloads to its client. They are serialised already, because each goes to many clients. */
export class Outbound {
  readonly #socket: WebSocket;
  /** The text of a Next message of graphql-transport-ws before its payload. */
  readonly #head: string;
  #behind = false;
  #newest: string | null = null;

  constructor(socket: WebSocket, operationId: string) {
    this.#socket = socket;
    this.#head = `{"id":${JSON.stringify(operationId)},"type":"next","payload":`;
  }

  /** Sends a payload. A socket that is behind gets it when it has caught up, unless a newer one has come meanwhile. */
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
 * Sends a text. Resolves when the socket can take more, which is at once while it keeps up. Messages of one turn of the event loop leave in one write, for
 * example an answer and its completion.
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
