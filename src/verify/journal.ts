import { hashOf, noHash } from '../clerk/chain.ts';
import { BodyUnreadable, type Entry, eventOf, registryJournal } from '../clerk/entry.ts';
import { maxApartMs } from '../clerk/time.ts';
import type { Event, RegistryEvent, SessionEvent } from '../core/event.ts';
import { evolve } from '../core/evolve.ts';
import { differences, madeAnew } from '../core/recount.ts';
import { openRoundOf, type Round, type Session } from '../core/state.ts';
import { ballotFault } from './ballots.ts';
import { compared, type Mismatch, sayFound, told, type VerifyFinding } from './finding.ts';

const registryTypes: Readonly<Record<RegistryEvent['type'], true>> = {
  OrganizationRegistered: true,
  PersonRegistered: true,
  ApiKeyCreated: true,
  ApiKeyRevoked: true,
  ResultsImported: true,
  DecisionRecorded: true,
  ClockSetBack: true,
};

const sessionTypes: Readonly<Record<SessionEvent['type'], true>> = {
  SessionPrepared: true,
  SessionRevised: true,
  AccessCodeIssued: true,
  SessionConvened: true,
  PresenceRecorded: true,
  ReviewOpened: true,
  ReviewClosed: true,
  ReportPresented: true,
  CommentAdded: true,
  CommentWithdrawn: true,
  ResponseGiven: true,
  RoundOpened: true,
  RoundClockStopped: true,
  BallotSealed: true,
  BallotCast: true,
  TallyReleased: true,
  RoundClosed: true,
  RoundVoided: true,
  OutcomeSettled: true,
  SessionAdjourned: true,
  ClockSetBack: true,
};

const afterAdjourning = new Set<Event['type']>(['AccessCodeIssued', 'ClockSetBack']);

/** [C5] Returns what is wrong with the time of an entry, compared with the one before; null where nothing is. */
function timeFault(before: Entry | null, { atMs, type }: Entry): Mismatch | null {
  const beforeMs = before?.atMs ?? 0;
  const wasSetBack = type === 'ClockSetBack';
  const fits = wasSetBack ? atMs >= 0 && atMs < beforeMs - maxApartMs : atMs >= beforeMs;
  if (Number.isSafeInteger(atMs) && fits) return null;
  const expected = wasSetBack ? `more than a minute before ${beforeMs}` : `${beforeMs} or later`;
  return { what: 'time', expected, found: told(atMs) };
}

/** The envelopes that the database must have of a session's open secret round: how many, and of how many bytes each. */
export interface Sealed {
  readonly roundId: string;
  readonly count: number;
  readonly bytes: number;
}

const nonceAndTagBytes = 12 + 16;

/** `ALL` checks everything. `RULES` checks what the rules count and judge, and whether the other entries can be read and follow on each other. */
export type WalkScope = 'ALL' | 'RULES';

/** What is wrong with an entry. */
interface EntryFault {
  readonly fault: Mismatch | null;
  /** Each place in which the rules give something else than the entry has. */
  readonly differences: readonly string[];
  /** Why the entry cannot be read, or cannot follow on those before; null where it can. */
  readonly broken: string | null;
}

const fits: EntryFault = { fault: null, differences: [], broken: null };

/** Checks a journal, entry by entry, from the first to the last. */
export class JournalWalk {
  readonly journalId: string;
  readonly #scope: WalkScope;
  #head: Entry | null = null;
  #session: Session | null = null;
  /** False once an entry could not be read or could not follow on those before. A session's state is unknown from there on, so nothing after it is judged. */
  #folds = true;
  #madeAnew = 0;
  /** The entries that say which access codes there are. */
  readonly issuing: Entry[] = [];

  constructor(journalId: string, scope: WalkScope = 'ALL') {
    this.journalId = journalId;
    this.#scope = scope;
  }

  get head(): Entry | null {
    return this.#head;
  }

  /** Whether every entry so far could be read, and could follow on those before. */
  get folds(): boolean {
    return this.#folds;
  }

  /** How many counts and judgements were made again. */
  get madeAnew(): number {
    return this.#madeAnew;
  }

  /** The secret rounds that were counted. */
  get closedSecretRounds(): readonly Round[] {
    const rounds = this.#session?.rounds ?? [];
    return rounds.filter(({ method, status }) => method === 'SECRET_BALLOT' && status === 'CLOSED');
  }

  /** The envelopes of the secret round that is open now; null where none is. */
  get sealed(): Sealed | null {
    const round = this.#session === null ? undefined : openRoundOf(this.#session);
    if (round?.method !== 'SECRET_BALLOT') return null;
    return { roundId: round.id, count: round.turnout, bytes: round.reviewIds.length + nonceAndTagBytes };
  }

