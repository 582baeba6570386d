import type { Problem } from '../fault.ts';
import type { Mint } from '../ids.ts';
import type { Known } from '../prepare.ts';
import { type Organization, type OrganizationRegistered, Registration } from '../registration.ts';
import { tidy } from '../text.ts';
import { isUnitKind } from '../vocabulary.ts';
import type { FileRows, ImportRow } from './row.ts';

// [R83] The organisations and people that the rows of an import name.

export interface Namesake {
  readonly personId: string;
  readonly fullName: string;
  /** The organisation that a result about the person belongs to. */
  readonly organizationId: string;
}

/** Reports what is wrong with a column of the present row. */
export type Tell = (column: string, problem: Problem) => void;

export interface Named {
  readonly id: string;
  readonly name: string;
}

/** What a row says of an organisation. A known id is enough, and the rest must not contradict it. */
interface Sought {
  readonly id: string | null;
  readonly path: readonly string[];
  readonly name: string | null;
  /** Its name, where no row gives one and the id is unknown. */
  readonly assumed?: string | null;
  /** The organisation that it is below, where no path says so. */
  readonly under?: { readonly id: string; readonly path: readonly string[] };
}

/** Finds organisations by id, else by their names from the top, and otherwise registers them. `isPart` says that other rows of the file have faults. */
export function organizationsOf(
  rows: FileRows,
  known: readonly Organization[],
  mint: Mint,
  isPart: boolean,
): {
  find(sought: Sought, column: string, fault: Tell): Named;
  readonly registered: readonly OrganizationRegistered[];
} {
  const registered: OrganizationRegistered[] = [];
  const registration = new Registration(known, mint, (event) => registered.push(event));
  // An id that one row gives to a path is used for the other rows that name the path alone, and for those below it.
  const given = new Map<string, string>();
  // What the rows together say of each id.
  const said = new Map<string, { readonly name: string | null; readonly path: readonly string[] }>();
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
      if (id === null) continue;
      if (name !== null && !given.has(key)) given.set(key, id);
      const before = said.get(id);
      said.set(id, { name: before?.name ?? name, path: before?.path.length ? before.path : path });
    }
  }
  /** `names` are those of its superiors from the top, and its own name last. */
  const below = (superiorId: string | null, names: readonly string[], id: string | null): string =>
    registration.at(superiorId, names.at(-1) ?? '', id ?? given.get(JSON.stringify(names)) ?? null).id;
  const at = (names: readonly string[], id: string | null): string =>
    below(names.length > 1 ? at(names.slice(0, -1), null) : null, names, id);
  /** Returns the id of the organisation at a path: null for an empty path, undefined where there is none. */
  const there = (path: readonly string[]): string | null | undefined =>
    path.reduce<string | null | undefined>(
      (superiorId, name) =>
        superiorId === undefined ? undefined : registration.byPlace(superiorId, name)?.id,
      null,
    );
  const find = ({ id, path, name, assumed = null, under }: Sought, column: string, fault: Tell): Named => {
    const own = id === null ? undefined : registration.byId(id);
    if (id === null || own === undefined) {
      const elsewhere = id === null ? undefined : said.get(id);
      const made = name ?? elsewhere?.name ?? assumed;
      if (made === null) {
        // Where rows were left out, one of them may have given the name.
        if (!isPart) fault(`${column}_name`, { is: 'MISSING' });
        return { id: id ?? '', name: '' };
      }
      if (under !== undefined) return { id: below(under.id, [...under.path, made], id), name: made };
      return { id: at([...(path.length > 0 ? path : (elsewhere?.path ?? [])), made], id), name: made };
    }
    if (name !== null && name !== tidy(own.name))
      fault(`${column}_name`, { is: 'OTHER_NAME', name: own.name });
    if (path.length > 0 && there(path) !== own.superiorId) fault(`${column}_path`, { is: 'OTHER_PLACE' });
    return { id, name: own.name };
  };
  return { find, registered };
}

/**
 * Returns the organisation that a row's subject belongs to. Where the row names none, a unit is an organisation of its own, below the one that rates it, and
 * every other subject belongs to the one that rates it.
 */
export function subjectOrganization(
  row: ImportRow,
  organization: Named,
  find: (sought: Sought) => Named,
): Named {
  const {
    subject_organization_id: id,
    subject_organization_name: said,
    subject_organization_path: path,
  } = row;
  const isUnit = row.subject_kind !== null && isUnitKind(row.subject_kind);
  const assumed = isUnit ? row.subject_name : null;
  if (id !== null) return find({ id, path, name: said, assumed });
  const name = said ?? assumed;
  if (name === null) return organization;
  if (path.length === 0 && name === organization.name) return organization;
  if (path.length > 0) return find({ id, path, name });
  const under = { id: organization.id, path: [...row.organization_path, organization.name] };
  return find({ id, path, name, under });
}

/** Finds people by id, by the caller's own key, or by name within the organisation, and otherwise adds them to `made`. */
export function peopleOf(
  known: { readonly people: Known['people']; readonly namesakes: readonly Namesake[] },
  mint: Mint,
) {
  const there = new Set(known.people.map(({ id }) => id));
  const made = new Map<string, string>();
  const namesakes = new Map<string, string[]>();
  const placed = (organizationId: string, name: string) => `${organizationId} ${tidy(name)}`;
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
    // A person whom a row without a key made is found by such a row again, even if namesakes came with a key.
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
