import { invalid } from '../core/refusal.ts';
import { type Answer, accepted, nameOf, type Request, refused, repeated, StoreFailed } from './answer.ts';
import { BallotBox } from './ballot-box.ts';
import { Bell } from './bell.ts';
import { marks, readCursor } from './cursor.ts';
import { Decider, type DeciderOptions } from './decider.ts';
import type { Ended } from './doorkeeper.ts';
import { type Entry, eventOf, registryJournal } from './entry.ts';
import type { Observer, Vitals } from './observer.ts';
import { PendingBatch } from './pending-batch.ts';
import { JournalAltered, StoreAway } from './ports.ts';
import { maxWaiting, Queue, type Waiting } from './queue.ts';
import { Sessions } from './sessions.ts';
import { type CommittedSnapshot, committed } from './snapshot.ts';
import { StoreHealth } from './store-health.ts';
import { Timekeeper } from './timekeeper.ts';

// The only writer. Commands wait in one queue. Those that wait together are decided one after the other and written in one transaction. An answer leaves
// when everything that it was decided upon is on disk.

export interface ClerkOptions extends DeciderOptions {
  /** Called when it is on disk that codes or keys have ended. */
  readonly accessEnded: (ended: Ended) => void;
  /** Called for faults that no caller is told of. */
  readonly complain: (problem: string, error: unknown) => void;
  readonly observer: Observer;
  /** Those that were asked for last; the others are folded from their journals when they are. */
  readonly sessionsInMemory?: number | undefined;
}

