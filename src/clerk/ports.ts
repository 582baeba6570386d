import type { Event, EventType } from '../core/event.ts';
import type { Policy, PolicySettings } from '../core/policy/policy.ts';
import type { Period } from '../core/preparation.ts';
import type { Known } from '../core/prepare.ts';
import type { Origin, RecordedResult } from '../core/result.ts';
import type {
  OutcomeStatus,
  QualityLevel,
  QuotaBase,
  SessionStatus,
  SubjectKind,
} from '../core/vocabulary.ts';
import type { Envelope, RoundEnd, Urn } from './urn-port.ts';

// What the clerk and the API need from a store. Every implementation passes the same contract suite.

/** The journal of what belongs to no session. */
export const houseJournal = 'house';

/** A numbered event as it is stored. `seq` is 1, 2, 3 … in each journal. */
export interface Entry {
  readonly journalId: string;
  readonly seq: number;
  /** Never before that of the entry before, but at ClockSetBack. */
  readonly atMs: number;
  readonly type: EventType;
  /** Who gave the command, as text. */
  readonly by: string;
  /** Null for what the clerk does by itself. */
  readonly commandId: string | null;
  /** 0, 1, 2 … among the entries of one command. */
  readonly part: number;
  /** SHA-256, hex, of the command without anything secret; tells a repetition from a reuse. */
  readonly digest: string | null;
  /** The event as JSON: the text that the hash is over. */
  readonly body: string;
  /** 122 random bits; without them nobody can guess a body from its hash. */
  readonly salt: string;
  /** Hex; see chain.ts. */
  readonly hash: string;
}

const events = new WeakMap<Entry, Event>();

/** What the entry tells; of one that was just made, the event that it was made of. */
export function eventOf(entry: Entry): Event {
  const known = events.get(entry);
  if (known !== undefined) return known;
  const event = JSON.parse(entry.body) as Event;
  events.set(entry, event);
  return event;
}

export function remember(entry: Entry, event: Event): void {
  events.set(entry, event);
}

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
  /** The newest entry, or null. */
  head(journalId: string): Promise<Entry | null>;
  /** Every entry of these commands, by part. */
  entriesOf(commandIds: readonly string[]): Promise<readonly Entry[]>;
  /** Rounds that are open, with when they close by themselves. */
  openRounds(): Promise<readonly OpenRoundRow[]>;
  /** Of these rounds those that were closed or voided. Reads every entry: for a start that finds keys left over. */
  roundEnds(roundIds: readonly string[]): Promise<readonly RoundEnd[]>;
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

export interface OrganizationRow {
  readonly id: string;
  readonly name: string;
  readonly superiorId: string | null;
}

export interface PersonRow {
  readonly id: string;
  readonly fullName: string;
}

export interface SessionRow {
  readonly id: string;
  readonly status: SessionStatus;
  readonly organizationId: string;
  readonly ordinal: number | null;
  readonly title: string;
  readonly period: Period;
  readonly heldOn: string;
}

/** What a session was prepared with. */
export interface Prepared {
  /** The session's. */
  readonly id: string;
  readonly policy: Policy;
  readonly settings: PolicySettings;
}

export interface DecisionRow {
  readonly level: QualityLevel | null;
  readonly status: OutcomeStatus;
  readonly decidedBy: string;
  readonly documentNumber: string | null;
  readonly reason: string;
  readonly atMs: number;
}

/** A result in the record. Level and status follow the newest decision; `recorded` is as adjournment wrote it. */
export interface ResultRow {
  readonly id: string;
  /** Null where it was imported from elsewhere. */
  readonly sessionId: string | null;
  readonly recorded: RecordedResult;
  readonly level: QualityLevel | null;
  readonly status: OutcomeStatus;
  readonly recordedAtMs: number;
  /** Later decisions on it, oldest first: read when one of the rows that came with it is asked for them, for all of these at once. */
  readonly decisions: () => Promise<readonly DecisionRow[]>;
  readonly supersedesId: string | null;
  readonly supersededById: string | null;
}

/** A page: `size` rows after or before a key, both opaque to the caller. */
export interface PageRequest {
  readonly size: number;
  readonly direction: 'FORWARD' | 'BACKWARD';
  readonly from: string | null;
}

/** Thrown for an `after` or `before` that no page of the connection gave. */
export class KeyInvalid extends Error {
  override readonly name = 'KeyInvalid';
}

export interface Page<Row> {
  /** Always in the forward order. */
  readonly rows: readonly { readonly key: string; readonly row: Row }[];
  /** As it was asked for. */
  readonly direction: PageRequest['direction'];
  /** Whether more follow in that direction. */
  readonly hasMore: boolean;
}

