import { expect, test } from 'vitest';
import { type Any, newId } from '../support/client.ts';
import { adminToken } from '../support/house.ts';
import { newKey } from '../support/keys.ts';
import { preparation, prepareForTest } from '../support/session.ts';
import { commune, names, threeSessions } from './record.ts';

const of = threeSessions();

/** As a Vietnamese register lists them: by given name, then family name. */
const sortedNames = [
  'Lê An',
  'Bùi Ánh',
  'Nguyễn Thị Ăn',
  'Trần Văn Ân',
  'Vũ Dung',
  'Đỗ Đức',
  'Hồ Uyên',
  'Đặng Văn Ước',
  'Cao Thị Ưu',
];

async function subjects(filter: object, token = adminToken): Promise<string[]> {
  const query =
    'query ($filter: ResultFilter) { results(first: 100, filter: $filter) { totalCount edges { node { subject { name } } } } }';
  const { results } = await of.asked(query, { filter }, token);
  expect(results.totalCount).toBe(results.edges.length);
  return results.edges.map(({ node }: Any) => node.subject.name);
}

test('people are listed by given name as Vietnamese sorts it, and found with or without marks', async () => {
  const list = async (search?: string): Promise<string[]> => {
    const query =
      'query ($search: String) { people(first: 100, search: $search) { edges { node { fullName } } } }';
    return (await of.asked(query, { search })).people.edges.map(({ node }: Any) => node.fullName);
  };
  expect((await list()).filter((name) => names.includes(name))).toEqual(sortedNames);
  expect(await list('an')).toEqual(['Lê An', 'Bùi Ánh', 'Nguyễn Thị Ăn', 'Trần Văn Ân', 'Đặng Văn Ước']);
  expect(await list('ĐỨC')).toEqual(['Đỗ Đức']);
  expect(await list('do duc'.normalize('NFD'))).toEqual(['Đỗ Đức']);
  expect(await list('%')).toEqual([]);
  expect(await list('a_')).toEqual([]);
});

test('results are filtered by every condition given', async () => {
  const one = await of.organizationId('Đảng bộ xã Một');
  const above = await of.organizationId('Đảng bộ huyện Thử');
  expect(await subjects({})).toHaveLength(27);
  expect(await subjects({ organizationId: one })).toHaveLength(18);
  expect(await subjects({ organizationId: above })).toEqual([]);
  expect(await subjects({ organizationId: above, includeSubordinates: true })).toHaveLength(27);
  expect(await subjects({ organizationId: await of.organizationId('Chi bộ 07') })).toEqual(['Chi bộ 07']);
  expect(await subjects({ fromYear: 2024 })).toHaveLength(9);
  expect(await subjects({ toYear: 2023 })).toHaveLength(18);
  expect(await subjects({ fromYear: 2024, toYear: 2023 })).toEqual([]);
  expect(await subjects({ kinds: ['PARTY_MEMBER'] })).toHaveLength(9);
  expect(await subjects({ kinds: [] })).toEqual([]);
  expect(await subjects({ levels: ['EXCELLENT'] })).toEqual(['Chi bộ 07', 'Chi bộ 13']);
  expect(await subjects({ statuses: ['NOT_RATED'] })).toHaveLength(3);
  expect(await subjects({ statuses: ['PROPOSED'] })).toEqual([]);
  expect(await subjects({ search: 'CHI BO 1' })).toHaveLength(9);
  expect(await subjects({ search: 'đức' })).toEqual(['Đỗ Đức']);
  expect(await subjects({ search: 'CHI BO 1', levels: ['GOOD'], toYear: 2023 })).toEqual([
    'Chi bộ 14',
    'Chi bộ 15',
  ]);
  expect(await subjects({ includeSuperseded: true })).toHaveLength(29);
  expect(await subjects({ organizationId: 'org_0' })).toEqual([]);
  // The newest session first, each in the order of its agenda.
  expect((await subjects({}))[0]).toBe('Đặng Văn Ước');
  expect((await subjects({ organizationId: one })).slice(0, 3)).toEqual([
    'Chi bộ 01',
    'Chi bộ 02',
    'Chi bộ 03',
  ]);
});

