/** The clocks of a machine, in milliseconds. */
export interface MachineClock {
  /** Since 1970. It jumps forwards or back when somebody sets the machine's clock. */
  wallMs(): number;
  /** Since some moment of this process. It cannot be set, counts evenly, and stands still while the machine sleeps. */
  monotonicMs(): number;
}

export const machineClock: MachineClock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
};

/** Times that are farther apart than this show that a clock jumped, because corrections of a running clock are smaller. */
export const maxApartMs = 60_000;

/** A difference between the machine's clock and the time that was counted. */
export interface Jump {
  /** Positive for a jump forwards, negative for one back. */
  readonly byMs: number;
  /** When it was seen, by the monotonic clock. */
  readonly atMs: number;
}

/**
 * The server's own time: the machine's clock as it was read once, counted on by the monotonic clock. It follows the machine's clock only when `follow` is
 * called, so that time does not jump within a decision or while a round is timed.
 */
export class ServerClock {
  readonly #machine: MachineClock;
  /** The server's time when the monotonic clock was 0. */
  #originMs: number;
  #jump: Jump | null = null;

  constructor(machine: MachineClock = machineClock) {
    this.#machine = machine;
    this.#originMs = machine.wallMs() - machine.monotonicMs();
  }

  /** The server's time, since 1970. */
  nowMs(): number {
    return Math.round(this.#originMs + this.#machine.monotonicMs());
  }

  /** For measuring how long something lasts, because no jump changes it. */
  monotonicMs(): number {
    return this.#machine.monotonicMs();
  }

  /** Whether the machine's clock jumped, or the machine slept, since the last `follow`. */
  get hasJumped(): boolean {
    return Math.abs(this.#apartMs) > maxApartMs;
  }

  /** The last known jump; null before the first. */
  get lastJump(): Jump | null {
    return this.#jump;
  }

  /** Sets the server's time to the machine's. Returns by how much the machine's clock had jumped; null where it was only corrected. */
  follow(): Jump | null {
    const byMs = this.#apartMs;
    const jump = Math.abs(byMs) > maxApartMs ? this.note(byMs) : null;
    this.#originMs += byMs;
    return jump;
  }

  /** Notes a jump that was seen elsewhere, for example by what a former process wrote. */
  note(byMs: number): Jump {
    this.#jump = { byMs: Math.round(byMs), atMs: this.#machine.monotonicMs() };
    return this.#jump;
  }

  get #apartMs(): number {
    return this.#machine.wallMs() - this.#machine.monotonicMs() - this.#originMs;
  }
}
