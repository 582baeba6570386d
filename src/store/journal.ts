import type { RoundEnd } from '../clerk/ballot-box-store.ts';
import type { Entry } from '../clerk/entry.ts';
import {
  type Acceptance,
  type Batch,
  type Journal,
  JournalAltered,
  type OpenRoundRow,
} from '../clerk/ports.ts';
import type { Bonds } from './bonds.ts';
import type { Credentials } from './credentials.ts';
import type { CodeName, Ended } from './ended.ts';
import type { NotedSets } from './envelope-sets.ts';
import type { Gate, Query } from './gate.ts';
import type { HeadSeal } from './head-seal.ts';
import type { Newest } from './newest.ts';
import { project } from './projections.ts';

/** An entry as it is stored. */
export interface EntryRow {
  journal_id: string;
  seq: number;
  at_ms: number;
  type: Entry['type'];
  actor: string;
  command_id: string | null;
  part: number;
  digest: string | null;
  body: string;
  salt: string;
  hash: string;
}

export function entryOf(row: EntryRow): Entry {
  const { journal_id: journalId, at_ms: atMs, actor: by, command_id: commandId, ...rest } = row;
  return { journalId, atMs, by, commandId, ...rest };
}

/** What is known of the database beside it, on disk or in memory. */
export interface Beside {
  readonly sets: NotedSets;
  readonly bonds: Bonds;
  readonly newest: Newest;
  readonly heads: HeadSeal;
  readonly acceptances: ReadonlyMap<string, Acceptance>;
  readonly ended: Ended;
  readonly credentials: Credentials;
}

export function sqlJournal(gate: Gate, beside: Beside): Journal {
  const { sets, bonds, newest, heads, acceptances, ended, credentials } = beside;
  const reads = readJournal(gate.read.bind(gate));
  const write = async (query: Query, batch: Batch) => {
    await insertEntries(query, batch.entries);
    const sealed = await heads.advance(query, batch.entries);
    await fillBallotBox(query, batch);
    const gone = await endedAccess(query, batch);
    await changeAccess(query, batch, bonds);
    await project(query, batch.entries);
    return { gone, sealed };
  };
  return {
    ...reads,
    async head(journalId) {
      const found = await reads.head(journalId);
      const written = await gate.read((query) => heads.headOf(query, journalId));
      if (found?.hash === written?.hash) return found;
      throw new JournalAltered(journalId, 'its newest entry is not the one that was written last');
    },
    async seal(journalId) {
      const head = await gate.read((query) => heads.headOf(query, journalId));
      return head && { head, accepted: acceptances.get(journalId) ?? null };
    },
    async append(batch) {
      const steps = sets.steps(batch);
      let written: Awaited<ReturnType<typeof write>>;
      // They are added before the write, because a write that fails may be on disk all the same.
      credentials.add([...batch.codes, ...batch.keys].map(({ hash }) => hash));
      try {
        // The note must be on disk before the commit. It is written beside the rows, and both must have ended.
        written = await gate.write(async (query) => {
          const [noted, wrote] = await Promise.allSettled([sets.note(steps), write(query, batch)]);
          if (noted.status === 'rejected') throw noted.reason;
          if (wrote.status === 'rejected') throw wrote.reason;
          return wrote.value;
        });
      } catch (error) {
        sets.doubt(steps);
        throw error;
      }
      const { gone, sealed } = written;
      sealed();
      credentials.remove(gone.hashes);
      const last = batch.entries.at(-1);
      if (last !== undefined) newest.follow(last);
      await Promise.all([sets.confirm(steps), ended.add(gone.codes, batch.endedKeyIds)]);
    },
    probe: () =>
      gate.write(async (query) => {
        const [row] = await query<{ user_version: number }>('PRAGMA user_version');
        // Writing the same number again still sends its page to the disk.
        await query(`PRAGMA user_version = ${row?.user_version ?? 0}`);
      }),
  };
}

/** The part of a journal that only reads. */
export function readJournal(read: Gate['read']): Omit<Journal, 'append' | 'probe' | 'seal'> {
  const entries = (sql: string, parameters: readonly unknown[]) =>
    read(async (query) => (await query<EntryRow>(sql, parameters)).map(entryOf));
  return {
    read: (journalId, afterSeq, most) =>
      entries('SELECT * FROM entry WHERE journal_id = ? AND seq > ? ORDER BY seq LIMIT ?', [
        journalId,
        afterSeq,
        most,
      ]),
    async head(journalId) {
      const [head] = await entries('SELECT * FROM entry WHERE journal_id = ? ORDER BY seq DESC LIMIT 1', [
        journalId,
      ]);
      return head ?? null;
    },
    entriesOf: (commandIds) =>
      entries(
        `SELECT entry.* FROM json_each(?) AS wanted JOIN entry ON entry.command_id = wanted.value
         ORDER BY entry.command_id, entry.part`,
        [JSON.stringify(commandIds)],
      ),
    openRounds: () =>
      read((query) =>
        query<OpenRoundRow>(
          'SELECT session_id AS sessionId, round_id AS roundId, closes_at_ms AS closesAtMs FROM open_round',
        ),
      ),
    roundEnds: (roundIds) =>
      read(async (query) =>
        roundIds.length === 0
          ? []
          : query<RoundEnd>(
              `SELECT body->>'$.roundId' AS roundId, hash FROM entry WHERE type IN ('RoundClosed', 'RoundVoided')
               AND body->>'$.roundId' IN (SELECT value FROM json_each(?))`,
              [JSON.stringify(roundIds)],
            ),
      ),
  };
}

