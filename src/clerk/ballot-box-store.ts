import type { BallotBoxFault } from '../core/ballot-box.ts';

// What the clerk needs of a store of ballots and their keys. Every implementation passes the same contract suite.

/** The sealed marks of one ballot. It has neither the seat nor the order of casting. */
export interface Envelope {
  readonly id: string;
  readonly roundId: string;
  readonly nonce: Buffer;
  readonly sealed: Buffer;
}

/** A secret round as its journal has it. Its envelopes and their set are checked against this. */
export interface SecretRound {
  readonly id: string;
  /** [S3] What each envelope is bound to beside its own id. Null for a round of the first form, whose envelopes are bound to the round's id alone. */
  readonly binding: string | null;
  /** [S5] Hash of the newest entry that opened the round, sealed a ballot of it or showed a step. */
  readonly head: string;
}

/** How a round ended, as its journal has it. */
export interface RoundEnd {
  readonly roundId: string;
  /** The hash of the entry that closed or voided it. */
  readonly hash: string;
}

/** A key that is not needed and that was not destroyed, because no journal has its round, or because the round's end is not the one that was noted. */
export interface StrayKey {
  readonly roundId: string;
  readonly why: 'ROUND_UNKNOWN' | 'END_NOT_NOTED';
  /** Where the key lies now. */
  readonly folder: string;
}

/**
 * Seals and opens ballots. Each round has a key outside the database. Beside the key lies a note of the set of envelopes and of the round's newest entry.
 * `Journal.append` keeps the note in step.
 */
export interface BallotBoxStore {
  /** Makes the round's key, where it has none, with the note of an empty set. Both are on disk when it returns. */
  forge(roundId: string): Promise<void>;
  /** Seals a ballot. Returns a fault where the round's key is missing or is not that of its other ballots, or where these are not the noted ones. */
  seal(round: SecretRound, marks: Uint8Array): Promise<Envelope | BallotBoxFault>;
  /** Opens every sheet of the round. Their order says nothing about the order of casting. */
  open(round: SecretRound): Promise<readonly Uint8Array[] | BallotBoxFault>;
  /** Destroys the round's key with its note, and the remains of its envelopes in the database's log. */
  destroy(roundId: string): Promise<void>;
  /** Returns the rounds that have anything beside the database, also what was set aside. */
  roundIds(): Promise<readonly string[]>;
  /**
   * [C7] Destroys the keys of rounds that never opened, and of rounds that ended as was noted, the latter also where they were set aside. Puts keys of open
   * rounds back that were set aside. Sets every other key aside, and returns those that it set aside now.
   */
  sweep(openRoundIds: readonly string[], ends: readonly RoundEnd[]): Promise<readonly StrayKey[]>;
}
