import { expect } from 'vitest';
import { type Any, newId, told } from '../support/client.ts';
import { adminToken, type TestHouse } from '../support/house.ts';
import { newKey } from '../support/keys.ts';
import { cast, order, prepareForTest, signIn } from '../support/session.ts';

const choices: Readonly<Record<string, string>> = {
  E: 'EXCELLENT',
  G: 'GOOD',
  K: 'COMPLETED',
  F: 'NOT_COMPLETED',
  N: 'NOT_RATED',
  B: 'BLANK',
};

/** '8E 5G': a choice for each voter who casts, in order. */
function choicesOf(marks: string): string[] {
  return marks.split(' ').flatMap((one) => {
    const choice = choices[one.slice(-1)];
    if (choice === undefined) throw new Error(`no mark: ${one}`);
    return Array.from({ length: Number(one.slice(0, -1)) }, () => choice);
  });
}

export const outcomeFields = `outcome { level status authority final ruledLevel ruledStatus settledReason
  trace { rule { id } applied before after explanation } }`;
export const quotaFields = 'quotas { peerGroup excellent allowed base excess status explanation }';

let communes = 0;

interface Absences {
  readonly voters?: number;
  /** So many of the voters, the last ones, stay away. */
  readonly absent?: number;
}

/**
 * A session in which nobody who votes is under review, of a commune that has held none before: prepared, and all but the absent
 * voters checked in, over the API. The first voter is the chair.
 */
export async function summon(
  house: TestHouse,
  agenda: readonly Any[],
  { voters = 15, absent = 0, ...more }: Absences & Record<string, unknown> = {},
): Promise<Committee> {
  communes += 1;
  const seats = Array.from({ length: voters }, (_, index) => ({
    key: `v${index}`,
    fullName: `Ủy viên ${index + 1}`,
    role: index === 0 ? 'CHAIR' : 'DELEGATE',
  }));
  const prepared = await prepareForTest(house, {
    commandId: newId(),
    organization: { name: `Đảng bộ xã ${communes}`, superior: { name: 'Đảng bộ huyện Thử' } },
    title: 'Hội nghị kiểm điểm',
    period: { kind: 'YEAR', year: 2023 },
    heldOn: '2023-12-11',
    policyId: 'vn-124-2023',
    seats,
    agenda,
    ...more,
  });
  const present = seats.slice(0, voters - absent);
  const tokens = await Promise.all(present.map(({ key }) => signIn(house, prepared.codes[key])));
  const reviewIds = new Map(agenda.map(({ key }, index) => [key, prepared.reviewIds[index] ?? '']));
  const committee = new Committee(house, prepared.sessionId, reviewIds, prepared.seatIds, tokens);
  for (const token of tokens) await committee.ordered('checkIn', {}, token);
  return committee;
}

/** The same, convened. */
export async function meet(...args: Parameters<typeof summon>): Promise<Committee> {
  const committee = await summon(...args);
  await committee.ordered('conveneSession');
  return committee;
}

export class Committee {
  readonly house: TestHouse;
  readonly sessionId: string;
  readonly reviewIds: ReadonlyMap<string, string>;
  readonly seatIds: Readonly<Record<string, string>>;
  /** Of those present, the chair first. */
  readonly tokens: readonly string[];

  constructor(
    house: TestHouse,
    sessionId: string,
    reviewIds: ReadonlyMap<string, string>,
    seatIds: Readonly<Record<string, string>>,
    tokens: readonly string[],
  ) {
    this.house = house;
    this.sessionId = sessionId;
    this.reviewIds = reviewIds;
    this.seatIds = seatIds;
    this.tokens = tokens;
  }

  get chair(): string {
    return this.tokens[0] ?? '';
  }

  reviewId(key: string): string {
    return this.reviewIds.get(key) ?? '';
  }

  /** What a command gets, by default the chair's. */
  order(field: string, input: object = {}, token = this.chair): Promise<Any> {
    return order(this.house, token, field, { sessionId: this.sessionId, ...input });
  }

  /** The session after a command that must be accepted. */
  async ordered(field: string, input: object = {}, token = this.chair): Promise<Any> {
    const answer = await this.order(field, input, token);
    expect(answer).toMatchObject({ __typename: 'Accepted' });
    return answer.session;
  }

