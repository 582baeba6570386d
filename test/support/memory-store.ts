import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { BallotBoxStore, Envelope, SecretRound } from '../../src/clerk/ballot-box-store.ts';
import { type Entry, eventOf } from '../../src/clerk/entry.ts';
import {
  type Access,
  type Batch,
  type CodeGrant,
  type Holder,
  type Journal,
  type KeyGrant,
  type OpenRoundRow,
  type Store,
  StoreAway,
} from '../../src/clerk/ports.ts';
import type { Registry } from '../../src/clerk/registry.ts';
import type { Origin } from '../../src/core/result.ts';
import type { History, OrganizationRow, PersonRow, ResultRow } from '../../src/history/history.ts';
import { batchOf } from './contract/batches.ts';
import { memoryRecord, projectRecord } from './memory-history.ts';

/** How an append ends: FAILS_BEFORE throws with nothing written, FAILS_AFTER throws after everything was written. */
export type Fate = 'FAILS_BEFORE' | 'FAILS_AFTER' | 'SUCCEEDS';

/** An append that waits. `arrived` resolves when it was called. Nothing is written before `release` is called. */
export interface Held {
  readonly arrived: Promise<void>;
  release(): void;
}

/** A store in memory that keeps the promises of the ports, and fails when a test says so. It outlives its clerks, so a test can start another one on it. */
export interface MemoryStore extends Store {
  /** Every entry that was written, in the order of writing. */
  readonly entries: readonly Entry[];
  readonly envelopes: readonly Envelope[];
  /** What was written and destroyed, in order, such as `forge rnd_…`, `append RoundOpened`, `destroy rnd_…`. */
  readonly log: readonly string[];
  /** The ids of the rounds whose key is here. */
  readonly keyedRoundIds: readonly string[];
  /** Sets how the next appends end, one after the other. Those after them succeed. */
  decree(...fates: readonly Fate[]): void;
  /** Makes the next append wait. */
  hold(): Held;
  /** Removes the key of a round, as after a restore from a backup. */
  loseKey(roundId: string): void;
}

interface Token {
  readonly holder: Holder;
  readonly codeHash: string;
  readonly expiresAtMs: number;
}

/** The data that history is read from. */
export interface MemoryRecord {
  readonly organizations: Map<string, OrganizationRow>;
  readonly people: Map<string, PersonRow>;
  /** The origins by the ids of sessions. */
  readonly origins: Map<string, Origin>;
  readonly results: Map<string, ResultRow>;
}

interface Disk extends MemoryRecord {
  readonly entries: Entry[];
  readonly envelopes: Map<string, Envelope>;
  readonly openRounds: Map<string, OpenRoundRow>;
  readonly codes: Map<string, CodeGrant>;
  readonly tokens: Map<string, Token>;
  readonly apiKeys: Map<string, KeyGrant>;
  readonly keyUses: Map<string, number>;
  /** The times of sign-ins by the hash of their code. */
  readonly signIns: Map<string, readonly number[]>;
  readonly roundKeys: Map<string, Buffer>;
  readonly log: string[];
}

export function memoryStore(): MemoryStore {
  const disk: Disk = {
    entries: [],
    envelopes: new Map(),
    openRounds: new Map(),
    codes: new Map(),
    tokens: new Map(),
    apiKeys: new Map(),
    keyUses: new Map(),
    signIns: new Map(),
    organizations: new Map(),
    people: new Map(),
    origins: new Map(),
    results: new Map(),
    roundKeys: new Map(),
    log: [],
  };
  const fates: Fate[] = [];
  let held: { arrive(): void; readonly released: Promise<void> } | null = null;
  const append = async (batch: Batch) => {
    const waitsFor = held;
    held = null;
    waitsFor?.arrive();
    await waitsFor?.released;
    const fate = fates.shift() ?? 'SUCCEEDS';
    if (fate === 'FAILS_BEFORE') throw new StoreAway('the disk is full', 'SQLITE_FULL');
    refuseTaken(disk, batch);
    write(disk, batch);
    if (fate === 'FAILS_AFTER') throw new StoreAway('the disk went away after the commit', 'SQLITE_IOERR');
  };
  return {
    journal: memoryJournal(disk, append),
    ballotBox: memoryBallotBox(disk),
    access: memoryAccess(disk),
    registry: memoryRegistry(disk),
    history: memoryHistory(disk),
    entries: disk.entries,
    get envelopes() {
      return [...disk.envelopes.values()];
    },
    log: disk.log,
    get keyedRoundIds() {
      return [...disk.roundKeys.keys()];
    },
    decree: (...coming) => {
      fates.push(...coming);
    },
    hold() {
      let arrive: () => void = () => {};
      let release: () => void = () => {};
      const arrived = new Promise<void>((resolve) => {
        arrive = resolve;
      });
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      held = { arrive, released };
      return { arrived, release };
    },
    loseKey: (roundId) => {
      disk.roundKeys.delete(roundId);
    },
    close: async () => {},
  };
}

