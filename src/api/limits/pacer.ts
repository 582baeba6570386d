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
/**
 * How long a seat or a key may keep the event loop busy before its dear operations wait. With this credit nobody waits in a room where everybody
 * asks something dear once.
 */
const maxCreditMs = 50;
/** Credit comes back so many times slower than the share of all dear operations is given out. */
const creditSlowness = 10;
/** The pacer holds that people vote until so long after the last ballot. */
const ballotsLastMs = 3_000;
/** A turn ends after this time, because the operation may itself wait, for example for the database. */
const maxTurnMs = 250;
const retrySeconds = 5;

/** Ends a turn. Calling it a second time does nothing. */
export type EndTurn = () => void;

const nothing: EndTurn = () => {};

/** How an operation waits for its turn. */
export interface Waits {
  /** What it keeps in memory while it waits. */
  readonly bytes?: number;
  /** How many askers it is done for at once. They share its time. 1 by default. */
  readonly shares?: number;
  /** Whether it waits for its turn also while nobody votes. */
  readonly always?: boolean;
  /** Whether the asker is gone, so that no answer is needed. */
  readonly isGone?: () => boolean;
}

interface Entering extends Waiting {
  readonly shares: number;
  readonly enter: (end: EndTurn) => void;
}

/** How long an operation under way has kept the event loop busy so far. */
interface Bill {
  busyMs: number;
}

interface Account {
  creditMs: number;
  atMs: number;
}

/**
 * Gives dear operations a small share of the event loop while ballots come in. They begin one after the other, and askers take turns. With a share of
 * 3 %, nineteen of twenty ballots meet no dear operation. An asker who has credit begins at once, with one operation at a time. While no
 * ballots come in, every operation begins at once. cost.ts says which operations are dear.
 */
export class Pacer {
  readonly #share: number;
  readonly #queue = new FairQueue<Entering>();
  #isTaken = false;
  #lastBallotMs = Number.NEGATIVE_INFINITY;
  /**
   * The seats and keys whose credit is not full, in the order in which they last asked. Strangers have no account, because there could be any number of
   * addresses.
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
   * Resolves when it is the asker's turn, with the function that ends the turn. Throws RATE_LIMITED where too much waits already, and where the asker
   * is gone when the turn comes.
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

  /** `over` is called once, with the time for which it kept the event loop busy, divided by its shares. */
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

  /** Divides the loop's busy time since the last reading among the operations under way, because Node does not tell which one used it. */
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

  /** Adds the credit that came back since the account was last looked at. */
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

/** The turn of one operation, or of one execution of a subscription. */
export class Turn {
  readonly #pacer: Pacer;
  /** Who pays for it. Null for documents of this program, which wait for nothing. */
  readonly asker: Asker | null;
  readonly #isGone: () => boolean;
  #end = nothing;

  constructor(pacer: Pacer, asker: Asker | null, isGone = () => false) {
    this.#pacer = pacer;
    this.asker = asker;
    this.#isGone = isGone;
  }

  /** Resolves when the operation may begin, as `Pacer.begin` does. Resolves at once while a turn lasts. */
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
