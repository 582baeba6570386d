import { hash } from 'node:crypto';
import type { Mint } from '../core/ids.ts';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** Writes the first bytes in base 32: Crockford's alphabet, lower case, 5 bits a character. */
export function base32(bytes: Uint8Array, length: number): string {
  let text = '';
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5 && text.length < length) {
      bits -= 5;
      text += alphabet[(value >>> bits) & 31];
    }
    value &= (1 << bits) - 1;
  }
  return text;
}

/** Makes an id of 100 bits of SHA-256 over the parts, so that a repeated command makes the same ids. */
export const mint: Mint = (...parts) => base32(hash('sha256', JSON.stringify(parts), 'buffer'), 20);

/** Makes the id of the clock's command for a round. It is derived, so that a repetition has the same id, and no id of a client can look like it. */
export function clockCommandId(roundId: string): string {
  return `close ${roundId}`;
}
