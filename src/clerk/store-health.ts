import type { Observer } from './observer.ts';
import type { Batch, Journal } from './ports.ts';

// Knows whether the store takes transactions. After a failure it probes the store again and again, so that the store's return is seen although no command
// comes.

const probeIntervalMs = 1_000;

export interface StoreHealthOptions {
  readonly journal: Pick<Journal, 'append' | 'probe'>;
  readonly observer: Pick<Observer, 'appended' | 'appendFailed'>;
  readonly monotonicMs: () => number;
  /** Does the work while no command is being written. */
  readonly alone: (work: () => Promise<void>) => Promise<void>;
  readonly intervalMs?: number;
}

export class StoreHealth {
  readonly #options: StoreHealthOptions;
  #failingSinceMs: number | null = null;
  #next: NodeJS.Timeout | null = null;
  #stopped = false;

  constructor(options: StoreHealthOptions) {
    this.#options = options;
  }

  /** Since when, by the monotonic clock, transactions fail; null while they succeed. */
  get failingSinceMs(): number | null {
    return this.#failingSinceMs;
  }

  append(batch: Batch): Promise<void> {
    return this.#write(batch.entries.length, () => this.#options.journal.append(batch));
  }

  /** Notes that the store failed. It is probed until it takes a transaction. */
  failed(): void {
    this.#failingSinceMs ??= this.#options.monotonicMs();
    if (this.#stopped) return;
    this.#next ??= setTimeout(() => this.#probe(), this.#options.intervalMs ?? probeIntervalMs).unref();
  }

  stop(): void {
    this.#stopped = true;
    if (this.#next !== null) clearTimeout(this.#next);
  }

  async #write(entries: number, work: () => Promise<void>): Promise<void> {
    const sinceMs = performance.now();
    try {
      await work();
    } catch (error) {
      this.failed();
      this.#options.observer.appendFailed();
      throw error;
    }
    this.#failingSinceMs = null;
    this.#options.observer.appended(entries, performance.now() - sinceMs);
  }

  async #probe(): Promise<void> {
    const { alone, journal } = this.#options;
    // A command may have succeeded meanwhile.
    if (this.#failingSinceMs !== null) {
      await alone(() => this.#write(0, () => journal.probe())).catch(() => undefined);
    }
    this.#next = null;
    if (this.#failingSinceMs !== null) this.failed();
  }
}
