const usualDelayMs = 1_000;
/** How many refusals are held back at a time at most. Each keeps a connection and some kilobytes. */
export const maxHeld = 500;
/** Of the connections that there may be, because one whose answer is held back is not ended to make room for others. */
const heldShare = 0.1;

export interface RefusalDelayOptions {
  /** How long a refusal is held back on average, from half of it to one and a half; a second by default. 0 holds none back. */
  readonly refusalDelayMs?: number;
  /** How many connections there may be; null where that is not limited. */
  readonly maxConnections?: number | null;
}

/**
 * Holds back the answers to requests over HTTP that are refused before they begin, because a share is used up or too much waits. A program that asks again as soon as it is refused then asks once a second on each connection, and
 * the event loop is there for ballots. The answer waits, and not the reading of the connection, because a proxy may send somebody else's
 * request on a connection that is free. Where too many wait already, refusals are answered at once.
 */
export class RefusalDelay {
  readonly #delayMs: number;
  readonly #maxHeld: number;
  readonly #held = new Set<() => void>();
  #isOver = false;

  constructor({ refusalDelayMs = usualDelayMs, maxConnections = null }: RefusalDelayOptions) {
    this.#delayMs = refusalDelayMs;
    this.#maxHeld = Math.min(maxHeld, Math.floor((maxConnections ?? Number.POSITIVE_INFINITY) * heldShare));
  }

  /** Resolves when the refusal may be sent. */
  hold(): Promise<void> {
    if (this.#isOver || this.#delayMs === 0 || this.#held.size >= this.#maxHeld) return Promise.resolve();
    return new Promise((resolve) => {
      const release = () => {
        clearTimeout(timer);
        this.#held.delete(release);
        resolve();
      };
      // Drawn, because those that are let go together ask again together.
      const timer = setTimeout(release, this.#delayMs * (0.5 + Math.random()));
      this.#held.add(release);
    });
  }

  /** Sends what is held back, and holds back nothing from now on, because the server stops. */
  stop(): void {
    this.#isOver = true;
    for (const release of [...this.#held]) release();
  }
}
