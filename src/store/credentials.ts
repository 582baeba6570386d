import type { Query } from './gate.ts';

// The hashes of all access codes, tokens and keys, in memory. Only this server writes to the database. So what is not here was never issued or is ended, and
// is refused without reading the database.

/**
 * How many unknown hashes are looked up in a minute all the same, so that rows are found and reported that somebody else wrote into the database. Such a row
 * lets nobody in, because its bond does not fit.
 */
const maxStrangers = 30;
const minuteMs = 60_000;

export class Credentials {
  /** 106 bytes each. It has everything that opens something. It may also have what is ended, and then the database says so. */
  readonly #hashes: Set<string>;
  #strangers = 0;
  /** When the minute began, by the monotonic clock. */
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

  /** Says whether to ask the database what this opens. */
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