test('sessions are filtered by organisation, status and year, newest first', async () => {
  const list = async (filter: object) =>
    (
      await of.asked(
        'query ($filter: SessionFilter) { sessions(first: 9, filter: $filter) { edges { node { id } } } }',
        { filter },
      )
    ).sessions.edges.map(({ node }: Any) => node.id);
  const prepared = await prepareForTest(of.house, preparation({ voters: 3 }, commune('Đảng bộ xã Ba')));
  expect(await list({ status: 'ADJOURNED' })).toEqual(
    [of.second, of.later, of.first].map((one) => one.sessionId),
  );
  expect(await list({ status: 'PREPARED' })).toEqual([prepared.sessionId]);
  expect(await list({ year: 2024 })).toEqual([of.second.sessionId]);
  expect(await list({ year: 0 })).toEqual([]);
  const one = await of.organizationId('Đảng bộ xã Một');
  expect(await list({ organizationId: one })).toEqual([of.later.sessionId, of.first.sessionId]);
  expect(await list({ organizationId: one, year: 2024 })).toEqual([]);
});

test('statistics count by the keys asked for, with the base of the quota', async () => {
  const rows = async (args: string, fields: string) =>
    (await of.asked(`{ statistics(${args}) { ${fields} } }`)).statistics;
  expect(await rows('by: []', 'count excellent baseCount year level')).toEqual([
    { count: 27, excellent: 2, baseCount: 14, year: null, level: null },
  ]);
  expect(await rows('by: [YEAR]', 'year count excellent baseCount')).toEqual([
    { year: 2023, count: 18, excellent: 2, baseCount: 5 },
    { year: 2024, count: 9, excellent: 0, baseCount: 9 },
  ]);
  const bases = { GOOD: 14, GOOD_OR_BETTER: 16, ALL_RATED: 24, ALL_MEMBERS: 27 };
  for (const [base, baseCount] of Object.entries(bases)) {
    expect(await rows(`by: [], base: ${base}`, 'baseCount')).toEqual([{ baseCount }]);
  }
  expect(
    await rows('by: [SUBJECT_KIND, PEER_GROUP], filter: { fromYear: 2024 }', 'subjectKind peerGroup count'),
  ).toEqual([{ subjectKind: 'PARTY_MEMBER', peerGroup: 'Đảng viên', count: 9 }]);
  expect(await rows('by: [ORGANIZATION]', 'organization { name } count')).toHaveLength(2);
  const statuses = await rows('by: [STATUS, LEVEL], filter: { toYear: 2023 }', 'status level count');
  expect(statuses).toContainEqual({ status: 'NOT_RATED', level: null, count: 3 });
  expect(statuses).toContainEqual({ status: 'DECIDED', level: 'COMPLETED', count: 5 });
});

test('a second session for the same subjects and period supersedes; both stay', async () => {
  const query = `query ($search: String) { results(first: 9, filter: { search: $search, includeSuperseded: true }) { edges { node {
    id level session { id } supersedes { id } supersededBy { id level } } } } }`;
  const { results } = await of.asked(query, { search: 'Chi bộ 01' });
  const [newer, older] = results.edges.map(({ node }: Any) => node);
  expect([newer.session.id, older.session.id]).toEqual([of.later.sessionId, of.first.sessionId]);
  expect(newer).toMatchObject({ level: 'COMPLETED', supersedes: { id: older.id }, supersededBy: null });
  expect(older).toMatchObject({
    level: 'EXCELLENT',
    supersedes: null,
    supersededBy: { id: newer.id, level: 'COMPLETED' },
  });
});

test('[R81] a later decision changes level and status, in filters and statistics too, and keeps the outcome', async () => {
  const { results } = await of.asked(
    '{ results(first: 1, filter: { search: "Chi bộ 07" }) { edges { node { id } } } }',
  );
  const resultId = results.edges[0].node.id;
  const decide = async (level: string | null, reason: string) =>
    (
      await of.asked(
        `mutation ($input: RecordDecisionInput!) { recordDecision(input: $input) { ... on DecisionRecorded { result {
          level status outcome { level status final } decisions { level status decidedBy documentNumber reason } } } } }`,
        { input: { commandId: newId(), resultId, level, decidedBy: 'Huyện ủy', reason } },
      )
    ).recordDecision.result;
  const outcome = { level: 'EXCELLENT', status: 'DECIDED', final: true };
  const one = {
    level: 'GOOD',
    status: 'DECIDED',
    decidedBy: 'Huyện ủy',
    documentNumber: null,
    reason: 'Một',
  };
  const two = { ...one, level: null, status: 'NOT_RATED', reason: 'Hai' };
  expect(await decide('GOOD', 'Một')).toEqual({
    level: 'GOOD',
    status: 'DECIDED',
    outcome,
    decisions: [one],
  });
  expect(await subjects({ levels: ['EXCELLENT'] })).toEqual(['Chi bộ 13']);
  expect(await decide(null, 'Hai')).toEqual({
    level: null,
    status: 'NOT_RATED',
    outcome,
    decisions: [one, two],
  });
  expect(await subjects({ statuses: ['NOT_RATED'] })).toContain('Chi bộ 07');
  const { statistics } = await of.asked('{ statistics(by: [YEAR]) { year excellent } }');
  expect(statistics[0]).toEqual({ year: 2023, excellent: 1 });
  expect(await decide('EXCELLENT', 'Ba')).toMatchObject({ level: 'EXCELLENT', status: 'DECIDED' });
});

