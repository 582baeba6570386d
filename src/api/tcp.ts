import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as after } from 'node:timers/promises';

/**
 * A server that closes waits for every connection. Node ends those whose request was answered and that wait for another; this ends
 * the others as well: opened ahead by a browser and silent, stuck in TLS, or sending a request and never done with it.
 */
export class TcpConnections {
  readonly #open = new Set<Socket>();
  readonly #answering = new Set<ServerResponse>();
  readonly #waiting = new WeakMap<Socket, Set<ServerResponse>>();
  #answered = () => {};

  constructor(server: Server) {
    server.on('connection', (socket: Socket) => {
      this.#open.add(socket);
      socket.once('close', () => this.#open.delete(socket));
    });
    server.on('request', (request, response) => {
      this.#answering.add(response);
      this.#told(request.socket, response);
      response.once('close', () => {
        this.#answering.delete(response);
        if (this.#answering.size === 0) this.#answered();
      });
    });
  }

  /**
   * Of a connection that ends, Node tells the answer that is being sent; this tells those that wait behind it, whose files would stay
   * open for ever.
   */
  #told(socket: Socket, response: ServerResponse): void {
    let waiting = this.#waiting.get(socket);
    if (waiting === undefined) {
      const all = new Set<ServerResponse>();
      waiting = all;
      this.#waiting.set(socket, all);
      socket.once('close', () => {
        for (const one of all) {
          one.destroyed = true;
          one.emit('close');
        }
      });
    }
    waiting.add(response);
    response.once('close', () => waiting.delete(response));
  }

  /** Ends every connection, once all that was asked is answered, and after `mostMs` at the latest. */
  async end(mostMs: number): Promise<void> {
    if (this.#answering.size > 0) {
      const answered = new Promise<void>((resolve) => {
        this.#answered = resolve;
      });
      await Promise.race([answered, after(mostMs, undefined, { ref: false })]);
    }
    for (const socket of this.#open) {
      if (this.#answering.size === 0) socket.destroySoon();
      else socket.destroy();
    }
  }
}
