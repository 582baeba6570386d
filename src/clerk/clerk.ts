import { hash, randomInt } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Actor, Command, HouseCommand, SessionCommand } from '../core/command.ts';
import type { Event, HouseEvent } from '../core/event.ts';
import { decideHouse } from '../core/house.ts';
import { sessionIdOf } from '../core/ids.ts';
import type { Policy } from '../core/policy/policy.ts';
import { prepare } from '../core/prepare.ts';
import { invalid, notFound, type Refusal, refuse } from '../core/refusal.ts';
import { countOpenBallots, countSheets, dueReleases, unreleased } from '../core/round.ts';
import { decide, mayRevise } from '../core/session.ts';
import { type OpenRound, openRoundOf, roundOf, type Session } from '../core/state.ts';
import { type Counts, draw } from '../core/tally.ts';
import { Bell } from './bell.ts';
import { RoundClock } from './clock.ts';
import { cursorOf, marks, readCursor } from './cursor.ts';
import { fold, type Settled, type Standing, settle } from './desk.ts';
import type { Ended } from './doorkeeper.ts';
import { Draft, type Origin } from './draft.ts';
import { clockCommandId, mint } from './mint.ts';
import { type Entry, eventOf, houseJournal, type Store } from './ports.ts';
import { wantedBy } from './wanted.ts';

// The only writer. Commands wait in one queue; what waits together is decided in turn and written in one transaction; answers
// leave when everything they were decided upon is on disk.

/** What the caller's own token opens: the hashes of the codes and keys that a command makes. */
export interface Locksmith {
  codeHash(commandId: string, seatId: string | null): string;
  keyHash(commandId: string): string;
}

export interface Request {
  readonly command: Command;
  /** Null for commands of the house. */
  readonly sessionId: string | null;
  readonly commandId: string;
  readonly by: Actor;
  /** Only the administrator's commands issue anything. */
  readonly locksmith?: Locksmith;
}

export type Answer =
  | {
      readonly accepted: true;
      readonly commandId: string;
      /** Of the session that the command is of, or that it made. */
      readonly sessionId: string | null;
      readonly cursor: string;
      readonly events: readonly Event[];
    }
  | { readonly accepted: false; readonly refusal: Refusal };

