import { Worker } from 'node:worker_threads';
import type { PaperOrder } from './order.ts';
import type { Done } from './worker.ts';

const maxWaiting = 20;
const maxThreads = 2;

export interface PrinterLimits {
  /** A paper is given up when setting it takes longer. */
  readonly paperMs: number;
  /** The maximum heap of a thread. */
  readonly paperMebibytes: number;
}

const usualLimits: PrinterLimits = { paperMs: 60_000, paperMebibytes: 512 };

/** Thrown where a paper was given up, because setting it took more time or memory than a paper may. */
export class PaperTooLarge extends Error {
  readonly limit: string;

  constructor(limit: string) {
    super(`the paper takes more than ${limit}`);
    this.limit = limit;
  }
}

interface Job {
  readonly order: PaperOrder;
  readonly resolve: (bytes: Buffer) => void;
  readonly reject: (error: Error) => void;
}

/** Prints papers in threads that set one at a time, so that a paper that takes long or fails concerns only the person who asked for it. */
export class Printer {
  readonly #script: string;
  readonly #limits: PrinterLimits;
  readonly #waiting: Job[] = [];
  /** The threads that set nothing at present. */
  readonly #idle: Worker[] = [];
  readonly #threads = new Set<Worker>();
  #stopped = false;

  /** `script` is the path of worker.ts as it was built. */
  constructor(script: string, limits: Partial<PrinterLimits> = {}) {
    this.#script = script;
    this.#limits = { ...usualLimits, ...limits };
  }

  /**
   * Prints a paper. Returns null where too many wait already. Rejects with PaperTooLarge where the paper takes too much time or memory. Precondition:
   * `reasonAgainst` of order.ts is null.
   */
  print(order: PaperOrder): Promise<Buffer> | null {
    if (this.#waiting.length >= maxWaiting) return null;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ order, resolve, reject });
      this.#next();
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all([...this.#threads].map((thread) => thread.terminate()));
    for (const { reject } of this.#waiting.splice(0)) reject(new Error('the server is stopping'));
  }

  #next(): void {
    if (this.#waiting.length === 0 || this.#stopped) return;
    const thread = this.#idle.pop() ?? this.#start();
    if (thread === null) return;
    const job = this.#waiting.shift();
    if (job !== undefined) this.#set(thread, job);
  }

  #set(thread: Worker, { order, resolve, reject }: Job): void {
    const { paperMs, paperMebibytes } = this.#limits;
    let over = false;
    const end = (settle: () => void) => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      thread.off('message', done).off('error', failed).off('exit', ended);
      settle();
      this.#next();
    };
    const giveUp = (error: Error) =>
      end(() => {
        // The thread ended, or is ended now. The next paper gets a new one.
        this.#threads.delete(thread);
        thread.on('error', () => {});
        void thread.terminate();
        reject(error);
      });
    const done = (answer: Done) =>
      end(() => {
        // The process may end while no paper is being printed.
        thread.unref();
        this.#idle.push(thread);
        if ('bytes' in answer) resolve(Buffer.from(answer.bytes));
        else reject(new Error(answer.error));
      });
    const failed = (error: NodeJS.ErrnoException) =>
      giveUp(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new PaperTooLarge(`${paperMebibytes} MiB`) : error);
    const ended = () => giveUp(new Error('the printing thread ended'));
    const timer = setTimeout(() => giveUp(new PaperTooLarge(`${paperMs / 1_000} s`)), paperMs);
    thread.on('message', done).on('error', failed).on('exit', ended);
    thread.ref();
    thread.postMessage(order);
  }

  /** Returns a new thread; null where there are as many as there may be. */
  #start(): Worker | null {
    if (this.#threads.size >= maxThreads) return null;
    const thread = new Worker(this.#script, {
      resourceLimits: { maxOldGenerationSizeMb: this.#limits.paperMebibytes },
    });
    this.#threads.add(thread);
    return thread;
  }
}
