import { type Entry, registryJournal } from '../clerk/entry.ts';
import type { Event } from '../core/event.ts';
import { listedDifferences } from '../core/recount.ts';
import {
  type History,
  type Page,
  type ResultRow,
  RowUnreadable,
  type SessionRow,
} from '../history/history.ts';
import { JournalWalk } from './journal.ts';

// Counts and judges everything again, and compares the results that history lists with the journals. verify checks more than this.

/** The parts of a database that a recount reads. */
export interface RecountSource {
  readonly journal: {
    /** Returns the entries after `afterSeq` in order, `most` at most. */
    read(journalId: string, afterSeq: number, most: number): Promise<readonly Entry[]>;
  };
  readonly history: Pick<History, 'sessions' | 'resultsById'>;
}

/** Something in a journal, or in the results that history lists of it, that differs from what the rules or the journal give. */
export interface Difference {
  readonly journal: string;
  /** Such as `entry 12, RoundClosed, differs` or `result res_… cannot be read`. */
  readonly what: string;
  /** A line for each place that differs, or the reason why it cannot be read. */
  readonly lines: readonly string[];
}

export interface RecountSums {
  readonly sessions: number;
  readonly entries: number;
  /** How many counts and judgements were made again. */
  readonly madeAnew: number;
  /** How many results of history were compared. */
  readonly results: number;
  readonly differences: number;
}

/** [P90] Recounts a database. It calls `report` with each difference when it is found, and returns the sums. */
export async function recount(
  source: RecountSource,
  report: (difference: Difference) => void,
): Promise<RecountSums> {
  const recounting = new Recounting(source, report);
  for await (const sessionId of sessionsOf(source)) await recounting.session(sessionId);
  await recounting.registry();
  return recounting.sums;
}

const pageLength = 1_000;
const sessionsAtOnce = 100;
/** Pages of the registry are short, because an entry with a part of an import is long. */
const registryPageLength = 20;

async function* sessionsOf({ history }: RecountSource): AsyncGenerator<string> {
  const all = { scope: { of: 'ALL' }, organizationId: null, status: null, year: null } as const;
  for (let from: string | null = null; ; ) {
    const request = { direction: 'FORWARD', size: sessionsAtOnce, from } as const;
    const page: Page<SessionRow> = await history.sessions(request, { ...all, adjournedOnly: false });
    for (const { row } of page.rows) yield row.id;
    if (!page.hasMore) return;
    from = page.rows.at(-1)?.key ?? null;
  }
}

class Recounting {
  readonly sums = { sessions: 0, entries: 0, madeAnew: 0, results: 0, differences: 0 };
  readonly #source: RecountSource;
  readonly #report: (difference: Difference) => void;
  /** The ids of the results whose rows cannot be read. */
  readonly #unreadable = new Set<string>();

  constructor(source: RecountSource, report: (difference: Difference) => void) {
    this.#source = source;
    this.#report = report;
  }

  async registry(): Promise<void> {
    await this.#walk(registryJournal, registryPageLength);
  }

  async session(sessionId: string): Promise<void> {
    this.sums.sessions += 1;
    this.sums.madeAnew += await this.#walk(sessionId, pageLength);
  }

  /** Recounts one journal, `length` entries at a time. Returns how many counts and judgements were made again. */
  async #walk(journalId: string, length: number): Promise<number> {
    const walk = new JournalWalk(journalId, 'RULES');
    for (let seq = 0; ; ) {
      const page = await this.#source.journal.read(journalId, seq, length);
      for (const entry of page) {
        seq = entry.seq;
        this.sums.entries += 1;
        const { differences, broken, results } = countedOf(walk, entry);
        if (differences.length > 0) this.#differs(entry, `${nameOf(entry)} differs`, differences);
        if (broken !== null) this.#differs(entry, `${nameOf(entry)} cannot be read`, [broken]);
        // The rest of a session cannot be counted, because its state is unknown. Entries of the registry do not depend on each other.
        if (broken !== null && journalId !== registryJournal) return walk.madeAnew;
        await this.#compareResults(entry, results);
      }
      if (page.length < length) return walk.madeAnew;
    }
  }

  #differs({ journalId }: Entry, what: string, lines: readonly string[]): void {
    this.sums.differences += 1;
    this.#report({ journal: journalId, what, lines });
  }

  /** Compares the results that an entry wrote with those that history lists. */
  async #compareResults(entry: Entry, results: ListedResults): Promise<void> {
    if (results.length === 0) return;
    const found = new Map((await this.#listed(entry, results)).map((one) => [one.id, one]));
    for (const result of results) {
      if (this.#unreadable.has(result.recorded.id)) continue;
      this.sums.results += 1;
      const row = found.get(result.recorded.id);
      const listed = row && { ...row, decisions: await row.decisions() };
      const lines = listedDifferences(listed, result, entry.atMs);
      if (lines.length > 0) this.#differs(entry, `result ${result.recorded.id} differs`, lines);
    }
  }

  /** Returns what history lists of these results. It reports those whose rows cannot be read, and leaves them out. */
  async #listed(entry: Entry, results: ListedResults): Promise<readonly ResultRow[]> {
    const ids = results.map(({ recorded }) => recorded.id);
    for (;;) {
      try {
        const wanted = ids.filter((id) => !this.#unreadable.has(id));
        return await this.#source.history.resultsById(wanted, { of: 'ALL' });
      } catch (error) {
        if (!(error instanceof RowUnreadable) || this.#unreadable.has(error.id)) throw error;
        this.#unreadable.add(error.id);
        this.#differs(entry, `result ${error.id} cannot be read`, [error.message]);
      }
    }
  }
}

const nameOf = ({ seq, type }: Entry) => `entry ${seq}, ${type},`;

type ListedResults = readonly Parameters<typeof listedDifferences>[1][];

/** Returns what the rules say about an entry, and the results that it wrote. */
function countedOf(walk: JournalWalk, entry: Entry) {
  const { event, differences, broken } = walk.take(entry);
  try {
    return { differences, broken, results: event === null ? [] : resultsOf(event) };
  } catch (error) {
    return { differences, broken: broken ?? (error as Error).message, results: [] };
  }
}

/** Returns the results that an event wrote. Throws where the event should have results and has none, because its body was changed. */
function resultsOf(event: Event): ListedResults {
  switch (event.type) {
    case 'SessionAdjourned':
      return event.results.map((recorded) => ({ recorded, recordedAtMs: null, decisions: [] }));
    case 'ResultsImported':
      for (const { recorded } of event.results) String(recorded.id);
      return event.results;
    default:
      return [];
  }
}
