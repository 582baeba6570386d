import { performance } from 'node:perf_hooks';
import { coded } from './errors.ts';

/** While ballots come in, so many times as long as a dear operation kept the event loop busy, nothing dear begins. */
const restTimes = 24;
const longestRestMs = 30_000;
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

/** Of what waits: an asker's, and everybody's; what is read of it takes some ten times as much. */
const mostBytes = 512 * 1024;
const mostBytesOfAll = 4 * 1024 * 1024;

interface Waiting {
  readonly bytes: number;
  readonly enter: (end: EndTurn) => void;
  /** How many pay for it. */
  readonly shares: number;
}

/**
 * While ballots come in, lets what is dear begin one after the other, askers by turns, in a twenty-fifth of the event loop: nineteen
 * ballots of twenty then meet none of it. At other times it begins at once. What is dear, cost.ts says.
 */
export class Pacer {
  /** By asker; the next to be let in stands first. */
  readonly #waiting = new Map<string, Waiting[]>();
  #isTaken = false;
  /** Of all that waits. */
  #bytes = 0;
  #lastBallotMs = Number.NEGATIVE_INFINITY;

  /** A ballot was taken. */
  noteBallot(): void {
    this.#lastBallotMs = performance.now();
  }

  get #isVoting(): boolean {
    return performance.now() - this.#lastBallotMs < ballotsLastMs;
  }

  /**
   * Resolves when it is the asker's turn, with what ends it; `bytes` are kept until then, and it is done for so many `shares` at once.
   * `always`: one after the other while nobody votes, too.
   * Throws RATE_LIMITED where too much waits.
   */
  async begin(asker: string, { bytes = 0, shares = 1, always = false } = {}): Promise<EndTurn> {
    if (!this.#isVoting && !always) return nothing;
    const own = this.#waiting.get(asker) ?? [];
    const kept = own.reduce((sum, one) => sum + one.bytes, bytes);
    if (
      own.length >= mostWaiting ||
      (own.length > 0 && kept > mostBytes) ||
      this.#bytes + bytes > mostBytesOfAll
    )
      throw tooManyWaiting();
    return new Promise((enter) => {
      this.#bytes += bytes;
      own.push({ enter, bytes, shares });
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
    this.#bytes -= first?.bytes ?? 0;
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

  /** Resolves when it may begin, as `Pacer.begin` does; at once where it did and is not over. */
  async begin(how: { readonly bytes?: number; readonly always?: boolean } = {}): Promise<void> {
    if (this.#end !== nothing) return;
    if (this.asker !== null) this.#end = await this.#pacer.begin(this.asker, how);
  }

  end(): void {
    this.#end();
    this.#end = nothing;
  }
}

const tooManyWaiting = () =>
  coded(
    'RATE_LIMITED',
    'Too many operations wait, because people vote now. Ask again when one of yours was answered, or for less at once.',
    { retryAfterSeconds: retrySeconds },
  );
