import type { HouseEvent } from './event.ts';
import type { Fault, Problem } from './fault.ts';
import type { Mint } from './ids.ts';
import { type Named, type Namesake, organizationsOf, peopleOf, subjectOrganization } from './import-names.ts';
import { type FileRows, type ImportRow, personKinds, readRow } from './import-row.ts';
import { limits } from './limits.ts';
import type { Known } from './prepare.ts';
import { contentOf, type ImportedResult, identityOf, type Origin, type RecordedResult } from './result.ts';
import { ballotChoices } from './vocabulary.ts';

// An import is read in three steps, each on what the record says to the one before: rows by themselves; whom and what they name;
// which results they make.

/** A row with everything that it names found or made. */
export interface Resolved {
  readonly index: number;
  readonly result: ImportedResult;
  readonly origin: Origin;
  readonly identity: string;
  /** Whether the id is the file's own. */
  readonly named: boolean;
  /** Whether the person is told by name alone. */
  readonly byName: boolean;
}

export interface Naming {
  readonly resolved: readonly Resolved[];
  readonly organizations: readonly Extract<HouseEvent, { type: 'OrganizationRegistered' }>[];
  readonly people: ReadonlyMap<string, string>;
}

/** [R82] The rows tidied; what is wrong with one by itself is added to `faults`, and null stands for it. */
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

