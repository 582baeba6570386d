// How people and units are named where several have one name: pages and papers alike.

/** Huyền, hỏi, ngã, sắc, nặng: the marks whose place in a syllable is a matter of taste. */
const tones = /[\u0300\u0301\u0303\u0309\u0323]/g;

/**
 * A text to compare names by: without case, without doubled spaces, and with the tone behind each word, so that hòa and hoà are
 * one. Marks still tell names apart.
 */
export function sameName(text: string): string {
  return text
    .normalize('NFD')
    .toLowerCase()
    .replace(/\p{L}[\p{L}\p{M}]*/gu, (word) => word.replace(tones, '') + (word.match(tones) ?? []).join(''))
    .replace(/\s+/g, ' ')
    .trim();
}

export interface Named {
  readonly id: string;
  readonly name: string;
  /** Said first of whoever has another's name. Null: none. */
  readonly position: string | null;
  /** What else may tell it from others of its name, the most telling first. Null: there is nothing of the kind. */
  readonly marks: readonly (string | null)[];
}

/** A name as it is shown. */
export interface Distinct {
  readonly name: string;
  /** What tells it from others of the same name; null where it has the name for itself, or nothing does. */
  readonly detail: string | null;
}

/** How each of the list is told from all others of it, by id; who is not on it has no name. */
export function distinguished(all: readonly Named[]): (id: string) => Distinct {
  const namesakes = new Map<string, Named[]>();
  for (const one of all) {
    const same = sameName(one.name);
    const others = namesakes.get(same);
    if (others === undefined) namesakes.set(same, [one]);
    else others.push(one);
  }
  const found = new Map<string, Distinct>();
  for (const alike of namesakes.values()) {
    for (const one of alike) {
      found.set(one.id, { name: one.name, detail: alike.length === 1 ? null : detailOf(one, alike) });
    }
  }
  return (id) => found.get(id) ?? { name: '', detail: null };
}

/** The position, and as few marks as it takes; one that all others have too says nothing. */
function detailOf({ position, marks }: Named, alike: readonly Named[]): string | null {
  const same = (one: string | null | undefined, other: string) => sameName(one ?? '') === sameName(other);
  const said = position === null ? [] : [position];
  let left = position === null ? alike : alike.filter((other) => same(other.position, position));
  for (const [at, mark] of marks.entries()) {
    if (left.length === 1) break;
    if (mark === null) continue;
    const still = left.filter((other) => same(other.marks[at], mark));
    if (still.length < left.length) said.push(mark);
    left = still;
  }
  return said.length === 0 ? null : said.join(', ');
}

/** "Nguyễn Văn An (Bí thư chi bộ)": where there is room for one line of text alone. */
export function nameInLine({ name, detail }: Distinct): string {
  return detail === null ? name : `${name} (${detail})`;
}