/** [S2] Throws and changes nothing where an entry's seq, or its part of a command, is taken. */
function refuseTaken(disk: Disk, { entries, envelopes }: Batch): void {
  const places = new Set(disk.entries.map(({ journalId, seq }) => `${journalId} ${seq}`));
  const parts = new Set(disk.entries.flatMap(partOf));
  for (const entry of entries) {
    const place = `${entry.journalId} ${entry.seq}`;
    if (places.has(place)) throw new Error(`${place} is taken`);
    places.add(place);
    for (const part of partOf(entry)) {
      if (parts.has(part)) throw new Error(`part ${part} is taken`);
      parts.add(part);
    }
  }
  for (const { id } of envelopes) if (disk.envelopes.has(id)) throw new Error(`envelope ${id} is there`);
}

function partOf({ commandId, part }: Entry): readonly string[] {
  return commandId === null ? [] : [`${commandId} ${part}`];
}

function write(disk: Disk, batch: Batch): void {
  for (const entry of batch.entries) {
    disk.entries.push(entry);
    disk.log.push(`append ${entry.type}`);
  }
  for (const envelope of batch.envelopes) disk.envelopes.set(envelope.id, envelope);
  for (const { id, roundId } of [...disk.envelopes.values()]) {
    if (batch.emptiedRoundIds.includes(roundId)) disk.envelopes.delete(id);
  }
  const ended = ({ seatId }: CodeGrant) => seatId !== null && batch.endedSeatIds.includes(seatId);
  for (const code of [...disk.codes.values()]) if (ended(code)) endCode(disk, code);
  for (const code of batch.codes) {
    for (const former of [...disk.codes.values()]) {
      if (former.sessionId === code.sessionId && former.seatId === code.seatId) endCode(disk, former);
    }
    disk.codes.set(code.hash, code);
  }
  for (const key of batch.keys) disk.apiKeys.set(key.hash, key);
  for (const key of [...disk.apiKeys.values()]) {
    if (batch.endedKeyIds.includes(key.keyId)) disk.apiKeys.delete(key.hash);
  }
  for (const entry of batch.entries) project(disk, entry);
}

function endCode(disk: Disk, { hash }: CodeGrant): void {
  disk.codes.delete(hash);
  for (const [tokenHash, token] of [...disk.tokens]) {
    if (token.codeHash === hash) disk.tokens.delete(tokenHash);
  }
}

function project(disk: Disk, entry: Entry): void {
  const event = eventOf(entry);
  const sessionId = entry.journalId;
  switch (event.type) {
    case 'RoundOpened': {
      const { roundId, closesAtMs } = event;
      disk.openRounds.set(roundId, { sessionId, roundId, closesAtMs });
      return;
    }
    case 'RoundClockStopped':
      disk.openRounds.set(event.roundId, { sessionId, roundId: event.roundId, closesAtMs: null });
      return;
    case 'RoundClosed':
    case 'RoundVoided':
      disk.openRounds.delete(event.roundId);
      return;
    default:
      projectRecord(disk, entry);
  }
}

function memoryJournal(disk: Disk, append: Journal['append']): Journal {
  const of = (journalId: string) => disk.entries.filter((entry) => entry.journalId === journalId);
  return {
    append,
    probe: () => append(batchOf({})),
    read: async (journalId, afterSeq, most) =>
      of(journalId)
        .filter(({ seq }) => seq > afterSeq)
        .slice(0, most),
    head: async (journalId) => of(journalId).at(-1) ?? null,
    // Every entry is as it was written, because nobody else can write to this store.
    async seal(journalId) {
      const head = of(journalId).at(-1);
      return head === undefined ? null : { head, accepted: null };
    },
    entriesOf: async (commandIds) =>
      disk.entries
        .filter(({ commandId }) => commandId !== null && commandIds.includes(commandId))
        .sort((a, b) => a.part - b.part),
    openRounds: async () => [...disk.openRounds.values()],
    roundEnds: async (roundIds) =>
      disk.entries.flatMap((entry) => {
        const event = eventOf(entry);
        const ends = event.type === 'RoundClosed' || event.type === 'RoundVoided';
        return ends && roundIds.includes(event.roundId) ? [{ roundId: event.roundId, hash: entry.hash }] : [];
      }),
  };
}