  /** A round on one sheet, opened, cast at once by as many of those present as there are marks, and closed; its reviews too. */
  async vote(marks: Readonly<Record<string, string>>, method = 'SECRET_BALLOT'): Promise<void> {
    const reviewIds = Object.keys(marks).map((key) => this.reviewId(key));
    const columns = Object.values(marks).map(choicesOf);
    const roundId = (await this.ordered('openRound', { reviewIds, method })).openRound.id;
    const ballots = this.tokens.slice(0, columns[0]?.length).map(async (token, voter) => {
      const sheet = reviewIds.map((reviewId, index) => ({ reviewId, choice: columns[index]?.[voter] }));
      const input = { sessionId: this.sessionId, roundId, choices: sheet };
      expect(await cast(this.house, token, input)).toMatchObject({ __typename: 'BallotReceipt' });
    });
    await Promise.all(ballots);
    await this.ordered('closeRound', { roundId });
    for (const reviewId of reviewIds) await this.ordered('closeReview', { reviewId });
  }

  settle(key: string, level: string | null, reason = 'Tập thể thống nhất'): Promise<Any> {
    return this.ordered('settleOutcome', { reviewId: this.reviewId(key), level, reason });
  }

  /** The session as the chair sees it now: outcomes by key, and the quotas. */
  async now(): Promise<{ outcomes: Any; quotas: Any; status: string }> {
    const query = `query ($id: ID!) { session(id: $id) { status ${quotaFields} reviews { id ${outcomeFields} } } }`;
    const { session } = await told(this.house.address, this.chair, query, { id: this.sessionId });
    const byId = new Map(session.reviews.map(({ id, outcome }: Any) => [id, outcome]));
    const outcomes = [...this.reviewIds].map(([key, id]) => [key, byId.get(id)]);
    return {
      outcomes: Object.fromEntries(outcomes),
      quotas: session.quotas,
      status: session.status,
    };
  }

  /** An API key that reads this commune's history and no other. */
  async apiKey(): Promise<string> {
    const { session } = await told(
      this.house.address,
      adminToken,
      'query ($id: ID!) { session(id: $id) { organization { id } } }',
      { id: this.sessionId },
    );
    return newKey(this.house.address, session.organization.id);
  }

  /** Adjourns, and tells what an outside client then reads: results in the order of the agenda, and the quotas. */
  async adjourned(): Promise<{ results: Any[]; quotas: Any[] }> {
    expect((await this.ordered('adjournSession')).status).toBe('ADJOURNED');
    const data = await told(this.house.address, await this.apiKey(), historyQuery, { id: this.sessionId });
    expect(data.session.status).toBe('ADJOURNED');
    const results = data.results.edges.map(({ node }: Any) => node);
    expect(results.every(({ session }: Any) => session.id === this.sessionId)).toBe(true);
    expect(results.every(({ outcome }: Any) => outcome.final)).toBe(true);
    for (const { level, status, outcome } of results) {
      expect({ level, status }).toEqual({ level: outcome.level, status: outcome.status });
    }
    return { results, quotas: data.session.quotas };
  }
}

const historyQuery = `query ($id: ID!) {
  session(id: $id) { status ${quotaFields} }
  results(first: 100) { edges { node { level status authority subject { name } session { id }
    tally { electorate base counted } ${outcomeFields} } } }
}`;

/** The step of a rule in a trace. */
export function stepOf(outcome: Any, ruleId: string): Any {
  return outcome.trace.find(({ rule }: Any) => rule.id === ruleId);
}

/** So many items of a kind, with keys `${letter}1`, `${letter}2` … */
export function items(count: number, kind: string, letter: string, more: object = {}): Any[] {
  return Array.from({ length: count }, (_, index) => ({
    key: `${letter}${index + 1}`,
    kind,
    name: `${kind} ${letter}${index + 1}`,
    ...more,
  }));
}

/** The same marks for each of these items. */
export function each(agenda: readonly Any[], marks: string): Record<string, string> {
  return Object.fromEntries(agenda.map(({ key }) => [key, marks]));
}
