/** Resolves after this time; at once where it is 0 or less. */
export function wait(ms: number): Promise<void> {
  return ms > 0 ? new Promise((resolve) => setTimeout(resolve, ms)) : Promise.resolve();
}

const newestTimeoutMs = 15_000;

/** Keeps the newest view of something that is watched, and lets callers wait for a view. */
export class Newest<View> {
  #view: View | undefined;
  #failure: Error | undefined;
  readonly #waiting = new Set<() => void>();

  get view(): View | undefined {
    return this.#view;
  }

  take(view: View): void {
    this.#view = view;
    for (const look of [...this.#waiting]) look();
  }

  /** Notes that no further view will come. Everybody who waits is rejected with the error. */
  fail(error: Error): void {
    this.#failure = error;
    for (const look of [...this.#waiting]) look();
  }

  /** Resolves with the newest view where `isSo` holds for it, else with the first one for which it does. Rejects after 15 s with an error that says `asked`. */
  until(asked: string, isSo: (view: View) => boolean): Promise<View> {
    return new Promise((resolve, reject) => {
      const done = () => {
        clearTimeout(late);
        this.#waiting.delete(look);
      };
      const look = () => {
        if (this.#failure) {
          done();
          reject(this.#failure);
        } else if (this.#view !== undefined && isSo(this.#view)) {
          done();
          resolve(this.#view);
        }
      };
      const late = setTimeout(() => {
        done();
        reject(new Error(`waited ${newestTimeoutMs / 1000} s in vain: ${asked}`));
      }, newestTimeoutMs);
      this.#waiting.add(look);
      look();
    });
  }
}
