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
  /** The command that issued it; with it the administrator who gave it has the code derived again. */
  readonly commandId: string;
}

export interface KeyGrant {
  readonly keyId: string;
  readonly name: string;
  readonly hash: string;
  readonly organizationId: string | null;
}

/** What one transaction writes: all of it or nothing. */
export interface Batch {
  readonly entries: readonly Entry[];
  readonly envelopes: readonly Envelope[];
  /** Rounds whose envelopes are deleted: closed or void ones. */
  readonly emptiedRoundIds: readonly string[];
  /** Each replaces the former code of its seat (or of the screens) and ends its tokens. */
  readonly codes: readonly CodeGrant[];
  /** Seats that are no more, with their codes and tokens. */
  readonly endedSeatIds: readonly string[];
  readonly keys: readonly KeyGrant[];
  readonly endedKeyIds: readonly string[];
}

export interface Journal {
  /**
   * On disk when it returns. Throws, with nothing written, when a seq or a (commandId, part) is taken; after any other failure
   * it may or may not be written. Keeps every projection in step.
   */
  append(batch: Batch): Promise<void>;
  /** Writes, and changes nothing: on disk when it returns. */
  probe(): Promise<void>;
  /** Entries after `afterSeq`, in order. */
  read(journalId: string, afterSeq: number, most: number): Promise<readonly Entry[]>;
  /** The newest entry, or null. Throws JournalAltered where it is not the one that was written last. */
  head(journalId: string): Promise<Entry | null>;
  /** [S7] What was written last of a journal, whatever lies in it now; null where nothing was. */
  seal(journalId: string): Promise<JournalSeal | null>;
  /** Every entry of these commands, by part. */
  entriesOf(commandIds: readonly string[]): Promise<readonly Entry[]>;
  /** Rounds that are open, with when they close by themselves. */
  openRounds(): Promise<readonly OpenRoundRow[]>;
  /** Of these rounds those that were closed or voided. Reads every entry: for a start that finds keys left over. */
  roundEnds(roundIds: readonly string[]): Promise<readonly RoundEnd[]>;
}

export interface JournalSeal {
  readonly head: Pick<Entry, 'seq' | 'hash'>;
  /** How far an operator took the journal as it lies, although an entry in it does not follow; null where nobody did. */
  readonly accepted: Acceptance | null;
}

/** A journal taken as it lies, from its first entry to this one. */
export interface Acceptance {
  readonly seq: number;
  /** The hash of that entry, recomputed from the first entry on. */
  readonly chain: string;
}

/** Thrown where a journal is not as it was written: somebody changed the database. Nothing of it may be shown, decided upon or added to. */
export class JournalAltered extends Error {
  override readonly name = 'JournalAltered';
  readonly journalId: string;

  constructor(journalId: string, what: string) {
    super(
      `The journal of ${journalId} is not as it was written: ${what}. Nothing of it is shown or taken. Keep the file, ask "npm run verify", and put back ` +
        'the last backup; "npm run restored" takes it as it lies.',
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
  /** How the code of each seat, and of the screens, was used since it was issued. */
  codeUses(sessionId: string): Promise<readonly CodeUseRow[]>;
  /** Counted with its code, at `atMs`. On disk when it returns; false when the code is no longer good. */
  addToken(token: {
    hash: string;
    holder: Holder;
    codeHash: string;
    expiresAtMs: number;
    atMs: number;
  }): Promise<boolean>;
  token(hash: string): Promise<{ readonly holder: Holder; readonly expiresAtMs: number } | null>;
  removeToken(hash: string): Promise<void>;
  /** Forgets tokens that expired before. */
  removeExpired(beforeMs: number): Promise<void>;
  key(hash: string): Promise<{ readonly keyId: string; readonly organizationId: string | null } | null>;
  /** Every key there ever was, in the order of making. */
  keys(): Promise<readonly KeyRow[]>;
  /** Of a key that there ever was; null where there is none. */
  keyHash(keyId: string): Promise<string | null>;
  keyUsed(keyId: string, atMs: number): Promise<void>;
}

/** How one code was used. */
export interface CodeUseRow {
  /** Null for the screens' code. */
  readonly seatId: string | null;
  /** Null where no entry says so. */
  readonly issuedAtMs: number | null;
  /** Tokens that it gave. */
  readonly signIns: number;
  readonly firstSignInMs: number | null;
  readonly lastSignInMs: number | null;
  /** False where it was replaced since, and the database is an older copy. */
  readonly opens: boolean;
}

export interface KeyRow {
  readonly keyId: string;
  readonly name: string;
  readonly organizationId: string | null;
  /** Null where no entry says so: somebody wrote it into the database. */
  readonly createdAtMs: number | null;
  /** Or ended since, where the database is an older copy. */
  readonly revoked: boolean;
  readonly lastUsedMs: number | null;
}

/** Thrown when the store as a whole cannot be read or written: whatever else is tried fails as well, until somebody mends it. */
export class StoreAway extends Error {
  override readonly name: string = 'StoreAway';
  readonly code: string;

  constructor(message: string, code: string) {
    super(message);
    this.code = code;
  }
}

/** What is stored is not what was written. To write on would make it worse. */
export class StoreDamaged extends StoreAway {
  override readonly name = 'StoreDamaged';
}

/** Thrown where a start must not go on, and another one would end in the same way until somebody has done what the message says. */
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
