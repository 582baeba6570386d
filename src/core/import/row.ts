import { heldOnProblem } from '../day.ts';
import type { Fault, Problem } from '../fault.ts';
import { firstYear, lastYear, limits } from '../limits.ts';
import { quarterFits } from '../period.ts';
import { readText, readWhole } from '../text.ts';
import {
  type Authority,
  type BallotChoice,
  ballotChoices,
  isPersonKind,
  type OutcomeStatus,
  type PeriodKind,
  type QualityLevel,
  type SubjectKind,
  statusOfDecision,
} from '../vocabulary.ts';

/** A result as files have it: one row, by the names of its columns. Null where a cell is empty. */
export interface ImportRow {
  readonly id: string | null;
  readonly organization_id: string | null;
  readonly organization_name: string | null;
  /** The names of its superiors, the highest first. */
  readonly organization_path: readonly string[];
  readonly session_id: string | null;
  readonly session_title: string | null;
  readonly session_ordinal: number | null;
  readonly held_on: string | null;
  readonly period_kind: PeriodKind | null;
  readonly year: number | null;
  readonly quarter: number | null;
  readonly subject_kind: SubjectKind | null;
  readonly subject_name: string | null;
  readonly position: string | null;
  readonly peer_group: string | null;
  readonly subject_organization_id: string | null;
  readonly subject_organization_name: string | null;
  readonly subject_organization_path: readonly string[];
  readonly person_id: string | null;
  readonly person_key: string | null;
  readonly person_name: string | null;
  /** As it stands, with later decisions. */
  readonly level: QualityLevel | null;
  readonly status: OutcomeStatus | null;
  readonly authority: Authority | null;
  /** As it was before any later decision. */
  readonly recorded_level: QualityLevel | null;
  readonly recorded_status: OutcomeStatus | null;
  readonly electorate: number | null;
  readonly base: number | null;
  readonly counted: number | null;
  readonly marks: Readonly<Record<BallotChoice, number | null>>;
  readonly ruled_level: QualityLevel | null;
  readonly ruled_status: OutcomeStatus | null;
  readonly settled_reason: string | null;
  readonly policy_id: string | null;
  readonly recorded_at: number | null;
  readonly decisions: readonly ImportDecision[];
  readonly supersedes_id: string | null;
}

/** The rows of a file, each at its place. Null where a row is empty, or where its fault is in the list already. */
export type FileRows = readonly (ImportRow | null)[];

