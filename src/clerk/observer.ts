import type { BallotBoxFault } from '../core/ballot-box.ts';
import type { Command } from '../core/command.ts';
import type { RefusalCode } from '../core/vocabulary.ts';
import type { Jump } from './time.ts';

/** What became of a command: written, refused, or failed by the store. The repetition of a written command counts as written. */
export type Fate = 'ACCEPTED' | 'FAILED' | RefusalCode;

/** Is told in numbers what the clerk does. It is never told who gave a command or what the command says. Must not throw. */
export interface Observer {
  /** A command was answered. `waitedMs` is the time from its arrival to its answer. */
  answered(command: Command['type'], fate: Fate, waitedMs: number): void;
  /** A transaction is on disk. */
  appended(entries: number, tookMs: number): void;
  /** A transaction failed. It may or may not be on disk. */
  appendFailed(): void;
}

/** The state of the clerk, for /health and /metrics. */
export interface Vitals {
  readonly waiting: number;
  readonly maxWaiting: number;
  /** How long the command at the head of the queue has waited. */
  readonly oldestWaitedMs: number;
  /** Since when, by the monotonic clock, appends fail; null while they succeed. */
  readonly failingSinceMs: number | null;
  readonly sessionsInMemory: number;
  /** Why open secret rounds could not be counted as their ballots are now. */
  readonly ballotBoxFaults: readonly BallotBoxFault[];
  /** How many sessions were found with journals that are not as they were written. */
  readonly alteredSessions: number;
  /** The last time that the machine's clock jumped; null before the first. */
  readonly clockJump: Jump | null;
  /** Whether an open round no longer closes by itself, although it was to. */
  readonly clockStopped: boolean;
}