/** How many entries of a journal are read at once. */
const maxRead = 2_048;
const maxAttempts = 3;
const releaseIntervalMs = 100;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export class Clerk {
  readonly bell = new Bell();
  readonly #options: ClerkOptions;
  readonly #timekeeper: Timekeeper;
  readonly #decider: Decider;
  readonly #box: BallotBox;
  #recordVersion = 0;
  readonly #queue: Queue;
  readonly #sessions: Sessions;
  #working: Promise<void> | null = null;
  /** Sessions whose tallies may have a step to show. */
  readonly #mayBeDue = new Set<string>();
  #releasedAtMs = Number.NEGATIVE_INFINITY;
  readonly #storeHealth: StoreHealth;
  /** Journals whose append failed: the last seq that is known to be written, and the state as of it. */
  readonly #doubts = new Map<string, { readonly seq: number; readonly before: CommittedSnapshot | null }>();

  constructor(options: ClerkOptions) {
    this.#options = options;
    this.#queue = new Queue(options.observer);
    this.#sessions = new Sessions({ ...options, journal: options.store.journal });
    this.#box = new BallotBox(options);
    this.#decider = new Decider({ ...options, box: this.#box }, (sessionId) => this.look(sessionId));
    this.#storeHealth = new StoreHealth({
      journal: options.store.journal,
      observer: options.observer,
      monotonicMs: () => options.clock.monotonicMs(),
      alone: (work) => this.#alone(work),
    });
    this.#timekeeper = new Timekeeper({
      clock: options.clock,
      handle: (request) => this.#enqueue(request),
      stopClock: (sessionId, roundId) =>
        this.#write(sessionId, `stopping the clock of ${roundId} failed`, (snapshot) =>
          this.#decider.stopClock(snapshot, roundId),
        ),
      alone: (work) => this.#alone(work),
      complain: options.complain,
    });
  }

  /** Takes over from a former run: clocks of open rounds, due steps of tallies, keys of rounds that are over. */
  async start(): Promise<void> {
    const open = await this.#options.store.journal.openRounds();
    await this.#box.takeUp(open, this.#sessions.lookUnaltered);
    for (const { sessionId } of open) this.#mayBeDue.add(sessionId);
    await this.#releaseDue();
    await this.#timekeeper.takeUp(open, this.#sessions.lookUnaltered);
  }

  /** Answers the commands that wait, and takes no more. */
  async stop(): Promise<void> {
    this.#queue.close();
    this.#timekeeper.end();
    this.#storeHealth.stop();
    while (this.#working !== null) await this.#working;
  }

  /** Carries a command out. Resolves when what the answer says is on disk. Throws StoreFailed. */
  handle(request: Request): Promise<Answer> {
    const commandId = request.commandId.toLowerCase();
    if (!uuid.test(commandId)) {
      return Promise.resolve(refused(invalid([{ path: ['commandId'], problem: { is: 'NOT_AN_ID' } }])));
    }
    return this.#enqueue({ ...request, commandId });
  }

  #enqueue(request: Request): Promise<Answer> {
    const answer = this.#queue.add(request);
    if (this.#queue.length > 0) this.#working ??= this.#work();
    return answer;
  }

  get vitals(): Vitals {
    return {
      waiting: this.#queue.length,
      maxWaiting,
      oldestWaitedMs: this.#queue.oldestWaitedMs,
      failingSinceMs: this.#storeHealth.failingSinceMs,
      sessionsInMemory: this.#sessions.inMemory,
      ballotBoxFaults: this.#box.faults,
      alteredSessions: this.#sessions.altered,
      clockJump: this.#options.clock.lastJump,
      clockStopped: this.#timekeeper.hasStopped,
    };
  }

  /** Notes that the store failed for somebody else. It is probed until it answers. */
  noteStoreAway(): void {
    this.#storeHealth.failed();
  }

  /** Does the work instead of a command. No append is in doubt when it is done. */
  #alone(work: () => Promise<void>): Promise<void> {
    if (this.#working !== null) return this.#working.then(() => this.#alone(work));
    const done = work().then(() => this.#resolveDoubts());
    this.#working = done.catch(() => undefined).then(() => this.#work());
    return done;
  }

  /** Grows with everything that may change what history shows. What was read at one version holds until it grows. */
  get recordVersion(): number {
    return this.#recordVersion;
  }

  /** Returns the session as it is on disk; null where there is none. Throws JournalAltered. */
  look(sessionId: string): Promise<CommittedSnapshot | null> {
    return this.#sessions.look(sessionId);
  }

  /** As `look`, without waiting; undefined where the session is not in memory. */
  glance(sessionId: string): CommittedSnapshot | undefined {
    return this.#sessions.glance(sessionId);
  }

  /** Returns the number of the entry that a cursor names; null where it is none of this journal. */
  async place(snapshot: CommittedSnapshot, cursor: string): Promise<number | null> {
    const read = readCursor(cursor);
    if (read === null || read.seq > snapshot.head.seq) return null;
    const [entry] = await this.entries(snapshot, read.seq - 1, 1);
    return entry !== undefined && marks(entry, read.mark) ? read.seq : null;
  }

  /** Returns entries after `afterSeq` that are on disk, in order. */
  async entries(snapshot: CommittedSnapshot, afterSeq: number, most: number): Promise<readonly Entry[]> {
    const first = snapshot.tail[0]?.seq ?? Number.POSITIVE_INFINITY;
    if (afterSeq + 1 >= first) return snapshot.tail.slice(afterSeq + 1 - first, afterSeq + 1 - first + most);
    return this.#options.store.journal.read(snapshot.session.id, afterSeq, most);
  }

  async #work(): Promise<void> {
    // Commands that arrive in the same turn of the event loop are decided together.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#queue.length > 0) {
      await this.#process(this.#queue.take());
      // Counting for a step opens every envelope. So while commands wait it is not done after each batch.
      if (this.#queue.length === 0 || performance.now() - this.#releasedAtMs >= releaseIntervalMs) {
        await this.#releaseDue();
      }
    }
    this.#working = null;
  }

  async #releaseDue(): Promise<void> {
    this.#releasedAtMs = performance.now();
    const due = [...this.#mayBeDue];
    this.#mayBeDue.clear();
    // A step that is not shown now is due again with the next ballot.
    for (const sessionId of due) {
      const problem = `a tally of ${sessionId} could not be released`;
      await this.#write(sessionId, problem, (snapshot) => this.#decider.release(snapshot));
    }
  }

  /** Decides and writes a batch of commands. Looks into a failed append, and tries it again. Never throws. */
  async #process(batch: readonly Waiting[]): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const pending = new PendingBatch();
      let appending = false;
      try {
        await this.#resolveDoubts();
        await this.#timekeeper.keep();
        const answers = await this.#decideAll(batch, pending);
        appending = true;
        if (pending.entries.length > 0) await this.#storeHealth.append(pending);
        const announce = this.#commit(pending);
        for (const [index, waiting] of batch.entries()) {
          const answer = answers[index];
          if (answer !== undefined) waiting.resolve(answer);
        }
        await announce();
        return;
      } catch (error) {
        if (error instanceof JournalAltered && batch.length === 1) {
          for (const waiting of batch) waiting.reject(error);
          return;
        }
        // Where deciding fails because of the store, no append has reported that.
        if (!appending && error instanceof StoreAway) this.#storeHealth.failed();
        this.#options.complain(`a batch of ${batch.length} failed (attempt ${attempt})`, error);
        if (appending) this.#doubt(pending);
        const away = error instanceof StoreAway;
        const last = attempt === maxAttempts;
        // A fault of one command must not fail the others. A fault of the whole store fails all.
        if (!away && batch.length > 1 && (!appending || last)) {
          for (const waiting of batch) await this.#process([waiting]);
          return;
        }
        if (!last) continue;
        const failed =
          appending || away ? new StoreFailed('the database could not be written', { cause: error }) : error;
        await this.#giveUp(batch, failed);
        return;
      }
    }
  }

  /** Answers the commands that were written although the append failed, and fails the others. */
  async #giveUp(batch: readonly Waiting[], failed: unknown): Promise<void> {
    let done: ReadonlyMap<string, readonly Entry[]> = new Map();
    try {
      await this.#resolveDoubts();
      done = await this.#written(batch);
    } catch (error) {
      this.#options.complain('what was written could not be read', error);
    }
    for (const waiting of batch) {
      const entries = done.get(waiting.request.commandId);
      if (entries === undefined) waiting.reject(failed);
      else waiting.resolve(repeated(entries, waiting.digest));
    }
  }

  /** Returns the entries of these commands that are on disk, by command. */
  async #written(batch: readonly Waiting[]): Promise<Map<string, Entry[]>> {
    const found = await this.#options.store.journal.entriesOf(batch.map(({ request }) => request.commandId));
    const done = new Map<string, Entry[]>();
    for (const entry of found) {
      if (entry.commandId !== null) done.set(entry.commandId, [...(done.get(entry.commandId) ?? []), entry]);
    }
    return done;
  }

  /** Notes that the batch may or may not be written. Its journals are read again before their state is used. */
  #doubt(pending: PendingBatch): void {
    for (const { journalId, seq } of pending.entries) {
      if (this.#doubts.has(journalId)) continue;
      this.#doubts.set(journalId, { seq: seq - 1, before: this.#sessions.glance(journalId) ?? null });
    }
    for (const journalId of this.#doubts.keys()) this.#sessions.forget(journalId);
  }

  /** Reads the journals in doubt, and announces what turns out to be written. */
  async #resolveDoubts(): Promise<void> {
    for (const [journalId, { seq, before }] of [...this.#doubts]) {
      const entries = await this.#options.store.journal.read(journalId, seq, maxRead);
      this.#sessions.forget(journalId);
      this.#doubts.delete(journalId);
      await this.#announce(journalId, entries, before)();
    }
  }

  async #decideAll(batch: readonly Waiting[], pending: PendingBatch): Promise<Answer[]> {
    const done: Map<string, readonly Entry[]> = await this.#written(batch);
    const answers: Answer[] = [];
    for (const { request, digest } of batch) {
      const before = done.get(request.commandId);
      if (before !== undefined) {
        answers.push(repeated(before, digest));
        continue;
      }
      const origin = { by: nameOf(request.by), commandId: request.commandId, digest };
      const decided = await this.#decider.decide(request, origin, pending);
      if ('refusal' in decided) {
        answers.push(refused(decided.refusal));
        continue;
      }
      done.set(request.commandId, decided.entries);
      answers.push(accepted(decided.entries));
    }
    return answers;
  }

  /** Commits the state of a batch that is on disk. Returns the effects that follow. */
  #commit(pending: PendingBatch): () => Promise<void> {
    const registered = pending.entries.filter((entry) => entry.journalId === registryJournal);
    const following = [this.#announce(registryJournal, registered, null)];
    for (const { sessionId, snapshot, entries } of pending.changed()) {
      const former = this.#sessions.glance(sessionId) ?? null;
      this.#sessions.set(sessionId, committed(former, snapshot, entries));
      following.push(this.#announce(sessionId, entries, former));
    }
    return async () => {
      for (const follow of following) await follow();
    };
  }

  /** Rings the bell, and returns the effects outside the database. If the process ends before them, the next start makes them good. */
  #announce(
    journalId: string,
    entries: readonly Entry[],
    before: CommittedSnapshot | null,
  ): () => Promise<void> {
    const status = this.#sessions.glance(journalId)?.session.status;
    // A session that is not in memory, for example after a doubt, may be over.
    if (entries.length > 0 && status !== 'PREPARED' && status !== 'CONVENED') this.#recordVersion += 1;
    if (entries.length > 0 && journalId !== registryJournal) {
      this.#mayBeDue.add(journalId);
      this.bell.ring(journalId);
    }
    return async () => {
      for (const entry of entries) {
        try {
          await this.#follow(entry, before);
        } catch (error) {
          this.#options.complain(`what follows on ${entry.type} failed`, error);
        }
      }
    };
  }

  async #follow(entry: Entry, before: CommittedSnapshot | null): Promise<void> {
    const { journalId: sessionId, atMs } = entry;
    const event = eventOf(entry);
    switch (event.type) {
      case 'AccessCodeIssued':
        return this.#options.accessEnded({ sessionId, seatId: event.seatId });
      case 'SessionRevised': {
        const stays = new Set(event.preparation.seats.map((seat) => seat.id));
        for (const { id } of before?.session.preparation.seats ?? []) {
          if (!stays.has(id)) this.#options.accessEnded({ sessionId, seatId: id });
        }
        return;
      }
      case 'ApiKeyRevoked':
        return this.#options.accessEnded({ keyId: event.keyId });
      case 'RoundOpened':
        if (event.closesAtMs !== null) this.#timekeeper.set(sessionId, event.roundId, event.closesAtMs, atMs);
        return;
      case 'RoundClockStopped':
        return this.#timekeeper.noteStopped(event.roundId);
      case 'ClockSetBack':
        if (before !== null) this.#options.clock.note(atMs - before.head.atMs);
        return;
      case 'RoundClosed':
      case 'RoundVoided':
        this.#timekeeper.clear(event.roundId);
        return this.#box.destroy(event.roundId);
      default:
        return;
    }
  }

  /** Writes what the clerk does without a command. Returns whether it is on disk, or whether there was nothing to write. Never throws. */
  async #write(
    sessionId: string,
    problem: string,
    make: (snapshot: CommittedSnapshot) => Promise<PendingBatch | null>,
  ): Promise<boolean> {
    for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
      let pending: PendingBatch | null = null;
      try {
        await this.#resolveDoubts();
        const snapshot = await this.#sessions.lookUnaltered(sessionId);
        pending = snapshot === null ? null : await make(snapshot);
        if (pending === null) return true;
        await this.#storeHealth.append(pending);
        await this.#commit(pending)();
        return true;
      } catch (error) {
        if (pending !== null) this.#doubt(pending);
        this.#options.complain(`${problem} (attempt ${attempt})`, error);
      }
    }
    return false;
  }
}
