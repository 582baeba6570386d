/** Rings when a session has something new on disk. It carries no data, because each listener reads for itself what it needs. */
export class Bell {
  readonly #listeners = new Map<string, Set<() => void>>();

  /** Adds a listener, which must not throw. Returns the function that removes it. */
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

  /** How many sessions have listeners. */
  get size(): number {
    return this.#listeners.size;
  }
}
