import type { Socket } from 'node:net';
import { CloseCode, MessageType } from 'graphql-ws';
import type { WebSocket } from 'ws';
import { isNestedTooDeep } from '../limits/nesting.ts';
import { bytesPerOperation } from '../limits/request-sizes.ts';
import { flushed, isBehind } from './outbound.ts';

type Take = (text: string) => Promise<void>;

export interface Admission {
  /** Asked of a message that is long, before it is read: whether it may be. */
  readonly mayHear: (bytes: number) => Promise<boolean>;
  /** What an operation has to wait for before it begins, by its document; null when it is nothing. */
  readonly turnFor: (query: unknown) => Promise<void> | null;
}

/** What servers say, and clients must not. */
const fromServers: ReadonlySet<unknown> = new Set([
  MessageType.ConnectionAck,
  MessageType.Next,
  MessageType.Error,
]);

/**
 * Takes what one client says, in order, and no faster than the client listens: while what was sent to it waits to leave, nothing more of
 * it is read, because a client that asks and never reads shall fill its own memory and not the server's.
 *
 * graphql-ws tells operations apart by their ids alone and frees an id as soon as its client completes it. One that is used again
 * while the former operation still runs would be given the former's answer and end; it waits until that is over.
 */
export class Inbound {
  readonly #socket: WebSocket;
  readonly #stream: Socket;
  readonly #failed: (error: unknown) => void;
  readonly #admission: Admission;
  readonly #waiting: { readonly text: string; readonly take: Take }[] = [];
  /** Operations by id, those included that their client has let go of. */
  readonly #running = new Map<string, Promise<void>>();
  /** In UTF-16 units, of the message that is being taken. */
  bytes = 0;
  #working = false;
  #closed = false;
  /** By id, what graphql-ws holds of operations: null until it is known to be a stream, and nothing once it is let go of. */
  held: () => Readonly<Record<string, unknown>> = () => ({});

  constructor(socket: WebSocket, stream: Socket, failed: (error: unknown) => void, admission: Admission) {
    this.#admission = admission;
    this.#socket = socket;
    this.#stream = stream;
    this.#failed = failed;
  }

  /** How many operations run. */
  get underWay(): number {
    return this.#running.size;
  }

  put(text: string, take: Take): void {
    this.#waiting.push({ text, take });
    if (!this.#working) void this.#work();
  }

  /** Hears nothing more. */
  close(): void {
    this.#closed = true;
  }

  /** Resolves when everything that has one answer has been given it. */
  async answered(): Promise<void> {
    const held = this.held();
    await Promise.all([...this.#running].map(([id, over]) => (held[id] === null ? over : undefined)));
  }

  get #hears(): boolean {
    return !this.#closed && this.#socket.readyState === this.#socket.OPEN;
  }

  async #work(): Promise<void> {
    this.#working = true;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      // A client that was sent away may go on talking.
      if (!this.#hears) continue;
      if (next.text.length >= bytesPerOperation && !(await this.#admission.mayHear(next.text.length)))
        continue;
      if (isNestedTooDeep(next.text)) {
        this.#socket.close(CloseCode.BadRequest, 'Invalid message received: nested too deep');
        continue;
      }
      const { type, id, query } = headOf(next.text);
      // Its turn comes last: what was answered meanwhile may have put the client behind.
      for (const turnOf of [
        () => this.#turnOf(id),
        () => (id === null ? null : this.#admission.turnFor(query)),
      ]) {
        const turn = turnOf();
        if (turn !== null) await this.#pausedUntil(turn);
      }
      if (!this.#hears) continue;
      if (fromServers.has(type)) {
        this.#socket.close(CloseCode.BadRequest, 'Invalid message received');
        continue;
      }
      this.bytes = next.text.length;
      const over = next.take(next.text).catch(this.#failed);
      if (id !== null && !this.#running.has(id)) this.#run(id, over);
    }
    this.#working = false;
  }

  async #pausedUntil(turn: Promise<void>): Promise<void> {
    this.#socket.pause();
    await turn;
    this.#socket.resume();
  }

  /** What has to be waited for; null when it is nothing. */
  #turnOf(id: string | null): Promise<void> | null {
    if (isBehind(this.#socket)) return flushed(this.#stream);
    const former = id === null || id in this.held() ? undefined : this.#running.get(id);
    return former ?? null;
  }

  #run(id: string, over: Promise<void>): void {
    this.#running.set(
      id,
      over.finally(() => this.#running.delete(id)),
    );
  }
}

interface Head {
  readonly type: unknown;
  /** Under which it begins an operation; null where it begins none. */
  readonly id: string | null;
  readonly query: unknown;
}

/** Nulls of what is no message, which graphql-ws refuses. */
function headOf(text: string): Head {
  try {
    const { type, id, payload } = JSON.parse(text);
    const begins = type === MessageType.Subscribe && typeof id === 'string';
    return { type, id: begins ? id : null, query: payload?.query };
  } catch {
    return { type: null, id: null, query: null };
  }
}
