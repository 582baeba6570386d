import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Any, follow, newId, rawSocket, socket, told } from '../support/client.ts';
import { adminToken, openTestHouse, type TestHouse } from '../support/house.ts';
import { entriesIn, preparation, tried } from '../support/session.ts';
import { each, items, meet, stepOf } from './committee.ts';

// Quotas that block or warn, caps by what is headed, what preparing refuses, and explanations in the viewer's language.

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.stop());

const peerGroup = 'Chi bộ nông thôn';
const cells = items(7, 'PARTY_CELL', 'c', { peerGroup });

/** Two cells voted excellent and five good: one is allowed. */
async function exceeding(quotaAction: 'WARN' | 'BLOCK') {
  const committee = await meet(house, cells, { settings: { quotaAction } });
  await committee.vote({ ...each(cells.slice(0, 2), '15E'), ...each(cells.slice(2), '15G') });
  return committee;
}

test('[P64] with BLOCK adjourning is refused, naming the group and by how many, until people have lowered one', async () => {
  const committee = await exceeding('BLOCK');
  const { sessionId } = committee;
  const before = await entriesIn(house, sessionId);
  const refusal = await committee.order('adjournSession');
  expect(refusal).toMatchObject({ __typename: 'Refusal', code: 'QUOTA_EXCEEDED', faults: [] });
  expect(refusal.message).toMatch(new RegExp(`${peerGroup}.* by 1\\b`));
  const vietnamese = { commandId: newId(), sessionId };
  expect((await tried(house, committee.chair, 'adjournSession', vietnamese, 'vi')).message).toMatch(
    new RegExp(`${peerGroup}.*vượt 1\\b`),
  );
  expect(await entriesIn(house, sessionId)).toBe(before);
  const held = await committee.now();
  expect(held).toMatchObject({ status: 'CONVENED', quotas: [{ status: 'EXCEEDED', excess: 1 }] });
  expect(held.outcomes.c1).toMatchObject({ level: 'EXCELLENT', final: false });
  const { results: none } = await told(
    house.address,
    await committee.apiKey(),
    '{ results(first: 9) { totalCount } }',
  );
  expect(none.totalCount).toBe(0);

  await committee.settle('c2', 'GOOD', 'Quá tỷ lệ xuất sắc');
  expect((await committee.now()).quotas).toMatchObject([{ status: 'WITHIN', excellent: 1, base: 6 }]);
  const { results, quotas } = await committee.adjourned();
  expect(quotas).toMatchObject([
    { peerGroup, status: 'WITHIN', excellent: 1, allowed: 1, base: 6, excess: 0 },
  ]);
  expect(results[1]).toMatchObject({
    level: 'GOOD',
    status: 'DECIDED',
    outcome: { ruledLevel: 'EXCELLENT', ruledStatus: 'DECIDED', settledReason: 'Quá tỷ lệ xuất sắc' },
  });
  expect(stepOf(results[1].outcome, '124-settlement')).toMatchObject({
    applied: true,
    before: 'EXCELLENT',
    after: 'GOOD',
  });
  expect(results[0].outcome).toMatchObject({ level: 'EXCELLENT', ruledLevel: null, settledReason: null });
});

test('[P64] with WARN the session adjourns, and every result of the group tells of it', async () => {
  const committee = await exceeding('WARN');
  const { results, quotas } = await committee.adjourned();
  expect(quotas).toMatchObject([{ peerGroup, status: 'EXCEEDED', excess: 1 }]);
  expect(results.map(({ level }) => level)).toEqual([
    ...Array(2).fill('EXCELLENT'),
    ...Array(5).fill('GOOD'),
  ]);
  for (const { outcome } of results) {
    expect(stepOf(outcome, '124-quota.collectives')).toMatchObject({
      applied: true,
      before: outcome.level,
      after: outcome.level,
      explanation: quotas[0].explanation,
    });
  }
});

