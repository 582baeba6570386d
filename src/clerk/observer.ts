import type { BallotBoxFault } from '../core/ballot-box.ts';
import type { Command } from '../core/command.ts';
import type { RefusalCode } from '../core/vocabulary.ts';
import type { Jump } from './time.ts';

/** What became of a command: written, refused, or the store failed. Repetitions of what was written count as written. */
export type Fate = 'ACCEPTED' | 'FAILED' | RefusalCode;

/** Told what the clerk does, in numbers: never who, and never what a command says. Must not throw. */
export interface Observer {
  /** `waitedMs`: from its arrival to its answer. */
  answered(command: Command['type'], fate: Fate, waitedMs: number): void;
  /** A transaction is on disk. */
  appended(entries: number, tookMs: number): void;
  /** A transaction was tried, and may not be on disk. */
  appendFailed(): void;
}

/** How the clerk is, for whoever looks after the server. */
export interface Vitals {
  readonly waiting: number;
  readonly maxWaiting: number;
  /** How long the command at the head of the queue has waited. */
  readonly oldestWaitedMs: number;
  /** Since when, by the monotonic clock, no append has succeeded, once one failed; null while all is well. */
  readonly failingSinceMs: number | null;
  readonly sessionsInMemory: number;
  /** Of open secret rounds, why they could not be counted as their ballots are now. */
  readonly ballotBoxFaults: readonly BallotBoxFault[];
  /** How many sessions were looked for whose journals are not as they were written. */
  readonly alteredSessions: number;
  /** The last time that the machine's clock jumped; null before the first. */
  readonly clockJump: Jump | null;
  /** Whether a round is open that was to close by itself, and does not any more. */
  readonly clockStopped: boolean;
}
