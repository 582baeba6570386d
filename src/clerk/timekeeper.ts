import { roundOf } from '../core/state.ts';
import type { Answer, Request } from './answer.ts';
import { clockCommandId } from './mint.ts';
import type { OpenRoundRow } from './ports.ts';
import type { Snapshot } from './snapshot.ts';
import { maxApartMs, type ServerClock } from './time.ts';

// [R24] [R27] Closes rounds at their time by the monotonic clock. Stops the clock of a round where time could not be counted.

/** How often the clock is checked, because timers stand still while a machine sleeps, and do not notice that its clock was set. */
const maxWaitMs = 1_000;
/** How long to wait before a round is closed again, after the store failed. */
const retryMs = 1_000;

export interface TimekeeperOptions {
  readonly clock: ServerClock;
  /** Takes a command of the clock. */
  readonly handle: (request: Request) => Promise<Answer>;
  /** Writes that a round no longer closes by itself. Returns whether this is written, or needs no writing. Must not throw. */
  readonly stopClock: (sessionId: string, roundId: string) => Promise<boolean>;
  /** Does the work while no command is being decided. */
  readonly alone: (work: () => Promise<void>) => Promise<void>;
  readonly complain: (problem: string, error: unknown) => void;
}

/** A round with a time to close, until its end is written. */
interface Running {
  readonly sessionId: string;
  readonly timer: NodeJS.Timeout;
}

export class Timekeeper {
  readonly #options: TimekeeperOptions;
  readonly #running = new Map<string, Running>();
  /** Rounds whose clock must still be stopped, with their session. */
  readonly #doubtful = new Map<string, string>();
  /** Open rounds whose clock was stopped. */
  readonly #stopped = new Set<string>();
  #interval: NodeJS.Timeout | null = null;
  #ended = false;

  constructor(options: TimekeeperOptions) {
    this.#options = options;
  }

  /** Takes over the open rounds of a former run. From then on the machine's clock is checked once a second, also while no command comes. */
  async takeUp(
    open: readonly OpenRoundRow[],
    look: (sessionId: string) => Promise<Snapshot | null>,
  ): Promise<void> {
    for (const { sessionId, roundId, closesAtMs } of open) {
      const snapshot = await look(sessionId);
      if (snapshot === null) continue;
      if (closesAtMs !== null) this.set(sessionId, roundId, closesAtMs, snapshot.head.atMs);
      else if (roundOf(snapshot.session, roundId)?.clockStopped === true) this.noteStopped(roundId);
    }
    await this.keep();
    this.#interval ??= setInterval(() => this.#look(), maxWaitMs).unref();
  }

  end(): void {
    this.#ended = true;
    if (this.#interval !== null) clearInterval(this.#interval);
    for (const { timer } of this.#running.values()) clearTimeout(timer);
    this.#running.clear();
  }

  /** Whether an open round no longer closes by itself, although it was to. */
  get hasStopped(): boolean {
    return this.#stopped.size + this.#doubtful.size > 0;
  }

  /** Notes that a round closes at a time of the server, which was `knownMs` or later when that was written. */
  set(sessionId: string, roundId: string, closesAtMs: number, knownMs = Number.NEGATIVE_INFINITY): void {
    this.clear(roundId);
    const nowMs = this.#options.clock.nowMs();
    if (nowMs < knownMs - maxApartMs || isLate(nowMs, closesAtMs)) this.#doubt(sessionId, roundId);
    else this.#wait(sessionId, roundId, closesAtMs);
  }

  /** Notes that a round is closed or void, or that only people close it. */
  clear(roundId: string): void {
    clearTimeout(this.#running.get(roundId)?.timer);
    this.#running.delete(roundId);
    this.#doubtful.delete(roundId);
    this.#stopped.delete(roundId);
  }

  /** Notes that it is written that an open round's clock was stopped. */
  noteStopped(roundId: string): void {
    this.clear(roundId);
    this.#stopped.add(roundId);
  }

  /** Runs before each decision. Stops the clocks that a jump has made doubtful, and follows the machine's clock where no round is timed. */
  async keep(): Promise<void> {
    const { clock, stopClock, complain } = this.#options;
    if (clock.hasJumped)
      for (const [roundId, { sessionId }] of this.#running) this.#doubt(sessionId, roundId);
    for (const [roundId, sessionId] of [...this.#doubtful]) {
      if (await stopClock(sessionId, roundId)) this.#doubtful.delete(roundId);
    }
    if (this.#running.size + this.#doubtful.size > 0) return;
    const jump = clock.follow();
    if (jump !== null) complain(sentence(jump.byMs), null);
  }

  #look(): void {
    if (this.#options.clock.hasJumped || this.#doubtful.size > 0) void this.#options.alone(() => this.keep());
    else if (this.#running.size === 0) this.#options.clock.follow();
  }

  #doubt(sessionId: string, roundId: string): void {
    this.clear(roundId);
    this.#doubtful.set(roundId, sessionId);
  }

  #wait(sessionId: string, roundId: string, closesAtMs: number): void {
    if (this.#ended) return;
    const { clock } = this.#options;
    const wake = () => {
      const nowMs = clock.nowMs();
      if (nowMs < closesAtMs) return this.#wait(sessionId, roundId, closesAtMs);
      if (!isLate(nowMs, closesAtMs)) return this.#close(sessionId, roundId);
      this.#doubt(sessionId, roundId);
      this.#look();
    };
    const waitMs = Math.min(Math.max(0, closesAtMs - clock.nowMs()), maxWaitMs);
    this.#running.set(roundId, { sessionId, timer: setTimeout(wake, waitMs) });
  }

  #close(sessionId: string, roundId: string): void {
    const { clock, handle, complain } = this.#options;
    const command = { type: 'CloseRound', roundId } as const;
    const by = { kind: 'CLOCK' } as const;
    handle({ command, sessionId, commandId: clockCommandId(roundId), by }).then(
      (answer) => {
        if (answer.accepted || answer.refusal.code === 'ROUND_NOT_OPEN') return;
        if (answer.refusal.code === 'BUSY') return this.set(sessionId, roundId, clock.nowMs());
        this.clear(roundId);
        complain(`round ${roundId} is not closed by the clock: ${answer.refusal.code}`, null);
      },
      (error: unknown) => {
        complain(`round ${roundId} could not be closed by the clock`, error);
        this.set(sessionId, roundId, clock.nowMs() + retryMs);
      },
    );
  }
}

/** Says whether no server ran when the round's time came and for a minute after it, so that people could not cast. */
function isLate(nowMs: number, closesAtMs: number): boolean {
  return nowMs > closesAtMs + maxApartMs;
}

function sentence(byMs: number): string {
  const seconds = Math.round(Math.abs(byMs) / 1_000);
  return (
    `The machine's clock jumped ${byMs > 0 ? 'ahead' : 'back'} by ${seconds} s, or the machine slept. Rounds that were to close by themselves stay ` +
    'open until the chair closes or voids them. Set the clock right, and let nothing but small corrections change it in a meeting.'
  );
}
