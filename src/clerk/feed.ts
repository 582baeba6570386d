/** Says that nothing is new until the next wake. */
export const nothingNew = Symbol('nothing new');

export interface Source<Item> {
  /** Returns what is new since the last pull, `nothingNew`, or a promise of either. An error that it throws ends the feed. */
  pull(): Item | typeof nothingNew | Promise<Item | typeof nothingNew>;
  /** Called once, when the feed ends. */
  leave(): void;
}

/**
 * What one follower reads. The feed pulls its items, and is only woken when something may be new. It is no async generator, because one that waits cannot
 * be ended from outside.
 */
export class Feed<Item> implements AsyncIterableIterator<Item> {
  readonly #source: Source<Item>;
  #waiting: { resolve: (result: IteratorResult<Item>) => void; reject: (error: unknown) => void } | null =
    null;
  #pulling = false;
  #woken = false;
  #failure: { readonly error: unknown } | null = null;
  #ended = false;

  constructor(source: Source<Item>) {
    this.#source = source;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Item>> {
    if (this.#failure !== null) {
      const { error } = this.#failure;
      this.#failure = null;
      return Promise.reject(error);
    }
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#pull();
    });
  }

  /** Says that something may be new. */
  wake(): void {
    if (this.#waiting === null || this.#pulling) this.#woken = true;
    else this.#pull();
  }

  /** Ends the feed with an error, which the follower gets once. */
  fail(error: unknown): void {
    if (this.#ended) return;
    const waiting = this.#waiting;
    this.#end();
    if (waiting === null) this.#failure = { error };
    else waiting.reject(error);
  }

  return(): Promise<IteratorResult<Item>> {
    const waiting = this.#waiting;
    this.#end();
    waiting?.resolve({ done: true, value: undefined });
    return Promise.resolve({ done: true, value: undefined });
  }

  throw(error: unknown): Promise<IteratorResult<Item>> {
    this.#end();
    return Promise.reject(error);
  }

  #pull(): void {
    this.#woken = false;
    try {
      const pulled = this.#source.pull();
      if (pulled instanceof Promise) {
        this.#pulling = true;
        pulled.then(
          (item) => {
            this.#pulling = false;
            this.#take(item);
          },
          (error: unknown) => {
            this.#pulling = false;
            this.fail(error);
          },
        );
      } else this.#take(pulled);
    } catch (error) {
      this.fail(error);
    }
  }

  #take(item: Item | typeof nothingNew): void {
    if (this.#ended || this.#waiting === null) return;
    if (item === nothingNew) {
      if (this.#woken) this.#pull();
      return;
    }
    const { resolve } = this.#waiting;
    this.#waiting = null;
    resolve({ done: false, value: item });
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#waiting = null;
    this.#source.leave();
  }
}