test('[P62] [P64] what is not determined blocks nothing', async () => {
  const committee = await meet(house, items(1, 'PARTY_CELL', 'c', { peerGroup }), {
    settings: { quotaAction: 'BLOCK' },
    peerGroups: [{ peerGroup }],
  });
  await committee.vote({ c1: '15E' });
  const { quotas } = await committee.adjourned();
  expect(quotas).toMatchObject([{ status: 'INDETERMINATE', excellent: 1, base: null }]);
});

test('[P60] a quota is looked at when the session is adjourned: until then its step waits', async () => {
  const committee = await meet(house, items(2, 'PARTY_CELL', 'c', { peerGroup }));
  await committee.vote({ c1: '15E' });
  const { outcomes, quotas } = await committee.now();
  expect(outcomes.c1.final).toBe(false);
  expect(stepOf(outcomes.c1, '124-quota.collectives')).toMatchObject({ applied: false });
  expect(stepOf(outcomes.c1, '124-quota.collectives').explanation).toContain('when the session is adjourned');
  expect(outcomes.c2).toBeNull();
  expect(quotas).toMatchObject([{ peerGroup, status: 'EXCEEDED', excellent: 1 }]);
});

const headed = [
  ...items(1, 'PARTY_CELL', 'c'),
  ...items(1, 'PARTY_MEMBER', 'm', { facts: { heads: ['c1'] } }),
];

test('[P51] a head voted on with the cell is capped by it at once', async () => {
  const committee = await meet(house, headed);
  await committee.vote({ c1: '15K', m1: '15E' });
  const { outcomes } = await committee.now();
  expect(outcomes.c1).toMatchObject({ level: 'COMPLETED', final: false });
  expect(outcomes.m1).toMatchObject({ level: 'COMPLETED', ruledLevel: null });
  const cap = { applied: true, before: 'EXCELLENT', after: 'COMPLETED' };
  expect(stepOf(outcomes.m1, '124-cap.head')).toMatchObject(cap);
  expect(stepOf(outcomes.m1, '124-vote.level').after).toBe('EXCELLENT');
  const { results } = await committee.adjourned();
  expect(results.map(({ level }) => level)).toEqual(['COMPLETED', 'COMPLETED']);
  expect(stepOf(results[1].outcome, '124-cap.head')).toMatchObject(cap);
});

test('[P53] a head voted on before the cell waits for it, and follows whatever becomes of it', async () => {
  const committee = await meet(house, headed);
  const client = socket(house.address, committee.chair);
  const frames = follow(
    client,
    'subscription ($id: ID!) { sessionWatch(sessionId: $id) { session { reviews { outcome { level } } } } }',
    { id: committee.sessionId },
  );
  const levelsOf = ({ sessionWatch }: Any) =>
    sessionWatch.session.reviews.map(({ outcome }: Any) => outcome?.level ?? null);
  const shown = (...levels: readonly (string | null)[]) =>
    frames.until((frame) => JSON.stringify(levelsOf(frame)) === JSON.stringify(levels));

  await committee.vote({ m1: '15E' });
  await shown(null, 'EXCELLENT');
  const waiting = (await committee.now()).outcomes.m1;
  expect(waiting).toMatchObject({ level: 'EXCELLENT', final: false });
  expect(stepOf(waiting, '124-cap.head')).toMatchObject({ applied: false, after: 'EXCELLENT' });
  expect(stepOf(waiting, '124-cap.head').explanation).toMatch(/PARTY_CELL c1: .*waits/);

  await committee.vote({ c1: '15K' });
  await shown('COMPLETED', 'COMPLETED');
  await committee.settle('c1', 'GOOD', 'Nâng mức');
  await shown('GOOD', 'GOOD');
  await committee.settle('c1', 'NOT_COMPLETED', 'Hạ mức');
  await shown('NOT_COMPLETED', 'NOT_COMPLETED');
  const { outcomes } = await committee.now();
  expect(outcomes.c1).toMatchObject({
    ruledLevel: 'COMPLETED',
    ruledStatus: 'DECIDED',
    settledReason: 'Hạ mức',
  });
  expect(outcomes.m1).toMatchObject({ level: 'NOT_COMPLETED', ruledLevel: null, settledReason: null });
  // The cell and its head change in one entry: no frame shows the one without the other.
  const order = ['EXCELLENT', 'GOOD', 'COMPLETED', 'NOT_COMPLETED'];
  for (const [cell, head] of frames.items.map(levelsOf)) {
    if (cell !== null) expect(order.indexOf(head)).toBeGreaterThanOrEqual(order.indexOf(cell));
  }
  await client.dispose();

  const { results } = await committee.adjourned();
  expect(results.map(({ level }) => level)).toEqual(['NOT_COMPLETED', 'NOT_COMPLETED']);
  expect(stepOf(results[1].outcome, '124-cap.head')).toMatchObject({ applied: true, before: 'EXCELLENT' });
});

