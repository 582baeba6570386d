import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto';
import type { BallotBoxStore, Envelope, RoundEnd, SecretRound, StrayKey } from '../clerk/ballot-box-store.ts';
import type { BallotBoxFault } from '../core/ballot-box.ts';
import { type NotedSets, notedOf } from './envelope-sets.ts';
import type { Gate } from './gate.ts';
import type { KeyRing } from './keys.ts';

// Envelopes are sealed by AES-256-GCM. The associated data bind an envelope to its round as it was opened and to its own row.

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const busyTimeoutMs = 5_000;
const tagBytes = 16;

type EnvelopeBytes = Omit<Envelope, 'roundId'>;

export function sealedBallotBox(gate: Gate, keys: KeyRing, sets: NotedSets): BallotBoxStore {
  /** Rounds of the first form whose key here is the one that its envelopes were sealed with. */
  const proven = new Set<string>();

  const rowsOf = (roundId: string) =>
    gate.read((query) =>
      query<EnvelopeBytes>('SELECT id, nonce, sealed FROM envelope WHERE round_id = ?', [roundId]),
    );

  /** Checks whether the rows are those of the round, by the rule of its form. */
  const faultOf = async (
    round: SecretRound,
    key: Buffer,
    rows: readonly EnvelopeBytes[],
  ): Promise<BallotBoxFault | null> => {
    if (round.binding !== null) return sets.fits(round.id, key, notedOf(key, rows, round.head));
    // A round of the first form has no note. If there is one, somebody changed the opening of a bound round.
    return (await keys.readNote(round.id)) === null ? null : 'BALLOTS_ALTERED';
  };

  /** Returns why nothing may be sealed: the key is another one than before, or the ballots are not those that were cast. */
  const mayNotSeal = async (round: SecretRound, key: Buffer): Promise<BallotBoxFault | null> => {
    if (sets.known(round.id) !== undefined || proven.has(round.id)) return null;
    const rows = await rowsOf(round.id);
    const fault = await faultOf(round, key, rows);
    if (fault !== null || round.binding !== null) return fault;
    const [one] = rows;
    if (one !== undefined && unsealed(key, round, one) === null) return 'BALLOTS_UNREADABLE';
    proven.add(round.id);
    return null;
  };

  return {
    async forge(roundId) {
      // The note is made first, because a key without a note belongs to the first form.
      await keys.makeNote(roundId);
      await keys.forge(roundId);
      const key = await keys.find(roundId);
      if (key !== null) sets.begin(roundId, key);
    },

    async seal(round, marks) {
      const key = await keys.find(round.id);
      if (key === null) return 'BALLOTS_UNREADABLE';
      const fault = await mayNotSeal(round, key);
      if (fault !== null) return fault;
      const [id, nonce] = [randomUUID(), randomBytes(nonceBytes)];
      const cipher = createCipheriv(algorithm, key, nonce).setAAD(placeOf(round, id));
      const sealed = Buffer.concat([cipher.update(marks), cipher.final(), cipher.getAuthTag()]);
      return { id, roundId: round.id, nonce, sealed };
    },

    async open(round) {
      const key = await keys.find(round.id);
      if (key === null) return 'BALLOTS_UNREADABLE';
      const rows = await rowsOf(round.id);
      const fault = await faultOf(round, key, rows);
      if (fault !== null) return fault;
      const sheets = rows.map((row) => unsealed(key, round, row));
      if (sheets.every((sheet) => sheet !== null)) return sheets;
      return round.binding === null ? 'BALLOTS_UNREADABLE' : 'BALLOTS_ALTERED';
    },

    async destroy(roundId) {
      proven.delete(roundId);
      sets.forget(roundId);
      await keys.destroy(roundId);
      await gate.read(async (query) => {
        // Where a reader is in the way, the log is emptied later, because ballots must not wait for that.
        await query('PRAGMA busy_timeout = 0');
        await query('PRAGMA wal_checkpoint(TRUNCATE)').finally(() =>
          query(`PRAGMA busy_timeout = ${busyTimeoutMs}`),
        );
      });
    },

    roundIds: async () => [...new Set([...(await keys.roundIds()), ...(await keys.asideRoundIds())])],

    async sweep(openRoundIds, ends) {
      const aside = new Set(await keys.asideRoundIds());
      // Rounds that are over are looked at too. A key was set aside if a crash came before it was destroyed and the next start was on an older file.
      const ended = ends.map(({ roundId }) => roundId);
      for (const roundId of [...openRoundIds, ...ended]) await keys.takeUp(roundId);
      const open = new Set(openRoundIds);
      const strays: StrayKey[] = [];
      for (const roundId of await keys.roundIds()) {
        if (open.has(roundId)) continue;
        const end = ends.find((one) => one.roundId === roundId);
        const why = await whyKept(roundId, await keys.find(roundId), end);
        if (why === null) await keys.destroy(roundId);
        else {
          const stray = { roundId, why, folder: await keys.setAside(roundId) };
          if (!aside.has(roundId)) strays.push(stray);
        }
      }
      return strays;
    },
  };

  /** Returns why a key that no open round needs is kept; null where it is destroyed. */
  async function whyKept(
    roundId: string,
    key: Buffer | null,
    end: RoundEnd | undefined,
  ): Promise<StrayKey['why'] | null> {
    if (end === undefined) return (await sets.neverOpened(roundId, key)) ? null : 'ROUND_UNKNOWN';
    const noted = key === null ? 'NO_NOTE' : await sets.endOf(roundId, key, end.hash);
    return noted === 'NOT_NOTED' ? 'END_NOT_NOTED' : null;
  }
}

/** [S3] Returns the place that an envelope is bound to. */
function placeOf({ id: roundId, binding }: SecretRound, id: string): Buffer {
  return Buffer.from(binding === null ? roundId : JSON.stringify([binding, id]));
}

/** Opens an envelope; null where it was not sealed by this key for this place, or is damaged. */
function unsealed(key: Buffer, round: SecretRound, { id, nonce, sealed }: EnvelopeBytes): Buffer | null {
  try {
    const decipher = createDecipheriv(algorithm, key, nonce).setAAD(placeOf(round, id));
    decipher.setAuthTag(sealed.subarray(-tagBytes));
    return Buffer.concat([decipher.update(sealed.subarray(0, -tagBytes)), decipher.final()]);
  } catch {
    return null;
  }
}
