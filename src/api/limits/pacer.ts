import { performance } from 'node:perf_hooks';
import { coded } from '../errors.ts';
import { FairQueue, type Waiting } from './fair-queue.ts';
import type { Asker } from './rate-limits.ts';

/** How much of the event loop dear operations have. */
export interface PaceLimits {
  /** While ballots come in, of a hundred; at 100 nothing waits. */
  readonly dearPercent: number;
}

const maxRestMs = 30_000;
/** What a seat or a key may keep the event loop busy with before its dear operations wait, and how much slower it has that again than all
 * together have their part: of a room in which everybody asks something dear once, nobody waits. */
const maxCreditMs = 50;
const creditSlowness = 10;
/** Ballots come in until so long after the last one. */
const ballotsLastMs = 3_000;
/** An operation that waits itself, for the database say, keeps the next one back so long and no longer. */
const maxTurnMs = 250;
const retrySeconds = 5;

/** Ends a turn; again and it does nothing. */
export type EndTurn = () => void;

const nothing: EndTurn = () => {};

/** How an operation waits for its turn. */
export interface Waits {
  /** Kept in memory until then. */
  readonly bytes?: number;
  /** How many it is done for at once, who share what it takes; 1 unless said otherwise. */
  readonly shares?: number;
  /** One after the other while nobody votes, too. */
  readonly always?: boolean;
  /** Whether nobody is there any more who could be answered. */
  readonly isGone?: () => boolean;
}

interface Entering extends Waiting {
  readonly shares: number;
  readonly enter: (end: EndTurn) => void;
}

/** What an operation under way kept the event loop busy with so far. */
interface Bill {
  busyMs: number;
}

interface Account {
  creditMs: number;
  atMs: number;
}

/**
 * While ballots come in, lets what is dear begin one after the other, askers by turns, in a small part of the event loop: where it has
 * three hundredths, nineteen ballots of twenty meet none of it, with what it takes beside that. Who has credit begins at once, with one at a time. At other times
 * everybody does.
 * What is dear, cost.ts says.
 */
export class Pacer {
  readonly #share: number;
  readonly #queue = new FairQueue<Entering>();
  #isTaken = false;
  #lastBallotMs = Number.NEGATIVE_INFINITY;
  /**
   * Of seats and keys that have not all of their credit; who asked last stands last. Whoever has no token has none, because addresses
   * are many.
   */
  readonly #accounts = new Map<string, Account>();
  readonly #onCredit = new Set<string>();
  readonly #underWay = new Set<Bill>();
  #read = performance.eventLoopUtilization();

  constructor({ dearPercent }: PaceLimits) {
    this.#share = dearPercent / 100;
  }

  /** A ballot was taken. */
  noteBallot(): void {
    this.#lastBallotMs = performance.now();
  }

  get #isVoting(): boolean {
    return performance.now() - this.#lastBallotMs < ballotsLastMs;
  }

  /**
   * Resolves when it is the asker's turn, with what ends it. Throws RATE_LIMITED where too much waits, and where who asked is gone by
   * then, because nothing is done for nobody.
   */
  async begin(asker: Asker, waits: Waits = {}): Promise<EndTurn> {
    const { bytes = 0, shares = 1, always = false, isGone = () => false } = waits;
    const { of, name } = asker;
    const hasAccount = of !== 'address';
    const charge = (busyMs: number) => {
      if (hasAccount) this.#charge(name, busyMs);
    };
    if (!this.#isVoting && !always) return this.#start(shares, charge);
    if (hasAccount && !this.#onCredit.has(name) && this.#accountOf(name).creditMs > 0) {
      this.#onCredit.add(name);
      return this.#start(shares, (busyMs) => {
        this.#onCredit.delete(name);
        charge(busyMs);
      });
    }
    return new Promise((enter, refuse) => {
      const leave = () => refuse(leftBefore());
      if (this.#queue.add(asker, { bytes, shares, isGone, enter, leave })) this.#letIn();
      else refuse(tooManyWaiting());
    });
  }

  /** `over` is told once how long it kept the event loop busy, by each for whom it is done. */
  #start(shares: number, over: (busyMs: number) => void): EndTurn {
    const bill = { busyMs: 0 };
    this.#divide();
    this.#underWay.add(bill);
    const end = () => {
      if (!this.#underWay.has(bill)) return;
      this.#divide();
      this.#underWay.delete(bill);
      clearTimeout(timer);
      over(bill.busyMs / shares);
    };
    const timer = setTimeout(end, maxTurnMs);
    return end;
  }

  /** Whatever the loop was busy with since it was last read, those under way share: whose it was, nobody knows. */
  #divide(): void {
    const now = performance.eventLoopUtilization();
    const { active } = performance.eventLoopUtilization(now, this.#read);
    this.#read = now;
    for (const bill of this.#underWay) bill.busyMs += active / this.#underWay.size;
  }

  #accountOf(name: string): Account {
    for (const [other, account] of this.#accounts) {
      if (this.#renewed(account).creditMs < maxCreditMs) break;
      this.#accounts.delete(other);
    }
    const known = this.#accounts.get(name);
    const account =
      known === undefined ? { creditMs: maxCreditMs, atMs: performance.now() } : this.#renewed(known);
    this.#accounts.delete(name);
    this.#accounts.set(name, account);
    return account;
  }

  /** With what came back of its credit since it was looked at. */
  #renewed(account: Account): Account {
    const nowMs = performance.now();
    const comesBack = ((nowMs - account.atMs) * this.#share) / creditSlowness;
    account.creditMs = Math.min(maxCreditMs, account.creditMs + comesBack);
    account.atMs = nowMs;
    return account;
  }

  #charge(name: string, busyMs: number): void {
    const account = this.#accountOf(name);
    account.creditMs = Math.max(-maxCreditMs, account.creditMs - busyMs);
  }

  #letIn(): void {
    if (this.#isTaken) return;
    const next = this.#queue.next();
    if (next === null) return;
    this.#isTaken = true;
    next.enter(this.#start(next.shares, (busyMs) => this.#rest(busyMs)));
  }

  #rest(busyMs: number): void {
    const free = () => {
      this.#isTaken = false;
      this.#letIn();
    };
    const restMs = Math.min(busyMs / this.#share - busyMs, maxRestMs);
    if (this.#isVoting && restMs > 0) setTimeout(free, restMs).unref();
    else setImmediate(free);
  }
}

/** The turn of one operation, or of whatever follows from it at each change. */
export class Turn {
  readonly #pacer: Pacer;
  /** Who pays; null for what this program wrote itself, which waits for nothing. */
  readonly asker: Asker | null;
  readonly #isGone: () => boolean;
  #end = nothing;

  constructor(pacer: Pacer, asker: Asker | null, isGone = () => false) {
    this.#pacer = pacer;
    this.asker = asker;
    this.#isGone = isGone;
  }

  /** Resolves when it may begin, as `Pacer.begin` does; at once where it did and is not over. */
  async begin(waits: Omit<Waits, 'isGone' | 'shares'> = {}): Promise<void> {
    if (this.#end !== nothing || this.asker === null) return;
    this.#end = await this.#pacer.begin(this.asker, { ...waits, isGone: this.#isGone });
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

const leftBefore = () =>
  coded('RATE_LIMITED', 'The connection was closed before it was the turn of this operation.');
