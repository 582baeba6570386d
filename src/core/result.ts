import { type Period, periodOf } from './period.ts';
import type { Outcome } from './policy/outcome.ts';
import type { Tally } from './tally.ts';
import { fold, tidy } from './text.ts';
import type { Authority, OutcomeStatus, QualityLevel, SubjectKind } from './vocabulary.ts';

// What a result is. A session here recorded it, or it was imported from elsewhere.

/** A result as adjournment writes it into history. Later decisions stand beside it and do not change it. */
export interface RecordedResult {
  readonly id: string;
  /** Null for an imported result, because its review is elsewhere. */
  readonly reviewId: string | null;
  readonly organizationId: string;
  readonly organizationName: string;
  readonly period: Period;
  readonly kind: SubjectKind;
  readonly name: string;
  readonly position: string | null;
  readonly peerGroup: string;
  readonly subjectOrganizationId: string;
  readonly subjectOrganizationName: string;
  readonly personId: string | null;
  readonly personName: string | null;
  readonly authority: Authority;
  readonly tally: RecordedTally | null;
  /** The outcome of an imported result has no trace. */
  readonly outcome: Outcome;
  /** The session of an imported result. Other results do not have it, because their session is here. */
  readonly imported?: Origin;
}

/** A result that a session here recorded, so that its review is here too. */
export type SessionResult = RecordedResult & { readonly reviewId: string };

/** The tally of a result; `reviewId` is null for an imported one. */
export type RecordedTally = Omit<Tally, 'reviewId'> & { readonly reviewId: string | null };

/** Where a result comes from: the session that recorded it, here or elsewhere. */
export interface Origin {
  readonly sessionId: string | null;
  readonly title: string | null;
  readonly ordinal: number | null;
  /** YYYY-MM-DD */
  readonly heldOn: string | null;
  readonly policyId: string | null;
}

/** What a superior decided on a result after it was recorded. */
export interface LaterDecision {
  readonly level: QualityLevel | null;
  readonly status: OutcomeStatus;
  readonly decidedBy: string;
  readonly documentNumber: string | null;
  readonly reason: string;
  readonly atMs: number;
}

/** A result that was recorded elsewhere, with the decisions that followed there. */
export interface ImportedResult {
  readonly recorded: RecordedResult;
  /** Null where the file does not say. Then it is the time of the import. */
  readonly recordedAtMs: number | null;
  readonly supersedesId: string | null;
  /** The oldest first. */
  readonly decisions: readonly LaterDecision[];
}

/** Returns whom or what a result is about, as a text that is the same in every session. An agenda must not have two items of one subject. */
export function subjectOf({
  kind,
  name,
  personId,
  subjectOrganizationId,
}: Pick<RecordedResult, 'kind' | 'name' | 'personId' | 'subjectOrganizationId'>): string {
  if (personId !== null) return `${kind} ${personId}`;
  const named = kind === 'LEADERSHIP_COLLECTIVE' ? ` ${fold(name)}` : '';
  return `${kind} ${subjectOrganizationId}${named}`;
}

/** Returns a text that is equal for results about the same subject and period. Only one of them stands. */
export function identityOf(result: RecordedResult): string {
  return `${subjectOf(result)} ${periodOf(result.period)}`;
}

/** Returns everything that an import can say of a result, except its id and time, as one text. Two texts are equal exactly where the tidied results are. */
export function contentOf(result: Omit<ImportedResult, 'recordedAtMs'>, origin: Origin): string {
  const { recorded, supersedesId, decisions } = result;
  const { tally, outcome, period } = recorded;
  const content = [
    [recorded.organizationId, recorded.organizationName],
    [origin.sessionId, origin.title, origin.ordinal, origin.heldOn, origin.policyId],
    [period.kind, period.year, period.quarter],
    [recorded.kind, recorded.name, recorded.position, recorded.peerGroup],
    [recorded.subjectOrganizationId, recorded.subjectOrganizationName],
    [recorded.personId, recorded.personName, recorded.authority],
    tally && [tally.electorate, tally.base, tally.counted, Object.entries(tally.counts).sort()],
    [outcome.level, outcome.status, outcome.settledReason],
    outcome.ruled && [outcome.ruled.level, outcome.ruled.status],
    decisions.map((one) => [one.level, one.decidedBy, one.documentNumber, one.reason, one.atMs]),
    supersedesId,
  ];
  return JSON.stringify(content, (_, value) => (typeof value === 'string' ? tidy(value) : value));
}
