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

/** [C5] */
function timeFault(before: Entry | null, { atMs, type }: Entry): Mismatch | null {
  const beforeMs = before?.atMs ?? 0;
  const wasSetBack = type === 'ClockSetBack';
  const fits = wasSetBack ? atMs >= 0 && atMs < beforeMs - maxApartMs : atMs >= beforeMs;
  if (Number.isSafeInteger(atMs) && fits) return null;
  const expected = wasSetBack ? `more than a minute before ${beforeMs}` : `${beforeMs} or later`;
  return { what: 'time', expected, found: told(atMs) };
}

/** The sealed ballots that the database must hold of a session. */
export interface Sealed {
  readonly roundId: string;
  readonly count: number;
  readonly bytes: number;
}

const nonceAndTagBytes = 12 + 16;

/** `ALL`: everything that follows; `RULES`: what the rules count and judge, and whether the rest can be read. */
export type WalkScope = 'ALL' | 'RULES';

/** What does not fit at an entry. */
interface EntryFault {
  readonly fault: Mismatch | null;
  /** Where the rules make it otherwise, one by one. */
  readonly differences: readonly string[];
  /** Why it cannot be read or cannot have followed; null where it is neither. */
  readonly broken: string | null;
}

const fits: EntryFault = { fault: null, differences: [], broken: null };

/** One journal, walked from its first entry to its last. */
export class JournalWalk {
  readonly journalId: string;
  readonly #scope: WalkScope;
  #head: Entry | null = null;
  #session: Session | null = null;
  /** False once an entry could not be read or cannot have followed: nothing after it can be judged. */
  #folds = true;
  #madeAnew = 0;
  /** Entries that access codes follow from. */
  readonly issuing: Entry[] = [];

  constructor(journalId: string, scope: WalkScope = 'ALL') {
    this.journalId = journalId;
    this.#scope = scope;
  }

  get head(): Entry | null {
    return this.#head;
  }

  /** Whether everything so far could be read and followed on what was before. */
  get folds(): boolean {
    return this.#folds;
  }

  /** Counts and judgements that were made once more. */
  get madeAnew(): number {
    return this.#madeAnew;
  }

  /** The secret rounds that were counted. */
  get closedSecretRounds(): readonly Round[] {
    const rounds = this.#session?.rounds ?? [];
    return rounds.filter(({ method, status }) => method === 'SECRET_BALLOT' && status === 'CLOSED');
  }

  /** Of the secret round that is open, if one is. */
  get sealed(): Sealed | null {
    const round = this.#session === null ? undefined : openRoundOf(this.#session);
    if (round?.method !== 'SECRET_BALLOT') return null;
    return { roundId: round.id, count: round.turnout, bytes: round.reviewIds.length + nonceAndTagBytes };
  }

  /** The next entry. Returns its event, where it can be read, and what does not fit: the first thing, and all that the rules make otherwise. */
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

  /** A command's entries are numbered from 0 and stand together; a preparation's are first in the registry, then in the session. */
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

  /** Moves the state on. Throws where it cannot be. */
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

  /** [P90] What the rules make of the same marks, facts and policy. */
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
