import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto';
import type { Envelope, Urn } from '../clerk/ports.ts';
import type { Gate } from './gate.ts';
import type { KeyRing } from './keys.ts';

// AES-256-GCM with the round's id as associated data: an envelope opens in its own round alone.

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const busyTimeoutMs = 5_000;
const tagBytes = 16;

export function sealedUrn(gate: Gate, keys: KeyRing): Urn {
  /** Rounds whose key here is the one that its envelopes were sealed with. */
  const proven = new Set<string>();

  const opensWhatIsThere = async (roundId: string, key: Buffer) => {
    const [one] = await gate.read((query) =>
      query<{ nonce: Buffer; sealed: Buffer }>(
        'SELECT nonce, sealed FROM envelope WHERE round_id = ? LIMIT 1',
        [roundId],
      ),
    );
    return one === undefined || unsealed(key, roundId, one.nonce, one.sealed) !== null;
  };

  return {
    forge: (roundId) => keys.forge(roundId),

    async seal(roundId, marks): Promise<Envelope | null> {
      const key = await keys.find(roundId);
      if (key === null) return null;
      // With another key than before, this ballot and those there could never be counted together.
      if (!proven.has(roundId)) {
        if (!(await opensWhatIsThere(roundId, key))) return null;
        proven.add(roundId);
      }
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv(algorithm, key, nonce).setAAD(Buffer.from(roundId));
      const sealed = Buffer.concat([cipher.update(marks), cipher.final(), cipher.getAuthTag()]);
      return { id: randomUUID(), roundId, nonce, sealed };
    },

    async open(roundId) {
      const key = await keys.find(roundId);
      if (key === null) return null;
      const rows = await gate.read((query) =>
        query<{ nonce: Buffer; sealed: Buffer }>('SELECT nonce, sealed FROM envelope WHERE round_id = ?', [
          roundId,
        ]),
      );
      const sheets = rows.map(({ nonce, sealed }) => unsealed(key, roundId, nonce, sealed));
      return sheets.every((sheet) => sheet !== null) ? sheets : null;
    },

    async destroy(roundId) {
      proven.delete(roundId);
      await keys.destroy(roundId);
      await gate.read(async (query) => {
        // Where a reader is in the way the log is emptied another time: ballots must not wait for it.
        await query('PRAGMA busy_timeout = 0');
        await query('PRAGMA wal_checkpoint(TRUNCATE)').finally(() =>
          query(`PRAGMA busy_timeout = ${busyTimeoutMs}`),
        );
      });
    },

    async sweep(openRoundIds) {
      const open = new Set(openRoundIds);
      for (const roundId of await keys.roundIds()) if (!open.has(roundId)) await keys.destroy(roundId);
    },
  };
}

/** What an envelope holds; null when it was not sealed by this key for this round, or was damaged. */
function unsealed(key: Buffer, roundId: string, nonce: Buffer, sealed: Buffer): Buffer | null {
  try {
    const decipher = createDecipheriv(algorithm, key, nonce).setAAD(Buffer.from(roundId));
    decipher.setAuthTag(sealed.subarray(-tagBytes));
    return Buffer.concat([decipher.update(sealed.subarray(0, -tagBytes)), decipher.final()]);
  } catch {
    return null;
  }
}
