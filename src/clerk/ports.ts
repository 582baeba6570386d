import type { History } from '../history/history.ts';
import type { BallotBoxStore, Envelope, RoundEnd } from './ballot-box-store.ts';
import type { Entry } from './entry.ts';
import type { Registry } from './registry.ts';

// What the clerk needs from a store. Every implementation passes the same contract suite.

export interface CodeGrant {
  readonly sessionId: string;
  /** Null for the screens' code. */
  readonly seatId: string | null;
  readonly hash: string;
  /** The command that issued it. By repeating it the administrator gets the code again. */
  readonly commandId: string;
}

export interface KeyGrant {
  readonly keyId: string;
  readonly name: string;
  readonly hash: string;
  readonly organizationId: string | null;
}

/** What one transaction writes, all of it or nothing. */
export interface Batch {
  readonly entries: readonly Entry[];
  readonly envelopes: readonly Envelope[];
  /** Closed or void rounds, whose envelopes are deleted. */
  readonly emptiedRoundIds: readonly string[];
  /** Each replaces the former code of its seat (or of the screens) and ends its tokens. */
  readonly codes: readonly CodeGrant[];
  /** Seats that are removed, with their codes and tokens. */
  readonly endedSeatIds: readonly string[];
  readonly keys: readonly KeyGrant[];
  readonly endedKeyIds: readonly string[];
}

export interface Journal {
  /**
   * Writes a batch, which is on disk when it returns. Throws, with nothing written, when a seq or a (commandId, part) is taken. After any other failure the
   * batch may or may not be written. Keeps every projection in step.
   */
  append(batch: Batch): Promise<void>;
  /** Tries a write that changes nothing. It is on disk when it returns. */
  probe(): Promise<void>;
  /** Returns entries after `afterSeq`, in order. */
  read(journalId: string, afterSeq: number, most: number): Promise<readonly Entry[]>;
  /** Returns the newest entry, or null. Throws JournalAltered where it is not the one that was written last. */
  head(journalId: string): Promise<Entry | null>;
  /** [S7] Returns what was written last in a journal, even if something else lies there now; null where nothing was. */
  seal(journalId: string): Promise<JournalSeal | null>;
  /** Returns every entry of these commands, by part. */
  entriesOf(commandIds: readonly string[]): Promise<readonly Entry[]>;
  /** Returns the open rounds, with the times at which they close by themselves. */
  openRounds(): Promise<readonly OpenRoundRow[]>;
  /** Returns which of these rounds were closed or voided. It reads every entry, so it is for a start that finds keys left over. */
  roundEnds(roundIds: readonly string[]): Promise<readonly RoundEnd[]>;
}

export interface JournalSeal {
  readonly head: Pick<Entry, 'seq' | 'hash'>;
  /** Up to where an operator accepted the journal as it is, although an entry in it does not follow; null where nobody did. */
  readonly accepted: Acceptance | null;
}

/** A journal that was accepted as it is, from its first entry to this one. */
export interface Acceptance {
  readonly seq: number;
  /** The hash of that entry, recomputed from the first entry on. */
  readonly chain: string;
}

/** Thrown where a journal is not as it was written, because somebody changed the database. Nothing of it may be shown, decided upon or added to. */
export class JournalAltered extends Error {
  override readonly name = 'JournalAltered';
  readonly journalId: string;

  constructor(journalId: string, what: string) {
    super(
      `The journal of ${journalId} is not as it was written: ${what}. Nothing of it is shown or taken. Keep the file, ask "npm run verify", and put back ` +
        'the last backup; "npm run restored" accepts it as it is.',
    );
    this.journalId = journalId;
  }
}

export interface OpenRoundRow {
  readonly sessionId: string;
  readonly roundId: string;
  readonly closesAtMs: number | null;
}

export type Holder =
  | { readonly kind: 'SEAT'; readonly sessionId: string; readonly seatId: string }
  | { readonly kind: 'SCREEN'; readonly sessionId: string };

export interface Access {
  holderOfCode(hash: string): Promise<Holder | null>;
  codesOf(sessionId: string): Promise<readonly CodeGrant[]>;
  /** Returns how the code of each seat, and of the screens, was used since it was issued. */
  codeUses(sessionId: string): Promise<readonly CodeUseRow[]>;
  /** Writes a token and counts it as a use of its code at `atMs`. It is on disk when it returns. Returns false where the code is no longer good. */
  addToken(token: {
    hash: string;
    holder: Holder;
    codeHash: string;
    expiresAtMs: number;
    atMs: number;
  }): Promise<boolean>;
  token(hash: string): Promise<{ readonly holder: Holder; readonly expiresAtMs: number } | null>;
  removeToken(hash: string): Promise<void>;
  /** Removes tokens that expired before this time. */
  removeExpired(beforeMs: number): Promise<void>;
  key(hash: string): Promise<{ readonly keyId: string; readonly organizationId: string | null } | null>;
  /** Returns every key that was ever made, in the order of making. */
  keys(): Promise<readonly KeyRow[]>;
  /** Returns the hash of a key, also of a revoked one; null where there is no such key. */
  keyHash(keyId: string): Promise<string | null>;
  keyUsed(keyId: string, atMs: number): Promise<void>;
}

/** How one code was used. */
export interface CodeUseRow {
  /** Null for the screens' code. */
  readonly seatId: string | null;
  /** Null where no entry has it. */
  readonly issuedAtMs: number | null;
  /** How many tokens it gave. */
  readonly signIns: number;
  readonly firstSignInMs: number | null;
  readonly lastSignInMs: number | null;
  /** False where the code was replaced after this copy of the database was made. */
  readonly opens: boolean;
}

export interface KeyRow {
  readonly keyId: string;
  readonly name: string;
  readonly organizationId: string | null;
  /** Null where no entry has it, because somebody wrote the key into the database. */
  readonly createdAtMs: number | null;
  /** True also where the key was ended after this copy of the database was made. */
  readonly revoked: boolean;
  readonly lastUsedMs: number | null;
}

/** Thrown when the store as a whole cannot be read or written. Everything else fails too, until somebody mends it. */
export class StoreAway extends Error {
  override readonly name: string = 'StoreAway';
  readonly code: string;

  constructor(message: string, code: string) {
    super(message);
    this.code = code;
  }
}

/** Thrown where stored data is not what was written. Writing on would make it worse. */
export class StoreDamaged extends StoreAway {
  override readonly name = 'StoreDamaged';
}

/** Thrown where a start must not go on. Another start ends in the same way, until somebody has done what the message says. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';
}

export interface Store {
  readonly journal: Journal;
  readonly ballotBox: BallotBoxStore;
  readonly access: Access;
  readonly registry: Registry;
  readonly history: History;
  close(): Promise<void>;
}
