import { registryJournal } from '../clerk/entry.ts';
import type { Access, CodeGrant, CodeUseRow, Holder, KeyRow } from '../clerk/ports.ts';
import type { Bonds } from './bonds.ts';
import type { Credentials } from './credentials.ts';
import type { Ended } from './ended.ts';
import type { Gate, Read } from './gate.ts';
import { together } from './together.ts';

interface HolderRow {
  session_id: string;
  seat_id: string | null;
}

function holderOf({ session_id: sessionId, seat_id: seatId }: HolderRow): Holder {
  return seatId === null ? { kind: 'SCREEN', sessionId } : { kind: 'SEAT', sessionId, seatId };
}

/** What is known of codes, tokens and keys beside their tables. */
export interface Door {
  readonly bonds: Bonds;
  readonly ended: Ended;
  readonly credentials: Credentials;
}

/**
 * Access codes, tokens and keys. `look` reads on a connection of its own, so that sign-ins and ballots do not wait for each other. A token that opens nothing
 * is nearly always refused without any read.
 */
export function sqlAccess(gate: Gate, look: Read, { bonds, ended, credentials }: Door): Access {
  /**
   * [S6] Returns the holder of a code. Its row must be bound to the holder, and neither the session's journal nor the list beside the database may say that it
   * was replaced, because the bond of an older row fits too.
   */
  const codeOf = async (hash: string): Promise<Holder | null> => {
    const [row] = await look((query) =>
      query<HolderRow & { command_id: string; bond: string | null; replaced: 0 | 1 }>(
        `SELECT session_id, seat_id, command_id, bond, EXISTS (
           SELECT 1 FROM entry WHERE journal_id = session_id AND type = 'AccessCodeIssued' AND body->>'$.seatId' IS seat_id AND seq >
             (SELECT MAX(seq) FROM entry AS own WHERE own.command_id = access_code.command_id AND own.journal_id = session_id)
         ) AS replaced FROM access_code WHERE hash = ?`,
        [hash],
      ),
    );
    if (row === undefined) return null;
    const { session_id: sessionId, seat_id: seatId, command_id: commandId } = row;
    const fits = row.bond === (await bonds.ofCode({ hash, sessionId, seatId, commandId }));
    if (ended.hasCode({ sessionId, seatId, commandId })) return null;
    return fits && row.replaced === 0 ? holderOf(row) : bonds.refused('The row of an access code', hash);
  };
  return {
    holderOfCode: async (hash) => (credentials.worthLooking(hash) ? codeOf(hash) : null),
    codesOf: (sessionId) =>
      gate.read((query) =>
        query<CodeGrant>(
          `SELECT session_id AS sessionId, seat_id AS seatId, hash, command_id AS commandId
           FROM access_code WHERE session_id = ?`,
          [sessionId],
        ),
      ),
    async codeUses(sessionId) {
      const rows = await look((query) =>
        query<Omit<CodeUseRow, 'opens'> & { sessionId: string; commandId: string }>(
          // One command issues most codes of a session, with an entry for each. Looking each code up would take the square of their number.
          `WITH code AS MATERIALIZED (SELECT * FROM access_code WHERE session_id = ?),
             issued AS MATERIALIZED (
               SELECT command_id, MIN(at_ms) AS at_ms FROM entry WHERE command_id IN (SELECT command_id FROM code) GROUP BY 1
             )
           SELECT session_id AS sessionId, seat_id AS seatId, code.command_id AS commandId, sign_ins AS signIns,
             first_sign_in_ms AS firstSignInMs, last_sign_in_ms AS lastSignInMs, issued.at_ms AS issuedAtMs
           FROM code LEFT JOIN issued ON issued.command_id = code.command_id`,
          [sessionId],
        ),
      );
      return rows.map((row) => ({ ...row, opens: !ended.hasCode(row) }));
    },
    addToken: together(async (tokens) => {
      const added = await gate.write(async (query) => {
        const rows = await Promise.all(
          tokens.map(async ({ hash, holder, codeHash, expiresAtMs, atMs }) => {
            const { sessionId } = holder;
            const seatId = holder.kind === 'SEAT' ? holder.seatId : null;
            const bond = await bonds.ofToken({ hash, codeHash, sessionId, seatId, expiresAtMs });
            return [hash, codeHash, sessionId, seatId, expiresAtMs, bond, atMs];
          }),
        );
        const given = JSON.stringify(rows);
        await query(
          `INSERT INTO access_token (hash, code_hash, session_id, seat_id, expires_at_ms, bond)
           SELECT value->>0, access_code.hash, value->>2, value->>3, value->>4, value->>5
           FROM json_each(?) JOIN access_code ON access_code.hash = value->>1`,
          [given],
        );
        await query(
          `UPDATE access_code SET sign_ins = sign_ins + times, first_sign_in_ms = COALESCE(first_sign_in_ms, first_ms),
             last_sign_in_ms = last_ms
           FROM (SELECT value->>1 AS code_hash, COUNT(*) AS times, MIN(value->>6) AS first_ms, MAX(value->>6) AS last_ms
             FROM json_each(?) GROUP BY 1) WHERE access_code.hash = code_hash`,
          [given],
        );
        return query<{ hash: string }>(
          'SELECT hash FROM access_token WHERE hash IN (SELECT value->>0 FROM json_each(?))',
          [given],
        );
      });
      const hashes = new Set(added.map(({ hash }) => hash));
      credentials.add([...hashes]);
      return tokens.map(({ hash }) => hashes.has(hash));
    }),
    async token(hash) {
      if (!credentials.worthLooking(hash)) return null;
      const [row] = await look((query) =>
        query<HolderRow & { code_hash: string; expires_at_ms: number; bond: string | null }>(
          'SELECT session_id, seat_id, code_hash, expires_at_ms, bond FROM access_token WHERE hash = ?',
          [hash],
        ),
      );
      if (row === undefined) return null;
      const { session_id: sessionId, seat_id: seatId, code_hash: codeHash, expires_at_ms: expiresAtMs } = row;
      const fits = row.bond === (await bonds.ofToken({ hash, codeHash, sessionId, seatId, expiresAtMs }));
      if (!fits) return bonds.refused('The row of a token', hash);
      // A token opens something only as long as its code does.
      return (await codeOf(codeHash)) === null ? null : { holder: holderOf(row), expiresAtMs };
    },
    async removeToken(hash) {
      await gate.write((query) => query('DELETE FROM access_token WHERE hash = ?', [hash]));
      credentials.remove([hash]);
    },
    async removeExpired(beforeMs) {
      const expired = await gate.write(async (query) => {
        const rows = await query<{ hash: string }>('SELECT hash FROM access_token WHERE expires_at_ms < ?', [
          beforeMs,
        ]);
        await query('DELETE FROM access_token WHERE expires_at_ms < ?', [beforeMs]);
        return rows;
      });
      credentials.remove(expired.map(({ hash }) => hash));
    },
    async key(hash) {
      if (!credentials.worthLooking(hash)) return null;
      const [row] = await look((query) =>
        query<{ keyId: string; organizationId: string | null; bond: string | null; ended: 0 | 1 }>(
          `SELECT id AS keyId, organization_id AS organizationId, bond, EXISTS (
             SELECT 1 FROM entry WHERE journal_id = ? AND type = 'ApiKeyRevoked' AND body->>'$.keyId' = api_key.id
           ) AS ended FROM api_key WHERE hash = ? AND revoked = 0`,
          [registryJournal, hash],
        ),
      );
      if (row === undefined) return null;
      const { keyId, organizationId } = row;
      if (ended.hasKey(keyId)) return null;
      const fits = row.bond === (await bonds.ofKey({ hash, keyId, organizationId }));
      return fits && row.ended === 0
        ? { keyId, organizationId }
        : bonds.refused('The row of an API key', hash);
    },
    async keys() {
      const rows = await look((query) =>
        query<Omit<KeyRow, 'revoked'> & { revoked: 0 | 1 }>(
          `WITH made AS MATERIALIZED (
             SELECT body->>'$.keyId' AS id, at_ms FROM entry WHERE journal_id = ? AND type = 'ApiKeyCreated'
           )
           SELECT api_key.id AS keyId, name, organization_id AS organizationId, revoked, last_used_ms AS lastUsedMs,
             made.at_ms AS createdAtMs
           FROM api_key LEFT JOIN made ON made.id = api_key.id ORDER BY api_key.rowid`,
          [registryJournal],
        ),
      );
      return rows.map(({ revoked, ...row }) => ({
        ...row,
        revoked: revoked === 1 || ended.hasKey(row.keyId),
      }));
    },
    async keyHash(keyId) {
      const [row] = await look((query) =>
        query<{ hash: string }>('SELECT hash FROM api_key WHERE id = ?', [keyId]),
      );
      return row?.hash ?? null;
    },
    keyUsed: (keyId, atMs) =>
      gate.write(async (query) => {
        await query('UPDATE api_key SET last_used_ms = ? WHERE id = ?', [atMs, keyId]);
      }),
  };
}
