import { createHmac, hash } from 'node:crypto';
import { type Entry, eventOf } from './entry.ts';
import { base32 } from './mint.ts';

// Codes and keys are derived, so that a repeated command gives them again although only hashes are stored. They are derived under the token of the
// administrator who asks, and under a key of this server that is in no copy of the database. Former versions derived them under the token alone.

/** Returns the key that codes are derived under. `secret` has 32 bytes, and changes with the administrator's token. */
export function issuingKey(secret: Buffer, token: string): Buffer {
  return derived(secret, ['issuing', token]);
}

/** 65 bits in Crockford's base 32, in groups that people can read aloud. */
export function accessCode(under: Buffer | string, commandId: string, seatId: string | null): string {
  const text = base32(derived(under, ['access-code', commandId, seatId ?? 'screens']), 13).toUpperCase();
  return `${text.slice(0, 4)}-${text.slice(4, 8)}-${text.slice(8)}`;
}

const keyPrefix = 'hk_';

export function apiKey(under: Buffer | string, commandId: string): string {
  return `${keyPrefix}${derived(under, ['api-key', commandId]).toString('base64url')}`;
}

/** Says whether a token may be an API key. Another token may look like one by chance. */
export function looksLikeKey(token: string): boolean {
  return token.startsWith(keyPrefix);
}

function derived(under: Buffer | string, parts: readonly string[]): Buffer {
  return createHmac('sha256', under).update(JSON.stringify(parts)).digest();
}

/** Reads a typed code: ignores case, spaces and hyphens, and takes O, I and L for the digits that they look like. */
export function readCode(typed: string): string | null {
  const text = typed
    .slice(0, 100)
    .toUpperCase()
    .replace(/[\s-]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  return /^[0-9A-HJKMNP-TV-Z]{13}$/.test(text) ? text : null;
}

/** Hashes a code with the pepper, which is kept outside the database, because a code is short. */
export function codeHash(pepper: Buffer, code: string): string {
  return createHmac('sha256', pepper)
    .update(readCode(code) ?? '')
    .digest('hex');
}

/** Hashes a token or key without a pepper, because it has 256 bits. */
export function tokenHash(token: string): string {
  return hash('sha256', token);
}

/** Returns, by seat or null for screens, the command that issued the code which is good after these entries of a session. */
export function codeOrigins(entries: readonly Entry[]): ReadonlyMap<string | null, string> {
  const origins = new Map<string | null, string>();
  for (const entry of entries) {
    const event = eventOf(entry);
    if (entry.commandId === null) continue;
    if (event.type === 'AccessCodeIssued') origins.set(event.seatId, entry.commandId);
    if (event.type !== 'SessionPrepared' && event.type !== 'SessionRevised') continue;
    const seatIds = new Set<string | null>([null, ...event.preparation.seats.map((seat) => seat.id)]);
    for (const gone of [...origins.keys()].filter((seatId) => !seatIds.has(seatId))) origins.delete(gone);
    for (const seatId of seatIds) if (!origins.has(seatId)) origins.set(seatId, entry.commandId);
  }
  return origins;
}
