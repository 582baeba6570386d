import type { BallotBoxFault } from '../core/ballot-box.ts';

// What the clerk needs of whatever keeps ballots and their keys. Every implementation passes the same contract suite.

/** The sealed marks of one ballot: neither seat nor order are in it. */
export interface Envelope {
  readonly id: string;
  readonly roundId: string;
  readonly nonce: Buffer;
  readonly sealed: Buffer;
}

/** A secret round as its journal has it: what its envelopes, and the set of them, are held against. */
export interface SecretRound {
  readonly id: string;
  /** [S3] What each envelope is bound to beside its own id; null for one of the first form, bound to the round's id alone. */
  readonly binding: string | null;
  /** [S5] Hash of the newest entry that opened the round, sealed a ballot of it or showed a step. */
  readonly head: string;
}

/** How a round ended, as its journal has it. */
export interface RoundEnd {
  readonly roundId: string;
  /** Of the entry that closed or voided it. */
  readonly hash: string;
}

/** A key that was neither needed nor destroyed: its journal knows no such round, or its end is not the one that was noted. */
export interface StrayKey {
  readonly roundId: string;
  readonly why: 'ROUND_UNKNOWN' | 'END_NOT_NOTED';
  /** Where the key lies now. */
  readonly folder: string;
}

/**
 * Seals and opens ballots; a key a round, outside of the database, and beside it a note of the set of envelopes and of the round's
 * newest entry, which `Journal.append` keeps in step.
 */
export interface BallotBoxStore {
  /** Makes the round's key, if there is none, with the note of an empty set; on disk when it returns. */
  forge(roundId: string): Promise<void>;
  /** A fault where the round's key is not here or not the one of its other ballots, or where these are not those that were noted. */
  seal(round: SecretRound, marks: Uint8Array): Promise<Envelope | BallotBoxFault>;
  /** Every sheet of the round in an order that tells nothing. */
  open(round: SecretRound): Promise<readonly Uint8Array[] | BallotBoxFault>;
  /** Destroys the round's key with its note, and what the database's log still has of its envelopes. */
  destroy(roundId: string): Promise<void>;
  /** Rounds of which anything is kept beside the database, also set aside. */
  roundIds(): Promise<readonly string[]>;
  /**
   * [C7] Destroys the keys of rounds that ended as was noted, and of those that never opened; sets every other key that no open round
   * needs aside, and returns it where it was not aside before. Takes up again what was set aside of rounds that are open, and destroys it
   * of those that ended as was noted.
   */
  sweep(openRoundIds: readonly string[], ends: readonly RoundEnd[]): Promise<readonly StrayKey[]>;
}