/** [R83] Finds organisations and people, or names those to be made; a row that names them wrongly is not resolved. */
export function nameRows(
  faults: Fault[],
  rows: FileRows,
  known: Pick<Known, 'organizations' | 'people'> & { readonly namesakes: readonly Namesake[] },
  mint: Mint,
): Naming {
  const house = organizationsOf(rows, known.organizations, mint, faults.length > 0);
  const persons = peopleOf(known, mint);
  const resolved = rows.flatMap((row, index): Resolved[] => {
    if (row === null) return [];
    const told = faults.length;
    const fault = (column: string, problem: Problem) =>
      faults.push({ path: ['rows', String(index), column], problem });
    const { organization_id: id, organization_path: path, organization_name: name } = row;
    const organization = house.find({ id, path, name }, 'organization', fault);
    const subject = subjectOrganization(row, organization, (sought) =>
      house.find(sought, 'subject_organization', fault),
    );
    const person = personKinds.includes(row.subject_kind ?? 'PARTY_CELL')
      ? persons.find(row, subject.id, fault)
      : null;
    return faults.length > told ? [] : [resultOf(row, index, { organization, subject, person }, mint)];
  });
  return { resolved, organizations: house.registered, people: persons.made };
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
    status: level === null ? ('NOT_RATED' as const) : ('DECIDED' as const),
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

/** What the record has of results that an import speaks of. */
export interface Standing {
  /** By id, the content and time of those that are there already. */
  readonly present: ReadonlyMap<string, { readonly content: string; readonly recordedAtMs: number }>;
  /** By identity, the id of the one that stands. */
  readonly standing: ReadonlyMap<string, string>;
  /** By id, of those that are said to be superseded and are there: whom they are about, and when. */
  readonly identities: ReadonlyMap<string, string>;
  /** By id, the id of the one that says it supersedes it. */
  readonly successors: ReadonlyMap<string, string>;
}

export interface ImportCounts {
  readonly rows: number;
  readonly created: number;
  readonly unchanged: number;
  readonly superseding: number;
}

export interface Settling {
  readonly counts: ImportCounts;
  readonly results: readonly ImportedResult[];
}

/** [R84] Which of the results are new, and which one each takes the place of. Of a file with faults, `resolved` is a part. */
export function settleImport(faults: Fault[], resolved: readonly Resolved[], record: Standing): Settling {
  const fault = (index: number, column: string, problem: Problem) =>
    faults.push({ path: ['rows', String(index), column], problem });
  /** Two results would stand for one subject and period: of people who are told apart by name alone there may be two. */
  const twice = ({ index, byName }: Resolved, column: string) =>
    byName ? fault(index, 'person_key', { is: 'SAME_NAME' }) : fault(index, column, { is: 'DOUBLED' });
  const fresh = new Map<string, Resolved>();
  const seen = new Set<string>();
  let unchanged = 0;
  for (const one of resolved) {
    const { result, origin, index } = one;
    const { id } = result.recorded;
    if (seen.has(id) && one.named) fault(index, 'id', { is: 'DOUBLED' });
    else if (seen.has(id)) twice(one, 'subject_name');
    seen.add(id);
    const there = record.present.get(id);
    if (there === undefined) fresh.set(id, one);
    else if (!one.named || isSame(result, origin, there)) unchanged += 1;
    else fault(index, 'id', { is: 'OTHER_CONTENT' });
  }
  const replaced = new Map<string, Resolved>();
  for (const one of fresh.values()) {
    const former = one.result.supersedesId;
    if (former === null) continue;
    const of = fresh.get(former)?.identity ?? record.identities.get(former);
    if (of !== undefined && of !== one.identity) {
      fault(one.index, 'supersedes_id', { is: 'CONTRADICTS', column: 'subject_name' });
    }
    if (replaced.has(former) || record.successors.has(former)) {
      fault(one.index, 'supersedes_id', { is: 'DOUBLED' });
    }
    replaced.set(former, one);
  }
  const results: ImportedResult[] = [];
  let superseding = 0;
  const heads = new Set<string>();
  for (const one of fresh.values()) {
    const { id } = one.result.recorded;
    if (replaced.has(id) || record.successors.has(id)) continue;
    if (heads.has(one.identity)) twice(one, 'subject_name');
    heads.add(one.identity);
  }
  for (const one of fresh.values()) {
    const { identity, result, index } = one;
    if (!heads.has(identity) && !record.standing.has(identity))
      fault(index, 'supersedes_id', { is: 'SUPERSEDES_ITSELF' });
    const former = formerOf(one, fresh, record, replaced);
    if (former !== null) superseding += 1;
    results.push({ ...result, supersedesId: former });
  }
  const formers = new Set(results.map(({ supersedesId }) => supersedesId));
  for (const { identity, index, result } of fresh.values()) {
    const stood = record.standing.get(identity);
    const isHead = !replaced.has(result.recorded.id) && !record.successors.has(result.recorded.id);
    // It says that it takes the place of another one than the one that stands: both would.
    if (isHead && stood !== undefined && !formers.has(stood)) {
      fault(index, 'supersedes_id', { is: 'DOUBLED' });
    }
  }
  return { counts: { rows: resolved.length, created: fresh.size, unchanged, superseding }, results };
}

/** Those that can be looked at beside rows that are not: what supersedes a result that is nowhere may follow on one of those. */
export function settleable(
  resolved: readonly Resolved[],
  { identities }: Pick<Standing, 'identities'>,
): readonly Resolved[] {
  const ids = new Set(resolved.map(({ result }) => result.recorded.id));
  const left = resolved.filter(({ result: { supersedesId } }) =>
    supersedesId === null ? true : ids.has(supersedesId) || identities.has(supersedesId),
  );
  return left.length === resolved.length ? left : settleable(left, { identities });
}

function isSame(
  result: ImportedResult,
  origin: Origin,
  there: { readonly content: string; readonly recordedAtMs: number },
): boolean {
  return (
    contentOf(result, origin) === there.content &&
    (result.recordedAtMs === null || result.recordedAtMs === there.recordedAtMs)
  );
}

/** What a result takes the place of: what its row says, or what stood for its subject and period until now. */
function formerOf(
  { result, identity }: Resolved,
  fresh: ReadonlyMap<string, Resolved>,
  { standing, successors }: Standing,
  replaced: ReadonlyMap<string, Resolved>,
): string | null {
  if (result.supersedesId !== null) return result.supersedesId;
  const stood = standing.get(identity) ?? null;
  if (stood === null || fresh.has(stood) || replaced.has(stood) || successors.has(result.recorded.id))
    return null;
  return stood;
}
