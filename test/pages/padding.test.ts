import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ballotChoices } from '../../src/core/vocabulary.ts';
import { paddingOf } from '../../src/pages/ballot/casting/padding.ts';

const choice = fc.constantFrom(...ballotChoices);

test('a ballot and its padding have one length, whatever is marked, and whatever of the sheet this seat does not mark', () => {
  const row = fc.record({ place: fc.nat(2_000), choice, recused: fc.boolean() });
  const rows = fc.uniqueArray(row, { minLength: 1, maxLength: 60, selector: ({ place }) => place });
  fc.assert(
    fc.property(rows, (sheet) => {
      const idOf = (place: number) => `rev_${String(place).padStart(20, '0')}_${place}`;
      const ids = sheet.map(({ place }) => idOf(place));
      const lengthOf = (marked: typeof sheet) => {
        const choices = marked.map((one) => ({ reviewId: idOf(one.place), choice: one.choice }));
        return JSON.stringify({ choices, padding: paddingOf(choices, ids) }).length;
      };
      const longest = lengthOf(sheet.map((one) => ({ ...one, choice: 'NOT_COMPLETED' })));
      expect(lengthOf(sheet)).toBe(longest);
      expect(lengthOf(sheet.filter(({ recused }) => !recused))).toBe(longest);
    }),
    { numRuns: 300 },
  );
});
