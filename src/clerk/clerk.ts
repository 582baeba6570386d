import { LRUCache } from 'lru-cache';
import type { Command } from '../core/command.ts';
import { invalid, refuse } from '../core/refusal.ts';
import { type Answer, accepted, digestOf, nameOf, type Request, refused } from './answer.ts';
import { Bell } from './bell.ts';
import { RoundClock } from './clock.ts';
import { marks, readCursor } from './cursor.ts';
import { Decider, type DeciderOptions } from './decider.ts';
import { fold, type Settled, settle } from './desk.ts';
import type { Ended } from './doorkeeper.ts';
import { Draft } from './draft.ts';
import { clockCommandId } from './mint.ts';
import { type Entry, eventOf } from './ports.ts';

// The only writer. Commands wait in one queue; what waits together is decided in turn and written in one transaction; answers
// leave when everything they were decided upon is on disk.

export interface ClerkOptions extends DeciderOptions {
  /** Told, once it is on disk, whose codes and keys opened something before and do no more. */
  readonly accessEnded: (ended: Ended) => void;
  /** Told of what went wrong behind the caller's back. */
  readonly complain: (problem: string, error: unknown) => void;
}

/** The store failed, three times. Nothing is known to be written; the same command may be sent again. */
export class StoreFailed extends Error {
  override readonly name = 'StoreFailed';
}

const mostWaiting = 20_000;
const mostInBatch = 512;
const mostAttempts = 3;
const mostSessionsInMemory = 200;
const releaseIntervalMs = 100;

