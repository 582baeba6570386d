import { LRUCache } from 'lru-cache';
import type { History, ResultQuery, Scope, SessionRow, StatisticsRow } from './history.ts';

// History reads once what many ask. A client that reads a list page by page asks with each page how long the list is and which sessions its rows are of, and a
// chart asks the same statistics for everybody who looks. A count stays good until something is written that history shows. An adjourned session stays good for
// ever, because it does not change.

const maxRows = 200_000;
const maxSessions = 20_000;

/** Returns the same history, with a cache of counts, statistics and adjourned sessions. `version` returns a number that changes with each writing. */
export function cachedHistory(history: History, version: () => number): History {
  const counts = new CountCache(version);
  const sessions = new LRUCache<string, SessionRow>({ max: maxSessions });
  const cached: Partial<History> = {
    async results(page, wanted) {
      const listing = await history.results(page, wanted);
      const { order: _, ...counted } = wanted;
      return { ...listing, total: () => counts.once(counted, ['total'], listing.total) };
    },
    statistics(wanted, by, base) {
      return counts.once(wanted, [by, base], () => history.statistics(wanted, by, base));
    },
    async sessionsById(ids, query) {
      if (!query.adjournedOnly || !seesWholeRecord(query.scope)) return history.sessionsById(ids, query);
      const unknown = ids.filter((id) => !sessions.has(id));
      const read = unknown.length === 0 ? [] : await history.sessionsById(unknown, query);
      const known = ids.flatMap((id) => sessions.get(id) ?? []);
      for (const row of read) sessions.set(row.id, row);
      return [...known, ...read];
    },
  };
  // Every other method is the history's own.
  return Object.assign(Object.create(history), cached);
}

function seesWholeRecord({ of }: Scope): boolean {
  return of === 'ALL' || of === 'RECORD';
}

type Counted = number | readonly StatisticsRow[];

interface Kept {
  /** The version before it was counted. */
  readonly version: number;
  readonly counted: Promise<Counted>;
}

class CountCache {
  readonly #version: () => number;
  /** The size of an entry is how many rows it has. */
  readonly #kept = new LRUCache<string, Kept>({ maxSize: maxRows });

  constructor(version: () => number) {
    this.#version = version;
  }

  /** Returns the count of this version, or else counts. A second caller waits for the count that the first one began. */
  once<Count extends Counted>(
    wanted: ResultQuery,
    what: readonly unknown[],
    count: () => Promise<Count>,
  ): Promise<Count> {
    const key = JSON.stringify([wanted, what]);
    const version = this.#version();
    const before = this.#kept.get(key);
    // The type is right because one key stands for one question, and so for one kind of count.
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
