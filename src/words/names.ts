// How pages and papers name people and units, where several have one name.

/** The tones huyền, hỏi, ngã, sắc and nặng. People write them on different letters of a syllable. */
const tones = /[\u0300\u0301\u0303\u0309\u0323]/g;

/**
 * Returns a text by which names are compared: in lower case, with single spaces, and with the tone after each word, so that hòa and hoà are one name. Marks
 * still tell names apart.
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
  /** It comes first among what tells a person from others of the name. Null where there is none. */
  readonly position: string | null;
  /** What else may tell it from others of the name, the best first. A mark is null where it does not have one. */
  readonly marks: readonly (string | null)[];
}

/** A name as it is shown. */
export interface Distinct {
  readonly name: string;
  /** What tells it from others of the same name; null where no other has the name, or nothing tells it. */
  readonly detail: string | null;
}

/** Returns how each of the list is told from all others of it, by id. An id that is not on the list has no name. */
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

/** Returns the position, and as few marks as are needed. A mark that all others have too is left out. */
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

/** Returns a name in one line, such as "Nguyễn Văn An (Bí thư chi bộ)". */
export function nameInLine({ name, detail }: Distinct): string {
  return detail === null ? name : `${name} (${detail})`;
}
