import { performance } from 'node:perf_hooks';
import { coded } from './errors.ts';
import type { Asker } from './throttle.ts';

/** How much of the event loop dear operations have. */
export interface PaceLimits {
  /** While ballots come in, of a hundred; at 100 nothing waits. */
  readonly dearPercent: number;
}

const longestRestMs = 30_000;
/** What a seat or a key may keep the event loop busy with before its dear operations wait, and how much slower it has that again than all
 * together have their part: of a room in which everybody asks something dear once, nobody waits. */
const mostCreditMs = 50;
const creditSlowness = 10;
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

/** What an operation under way kept the event loop busy with so far. */
interface Bill {
  busyMs: number;
}

interface Account {
  creditMs: number;
  atMs: number;
}

/**
 * While ballots come in, lets what is dear begin one after the other, askers by turns, in a small part of the event loop: of a
 * twenty-fifth, nineteen ballots of twenty meet none. Who has credit begins at once, with one at a time. At other times everybody does.
 * What is dear, cost.ts says.
 */
export class Pacer {
  readonly #share: number;
  /** By asker; the next to be let in stands first. */
  readonly #waiting = new Map<string, Waiting[]>();
  #isTaken = false;
  /** Of all that waits. */
  #bytes = 0;
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
   * Resolves when it is the asker's turn, with what ends it; `bytes` are kept until then, and it is done for so many `shares` at once.
   * `always`: one after the other while nobody votes, too.
   * Throws RATE_LIMITED where too much waits.
   */
  async begin({ of, name }: Asker, { bytes = 0, shares = 1, always = false } = {}): Promise<EndTurn> {
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
    const own = this.#waiting.get(name) ?? [];
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
      this.#waiting.set(name, own);
      this.#letIn();
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
    const timer = setTimeout(end, longestTurnMs);
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
      if (this.#renewed(account).creditMs < mostCreditMs) break;
      this.#accounts.delete(other);
    }
    const known = this.#accounts.get(name);
    const account =
      known === undefined ? { creditMs: mostCreditMs, atMs: performance.now() } : this.#renewed(known);
    this.#accounts.delete(name);
    this.#accounts.set(name, account);
    return account;
  }

  /** With what came back of its credit since it was looked at. */
  #renewed(account: Account): Account {
    const nowMs = performance.now();
    const comesBack = ((nowMs - account.atMs) * this.#share) / creditSlowness;
    account.creditMs = Math.min(mostCreditMs, account.creditMs + comesBack);
    account.atMs = nowMs;
    return account;
  }

  #charge(name: string, busyMs: number): void {
    const account = this.#accountOf(name);
    account.creditMs = Math.max(-mostCreditMs, account.creditMs - busyMs);
  }

  #letIn(): void {
    const [next] = this.#waiting;
    if (this.#isTaken || next === undefined) return;
    const [asker, [first, ...later]] = next;
    this.#waiting.delete(asker);
    if (later.length > 0) this.#waiting.set(asker, later);
    this.#isTaken = true;
    this.#bytes -= first?.bytes ?? 0;
    first?.enter(this.#start(first.shares, (busyMs) => this.#rest(busyMs)));
  }

  #rest(busyMs: number): void {
    const free = () => {
      this.#isTaken = false;
      this.#letIn();
    };
    const restMs = Math.min(busyMs / this.#share - busyMs, longestRestMs);
    if (this.#isVoting && restMs > 0) setTimeout(free, restMs).unref();
    else setImmediate(free);
  }
}

/** The turn of one operation, or of whatever follows from it at each change. */
export class Turn {
  readonly #pacer: Pacer;
  /** Who pays; null for what this program wrote itself, which waits for nothing. */
  readonly asker: Asker | null;
  #end = nothing;

  constructor(pacer: Pacer, asker: Asker | null) {
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
