import { type Entry, registryJournal } from '../clerk/entry.ts';
import type { Event, RegistryEvent } from '../core/event.ts';
import { type Evidence, type Mirror, type ProvableTable, provableTables } from '../store/evidence.ts';
import { codeFinding, envelopeFinding, Keys, strayFinding } from './access.ts';
import { compared, type VerifyFinding } from './finding.ts';
import { type Head, isHead } from './heads.ts';
import { JournalWalk, type Sealed } from './journal.ts';
import { tableFinding } from './tables.ts';

// Makes everything again that follows from something else in a database, and compares it with what the database has.

/** What a verification found, and how much it looked at. */
export interface Verdict {
  /** What does not fit, in the order in which it was found, `maxFindings` at most. Empty where everything fits. */
  readonly findings: readonly VerifyFinding[];
  readonly sessions: number;
  readonly entries: number;
  /** How many counts and judgements were made again. */
  readonly madeAnew: number;
  /**
   * How many rows were found to be the same, by table. Empty where an entry cannot be read or followed, because then the journals do not say what the rows
   * should be.
   */
  readonly rows: Readonly<Partial<Record<ProvableTable, number>>>;
  /** How many envelopes the open secret rounds must have. */
  readonly envelopes: number;
  /** How many secret rounds were counted, and how many of them have form 2, whose envelopes are bound to their round [S3] and noted [S5]. */
  readonly closedSecretRounds: number;
  readonly boundRounds: number;
  /** Whether the newest entries of all journals are those that the server sealed [S7]; null where its keys are not beside the file. */
  readonly sealed: boolean | null;
  /** The last entry of each journal, so that people can note it elsewhere [V2]. */
  readonly heads: readonly Head[];
  /** The heads that were noted before, each with the number of the entry that it names; null where no entry has its hash. */
  readonly published: readonly { readonly head: Head; readonly seq: number | null }[];
}

/** The error of a database that another version of this program wrote, so that this one cannot check it, or that is none of this program's. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

export interface VerifyOptions {
  readonly evidence: Evidence;
  readonly mirror: Mirror;
  readonly published: readonly Head[];
  /** The secret under which the server sealed the journals [S7]; null where it is not beside the database. */
  readonly pepper: Buffer | null;
  /** Called with the number of entries that were read so far. */
  readonly progress?: (entries: number) => void;
}

const maxFindings = 100;

/** [V1] Verifies a database. Throws Unreadable where another version of this program wrote it. Whatever does not fit is in the verdict. */
export async function verify(options: VerifyOptions): Promise<Verdict> {
  await sameVersion(options);
  return new Verification(options).run();
}

/** An entry that wrote results. `ordinal` is the place of its first result in the table, because no single journal tells the order of all results. */
interface Writer {
  readonly journalId: string;
  readonly seq: number;
  readonly ordinal: number;
}

class Verification {
  readonly #options: VerifyOptions;
  readonly #findings: VerifyFinding[] = [];
  readonly #heads: Head[] = [];
  readonly #sealed = new Map<string, Sealed>();
  readonly #keys = new Keys();
  readonly #writers: Writer[] = [];
  readonly #decisions: number[] = [];
  readonly #published: ReadonlyMap<Head, { seq: number | null }>;
  readonly #publishedOf: ReadonlyMap<string, readonly Head[]>;
  #folds = true;
  #sessions = 0;
  #entries = 0;
  #madeAnew = 0;
  #closedSecretRounds = 0;
  #boundRounds = 0;
  #areSealed: boolean | null = null;
  #codes = 0;

