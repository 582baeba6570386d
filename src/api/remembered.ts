import { LRUCache } from 'lru-cache';
import type { Archive, ResultQuery, Scope, SessionRow, StatisticsRow } from '../clerk/ports.ts';

// What many ask of history, read once for all of them. Those who leaf through a list ask with each page how long all of it is and
// which sessions its rows are of, and charts ask for the same statistics for everybody who looks. Counts are good as long as
// nothing was written that history shows; a session that is adjourned changes no more.

const mostRows = 200_000;
const mostSessions = 20_000;

/** The archive with a memory. `version`: what the record stands at, another number after each writing. */
export function remembering(archive: Archive, version: () => number): Archive {
  const counts = new Counts(version);
  const sessions = new LRUCache<string, SessionRow>({ max: mostSessions });
  const remembered: Partial<Archive> = {
    async results(page, wanted) {
      const listing = await archive.results(page, wanted);
      const { order: _, ...counted } = wanted;
      return { ...listing, total: () => counts.once(counted, ['total'], listing.total) };
    },
    statistics(wanted, by, base) {
      return counts.once(wanted, [by, base], () => archive.statistics(wanted, by, base));
    },
    async sessionsById(ids, query) {
      if (!query.adjournedOnly || !seesWholeRecord(query.scope)) return archive.sessionsById(ids, query);
      const unknown = ids.filter((id) => !sessions.has(id));
      const read = unknown.length === 0 ? [] : await archive.sessionsById(unknown, query);
      const known = ids.flatMap((id) => sessions.get(id) ?? []);
      for (const row of read) sessions.set(row.id, row);
      return [...known, ...read];
    },
  };
  // Whatever else is asked goes to the archive as it is then.
  return Object.assign(Object.create(archive), remembered);
}

function seesWholeRecord({ of }: Scope): boolean {
  return of === 'ALL' || of === 'RECORD';
}

type Counted = number | readonly StatisticsRow[];

interface Kept {
  /** What the record stood at before it was counted. */
  readonly version: number;
  readonly counted: Promise<Counted>;
}

class Counts {
  readonly #version: () => number;
  /** Each as large as it has rows. */
  readonly #kept = new LRUCache<string, Kept>({ maxSize: mostRows });

  constructor(version: () => number) {
    this.#version = version;
  }

  /** Those who ask while it is being counted wait for the same count. */
  once<Count extends Counted>(
    wanted: ResultQuery,
    what: readonly unknown[],
    count: () => Promise<Count>,
  ): Promise<Count> {
    const key = JSON.stringify([wanted, what]);
    const version = this.#version();
    const before = this.#kept.get(key);
    // One key stands for one question, and so for one kind of count.
    if (before?.version === version) return before.counted as Promise<Count>;
    const counted = count();
    this.#keep(key, { version, counted });
    return counted;
  }

  #keep(key: string, kept: Kept): void {
    this.#kept.set(key, kept, { size: 1 });
    const isStillKept = () => this.#kept.peek(key) === kept;
    kept.counted.then(
      (counted) => {
        if (isStillKept()) this.#kept.set(key, kept, { size: sizeOf(counted) });
      },
      () => {
        if (isStillKept()) this.#kept.delete(key);
      },
    );
  }
}

function sizeOf(counted: Counted): number {
  return typeof counted === 'number' ? 1 : counted.length + 1;
}
