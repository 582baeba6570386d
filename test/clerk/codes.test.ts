import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maxFailures } from '../../src/api/limits/rate-limits.ts';
import { accessCode, apiKey, codeHash, readCode, tokenHash } from '../../src/clerk/codes.ts';
import { cursorOf, marks, readCursor } from '../../src/clerk/cursor.ts';
import { base32, clockCommandId, mint } from '../../src/clerk/mint.ts';

const pepper = Buffer.alloc(32, 7);

test.each([
  ['as it was given', 'AB12-CD34-EF567'],
  ['without hyphens', 'AB12CD34EF567'],
  ['in small letters', 'ab12-cd34-ef567'],
  ['with spaces', '  AB12 CD34\tEF567\n'],
  ['with O for 0', 'OB12-CD34-EF5O7'],
  ['with I, i, L and l for 1', 'ABI2-CDi4-EFL6l'],
])('a code is read %s', (_, typed) => {
  const plain = typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  expect(readCode(typed)).toBe(plain);
  expect(readCode(typed)).toHaveLength(13);
});

test.each([
  ['nothing', ''],
  ['too short', 'AB12-CD34-EF56'],
  ['too long', 'AB12-CD34-EF5678'],
  ['a letter that the alphabet leaves out', 'AB12-CD34-EF56U'],
  ['another script', 'AB12-CD34-EF56Đ'],
  ['a very long text', 'A'.repeat(1_000_000)],
])('%s is no code', (_, typed) => {
  expect(readCode(typed)).toBeNull();
});

test('every code that is issued is read back, however it is typed', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1 }),
      fc.uuid(),
      fc.option(fc.string()),
      (token, commandId, seatId) => {
        const code = accessCode(token, commandId, seatId);
        expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{5}$/);
        expect(readCode(code.toLowerCase().replace(/-/g, ' '))).toBe(code.replace(/-/g, ''));
        expect(codeHash(pepper, code.toLowerCase())).toBe(codeHash(pepper, code));
      },
    ),
  );
});

test('a code has 65 bits: whoever guesses from ten thousand addresses for a year finds none of a session’s', () => {
  const seen = new Set<string>();
  for (let index = 0; index < 2_000; index += 1) {
    const code = readCode(accessCode('token', String(index), 'seat')) ?? '';
    for (const [place, letter] of [...code].entries()) seen.add(`${place} ${letter}`);
  }
  // Every letter at every place: nothing of a code is known beforehand.
  expect(seen.size).toBe(13 * 32);
  const bits = 13 * Math.log2(32);
  expect(bits).toBeGreaterThanOrEqual(60);
  const guesses = maxFailures * 60 * 24 * 365 * 10_000;
  const codesOfASession = 2_001;
  expect((guesses * codesOfASession) / 2 ** bits).toBeLessThan(1e-4);
});

test('[C2] a code comes of the token, the command and the seat, and of nothing else', () => {
  const code = accessCode('token', 'command', 'seat');
  expect(accessCode('token', 'command', 'seat')).toBe(code);
  const others = [
    accessCode('other', 'command', 'seat'),
    accessCode('token', 'other', 'seat'),
    accessCode('token', 'command', 'other'),
    accessCode('token', 'command', null),
  ];
  expect(new Set([code, ...others]).size).toBe(5);
  expect(apiKey('token', 'command')).toBe(apiKey('token', 'command'));
  expect(apiKey('token', 'command')).toMatch(/^hk_[A-Za-z0-9_-]{43}$/);
});

test('a code is hashed with the pepper, a token without', () => {
  const code = accessCode('token', 'command', 'seat');
  expect(codeHash(Buffer.alloc(32, 8), code)).not.toBe(codeHash(pepper, code));
  expect(tokenHash('token')).toBe(createHash('sha256').update('token').digest('hex'));
});

test('a cursor gives back its number and knows its entry again', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e14 }),
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      (seq, bytes) => {
        const hash = Buffer.from(bytes).toString('hex');
        const read = readCursor(cursorOf({ seq, hash }));
        expect(read?.seq).toBe(seq);
        expect(marks({ seq, hash }, read?.mark ?? 'none')).toBe(true);
        const other = createHash('sha256').update(hash).digest('hex');
        expect(marks({ seq, hash: other }, read?.mark ?? 'none')).toBe(false);
      },
    ),
  );
});

test.each(['', 'x', 'MA', '0', 'é', cursorOf({ seq: 0, hash: 'a'.repeat(64) }), 'A'.repeat(65), '1.abcdef'])(
  '[L3] %j is no cursor',
  (cursor) => {
    expect(readCursor(cursor)).toBeNull();
  },
);

test('[L3] whatever is sent as a cursor, reading it does not throw', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(() => readCursor(text)).not.toThrow();
    }),
  );
});

test('[C2] ids come of their parts alone, and parts do not run together', () => {
  expect(mint('seat', 'a')).toBe(mint('seat', 'a'));
  expect(mint('seat', 'a')).toMatch(/^[0-9a-hjkmnp-tv-z]{20}$/);
  expect(new Set([mint('seat', 'ab'), mint('seata', 'b'), mint('seat', 'a', 'b'), mint('seatab')]).size).toBe(
    4,
  );
  expect(base32(Buffer.from('ffff', 'hex'), 3)).toBe('zzz');
  expect(base32(Buffer.alloc(8), 5)).toBe('00000');
});

test('[R24] the clock’s command id is of its round alone, and is a command id', () => {
  expect(clockCommandId('rnd_one')).toBe(clockCommandId('rnd_one'));
  expect(clockCommandId('rnd_one')).not.toBe(clockCommandId('rnd_two'));
});
