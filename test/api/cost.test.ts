import fc from 'fast-check';
import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { costOf, isLight } from '../../src/api/limits/cost.ts';
import type { ListSizes } from '../../src/api/limits/list-sizes.ts';
import { apiSchema } from '../../src/api/schema/schema.ts';

const schema = await apiSchema();
const text = `query Page($first: Int, $filter: ResultFilter, $with: Boolean = false) {
  results(first: $first, filter: $filter) { totalCount @include(if: $with) edges { node { id level } } }
}`;

/** Of a document that nobody asked for before. */
const anew = (variables: Readonly<Record<string, unknown>>) =>
  costOf(schema, { document: parse(text), operationName: null, variables });

test('a document costs what its variables make it cost, whatever it was asked for with before', () => {
  const document = parse(text);
  const asked = [
    { first: 10, filter: { levels: ['NO_LEVEL'] } },
    { first: 10, filter: { levels: ['GOOD'] } },
    { first: 10 },
    { first: 100 },
    { first: 10, filter: { search: 'a' } },
    { first: 10, filter: { search: 'b' } },
    { first: 10, with: true },
    { first: 10, with: false },
    { first: 'x' },
    { first: 10, filter: { levels: ['GOOD'] } },
  ];
  for (const variables of asked) {
    expect(costOf(schema, { document, operationName: null, variables })).toBe(anew(variables));
  }
  expect(anew({ first: 100 })).toBeGreaterThan(anew({ first: 10 }));
  expect(anew({ first: 10, filter: { search: 'a' } })).toBeGreaterThan(anew({ first: 10 }));
});

test('a price that is kept is the price of the same variables, absent and null ones told apart', () => {
  const withDefaults = `query ($first: Int = 100, $filter: ResultFilter = { search: "a" }, $with: Boolean = true, $__proto__: Int) {
    results(first: $first, filter: $filter) { totalCount @include(if: $with) edges { node { id level } } }
    organizations(first: $__proto__) { edges { node { id } } }
  }`;
  const variables = fc.record(
    {
      first: fc.constantFrom(null, 1, 70, '1', [2]),
      filter: fc.constantFrom(null, {}, { search: 'b' }, { search: null }, { levels: ['GOOD'] }),
      with: fc.constantFrom(null, true, false),
      ['__proto__']: fc.constantFrom(null, 5, {}),
    },
    { requiredKeys: [] },
  );
  const document = parse(withDefaults);
  const prices = [{ first: null }, {}, { first: null }].map((one) =>
    costOf(schema, { document, operationName: null, variables: one }),
  );
  expect(prices[1]).toBeGreaterThan(prices[0] ?? 0);
  expect(prices[2]).toBe(prices[0]);
  fc.assert(
    fc.property(fc.array(variables, { minLength: 2, maxLength: 12 }), (asked) => {
      const document = parse(withDefaults);
      for (const one of asked) {
        const cost = (of: typeof document) =>
          costOf(schema, { document: of, operationName: null, variables: one });
        expect(cost(document)).toBe(cost(parse(withDefaults)));
      }
    }),
  );
});

test('lists of a session count as long as they are, where that is more than ten', () => {
  const document = parse(
    'query ($id: ID!) { session(id: $id) { seats { id } reviews { id } rounds { reviews { id } } } }',
  );
  const cost = (listSizes?: ListSizes) =>
    costOf(schema, { document, operationName: null, variables: { id: 'x' }, listSizes });
  const tens = 1 + (1 + 10) + (1 + 10) + (1 + 10 * (1 + 10));
  expect(cost()).toBe(tens);
  expect(cost({ 'Session.seats': 200, 'Session.reviews': 3 })).toBe(tens + 190);
  expect(cost({ 'Session.rounds': 40, 'Round.reviews': 20 })).toBe(1 + 11 + 11 + (1 + 40 * 21));
});

test('what asks the schema is not light, whatever it costs', () => {
  expect(isLight(1, parse('{ viewer { kind } }'))).toBe(true);
  expect(isLight(1_000, parse('{ viewer { kind } }'))).toBe(false);
  expect(isLight(1, parse('{ __schema { types { name } } }'))).toBe(false);
});

/** A list that fails when more of its values than so many are looked at. */
const lookedAt = (most: number) => {
  let looks = 0;
  const value = {
    toJSON() {
      looks += 1;
      if (looks > most) throw new Error(`${looks} values were looked at`);
      return 1;
    },
  };
  return Array.from({ length: 100_000 }, () => value);
};

test('the price takes no time for variables that the document does not declare, and little for long ones', () => {
  const cost = (query: string, variables: Readonly<Record<string, unknown>>) =>
    costOf(schema, { document: parse(query), operationName: null, variables });
  expect(cost('{ viewer { kind } }', { x: lookedAt(0) })).toBe(cost('{ viewer { kind } }', {}));
  const declared = 'query ($id: ID) { viewer { kind } organization(id: $id) { name } }';
  expect(() => cost(declared, { id: lookedAt(2_000) })).not.toThrow();
});
