import { hash } from 'node:crypto';
import type { Mint } from '../core/ids.ts';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** Base 32 in Crockford's alphabet, lower case, 5 bits a character, from the first bytes. */
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

/** 100 bits of SHA-256 over the parts: a repeated command makes the same ids. */
export const mint: Mint = (...parts) => base32(hash('sha256', JSON.stringify(parts), 'buffer'), 20);

/** A command's id for what the clock does, derived so that two nodes send the same one; no client's id can look like it. */
export function clockCommandId(roundId: string): string {
  return `close ${roundId}`;
}
