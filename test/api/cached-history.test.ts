import { expect, test } from 'vitest';
import { cachedHistory } from '../../src/history/cached-history.ts';
import type { History, ResultQuery, SessionRow } from '../../src/history/history.ts';
import { type Any, ask } from '../support/client.ts';
import { adminToken } from '../support/house.ts';
import { newKey } from '../support/keys.ts';
import { statementsOf } from '../support/statements.ts';
import { threeSessions } from './record.ts';

// What is read of history once for all who ask, and how soon it is read anew. That no answer is stale, test/api/paging.test.ts and
// counting.test.ts show with writes of every kind in between.

const of = threeSessions();
const years = '{ statistics(by: [YEAR]) { year count } }';

test('of many who ask the same at once, one has it counted; after a writing, one again', async () => {
  for (let round = 0; round < 2; round++) {
    await newKey(of.house.address);
    const asking = () => Promise.all(Array.from({ length: 20 }, () => of.asked(years)));
    const counts = async () =>
      (await statementsOf(asking)).filter((sql) => sql.includes('FROM result_count'));
    expect(await counts()).toHaveLength(1);
    expect(await counts()).toHaveLength(0);
  }
});

test('one who sees a part of the record is not told the count of another part', async () => {
  const above = await of.organizationId('Đảng bộ huyện Thử');
  const one = await of.organizationId('Đảng bộ xã Một');
  const keys = [await newKey(of.house.address, above), await newKey(of.house.address, one)];
  const query = '{ results(first: 1) { totalCount } statistics(by: []) { count } }';
  const told = [];
  for (const token of [undefined, ...keys]) {
    const { results, statistics } = await of.asked(query, {}, token);
    told.push([results.totalCount, statistics[0].count]);
  }
  expect(told).toEqual([
    [27, 27],
    [27, 27],
    [18, 18],
  ]);
});

test('a search that finds no name is empty all the same, in both directions, and says so to a cursor of another list', async () => {
  const query = `query ($page: Int, $after: String, $before: String, $last: Int) {
    results(first: $page, after: $after, last: $last, before: $before, filter: { search: "không ai cả" }) {
      totalCount pageInfo { hasNextPage hasPreviousPage } edges { cursor } } }`;
  const nothing = {
    totalCount: 0,
    pageInfo: { hasNextPage: false, hasPreviousPage: false },
    edges: [],
  };
  const { results } = await of.asked('{ results(first: 1) { edges { cursor } } }');
  const { cursor } = results.edges[0];
  for (const page of [{ page: 5 }, { last: 5 }, { page: 5, after: cursor }, { last: 5, before: cursor }])
    expect((await of.asked(query, page)).results).toEqual(nothing);
  const { organizations } = await of.asked('{ organizations(first: 1) { edges { cursor } } }');
  const strange = { page: 5, after: organizations.edges[0].cursor };
  const { errors } = await ask(of.house.address, adminToken, query, strange);
  expect(errors?.map(({ extensions }: Any) => extensions.code)).toEqual(['CURSOR_INVALID']);
});

const wanted: ResultQuery = { scope: { of: 'RECORD' } };

test('a count that failed is asked for again', async () => {
  let asked = 0;
  const statistics = async () => {
    asked += 1;
    if (asked === 1) throw new Error('the disk is away');
    return [];
  };
  const history = cachedHistory({ statistics } as unknown as History, () => 1);
  await expect(history.statistics(wanted, [], 'GOOD')).rejects.toThrow('the disk is away');
  expect(await history.statistics(wanted, [], 'GOOD')).toEqual([]);
  expect(await history.statistics(wanted, [], 'GOOD')).toEqual([]);
  expect(asked).toBe(2);
});

test('what was counted while something was written is not believed afterwards', async () => {
  let version = 1;
  let asked = 0;
  const statistics = async () => {
    asked += 1;
    version += asked === 1 ? 1 : 0;
    return [];
  };
  const history = cachedHistory({ statistics } as unknown as History, () => version);
  await history.statistics(wanted, [], 'GOOD');
  await history.statistics(wanted, [], 'GOOD');
  await history.statistics(wanted, [], 'GOOD');
  expect(asked).toBe(2);
});

test('sessions of the record are read once for those who see all of it, and each time for others', async () => {
  const reads: (readonly string[])[] = [];
  const sessionsById = async (ids: readonly string[]) => {
    reads.push(ids);
    return ids.filter((id) => id !== 'ses_none').map((id) => ({ id }) as SessionRow);
  };
  const history = cachedHistory({ sessionsById } as unknown as History, () => 1);
  const whole = { scope: { of: 'RECORD' }, adjournedOnly: true } as const;
  await history.sessionsById(['ses_a', 'ses_none'], whole);
  const found = await history.sessionsById(['ses_a', 'ses_b', 'ses_none'], whole);
  expect(found.map(({ id }) => id).sort()).toEqual(['ses_a', 'ses_b']);
  // A session that is not adjourned yet changes, and whoever sees a part sees no other.
  await history.sessionsById(['ses_a'], { scope: { of: 'RECORD' }, adjournedOnly: false });
  await history.sessionsById(['ses_a'], {
    scope: { of: 'ORGANIZATION', organizationId: 'org_a' },
    adjournedOnly: true,
  });
  expect(reads).toEqual([['ses_a', 'ses_none'], ['ses_b', 'ses_none'], ['ses_a'], ['ses_a']]);
});
