import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Any, newId, told } from '../support/client.ts';
import { adminToken, openTestHouse, type TestHouse } from '../support/house.ts';
import { newKey } from '../support/keys.ts';
import {
  cast,
  convene,
  entriesIn,
  type Meeting,
  order,
  preparation,
  prepareForTest,
  signIn,
} from '../support/session.ts';

// The worked cases of the domain, from preparing to history, through the public API alone.

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(() => house.stop());

type Marks = readonly (readonly [count: number, choice: string])[];

/** One item of the agenda with how the voting seats, in order, mark it. */
interface Case {
  readonly item: Record<string, unknown>;
  readonly marks: Marks;
}

interface Ended {
  readonly results: readonly Any[];
  readonly quotas: readonly Any[];
  readonly sessionId: string;
}

const keys = (voters: number) => [
  'chair',
  ...Array.from({ length: voters - 1 }, (_, index) => `v${index + 1}`),
];

async function meet(cases: readonly Case[], voters: number, absent: number, more: object): Promise<Meeting> {
  const agenda = cases.map(({ item }, index) => ({ key: `k${index}`, ...item }));
  // A district of its own, so that the history of one case is read without the others.
  const organization = { name: 'Đảng bộ xã Thử', superior: { name: `Đảng bộ huyện ${newId()}` } };
  const input = preparation({ voters }, { agenda, organization, ...more });
  if (absent === 0) return convene(house, input);
  const prepared = await prepareForTest(house, input);
  const tokens: Record<string, string> = {};
  for (const [key, code] of Object.entries(prepared.codes)) tokens[key] = await signIn(house, code);
  const { sessionId } = prepared;
  for (const key of keys(voters).slice(0, voters - absent)) {
    await order(house, tokens[key] ?? '', 'checkIn', { sessionId });
  }
  await order(house, tokens.chair ?? '', 'conveneSession', { sessionId });
  return { ...prepared, tokens };
}

/** A secret round on all items of one sheet, each seat its own marks; closed; adjourned; read back. */
async function held(
  cases: readonly Case[],
  { voters = 15, absent = 0, ...more }: { voters?: number; absent?: number } & Record<string, unknown> = {},
): Promise<Ended> {
  const meeting = await meet(cases, voters, absent, more);
  const { sessionId, tokens, reviewIds } = meeting;
  const chair = tokens.chair ?? '';
  const opened = await order(house, chair, 'openRound', { sessionId, reviewIds });
  const roundId = opened.session.openRound.id;
  const sheets = cases.map(({ marks }) => marks.flatMap(([count, choice]) => Array(count).fill(choice)));
  const ballots = Math.max(...sheets.map((sheet) => sheet.length));
  for (const [at, key] of keys(voters).slice(0, ballots).entries()) {
    const choices = reviewIds.map((reviewId, index) => ({ reviewId, choice: sheets[index]?.[at] }));
    expect(await cast(house, tokens[key] ?? '', { sessionId, roundId, choices })).toMatchObject({
      __typename: 'BallotReceipt',
    });
  }
  expect(await order(house, chair, 'closeRound', { sessionId, roundId })).toMatchObject({
    __typename: 'Accepted',
  });
  return adjourned(meeting);
}

/** What an outside client reads, with a key of this commune. */
async function adjourned({ sessionId, tokens }: Meeting): Promise<Ended> {
  const answer = await order(house, tokens.chair ?? '', 'adjournSession', { sessionId });
  expect(answer).toMatchObject({ __typename: 'Accepted' });
  const { session, results } = await told(
    house.address,
    await apiKey(sessionId),
    `query ($id: ID!) {
       session(id: $id) { status quotas { peerGroup excellent allowed base excess status explanation } }
       results(first: 100) { edges { node { session { id } subject { name } level status tally { electorate base counted }
         outcome { final trace { applied explanation before after rule { id source } } } } } } }`,
    { id: sessionId },
  );
  expect(session.status).toBe('ADJOURNED');
  const own = results.edges.map(({ node }: Any) => node).filter((one: Any) => one.session.id === sessionId);
  expect(own.every((result: Any) => result.outcome.final)).toBe(true);
  return { sessionId, results: own, quotas: session.quotas };
}

async function apiKey(sessionId: string): Promise<string> {
  const asked = (query: string, variables: object) =>
    told(house.address, adminToken, query, { ...variables });
  const ofSession = 'query ($id: ID!) { session(id: $id) { organization { id } } }';
  const { session } = await asked(ofSession, { id: sessionId });
  return newKey(house.address, session.organization.id);
}

/** The step of a rule in a result's trace. */
const stepOf = (result: Any, ruleId: string) =>
  result.outcome.trace.find(({ rule }: Any) => rule.id === ruleId);

