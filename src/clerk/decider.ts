import { randomInt } from 'node:crypto';
import type { HouseCommand, SessionCommand } from '../core/command.ts';
import type { HouseEvent } from '../core/event.ts';
import { decideHouse } from '../core/house.ts';
import { sessionIdOf } from '../core/ids.ts';
import type { FileRows } from '../core/import-row.ts';
import type { Policy } from '../core/policy/policy.ts';
import { missingIn, prepare } from '../core/prepare.ts';
import { notFound, type Refusal, refuse } from '../core/refusal.ts';
import { dueReleases, unreleased } from '../core/release.ts';
import { countOpenBallots } from '../core/round.ts';
import { decide, mayRevise } from '../core/session.ts';
import { openRoundOf, roundOf } from '../core/state.ts';
import { draw } from '../core/tally.ts';
import { readImport } from '../history/import.ts';
import type { Request } from './answer.ts';
import type { BallotBox } from './box.ts';
import type { Settled, Standing } from './desk.ts';
import { byClock, Draft, type Origin } from './draft.ts';
import { type Entry, houseJournal } from './entry.ts';
import { mint } from './mint.ts';
import type { Store } from './ports.ts';
import type { HouseClock } from './time.ts';
import { wantedBy } from './wanted.ts';

export interface DeciderOptions {
  readonly store: Pick<Store, 'journal' | 'urn' | 'history' | 'registry'>;
  readonly policies: readonly Policy[];
  readonly clock: HouseClock;
  /** A whole number from 0 to n − 1, each as likely. */
  readonly randomBelow?: (n: number) => number;
}

export type Decided = { readonly refusal: Refusal } | { readonly entries: readonly Entry[] };

/** Asks the rules, with what they need to know beside the session: the urn, the house, new ids. Writes to the draft alone. */
export class Decider {
  readonly #options: DeciderOptions & { readonly box: BallotBox };
  readonly #look: (sessionId: string) => Promise<Settled | null>;

  constructor(
    options: DeciderOptions & { readonly box: BallotBox },
    look: (sessionId: string) => Promise<Settled | null>,
  ) {
    this.#options = options;
    this.#look = look;
  }

