import { readdirSync } from 'node:fs';
import type { DataSource } from 'typeorm';
import { reader } from '../../ormconfig.ts';
import { hashOf, noHash } from '../../src/clerk/chain.ts';
import { cursorOf } from '../../src/clerk/cursor.ts';
import { type Entry, registryJournal } from '../../src/clerk/entry.ts';
import type { EntryRow } from '../../src/store/journal.ts';
import type { Any, Deserted, Promised } from './world.ts';

// What must be true of the files themselves, looked at past the server.

const keyGraceMs = 2_000;

interface Snapshot {
  readonly rows: readonly EntryRow[];
  readonly open: ReadonlySet<string>;
  readonly envelopes: ReadonlyMap<string, number>;
}

export class Audit {
  readonly #file: string;
  readonly #heads = new Map<string, { seq: number; hash: string; atMs: number }>();
  /** By command: its last entry in a session, else in the house. */
  readonly #written = new Map<string, { cursor: string; inRegistry: boolean }>();
  readonly #sealed = new Map<string, Set<string>>();
  readonly #secret = new Set<string>();
  #checked = 0;
  entries = 0;

  constructor(file: string) {
    this.#file = file;
  }

  /** Everything since the last look. A server may be running, as long as nobody talks to it. */
  async look(promised: readonly Promised[]): Promise<readonly string[]> {
    const faults: string[] = [];
    // Nobody opens a round now, but the clock may close one while this looks: its key is there before, and gone after it.
    const before = this.#keyed();
    const { rows, open, envelopes } = await this.#read();
    for (const row of rows) this.#take(row, faults);
    for (; this.#checked < promised.length; this.#checked += 1) {
      const one = promised[this.#checked];
      if (one !== undefined) this.#honours(one, faults);
    }
    for (const [roundId, count] of envelopes) {
      if (!open.has(roundId)) faults.push(`${roundId} is over, and ${count} of its envelopes are there`);
    }
    for (const roundId of open) {
      const sealed = this.#sealed.get(roundId)?.size ?? 0;
      const kept = envelopes.get(roundId) ?? 0;
      if (this.#secret.has(roundId) && kept !== sealed)
        faults.push(`${roundId} has ${sealed} ballots and ${kept} envelopes`);
    }
    for (const roundId of open) {
      if (this.#secret.has(roundId) && !before.has(roundId))
        faults.push(`${roundId} is open without its key`);
    }
    const left = await this.#outlasting(open);
    for (const roundId of left) faults.push(`the key of ${roundId} is there, which is not open`);
    return faults;
  }

  /** Whether the seat's command is written. */
  isWritten({ commandId }: Deserted): boolean {
    return this.#written.has(commandId);
  }

  /** Which keys of rounds, also set aside, and drafts of keys are left, when every round is over. */
  leftOver(): readonly string[] {
    const names = readdirSync(`${this.#file}.keys`, { recursive: true, encoding: 'utf8' });
    return names.filter((name) => /^(aside\/)?rnd_|\.draft$/.test(name));
  }

  /** Keys of rounds that are over. They go after the commit that ends the round, so what is there is looked at again. */
  async #outlasting(open: ReadonlySet<string>): Promise<readonly string[]> {
    const untilMs = performance.now() + keyGraceMs;
    for (;;) {
      const left = [...this.#keyed()].filter((roundId) => !open.has(roundId));
      if (left.length === 0 || performance.now() > untilMs) return left;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #keyed(): ReadonlySet<string> {
    const names = readdirSync(`${this.#file}.keys`);
    return new Set(names.flatMap((name) => /^(rnd_\w+)\.key$/.exec(name)?.[1] ?? []));
  }

  #honours({ field, input, answer }: Promised, faults: string[]): void {
    const written = this.#written.get(input.commandId);
    if (written === undefined) faults.push(`${field} ${input.commandId} was answered and is not written`);
    else if (answer.cursor !== undefined && answer.cursor !== written.cursor)
      faults.push(`${field} ${input.commandId} was answered with a cursor that is not its entry's`);
  }

  #take(row: EntryRow, faults: string[]): void {
    this.entries += 1;
    const { journal_id: journalId, at_ms: atMs, actor: by, command_id: commandId, ...rest } = row;
    const entry: Entry = { journalId, atMs, by, commandId, ...rest };
    const head = this.#heads.get(journalId) ?? { seq: 0, hash: noHash, atMs: 0 };
    if (entry.seq !== head.seq + 1) faults.push(`${journalId} goes from ${head.seq} to ${entry.seq}`);
    if (hashOf(head.hash, entry) !== entry.hash) faults.push(`${journalId} breaks its chain at ${entry.seq}`);
    if (atMs < head.atMs && entry.type !== 'ClockSetBack')
      faults.push(`${journalId} goes back in time at ${entry.seq}`);
    this.#heads.set(journalId, entry);
    if (commandId !== null) {
      const before = this.#written.get(commandId);
      const inRegistry = journalId === registryJournal;
      if (before === undefined || before.inRegistry || !inRegistry)
        this.#written.set(commandId, { cursor: cursorOf(entry), inRegistry });
    }
    const event: Any = JSON.parse(entry.body);
    if (event.type === 'RoundOpened' && event.method === 'SECRET_BALLOT') this.#secret.add(event.roundId);
    if (event.type !== 'BallotSealed' && event.type !== 'BallotCast') return;
    const seats = this.#sealed.get(event.roundId) ?? new Set();
    if (seats.has(event.seatId)) faults.push(`${event.seatId} has two ballots in ${event.roundId}`);
    this.#sealed.set(event.roundId, seats.add(event.seatId));
  }

  async #read(): Promise<Snapshot> {
    const source = reader({ file: this.#file });
    if (source === null) throw new Error('the storm needs a file');
    await source.initialize();
    try {
      // One state of the database for all of it.
      await source.query('BEGIN');
      return {
        rows: await this.#newRows(source),
        open: new Set((await source.query('SELECT round_id AS id FROM open_round')).map(({ id }: Any) => id)),
        envelopes: new Map(
          (
            await source.query('SELECT round_id AS id, COUNT(*) AS count FROM envelope GROUP BY round_id')
          ).map(({ id, count }: Any) => [id, count]),
        ),
      };
    } finally {
      await source.destroy();
    }
  }

  async #newRows(source: DataSource): Promise<EntryRow[]> {
    const seen = JSON.stringify(Object.fromEntries([...this.#heads].map(([id, { seq }]) => [id, seq])));
    const journals: { id: string }[] = await source.query(
      `SELECT id FROM session UNION SELECT 'house' AS id`,
    );
    const rows: EntryRow[] = [];
    for (const { id } of journals) {
      const from: number = JSON.parse(seen)[id] ?? 0;
      rows.push(
        ...(await source.query('SELECT * FROM entry WHERE journal_id = ? AND seq > ? ORDER BY seq', [
          id,
          from,
        ])),
      );
    }
    return rows;
  }

  /** Of a journal's reader: everything that it was shown is what the journal has. */
  async shownIsKept(sessionId: string, hashes: readonly string[]): Promise<readonly string[]> {
    const source = reader({ file: this.#file });
    if (source === null) throw new Error('the storm needs a file');
    await source.initialize();
    try {
      const rows: { hash: string }[] = await source.query(
        'SELECT hash FROM entry WHERE journal_id = ? ORDER BY seq',
        [sessionId],
      );
      const differs = hashes.findIndex((hash, at) => rows[at]?.hash !== hash);
      return differs === -1
        ? []
        : [`a reader of ${sessionId} was shown an entry ${differs + 1} that is not kept`];
    } finally {
      await source.destroy();
    }
  }
}
