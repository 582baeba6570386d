import { performance } from 'node:perf_hooks';
import { coded } from './errors.ts';

/** While ballots come in, so many times as long as a dear operation kept the event loop busy, nothing dear begins. */
const restTimes = 24;
const longestRestMs = 5_000;
/** Ballots come in until so long after the last one. */
const ballotsLastMs = 3_000;
/** An operation that waits itself, for the database say, keeps the next one back so long and no longer. */
const longestTurnMs = 250;
/** Of one asker; more than a socket carries. */
export const mostWaiting = 100;
const retrySeconds = 5;

/** Ends a turn; again and it does nothing. */
export type EndTurn = () => void;

const nothing: EndTurn = () => {};

interface Waiting {
  readonly enter: (end: EndTurn) => void;
  /** How many pay for it. */
  readonly shares: number;
}

/**
 * While ballots come in, lets what people wrote themselves begin one after the other, askers by turns, in a twenty-fifth of the event
 * loop: nineteen ballots of twenty then meet none of it, however dear it is. At other times everything begins at once.
 */
export class Pacer {
  /** By asker; the next to be let in stands first. */
  readonly #waiting = new Map<string, Waiting[]>();
  #isTaken = false;
  #lastBallotMs = Number.NEGATIVE_INFINITY;

  /** A ballot was taken. */
  noteBallot(): void {
    this.#lastBallotMs = performance.now();
  }

  get #isVoting(): boolean {
    return performance.now() - this.#lastBallotMs < ballotsLastMs;
  }

  /**
   * Resolves when it is the asker's turn, with what ends it; `shares`: for how many at once it is done. Throws RATE_LIMITED for an asker
   * with too many that wait.
   */
  async begin(asker: string, shares = 1): Promise<EndTurn> {
    if (!this.#isVoting) return nothing;
    const own = this.#waiting.get(asker) ?? [];
    if (own.length >= mostWaiting) throw tooManyWaiting();
    return new Promise((enter) => {
      own.push({ enter, shares });
      this.#waiting.set(asker, own);
      this.#letIn();
    });
  }

  #letIn(): void {
    const [next] = this.#waiting;
    if (this.#isTaken || next === undefined) return;
    const [asker, [first, ...later]] = next;
    this.#waiting.delete(asker);
    if (later.length > 0) this.#waiting.set(asker, later);
    this.#isTaken = true;
    const before = performance.eventLoopUtilization();
    let isOver = false;
    const end = () => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      this.#rest(performance.eventLoopUtilization(before).active / (first?.shares ?? 1));
    };
    const timer = setTimeout(end, longestTurnMs);
    first?.enter(end);
  }

  #rest(busyMs: number): void {
    const free = () => {
      this.#isTaken = false;
      this.#letIn();
    };
    if (this.#isVoting) setTimeout(free, Math.min(busyMs * restTimes, longestRestMs)).unref();
    else setImmediate(free);
  }
}

/** The turn of one operation, or of whatever follows from it at each change. */
export class Turn {
  readonly #pacer: Pacer;
  /** Who pays; null for what this program wrote itself, which waits for nothing. */
  readonly asker: string | null;
  #end = nothing;

  constructor(pacer: Pacer, asker: string | null) {
    this.#pacer = pacer;
    this.asker = asker;
  }

  /** Resolves when something may begin; what began before is over then. Throws RATE_LIMITED as `Pacer.begin` does. */
  async begin(): Promise<void> {
    this.end();
    if (this.asker !== null) this.#end = await this.#pacer.begin(this.asker);
  }

  end(): void {
    this.#end();
    this.#end = nothing;
  }
}

const tooManyWaiting = () =>
  coded(
    'RATE_LIMITED',
    `${mostWaiting} large operations of yours wait already, because people vote now. Ask again when one was answered, or ask for less at once.`,
    { retryAfterSeconds: retrySeconds },
  );
