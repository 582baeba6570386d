import { randomInt } from 'node:crypto';
import type { RegistryCommand, SessionCommand } from '../core/command.ts';
import type { RegistryEvent } from '../core/event.ts';
import { sessionIdOf } from '../core/ids.ts';
import type { FileRows } from '../core/import/row.ts';
import type { Policy } from '../core/policy/policy.ts';
import { missingIn, prepare } from '../core/prepare.ts';
import { notFound, type Refusal, refuse } from '../core/refusal.ts';
import { decideRegistry } from '../core/registry.ts';
import { dueReleases, unreleased } from '../core/release.ts';
import { countOpenBallots } from '../core/round.ts';
import { decide, mayRevise } from '../core/session.ts';
import { openRoundOf, roundOf } from '../core/state.ts';
import { draw } from '../core/tally.ts';
import { readImport } from '../history/import.ts';
import type { Request } from './answer.ts';
import type { BallotBox } from './ballot-box.ts';
import { type Entry, registryJournal } from './entry.ts';
import { lookupsOf } from './lookups.ts';
import { mint } from './mint.ts';
import { byClock, type EntryOrigin, PendingBatch } from './pending-batch.ts';
import type { Store } from './ports.ts';
import type { CommittedSnapshot, Snapshot } from './snapshot.ts';
import type { ServerClock } from './time.ts';

export interface DeciderOptions {
  readonly store: Pick<Store, 'journal' | 'ballotBox' | 'history' | 'registry'>;
  readonly policies: readonly Policy[];
  readonly clock: ServerClock;
  /** Returns a random whole number from 0 to n − 1. */
  readonly randomBelow?: (n: number) => number;
}

export type Decided = { readonly refusal: Refusal } | { readonly entries: readonly Entry[] };

/** Asks the rules. Gives them what they need beside the session: counts of the ballot box, the registry, new ids. Writes to the pending batch alone. */
export class Decider {
  readonly #options: DeciderOptions & { readonly box: BallotBox };
  readonly #look: (sessionId: string) => Promise<CommittedSnapshot | null>;

  constructor(
    options: DeciderOptions & { readonly box: BallotBox },
    look: (sessionId: string) => Promise<CommittedSnapshot | null>,
  ) {
    this.#options = options;
    this.#look = look;
  }

  /** Adds the entries of a command to the pending batch, or returns its refusal. */
  decide(request: Request, origin: EntryOrigin, pending: PendingBatch): Promise<Decided> {
    const { command } = request;
    switch (command.type) {
      case 'PrepareSession':
      case 'ReviseSession':
        return this.#prepare(request, command, origin, pending);
      case 'ImportResults':
        return this.#import(request, command.rows, origin, pending);
      case 'CreateApiKey':
      case 'RevokeApiKey':
      case 'RecordDecision':
        return this.#decideRegistry(request, command, origin, pending);
      default:
        return this.#decideSession(request, command, origin, pending);
    }
  }