  /**
   * Takes the next entry. Returns its event, null where it cannot be read or follows an entry that could not; the first thing that does not fit as `finding`;
   * and every place in which the rules give something else.
   */
  take(entry: Entry): Omit<EntryFault, 'fault'> & {
    readonly event: Event | null;
    readonly finding: VerifyFinding | null;
  } {
    const chain = this.#scope === 'ALL' ? this.#chainFault(entry) : null;
    const { fault, ...read } = this.#read(entry);
    this.#head = entry;
    const first = chain ?? fault;
    const finding = first && { journal: this.journalId, seq: entry.seq, ...first };
    return { ...read, finding };
  }

  #chainFault(entry: Entry): Mismatch | null {
    const before = this.#head;
    return (
      compared('seq', (before?.seq ?? 0) + 1, entry.seq) ??
      compared('hash', hashOf(before?.hash ?? noHash, entry), entry.hash) ??
      timeFault(before, entry) ??
      this.#partFault(entry)
    );
  }

  /**
   * Returns what is wrong with the part of an entry; null where nothing is. The entries of one command follow each other and have the parts 0, 1, 2 … Those of
   * a preparation begin in the registry and go on in the session, so the first one in the session may have any part.
   */
  #partFault(entry: Entry): Mismatch | null {
    const before = this.#head;
    if (entry.commandId === null) return compared('part', 0, entry.part);
    if (before?.commandId === entry.commandId) {
      return (
        compared('part', before.part + 1, entry.part) ??
        compared('who gave the command', before.by, entry.by) ??
        compared('the digest of the command', before.digest, entry.digest)
      );
    }
    const afterRegistry = entry.type === 'SessionPrepared' || entry.type === 'SessionRevised';
    return afterRegistry ? null : compared('part', 0, entry.part);
  }

  #read(entry: Entry): EntryFault & { readonly event: Event | null } {
    const inRegistry = this.journalId === registryJournal;
    const fail = (what: string, expected: string, found: unknown, error?: Error) => {
      this.#folds = false;
      const fault = { what, expected, found: told(found) };
      return { event: null, fault, differences: [], broken: error?.message ?? sayFound(fault) };
    };
    if (!Object.hasOwn(inRegistry ? registryTypes : sessionTypes, entry.type)) {
      return fail('type', inRegistry ? 'an event of the registry' : 'an event of a session', entry.type);
    }
    let event: Event;
    try {
      event = eventOf(entry);
    } catch (error) {
      if (error instanceof BodyUnreadable) return fail('body', error.wanted, entry.body, error);
      throw error;
    }
    if (inRegistry) return { event, ...fits };
    if (!this.#folds) return { event: null, ...fits };
    if (['SessionPrepared', 'SessionRevised', 'AccessCodeIssued'].includes(event.type)) {
      this.issuing.push(entry);
    }
    try {
      return { event, ...this.#follow(entry, event as SessionEvent) };
    } catch (error) {
      const { message } = error as Error;
      return fail('state', 'one that the event can follow on', `${event.type}: ${message}`, error as Error);
    }
  }

  /** Checks the event and applies it to the state. Throws where the event cannot follow on the state. */
  #follow(entry: Entry, event: SessionEvent): EntryFault {
    const before = this.#session;
    const castFault = this.#scope === 'ALL' ? this.#castFault(before, entry, event) : null;
    const found =
      castFault === null ? this.#ruleFault(before, event, entry.body) : { ...fits, fault: castFault };
    this.#session = evolve(before ?? { id: this.journalId, status: null }, event, entry.atMs);
    return found;
  }

  #castFault(before: Session | null, entry: Entry, event: SessionEvent): Mismatch | null {
    const late = before?.status === 'ADJOURNED' && !afterAdjourning.has(event.type);
    return late
      ? { what: 'type', expected: 'nothing after adjourning but access codes', found: event.type }
      : before && ballotFault(before, entry, event);
  }

  /** [P90] Compares an entry with what the rules give for the same marks, facts and policy. */
  #ruleFault(before: Session | null, event: SessionEvent, body: string): EntryFault {
    const anew = madeAnew(before, event);
    if (anew === undefined) return fits;
    this.#madeAnew += 1;
    if (anew !== null && JSON.stringify(anew) === body) return fits;
    const all = anew === null ? ['the rules now refuse it'] : differences(event, anew);
    const what = `${event.type}, counted and judged again`;
    return {
      fault: { what, expected: 'what the rules make', found: told(all[0]) },
      differences: all,
      broken: null,
    };
  }
}