test('seats of chair, secretary and delegates read their own session’s results; tellers, guests and screens none', async () => {
  for (const key of ['chair', 'v1']) {
    expect(await subjects({}, of.second.tokens[key])).toHaveLength(9);
    expect(await subjects({ search: 'Chi bộ' }, of.second.tokens[key])).toEqual([]);
  }
  for (const key of ['teller', 'guest', 'screen']) {
    expect(await subjects({}, of.second.tokens[key])).toEqual([]);
    const data = await of.asked(
      '{ statistics(by: []) { count } people(first: 1) { totalCount } organizations(first: 1) { totalCount } }',
      {},
      of.second.tokens[key],
    );
    expect(data).toEqual({
      statistics: [{ count: 0 }],
      people: { totalCount: 0 },
      organizations: { totalCount: 0 },
    });
  }
  // What came before in another session is not theirs.
  const { results } = await of.asked(
    '{ results(first: 1) { edges { node { level supersedes { id } } } } }',
    {},
    of.later.tokens.v1,
  );
  expect(results.edges).toEqual([{ node: { level: 'COMPLETED', supersedes: null } }]);
});

test('an organisation’s and a person’s own results, within what the filter asks', async () => {
  const one = await of.organizationId('Đảng bộ xã Một');
  const two = await of.organizationId('Đảng bộ xã Hai');
  const query = `query ($id: ID!, $filter: ResultFilter) { node(id: $id) { ... on Organization { name superior { name superior { name } } results(first: 100, filter: $filter) { totalCount } } } }`;
  expect((await of.asked(query, { id: one })).node).toEqual({
    name: 'Đảng bộ xã Một',
    superior: { name: 'Đảng bộ huyện Thử', superior: null },
    results: { totalCount: 18 },
  });
  const filtered = await of.asked(query, { id: one, filter: { levels: ['GOOD'] } });
  expect(filtered.node.results.totalCount).toBe(6 - 1);
  const { people } = await of.asked(
    '{ people(first: 1, search: "Đỗ Đức") { edges { node { id results(first: 9) { edges { node { level } } } } } } }',
  );
  expect(people.edges[0].node.results.edges).toEqual([{ node: { level: 'GOOD' } }]);
  expect((await of.asked(query, { id: one, filter: { organizationId: two } })).node.results.totalCount).toBe(
    0,
  );
});

test('an organisation’s subordinates in pages, as far as the one who asks may know them', async () => {
  const query = `query ($id: ID!, $after: String) { node(id: $id) { ... on Organization {
    subordinates(first: 2, after: $after) { totalCount pageInfo { hasNextPage endCursor } edges { node { id name superior { id } } } } } } }`;
  const one = await of.organizationId('Đảng bộ xã Một');
  const first = (await of.asked(query, { id: one })).node.subordinates;
  expect([first.totalCount, first.pageInfo.hasNextPage]).toEqual([18, true]);
  expect(first.edges.map(({ node }: Any) => [node.name, node.superior.id])).toEqual([
    ['Chi bộ 01', one],
    ['Chi bộ 02', one],
  ]);
  const next = (await of.asked(query, { id: one, after: first.pageInfo.endCursor })).node.subordinates;
  expect(next.edges[0].node.name).toBe('Chi bộ 03');
  const { id } = first.edges[0].node;
  const narrow = await of.asked(query, { id }, await newKey(of.house.address, id));
  expect(narrow.node.subordinates.totalCount).toBe(0);
});
