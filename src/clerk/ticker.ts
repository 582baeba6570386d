import type { Bell } from './bell.ts';

/**
 * The bell of a session, heard at most once an interval: at once after a pause, then at the interval's end. What rang in between
 * is never lost, only joined.
 */
export class Ticker {
  readonly #bell: Bell;
  readonly #intervalMs: number;
  readonly #sessions = new Map<string, Beat>();

  constructor(bell: Bell, intervalMs: number) {
    this.#bell = bell;
    this.#intervalMs = intervalMs;
  }

  /** Returns what stops it. The listener must not throw. */
  listen(sessionId: string, listener: () => void): () => void {
    let beat = this.#sessions.get(sessionId);
    if (beat === undefined) {
      beat = this.#start(sessionId);
      this.#sessions.set(sessionId, beat);
    }
    const { listeners } = beat;
    listeners.add(listener);
    return () => {
      if (!listeners.delete(listener) || listeners.size > 0) return;
      this.#sessions.delete(sessionId);
      beat.stop();
    };
  }

  #start(sessionId: string): Beat {
    const listeners = new Set<() => void>();
    let timer: NodeJS.Timeout | null = null;
    let lastMs = Number.NEGATIVE_INFINITY;
    const tick = () => {
      timer = null;
      lastMs = performance.now();
      for (const listener of [...listeners]) listener();
    };
    const off = this.#bell.listen(sessionId, () => {
      timer ??= setTimeout(tick, Math.max(0, lastMs + this.#intervalMs - performance.now()));
    });
    const stop = () => {
      if (timer !== null) clearTimeout(timer);
      off();
    };
    return { listeners, stop };
  }
}

interface Beat {
  readonly listeners: Set<() => void>;
  stop(): void;
}