const cell = { kind: 'PARTY_CELL', name: 'Chi bộ', peerGroup: 'Chi bộ' };
const organization = { kind: 'PARTY_ORGANIZATION', name: 'Đảng bộ xã Thử' };
const member = { kind: 'PARTY_MEMBER', name: 'Đảng viên', peerGroup: 'Đảng viên' };
const all = (choice: string): Marks => [[15, choice]];
const levels = ({ results }: Ended) => results.map(({ level, status }) => [level, status]);
const applied = ({ results: [result] }: Ended) =>
  result.outcome.trace.filter((step: Any) => step.applied).map((step: Any) => step.rule.id);
const many = (count: number, item: object, choice: string): readonly Case[] =>
  Array.from({ length: count }, (_, index) => ({
    item: { ...item, name: `${Reflect.get(item, 'name')} ${index + 1}` },
    marks: all(choice),
  }));
const cells = (excellent: number, good: number) =>
  [...many(excellent, cell, 'EXCELLENT'), ...many(good, cell, 'GOOD')].map(({ item, marks }, index) => ({
    item: { ...item, name: `Chi bộ ${index + 1}` },
    marks,
  }));

describe('the quota', () => {
  test('[P63] (case 1) 2 cells E and 9 G: 2 allowed, within', async () => {
    const { quotas, results } = await held(cells(2, 9));
    expect(results).toHaveLength(11);
    expect(quotas).toMatchObject([{ excellent: 2, base: 9, allowed: 2, excess: 0, status: 'WITHIN' }]);
  });

  test('[P63] (case 2) the same rounded down: 1 allowed, exceeded by 1, a warning', async () => {
    const ended = await held(cells(2, 9), { settings: { quotaRounding: 'FLOOR' } });
    expect(ended.quotas).toMatchObject([{ allowed: 1, excess: 1, status: 'EXCEEDED' }]);
    for (const result of ended.results) {
      const step = stepOf(result, '124-quota.collectives');
      expect(step).toMatchObject({
        applied: true,
        after: result.level,
        explanation: ended.quotas[0].explanation,
      });
      expect(step.explanation).toContain('exceeded by 1');
    }
  });

  test('[P62] (case 3) 39 members E of 255, nothing else known: not determined, with the bound', async () => {
    const peerGroups = [{ peerGroup: 'Đảng viên', size: 255 }];
    const { quotas } = await held(many(39, member, 'EXCELLENT'), { peerGroups });
    expect(quotas).toMatchObject([
      { excellent: 39, base: null, allowed: null, excess: null, status: 'INDETERMINATE' },
    ]);
    expect(quotas[0].explanation).toContain(
      'no further one is excellent and at least 193 of the other 216 are good',
    );
  });

  test('[P62] (case 4) the same with 190 G and 26 K known: 38 allowed, exceeded by 1', async () => {
    const counts = [
      { level: 'GOOD', count: 190 },
      { level: 'COMPLETED', count: 26 },
    ];
    const peerGroups = [{ peerGroup: 'Đảng viên', size: 255, counts }];
    const { quotas } = await held(many(39, member, 'EXCELLENT'), { peerGroups });
    expect(quotas).toMatchObject([{ excellent: 39, base: 190, allowed: 38, excess: 1, status: 'EXCEEDED' }]);
  });

  test('[P63] (case 13) 3 E and 12 G: by 20/100 exceeded by 1, by 25/100 within', async () => {
    const ratio = (numerator: number) => ({ settings: { quotaRatio: { numerator, denominator: 100 } } });
    const { quotas } = await held(cells(3, 12), ratio(20));
    expect(quotas).toMatchObject([{ allowed: 2, excess: 1, status: 'EXCEEDED' }]);
    const wider = await held(cells(3, 12), ratio(25));
    expect(wider.quotas).toMatchObject([{ allowed: 3, excess: 0, status: 'WITHIN' }]);
  });
});

