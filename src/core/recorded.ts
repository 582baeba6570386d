import type { RecordedResult } from './event.ts';
import type { Period } from './preparation.ts';
import { fold, tidy } from './text.ts';
import type { OutcomeStatus, QualityLevel } from './vocabulary.ts';

/** Where a result comes from: the session that it was recorded in, here or elsewhere. */
export interface Origin {
  readonly sessionId: string | null;
  readonly title: string | null;
  readonly ordinal: number | null;
  /** YYYY-MM-DD */
  readonly heldOn: string | null;
  readonly policyId: string | null;
}

export interface LaterDecision {
  readonly level: QualityLevel | null;
  readonly status: OutcomeStatus;
  readonly decidedBy: string;
  readonly documentNumber: string | null;
  readonly reason: string;
  readonly atMs: number;
}

/** A result that was recorded elsewhere, with everything that came of it there. */
export interface ImportedResult {
  readonly recorded: RecordedResult;
  /** Null: when the import is. */
  readonly recordedAtMs: number | null;
  readonly supersedesId: string | null;
  /** Oldest first. */
  readonly decisions: readonly LaterDecision[];
}

/** Whom or what a result is about, alike in every session; agendas are held to it before there is a result. */
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

export function periodOf({ kind, year, quarter }: Period): string {
  return `${kind} ${year}${quarter === null ? '' : ` ${quarter}`}`;
}

/** Two results of one identity are about the same subject and period: only one of them stands. */
export function identityOf(result: RecordedResult): string {
  return `${subjectOf(result)} ${periodOf(result.period)}`;
}

/** Everything that an import can say of a result but its id, as one text: equal exactly where the results are, whatever their spaces. */
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
