import type { ImportRow } from '../../src/core/import/row.ts';
import {
  type OutcomeStatus,
  type QualityLevel,
  qualityLevels,
  type SubjectKind,
} from '../../src/core/vocabulary.ts';

// The record as a plain array, for tests that ask a server the same: who may see what, in which order, how many.

/** Names from the top, `['Tỉnh', 'Huyện']`. */
export type Path = readonly string[];

export interface Line {
  readonly id: string;
  readonly organization: Path;
  readonly about: Path;
  /** The key of a person. */
  readonly person: string | null;
  readonly kind: SubjectKind;
  readonly name: string;
  readonly peerGroup: string;
  readonly year: number;
  readonly heldOn: string;
  readonly ordinal: number;
  readonly level: QualityLevel | null;
  readonly status: OutcomeStatus;
  readonly superseded: boolean;
}

/** What is drawn of a result; the rest follows. */
export interface Drawn {
  readonly organization: Path;
  readonly kind: SubjectKind;
  /** Whose: a person or a unit by its number. */
  readonly who: number;
  readonly year: number;
  readonly heldOn: string | null;
  readonly level: QualityLevel | null;
  readonly proposed: boolean;
  readonly peerGroup: string;
}

export interface Filter {
  readonly organization?: Path;
  readonly includeSubordinates?: boolean;
  readonly fromYear?: number;
  readonly toYear?: number;
  readonly kinds?: readonly SubjectKind[];
  readonly levels?: readonly QualityLevel[];
  readonly statuses?: readonly OutcomeStatus[];
  readonly includeSuperseded?: boolean;
  readonly search?: string;
}

/** Null: the administrator, who sees all; else a key of this organisation and below. */
export type Scope = Path | null;
export type Root = { readonly organization: Path } | { readonly person: string } | null;

export interface Order {
  readonly by: 'DATE' | 'NAME' | 'LEVEL';
  readonly descending: boolean;
}

export interface Asked {
  readonly scope: Scope;
  readonly root: Root;
  readonly filter: Filter;
}

export const personNames = [
  'Đặng Văn Ước',
  'Nguyễn Thị Ăn',
  'Trần Văn Ân',
  'Lê An',
  'Đỗ Đức',
  'Vũ Dung',
  'Bùi Ánh',
  'Cao Thị Ưu',
  'Hồ Uyên',
  'Lê An',
  'Trần Đức',
  'Đinh Thị Đà',
];

export const samePath = (one: Path, other: Path): boolean => one.join('/') === other.join('/');
const within = (path: Path, above: Path): boolean => samePath(path.slice(0, above.length), above);
const isPerson = (kind: SubjectKind): boolean => kind === 'LEADER' || kind === 'PARTY_MEMBER';

export class Ledger {
  #lines: readonly Line[] = [];

  get lines(): readonly Line[] {
    return this.#lines;
  }

  /** Takes what is drawn as one import, and returns its rows; two of one subject and period cannot stand in one file. */
  take(drawn: readonly Drawn[]): readonly (Partial<ImportRow> & { readonly id: string })[] {
    const taken = new Map<string, Line>();
    for (const one of drawn) {
      const line = this.#lineOf(one, this.#lines.length + taken.size + 1);
      if (!taken.has(identityOf(line))) taken.set(identityOf(line), line);
    }
    const former = this.#lines.map((line) =>
      taken.has(identityOf(line)) ? { ...line, superseded: true } : line,
    );
    this.#lines = [...former, ...taken.values()];
    return [...taken.values()].map(rowOf);
  }

  /** A later decision on one of them. */
  decide(id: string, level: QualityLevel | null): void {
    const status = level === null ? 'NOT_RATED' : 'DECIDED';
    this.#lines = this.#lines.map((line) => (line.id === id ? { ...line, level, status } : line));
  }

  select({ scope, root, filter }: Asked): readonly Line[] {
    return this.#lines.filter((line) => maySee(scope, line) && isOf(root, line) && meets(filter, line));
  }

  /** Whether anything that this viewer may see speaks of it. */
  knows(scope: Scope, root: Root): boolean {
    return scope === null || this.#lines.some((line) => maySee(scope, line) && isOf(root, line));
  }

  #lineOf({ organization, kind, who, level, proposed, ...rest }: Drawn, ordinal: number): Line {
    const unit = `Chi bộ ${['Ấp', 'Đường', 'ấp'][who % 3]} ${who % 7}`;
    const name = isPerson(kind)
      ? (personNames[who % personNames.length] ?? '')
      : kind === 'PARTY_ORGANIZATION'
        ? (organization.at(-1) ?? '')
        : kind === 'PARTY_CELL'
          ? unit
          : `Tập thể ${unit}`;
    const status = proposed ? 'PROPOSED' : 'DECIDED';
    return {
      ...rest,
      id: `res_${String(ordinal).padStart(16, '0')}`,
      organization,
      about: kind === 'PARTY_CELL' ? [...organization, name] : organization,
      person: isPerson(kind) ? `người ${who}` : null,
      kind,
      name,
      heldOn: rest.heldOn ?? `${rest.year}-12-31`,
      ordinal,
      level,
      status: level !== null ? status : proposed ? 'NEEDS_DECISION' : 'NOT_RATED',
      superseded: false,
    };
  }
}

