import { createHmac, randomBytes } from 'node:crypto';
import type { Gate } from './gate.ts';
import type { KeyRing } from './keys.ts';

// The server's key of access codes and API keys. It lies beside the pepper, so that no copy of the database has it. It changes with the administrator's token,
// so that the former token together with a copy gives nothing.

/** Counts of codes and keys that were issued under a former token of the administrator and still open something. */
export interface Outlasting {
  readonly codes: number;
  readonly keys: number;
  /** How many of them a former version derived from the token alone. Somebody with that token and a copy of the database has these. */
  readonly derived: number;
}

export interface Issuing {
  readonly key: Buffer;
  /** Null where the token is that of the last start. */
  readonly outlasting: Outlasting | null;
}

const issuing = 'issuing';
const administrator = 'administrator';
const keyBytes = 32;

/**
 * Returns the key for an administrator whose token has this hash. A crash between the two files makes another key, which does no harm, because nothing was
 * issued under the former one yet.
 */
export async function issuingFor(tokenHash: string, keys: KeyRing, gate: Gate): Promise<Issuing> {
  const noted = await keys.find(administrator);
  const known = await keys.find(issuing);
  if (known !== null && noted?.equals(markOf(known, tokenHash)) === true)
    return { key: Buffer.from(known), outlasting: null };
  await keys.destroy(issuing);
  const key = randomBytes(keyBytes);
  await keys.keep(issuing, key);
  await keys.keep(administrator, markOf(key, tokenHash));
  return { key: Buffer.from(key), outlasting: noted === null ? null : await outlasting(gate) };
}

function markOf(key: Buffer, tokenHash: string): Buffer {
  return createHmac('sha256', key)
    .update(JSON.stringify([administrator, tokenHash]))
    .digest();
}

async function outlasting(gate: Gate): Promise<Outlasting> {
  const [found] = await gate.read((query) =>
    query<Outlasting>(
      `SELECT (SELECT COUNT(*) FROM access_code) AS codes, (SELECT COUNT(*) FROM api_key WHERE revoked = 0) AS keys,
         (SELECT COUNT(*) FROM access_code WHERE form = 1) + (SELECT COUNT(*) FROM api_key WHERE revoked = 0 AND form = 1) AS derived`,
    ),
  );
  return found ?? { codes: 0, keys: 0, derived: 0 };
}
