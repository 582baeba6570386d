/** Rings when a session has something new on disk. It carries nothing: whoever hears it looks for himself. */
export class Bell {
  readonly #listeners = new Map<string, Set<() => void>>();

  /** The listener must not throw. Returns what stops it. */
  listen(sessionId: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(sessionId) ?? new Set();
    this.#listeners.set(sessionId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(sessionId) === listeners)
        this.#listeners.delete(sessionId);
    };
  }

  ring(sessionId: string): void {
    for (const listener of [...(this.#listeners.get(sessionId) ?? [])]) listener();
  }

  /** Sessions that somebody listens to. */
  get size(): number {
    return this.#listeners.size;
  }
}