export interface ImportDecision {
  readonly level: QualityLevel | null;
  readonly decided_by: string;
  readonly document_number: string | null;
  readonly reason: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

const ids = { org: /^org_[0-9a-z]{16,32}$/, per: /^per_[0-9a-z]{16,32}$/ };
const inSession = /^(?:ses_[0-9a-z]{16,32}|res_[0-9a-z]{16,32}(?:_[0-9a-z]{1,32})?)$/;

/** Returns the row with its texts tidied. Adds every fault that the row has by itself to `faults`. */
export function readRow(faults: Fault[], index: number, row: ImportRow): ImportRow {
  const at = (column: string) => ['rows', String(index), column];
  const fault = (column: string, problem: Problem) => faults.push({ path: at(column), problem });
  const text = (column: string, value: string | null, most: number, required = false) =>
    readText(faults, at(column), value, { most, required });
  const id = (column: string, value: string | null, prefix: string, pattern: RegExp) => {
    if (value !== null && !(pattern.test(value) && value.startsWith(prefix))) {
      fault(column, { is: 'NOT_OF_THIS_KIND', prefix });
    }
  };
  id('id', row.id, 'res_', inSession);
  id('supersedes_id', row.supersedes_id, 'res_', inSession);
  id('session_id', row.session_id, 'ses_', inSession);
  id('organization_id', row.organization_id, 'org_', ids.org);
  id('subject_organization_id', row.subject_organization_id, 'org_', ids.org);
  id('person_id', row.person_id, 'per_', ids.per);
  readPeriod(fault, faults, at, row);
  readStanding(fault, row);
  readTally(fault, faults, at, row);
  const heldOn = row.held_on === null ? null : heldOnProblem(row.held_on);
  if (heldOn !== null) fault('held_on', heldOn);
  if (row.session_ordinal !== null) readWhole(faults, at('session_ordinal'), row.session_ordinal, 1, 10_000);
  if (row.subject_kind === null) fault('subject_kind', { is: 'MISSING' });
  else if (!isPersonKind(row.subject_kind)) {
    for (const column of ['person_id', 'person_key', 'person_name'] as const) {
      if (row[column] !== null) fault(column, { is: 'CONTRADICTS', column: 'subject_kind' });
    }
  }
  const path = (column: 'organization_path' | 'subject_organization_path') => {
    if (row[column].length >= limits.superiorDepth) {
      fault(column, { is: 'TOO_MANY', most: limits.superiorDepth - 1 });
      return [];
    }
    return row[column].map((name) => text(column, name, limits.nameLength, true) ?? '');
  };
  return {
    ...row,
    organization_name: text(
      'organization_name',
      row.organization_name,
      limits.nameLength,
      row.organization_id === null,
    ),
    organization_path: path('organization_path'),
    session_title: text('session_title', row.session_title, limits.titleLength),
    subject_name: text('subject_name', row.subject_name, limits.nameLength, true),
    position: text('position', row.position, limits.nameLength),
    peer_group: text('peer_group', row.peer_group, limits.nameLength) ?? row.subject_kind,
    subject_organization_name: text(
      'subject_organization_name',
      row.subject_organization_name,
      limits.nameLength,
    ),
    subject_organization_path: path('subject_organization_path'),
    person_key: text('person_key', row.person_key, limits.nameLength),
    person_name: text('person_name', row.person_name, limits.nameLength),
    settled_reason: text('settled_reason', row.settled_reason, limits.reasonLength),
    policy_id: text('policy_id', row.policy_id, limits.keyLength),
    decisions: row.decisions.map((decision) => ({
      ...decision,
      decided_by: text('decisions', decision.decided_by, limits.nameLength, true) ?? '',
      document_number: text('decisions', decision.document_number, limits.nameLength),
      reason: text('decisions', decision.reason, limits.reasonLength, true) ?? '',
    })),
  };
}

/** Columns that are checked together. Where one of them cannot be read, nothing is said of the others. */
const together: readonly (readonly string[])[] = [
  ['period_kind', 'year', 'quarter'],
  ['subject_kind', 'person_id', 'person_key', 'person_name'],
  ['level', 'status', 'recorded_level', 'recorded_status', 'ruled_level', 'ruled_status', 'decisions'],
  ['electorate', 'base', 'counted', ...ballotChoices.map((choice) => choice.toLowerCase())],
];

/** Returns the other faults that a row has by itself, where some of its columns could not be read. */
export function faultsBeside(unread: ReadonlySet<string>, index: number, row: ImportRow): readonly Fault[] {
  const faults: Fault[] = [];
  readRow(faults, index, row);
  const untold = new Set([
    ...unread,
    ...together.filter((group) => group.some((one) => unread.has(one))).flat(),
  ]);
  return faults.filter(({ path: [, , column = ''] }) => !untold.has(column));
}

type Tell = (column: string, problem: Problem) => void;
type Place = (column: string) => string[];

function readPeriod(fault: Tell, faults: Fault[], at: Place, row: ImportRow): void {
  const { period_kind: kind, year, quarter } = row;
  if (kind === null) fault('period_kind', { is: 'MISSING' });
  if (year === null) fault('year', { is: 'MISSING' });
  else readWhole(faults, at('year'), year, firstYear, lastYear);
  if (!quarterFits(kind, quarter)) fault('quarter', { is: 'QUARTER_ONLY' });
}

/** Says whether level and status fit: DECIDED and PROPOSED have a level, the others have none. */
function fits(level: QualityLevel | null, status: OutcomeStatus): boolean {
  return (level !== null) === (status === 'DECIDED' || status === 'PROPOSED');
}

function readStanding(fault: Tell, row: ImportRow): void {
  const { level, status, recorded_level, recorded_status, ruled_level, ruled_status, decisions } = row;
  if (row.authority === null) fault('authority', { is: 'MISSING' });
  if (status === null) fault('status', { is: 'MISSING' });
  else if (!fits(level, status)) fault('level', { is: 'CONTRADICTS', column: 'status' });
  if (recorded_status === null) {
    if (decisions.length > 0) fault('recorded_status', { is: 'MISSING' });
    if (recorded_level !== null) fault('recorded_level', { is: 'CONTRADICTS', column: 'recorded_status' });
  } else if (!fits(recorded_level, recorded_status)) {
    fault('recorded_level', { is: 'CONTRADICTS', column: 'recorded_status' });
  }
  const newest = decisions.at(-1);
  if (decisions.length > limits.decisionsPerResult) {
    fault('decisions', { is: 'TOO_MANY', most: limits.decisionsPerResult });
  }
  if (newest === undefined) {
    if (recorded_status !== null && (recorded_status !== status || recorded_level !== level)) {
      fault('recorded_status', { is: 'CONTRADICTS', column: 'status' });
    }
  } else if (newest.level !== level || status !== statusOfDecision(newest.level)) {
    fault('decisions', { is: 'CONTRADICTS', column: 'level' });
  }
  if (ruled_status === null ? ruled_level !== null : !fits(ruled_level, ruled_status)) {
    fault('ruled_level', { is: 'CONTRADICTS', column: 'ruled_status' });
  }
}

function readTally(fault: Tell, faults: Fault[], at: Place, row: ImportRow): void {
  const cells: [string, number | null][] = [
    ['electorate', row.electorate],
    ['base', row.base],
    ['counted', row.counted],
    ...ballotChoices.map((choice): [string, number | null] => [choice.toLowerCase(), row.marks[choice]]),
  ];
  if (cells.every(([, value]) => value === null)) return;
  for (const [column, value] of cells) {
    if (value === null) fault(column, { is: 'MISSING' });
    else readWhole(faults, at(column), value, 0, limits.largestCount);
  }
  const sum = ballotChoices.reduce((total, choice) => total + (row.marks[choice] ?? 0), 0);
  if (row.counted !== null && sum !== row.counted)
    fault('counted', { is: 'CONTRADICTS', column: 'excellent' });
}
