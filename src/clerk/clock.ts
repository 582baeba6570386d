/** Timers stand still while a machine sleeps, and know nothing of a clock that is set: it is looked at once a second. */
const longestWaitMs = 1_000;

/** Tells when open rounds reach their closing time. */
export class RoundClock {
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #nowMs: () => number;
  readonly #ring: (sessionId: string, roundId: string) => void;
  #stopped = false;

  constructor(nowMs: () => number, ring: (sessionId: string, roundId: string) => void) {
    this.#nowMs = nowMs;
    this.#ring = ring;
  }

  set(sessionId: string, roundId: string, atMs: number): void {
    this.clear(roundId);
    if (this.#stopped) return;
    const waitMs = Math.max(0, atMs - this.#nowMs());
    const wake = () => {
      this.#timers.delete(roundId);
      if (this.#nowMs() < atMs) this.set(sessionId, roundId, atMs);
      else this.#ring(sessionId, roundId);
    };
    this.#timers.set(roundId, setTimeout(wake, Math.min(waitMs, longestWaitMs)));
  }

  clear(roundId: string): void {
    clearTimeout(this.#timers.get(roundId));
    this.#timers.delete(roundId);
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }
}
