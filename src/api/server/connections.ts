import { existsSync, readFileSync } from 'node:fs';
import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as after } from 'node:timers/promises';

/** Descriptors that no connection gets: for the database, keys, papers, and whoever must still be able to act. */
const reserved = 200;
/** Parts of the most connections: beyond the first, connections without a request are ended until the second is reached. */
const fullShare = 0.9;
const roomyShare = 0.8;
/** Requests on their way on one connection. Browsers and proxies have one; those who send more do so to be heard all at once. */
export const maxPipelined = 8;

/** Returns how many connections there may be, by how many files this process may have open; null where the system does not say. */
export function maxConnectionsOf(limitsFile = '/proc/self/limits'): number | null {
  const limits = existsSync(limitsFile) ? readFileSync(limitsFile, 'utf8') : '';
  const [, soft] = /^Max open files +(\d+)/m.exec(limits) ?? [];
  return soft === undefined ? null : Math.max(Number(soft) - reserved, Math.floor(Number(soft) / 2));
}

/**
 * Keeps the connections of a server, and ends those that Node would wait for when the server closes. Node itself ends those whose request
 * was answered; it leaves those that a browser opened ahead and that are silent, those that are stuck in TLS, and those whose request
 * never ends.
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
   * Whether a request that has just come is heard. One too many ends its connection (RFC 9112, 9.3.2: a client that pipelines asks again
   * what was not answered), because all that is pipelined is heard in one turn of the event loop, before any ballot.
   */
  hears(socket: Socket): boolean {
    if ((this.#waiting.get(socket)?.size ?? 0) >= maxPipelined) socket.destroy();
    return !socket.destroyed;
  }

  /** Ends connections over which nothing is asked now, the oldest first: their clients open another when they want something. Not the newcomer's, who is about to ask. */
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
          // As Node marks the one that is being sent: who looks later sees it too, a file say that was not open yet.
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