describe('the vote', () => {
  test('[R57] (case 5) the commune organisation, 15 votes G, 18 of 20 targets: G, proposed', async () => {
    const item = { ...organization, facts: { targetsTotal: 20, targetsMet: 18 } };
    const ended = await held([{ item, marks: all('GOOD') }]);
    expect(levels(ended)).toEqual([['GOOD', 'PROPOSED']]);
    expect(ended.quotas).toEqual([]);
  });

  test('[P10] (case 6) 13 of 15 present, 8 E and 5 G: E', async () => {
    const marks: Marks = [
      [8, 'EXCELLENT'],
      [5, 'GOOD'],
    ];
    const ended = await held([{ item: cell, marks }], { absent: 2 });
    expect(levels(ended)).toEqual([['EXCELLENT', 'DECIDED']]);
    expect(ended.results[0].tally).toEqual({ electorate: 13, base: 15, counted: 13 });
    expect(stepOf(ended.results[0], '124-vote.level').explanation).toContain('8 of 15 is more than 1/2');
    expect(stepOf(ended.results[0], '124-vote.quorum').explanation).toContain('13 of 15');
  });

  test('[P10] (case 7) 7 E and 6 G: G; with NEEDS_DECISION no level', async () => {
    const marks: Marks = [
      [7, 'EXCELLENT'],
      [6, 'GOOD'],
    ];
    const ended = await held([{ item: cell, marks }], { absent: 2 });
    expect(levels(ended)).toEqual([['GOOD', 'DECIDED']]);
    const said = ended.results[0].outcome.trace.map(({ explanation }: Any) => explanation).join('\n');
    expect(said).toContain('7 of 15 is not more than 1/2');
    expect(said).toContain('7 + 6 = 13 of 15 is more than 1/2');
    const settings = { noMajority: 'NEEDS_DECISION' };
    const open = await held([{ item: cell, marks }], { absent: 2, settings });
    expect(levels(open)).toEqual([[null, 'NEEDS_DECISION']]);
  });

  test('[P10] (case 8) 2/3 for E, 39 members, 26 E and 13 G: E when inclusive, else G', async () => {
    const marks: Marks = [
      [26, 'EXCELLENT'],
      [13, 'GOOD'],
    ];
    const by = (inclusive: boolean) => {
      const threshold = { share: { numerator: 2, denominator: 3 }, inclusive };
      const settings = { thresholds: [{ level: 'EXCELLENT', threshold }] };
      return held([{ item: cell, marks }], { voters: 39, settings });
    };
    expect([levels(await by(true)), levels(await by(false))]).toEqual([
      [['EXCELLENT', 'DECIDED']],
      [['GOOD', 'DECIDED']],
    ]);
  });

  test('[R10] (case 14) 9 of 15 present: neither convened nor a round opened', async () => {
    const few = await meet([{ item: cell, marks: [] }], 15, 6, {});
    const chair = few.tokens.chair ?? '';
    const { sessionId, reviewIds, seatIds } = few;
    const refusedUnwritten = async (field: string, input: object) => {
      const before = await entriesIn(house, sessionId);
      const refusal = await order(house, chair, field, { sessionId, ...input });
      expect(refusal).toMatchObject({ __typename: 'Refusal', code: 'QUORUM_MISSING' });
      expect(refusal.message).toMatch(/\b9\b.*\b10\b/);
      expect(await entriesIn(house, sessionId)).toBe(before);
    };
    await refusedUnwritten('conveneSession', {});
    await order(house, few.tokens.v9 ?? '', 'checkIn', { sessionId });
    expect((await order(house, chair, 'conveneSession', { sessionId })).__typename).toBe('Accepted');
    await order(house, chair, 'recordPresence', { sessionId, seatId: seatIds.v9, presence: 'EXCUSED' });
    await refusedUnwritten('openRound', { reviewIds });
  });

  test('[R55] (case 15) 13 of 15 cast, 7 E, 5 G, 1 BLANK: G; with base CAST E', async () => {
    const marks: Marks = [
      [7, 'EXCELLENT'],
      [5, 'GOOD'],
      [1, 'BLANK'],
    ];
    expect(levels(await held([{ item: cell, marks }]))).toEqual([['GOOD', 'DECIDED']]);
    const ofCast = await held([{ item: cell, marks }], { settings: { base: 'CAST' } });
    expect(levels(ofCast)).toEqual([['EXCELLENT', 'DECIDED']]);
    expect(stepOf(ofCast.results[0], '124-vote.level').explanation).toContain('7 of 13 is more than 1/2');
  });
});

