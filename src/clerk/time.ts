/** What a machine tells of time, in milliseconds. */
export interface MachineClock {
  /** Since 1970. Whoever sets the machine's clock makes it jump, either way. */
  wallMs(): number;
  /** Since some moment of this process. Nobody sets it: it counts on evenly, and stands still while the machine sleeps. */
  monotonicMs(): number;
}

export const machineClock: MachineClock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
};

/** Of two times that are farther apart nothing but a clock that jumped can be the cause: corrections of a running clock are smaller. */
export const maxApartMs = 60_000;

/** The machine's clock was found elsewhere than was counted. */
export interface Jump {
  /** Ahead, or with a minus back. */
  readonly byMs: number;
  /** By the monotonic clock. */
  readonly atMs: number;
}

/**
 * The time of the house: what the machine's clock said once, counted on by the monotonic clock. It follows the machine's clock where it is
 * told to, and only there, so that nothing jumps while something is decided or a round's end is awaited.
 */
export class HouseClock {
  readonly #machine: MachineClock;
  /** The house's time when the monotonic clock was 0. */
  #originMs: number;
  #jump: Jump | null = null;

  constructor(machine: MachineClock = machineClock) {
    this.#machine = machine;
    this.#originMs = machine.wallMs() - machine.monotonicMs();
  }

  /** Since 1970. */
  nowMs(): number {
    return Math.round(this.#originMs + this.#machine.monotonicMs());
  }

  /** For what lasts so long: no jump makes it longer or shorter. */
  monotonicMs(): number {
    return this.#machine.monotonicMs();
  }

  /** Whether the machine's clock jumped, or the machine slept, since it was last followed. */
  get hasJumped(): boolean {
    return Math.abs(this.#apartMs) > maxApartMs;
  }

  /** The last jump that is known; null before the first. */
  get lastJump(): Jump | null {
    return this.#jump;
  }

  /** The house's time is the machine's again. Returns by how much the machine's clock had jumped; null where it was only corrected. */
  follow(): Jump | null {
    const byMs = this.#apartMs;
    const jump = Math.abs(byMs) > maxApartMs ? this.note(byMs) : null;
    this.#originMs += byMs;
    return jump;
  }

  /** A jump that was seen elsewhere: against what was written before this process began, say. */
  note(byMs: number): Jump {
    this.#jump = { byMs: Math.round(byMs), atMs: this.#machine.monotonicMs() };
    return this.#jump;
  }

  get #apartMs(): number {
    return this.#machine.wallMs() - this.#machine.monotonicMs() - this.#originMs;
  }
}
