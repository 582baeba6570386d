import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isNestedDeeper } from '../../src/core/nesting.ts';

const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;

/** Texts with the characters that mean something outside of them. */
const text = fc.string({ unit: fc.constantFrom('[', ']', '{', '}', '"', '\\', ',', 'ờ', '\u0000', '😀') });

const json = fc.letrec((of) => ({
  value: fc.oneof({ depthSize: 'large' }, text, fc.integer(), of('list'), of('object')),
  list: fc.array(of('value'), { maxLength: 4 }),
  object: fc.dictionary(text, of('value'), { maxKeys: 4 }),
})).value;

test('lists and objects of a JSON text are counted as they are nested, whatever its strings have', () => {
  fc.assert(
    fc.property(json, fc.integer({ min: 0, max: 8 }), fc.constantFrom(undefined, 2), (value, most, space) => {
      expect(isNestedDeeper(JSON.stringify(value, null, space), most)).toBe(depthOf(value) > most);
    }),
    { numRuns: 2_000 },
  );
});

test('a text that is no JSON is read to its end', () => {
  for (const broken of ['"', '"\\', '[[["]]]'.padEnd(40, '['), ']'.repeat(40)])
    expect(isNestedDeeper(broken, 10)).toBe(false);
});