export interface ClerkOptions {
  readonly store: Pick<Store, 'journal' | 'urn' | 'archive'>;
  readonly policies: readonly Policy[];
  readonly nowMs: () => number;
  /** A whole number from 0 to n − 1, each as likely. */
  readonly randomBelow?: (n: number) => number;
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
  readonly #queue: Waiting[] = [];
  readonly #sessions = new LRUCache<string, Settled>({ max: mostSessionsInMemory });
  #working: Promise<void> | null = null;
  #stopped = false;
  /** Sessions whose tallies may have something to show. */
  readonly #mayBeDue = new Set<string>();
  #releasedAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: ClerkOptions) {
    this.#options = options;
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
      const decided = await this.#decide(request, origin, draft);
      if ('refusal' in decided) answers.push(refused(decided.refusal));
      else {
        remember(decided.entries);
        answers.push(accepted(decided.entries));
      }
    }
    return answers;
  }

  #decide(request: Request, origin: Origin, draft: Draft): Promise<Decided> {
    const { command } = request;
    switch (command.type) {
      case 'PrepareSession':
      case 'ReviseSession':
        return this.#prepare(request, command, origin, draft);
      case 'CreateApiKey':
      case 'RevokeApiKey':
      case 'RecordDecision':
        return this.#decideHouse(request, command, origin, draft);
      default:
        return this.#decideSession(request, command, origin, draft);
    }
  }

  async #decideSession(
    request: Request,
    command: SessionCommand,
    origin: Origin,
    draft: Draft,
  ): Promise<Decided> {
    const { sessionId, by, commandId } = request;
    if (sessionId === null) return { refusal: notFound(['sessionId']) };
    const session = (await this.#standing(draft, sessionId))?.session;
    if (session === undefined) return { refusal: notFound(['sessionId']) };
    const nowMs = this.#options.nowMs();
    const filled = command.type === 'CloseRound' ? await this.#withUrn(session, command) : command;
    const token = () => mint('made by', commandId).slice(0, 16);
    const ruling = decide(session, { command: filled, by, atMs: nowMs, token });
    if ('refusal' in ruling) return ruling;
    for (const event of ruling.events) {
      if (event.type === 'RoundOpened' && event.method === 'SECRET_BALLOT') {
        await this.#options.store.urn.forge(event.roundId);
      }
      if (event.type === 'BallotSealed' && ruling.marks !== undefined) {
        draft.envelopes.push(await this.#options.store.urn.seal(event.roundId, ruling.marks));
      }
      if (event.type === 'AccessCodeIssued') this.#grantCode(request, draft, sessionId, event.seatId);
    }
    return { entries: draft.add(sessionId, ruling.events, origin, nowMs) };
  }

  /** With what the envelopes hold, for a secret round; without, where they cannot be opened. */
  async #withUrn(
    session: Session,
    command: Extract<SessionCommand, { type: 'CloseRound' }>,
  ): Promise<SessionCommand> {
    const round = roundOf(session, command.roundId);
    if (round?.status !== 'OPEN' || round.method === 'OPEN_VOTE') return command;
    const urn = await this.#countUrn(round);
    return urn === null ? { type: 'CloseRound', roundId: command.roundId } : { ...command, urn };
  }

  async #countUrn(round: OpenRound): Promise<ReadonlyMap<string, Counts> | null> {
    const sheets = await this.#options.store.urn.open(round.id);
    if (sheets === null || sheets.length !== round.turnout) return null;
    return countSheets(round.reviewIds, sheets);
  }

  async #prepare(
    request: Request,
    command: Extract<HouseCommand, { type: 'PrepareSession' | 'ReviseSession' }>,
    origin: Origin,
    draft: Draft,
  ): Promise<Decided> {
    const revises = command.type === 'ReviseSession';
    const sessionId = revises ? command.sessionId : sessionIdOf(mint('session', request.commandId));
    const session = (await this.#standing(draft, sessionId))?.session ?? null;
    if (revises && session === null) return { refusal: notFound(['sessionId']) };
    if (request.by.kind !== 'ADMIN') return { refusal: refuse('NOT_ALLOWED') };
    const untimely = session === null ? null : mayRevise(session);
    if (untimely !== null) return { refusal: untimely };

    const house = await this.#options.store.archive.known(wantedBy(command.input));
    const known = { ...house, policies: this.#options.policies };
    const former = session?.preparation ?? null;
    const prepared = prepare({ sessionId, input: command.input, known, mint, former });
    if (!('preparation' in prepared)) return { refusal: prepared };
    const { preparation, registered } = prepared;
    const stays = new Set(former?.seats.map((seat) => seat.id));
    for (const { id } of preparation.seats) {
      if (!stays.has(id)) this.#grantCode(request, draft, sessionId, id);
      stays.delete(id);
    }
    draft.endedSeatIds.push(...stays);
    if (former === null) this.#grantCode(request, draft, sessionId, null);
    const nowMs = this.#options.nowMs();
    const registrations = await this.#addToHouse(draft, registered, origin, nowMs);
    const type = revises ? 'SessionRevised' : 'SessionPrepared';
    return { entries: [...registrations, ...draft.add(sessionId, [{ type, preparation }], origin, nowMs)] };
  }

  #grantCode(request: Request, draft: Draft, sessionId: string, seatId: string | null): void {
    const { commandId, locksmith } = request;
    if (locksmith === undefined) throw new Error('codes are issued under a token');
    draft.codes.push({ sessionId, seatId, commandId, hash: locksmith.codeHash(commandId, seatId) });
  }

  async #decideHouse(
    request: Request,
    command: Exclude<HouseCommand, { type: 'PrepareSession' | 'ReviseSession' }>,
    origin: Origin,
    draft: Draft,
  ): Promise<Decided> {
    const { archive } = this.#options.store;
    const facts = {
      organizationExists:
        command.type === 'CreateApiKey' &&
        command.organizationId !== null &&
        (await archive.organization(command.organizationId)) !== null,
      keyIsLive: command.type === 'RevokeApiKey' && (await archive.keyIsLive(command.keyId)),
      resultExists:
        command.type === 'RecordDecision' && (await archive.result(command.resultId, { of: 'ALL' })) !== null,
    };
    const ruling = decideHouse(facts, command, request.by, `key_${mint('key', request.commandId)}`);
    if ('refusal' in ruling) return ruling;
    for (const event of ruling.events) {
      if (event.type === 'ApiKeyCreated' && request.locksmith !== undefined) {
        const { keyId, name, organizationId } = event;
        draft.keys.push({ keyId, name, organizationId, hash: request.locksmith.keyHash(request.commandId) });
      }
      if (event.type === 'ApiKeyRevoked') draft.endedKeyIds.push(event.keyId);
    }
    return { entries: await this.#addToHouse(draft, ruling.events, origin, this.#options.nowMs()) };
  }

  async #addToHouse(
    draft: Draft,
    events: readonly HouseEvent[],
    origin: Origin,
    nowMs: number,
  ): Promise<readonly Entry[]> {
    draft.setHouseHead(await this.#options.store.journal.head(houseJournal));
    return draft.add(houseJournal, events, origin, nowMs);
  }

  #standing(draft: Draft, sessionId: string): Promise<Standing | null> {
    return draft.standing(sessionId, () => this.look(sessionId));
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
    const round = settled === null ? undefined : openRoundOf(settled.session);
    if (settled === null || round === undefined) return;
    const due = dueReleases(settled.session);
    if (due.length === 0) return;
    const counted = round.method === 'OPEN_VOTE' ? countOpenBallots(round) : await this.#countUrn(round);
    if (counted === null) return;
    const randomBelow = this.#options.randomBelow ?? randomInt;
    const releases = due.map(({ reviewId, take }) => ({
      reviewId,
      drawn: draw(unreleased(round, counted, reviewId), take, randomBelow),
    }));
    const draft = new Draft();
    await this.#standing(draft, sessionId);
    const { session } = settled;
    const nowMs = this.#options.nowMs();
    const command = { type: 'ReleaseTally', roundId: round.id, releases } as const;
    const ruling = decide(session, { command, by: { kind: 'CLERK' }, atMs: nowMs, token: () => '' });
    if ('refusal' in ruling) throw new Error(`a due release was refused: ${ruling.refusal.code}`);
    draft.add(sessionId, ruling.events, { by: 'CLERK', commandId: null, digest: null }, nowMs);
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

type Decided = { readonly refusal: Refusal } | { readonly entries: readonly Entry[] };

function refused(refusal: Refusal): Answer {
  return { accepted: false, refusal };
}

/** The answer that the entries of a command stand for, whether they were written now or long ago. */
function accepted(entries: readonly Entry[]): Answer {
  const inSession = entries.findLast((entry) => entry.journalId !== houseJournal);
  const last = inSession ?? entries.at(-1);
  if (last === undefined || last.commandId === null) throw new Error('an accepted command has entries');
  return {
    accepted: true,
    commandId: last.commandId,
    sessionId: inSession?.journalId ?? null,
    cursor: cursorOf(last),
    events: entries.map(eventOf),
  };
}

function nameOf(by: Actor): string {
  switch (by.kind) {
    case 'SEAT':
      return by.seatId;
    case 'CLIENT':
      return by.keyId;
    default:
      return by.kind;
  }
}

/** Of everything that tells two commands apart and is not secret: never of a choice. */
function digestOf({ command, sessionId, by }: Request): string {
  const open = command.type === 'CastBallot' ? { type: command.type, roundId: command.roundId } : command;
  return hash('sha256', JSON.stringify([sessionId, nameOf(by), sorted(open)]), 'hex');
}

/** The same value with every object's keys in one order and absent fields absent. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, field]) => field !== undefined && field !== null);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, field]) => [key, sorted(field)]),
  );
}
