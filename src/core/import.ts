import type { HouseEvent, RecordedResult } from './event.ts';
import type { Mint } from './ids.ts';
import { type ImportRow, personKinds, readRow, unitKinds } from './import-row.ts';
import { limits } from './limits.ts';
import type { Known } from './prepare.ts';
import { contentOf, type ImportedResult, identityOf, type Origin } from './recorded.ts';
import type { Fault, Problem } from './refusal.ts';
import { ballotChoices } from './vocabulary.ts';

// An import is read in three steps, each on what the record says to the one before: rows by themselves; whom and what they name;
// which results they make.

export interface Namesake {
  readonly personId: string;
  readonly fullName: string;
  /** That a result about the person is of. */
  readonly organizationId: string;
}

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

/** The rows of a file, each at its place: null where one is empty, or has a fault that is told already. */
export type FileRows = readonly (ImportRow | null)[];

/** [R82] The rows tidied; what is wrong with one by itself is added to `faults`, and null stands for it. */
export function readRows(faults: Fault[], rows: FileRows): FileRows {
  if (faults.length === 0 && rows.every((row) => row === null)) {
    faults.push({ path: ['rows'], problem: { is: 'MISSING' } });
  }
  if (rows.length > limits.importRows) {
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
  const house = organizationsOf(rows, known.organizations, mint);
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

interface Named {
  readonly id: string;
  readonly name: string;
}

/** What a row says of an organisation: an id that is known says enough, and what stands beside it must not say otherwise. */
interface Sought {
  readonly id: string | null;
  readonly path: readonly string[];
  readonly name: string | null;
  /** Its name, where none is said and the id is not known. */
  readonly assumed?: string | null;
}

type Registered = Extract<HouseEvent, { type: 'OrganizationRegistered' }>;

function organizationsOf(
  rows: FileRows,
  known: Known['organizations'],
  mint: Mint,
): { find(sought: Sought, column: string, fault: Tell): Named; registered: Registered[] } {
  const place = (superiorId: string | null, name: string) => JSON.stringify([superiorId, name]);
  const byId = new Map<string, { readonly name: string; readonly superiorId: string | null }>(
    known.map(({ id, name, superiorId }) => [id, { name, superiorId }]),
  );
  const byPlace = new Map(known.map(({ id, name, superiorId }) => [place(superiorId, name), id]));
  const registered: Registered[] = [];
  // An id that the file gives to a path is good for the rows that name the path alone, and for those below it.
  const given = new Map<string, string>();
  for (const row of rows) {
    if (row === null) continue;
    const own = [row.organization_path, row.organization_name, row.organization_id] as const;
    const about = [
      row.subject_organization_path,
      row.subject_organization_name,
      row.subject_organization_id,
    ] as const;
    for (const [path, name, id] of [own, about]) {
      const key = JSON.stringify([...path, name]);
      if (id !== null && name !== null && !given.has(key)) given.set(key, id);
    }
  }
  const at = (path: readonly string[], id: string | null): string => {
    const name = path.at(-1) ?? '';
    const superiorId = path.length > 1 ? at(path.slice(0, -1), null) : null;
    const found = byPlace.get(place(superiorId, name));
    if (found !== undefined) return found;
    const made =
      id ?? given.get(JSON.stringify(path)) ?? `org_${mint('organization', superiorId ?? '', name)}`;
    byPlace.set(place(superiorId, name), made);
    if (byId.has(made)) return made;
    byId.set(made, { name, superiorId });
    registered.push({ type: 'OrganizationRegistered', organizationId: made, name, superiorId });
    return made;
  };
  /** Undefined: nobody is there. */
  const there = (path: readonly string[]): string | null | undefined =>
    path.reduce<string | null | undefined>(
      (superiorId, name) => (superiorId === undefined ? undefined : byPlace.get(place(superiorId, name))),
      null,
    );
  const find = ({ id, path, name, assumed = null }: Sought, column: string, fault: Tell): Named => {
    const own = id === null ? undefined : byId.get(id);
    if (id === null || own === undefined) {
      const made = name ?? assumed ?? '';
      if (made === '') fault(`${column}_name`, { is: 'MISSING' });
      return { id: at([...path, made], id), name: made };
    }
    if (name !== null && name !== own.name) fault(`${column}_name`, { is: 'OTHER_NAME', name: own.name });
    if (path.length > 0 && there(path) !== own.superiorId) fault(`${column}_path`, { is: 'OTHER_PLACE' });
    return { id, name: own.name };
  };
  return { find, registered };
}

/** A unit's own: below the organisation that rates it, unless the row says otherwise; everybody else's: that organisation. */
function subjectOrganization(row: ImportRow, organization: Named, find: (sought: Sought) => Named): Named {
  const {
    subject_organization_id: id,
    subject_organization_name: said,
    subject_organization_path: path,
  } = row;
  const isUnit = unitKinds.includes(row.subject_kind ?? 'PARTY_MEMBER');
  const assumed = isUnit ? row.subject_name : null;
  if (id !== null) return find({ id, path, name: said, assumed });
  const name = said ?? assumed;
  if (name === null) return organization;
  if (path.length === 0 && name === organization.name) return organization;
  const below = [...row.organization_path, row.organization_name ?? ''];
  return find({ id, path: path.length > 0 ? path : below, name });
}

function peopleOf(
  known: { readonly people: Known['people']; readonly namesakes: readonly Namesake[] },
  mint: Mint,
) {
  const there = new Set(known.people.map(({ id }) => id));
  const made = new Map<string, string>();
  const namesakes = new Map<string, string[]>();
  const placed = (organizationId: string, name: string) => `${organizationId} ${name}`;
  for (const { personId, fullName, organizationId } of known.namesakes) {
    const key = placed(organizationId, fullName);
    const found = namesakes.get(key) ?? [];
    if (!found.includes(personId)) namesakes.set(key, [...found, personId]);
  }
  const idOf = (row: ImportRow, organizationId: string, name: string, fault: Tell): string => {
    if (row.person_id !== null) return row.person_id;
    if (row.person_key !== null) return `per_${mint('person by key', row.person_key)}`;
    const alike = namesakes.get(placed(organizationId, name)) ?? [];
    const byName = `per_${mint('person by name', organizationId, name)}`;
    // Whom a row without a key made is found by such a row again, whoever of that name came with a key.
    if (alike.includes(byName)) return byName;
    if (alike.length > 1) fault('person_key', { is: 'NAMESAKES' });
    return alike[0] ?? byName;
  };
  const find = (row: ImportRow, organizationId: string, fault: Tell): Named => {
    const name = row.person_name ?? row.subject_name ?? '';
    const id = idOf(row, organizationId, name, fault);
    if (!there.has(id) && !made.has(id)) made.set(id, name);
    return { id, name };
  };
  return { find, made };
}

type Tell = (column: string, problem: Problem) => void;

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
    if (seen.has(id)) twice(one, one.named ? 'id' : 'subject_name');
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

/** Those that can be looked at beside rows that are not: whatever follows on one of those is left out. */
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
