import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Any, ask, told } from '../support/client.ts';
import { openTestHouse, type TestHouse } from '../support/house.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.stop());

const document = `query ($input: PreviewOutcomeInput!) {
  previewOutcome(input: $input) {
    __typename
    ... on OutcomePreview {
      policy { id } settings { base }
      outcome { level status authority final trace { rule { id source certainty } applied before after explanation } }
    }
    ... on Refusal { code message faults { path message } }
  }
}`;

async function previewed(input: object): Promise<Any> {
  return (await told(house.address, null, document, { input })).previewOutcome;
}

const votes = (members: number, marks: Record<string, number>) => ({
  members,
  counts: Object.entries(marks).map(([choice, count]) => ({ choice, count })),
});

const member = { policyId: 'vn-124-2023', kind: 'PARTY_MEMBER' };

test('[P80] [P30] what the rules would make of facts and a tally, with the trace, for anybody', async () => {
  const facts = { disciplinedInPeriod: true };
  const input = { ...member, facts, tally: votes(15, { EXCELLENT: 15 }) };
  const { policy, outcome } = await previewed(input);
  expect(policy.id).toBe('vn-124-2023');
  expect(outcome).toMatchObject({
    level: 'NOT_COMPLETED',
    status: 'DECIDED',
    authority: 'DECIDE',
    final: false,
  });
  const step = outcome.trace.find(({ rule }: Any) => rule.id === '124-12.4.3d');
  expect(step).toMatchObject({ applied: true, before: 'EXCELLENT', after: 'NOT_COMPLETED' });
  expect(step.rule.source).toContain('124-QĐ/TW');
});

test('[P80] [P51] levels of what is headed cap, and one that is not given is open', async () => {
  const input = { ...member, facts: { heads: ['unit'] }, tally: votes(15, { EXCELLENT: 15 }) };
  expect((await previewed(input)).outcome.level).toBe('EXCELLENT');
  expect((await previewed({ ...input, others: [{ key: 'unit', level: 'COMPLETED' }] })).outcome.level).toBe(
    'COMPLETED',
  );
  expect((await previewed({ ...input, others: [{ key: 'unit', level: null }] })).outcome.level).toBe(
    'EXCELLENT',
  );
});

test('[P80] [R55] settings change what it comes to, and the tally is read with them', async () => {
  const tally = votes(15, { EXCELLENT: 7, GOOD: 5, BLANK: 1 });
  expect((await previewed({ ...member, tally })).outcome.level).toBe('GOOD');
  const settings = { base: 'CAST' };
  const cast = await previewed({ ...member, settings, tally });
  expect([cast.outcome.level, cast.settings.base]).toEqual(['EXCELLENT', 'CAST']);
});

test('[P80] [P20] without a tally only an excluded subject has an outcome', async () => {
  const excluded = await previewed({ ...member, facts: { suspended: true } });
  expect(excluded.outcome).toMatchObject({ level: null, status: 'NOT_RATED' });
  expect(await previewed(member)).toMatchObject({ __typename: 'Refusal', code: 'REVIEW_WITHOUT_VOTE' });
});

test('[P80] [R8] what does not fit is refused with its place', async () => {
  expect(await previewed({ ...member, policyId: 'vn-999' })).toMatchObject({
    code: 'NOT_FOUND',
    faults: [{ path: ['policyId'] }],
  });
  const facts = { targetsTotal: 3, targetsMet: 4, score: '100.5' };
  const settings = { threshold: { share: { numerator: 3, denominator: 2 }, inclusive: false } };
  const counts = [
    { choice: 'GOOD', count: 3 },
    { choice: 'GOOD', count: 1 },
  ];
  const refused = await previewed({ ...member, facts, settings, tally: { members: 2, counts } });
  expect(refused.code).toBe('INVALID_INPUT');
  expect(refused.faults.map(({ path }: Any) => path.join('.')).sort()).toEqual([
    'facts.score',
    'facts.targetsMet',
    'settings.threshold.share',
    'tally.counts.0.count',
    'tally.counts.1.choice',
  ]);
});

test('[P80] nothing is written, and malformed input is a coded error', async () => {
  const { errors } = await ask(house.address, null, document, { input: { ...member, kind: 'NOBODY' } });
  expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  const sessions = await told(house.address, null, '{ sessions(first: 1) { totalCount } }', {}).catch(
    () => null,
  );
  expect(sessions?.sessions.totalCount ?? 0).toBe(0);
});
