/** Resolves after this time; 0 and less: at once. */
export function wait(ms: number): Promise<void> {
  return ms > 0 ? new Promise((resolve) => setTimeout(resolve, ms)) : Promise.resolve();
}

const newestTimeoutMs = 15_000;

/** The newest view of something watched, and who waits for it to become so. */
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

  /** No further view comes; whoever waits hears why. */
  fail(error: Error): void {
    this.#failure = error;
    for (const look of [...this.#waiting]) look();
  }

  /** The first view, from now on, that is as asked for; rejects when none comes in time. */
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