  /** Adds what follows from a command to the draft, or says why nothing does. */
  decide(request: Request, origin: Origin, draft: Draft): Promise<Decided> {
    const { command } = request;
    switch (command.type) {
      case 'PrepareSession':
      case 'ReviseSession':
        return this.#prepare(request, command, origin, draft);
      case 'ImportResults':
        return this.#import(request, command.rows, origin, draft);
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
    const standing = await this.#standing(draft, sessionId);
    if (standing === null) return { refusal: notFound(['sessionId']) };
    const { session } = standing;
    const nowMs = this.#options.clock.nowMs();
    const filled = command.type === 'CloseRound' ? await this.#withUrn(standing, command) : command;
    const token = () => mint('made by', commandId).slice(0, 16);
    const ruling = decide(session, { command: filled, by, atMs: nowMs, token });
    if ('refusal' in ruling) return ruling;
    for (const event of ruling.events) {
      if (event.type === 'RoundOpened' && event.method === 'SECRET_BALLOT') {
        await this.#options.store.urn.forge(event.roundId);
      }
      const round = openRoundOf(session);
      if (event.type === 'BallotSealed' && ruling.marks !== undefined && round !== undefined) {
        const envelope = await this.#options.box.seal(standing, round, ruling.marks);
        if (typeof envelope === 'string') return { refusal: refuse(envelope) };
        draft.envelopes.push(envelope);
      }
      if (event.type === 'AccessCodeIssued') this.#grantCode(request, draft, sessionId, event.seatId);
    }
    return { entries: draft.add(sessionId, ruling.events, origin, nowMs) };
  }

  /** With what the envelopes hold, for a secret round, or why they cannot be counted. */
  async #withUrn(
    standing: Standing,
    command: Extract<SessionCommand, { type: 'CloseRound' }>,
  ): Promise<SessionCommand> {
    const round = roundOf(standing.session, command.roundId);
    if (round?.status !== 'OPEN' || round.method === 'OPEN_VOTE') return command;
    return { ...command, urn: await this.#options.box.count(standing, round) };
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
    const house = await this.#options.store.history.known(wantedBy(command.input));
    const known = { ...house, policies: this.#options.policies };
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
      if (!stays.has(id)) this.#grantCode(request, draft, sessionId, id);
      stays.delete(id);
    }
    draft.endedSeatIds.push(...stays);
    if (former === null) this.#grantCode(request, draft, sessionId, null);
    const nowMs = this.#options.clock.nowMs();
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
    command: Exclude<HouseCommand, { type: 'PrepareSession' | 'ReviseSession' | 'ImportResults' }>,
    origin: Origin,
    draft: Draft,
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
    const ruling = decideHouse(facts, command, request.by, `key_${mint('key', request.commandId)}`);
    if ('refusal' in ruling) return ruling;
    for (const event of ruling.events) {
      if (event.type === 'ApiKeyCreated' && request.locksmith !== undefined) {
        const { keyId, name, organizationId } = event;
        draft.keys.push({ keyId, name, organizationId, hash: request.locksmith.keyHash(request.commandId) });
      }
      if (event.type === 'ApiKeyRevoked') draft.endedKeyIds.push(event.keyId);
    }
    return { entries: await this.#addToHouse(draft, ruling.events, origin, this.#options.clock.nowMs()) };
  }

  /** [R82] All of the rows or none. */
  async #import(request: Request, rows: FileRows, origin: Origin, draft: Draft): Promise<Decided> {
    if (request.by.kind !== 'ADMIN') return { refusal: refuse('NOT_ALLOWED') };
    const reading = await readImport(this.#options.store.history, mint, rows);
    if ('refusal' in reading) return reading;
    return { entries: await this.#addToHouse(draft, reading.events, origin, this.#options.clock.nowMs()) };
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

  /** What is due of an open tally, drawn by lot, as a draft; null where nothing is. */
  async release(settled: Settled): Promise<Draft | null> {
    const { session } = settled;
    const round = openRoundOf(session);
    const due = dueReleases(session);
    if (round === undefined || due.length === 0) return null;
    const secret = round.method === 'SECRET_BALLOT';
    const counted = secret ? await this.#options.box.count(settled, round) : countOpenBallots(round);
    if (typeof counted === 'string') return null;
    const { clock, randomBelow = randomInt } = this.#options;
    const releases = due.map(({ reviewId, take }) => ({
      reviewId,
      drawn: draw(unreleased(round, counted, reviewId), take, randomBelow),
    }));
    const draft = new Draft();
    await draft.standing(session.id, async () => settled);
    const atMs = clock.nowMs();
    const command = { type: 'ReleaseTally', roundId: round.id, releases } as const;
    const ruling = decide(session, { command, by: { kind: 'CLERK' }, atMs, token: () => '' });
    if ('refusal' in ruling) throw new Error(`a due release was refused: ${ruling.refusal.code}`);
    draft.add(session.id, ruling.events, { by: 'CLERK', commandId: null, digest: null }, atMs);
    return draft;
  }

  /** [R27] That the round closes by nobody but people, as a draft; null where it does so already. */
  async stopClock(settled: Settled, roundId: string): Promise<Draft | null> {
    const { session } = settled;
    const atMs = this.#options.clock.nowMs();
    const command = { type: 'StopRoundClock', roundId } as const;
    const ruling = decide(session, { command, by: { kind: 'CLOCK' }, atMs, token: () => '' });
    if ('refusal' in ruling) return null;
    const draft = new Draft();
    await draft.standing(session.id, async () => settled);
    draft.add(session.id, ruling.events, byClock, atMs);
    return draft;
  }

  #standing(draft: Draft, sessionId: string): Promise<Standing | null> {
    return draft.standing(sessionId, () => this.#look(sessionId));
  }
}
