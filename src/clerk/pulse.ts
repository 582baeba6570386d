import type { Observer } from './observer.ts';
import type { Batch, Journal } from './ports.ts';

// Whether the store takes transactions. Once one failed it is asked again and again, so that its return is seen although nobody
// commands anything.

const probeIntervalMs = 1_000;

export interface PulseOptions {
  readonly journal: Pick<Journal, 'append' | 'probe'>;
  readonly observer: Pick<Observer, 'appended' | 'appendFailed'>;
  readonly monotonicMs: () => number;
  /** Does the work while no command is written. */
  readonly alone: (work: () => Promise<void>) => Promise<void>;
  readonly intervalMs?: number;
}

export class Pulse {
  readonly #options: PulseOptions;
  #failingSinceMs: number | null = null;
  #next: NodeJS.Timeout | null = null;
  #stopped = false;

  constructor(options: PulseOptions) {
    this.#options = options;
  }

  /** Null while all is well. */
  get failingSinceMs(): number | null {
    return this.#failingSinceMs;
  }

  append(batch: Batch): Promise<void> {
    return this.#write(batch.entries.length, () => this.#options.journal.append(batch));
  }

  /** The store failed, in whatever way: it is asked until it takes a transaction. */
  failed(): void {
    this.#failingSinceMs ??= this.#options.monotonicMs();
    if (this.#stopped) return;
    this.#next ??= setTimeout(() => this.#ask(), this.#options.intervalMs ?? probeIntervalMs).unref();
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

  async #ask(): Promise<void> {
    const { alone, journal } = this.#options;
    // Commands may have found out meanwhile.
    if (this.#failingSinceMs !== null) {
      await alone(() => this.#write(0, () => journal.probe())).catch(() => undefined);
    }
    this.#next = null;
    if (this.#failingSinceMs !== null) this.failed();
  }
}
