import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { costOf } from '../../src/api/cost.ts';
import { apiSchema } from '../../src/api/schema.ts';

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