test('[P54] a cell that got no level caps nothing, and the trace says so', async () => {
  const committee = await meet(house, headed);
  await committee.vote({ m1: '15E' });
  const { results } = await committee.adjourned();
  expect(results).toHaveLength(1);
  expect(results[0]).toMatchObject({ level: 'EXCELLENT', status: 'DECIDED' });
  expect(stepOf(results[0].outcome, '124-cap.head').explanation).toContain('has no level and caps nothing');
});

test('[R17] [P54] a cell settled without a level caps nothing, until a later round takes the settlement’s place', async () => {
  const committee = await meet(house, headed);
  await committee.vote({ c1: '15K', m1: '15E' });
  await committee.settle('c1', null);
  const settled = (await committee.now()).outcomes;
  expect(settled.c1).toMatchObject({ level: null, status: 'NOT_RATED', ruledLevel: 'COMPLETED' });
  expect(settled.m1.level).toBe('EXCELLENT');
  await committee.ordered('openReview', { reviewId: committee.reviewId('c1') });
  await committee.vote({ c1: '15G' });
  const voted = (await committee.now()).outcomes;
  expect(voted.c1).toMatchObject({ level: 'GOOD', ruledLevel: null, settledReason: null });
  expect(voted.m1.level).toBe('GOOD');
  await committee.settle('m1', 'EXCELLENT');
  const { results } = await committee.adjourned();
  expect(results.map(({ level, outcome }) => [level, outcome.ruledLevel])).toEqual([
    ['GOOD', null],
    ['EXCELLENT', 'GOOD'],
  ]);
});

test('[P61] a head that the setting leaves out is in neither count nor base', async () => {
  const agenda = [...headed, ...items(4, 'PARTY_MEMBER', 'o')];
  const marks = { ...each(agenda, '15G'), c1: '15E', m1: '15E' };
  const standing = async (quotaExcludesHead: boolean) => {
    const committee = await meet(house, agenda, { settings: { quotaExcludesHead } });
    await committee.vote(marks);
    const { results, quotas } = await committee.adjourned();
    const quota = quotas.find((one) => one.peerGroup === 'PARTY_MEMBER');
    return { quota, step: stepOf(results[1].outcome, '124-quota.individuals').explanation };
  };
  const counted = await standing(false);
  expect(counted.quota).toMatchObject({ excellent: 1, base: 4 });
  expect(counted.step).toBe(counted.quota.explanation);
  const leftOut = await standing(true);
  expect(leftOut.quota).toMatchObject({ excellent: 0, base: 4 });
  expect(leftOut.step).toContain('Heads are left out');
});

test('[R8] a circle of heads is refused with the place of each', async () => {
  const heads = (key: string, ...others: readonly string[]) => ({
    key,
    kind: 'PARTY_MEMBER',
    name: key,
    facts: { heads: others },
  });
  const refused = async (...agenda: readonly object[]) => {
    const refusal = await tried(house, adminToken, 'prepareSession', preparation({ voters: 3 }, { agenda }));
    expect(refusal).toMatchObject({ __typename: 'Refusal', code: 'INVALID_INPUT' });
    return refusal.faults.map(({ path }: Any) => path.join('.'));
  };
  expect(await refused(heads('a', 'b'), heads('b', 'a'))).toEqual([
    'agenda.0.facts.heads',
    'agenda.1.facts.heads',
  ]);
  expect(await refused(heads('a'), heads('b', 'b'))).toEqual(['agenda.1.facts.heads']);
  expect(await refused(heads('a', 'b'), heads('b', 'c'), heads('c', 'b', 'd'), heads('d'))).toEqual([
    'agenda.1.facts.heads',
    'agenda.2.facts.heads',
  ]);
});

