import { existsSync, readFileSync } from 'node:fs';
import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as after } from 'node:timers/promises';

/** Descriptors that are kept from connections, for the database, keys and papers. */
const reserved = 200;
/** When connections reach the first share of the limit, those without a request are ended down to the second share. */
const fullShare = 0.9;
const roomyShare = 0.8;
/** How many requests may be on their way on one connection. Browsers and proxies have one. */
export const maxPipelined = 8;

/** Returns how many connections there may be, by the number of files that this process may have open; null where the system does not say. */
export function maxConnectionsOf(limitsFile = '/proc/self/limits'): number | null {
  const limits = existsSync(limitsFile) ? readFileSync(limitsFile, 'utf8') : '';
  const [, soft] = /^Max open files +(\d+)/m.exec(limits) ?? [];
  return soft === undefined ? null : Math.max(Number(soft) - reserved, Math.floor(Number(soft) / 2));
}

/**
 * Keeps the connections of a server, and ends those that Node would wait for when the server closes. Node ends connections whose request was answered. It
 * waits for connections that a browser opened ahead, for those that are stuck in TLS, and for those whose request never ends.
 */
export class TcpConnections {
  /** The oldest first. */
  readonly #open = new Set<Socket>();
  readonly #upgraded = new WeakSet<Socket>();
  readonly #most: number;
  readonly #answering = new Set<ServerResponse>();
  readonly #waiting = new WeakMap<Socket, Set<ServerResponse>>();
  #answered = () => {};

  /** `most`: how many there may be at a time. */
  constructor(server: Server, most: number | null) {
    this.#most = most ?? Number.POSITIVE_INFINITY;
    if (most !== null) server.maxConnections = most;
    server.on('upgrade', (request) => this.#upgraded.add(request.socket));
    server.on('connection', (socket: Socket) => {
      this.#open.add(socket);
      if (this.#open.size > this.#most * fullShare) this.#makeRoom(socket);
      socket.once('close', () => this.#open.delete(socket));
    });
    server.on('request', (request, response) => {
      if (request.socket.destroyed) return;
      this.#answering.add(response);
      this.#closeWith(request.socket, response);
      response.once('close', () => {
        this.#answering.delete(response);
        if (this.#answering.size === 0) this.#answered();
      });
    });
  }

  /**
   * Says whether a request that has just come is taken. One too many ends its connection, because all pipelined requests are taken in one turn of the event
   * loop, before any ballot. A client that pipelines asks again what was not answered (RFC 9112, 9.3.2).
   */
  hears(socket: Socket): boolean {
    if ((this.#waiting.get(socket)?.size ?? 0) >= maxPipelined) socket.destroy();
    return !socket.destroyed;
  }

  /** Ends idle connections, the oldest first, because their clients can open another. Keeps the newcomer's, which is about to be used. */
  #makeRoom(newcomer: Socket): void {
    for (const socket of this.#open) {
      if (this.#open.size <= this.#most * roomyShare) return;
      if (socket === newcomer || this.#upgraded.has(socket) || (this.#waiting.get(socket)?.size ?? 0) > 0)
        continue;
      this.#open.delete(socket);
      socket.destroy();
    }
  }

  /**
   * Closes the answers that wait behind another when their connection ends, because Node closes only the one that is being sent, and
   * the files of the others would stay open for ever.
   */
  #closeWith(socket: Socket, response: ServerResponse): void {
    let waiting = this.#waiting.get(socket);
    if (waiting === undefined) {
      const all = new Set<ServerResponse>();
      waiting = all;
      this.#waiting.set(socket, all);
      socket.once('close', () => {
        for (const one of all) {
          // Node marks the answer that is being sent in this way. A file that opens later sees the mark too.
          Object.assign(one, { destroyed: true, _closed: true });
          one.emit('close');
        }
      });
    }
    waiting.add(response);
    response.once('close', () => waiting.delete(response));
  }

  /** Ends every connection, once all that was asked is answered, and after `maxMs` at the latest. */
  async end(maxMs: number): Promise<void> {
    if (this.#answering.size > 0) {
      const answered = new Promise<void>((resolve) => {
        this.#answered = resolve;
      });
      await Promise.race([answered, after(maxMs, undefined, { ref: false })]);
    }
    for (const socket of this.#open) {
      if (this.#answering.size === 0) socket.destroySoon();
      else socket.destroy();
    }
  }
}
