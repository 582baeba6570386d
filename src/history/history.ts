import type { Period } from '../core/period.ts';
import type { Policy, PolicySettings } from '../core/policy/policy.ts';
import type { Known } from '../core/prepare.ts';
import type { Origin, RecordedResult } from '../core/result.ts';
import type {
  OutcomeStatus,
  QualityLevel,
  QuotaBase,
  SessionStatus,
  SubjectKind,
} from '../core/vocabulary.ts';

// The port of everything that is read about the past. Every implementation passes the same contract suite.

/**
 * What a store answers about people, organisations, sessions and results. It returns what was recorded and recomputes nothing, because a
 * result must be read for years as it was recorded.
 */
export interface History {
  /** Returns the organisations with one of the ids or of the names, whatever case and marks those have, and the people with one of the ids. */
  known(wanted: {
    organizationIds: readonly string[];
    organizationNames: readonly string[];
    personIds: readonly string[];
  }): Promise<Pick<Known, 'organizations' | 'people'>>;
  /** Each `…ById` returns those that exist and are within the scope, in no order. */
  organizationsById(ids: readonly string[], scope: Scope): Promise<readonly OrganizationRow[]>;
  peopleById(ids: readonly string[], scope: Scope): Promise<readonly PersonRow[]>;
  /** Lists organisations; with `superiorId` only those directly below that one. */
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
  /** Returns the results that stand for these subjects and periods (see identityOf). */
  standing(
    identities: readonly string[],
  ): Promise<readonly { readonly identity: string; readonly id: string }[]>;
  /** Returns where the results of these sessions come from, for those that exist, in no order. */
  origins(sessionIds: readonly string[]): Promise<readonly Origin[]>;
  /** Returns the results that say that they supersede one of these. */
  successors(
    ids: readonly string[],
  ): Promise<readonly { readonly id: string; readonly supersedesId: string }[]>;
  /** Returns the policies of those of the sessions that exist, in no order. */
  sessionPolicies(sessionIds: readonly string[]): Promise<readonly SessionPolicyRow[]>;
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
  /** YYYY-MM-DD */
  readonly heldOn: string;
}

/** The policy and the settings that a session was prepared with. */
export interface SessionPolicyRow {
  /** The session's id. */
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

/** A result in history. Level and status follow the newest decision. `recorded` is as adjournment wrote it. */
export interface ResultRow {
  readonly id: string;
  /** Null for a result that was imported from elsewhere. */
  readonly sessionId: string | null;
  readonly recorded: RecordedResult;
  readonly level: QualityLevel | null;
  readonly status: OutcomeStatus;
  readonly recordedAtMs: number;
  /** The later decisions on it, the oldest first. The first call reads those of all rows that came with this one, so that a page costs one statement. */
  readonly decisions: () => Promise<readonly DecisionRow[]>;
  readonly supersedesId: string | null;
  readonly supersededById: string | null;
}

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

export const statisticsKeys = [
  'YEAR',
  'ORGANIZATION',
  'SUBJECT_KIND',
  'PEER_GROUP',
  'LEVEL',
  'STATUS',
] as const;
export type StatisticsKey = (typeof statisticsKeys)[number];

/** What a reader may see. */
export type Scope =
  | { readonly of: 'ALL' }
  /** Everything in history, and nothing of sessions that are not adjourned. */
  | { readonly of: 'RECORD' }
  | { readonly of: 'NONE' }
  | { readonly of: 'SESSION'; readonly sessionId: string }
  /** That organisation and those below it. */
  | { readonly of: 'ORGANIZATION'; readonly organizationId: string };

/** People: those with a result in the scope. Organisations: those that have recorded such a result, or that it is about. */
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

export interface ResultQuery {
  readonly scope: Scope;
  readonly personId?: string;
  /** Results of this organisation's sessions, and results about it; the filter may narrow them further. */
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
  /** The newest first, where it is left out. */
  readonly order?: ResultOrder;
}

/** Results with the same key follow each other by session, the newest first, and then by agenda. */
export interface ResultOrder {
  readonly by: ResultOrderKey;
  readonly descending: boolean;
}

export const resultOrderKeys = ['DATE', 'NAME', 'LEVEL'] as const;
export type ResultOrderKey = (typeof resultOrderKeys)[number];

/** A page: `size` rows after or before a key. The key is one that an earlier page gave. */
export interface PageRequest {
  readonly size: number;
  readonly direction: 'FORWARD' | 'BACKWARD';
  readonly from: string | null;
}

export interface Page<Row> {
  /** Always in the forward order. */
  readonly rows: readonly { readonly key: string; readonly row: Row }[];
  /** As it was asked for. */
  readonly direction: PageRequest['direction'];
  /** Whether more rows follow in this direction. */
  readonly hasMore: boolean;
}

/** A page, and what is read of the whole list only when it is asked for. */
export interface Listing<Row> extends Page<Row> {
  /** How many rows the list has. */
  readonly total: () => Promise<number>;
  /** Whether rows lie on the other side, up to the key that the page was read from. */
  readonly hasBehind: () => Promise<boolean>;
}

/** Thrown where a stored session or result is not JSON, because somebody changed the database. */
export class RowUnreadable extends Error {
  override readonly name = 'RowUnreadable';

  constructor(readonly id: string) {
    // The parser's message is left out, because it may quote what nobody must read.
    super(`What the database has of ${id} cannot be read: somebody changed it. "npm run verify" says where.`);
  }
}

/** Thrown for an `after` or `before` that no page of the list gave. */
export class KeyInvalid extends Error {
  override readonly name = 'KeyInvalid';
}
