const usualDelayMs = 1_000;
/** How many refusals are held back at a time. Each keeps a connection and some kilobytes. */
export const maxHeld = 500;

export interface RefusalDelayOptions {
  /** How long a refusal is held back; a second by default. 0 holds none back. */
  readonly refusalDelayMs?: number;
}

/**
 * Holds back the answers to requests that are over a share. A program that asks again as soon as it is refused then asks once a second on each connection, and
 * the event loop is there for ballots. The answer waits, and not the reading of the connection, because a proxy may send somebody else's
 * request on a connection that is free. Where too many wait already, refusals are answered at once.
 */
export class RefusalDelay {
  readonly #delayMs: number;
  readonly #held = new Set<() => void>();
  #isOver = false;

  constructor({ refusalDelayMs = usualDelayMs }: RefusalDelayOptions) {
    this.#delayMs = refusalDelayMs;
  }

  /** Resolves when the refusal may be sent. */
  hold(): Promise<void> {
    if (this.#isOver || this.#delayMs === 0 || this.#held.size >= maxHeld) return Promise.resolve();
    return new Promise((resolve) => {
      const release = () => {
        clearTimeout(timer);
        this.#held.delete(release);
        resolve();
      };
      const timer = setTimeout(release, this.#delayMs);
      this.#held.add(release);
    });
  }

  /** Sends what is held back, and holds back nothing from now on, because the server stops. */
  stop(): void {
    this.#isOver = true;
    for (const release of [...this.#held]) release();
  }
}
