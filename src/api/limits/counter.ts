/** Counts by name. Forgets a name whose count is 0. */
export class Counter {
  readonly #counts = new Map<string, number>();

  /** Counts one more until `remove`. Returns false, and counts nothing, where the count has reached `most`. */
  add(name: string, most: number): boolean {
    const count = this.#counts.get(name) ?? 0;
    if (count >= most) return false;
    this.#counts.set(name, count + 1);
    return true;
  }

  remove(name: string): void {
    const left = (this.#counts.get(name) ?? 0) - 1;
    if (left > 0) this.#counts.set(name, left);
    else this.#counts.delete(name);
  }
}