function identityOf({ kind, person, about, name, year }: Line): string {
  const named = kind === 'LEADERSHIP_COLLECTIVE' ? plain(name) : '';
  return [kind, person ?? about.join('/'), named, year].join(' | ');
}

function rowOf(line: Line): Partial<ImportRow> & { readonly id: string } {
  return {
    id: line.id,
    organization_name: line.organization.at(-1) ?? '',
    organization_path: line.organization.slice(0, -1),
    held_on: line.heldOn,
    period_kind: 'YEAR',
    year: line.year,
    subject_kind: line.kind,
    subject_name: line.name,
    peer_group: line.peerGroup,
    person_key: line.person,
    level: line.level,
    status: line.status,
    authority: line.status === 'PROPOSED' ? 'PROPOSE' : 'DECIDE',
  };
}

function maySee(scope: Scope, { organization, about }: Line): boolean {
  return scope === null || within(organization, scope) || within(about, scope);
}

function isOf(root: Root, { organization, about, person }: Line): boolean {
  if (root === null) return true;
  if ('person' in root) return person === root.person;
  return samePath(organization, root.organization) || samePath(about, root.organization);
}

function meets(filter: Filter, line: Line): boolean {
  const { organization, includeSubordinates, fromYear, toYear, kinds, levels, statuses, search } = filter;
  const under = (path: Path, asked: Path) =>
    includeSubordinates ? within(path, asked) : samePath(path, asked);
  return (
    (organization === undefined ||
      under(line.organization, organization) ||
      under(line.about, organization)) &&
    (fromYear === undefined || line.year >= fromYear) &&
    (toYear === undefined || line.year <= toYear) &&
    (kinds === undefined || kinds.includes(line.kind)) &&
    (levels === undefined || levels.some((level) => level === line.level)) &&
    (statuses === undefined || statuses.includes(line.status)) &&
    (filter.includeSuperseded === true || !line.superseded) &&
    (search === undefined || plain(line.name).includes(plain(search)))
  );
}

/** Without marks and case. */
export function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase();
}

/** As the CLDR has it, without case. */
const vietnamese = new Intl.Collator('vi', { sensitivity: 'accent' });

export const compareTexts = (one: string, other: string): number => vietnamese.compare(one, other);

/** Given name, family name, what is between. */
function partsOf(fullName: string): readonly string[] {
  const words = fullName.split(' ');
  return [words.at(-1) ?? '', words[0] ?? '', words.slice(1, -1).join(' ')];
}

export function compareNames(one: string, other: string): number {
  const theirs = partsOf(other);
  return (
    partsOf(one)
      .map((part, at) => vietnamese.compare(part, theirs[at] ?? ''))
      .find((sign) => sign !== 0) ?? 0
  );
}

const rank = (level: QualityLevel | null) =>
  level === null ? qualityLevels.length : qualityLevels.indexOf(level);
const nameOf = ({ person, name }: Line) => (person === null ? [name, '', ''] : partsOf(name));

/** Where they are alike in it: the newest first, in the order in which they came. */
export function comparison({ by, descending }: Order): (one: Line, other: Line) => number {
  const newest = (one: Line, other: Line) => other.heldOn.localeCompare(one.heldOn);
  const first: Readonly<Record<Order['by'], (one: Line, other: Line) => number>> = {
    DATE: (one, other) => -newest(one, other),
    NAME: (one, other) =>
      nameOf(one)
        .map((part, at) => vietnamese.compare(part, nameOf(other)[at] ?? ''))
        .find((sign) => sign !== 0) ?? 0,
    LEVEL: (one, other) => rank(one.level) - rank(other.level),
  };
  return (one, other) =>
    (descending ? -1 : 1) * first[by](one, other) || newest(one, other) || one.ordinal - other.ordinal;
}

export interface Page {
  readonly ids: readonly string[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

/** `from`: the line whose cursor was given, as it was then. */
export function pageOf(
  lines: readonly Line[],
  order: Order,
  { size, backward, from }: { readonly size: number; readonly backward: boolean; readonly from: Line | null },
): Page {
  const compare = comparison(order);
  const all = [...lines].sort(compare);
  const beyond = all.filter((line) => from === null || compare(line, from) * (backward ? -1 : 1) > 0);
  const kept = backward ? beyond.slice(-size) : beyond.slice(0, size);
  const more = beyond.length > kept.length;
  const behind = all.length > beyond.length;
  return {
    ids: kept.map(({ id }) => id),
    hasNextPage: backward ? behind : more,
    hasPreviousPage: backward ? more : behind,
  };
}
