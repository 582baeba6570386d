import unhomoglyph from 'unhomoglyph';
import type { AgendaItem, Preparation } from '../../../core/preparation.ts';
import { subjectOfItem } from '../../../core/same-subject.ts';
import { isPersonKind, isUnitKind, type Likeness, type LookAlikeLetter } from '../../../core/vocabulary.ts';
import { sameName } from '../../../words/names.ts';

// Names that may be taken for one another. A code that goes to the wrong one of two people lets the wrong one vote, and a result of a unit whose name has a
// letter that only looks right is the result of another unit.

/** Seats or items of the agenda whose names are the same or look alike, in the order of the preparation. One of the lists is empty. */
export interface Alike {
  readonly likeness: Likeness;
  readonly seatIds: readonly string[];
  readonly reviewIds: readonly string[];
  /** For LOOK_ALIKE: letters of one name in whose place another name has other letters. */
  readonly letters: readonly LookAlikeLetter[];
}

interface Named {
  readonly id: string;
  readonly name: string;
  /** Who or what has the name. One person or unit may be there under two names. */
  readonly whom: string;
}

const found = new WeakMap<Preparation, readonly Alike[]>();

/** [R9] Returns the names that are alike. They are found once for a preparation. */
export function namesAlike(preparation: Preparation): readonly Alike[] {
  const known = found.get(preparation);
  if (known !== undefined) return known;
  const { seats, agenda } = preparation;
  const sitting = alikeAmong(seats.map(({ id, fullName }) => ({ id, name: fullName, whom: id })));
  const told = sitting.map(({ ids }) => new Set(ids));
  const seatOf = new Map(agenda.map(({ id, seatId }) => [id, seatId]));
  const onAgenda = [isPerson, isUnit, isCollective]
    .flatMap((kind) =>
      alikeAmong(agenda.filter(kind).map((item) => ({ id: item.id, name: item.name, whom: whomOf(item) }))),
    )
    // People who have seats here are told by their seats.
    .filter(({ ids }) => !told.some((group) => ids.every((id) => group.has(seatOf.get(id) ?? ''))));
  const groups: readonly Alike[] = [
    ...sameSubjects(agenda).map((reviewIds) => ({
      likeness: 'SAME_SUBJECT' as const,
      seatIds: [],
      reviewIds,
      letters: [],
    })),
    ...sitting.map(({ ids, ...rest }) => ({ ...rest, seatIds: ids, reviewIds: [] })),
    ...onAgenda.map(({ ids, ...rest }) => ({ ...rest, seatIds: [], reviewIds: ids })),
  ];
  found.set(preparation, groups);
  return groups;
}

const isPerson = ({ kind }: AgendaItem) => isPersonKind(kind);
const isUnit = ({ kind }: AgendaItem) => isUnitKind(kind);
const isCollective = ({ kind }: AgendaItem) => kind === 'LEADERSHIP_COLLECTIVE';

/** Returns who or what an item is about. One person may be reviewed as a leader and as a member, and one unit as a cell and as an organisation. */
function whomOf(item: AgendaItem): string {
  if (isPerson(item)) return item.personId ?? item.id;
  return isUnit(item) ? item.organizationId : subjectOfItem(item);
}

/** [R6] Returns items about the same subject, which only sessions have that were prepared before those were refused. */
function sameSubjects(agenda: readonly AgendaItem[]): readonly (readonly string[])[] {
  const bySubject = new Map<string, string[]>();
  for (const item of agenda) {
    const subject = subjectOfItem(item);
    bySubject.set(subject, [...(bySubject.get(subject) ?? []), item.id]);
  }
  return [...bySubject.values()].filter(({ length }) => length > 1);
}

function alikeAmong(all: readonly Named[]) {
  return grouped(all)
    .filter((group) => new Set(group.map(({ whom }) => whom)).size > 1)
    .map((group) => {
      const names = group.map(({ name }) => name);
      const same = new Set(names.map(sameName)).size === 1;
      const likeness: Likeness = same ? 'SAME_NAME' : 'LOOK_ALIKE';
      return { likeness, ids: group.map(({ id }) => id), letters: same ? [] : lettersOf(names) };
    });
}

/**
 * Returns the keys by which names are alike. By UTS #39 names with one skeleton look alike. Names in lower case have another skeleton, and are compared too.
 */
function keysOf(name: string): readonly string[] {
  const same = sameName(name);
  return [`same ${same}`, `alike ${skeleton(same)}`, `alike ${skeleton(name)}`];
}

function skeleton(text: string): string {
  return unhomoglyph(text.normalize('NFD')).normalize('NFD');
}

interface Group {
  readonly places: number[];
  readonly keys: string[];
}

/** Groups names that share a key with any name of the group. Smaller groups are added to the largest, so that thousands of namesakes take no time. */
function grouped(all: readonly Named[]): readonly (readonly Named[])[] {
  const groups = new Map<string, Group>();
  for (const [place, { name }] of all.entries()) {
    const keys = keysOf(name);
    const met = new Set(keys.map((key) => groups.get(key)).filter((group) => group !== undefined));
    const [into = { places: [], keys: [] }, ...rest] = [...met].sort(
      (one, other) => other.places.length - one.places.length,
    );
    for (const group of [...rest, { places: [place], keys }]) {
      into.places.push(...group.places);
      into.keys.push(...group.keys);
      for (const key of group.keys) groups.set(key, into);
    }
  }
  return [...new Set(groups.values())]
    .filter(({ places }) => places.length > 1)
    .map(({ places }) => places.sort((one, other) => one - other).map((place) => all[place] as Named))
    .sort(([one], [other]) => all.indexOf(one as Named) - all.indexOf(other as Named));
}

/** A letter of Vietnamese with its marks, or an ASCII sign. */
const usual = /^(?:[A-Za-zĐđ][\u0300-\u0303\u0306\u0309\u031b\u0323]*|[ -~])$/u;

/**
 * Returns letters, with their marks, that not all of the names have, each with the letter that it is taken for. Those come first that Vietnamese does not have.
 */
function lettersOf(names: readonly string[]): readonly LookAlikeLetter[] {
  const each = names.map((name) => new Set(name.normalize('NFC').match(/\P{M}\p{M}*/gu)));
  const all = [...new Set(each.flatMap((letters) => [...letters]))];
  const differing = all.filter((letter) => !each.every((letters) => letters.has(letter)));
  const plain = all.filter((letter) => !isStrange(letter));
  const told = new Map<string, string>();
  for (const letter of [...differing.filter(isStrange), ...differing.filter((one) => !isStrange(one))]) {
    const shape = skeleton(letter).normalize('NFC');
    const like =
      plain.find((other) => looksLike(letter, other)) ??
      plain.find((other) => looksLike(sameName(letter), sameName(other))) ??
      (shape !== letter && names.some((name) => name.includes(shape)) ? shape : undefined);
    if (like !== undefined && !told.has(like)) told.set(letter, like);
  }
  return [...told].map(([letter, like]) => ({ letter, code: codeOf(letter), like }));
}

const isStrange = (letter: string) => !usual.test(letter.normalize('NFD'));

function looksLike(one: string, other: string): boolean {
  return sameName(one) !== sameName(other) && skeleton(one) === skeleton(other);
}

const codeOf = (letter: string): string =>
  `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