async function insertEntries(query: Query, entries: readonly Entry[]): Promise<void> {
  await query(
    `INSERT INTO entry (journal_id, seq, at_ms, type, actor, command_id, part, digest, body, salt, hash)
     SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7, value->>8, value->>9,
       value->>10 FROM json_each(?)`,
    [
      JSON.stringify(
        entries.map(({ journalId, seq, atMs, type, by, commandId, part, digest, body, salt, hash }) => [
          journalId,
          seq,
          atMs,
          type,
          by,
          commandId,
          part,
          digest,
          body,
          salt,
          hash,
        ]),
      ),
    ],
  );
}

async function fillBallotBox(query: Query, { envelopes, emptiedRoundIds }: Batch): Promise<void> {
  if (envelopes.length > 0) {
    const rows = envelopes.map(({ id, roundId, nonce, sealed }) => [
      id,
      roundId,
      nonce.toString('hex'),
      sealed.toString('hex'),
    ]);
    await query(
      `INSERT INTO envelope (id, round_id, nonce, sealed)
       SELECT value->>0, value->>1, unhex(value->>2), unhex(value->>3) FROM json_each(?)`,
      [JSON.stringify(rows)],
    );
  }
  for (const roundId of emptiedRoundIds) await query('DELETE FROM envelope WHERE round_id = ?', [roundId]);
}

interface EndedAccess {
  readonly codes: readonly CodeName[];
  /** The hashes of codes, of the tokens that they gave, and of keys. */
  readonly hashes: readonly string[];
}

/** Finds what a batch ends: codes of removed seats, codes that are replaced, the tokens of both, and keys. */
async function endedAccess(query: Query, { codes, endedSeatIds, endedKeyIds }: Batch): Promise<EndedAccess> {
  const keys =
    endedKeyIds.length === 0
      ? []
      : await query<{ hash: string }>(
          'SELECT hash FROM api_key WHERE id IN (SELECT value FROM json_each(?))',
          [JSON.stringify(endedKeyIds)],
        );
  if (codes.length === 0 && endedSeatIds.length === 0) return { codes: [], hashes: keys.map(hashOf) };
  const gone = await query<CodeName & { hash: string }>(
    `SELECT session_id AS sessionId, seat_id AS seatId, command_id AS commandId, hash FROM access_code
     WHERE seat_id IN (SELECT value FROM json_each(?)) OR (session_id, COALESCE(seat_id, '')) IN
       (SELECT value->>0, COALESCE(value->>1, '') FROM json_each(?))`,
    [JSON.stringify(endedSeatIds), JSON.stringify(codes.map(({ sessionId, seatId }) => [sessionId, seatId]))],
  );
  const tokens = await query<{ hash: string }>(
    'SELECT hash FROM access_token WHERE code_hash IN (SELECT value FROM json_each(?))',
    [JSON.stringify(gone.map(hashOf))],
  );
  return { codes: gone, hashes: [...keys, ...gone, ...tokens].map(hashOf) };
}

const hashOf = ({ hash }: { hash: string }) => hash;

/** The form of codes and keys that are derived under the server's key. Those of form 1 were derived under the administrator's token alone. */
const form = 2;

async function changeAccess(
  query: Query,
  { codes, endedSeatIds, keys, endedKeyIds }: Batch,
  bonds: Bonds,
): Promise<void> {
  if (endedSeatIds.length > 0) {
    const ended = JSON.stringify(endedSeatIds);
    await query('DELETE FROM access_code WHERE seat_id IN (SELECT value FROM json_each(?))', [ended]);
  }
  if (codes.length > 0) {
    // The later of two codes for one holder is the good one.
    const last = new Map(codes.map((code) => [`${code.sessionId} ${code.seatId}`, code])).values();
    const bound = [...last].map(async (code) => {
      const { sessionId, seatId, hash, commandId } = code;
      return [sessionId, seatId, hash, commandId, await bonds.ofCode(code)];
    });
    const rows = JSON.stringify(await Promise.all(bound));
    await query(
      `DELETE FROM access_code WHERE (session_id, COALESCE(seat_id, '')) IN
         (SELECT value->>0, COALESCE(value->>1, '') FROM json_each(?))`,
      [rows],
    );
    await query(
      `INSERT INTO access_code (session_id, seat_id, hash, command_id, bond, form)
       SELECT value->>0, value->>1, value->>2, value->>3, value->>4, ${form} FROM json_each(?)`,
      [rows],
    );
  }
  for (const { keyId, name, hash, organizationId } of keys) {
    const bond = await bonds.ofKey({ hash, keyId, organizationId });
    await query(
      `INSERT INTO api_key (id, name, hash, organization_id, bond, form) VALUES (?, ?, ?, ?, ?, ${form})`,
      [keyId, name, hash, organizationId, bond],
    );
  }
  for (const keyId of endedKeyIds) await query('UPDATE api_key SET revoked = 1 WHERE id = ?', [keyId]);
}