/** It notes no envelopes [S5], because nobody else can write to this store. */
function memoryBallotBox({ roundKeys, envelopes, log }: Disk): BallotBoxStore {
  const destroy = async (roundId: string) => {
    if (roundKeys.delete(roundId)) log.push(`destroy ${roundId}`);
  };
  const place = ({ id: roundId, binding }: SecretRound, id: string) =>
    Buffer.from(binding === null ? roundId : JSON.stringify([binding, id]));
  return {
    async forge(roundId) {
      if (roundKeys.has(roundId)) return;
      roundKeys.set(roundId, randomBytes(32));
      log.push(`forge ${roundId}`);
    },
    async seal(round, marks) {
      const key = roundKeys.get(round.id);
      if (key === undefined) return 'BALLOTS_UNREADABLE';
      const [id, nonce] = [randomBytes(16).toString('hex'), randomBytes(12)];
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(place(round, id));
      const sealed = Buffer.concat([cipher.update(marks), cipher.final(), cipher.getAuthTag()]);
      return { id, roundId: round.id, nonce, sealed };
    },
    async open(round) {
      const key = roundKeys.get(round.id);
      if (key === undefined) return 'BALLOTS_UNREADABLE';
      const opened = ({ id, nonce, sealed }: Envelope) => {
        const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAAD(place(round, id));
        decipher.setAuthTag(sealed.subarray(-16));
        return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
      };
      const mine = [...envelopes.values()].filter((envelope) => envelope.roundId === round.id);
      try {
        return mine.sort((a, b) => (a.id < b.id ? -1 : 1)).map(opened);
      } catch {
        return 'BALLOTS_ALTERED';
      }
    },
    destroy,
    roundIds: async () => [...roundKeys.keys()],
    async sweep(openRoundIds) {
      for (const roundId of [...roundKeys.keys()])
        if (!openRoundIds.includes(roundId)) await destroy(roundId);
      return [];
    },
  };
}

function memoryAccess({ codes, tokens, apiKeys, keyUses, signIns }: Disk): Access {
  return {
    async holderOfCode(hash) {
      const code = codes.get(hash);
      if (code === undefined) return null;
      const { sessionId, seatId } = code;
      return seatId === null ? { kind: 'SCREEN', sessionId } : { kind: 'SEAT', sessionId, seatId };
    },
    codesOf: async (sessionId) => [...codes.values()].filter((code) => code.sessionId === sessionId),
    codeUses: async (sessionId) =>
      [...codes.values()]
        .filter((code) => code.sessionId === sessionId)
        .map(({ hash, seatId }) => {
          const times = signIns.get(hash) ?? [];
          return {
            seatId,
            issuedAtMs: null,
            signIns: times.length,
            firstSignInMs: times[0] ?? null,
            lastSignInMs: times.at(-1) ?? null,
            opens: true,
          };
        }),
    async addToken({ hash, atMs, ...token }) {
      if (!codes.has(token.codeHash)) return false;
      signIns.set(token.codeHash, [...(signIns.get(token.codeHash) ?? []), atMs]);
      tokens.set(hash, token);
      return true;
    },
    async token(hash) {
      const token = tokens.get(hash);
      return token === undefined ? null : { holder: token.holder, expiresAtMs: token.expiresAtMs };
    },
    async removeToken(hash) {
      tokens.delete(hash);
    },
    async removeExpired(beforeMs) {
      for (const [hash, { expiresAtMs }] of [...tokens]) if (expiresAtMs < beforeMs) tokens.delete(hash);
    },
    async key(hash) {
      const key = apiKeys.get(hash);
      return key === undefined ? null : { keyId: key.keyId, organizationId: key.organizationId };
    },
    keys: async () =>
      [...apiKeys.values()].map(({ keyId, name, organizationId }) => ({
        keyId,
        name,
        organizationId,
        createdAtMs: null,
        revoked: false,
        lastUsedMs: keyUses.get(keyId) ?? null,
      })),
    async keyHash(id) {
      return [...apiKeys.values()].find(({ keyId }) => keyId === id)?.hash ?? null;
    },
    async keyUsed(keyId, atMs) {
      keyUses.set(keyId, atMs);
    },
  };
}

const noPages = async (): Promise<never> => {
  throw new Error('the memory store keeps no pages');
};

function memoryRegistry({ organizations, results, apiKeys }: Disk): Registry {
  return {
    organizationExists: async (id) => organizations.has(id),
    resultExists: async (id) => results.has(id),
    keyIsLive: async (id) => [...apiKeys.values()].some(({ keyId }) => keyId === id),
  };
}

/** Returns the part of history that the clerk uses. Pages cannot be read from it. */
function memoryHistory(disk: Disk): History {
  const { organizations, people, results } = disk;
  return {
    ...memoryRecord(disk),
    organizationsById: async (ids) => ids.flatMap((id) => organizations.get(id) ?? []),
    peopleById: async (ids) => ids.flatMap((id) => people.get(id) ?? []),
    resultsById: async (ids, scope) =>
      scope.of === 'ALL' ? ids.flatMap((id) => results.get(id) ?? []) : noPages(),
    organizations: noPages,
    people: noPages,
    sessions: noPages,
    sessionsById: noPages,
    results: noPages,
    statistics: noPages,
    sessionPolicies: noPages,
  };
}