  constructor(options: VerifyOptions) {
    this.#options = options;
    this.#published = new Map(options.published.map((head) => [head, { seq: null }]));
    const journals = new Set(options.published.map(({ journal }) => journal));
    this.#publishedOf = new Map(
      [...journals].map((one) => [one, options.published.filter(({ journal }) => journal === one)]),
    );
  }

  async run(): Promise<Verdict> {
    let rows: Verdict['rows'] = {};
    try {
      rows = await this.#look();
    } catch (error) {
      // The file may be so damaged that SQLite, or code that relies on its indices, cannot read on. What was found before is still told.
      const { message, code } = error as Error & { code?: unknown };
      if (this.#findings.length === 0 && code !== 'SQLITE_CORRUPT') throw error;
      this.#add({
        journal: null,
        seq: null,
        what: 'the file',
        expected: 'to be read to its end',
        found: message,
      });
    }
    return {
      findings: this.#findings,
      sessions: this.#sessions,
      entries: this.#entries,
      madeAnew: this.#madeAnew,
      rows,
      envelopes: [...this.#sealed.values()].reduce((sum, { count }) => sum + count, 0),
      closedSecretRounds: this.#closedSecretRounds,
      boundRounds: this.#boundRounds,
      sealed: this.#areSealed,
      heads: this.#heads,
      published: [...this.#published].map(([head, { seq }]) => ({ head, seq })),
    };
  }

  async #look(): Promise<Verdict['rows']> {
    const { evidence } = this.#options;
    for (const found of await evidence.faults()) {
      this.#add({ journal: null, seq: null, what: 'the file', expected: 'a sound database', found });
    }
    await this.#compareSeal();
    await this.#readJournals();
    const broken = await evidence.brokenCommand();
    if (broken !== null) {
      const { journalId: journal, seq, commandId: found } = broken;
      this.#add({ journal, seq, what: 'parts of a command', expected: '0, 1, 2 …', found });
    }
    const rows = this.#folds ? await this.#compareTables() : {};
    this.#add(await envelopeFinding(evidence, this.#sealed));
    this.#add(await strayFinding(evidence, this.#codes));
    this.#add(await this.#keys.finding(evidence));
    this.#checkPublished();
    return rows;
  }

  /** [S7] Compares the newest entry of each journal with the seal. */
  async #compareSeal(): Promise<void> {
    const { evidence, pepper } = this.#options;
    if (pepper === null) return;
    const state = await evidence.sealState(pepper);
    this.#areSealed = state === 'FITS';
    if (this.#areSealed) return;
    const found = state === 'NONE' ? 'no seal' : 'others';
    this.#add({
      journal: null,
      seq: null,
      what: 'the newest entry of each journal',
      expected: 'the one that the server sealed',
      found,
    });
  }

  #add(finding: VerifyFinding | null): void {
    if (finding !== null && this.#findings.length < maxFindings) this.#findings.push(finding);
  }

  async #readJournals(): Promise<void> {
    const { evidence, progress } = this.#options;
    let walk: JournalWalk | null = null;
    for await (const page of evidence.entries()) {
      const now: Entry[] = [];
      for (const entry of page) {
        if (walk?.journalId !== entry.journalId) {
          await this.#end(walk);
          walk = new JournalWalk(entry.journalId);
        }
        const { event, finding } = walk.take(entry);
        this.#add(finding);
        this.#entries += 1;
        this.#lookFor(entry);
        if (event !== null && !(await this.#defer(entry, event))) now.push(entry);
      }
      if (walk?.folds === false) this.#folds = false;
      await this.#mirror(now);
      progress?.(this.#entries);
    }
    await this.#end(walk);
    if (this.#folds) await this.#writeResults();
  }

  async #mirror(entries: readonly Entry[]): Promise<void> {
    for (const entry of entries) {
      if (!this.#folds) return;
      try {
        await this.#options.mirror.write([entry]);
      } catch (error) {
        this.#cannotWrite(entry, error);
      }
    }
  }

  #cannotWrite({ journalId: journal, seq, type }: Entry, error: unknown): void {
    this.#folds = false;
    const found = `${type}: ${(error as Error).message}`;
    this.#add({ journal, seq, what: 'tables', expected: 'what can be written from here on', found });
  }

  /**
   * Notes an entry that wrote results or a decision, and returns true. Such an entry is mirrored later, because the results of all journals are mirrored in
   * their order.
   */
  async #defer(entry: Entry, event: Event): Promise<boolean> {
    const { journalId, seq } = entry;
    if (journalId === registryJournal) this.#keys.take(event as RegistryEvent);
    switch (event.type) {
      case 'SessionAdjourned':
      case 'ResultsImported': {
        let id: string | undefined;
        try {
          id = firstResultId(event);
        } catch (error) {
          this.#cannotWrite(entry, error);
          return true;
        }
        const ordinal = id === undefined ? 0 : await this.#options.evidence.ordinalOf(id);
        this.#writers.push({ journalId, seq, ordinal: ordinal ?? Number.POSITIVE_INFINITY });
        return true;
      }
      case 'DecisionRecorded':
        this.#decisions.push(seq);
        return true;
      default:
        return false;
    }
  }

  async #end(walk: JournalWalk | null): Promise<void> {
    if (walk === null) return;
    const { head, sealed, journalId } = walk;
    this.#madeAnew += walk.madeAnew;
    this.#closedSecretRounds += walk.closedSecretRounds.length;
    this.#boundRounds += walk.closedSecretRounds.filter(({ form }) => form === 2).length;
    if (head !== null) this.#heads.push({ journal: journalId, seq: head.seq, hash: head.hash });
    if (sealed !== null) this.#sealed.set(sealed.roundId, sealed);
    if (!walk.folds) this.#folds = false;
    if (journalId === registryJournal) return;
    this.#sessions += 1;
    this.#codes += (await this.#options.evidence.codes(journalId)).length;
    if (walk.folds) this.#add(await codeFinding(this.#options.evidence, walk));
  }

  /**
   * Mirrors the results of all journals in the order of the table, then the decisions. Adds a finding where the order of the imports in the registry's journal
   * is another one.
   */
  async #writeResults(): Promise<void> {
    const { evidence } = this.#options;
    // An import that brought nothing new wrote no results, and has the ordinal 0.
    const inRegistry = this.#writers.filter(
      ({ journalId, ordinal }) => journalId === registryJournal && ordinal > 0,
    );
    const out = inRegistry.findIndex(
      ({ ordinal }, at) => at > 0 && ordinal < (inRegistry[at - 1]?.ordinal ?? 0),
    );
    if (out > 0) {
      const { journalId: journal, seq, ordinal } = inRegistry[out] as Writer;
      const expected = `after ${inRegistry[out - 1]?.ordinal}`;
      this.#add({ journal, seq, what: 'the place of imported results', expected, found: `${ordinal}` });
    }
    for (const { journalId, seq } of this.#writers.sort((one, other) => one.ordinal - other.ordinal)) {
      await this.#mirror([await evidence.entry(journalId, seq)]);
    }
    for (const seq of this.#decisions) await this.#mirror([await evidence.entry(registryJournal, seq)]);
  }

  async #compareTables(): Promise<Partial<Record<ProvableTable, number>>> {
    const { evidence, mirror } = this.#options;
    const rows: Partial<Record<ProvableTable, number>> = {};
    for (const table of provableTables) {
      let count = 0;
      this.#add(
        await tableFinding(table, evidence, mirror, () => {
          count += 1;
        }),
      );
      rows[table] = count;
    }
    const fault = await evidence.searchFault();
    if (fault !== null) {
      const expected = 'every name, and no other';
      this.#add({ journal: null, seq: null, what: 'the search for names', expected, found: fault });
    }
    return rows;
  }

  #lookFor(entry: Entry): void {
    for (const head of this.#publishedOf.get(entry.journalId) ?? []) {
      const known = this.#published.get(head);
      if (known !== undefined && isHead(head, entry)) known.seq = entry.seq;
    }
  }

  #checkPublished(): void {
    for (const [{ journal, seq, hash }, found] of this.#published) {
      if (found.seq !== null) continue;
      const what = 'the published head';
      this.#add({ journal, seq, what, expected: hash, found: 'no entry of this hash' });
    }
  }
}

/** Returns the id of the first result that an event wrote; undefined where it wrote none. Throws where the event's list of results is missing. */
function firstResultId({
  results: [first],
}: Extract<Event, { type: 'SessionAdjourned' | 'ResultsImported' }>): string | undefined {
  return first && ('id' in first ? first.id : first.recorded.id);
}

async function sameVersion({ evidence, mirror }: VerifyOptions): Promise<void> {
  const found = await evidence.migrations();
  const wanted = await mirror.migrations();
  if (found === null) throw new Unreadable('It is no database of this program.');
  const fault = compared('', wanted.join(', '), found.join(', '));
  if (fault === null) return;
  const older = found.every((name, at) => name === wanted[at]);
  throw new Unreadable(
    older
      ? 'An older version of this program wrote it: verify it with that version, or start this one on a copy, which brings it up to date.'
      : `It has migrations that this version does not know: ${fault.found}`,
  );
}
