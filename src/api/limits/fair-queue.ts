import type { Asker } from './rate-limits.ts';

/** Of one asker; more than a socket carries. */
export const maxWaiting = 100;
/**
 * Bytes of what waits: of one asker, but for the first; and of all askers, strangers apart, so that they take nothing from who has signed
 * in. What is read of it takes some ten times as much.
 */
const maxBytes = 512 * 1024;
const maxBytesOfAll = 4 * 1024 * 1024;

export interface Waiting {
  /** Kept in memory until its turn. */
  readonly bytes: number;
  /** Whether nobody is there any more who could be answered. */
  readonly isGone: () => boolean;
  /** It has no turn, because who asked is gone. */
  readonly leave: () => void;
}

interface Queue<One extends Waiting> {
  readonly of: Asker['of'];
  waiting: readonly One[];
}

/** What waits for its turn: askers by turns, each in the order in which it asked. Who is gone is passed over. */
export class FairQueue<One extends Waiting> {
  /** By asker; the next to be let in stands first. */
  readonly #queues = new Map<string, Queue<One>>();
  readonly #bytes = { strangers: 0, others: 0 };

  /** Whether there was room for it. */
  add({ of, name }: Asker, one: One): boolean {
    const queue = this.#queues.get(name) ?? { of, waiting: [] };
    if (!this.#hasRoom(queue, one.bytes)) for (const other of this.#queues.values()) this.#dismiss(other);
    if (!this.#hasRoom(queue, one.bytes)) return false;
    queue.waiting = [...queue.waiting, one];
    this.#bytes[kindOf(queue)] += one.bytes;
    this.#queues.set(name, queue);
    return true;
  }

  /** Takes out whose turn it is; null where nobody waits. */
  next(): One | null {
    for (const [name, queue] of this.#queues) {
      this.#dismiss(queue);
      this.#queues.delete(name);
      const [first, ...later] = queue.waiting;
      if (first === undefined) continue;
      this.#bytes[kindOf(queue)] -= first.bytes;
      queue.waiting = later;
      if (later.length > 0) this.#queues.set(name, queue);
      return first;
    }
    return null;
  }

  #hasRoom(queue: Queue<One>, bytes: number): boolean {
    const { waiting } = queue;
    return (
      waiting.length < maxWaiting &&
      (waiting.length === 0 || bytesOf(waiting) + bytes <= maxBytes) &&
      this.#bytes[kindOf(queue)] + bytes <= maxBytesOfAll
    );
  }

  /** Lets go who is gone. */
  #dismiss(queue: Queue<One>): void {
    const gone = queue.waiting.filter(({ isGone }) => isGone());
    if (gone.length === 0) return;
    queue.waiting = queue.waiting.filter((one) => !gone.includes(one));
    this.#bytes[kindOf(queue)] -= bytesOf(gone);
    for (const { leave } of gone) leave();
  }
}

const kindOf = ({ of }: Queue<Waiting>) => (of === 'address' ? 'strangers' : 'others');

const bytesOf = (waiting: readonly Waiting[]) => waiting.reduce((sum, { bytes }) => sum + bytes, 0);
