import { Worker } from 'node:worker_threads';
import type { PaperOrder } from './order.ts';
import type { Done, Job } from './worker.ts';

interface Waiting {
  readonly resolve: (bytes: Buffer) => void;
  readonly reject: (error: Error) => void;
}

const mostWaiting = 20;

/** Prints papers beside everything else, one after another. */
export class Printer {
  readonly #script: string;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #last = 0;

  /** `script`: worker.ts as it was built. */
  constructor(script: string) {
    this.#script = script;
  }

  /** Null when too many wait already. Precondition: there is no reason against the paper (order.ts). */
  print(order: PaperOrder): Promise<Buffer> | null {
    if (this.#waiting.size >= mostWaiting) return null;
    const worker = this.#start();
    this.#last += 1;
    const job: Job = { number: this.#last, order };
    return new Promise((resolve, reject) => {
      this.#waiting.set(job.number, { resolve, reject });
      worker.ref();
      worker.postMessage(job);
    });
  }

  async stop(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(): Worker {
    if (this.#worker !== null) return this.#worker;
    const worker = new Worker(this.#script);
    // The process may end while nobody waits for a paper.
    worker.unref();
    worker.on('message', (done: Done) => {
      const waiting = this.#waiting.get(done.number);
      this.#waiting.delete(done.number);
      if (this.#waiting.size === 0) worker.unref();
      if ('bytes' in done) waiting?.resolve(Buffer.from(done.bytes));
      else waiting?.reject(new Error(done.error));
    });
    worker.on('error', (error: Error) => this.#fail(error));
    worker.on('exit', () => this.#fail(new Error('the printing thread ended')));
    this.#worker = worker;
    return worker;
  }

  /** The next paper gets a new thread. */
  #fail(error: Error): void {
    this.#worker = null;
    const failed = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of failed) reject(error);
  }
}