test('[R5] a policy that is not known is NOT_FOUND, one that is not in force in the period INVALID_INPUT', async () => {
  const refused = (more: object) =>
    tried(house, adminToken, 'prepareSession', preparation({ voters: 3 }, more));
  expect(await refused({ policyId: 'vn-999-2099' })).toMatchObject({
    code: 'NOT_FOUND',
    faults: [{ path: ['policyId'] }],
  });
  const before = await refused({ period: { kind: 'YEAR', year: 2022 }, heldOn: '2023-12-11' });
  expect(before).toMatchObject({ code: 'INVALID_INPUT', faults: [{ path: ['policyId'] }] });
  expect(before.faults[0].message).toContain('31/12/2022');
  const after = await refused({ period: { kind: 'YEAR', year: 2025 }, heldOn: '2025-06-01' });
  expect(after).toMatchObject({ code: 'INVALID_INPUT', faults: [{ path: ['policyId'] }] });
  const term = { period: { kind: 'TERM', year: 2025 }, heldOn: '2025-06-01' };
  expect(await refused(term)).toMatchObject({ __typename: 'PreparedSession' });
});

const quotaQuery = `{ results(first: 1) { edges { node { session { quotas { explanation } }
  outcome { trace { rule { id } explanation } } } } } }`;

/** The explanations of the first result: of the level, of the quota, and of the group itself. */
function explained({ results }: Any): string[] {
  const { session, outcome } = results.edges[0].node;
  const said = ['124-vote.level', '124-quota.collectives'].map(
    (ruleId) => stepOf(outcome, ruleId).explanation,
  );
  return [...said, session.quotas[0].explanation];
}

/** Over HTTP with these headers and no others: fetch would send an accept-language of its own. */
function overHttp(token: string, headers: Record<string, string>): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const asking = request(`${house.address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
    });
    asking.on('error', reject);
    asking.on('response', (response) => {
      text(response).then((body) => resolve(explained(JSON.parse(body).data)), reject);
    });
    asking.end(JSON.stringify({ query: quotaQuery }));
  });
}

async function overSocket(payload: object): Promise<string[]> {
  const raw = await rawSocket(house.address, payload);
  raw.send({ id: 'one', type: 'subscribe', payload: { query: quotaQuery } });
  const { payload: answer } = await raw.until(({ type }) => type === 'next');
  raw.socket.close();
  await raw.closed;
  return explained(answer.data);
}

test('explanations are in Vietnamese unless English is asked for, by header or by connection', async () => {
  const committee = await exceeding('WARN');
  await committee.adjourned();
  const token = await committee.apiKey();
  const quotas = {
    en: /^Chi bộ nông thôn: 2 excellent, allowed 1 .*20 % of 5 .*exceeded by 1/,
    vi: /^Chi bộ nông thôn: 2 .*xuất sắc, được.* 1 .*20 % của 5 .*vượt 1/,
  };
  const inEnglish = [/15 of 15 is more than 1\/2/, quotas.en, quotas.en];
  const inVietnamese = [/15 trên 15.* quá 1\/2/, quotas.vi, quotas.vi];
  const like = (patterns: readonly RegExp[]) => patterns.map((one) => expect.stringMatching(one));
  expect(await overHttp(token, {})).toEqual(like(inVietnamese));
  expect(await overHttp(token, { 'accept-language': 'fr, vi;q=0.8, en;q=0.5' })).toEqual(like(inVietnamese));
  expect(await overHttp(token, { 'accept-language': 'en-GB,en;q=0.9' })).toEqual(like(inEnglish));
  expect(await overSocket({ token })).toEqual(like(inVietnamese));
  expect(await overSocket({ token, language: 'vi' })).toEqual(like(inVietnamese));
  expect(await overSocket({ token, language: 'en' })).toEqual(like(inEnglish));
});