export interface ResultQuery {
  /** Whose results may be seen at all. */
  readonly scope: Scope;
  readonly personId?: string;
  /** Results of its sessions, and results about it; beside what the filter asks. */
  readonly ownerId?: string;
  readonly organizationId?: string;
  readonly includeSubordinates?: boolean;
  readonly fromYear?: number;
  readonly toYear?: number;
  readonly kinds?: readonly SubjectKind[];
  readonly levels?: readonly QualityLevel[];
  readonly statuses?: readonly OutcomeStatus[];
  readonly includeSuperseded?: boolean;
  readonly search?: string;
  /** Default: newest first. */
  readonly order?: ResultOrder;
}

/** Where results are alike in it: the newest session first, in the order of its agenda. */
export interface ResultOrder {
  readonly by: ResultOrderKey;
  readonly descending: boolean;
}

export const resultOrderKeys = ['DATE', 'NAME', 'LEVEL'] as const;
export type ResultOrderKey = (typeof resultOrderKeys)[number];

export type Scope =
  | { readonly of: 'ALL' }
  /** Everything that is in the record, and nothing of sessions that are not over. */
  | { readonly of: 'RECORD' }
  | { readonly of: 'NONE' }
  | { readonly of: 'SESSION'; readonly sessionId: string }
  /** That organisation and those below. */
  | { readonly of: 'ORGANIZATION'; readonly organizationId: string };

export const statisticsKeys = [
  'YEAR',
  'ORGANIZATION',
  'SUBJECT_KIND',
  'PEER_GROUP',
  'LEVEL',
  'STATUS',
] as const;
export type StatisticsKey = (typeof statisticsKeys)[number];

export interface StatisticsRow {
  readonly year: number | null;
  readonly organizationId: string | null;
  readonly subjectKind: SubjectKind | null;
  readonly peerGroup: string | null;
  readonly level: QualityLevel | null;
  readonly status: OutcomeStatus | null;
  readonly count: number;
  readonly excellent: number;
  readonly baseCount: number;
}

/** What reading needs: people, organisations, the list of sessions, and the record. Never recomputed. */
export interface Archive {
  known(wanted: {
    organizationIds: readonly string[];
    organizationNames: readonly string[];
    personIds: readonly string[];
  }): Promise<Pick<Known, 'organizations' | 'people'>>;
  /** `…ById`: those of the ids that are there and within the scope, in no order. */
  organizationsById(ids: readonly string[], scope: Scope): Promise<readonly OrganizationRow[]>;
  peopleById(ids: readonly string[], scope: Scope): Promise<readonly PersonRow[]>;
  /** Directly below an organisation, where `query` has one. */
  organizations(
    page: PageRequest,
    query: NameQuery & { readonly superiorId?: string },
  ): Promise<Listing<OrganizationRow>>;
  people(page: PageRequest, query: NameQuery): Promise<Listing<PersonRow>>;
  sessions(page: PageRequest, query: SessionQuery): Promise<Listing<SessionRow>>;
  sessionsById(
    ids: readonly string[],
    query: Pick<SessionQuery, 'scope' | 'adjournedOnly'>,
  ): Promise<readonly SessionRow[]>;
  results(page: PageRequest, query: ResultQuery): Promise<Listing<ResultRow>>;
  resultsById(ids: readonly string[], scope: Scope): Promise<readonly ResultRow[]>;
  statistics(
    query: ResultQuery,
    by: readonly StatisticsKey[],
    base: QuotaBase,
  ): Promise<readonly StatisticsRow[]>;
  /** People by one of these names, each with the organisations that results about them are of. */
  namesakes(
    names: readonly string[],
  ): Promise<
    readonly { readonly personId: string; readonly fullName: string; readonly organizationId: string }[]
  >;
  /** The results that stand for these subjects and periods; see identityOf. */
  standing(
    identities: readonly string[],
  ): Promise<readonly { readonly identity: string; readonly id: string }[]>;
  /** Of those of the sessions that are there, in no order: where their results come from. */
  origins(sessionIds: readonly string[]): Promise<readonly Origin[]>;
  /** The results that say that they supersede one of these. */
  successors(
    ids: readonly string[],
  ): Promise<readonly { readonly id: string; readonly supersedesId: string }[]>;
  keyIsLive(keyId: string): Promise<boolean>;
  prepared(sessionIds: readonly string[]): Promise<readonly Prepared[]>;
}

/** A page, and how many its whole list has: counted only when it is asked for. */
export interface Listing<Row> extends Page<Row> {
  readonly total: () => Promise<number>;
  /** Whether any lie on the other side, up to the key that the page was read from. */
  readonly hasBehind: () => Promise<boolean>;
}

/** People: those with a result in the scope. Organisations: those that a result in it is of or about. */
export interface NameQuery {
  readonly scope: Scope;
  readonly search: string | null;
}

export interface SessionQuery {
  readonly scope: Scope;
  readonly organizationId: string | null;
  readonly status: SessionStatus | null;
  readonly year: number | null;
  readonly adjournedOnly: boolean;
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
  readonly urn: Urn;
  readonly access: Access;
  readonly archive: Archive;
  close(): Promise<void>;
}
