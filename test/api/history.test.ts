import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Any, ask, newId, told } from '../support/client.ts';
import { adminToken, openTestHouse, type TestHouse, temporaryFolder } from '../support/house.ts';
import {
  cast,
  convene,
  type Meeting,
  marks,
  openRound,
  order,
  preparation,
  prepareForTest,
  settleAll,
} from '../support/session.ts';

const levels = ['EXCELLENT', 'GOOD', 'GOOD', 'COMPLETED', 'NOT_COMPLETED', null] as const;
const names = [
  'Đặng Văn Ước',
  'Nguyễn Thị Ăn',
  'Trần Văn Ân',
  'Lê An',
  'Đỗ Đức',
  'Vũ Dung',
  'Bùi Ánh',
  'Cao Thị Ưu',
  'Hồ Uyên',
];

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

const commune = (name: string, more: object = {}) => ({
  organization: { name, superior: { name: 'Đảng bộ huyện Thử' } },
  ...more,
});

const page = `totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { id } }`;

describe('the record of three sessions', () => {
  let house: TestHouse;
  let first: Meeting;
  let second: Meeting;
  let later: Meeting;

  const asked = (query: string, variables: object = {}, token = adminToken) =>
    told(house.address, token, query, { ...variables });
  const subjects = async (filter: object, token = adminToken): Promise<string[]> => {
    const query =
      'query ($filter: ResultFilter) { results(first: 100, filter: $filter) { totalCount edges { node { subject { name } } } } }';
    const { results } = await asked(query, { filter }, token);
    expect(results.totalCount).toBe(results.edges.length);
    return results.edges.map(({ node }: Any) => node.subject.name);
  };
  const organizationId = async (name: string): Promise<string> => {
    const { organizations } = await asked('{ organizations(first: 100) { edges { node { id name } } } }');
    return organizations.edges.find(({ node }: Any) => node.name === name).node.id;
  };

  beforeAll(async () => {
    house = await openTestHouse();
    const agenda = Array.from({ length: 18 }, (_, index) => ({
      key: `c${index}`,
      kind: 'PARTY_CELL',
      name: `Chi bộ ${String(index + 1).padStart(2, '0')}`,
    }));
    first = await convene(house, preparation({ voters: 3 }, commune('Đảng bộ xã Một', { agenda })));
    await settleAll(
      house,
      first,
      agenda.map((_, index) => levels[index % levels.length] ?? null),
    );
    const people = names.map((name, index) => ({
      key: `p${index}`,
      kind: 'PARTY_MEMBER',
      name,
      peerGroup: 'Đảng viên',
    }));
    const period = { kind: 'YEAR', year: 2024 };
    second = await convene(
      house,
      preparation({ voters: 3 }, commune('Đảng bộ xã Hai', { agenda: people, period, heldOn: '2024-12-01' })),
    );
    await settleAll(
      house,
      second,
      people.map(() => 'GOOD'),
    );
    later = await convene(
      house,
      preparation(
        { voters: 3 },
        commune('Đảng bộ xã Một', { agenda: agenda.slice(0, 2), heldOn: '2024-01-15' }),
      ),
    );
    await settleAll(house, later, ['COMPLETED', 'COMPLETED']);
  });
  afterAll(() => house.stop());

  test.each([
    ['results', '', 27],
    ['results', ', filter: { includeSuperseded: true }', 29],
    ['sessions', '', 3],
    ['people', '', 9 + 3 * 5],
    ['organizations', '', 3 + 18],
  ])('[S4] %s%s in pages, forwards and backwards, are the whole list', async (field, more, total) => {
    const read = async (args: string) => (await asked(`{ ${field}(${args}${more}) { ${page} } }`))[field];
    const whole = await read('first: 100');
    expect([whole.totalCount, whole.edges.length]).toEqual([total, total]);
    expect(whole.pageInfo).toEqual({
      hasNextPage: false,
      hasPreviousPage: false,
      startCursor: whole.edges[0].cursor,
      endCursor: whole.edges.at(-1).cursor,
    });
    const forwards: Any[] = [];
    for (let after = ''; ; ) {
      const next = await read(`first: 4${after}`);
      expect(next.pageInfo.hasPreviousPage).toBe(after !== '');
      forwards.push(...next.edges);
      if (!next.pageInfo.hasNextPage) break;
      after = `, after: "${next.pageInfo.endCursor}"`;
    }
    expect(forwards).toEqual(whole.edges);
    const backwards: Any[] = [];
    for (let before = ''; ; ) {
      const next = await read(`last: 4${before}`);
      expect(next.pageInfo.hasNextPage).toBe(before !== '');
      backwards.unshift(...next.edges);
      if (!next.pageInfo.hasPreviousPage) break;
      before = `, before: "${next.pageInfo.startCursor}"`;
    }
    expect(backwards).toEqual(whole.edges);
    const beyond = await read(`first: 1, after: "${whole.pageInfo.endCursor}"`);
    expect([beyond.edges, beyond.pageInfo.startCursor]).toEqual([[], null]);
  });

  test.each(['results', 'sessions', 'people', 'organizations'])(
    '%s take exactly one of first and last, 1 to 100, and their own cursors',
    async (field) => {
      const codes = async (args: string) =>
        (
          await ask(house.address, adminToken, `{ ${field}${args} { totalCount edges { cursor } } }`)
        ).errors?.map((error) => error.extensions.code);
      for (const args of [
        '',
        '(first: 1, last: 1)',
        '(first: 0)',
        '(first: 101)',
        '(last: 0)',
        '(last: 101)',
        '(first: -1)',
        '(after: "x")',
        '(first: 1, before: "x")',
        '(last: 1, after: "x")',
      ]) {
        expect([args, await codes(args)]).toEqual([args, ['BAD_USER_INPUT']]);
      }
      for (const cursor of [
        'x',
        '',
        Buffer.from('[1]').toString('base64url'),
        Buffer.from('[null,{}]').toString('base64url'),
      ]) {
        expect([cursor, await codes(`(first: 1, after: "${cursor}")`)]).toEqual([cursor, ['CURSOR_INVALID']]);
        expect([cursor, await codes(`(last: 1, before: "${cursor}")`)]).toEqual([cursor, ['CURSOR_INVALID']]);
      }
      expect(await codes('(first: 1)')).toBeUndefined();
      expect(await codes('(last: 100)')).toBeUndefined();
    },
  );

  test('the cursor of another connection is CURSOR_INVALID', async () => {
    const { people } = await asked('{ people(first: 1) { edges { cursor } } }');
    const { errors } = await ask(
      house.address,
      adminToken,
      'query ($after: String) { results(first: 1, after: $after) { totalCount } }',
      {
        after: people.edges[0].cursor,
      },
    );
    expect(errors).toMatchObject([{ extensions: { code: 'CURSOR_INVALID' } }]);
  });

  test('people are listed by given name as Vietnamese sorts it, and found with or without marks', async () => {
    const list = async (search?: string): Promise<string[]> => {
      const query =
        'query ($search: String) { people(first: 100, search: $search) { edges { node { fullName } } } }';
      return (await asked(query, { search })).people.edges.map(({ node }: Any) => node.fullName);
    };
    expect((await list()).filter((name) => names.includes(name))).toEqual(sortedNames);
    expect(await list('an')).toEqual(['Lê An', 'Bùi Ánh', 'Nguyễn Thị Ăn', 'Trần Văn Ân', 'Đặng Văn Ước']);
    expect(await list('ĐỨC')).toEqual(['Đỗ Đức']);
    expect(await list('do duc'.normalize('NFD'))).toEqual(['Đỗ Đức']);
    expect(await list('%')).toEqual([]);
    expect(await list('a_')).toEqual([]);
  });

  test('results are filtered by every condition given', async () => {
    const one = await organizationId('Đảng bộ xã Một');
    const above = await organizationId('Đảng bộ huyện Thử');
    expect(await subjects({})).toHaveLength(27);
    expect(await subjects({ organizationId: one })).toHaveLength(18);
    expect(await subjects({ organizationId: above })).toEqual([]);
    expect(await subjects({ organizationId: above, includeSubordinates: true })).toHaveLength(27);
    expect(await subjects({ organizationId: await organizationId('Chi bộ 07') })).toEqual(['Chi bộ 07']);
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
        await asked(
          'query ($filter: SessionFilter) { sessions(first: 9, filter: $filter) { edges { node { id } } } }',
          { filter },
        )
      ).sessions.edges.map(({ node }: Any) => node.id);
    const prepared = await prepareForTest(house, preparation({ voters: 3 }, commune('Đảng bộ xã Ba')));
    expect(await list({ status: 'ADJOURNED' })).toEqual([second, later, first].map((one) => one.sessionId));
    expect(await list({ status: 'PREPARED' })).toEqual([prepared.sessionId]);
    expect(await list({ year: 2024 })).toEqual([second.sessionId]);
    expect(await list({ year: 0 })).toEqual([]);
    const one = await organizationId('Đảng bộ xã Một');
    expect(await list({ organizationId: one })).toEqual([later.sessionId, first.sessionId]);
    expect(await list({ organizationId: one, year: 2024 })).toEqual([]);
  });

  test('statistics count by the keys asked for, with the base of the quota', async () => {
    const rows = async (args: string, fields: string) =>
      (await asked(`{ statistics(${args}) { ${fields} } }`)).statistics;
    expect(await rows('by: []', 'count excellent baseCount year level')).toEqual([
      { count: 27, excellent: 2, baseCount: 15, year: null, level: null },
    ]);
    expect(await rows('by: [YEAR]', 'year count excellent baseCount')).toEqual([
      { year: 2023, count: 18, excellent: 2, baseCount: 6 },
      { year: 2024, count: 9, excellent: 0, baseCount: 9 },
    ]);
    const bases = { GOOD: 15, GOOD_OR_BETTER: 17, ALL_RATED: 24, ALL_MEMBERS: 27 };
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
    const { results } = await asked(query, { search: 'Chi bộ 01' });
    const [newer, older] = results.edges.map(({ node }: Any) => node);
    expect([newer.session.id, older.session.id]).toEqual([later.sessionId, first.sessionId]);
    expect(newer).toMatchObject({ level: 'COMPLETED', supersedes: { id: older.id }, supersededBy: null });
    expect(older).toMatchObject({
      level: 'EXCELLENT',
      supersedes: null,
      supersededBy: { id: newer.id, level: 'COMPLETED' },
    });
  });

  test('[R81] a later decision changes level and status, in filters and statistics too, and keeps the outcome', async () => {
    const { results } = await asked(
      '{ results(first: 1, filter: { search: "Chi bộ 07" }) { edges { node { id } } } }',
    );
    const resultId = results.edges[0].node.id;
    const decide = async (level: string | null, reason: string) =>
      (
        await asked(
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
    const { statistics } = await asked('{ statistics(by: [YEAR]) { year excellent } }');
    expect(statistics[0]).toEqual({ year: 2023, excellent: 1 });
    expect(await decide('EXCELLENT', 'Ba')).toMatchObject({ level: 'EXCELLENT', status: 'DECIDED' });
  });

  test('seats of chair, secretary and delegates read their own session’s results; tellers, guests and screens none', async () => {
    for (const key of ['chair', 'v1']) {
      expect(await subjects({}, second.tokens[key])).toHaveLength(9);
      expect(await subjects({ search: 'Chi bộ' }, second.tokens[key])).toEqual([]);
    }
    for (const key of ['teller', 'guest', 'screen']) {
      expect(await subjects({}, second.tokens[key])).toEqual([]);
      const data = await asked(
        '{ statistics(by: []) { count } people(first: 1) { totalCount } organizations(first: 1) { totalCount } }',
        {},
        second.tokens[key],
      );
      expect(data).toEqual({
        statistics: [{ count: 0 }],
        people: { totalCount: 0 },
        organizations: { totalCount: 0 },
      });
    }
    // What came before in another session is not theirs.
    const { results } = await asked(
      '{ results(first: 1) { edges { node { level supersedes { id } } } } }',
      {},
      later.tokens.v1,
    );
    expect(results.edges).toEqual([{ node: { level: 'COMPLETED', supersedes: null } }]);
  });

  test('an organisation’s and a person’s own results, within what the filter asks', async () => {
    const one = await organizationId('Đảng bộ xã Một');
    const two = await organizationId('Đảng bộ xã Hai');
    const query = `query ($id: ID!, $filter: ResultFilter) { node(id: $id) { ... on Organization { name superior { name superior { name } } results(first: 100, filter: $filter) { totalCount } } } }`;
    expect((await asked(query, { id: one })).node).toEqual({
      name: 'Đảng bộ xã Một',
      superior: { name: 'Đảng bộ huyện Thử', superior: null },
      results: { totalCount: 18 },
    });
    const filtered = await asked(query, { id: one, filter: { levels: ['GOOD'] } });
    expect(filtered.node.results.totalCount).toBe(6 - 1);
    const { people } = await asked(
      '{ people(first: 1, search: "Đỗ Đức") { edges { node { id results(first: 9) { edges { node { level } } } } } } }',
    );
    expect(people.edges[0].node.results.edges).toEqual([{ node: { level: 'GOOD' } }]);
    expect((await asked(query, { id: one, filter: { organizationId: two } })).node.results.totalCount).toBe(
      0,
    );
  });
});

test('node answers every kind of id', async () => {
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  const meeting = await convene(house, preparation({ voters: 3, members: 1 }));
  const { sessionId, reviewIds, seatIds, tokens } = meeting;
  const chair = tokens.chair ?? '';
  const reviewId = reviewIds[1];
  await order(house, chair, 'openReview', { sessionId, reviewId });
  await order(house, tokens.v1 ?? '', 'addComment', { sessionId, reviewId, body: 'Ý' });
  await order(house, chair, 'respond', { sessionId, reviewId, stance: 'ACCEPT', body: 'Tiếp thu' });
  const roundId = await openRound(house, meeting);
  for (const key of ['v1', 'v2'])
    await cast(house, tokens[key] ?? '', { sessionId, roundId, choices: marks(reviewIds) });
  await cast(house, chair, { sessionId, roundId, choices: marks([reviewId ?? '']) });
  await order(house, chair, 'voidRound', { sessionId, roundId, reason: 'Thử' });
  await settleAll(house, meeting, ['GOOD', 'GOOD']);
  const { session, results } = await told(
    house.address,
    chair,
    `query ($id: ID!) { session(id: $id) { organization { id } policy { id } seats { person { id } } reviews { comments { id } responses { id } } }
      results(first: 1) { edges { node { id } } } }`,
    { id: sessionId },
  );
  const kinds = {
    Session: sessionId,
    Seat: seatIds.v1,
    Review: reviewId,
    Round: roundId,
    Comment: session.reviews[1].comments[0].id,
    ReviewResponse: session.reviews[1].responses[0].id,
    Result: results.edges[0].node.id,
    Organization: session.organization.id,
    Person: session.seats[0].person.id,
    Policy: session.policy.id,
  };
  for (const [kind, id] of Object.entries(kinds)) {
    const { node } = await told(
      house.address,
      chair,
      'query ($id: ID!) { node(id: $id) { __typename id } }',
      { id },
    );
    expect(node).toEqual({ __typename: kind, id });
  }
});

test('[R60] what was recorded is told as it was, with the policy of then, whatever the policy says now', async () => {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const policyFolder = join(folder.path, 'policies');
  cpSync('seeds/policies', policyFolder, { recursive: true });
  const house = await openTestHouse({ file: join(folder.path, 'house.sqlite'), policyFolder });
  const meeting = await convene(house, preparation({ voters: 4 }));
  const { sessionId, reviewIds, tokens } = meeting;
  const roundId = await openRound(house, meeting);
  for (const key of ['chair', 'v1', 'v2', 'v3']) {
    await cast(house, tokens[key] ?? '', {
      sessionId,
      roundId,
      choices: marks(reviewIds, key === 'v3' ? 'BLANK' : 'GOOD'),
    });
  }
  await order(house, tokens.chair ?? '', 'closeRound', { sessionId, roundId });
  await order(house, tokens.chair ?? '', 'adjournSession', { sessionId });
  const query = `{ results(first: 1) { edges { node { id level status authority recordedAt period { kind year quarter } policy { id name rules { id summary } }
    settings { quorum { numerator denominator } noMajority } tally { electorate base counted counts { choice count } review { id } }
    outcome { level final trace { rule { id summary } applied explanation } } } } } }`;
  const before = await told(house.address, adminToken, query);
  expect(before.results.edges[0].node).toMatchObject({
    level: 'GOOD',
    tally: { electorate: 4, base: 4, counted: 4 },
    outcome: { level: 'GOOD', final: true },
  });
  const file = join(policyFolder, 'vn-124-2023.json');
  const policy = JSON.parse(readFileSync(file, 'utf8'));
  const changed = {
    ...policy,
    name: { vi: 'Khác', en: 'Other' },
    settings: { ...policy.settings, noMajority: 'PLURALITY' },
  };
  writeFileSync(file, JSON.stringify(changed));
  const again = await house.restart();
  onTestFinished(() => again.stop());
  const { policies } = await told(again.address, null, '{ policies { id name } }');
  expect(policies).toContainEqual({ id: 'vn-124-2023', name: 'Other' });
  expect(await told(again.address, adminToken, query)).toEqual(before);
});
