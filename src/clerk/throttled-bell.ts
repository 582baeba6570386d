import type { Bell } from './bell.ts';

/**
 * Rings like the bell of a session, but at most once an interval: at once after a pause, else at the end of the interval. All rings within an interval
 * become one.
 */
export class ThrottledBell {
  readonly #bell: Bell;
  readonly #intervalMs: number;
  readonly #sessions = new Map<string, SessionBell>();

  constructor(bell: Bell, intervalMs: number) {
    this.#bell = bell;
    this.#intervalMs = intervalMs;
  }

  /** Adds a listener, which must not throw. Returns the function that removes it. */
  listen(sessionId: string, listener: () => void): () => void {
    let sessionBell = this.#sessions.get(sessionId);
    if (sessionBell === undefined) {
      sessionBell = this.#start(sessionId);
      this.#sessions.set(sessionId, sessionBell);
    }
    const { listeners } = sessionBell;
    listeners.add(listener);
    return () => {
      if (!listeners.delete(listener) || listeners.size > 0) return;
      this.#sessions.delete(sessionId);
      sessionBell.stop();
    };
  }

  #start(sessionId: string): SessionBell {
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

/** Listens to one session's bell for all listeners of it. */
interface SessionBell {
  readonly listeners: Set<() => void>;
  stop(): void;
}

/** Calls a function in a turn of its own, after `waitMs`. Returns the function that cancels it. */
function later(call: () => void, waitMs: number): () => void {
  if (waitMs > 0) {
    const timer = setTimeout(call, waitMs);
    return () => clearTimeout(timer);
  }
  const turn = setImmediate(call);
  return () => clearImmediate(turn);
}
