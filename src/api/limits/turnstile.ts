/** After this time one operation is let in, though ballots are under way. */
const maxWaitMs = 10;

/**
 * Lets one operation begin in each turn of the event loop, and none while a ballot is under way. Askers take turns. So a ballot that comes in waits for
 * one operation and not for all of them, and nothing begins beside it afterwards. While ballots follow on each other without a pause, one
 * operation begins every `maxWaitMs`, so that the others do not wait for ever.
 */
export class Turnstile {
  /** By asker, in the order of their turns. */
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

  /** Notes that a ballot begins. The returned function notes that it is over. */
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
    // A ballot may have begun after this turn was set.
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