interface Waiting {
  readonly request: Request;
  readonly digest: string;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Read the urn or the house's tables, and so need everything before them on disk. */
const goesAlone = new Set<Command['type']>([
  'PrepareSession',
  'ReviseSession',
  'CreateApiKey',
  'RevokeApiKey',
  'RecordDecision',
  'CloseRound',
  'VoidRound',
]);

export class Clerk {
  readonly bell = new Bell();
  readonly #options: ClerkOptions;
  readonly #clock: RoundClock;
  readonly #decider: Decider;
  readonly #queue: Waiting[] = [];
  readonly #sessions = new LRUCache<string, Settled>({ max: mostSessionsInMemory });
  #working: Promise<void> | null = null;
  #stopped = false;
  /** Sessions whose tallies may have something to show. */
  readonly #mayBeDue = new Set<string>();
  #releasedAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: ClerkOptions) {
    this.#options = options;
    this.#decider = new Decider(options, (sessionId) => this.look(sessionId));
    this.#clock = new RoundClock(options.nowMs, (sessionId, roundId) =>
      this.#closeByClock(sessionId, roundId),
    );
  }

  /** Takes up what a former run left: clocks of open rounds, due releases, keys that outlived their rounds. */
  async start(): Promise<void> {
    const { journal, urn } = this.#options.store;
    const open = await journal.openRounds();
    await urn.sweep(open.map((round) => round.roundId));
    for (const { sessionId, roundId, closesAtMs } of open) {
      if (closesAtMs !== null) this.#clock.set(sessionId, roundId, closesAtMs);
      await this.#release(sessionId);
    }
  }

  /** Answers everything that waits, and takes nothing more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#clock.stop();
    while (this.#working !== null) await this.#working;
  }

  /** Resolves when the answer may be given: what it says is on disk. Throws StoreFailed. */
  handle(request: Request): Promise<Answer> {
    const commandId = request.commandId.toLowerCase();
    if (!uuid.test(commandId)) {
      const refusal = invalid([{ path: ['commandId'], problem: { is: 'NOT_AN_ID' } }]);
      return Promise.resolve({ accepted: false, refusal });
    }
    if (this.#stopped || this.#queue.length >= mostWaiting) {
      return Promise.resolve({ accepted: false, refusal: refuse('BUSY') });
    }
    const normal = { ...request, commandId };
    return new Promise((resolve, reject) => {
      this.#queue.push({ request: normal, digest: digestOf(normal), resolve, reject });
      this.#working ??= this.#work();
    });
  }

  /** The session as it is on disk; null where there is none. */
  async look(sessionId: string): Promise<Settled | null> {
    const loaded = this.#sessions.get(sessionId);
    if (loaded !== undefined) return loaded;
    const folded = await fold(this.#options.store.journal, sessionId);
    if (folded === null) return null;
    const meanwhile = this.#sessions.get(sessionId);
    if (meanwhile !== undefined && meanwhile.head.seq >= folded.head.seq) return meanwhile;
    this.#sessions.set(sessionId, folded);
    return folded;
  }

  /** As `look`, without waiting, where the session is in memory. */
  glance(sessionId: string): Settled | undefined {
    return this.#sessions.get(sessionId);
  }

  /** The number of the entry that a cursor names; null when it is not one of this journal. */
  async place(settled: Settled, cursor: string): Promise<number | null> {
    const read = readCursor(cursor);
    if (read === null || read.seq > settled.head.seq) return null;
    const [entry] = await this.entries(settled, read.seq - 1, 1);
    return entry !== undefined && marks(entry, read.mark) ? read.seq : null;
  }

  /** Entries after `afterSeq` that are on disk, in order. */
  async entries(settled: Settled, afterSeq: number, most: number): Promise<readonly Entry[]> {
    const first = settled.tail[0]?.seq ?? Number.POSITIVE_INFINITY;
    if (afterSeq + 1 >= first) return settled.tail.slice(afterSeq + 1 - first, afterSeq + 1 - first + most);
    return this.#options.store.journal.read(settled.session.id, afterSeq, most);
  }

  async #work(): Promise<void> {
    // What arrives in the same turn of the event loop is decided together.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#queue.length > 0) {
      const together = this.#queue.findIndex(({ request }) => goesAlone.has(request.command.type));
      const size = together === 0 ? 1 : Math.min(together === -1 ? mostInBatch : together, mostInBatch);
      await this.#settle(this.#queue.splice(0, size));
      // Counting for a release opens every envelope: while more is waiting, not after each batch.
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
    for (const sessionId of due) {
      await this.#release(sessionId).catch((error: unknown) => {
        this.#options.complain(`a tally of ${sessionId} could not be released`, error);
      });
    }
  }

  /** Decides and writes a batch; a failed append is looked into and tried again. Never throws. */
  async #settle(batch: readonly Waiting[]): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const draft = new Draft();
      try {
        const answers = await this.#decideAll(batch, draft);
        if (draft.entries.length > 0) await this.#options.store.journal.append(draft);
        const touched = this.#commit(draft);
        for (const [index, waiting] of batch.entries()) {
          const answer = answers[index];
          if (answer !== undefined) waiting.resolve(answer);
        }
        await this.#afterwards(draft, touched);
        return;
      } catch (error) {
        this.#options.complain(`a batch of ${batch.length} could not be written (attempt ${attempt})`, error);
        for (const { journalId } of draft.entries) this.#sessions.delete(journalId);
        if (attempt < mostAttempts) continue;
        const failed = new StoreFailed('the database could not be written', { cause: error });
        for (const waiting of batch) waiting.reject(failed);
        return;
      }
    }
  }

  async #decideAll(batch: readonly Waiting[], draft: Draft): Promise<Answer[]> {
    const ids = batch.map(({ request }) => request.commandId);
    const done = new Map<string, Entry[]>();
    const remember = (entries: readonly Entry[]) => {
      for (const entry of entries) {
        if (entry.commandId !== null)
          done.set(entry.commandId, [...(done.get(entry.commandId) ?? []), entry]);
      }
    };
    remember(await this.#options.store.journal.entriesOf(ids));
    const answers: Answer[] = [];
    for (const { request, digest } of batch) {
      const before = done.get(request.commandId);
      if (before !== undefined) {
        answers.push(before[0]?.digest === digest ? accepted(before) : refused(refuse('COMMAND_ID_REUSED')));
        continue;
      }
      const origin = { by: nameOf(request.by), commandId: request.commandId, digest };
      const decided = await this.#decider.decide(request, origin, draft);
      if ('refusal' in decided) answers.push(refused(decided.refusal));
      else {
        remember(decided.entries);
        answers.push(accepted(decided.entries));
      }
    }
    return answers;
  }

  /** The draft is on disk: what is shown moves on. Returns the sessions that changed. */
  #commit(draft: Draft): readonly string[] {
    const sessionIds: string[] = [];
    for (const { sessionId, standing, entries } of draft.changed()) {
      const former = this.#sessions.get(sessionId) ?? null;
      const follows = (former?.head.seq ?? 0) + 1 === entries[0]?.seq;
      if (follows) this.#sessions.set(sessionId, settle(former, standing, entries));
      else this.#sessions.delete(sessionId);
      this.#mayBeDue.add(sessionId);
      sessionIds.push(sessionId);
    }
    for (const sessionId of sessionIds) this.bell.ring(sessionId);
    return sessionIds;
  }

  /** Effects outside of the database, each of which the next start would make good. */
  async #afterwards(draft: Draft, sessionIds: readonly string[]): Promise<void> {
    for (const { sessionId, seatId } of draft.codes) this.#options.accessEnded({ sessionId, seatId });
    for (const seatId of draft.endedSeatIds) {
      for (const sessionId of sessionIds) this.#options.accessEnded({ sessionId, seatId });
    }
    for (const keyId of draft.endedKeyIds) this.#options.accessEnded({ keyId });
    try {
      for (const entry of draft.entries) {
        const event = eventOf(entry);
        if (event.type === 'RoundOpened' && event.closesAtMs !== null) {
          this.#clock.set(entry.journalId, event.roundId, event.closesAtMs);
        }
        if (event.type === 'RoundClosed' || event.type === 'RoundVoided') {
          this.#clock.clear(event.roundId);
          await this.#options.store.urn.destroy(event.roundId);
        }
      }
    } catch (error) {
      this.#options.complain('what follows on a commit failed', error);
    }
  }

  /** Shows what is due of an open tally. */
  async #release(sessionId: string): Promise<void> {
    const settled = await this.look(sessionId);
    const draft = settled === null ? null : await this.#decider.release(settled);
    if (draft === null) return;
    try {
      await this.#options.store.journal.append(draft);
    } catch (error) {
      // Whether it was written is not known: the journal says.
      this.#sessions.delete(sessionId);
      throw error;
    }
    this.#commit(draft);
  }

  #closeByClock(sessionId: string, roundId: string): void {
    const command = { type: 'CloseRound', roundId } as const;
    const request = {
      command,
      sessionId,
      commandId: clockCommandId(roundId),
      by: { kind: 'CLOCK' } as const,
    };
    this.handle(request).then(
      (answer) => {
        if (!answer.accepted && answer.refusal.code === 'BUSY') this.#clock.set(sessionId, roundId, 0);
      },
      (error: unknown) => {
        this.#options.complain(`round ${roundId} could not be closed by the clock`, error);
        this.#clock.set(sessionId, roundId, this.#options.nowMs() + 1_000);
      },
    );
  }
}
