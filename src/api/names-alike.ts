import unhomoglyph from 'unhomoglyph';
import { sameName } from '../words/names.ts';

// Names that may be taken for one another. A code handed to the wrong one of two people is a ballot cast by the wrong one.

interface Named {
  readonly id: string;
  readonly fullName: string;
}

/** Seats whose names are the same or look alike, in their order. */
export interface Alike<Seat> {
  /** Whether they are the same but for case, spaces and the place of the tone. */
  readonly same: boolean;
  readonly seats: readonly Seat[];
  /** Letters that one has where another has one that looks like it, as U+0410. */
  readonly letters: readonly string[];
}

const found = new WeakMap<readonly Named[], readonly Alike<Named>[]>();

/** In the order of the first of each. Reckoned once a list. */
export function namesAlike<Seat extends Named>(seats: readonly Seat[]): readonly Alike<Seat>[] {
  const known = found.get(seats) as readonly Alike<Seat>[] | undefined;
  if (known !== undefined) return known;
  const groups = grouped(seats).map((alike): Alike<Seat> => {
    const same = new Set(alike.map(({ fullName }) => sameName(fullName))).size === 1;
    return { same, seats: alike, letters: same ? [] : strangeLetters(alike) };
  });
  found.set(seats, groups);
  return groups;
}

/** UTS #39: alike is what has one skeleton. Names in small letters have another one, and are compared too. */
function keysOf(name: string): readonly string[] {
  const same = sameName(name);
  return [`same ${same}`, `alike ${skeleton(same)}`, `alike ${skeleton(name)}`];
}

function skeleton(text: string): string {
  return unhomoglyph(text.normalize('NFD')).normalize('NFD');
}

function grouped<Seat extends Named>(seats: readonly Seat[]): readonly (readonly Seat[])[] {
  const groups = new Map<string, Set<Seat>>();
  for (const seat of seats) {
    const keys = keysOf(seat.fullName);
    const all = new Set([...keys.flatMap((key) => [...(groups.get(key) ?? [])]), seat]);
    for (const one of all) for (const key of keysOf(one.fullName)) groups.set(key, all);
  }
  return [...new Set(groups.values())]
    .filter(({ size }) => size > 1)
    .map((group) => seats.filter((seat) => group.has(seat)));
}

const usual = /[\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/u;

/** Those of another script; where there are none, those that not all of the names have. */
function strangeLetters(alike: readonly Named[]): readonly string[] {
  const names = alike.map(({ fullName }) => new Set(fullName.normalize('NFC')));
  const letters = [...new Set(names.flatMap((name) => [...name]))].filter(
    (letter) => !names.every((name) => name.has(letter)),
  );
  const strange = letters.filter((letter) => !usual.test(letter));
  return (strange.length > 0 ? strange : letters).map(codeOf);
}

const codeOf = (letter: string): string =>
  `${letter} (U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')})`;