  async #decideSession(
    request: Request,
    command: SessionCommand,
    origin: EntryOrigin,
    pending: PendingBatch,
  ): Promise<Decided> {
    const { sessionId, by, commandId } = request;
    if (sessionId === null) return { refusal: notFound(['sessionId']) };
    const snapshot = await this.#snapshot(pending, sessionId);
    if (snapshot === null) return { refusal: notFound(['sessionId']) };
    const { session } = snapshot;
    const nowMs = this.#options.clock.nowMs();
    const filled =
      command.type === 'CloseRound' ? await this.#withEnvelopeCounts(snapshot, command) : command;
    const token = () => mint('made by', commandId).slice(0, 16);
    const ruling = decide(session, { command: filled, by, atMs: nowMs, token });
    if ('refusal' in ruling) return ruling;
    for (const event of ruling.events) {
      if (event.type === 'RoundOpened' && event.method === 'SECRET_BALLOT') {
        await this.#options.store.ballotBox.forge(event.roundId);
      }
      const round = openRoundOf(session);
      if (event.type === 'BallotSealed' && ruling.marks !== undefined && round !== undefined) {
        const envelope = await this.#options.box.seal(snapshot, round, ruling.marks);
        if (typeof envelope === 'string') return { refusal: refuse(envelope) };
        pending.envelopes.push(envelope);
      }
      if (event.type === 'AccessCodeIssued') this.#grantCode(request, pending, sessionId, event.seatId);
    }
    return { entries: pending.add(sessionId, ruling.events, origin, nowMs) };
  }

  /** Adds the counts of the envelopes to the command that closes a secret round, or the reason why they cannot be counted. */
  async #withEnvelopeCounts(
    snapshot: Snapshot,
    command: Extract<SessionCommand, { type: 'CloseRound' }>,
  ): Promise<SessionCommand> {
    const round = roundOf(snapshot.session, command.roundId);
    if (round?.status !== 'OPEN' || round.method === 'OPEN_VOTE') return command;
    return { ...command, envelopeCounts: await this.#options.box.count(snapshot, round) };
  }

  async #prepare(
    request: Request,
    command: Extract<RegistryCommand, { type: 'PrepareSession' | 'ReviseSession' }>,
    origin: EntryOrigin,
    pending: PendingBatch,
  ): Promise<Decided> {
    const revises = command.type === 'ReviseSession';
    const sessionId = revises ? command.sessionId : sessionIdOf(mint('session', request.commandId));
    const session = (await this.#snapshot(pending, sessionId))?.session ?? null;
    if (revises && session === null) return { refusal: notFound(['sessionId']) };
    const there = await this.#options.store.history.known(lookupsOf(command.input));
    const known = { ...there, policies: this.#options.policies };
    const missing = missingIn(command.input, known);
    if (missing !== null) return { refusal: missing };
    if (request.by.kind !== 'ADMIN') return { refusal: refuse('NOT_ALLOWED') };
    const untimely = session === null ? null : mayRevise(session);
    if (untimely !== null) return { refusal: untimely };

    const former = session?.preparation ?? null;
    const prepared = prepare({ sessionId, input: command.input, known, mint, former });
    if (!('preparation' in prepared)) return { refusal: prepared };
    const { preparation, registered } = prepared;
    const stays = new Set(former?.seats.map((seat) => seat.id));
    for (const { id } of preparation.seats) {
      if (!stays.has(id)) this.#grantCode(request, pending, sessionId, id);
      stays.delete(id);
    }
    pending.endedSeatIds.push(...stays);
    if (former === null) this.#grantCode(request, pending, sessionId, null);
    const nowMs = this.#options.clock.nowMs();
    const registrations = await this.#addToRegistry(pending, registered, origin, nowMs);
    const type = revises ? 'SessionRevised' : 'SessionPrepared';
    return { entries: [...registrations, ...pending.add(sessionId, [{ type, preparation }], origin, nowMs)] };
  }

  #grantCode(request: Request, pending: PendingBatch, sessionId: string, seatId: string | null): void {
    const { commandId, codeDeriver } = request;
    if (codeDeriver === undefined) throw new Error('codes are issued under a token');
    pending.codes.push({ sessionId, seatId, commandId, hash: codeDeriver.codeHash(commandId, seatId) });
  }

  async #decideRegistry(
    request: Request,
    command: Exclude<RegistryCommand, { type: 'PrepareSession' | 'ReviseSession' | 'ImportResults' }>,
    origin: EntryOrigin,
    pending: PendingBatch,
  ): Promise<Decided> {
    const { registry } = this.#options.store;
    const facts = {
      organizationExists:
        command.type === 'CreateApiKey' &&
        command.organizationId !== null &&
        (await registry.organizationExists(command.organizationId)),
      keyIsLive: command.type === 'RevokeApiKey' && (await registry.keyIsLive(command.keyId)),
      resultExists: command.type === 'RecordDecision' && (await registry.resultExists(command.resultId)),
    };
    const ruling = decideRegistry(facts, command, request.by, `key_${mint('key', request.commandId)}`);
    if ('refusal' in ruling) return ruling;
    for (const event of ruling.events) {
      if (event.type === 'ApiKeyCreated' && request.codeDeriver !== undefined) {
        const { keyId, name, organizationId } = event;
        pending.keys.push({
          keyId,
          name,
          organizationId,
          hash: request.codeDeriver.keyHash(request.commandId),
        });
      }
      if (event.type === 'ApiKeyRevoked') pending.endedKeyIds.push(event.keyId);
    }
    return {
      entries: await this.#addToRegistry(pending, ruling.events, origin, this.#options.clock.nowMs()),
    };
  }

  /** [R82] Imports all of the rows or none. */
  async #import(
    request: Request,
    rows: FileRows,
    origin: EntryOrigin,
    pending: PendingBatch,
  ): Promise<Decided> {
    if (request.by.kind !== 'ADMIN') return { refusal: refuse('NOT_ALLOWED') };
    const reading = await readImport(this.#options.store.history, mint, rows);
    if ('refusal' in reading) return reading;
    return {
      entries: await this.#addToRegistry(pending, reading.events, origin, this.#options.clock.nowMs()),
    };
  }

  async #addToRegistry(
    pending: PendingBatch,
    events: readonly RegistryEvent[],
    origin: EntryOrigin,
    nowMs: number,
  ): Promise<readonly Entry[]> {
    pending.setRegistryHead(await this.#options.store.journal.head(registryJournal));
    return pending.add(registryJournal, events, origin, nowMs);
  }

  /** Draws the next step of an open tally by lot, and returns it as a pending batch; null where none is due. */
  async release(snapshot: CommittedSnapshot): Promise<PendingBatch | null> {
    const { session } = snapshot;
    const round = openRoundOf(session);
    const due = dueReleases(session);
    if (round === undefined || due.length === 0) return null;
    const secret = round.method === 'SECRET_BALLOT';
    const counted = secret ? await this.#options.box.count(snapshot, round) : countOpenBallots(round);
    if (typeof counted === 'string') return null;
    const { clock, randomBelow = randomInt } = this.#options;
    const releases = due.map(({ reviewId, take }) => ({
      reviewId,
      drawn: draw(unreleased(round, counted, reviewId), take, randomBelow),
    }));
    const pending = new PendingBatch();
    await pending.snapshot(session.id, async () => snapshot);
    const atMs = clock.nowMs();
    const command = { type: 'ReleaseTally', roundId: round.id, releases } as const;
    const ruling = decide(session, { command, by: { kind: 'CLERK' }, atMs, token: () => '' });
    if ('refusal' in ruling) throw new Error(`a due release was refused: ${ruling.refusal.code}`);
    pending.add(session.id, ruling.events, { by: 'CLERK', commandId: null, digest: null }, atMs);
    return pending;
  }

  /** [R27] Returns the batch that lets only people close the round from now on; null where it is so already. */
  async stopClock(snapshot: CommittedSnapshot, roundId: string): Promise<PendingBatch | null> {
    const { session } = snapshot;
    const atMs = this.#options.clock.nowMs();
    const command = { type: 'StopRoundClock', roundId } as const;
    const ruling = decide(session, { command, by: { kind: 'CLOCK' }, atMs, token: () => '' });
    if ('refusal' in ruling) return null;
    const pending = new PendingBatch();
    await pending.snapshot(session.id, async () => snapshot);
    pending.add(session.id, ruling.events, byClock, atMs);
    return pending;
  }

  #snapshot(pending: PendingBatch, sessionId: string): Promise<Snapshot | null> {
    return pending.snapshot(sessionId, () => this.#look(sessionId));
  }
}
