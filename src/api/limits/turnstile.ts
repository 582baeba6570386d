/** So long somebody waits for ballots at most, before one is let in beside them. */
const maxWaitMs = 10;

/**
 * Lets operations begin one in each turn of the event loop, whoever asks by turns, and none while a ballot is under way: what comes in
 * between, a ballot above all, is heard after one of them and not after all, and a ballot that has begun shares the loop with nothing
 * that begins after it. Where ballot follows on ballot, one operation is let in after so many milliseconds all the same.
 */
export class Turnstile {
  /** By asker; the next to be let in stands first. */
  readonly #waiting = new Map<string, (() => void)[]>();
  #isTurning = false;
  #ballots = 0;
  #patience: NodeJS.Timeout | null = null;

  /** Resolves when it is the asker's turn. */
  pass(asker: string): Promise<void> {
    return new Promise((enter) => {
      const own = this.#waiting.get(asker);
      if (own === undefined) this.#waiting.set(asker, [enter]);
      else own.push(enter);
      this.#goOn();
    });
  }

  /** A ballot begins; the returned function says that it is over. */
  ballot(): () => void {
    this.#ballots += 1;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#ballots -= 1;
      this.#goOn();
    };
  }

  #goOn(): void {
    if (this.#isTurning || this.#waiting.size === 0) return;
    if (this.#ballots > 0) {
      this.#patience ??= setTimeout(this.#turn, maxWaitMs);
      return;
    }
    this.#isTurning = true;
    setImmediate(this.#turn);
  }

  readonly #turn = (): void => {
    // A ballot may have begun since.
    if (this.#ballots > 0 && this.#patience === null) {
      this.#isTurning = false;
      this.#goOn();
      return;
    }
    if (this.#patience !== null) clearTimeout(this.#patience);
    this.#patience = null;
    this.#isTurning = false;
    const [next] = this.#waiting;
    if (next === undefined) return;
    const [asker, [enter, ...later]] = next;
    this.#waiting.delete(asker);
    if (later.length > 0) this.#waiting.set(asker, later);
    this.#goOn();
    enter?.();
  };
}
