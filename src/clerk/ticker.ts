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
    let cancel: (() => void) | null = null;
    let lastMs = Number.NEGATIVE_INFINITY;
    const tick = () => {
      cancel = null;
      lastMs = performance.now();
      for (const listener of [...listeners]) listener();
    };
    const off = this.#bell.listen(sessionId, () => {
      cancel ??= later(tick, lastMs + this.#intervalMs - performance.now());
    });
    const stop = () => {
      cancel?.();
      off();
    };
    return { listeners, stop };
  }
}

interface Beat {
  readonly listeners: Set<() => void>;
  stop(): void;
}

/** Calls in a turn of its own, at once or after a time. Returns what calls it off. */
function later(call: () => void, waitMs: number): () => void {
  if (waitMs > 0) {
    const timer = setTimeout(call, waitMs);
    return () => clearTimeout(timer);
  }
  const turn = setImmediate(call);
  return () => clearImmediate(turn);
}
