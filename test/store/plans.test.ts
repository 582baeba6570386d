import { expect, onTestFinished, test } from 'vitest';
import { writer, writerPragmas } from '../../ormconfig.ts';
import type { Access } from '../../src/clerk/ports.ts';
import type { History, PageRequest, ResultQuery } from '../../src/history/history.ts';
import { openStore } from '../../src/store/store.ts';

// How SQLite finds what history asks for: by an index, and no further than the page; a million results are not gone through.

const all = { of: 'ALL' } as const;
const record = { of: 'RECORD' } as const;
const ofOne = { of: 'ORGANIZATION', organizationId: 'org_1' } as const;
const first: PageRequest = { size: 20, direction: 'FORWARD', from: null };
const key = (list: string, ...values: unknown[]) =>
  Buffer.from(JSON.stringify([list, ...values])).toString('base64url');
const deep = { ...first, from: key('result,held_on-,ordinal+', '2019-12-01', 5_000) };
const back: PageRequest = { ...deep, direction: 'BACKWARD' };

/** The plans of the statements that the work sends, on a record of many results by one name and one by another. */
async function plansOf(
  work: (history: History, access: Access) => Promise<unknown>,
): Promise<readonly { readonly sql: string; readonly steps: readonly string[] }[]> {
  const source = writer({ file: null });
  const house = await openStore({
    writer: source,
    lock: null,
    reader: null,
    doorReader: null,
    pragmas: writerPragmas,
    file: null,
  });
  onTestFinished(() => house.close());
  await source.query(`WITH RECURSIVE row (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM row WHERE n < 2100)
    INSERT INTO result (id, organization_id, subject_organization_id, subject, year, period, held_on, kind, peer_group, status, folded, recorded_at_ms, record)
    SELECT 'res_' || n, 'org_1', 'org_1', n, 2023, 'YEAR 2023', '2023-12-11', 'PARTY_MEMBER', '', 'DECIDED',
      CASE n WHEN 7 THEN 'le it' ELSE 'nguyen ' || n END, 0, '{}' FROM row`);
  const { query } = source;
  const sent: [string, unknown[]][] = [];
  source.query = ((sql: string, parameters: unknown[]) => {
    sent.push([sql, parameters]);
    return query.call(source, sql, parameters);
  }) as typeof source.query;
  await work(house.history, house.access);
  source.query = query;
  const plans: { sql: string; steps: string[] }[] = [];
  for (const [sql, parameters] of sent) {
    const steps = (await source.query(`EXPLAIN QUERY PLAN ${sql}`, parameters)) as { detail: string }[];
    plans.push({ sql, steps: steps.map(({ detail }) => detail) });
  }
  return plans;
}

const page = (request: PageRequest, query: ResultQuery) => async (history: History) =>
  (await history.results(request, query)).total();

const pages: readonly (readonly [string, (history: History) => Promise<unknown>])[] = [
  ['the first page', page(first, { scope: record })],
  ['a deep page', page(deep, { scope: record })],
  ['the page before it', page(back, { scope: record })],
  ['a person’s record', page(first, { scope: record, personId: 'per_1' })],
  [
    'a person’s record, further on',
    page({ ...first, from: deep.from }, { scope: record, personId: 'per_1' }),
  ],
  ['the first page of one organisation’s key', page(first, { scope: ofOne })],
  ['a deep page of one organisation’s key', page(deep, { scope: ofOne })],
  ['by name', page(first, { scope: all, order: { by: 'NAME', descending: false } })],
  [
    'by level, further on',
    page(
      { ...first, from: key('result,level_rank+,held_on-,ordinal+', 2, '2019-12-01', 5) },
      { scope: all, order: { by: 'LEVEL', descending: false } },
    ),
  ],
  ['a search that very many answer', page(first, { scope: record, search: 'nguyen' })],
];

/** Reading all results, one after the other; a table of counts goes by the same name where they are counted. */
const through = (sql: string, step: string) =>
  / result$/.test(step) && /^SCAN/.test(step) && !/_count AS result/.test(sql);

test.each(pages)('in the order of an index, and no further than the page: %s', async (_, work) => {
  const plans = await plansOf(work);
  expect(plans.length).toBeGreaterThan(1);
  for (const { sql, steps } of plans) {
    expect(steps.filter((step) => through(sql, step) || step.includes('TEMP B-TREE'))).toEqual([]);
  }
});

const others: readonly (readonly [string, (history: History) => Promise<unknown>])[] = [
  ['a search that few answer', page(first, { scope: record, search: 'le it' })],
  [
    'the page of an organisation with few results',
    page(first, { scope: { ...ofOne, organizationId: 'org_2' } }),
  ],
  [
    'statistics by year and level',
    (history) => history.statistics({ scope: record }, ['YEAR', 'LEVEL'], 'GOOD'),
  ],
  [
    'statistics of one organisation’s key',
    (history) => history.statistics({ scope: ofOne }, ['YEAR', 'ORGANIZATION'], 'GOOD'),
  ],
  [
    'statistics of a search',
    (history) => history.statistics({ scope: record, search: 'le it' }, ['YEAR'], 'GOOD'),
  ],
  ['people', (history) => history.people(first, { scope: record, search: null })],
  ['people of one organisation’s key', (history) => history.people(first, { scope: ofOne, search: null })],
  [
    'results by their ids, with their decisions',
    async (history) => {
      const [row] = await history.resultsById(['res_1'], record);
      return row?.decisions();
    },
  ],
];

test.each(others)('through no list of all results: %s', async (_, work) => {
  const plans = await plansOf(work);
  expect(plans.length).toBeGreaterThan(0);
  for (const { sql, steps } of plans) {
    expect(steps.filter((step) => through(sql, step) || /SCAN (result|decision) /.test(step))).toEqual([]);
  }
});

test('how the codes of a session were used is found without a look at the entries for each of them', async () => {
  const plans = await plansOf((_, access) => access.codeUses('ses_1'));
  const steps = plans.flatMap((plan) => plan.steps);
  expect(steps.filter((step) => / entry /.test(step))).toHaveLength(1);
  expect(steps.filter((step) => /^CORRELATED|^SCAN entry/.test(step))).toEqual([]);
});
