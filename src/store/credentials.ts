import type { Query } from './gate.ts';

// Which access codes, tokens and keys there are, by their hashes, in memory: one server alone writes to the database, so whatever is not
// here was never issued, or is ended, and is refused without a look into the database.

/**
 * A minute, of what is not here: a row that somebody else wrote past this server has to be found to be told of. It lets nobody in
 * that its bond does not let in, whether or not it is looked up.
 */
const maxStrangers = 30;
const minuteMs = 60_000;

export class Credentials {
  /** 106 bytes each. Whatever opens something is among them; what is ended may be, and then the database says so. */
  readonly #hashes: Set<string>;
  #strangers = 0;
  /** By the monotonic clock. */
  #sinceMs = Number.NEGATIVE_INFINITY;

  private constructor(hashes: readonly string[]) {
    this.#hashes = new Set(hashes);
  }

  static async read(query: Query): Promise<Credentials> {
    const rows = await query<{ hash: string }>(
      'SELECT hash FROM access_code UNION ALL SELECT hash FROM access_token UNION ALL SELECT hash FROM api_key WHERE revoked = 0',
    );
    return new Credentials(rows.map(({ hash }) => hash));
  }

  /** Whether the database is to be asked what this opens. */
  worthLooking(hash: string): boolean {
    return this.#hashes.has(hash) || this.#maySpend();
  }

  add(hashes: readonly string[]): void {
    for (const hash of hashes) this.#hashes.add(hash);
  }

  remove(hashes: readonly string[]): void {
    for (const hash of hashes) this.#hashes.delete(hash);
  }

  #maySpend(): boolean {
    const nowMs = performance.now();
    if (nowMs >= this.#sinceMs + minuteMs) {
      this.#sinceMs = nowMs;
      this.#strangers = 0;
    }
    if (this.#strangers === maxStrangers) return false;
    this.#strangers += 1;
    return true;
  }
}
