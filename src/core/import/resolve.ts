import type { RegistryEvent } from '../event.ts';
import type { Fault, Problem } from '../fault.ts';
import type { Mint } from '../ids.ts';
import { limits } from '../limits.ts';
import type { Known } from '../prepare.ts';
import { contentOf, type ImportedResult, identityOf, type Origin, type RecordedResult } from '../result.ts';
import { ballotChoices, isPersonKind, statusOfDecision } from '../vocabulary.ts';
import { type Named, type Namesake, organizationsOf, peopleOf, subjectOrganization } from './names.ts';
import { type FileRows, type ImportRow, readRow } from './row.ts';

// An import is read in three steps: rows by themselves (row.ts), the organisations and people that they name (names.ts), and the results that they make and
// supersede (supersede.ts). For the second and third, history is asked about what the step before found.

/** A row, with the organisations and people that it names. */
export interface Resolved {
  readonly index: number;
  readonly result: ImportedResult;
  readonly origin: Origin;
  readonly identity: string;
  /** Whether the file gives the id. */
  readonly named: boolean;
  /** Whether the row tells the person by name alone, without an id or a key. */
  readonly byName: boolean;
}

export interface Naming {
  readonly resolved: readonly Resolved[];
  readonly organizations: readonly Extract<RegistryEvent, { type: 'OrganizationRegistered' }>[];
  readonly people: ReadonlyMap<string, string>;
}

/** [R82] Returns the rows, tidied. Adds the faults that a row has by itself to `faults`, and returns null in its place. */
export function readRows(faults: Fault[], rows: FileRows): FileRows {
  if (faults.length === 0 && rows.every((row) => row === null)) {
    faults.push({ path: ['rows'], problem: { is: 'MISSING' } });
  }
  if (rows.filter((row) => row !== null).length > limits.importRows) {
    faults.push({ path: ['rows'], problem: { is: 'TOO_MANY', most: limits.importRows } });
    return [];
  }
  return rows.map((row, index) => {
    if (row === null) return null;
    const told = faults.length;
    const read = readRow(faults, index, row);
    return faults.length > told ? null : read;
  });
}

/** [R83] Finds the organisations and people of the rows, or names those that must be made. Adds faults, and leaves out the rows that have one. */
export function nameRows(
  faults: Fault[],
  rows: FileRows,
  known: Pick<Known, 'organizations' | 'people'> & { readonly namesakes: readonly Namesake[] },
  mint: Mint,
): Naming {
  const units = organizationsOf(rows, known.organizations, mint, faults.length > 0);
  const persons = peopleOf(known, mint);
  const resolved = rows.flatMap((row, index): Resolved[] => {
    if (row === null) return [];
    const told = faults.length;
    const fault = (column: string, problem: Problem) =>
      faults.push({ path: ['rows', String(index), column], problem });
    const { organization_id: id, organization_path: path, organization_name: name } = row;
    const organization = units.find({ id, path, name }, 'organization', fault);
    const subject = subjectOrganization(row, organization, (sought) =>
      units.find(sought, 'subject_organization', fault),
    );
    const person =
      row.subject_kind !== null && isPersonKind(row.subject_kind)
        ? persons.find(row, subject.id, fault)
        : null;
    return faults.length > told ? [] : [resultOf(row, index, { organization, subject, person }, mint)];
  });
  return { resolved, organizations: units.registered, people: persons.made };
}

interface Parties {
  readonly organization: Named;
  readonly subject: Named;
  readonly person: Named | null;
}

function resultOf(row: ImportRow, index: number, parties: Parties, mint: Mint): Resolved {
  const { organization, subject, person } = parties;
  const { electorate, base, counted, authority, subject_kind: kind, period_kind, year, status } = row;
  if (kind === null || period_kind === null || year === null || status === null || authority === null) {
    throw new Error(`row ${index} was read with a fault`);
  }
  const origin: Origin = {
    sessionId: row.session_id,
    title: row.session_title,
    ordinal: row.session_ordinal,
    heldOn: row.held_on,
    policyId: row.policy_id,
  };
  const counts = Object.fromEntries(ballotChoices.map((choice) => [choice, row.marks[choice] ?? 0]));
  const before =
    row.recorded_status === null ? row : { level: row.recorded_level, status: row.recorded_status };
  const { ruled_status, ruled_level, settled_reason: settledReason } = row;
  const recorded: RecordedResult = {
    id: row.id ?? '',
    reviewId: null,
    organizationId: organization.id,
    organizationName: organization.name,
    period: { kind: period_kind, year, quarter: row.quarter },
    kind,
    name: row.subject_name ?? '',
    position: row.position,
    peerGroup: row.peer_group ?? kind,
    subjectOrganizationId: subject.id,
    subjectOrganizationName: subject.name,
    personId: person?.id ?? null,
    personName: person?.name ?? null,
    authority,
    tally:
      electorate === null || base === null || counted === null
        ? null
        : {
            reviewId: null,
            electorate,
            base,
            counted,
            counts: counts as NonNullable<RecordedResult['tally']>['counts'],
          },
    outcome: {
      level: before.level,
      status: before.status ?? status,
      authority,
      final: true,
      trace: [],
      ruled: ruled_status === null ? null : { level: ruled_level, status: ruled_status },
      settledReason,
    },
    imported: origin,
  };
  const decisions = row.decisions.map(({ level, decided_by, document_number, reason, at }) => ({
    level,
    status: statusOfDecision(level),
    decidedBy: decided_by,
    documentNumber: document_number,
    reason,
    atMs: at,
  }));
  const whole = { recorded, decisions, supersedesId: row.supersedes_id };
  const id = row.id ?? `res_${mint('imported result', contentOf(whole, origin))}`;
  const result = { ...whole, recorded: { ...recorded, id }, recordedAtMs: row.recorded_at };
  const byName = person !== null && row.person_id === null && row.person_key === null;
  return { index, result, origin, identity: identityOf(recorded), named: row.id !== null, byName };
}
