import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Any, ask, told } from '../support/client.ts';
import { adminToken, openTestHouse, temporaryFolder } from '../support/house.ts';
import { cast, convene, marks, openRound, order, preparation, settleAll } from '../support/session.ts';
import { names, threeSessions } from './record.ts';

const page = `totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { id } }`;

describe('connections', () => {
  const of = threeSessions();

  test.each([
    ['results', '', 27],
    ['results', ', filter: { includeSuperseded: true }', 29],
    ['results', ', orderBy: { by: DATE }', 27],
    ['results', ', orderBy: { by: NAME }', 27],
    ['results', ', orderBy: { by: NAME, direction: DESCENDING }', 27],
    ['results', ', orderBy: { by: LEVEL }', 27],
    ['results', ', orderBy: { by: LEVEL, direction: DESCENDING }, filter: { includeSuperseded: true }', 29],
    ['sessions', '', 3],
    ['people', '', 9 + 3 * 5],
    ['organizations', '', 3 + 18],
  ])('[S4] %s%s in pages, forwards and backwards, are the whole list', async (field, more, total) => {
    const read = async (args: string) => (await of.asked(`{ ${field}(${args}${more}) { ${page} } }`))[field];
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
          await ask(of.house.address, adminToken, `{ ${field}${args} { totalCount edges { cursor } } }`)
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

  test('[S4] results are ordered by date, name and level; where these are alike, the newest session comes first', async () => {
    const inOrder = async (orderBy: string): Promise<Any[]> => {
      const document = `{ results(first: 100, orderBy: ${orderBy}) { edges { node { level subject { name } session { heldOn } } } } }`;
      return (await of.asked(document)).results.edges.map(({ node }: Any) => node);
    };
    const days = (await inOrder('{ by: DATE }')).map(({ session }) => session.heldOn);
    expect(days).toEqual([...days].sort());
    const people = (await inOrder('{ by: NAME }'))
      .map(({ subject }) => subject.name)
      .filter((name) => names.includes(name));
    expect(people).toEqual([
      'Lê An',
      'Bùi Ánh',
      'Nguyễn Thị Ăn',
      'Trần Văn Ân',
      'Vũ Dung',
      'Đỗ Đức',
      'Hồ Uyên',
      'Đặng Văn Ước',
      'Cao Thị Ưu',
    ]);
    const ranks = ['EXCELLENT', 'GOOD', 'COMPLETED', 'NOT_COMPLETED', null];
    const found = await inOrder('{ by: LEVEL }');
    const levels = found.map(({ level }) => ranks.indexOf(level));
    expect(levels).toEqual([...levels].sort());
    for (const level of ranks) {
      const alike = found.filter((node) => node.level === level).map(({ session }) => session.heldOn);
      expect(alike).toEqual([...alike].sort().reverse());
    }
    const reversed = (await inOrder('{ by: LEVEL, direction: DESCENDING }')).map(({ level }) =>
      ranks.indexOf(level),
    );
    expect(reversed).toEqual([...levels].reverse());
  });

  test('a cursor of one order is CURSOR_INVALID in another', async () => {
    const { results } = await of.asked('{ results(first: 1, orderBy: { by: NAME }) { edges { cursor } } }');
    const document = `{ results(first: 1, after: "${results.edges[0].cursor}") { totalCount } }`;
    const { errors } = await ask(of.house.address, adminToken, document);
    expect(errors?.[0]?.extensions.code).toBe('CURSOR_INVALID');
  });

  test('the cursor of another connection is CURSOR_INVALID', async () => {
    const { people } = await of.asked('{ people(first: 1) { edges { cursor } } }');
    const { errors } = await ask(
      of.house.address,
      adminToken,
      'query ($after: String) { results(first: 1, after: $after) { totalCount } }',
      {
        after: people.edges[0].cursor,
      },
    );
    expect(errors).toMatchObject([{ extensions: { code: 'CURSOR_INVALID' } }]);
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
  const document = 'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }';
  const ids = ['nothing', ...Object.values(kinds)];
  const { nodes } = await told(house.address, chair, document, { ids });
  const wanted = Object.entries(kinds).map(([kind, id]) => ({ __typename: kind, id }));
  expect(nodes).toEqual([null, ...wanted]);
  const { errors } = await ask(house.address, chair, document, { ids: Array(101).fill('x') });
  expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
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
