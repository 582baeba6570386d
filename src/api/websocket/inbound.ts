import type { Socket } from 'node:net';
import { CloseCode, MessageType } from 'graphql-ws';
import type { WebSocket } from 'ws';
import { isNestedTooDeep } from '../limits/nesting.ts';
import { bytesPerOperation } from '../limits/request-sizes.ts';
import { flushed, isBehind } from './outbound.ts';

type Take = (text: string) => Promise<void>;

export interface Admission {
  /** Says whether a long message may be read. */
  readonly mayHear: (bytes: number) => Promise<boolean>;
  /** Returns what an operation waits for before it begins, by its document; null where it waits for nothing. */
  readonly turnFor: (query: unknown) => Promise<void> | null;
}

/** Types of messages that only servers send. */
const fromServers: ReadonlySet<unknown> = new Set([
  MessageType.ConnectionAck,
  MessageType.Next,
  MessageType.Error,
]);

/**
 * Takes the messages of one client in order, and no faster than the client reads. While answers wait to leave, it reads no more of the client's messages,
 * because a client that asks and never reads would fill the server's memory.
 *
 * graphql-ws tells operations apart by their ids alone, and frees an id as soon as the client completes it. An operation under an id whose former
 * operation still runs would get the former's answer. So it waits until the former is over.
 */
export class Inbound {
  readonly #socket: WebSocket;
  readonly #stream: Socket;
  readonly #failed: (error: unknown) => void;
  readonly #admission: Admission;
  readonly #waiting: { readonly text: string; readonly take: Take }[] = [];
  /** Operations by id, also those that their client has completed and that still run. */
  readonly #running = new Map<string, Promise<void>>();
  /** The length of the message that is being taken, in UTF-16 units. */
  bytes = 0;
  #working = false;
  #closed = false;
  /** The operations of graphql-ws by id: null until one is known to be a stream, and absent once it is completed. */
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

  /** Takes no more messages. */
  close(): void {
    this.#closed = true;
  }

  /** Resolves when all queries and mutations are answered. */
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
      // A client whose socket is being closed may go on sending.
      if (!this.#hears) continue;
      if (next.text.length >= bytesPerOperation && !(await this.#admission.mayHear(next.text.length)))
        continue;
      if (isNestedTooDeep(next.text)) {
        this.#socket.close(CloseCode.BadRequest, 'Invalid message received: nested too deep');
        continue;
      }
      const { type, id, query } = headOf(next.text);
      // The socket is looked at after the turn, because answers given meanwhile may have put the client behind.
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

  /** Returns what must be waited for; null where it is nothing. */
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
  /** The id under which the message begins an operation; null where it begins none. */
  readonly id: string | null;
  readonly query: unknown;
}

/** Returns nulls for a text that is no message. graphql-ws refuses it. */
function headOf(text: string): Head {
  try {
    const { type, id, payload } = JSON.parse(text);
    const begins = type === MessageType.Subscribe && typeof id === 'string';
    return { type, id: begins ? id : null, query: payload?.query };
  } catch {
    return { type: null, id: null, query: null };
  }
}
