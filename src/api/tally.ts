/** How many there are of each; of who has none, nothing is kept. */
export class Tally {
  readonly #counts = new Map<string, number>();

  /** Whether there was room for one more of these; then it is counted until `remove`. */
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
