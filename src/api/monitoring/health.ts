import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import type { Vitals } from '../../clerk/observer.ts';
import type { BallotBoxFault } from '../../core/ballot-box.ts';

// The health of the server, for load balancers and for people who must act: what is wrong, and what to do. It says nothing of sessions, people or ballots.

export const statuses = ['ready', 'degraded', 'draining'] as const;
export type Status = (typeof statuses)[number];

export interface Trouble {
  /** For programs. A code is never renamed. */
  readonly code:
    | 'WRITES_FAIL'
    | 'QUEUE_WAITS'
    | 'DISK_LOW'
    | 'LOOP_BLOCKED'
    | 'RESTORED'
    | 'STOPPING'
    | 'CLOCK_JUMPED'
    | 'ROUND_CLOCK_STOPPED'
    | 'SESSION_ALTERED'
    | BallotBoxFault;
  /** What is wrong, and what to do. */
  readonly message: string;
}

export interface Health {
  readonly status: Status;
  readonly reasons: readonly Trouble[];
}

export interface HealthOptions {
  readonly vitals: () => Vitals;
  /** How many bytes are free where the database is; null for a database in memory. */
  readonly freeBytes: () => Promise<number | null>;
  /** Whether this start found another database than the one that was written last. */
  readonly isRestored: boolean;
  readonly monotonicMs: () => number;
  readonly isDraining: () => boolean;
}

const longWaitMs = 2_000;
const minFreeBytes = 256 * 1024 * 1024;
const longBlockMs = 2_000;
const loopWindowMs = 15_000;
/** How long a jump of the machine's clock is reported, so that somebody who looks now and then sees it. */
const jumpToldMs = 60 * 60 * 1_000;

export class HealthCheck {
  readonly #options: HealthOptions;
  readonly #loop: IntervalHistogram = monitorEventLoopDelay({ resolution: 20 });
  #worstBlockMs = 0;
  readonly #window: NodeJS.Timeout;

  constructor(options: HealthOptions) {
    this.#options = options;
    this.#loop.enable();
    this.#window = setInterval(() => {
      this.#worstBlockMs = this.#loop.max / 1e6;
      this.#loop.reset();
    }, loopWindowMs).unref();
  }

  stop(): void {
    clearInterval(this.#window);
    this.#loop.disable();
  }

  async read(): Promise<Health> {
    const { isDraining, freeBytes, isRestored } = this.#options;
    if (isDraining()) {
      const message = 'The server is stopping: clients come back by themselves to the one that follows.';
      return { status: 'draining', reasons: [{ code: 'STOPPING', message }] };
    }
    const reasons = [
      ...this.#ofClerk(),
      ...this.#ofClock(),
      ...ofDisk(await freeBytes()),
      ...this.#ofLoop(),
      ...(isRestored ? [restored] : []),
    ];
    return { status: reasons.length === 0 ? 'ready' : 'degraded', reasons };
  }

  #ofClerk(): readonly Trouble[] {
    const { failingSinceMs, oldestWaitedMs, waiting, maxWaiting, ballotBoxFaults, alteredSessions } =
      this.#options.vitals();
    const found: Trouble[] = [...new Set(ballotBoxFaults)].map((code) => ({
      code,
      message: ofBallotBox[code],
    }));
    if (alteredSessions > 0) found.push(altered);
    if (failingSinceMs !== null) {
      const seconds = Math.round((this.#options.monotonicMs() - failingSinceMs) / 1_000);
      const message = `The database has not taken a transaction for ${seconds} s. See the log; look for a full disk, a read-only or failing file system.`;
      found.push({ code: 'WRITES_FAIL', message });
    }
    if (oldestWaitedMs > longWaitMs || waiting > maxWaiting / 2) {
      const message = `${waiting} commands wait, the first for ${Math.round(oldestWaitedMs)} ms. Look at the disk's latency (hoinghi_append_seconds) and the processor.`;
      found.push({ code: 'QUEUE_WAITS', message });
    }
    return found;
  }

  /** [R27] Reports a jump of the machine's clock, and rounds whose clock was stopped. */
  #ofClock(): readonly Trouble[] {
    const { clockJump, clockStopped } = this.#options.vitals();
    const found: Trouble[] = [];
    const agoMs =
      clockJump === null ? Number.POSITIVE_INFINITY : this.#options.monotonicMs() - clockJump.atMs;
    if (clockJump !== null && agoMs < jumpToldMs) {
      const way = clockJump.byMs > 0 ? 'ahead' : 'back';
      const by = `${way} by ${Math.round(Math.abs(clockJump.byMs) / 1_000)} s`;
      const message = `The machine's clock jumped ${by} ${Math.round(agoMs / 60_000)} min ago, or the machine slept. Set the clock right, and let a service keep it that only corrects it slowly (chrony, systemd-timesyncd).`;
      found.push({ code: 'CLOCK_JUMPED', message });
    }
    if (clockStopped) {
      const message =
        'A round that was to close by itself does not: the clock jumped, or no server ran when its time came. The chair or the secretary closes or voids it.';
      found.push({ code: 'ROUND_CLOCK_STOPPED', message });
    }
    return found;
  }

  #ofLoop(): readonly Trouble[] {
    const blockedMs = Math.max(this.#worstBlockMs, this.#loop.max / 1e6);
    if (blockedMs <= longBlockMs) return [];
    const message = `The process did nothing else for ${Math.round(blockedMs)} ms. Look for a busy processor, swapping, or a machine that was suspended.`;
    return [{ code: 'LOOP_BLOCKED', message }];
  }
}

const ofBallotBox: Readonly<Record<BallotBoxFault, string>> = {
  BALLOTS_UNREADABLE:
    'Ballots of an open secret round do not open. See the log; put the key back beside the database, or void the round.',
  BALLOTS_ALTERED:
    'Ballots of an open secret round are not those that were cast. See the log; keep the file with its keys, and void the round.',
};

const altered: Trouble = {
  code: 'SESSION_ALTERED',
  message:
    'The journal of a session is not as this server wrote it: somebody changed the database. Nothing of that session is shown or taken. The log says which; keep the file, and put back the last backup.',
};

/** Reported until the next start, because somebody will have looked by then. */
const restored: Trouble = {
  code: 'RESTORED',
  message:
    'This start found a restored copy of the database, or another one, and ended all tokens. The log says which; replace the access codes and revoke the API keys that were ended after the copy was made. It is said until the next start.',
};

function ofDisk(freeBytes: number | null): readonly Trouble[] {
  if (freeBytes === null || freeBytes >= minFreeBytes) return [];
  const megabytes = Math.floor(freeBytes / 1024 / 1024);
  const message = `${megabytes} MB are free where the database is. Make room: without it no ballot can be written.`;
  return [{ code: 'DISK_LOW', message }];
}