describe('what the rules do to the vote', () => {
  test('[P30] [P31] (case 9) a member reprimanded, 15 votes E: F by 4.3.d', async () => {
    const item = { ...member, facts: { disciplinedInPeriod: true } };
    const ended = await held([{ item, marks: all('EXCELLENT') }]);
    expect(levels(ended)).toEqual([['NOT_COMPLETED', 'DECIDED']]);
    expect(applied(ended)).toContain('124-12.4.3d');
    const [result] = ended.results;
    const step = result.outcome.trace.find((one: Any) => one.rule.id === '124-12.4.3d');
    expect(step).toMatchObject({ before: 'EXCELLENT', after: 'NOT_COMPLETED' });
    expect(step.rule.source).toContain('4.3.d');
    expect(step.explanation).toContain('self-detected and remedied: not claimed');
  });

  test.each([
    ['GOOD', 4],
    ['GOOD_OR_BETTER', 5],
    ['ALL_RATED', 6],
    ['ALL_MEMBERS', 7],
  ])(
    '[P20] [P63] (case 10) a member admitted 5 months ago among 1 E, 4 G, 1 K: not rated without a vote; %s are %i',
    async (quotaBase, base) => {
      const item = { ...member, key: 'k0', facts: { monthsSinceAdmission: 5 } };
      const counts = [
        { level: 'EXCELLENT', count: 1 },
        { level: 'GOOD', count: 4 },
        { level: 'COMPLETED', count: 1 },
      ];
      const peerGroups = [{ peerGroup: 'Đảng viên', size: 7, counts }];
      const input = preparation({ voters: 15 }, { agenda: [item], settings: { quotaBase }, peerGroups });
      const meeting = await convene(house, input);
      const { sessionId, tokens, reviewIds } = meeting;
      const reviewId = reviewIds[0];
      await order(house, tokens.chair ?? '', 'openReview', { sessionId, reviewId });
      const closed = await order(house, tokens.chair ?? '', 'closeReview', { sessionId, reviewId });
      expect(closed.__typename).toBe('Accepted');
      const ended = await adjourned(meeting);
      expect(levels(ended)).toEqual([[null, 'NOT_RATED']]);
      expect(ended.results[0].tally).toBeNull();
      const step = stepOf(ended.results[0], '124-excluded.new-member');
      expect(step).toMatchObject({ applied: true, after: null });
      expect(step.explanation).toContain('5 is less than 6');
      expect(ended.quotas).toMatchObject([{ excellent: 1, base }]);
    },
  );

  test('[P30] [P40] (case 11) 3, 2, and 2 remedied of 10 units disciplined: F, no level, G', async () => {
    const of = (number: number, facts: object): Case => ({
      item: { ...organization, name: `Đảng bộ ${number}`, facts: { unitsTotal: 10, ...facts } },
      marks: all('GOOD'),
    });
    const ended = await held([
      of(1, { unitsDisciplined: 3 }),
      of(2, { unitsDisciplined: 2 }),
      of(3, { unitsDisciplined: 2, selfDetectedAndRemedied: true }),
    ]);
    expect(levels(ended)).toEqual([
      ['NOT_COMPLETED', 'PROPOSED'],
      [null, 'NEEDS_DECISION'],
      ['GOOD', 'PROPOSED'],
    ]);
    const [forced, open, remedied] = ended.results;
    const units = '124-not-completed.organization.units';
    expect(stepOf(forced, units)).toMatchObject({ applied: true, before: 'GOOD', after: 'NOT_COMPLETED' });
    expect(stepOf(forced, units).explanation).toContain('3 of 10 is more than 20 %');
    expect(stepOf(open, units)).toMatchObject({ applied: false, after: 'GOOD' });
    expect(stepOf(open, units).explanation).toContain('2 of 10 is not more than 20 %');
    const discipline = '124-rated.collective.discipline';
    expect(stepOf(open, discipline)).toMatchObject({ applied: true, before: 'GOOD', after: null });
    expect(stepOf(open, discipline).explanation).toContain('not claimed');
    expect(stepOf(remedied, '124-excellent.collective.discipline').applied).toBe(true);
    expect(stepOf(remedied, discipline)).toMatchObject({ applied: false, after: 'GOOD' });
  });

  test('[P40] (case 12) 92 points, 20 of 20 on time, 6 exceeded: E; 5 exceeded: no level', async () => {
    const of = (number: number, targetsExceeded: number): Case => ({
      item: {
        kind: 'LEADERSHIP_COLLECTIVE',
        name: `Tập thể ${number}`,
        facts: {
          score: '92',
          targetsTotal: 20,
          targetsMet: 20,
          targetsLate: 0,
          targetsExceeded,
          memberDiscipline: 'NONE',
          unitsTotal: 4,
          unitsDisciplined: 0,
        },
      },
      marks: all('EXCELLENT'),
    });
    const ended = await held([of(1, 6), of(2, 5)], {
      policyId: 'vn-366-2025',
      period: { kind: 'YEAR', year: 2025 },
      heldOn: '2025-12-15',
    });
    expect(levels(ended)).toEqual([
      ['EXCELLENT', 'DECIDED'],
      [null, 'NEEDS_DECISION'],
    ]);
    const [excellent, gap] = ended.results;
    for (const ruleId of ['366-excellent.score', '366-excellent.tasks', '366-excellent.discipline']) {
      expect(stepOf(excellent, ruleId)).toMatchObject({ applied: false, after: 'EXCELLENT' });
    }
    expect(stepOf(gap, '366-excellent.tasks').explanation).toContain('5 of 20 is less than 30 %');
    for (const ruleId of ['366-excellent.tasks', '366-good', '366-completed']) {
      expect(stepOf(gap, ruleId).applied).toBe(true);
    }
  });
});
