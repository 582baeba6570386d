import type { Access, CodeGrant, Holder, KeyRow } from '../clerk/ports.ts';
import type { Gate, Read } from './gate.ts';

interface HolderRow {
  session_id: string;
  seat_id: string | null;
}

function holderOf({ session_id: sessionId, seat_id: seatId }: HolderRow): Holder {
  return seatId === null ? { kind: 'SCREEN', sessionId } : { kind: 'SEAT', sessionId, seatId };
}

/**
 * What opens what. `look` finds out without waiting for those who write, and without holding them up: whoever knocks with what
 * opens nothing takes no turn of a ballot's.
 */
export function sqlAccess(gate: Gate, look: Read): Access {
  return {
    async holderOfCode(hash) {
      const [row] = await look((query) =>
        query<HolderRow>('SELECT session_id, seat_id FROM access_code WHERE hash = ?', [hash]),
      );
      return row === undefined ? null : holderOf(row);
    },
    codesOf: (sessionId) =>
      gate.read((query) =>
        query<CodeGrant>(
          `SELECT session_id AS sessionId, seat_id AS seatId, hash, command_id AS commandId
           FROM access_code WHERE session_id = ?`,
          [sessionId],
        ),
      ),
    addToken: ({ hash, holder, codeHash, expiresAtMs }) =>
      gate.write(async (query) => {
        const seatId = holder.kind === 'SEAT' ? holder.seatId : null;
        await query(
          `INSERT INTO access_token (hash, code_hash, session_id, seat_id, expires_at_ms)
           SELECT ?, hash, ?, ?, ? FROM access_code WHERE hash = ?`,
          [hash, holder.sessionId, seatId, expiresAtMs, codeHash],
        );
        const rows = await query('SELECT 1 FROM access_token WHERE hash = ?', [hash]);
        return rows.length === 1;
      }),
    async token(hash) {
      const [row] = await look((query) =>
        query<HolderRow & { expires_at_ms: number }>(
          'SELECT session_id, seat_id, expires_at_ms FROM access_token WHERE hash = ?',
          [hash],
        ),
      );
      return row === undefined ? null : { holder: holderOf(row), expiresAtMs: row.expires_at_ms };
    },
    removeToken: (hash) =>
      gate.write(async (query) => {
        await query('DELETE FROM access_token WHERE hash = ?', [hash]);
      }),
    removeExpired: (beforeMs) =>
      gate.write(async (query) => {
        await query('DELETE FROM access_token WHERE expires_at_ms < ?', [beforeMs]);
      }),
    async key(hash) {
      const [row] = await look((query) =>
        query<{ keyId: string; organizationId: string | null }>(
          'SELECT id AS keyId, organization_id AS organizationId FROM api_key WHERE hash = ? AND revoked = 0',
          [hash],
        ),
      );
      return row ?? null;
    },
    async keys() {
      const rows = await gate.read((query) =>
        query<Omit<KeyRow, 'revoked'> & { revoked: 0 | 1 }>(
          `SELECT id AS keyId, name, organization_id AS organizationId, revoked, last_used_ms AS lastUsedMs
           FROM api_key ORDER BY rowid`,
        ),
      );
      return rows.map(({ revoked, ...row }) => ({ ...row, revoked: revoked === 1 }));
    },
    keyUsed: (keyId, atMs) =>
      gate.write(async (query) => {
        await query('UPDATE api_key SET last_used_ms = ? WHERE id = ?', [atMs, keyId]);
      }),
  };
}
