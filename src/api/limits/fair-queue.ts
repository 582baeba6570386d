import type { Asker } from './rate-limits.ts';

/** How many operations of one asker may wait: more than one socket carries. */
export const maxWaiting = 100;
/** How many bytes of one asker may wait. Its first operation may be longer. Parsed, an operation takes some ten times as much. */
const maxBytes = 512 * 1024;
/** How many bytes may wait in all. Strangers have an allowance of their own, so that they take no room from people who have signed in. */
const maxBytesOfAll = 4 * 1024 * 1024;

export interface Waiting {
  /** What it keeps in memory until its turn. */
  readonly bytes: number;
  /** Whether the asker is gone, so that no answer is needed. */
  readonly isGone: () => boolean;
  /** Called instead of a turn, where the asker is gone. */
  readonly leave: () => void;
}

interface Queue<One extends Waiting> {
  readonly of: Asker['of'];
  waiting: readonly One[];
}

/** Operations that wait. Askers take turns, and the operations of one asker keep their order. Those whose asker is gone are dropped. */
export class FairQueue<One extends Waiting> {
  /** By asker, in the order of their turns. */
  readonly #queues = new Map<string, Queue<One>>();
  readonly #bytes = { strangers: 0, others: 0 };

  /** Adds an operation. Returns false where there is no room for it. */
  add({ of, name }: Asker, one: One): boolean {
    const queue = this.#queues.get(name) ?? { of, waiting: [] };
    if (!this.#hasRoom(queue, one.bytes)) for (const other of this.#queues.values()) this.#dismiss(other);
    if (!this.#hasRoom(queue, one.bytes)) return false;
    queue.waiting = [...queue.waiting, one];
    this.#bytes[kindOf(queue)] += one.bytes;
    this.#queues.set(name, queue);
    return true;
  }

  /** Takes out the next operation; null where none waits. */
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

  /** Drops the operations whose asker is gone. */
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
