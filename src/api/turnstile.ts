/**
 * Lets operations begin one in each turn of the event loop, whoever asks by turns: what comes in between, a ballot above all, is heard
 * after one of them and not after all.
 */
export class Turnstile {
  /** By asker; the next to be let in stands first. */
  readonly #waiting = new Map<string, (() => void)[]>();
  #isTurning = false;

  /** Resolves when it is the asker's turn. */
  pass(asker: string): Promise<void> {
    return new Promise((enter) => {
      const own = this.#waiting.get(asker);
      if (own === undefined) this.#waiting.set(asker, [enter]);
      else own.push(enter);
      if (this.#isTurning) return;
      this.#isTurning = true;
      setImmediate(this.#turn);
    });
  }

  readonly #turn = (): void => {
    const [next] = this.#waiting;
    this.#isTurning = next !== undefined;
    if (next === undefined) return;
    const [asker, [enter, ...later]] = next;
    this.#waiting.delete(asker);
    if (later.length > 0) this.#waiting.set(asker, later);
    setImmediate(this.#turn);
    enter?.();
  };
}
