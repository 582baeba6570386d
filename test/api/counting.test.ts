import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { QuotaBase } from '../../src/core/vocabulary.ts';
import { statisticsKeys } from '../../src/history/history.ts';
import type { Any } from '../support/client.ts';
import { type Line, plain } from './ledger.ts';
import { asked, filter, keyHolders, ledgerHouse, typed } from './ledger-house.ts';

// Statistics, searches and what a key may see, counted once more in a plain array.

const at = ledgerHouse(240);

const idsIn = (rows: readonly Line[]) => rows.map(({ id }) => id).sort();

/** What of a quota's base one result counts for. */
const inBase: Readonly<Record<QuotaBase, (line: Line) => boolean>> = {
  GOOD: ({ level }) => level === 'GOOD',
  GOOD_OR_BETTER: ({ level }) => level === 'GOOD' || level === 'EXCELLENT',
  ALL_RATED: ({ level }) => level !== null,
  ALL_MEMBERS: () => true,
};

const keyOf: Readonly<Record<(typeof statisticsKeys)[number], (line: Line) => unknown>> = {
  YEAR: ({ year }) => year,
  ORGANIZATION: ({ organization }) => organization.join('/'),
  SUBJECT_KIND: ({ kind }) => kind,
  PEER_GROUP: ({ peerGroup }) => peerGroup,
  LEVEL: ({ level }) => level,
  STATUS: ({ status }) => status,
};

/** Every set of keys, none and all of them too. */
const subsets = Array.from({ length: 2 ** statisticsKeys.length }, (_, bits) =>
  statisticsKeys.filter((_key, place) => (bits >> place) % 2 === 1),
);

const query = `query ($by: [StatisticsKey!]!, $base: QuotaBase!, $filter: ResultFilter) {
  statistics(by: $by, base: $base, filter: $filter) {
    year organization { id } subjectKind peerGroup level status count excellent baseCount } }`;

test('statistics by every set of keys are what counting gives, with the share of the quota’s base', async () => {
  const drawn = fc.sample(
    fc.record({ asked, base: fc.constantFrom(...(Object.keys(inBase) as QuotaBase[])) }),
    { numRuns: subsets.length * 2, seed: 12 },
  );
  for (const [place, { asked: wanted, base }] of drawn.entries()) {
    const by = subsets[place % subsets.length] ?? [];
    const { scope } = wanted;
    // Half of them of everything, so that the sets of keys have much to tell apart.
    const given = place < subsets.length ? {} : wanted.filter;
    const groups = new Map<string, { count: number; excellent: number; baseCount: number }>();
    if (by.length === 0) groups.set('[]', { count: 0, excellent: 0, baseCount: 0 });
    for (const line of at.ledger.select({ scope, root: null, filter: given })) {
      const key = JSON.stringify(by.map((one) => keyOf[one](line)));
      const { count, excellent, baseCount } = groups.get(key) ?? { count: 0, excellent: 0, baseCount: 0 };
      groups.set(key, {
        count: count + 1,
        excellent: excellent + Number(line.level === 'EXCELLENT'),
        baseCount: baseCount + Number(inBase[base](line)),
      });
    }
    const { statistics } = await at.ask(query, { by, base, filter: at.wire(given) }, scope);
    const fieldOf: Readonly<Record<string, (row: Any) => unknown>> = {
      YEAR: (row) => row.year,
      ORGANIZATION: (row) => at.pathOf(row.organization.id).join('/'),
      SUBJECT_KIND: (row) => row.subjectKind,
      PEER_GROUP: (row) => row.peerGroup,
      LEVEL: (row) => row.level,
      STATUS: (row) => row.status,
    };
    const told = statistics.map((row: Any) => [
      JSON.stringify(by.map((key) => fieldOf[key]?.(row))),
      { count: row.count, excellent: row.excellent, baseCount: row.baseCount },
    ]);
    expect(told).toHaveLength(groups.size);
    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(groups));
  }
});

const found = 'results(first: 100, filter: $filter) { totalCount edges { node { id subject { name } } } }';

test('a search finds the same with marks and without, in capitals, composed or not', async () => {
  await fc.assert(
    fc.asyncProperty(typed, async (search) => {
      const ask = async (text: string) =>
        (await at.ask(`query ($filter: ResultFilter) { ${found} }`, { filter: { search: text } })).results;
      const { totalCount, edges } = await ask(search);
      const lines = at.ledger.select({ scope: null, root: null, filter: { search } });
      expect(totalCount).toBe(lines.length);
      for (const { node } of edges) expect(plain(node.subject.name)).toContain(plain(search));
      for (const alike of [plain(search), search.toLocaleUpperCase('vi'), search.normalize('NFD')]) {
        expect((await ask(alike)).totalCount).toBe(totalCount);
      }
    }),
    { numRuns: 40, seed: 4 },
  );
});

test('[R80] a key of an organisation knows what is about it and those below, and nothing else by any way', async () => {
  const each = fc.sample(filter, { numRuns: 12, seed: 6 });
  const all = at.ledger.lines;
  for (const scope of keyHolders) {
    const mine = at.ledger.select({ scope, root: null, filter: { includeSuperseded: true } });
    const foreign = all.filter((line) => !mine.includes(line));
    expect([mine.length, foreign.length].every((many) => many > 20)).toBe(true);
    const nodes = async (ids: readonly string[]) =>
      (await at.ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: ids.slice(0, 100) }, scope))
        .nodes;
    expect((await nodes(idsIn(mine))).map(({ id }: Any) => id)).toEqual(idsIn(mine).slice(0, 100));
    expect((await nodes(idsIn(foreign))).every((one: Any) => one === null)).toBe(true);
    const one = await at.ask('query ($id: ID!) { node(id: $id) { id } }', { id: foreign[0]?.id }, scope);
    expect(one.node).toBeNull();
    const people = new Set(mine.flatMap(({ person }) => person ?? []));
    const counts = await at.ask(
      '{ people(first: 1) { totalCount } statistics(by: []) { count } sessions(first: 1) { totalCount } }',
      {},
      scope,
    );
    const standing = mine.filter(({ superseded }) => !superseded);
    expect(counts.people.totalCount).toBe(people.size);
    expect(counts.statistics).toEqual([{ count: standing.length }]);
    for (const given of each) {
      const variables = { filter: at.wire(given) };
      const { results } = await at.ask(`query ($filter: ResultFilter) { ${found} }`, variables, scope);
      const lines = at.ledger.select({ scope, root: null, filter: given });
      expect(results.totalCount).toBe(lines.length);
      expect(results.edges.every(({ node }: Any) => lines.some(({ id }) => id === node.id))).toBe(true);
    }
  }
});
