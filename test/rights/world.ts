import { type Any, follow, newId, socket, told } from '../support/client.ts';
import { standingClock, type TestClock } from '../support/clock.ts';
import { adminToken, openTestHouse, type TestHouse } from '../support/house.ts';
import {
  cast,
  inputTypes,
  marks,
  order,
  type PreparedForTest,
  preparation,
  prepareDocument,
  prepareForTest,
  signIn,
} from '../support/session.ts';

/** How far a session has come; `adjourned` has entries of every type. */
export type Stage = 'prepared' | 'discussing' | 'secret round' | 'open vote' | 'counted' | 'adjourned';

/** A session at a stage, with a seat of every role. Whoever acts in it signs in with a code. */
export interface World extends PreparedForTest {
  readonly roundId: string | null;
  readonly organizationId: string;
  readonly personId: string;
  readonly commentId: string | null;
  readonly responseId: string | null;
}

/** A server whose clock can be moved, and what there is beside the session that is asked about. */
export interface Stages {
  readonly house: TestHouse;
  /** A session of another organisation, with the same seats, running. */
  readonly other: PreparedForTest;
  readonly otherOrganizationId: string;
  at(stage: Stage): Promise<World>;
  /** A key, of one organisation or of all. */
  key(organizationId: string | null): Promise<{ readonly id: string; readonly key: string }>;
  revoke(keyId: string): Promise<void>;
  signOut(token: string): Promise<void>;
  /** Replaces the code of a seat or, with null, of the screens; returns the new one. */
  newCode(sessionId: string, seatId: string | null): Promise<string>;
  /** Those that last, by whose they are. */
  readonly tokens: Map<string, string>;
  /** A code of a chair, and what replaces it. */
  replaceable(): { readonly code: string | undefined; replace(): Promise<void> };
  /** Every token that was given before has expired. */
  nextDay(): void;
}

const dayMs = 24 * 60 * 60 * 1_000;
const hourMs = 60 * 60 * 1_000;
const voters = ['v1', 'v2', 'v3', 'v4', 'v5', 'v6', 'v7'];

/** Chair, secretary, teller, guest, whose name looks like a voter's, screens; a member under review, one who presents for a cell, one who does neither. */
function preparationOf(organization: string) {
  const input = preparation({ voters: 4 });
  const seat = (key: string, role: string, mayVote: boolean) => ({
    ...{ key, role, mayVote },
    fullName: key === 'guest' ? 'Ủy viên vl' : `Ủy viên ${key}`,
    position: 'Ủy viên',
  });
  return {
    ...input,
    organization: { name: organization, superior: { name: `Trên ${organization}` } },
    ordinal: 20,
    // Seven ballots are two batches whoever is recused: one of them is shown. All of one level is that level.
    settings: { releaseBatch: 3, base: 'CAST' },
    seats: [
      seat('chair', 'CHAIR', true),
      seat('secretary', 'SECRETARY', true),
      ...['delegate', 'subject', 'presenter', ...voters].map((key) => seat(key, 'DELEGATE', true)),
      seat('teller', 'TELLER', false),
      seat('guest', 'GUEST', false),
    ],
    agenda: [
      {
        ...{ key: 'member', kind: 'PARTY_MEMBER', name: 'Ủy viên subject', seatKey: 'subject' },
        ...{ position: 'Ủy viên', selfLevel: 'GOOD' },
      },
      {
        ...{ key: 'cell', kind: 'PARTY_CELL', name: 'Chi bộ 1', presenterKey: 'presenter' },
        ...{ position: 'Chi bộ', selfLevel: 'GOOD' },
      },
    ],
  };
}

export async function openStages(): Promise<Stages> {
  const clock = standingClock(Date.parse('2023-12-11T08:00:00Z'));
  const house = await openTestHouse({ machineClock: clock });
  const place = { house, clock };
  const other = await sessionAt(place, 'prepared', 'Đảng bộ nơi khác');
  const { sessionId, seatIds, codes } = await sessionAt(place, 'prepared', 'Đảng bộ xã Thử');
  let code = codes.chair;
  const tokens = new Map<string, string>();
  const newCode = async (id: string, seatId: string | null) =>
    (await administer(house, 'issueAccessCode', '... on AccessCode { code }', { sessionId: id, seatId }))
      .code;
  return {
    house,
    other,
    otherOrganizationId: other.organizationId,
    tokens,
    at: (stage) => sessionAt(place, stage, 'Đảng bộ xã Thử'),
    key: (organizationId) =>
      administer(house, 'createApiKey', '... on ApiKey { id key }', { name: 'Kho', organizationId }),
    async revoke(id) {
      await administer(house, 'revokeApiKey', '__typename', { id });
    },
    async signOut(token) {
      await told(house.address, token, 'mutation { signOut }');
    },
    newCode,
    replaceable: () => ({
      code,
      async replace() {
        code = await newCode(sessionId, seatIds.chair ?? '');
      },
    }),
    nextDay() {
      clock.pass(dayMs);
      tokens.clear();
    },
  };
}

interface Place {
  readonly house: TestHouse;
  readonly clock: TestClock;
}

async function sessionAt({ house, clock }: Place, stage: Stage, organization: string): Promise<World> {
  const input = preparationOf(organization);
  const prepared = await prepareForTest(house, input);
  const { sessionId, seatIds, reviewIds, codes } = prepared;
  const entered = new Map<string, string>();
  const as = async (key: string) => {
    const token = entered.get(key) ?? (await signIn(house, codes[key]));
    entered.set(key, token);
    return token;
  };
  const does = async (key: string, field: string, more: object = {}) => {
    const answer = await order(house, await as(key), field, { sessionId, ...more });
    if (answer.__typename !== 'Accepted') throw new Error(`${field}: ${JSON.stringify(answer)}`);
    return answer.session;
  };
  const entry = (type: string) => entryOf(house, sessionId, type);
  let roundId: string | null = null;
  const vote = async (method: string) => {
    roundId = (await does('chair', 'openRound', { reviewIds, method })).openRound.id;
    for (const key of voters) {
      await cast(house, await as(key), { sessionId, roundId, choices: marks(reviewIds) });
    }
    if (method === 'SECRET_BALLOT') await entry('TallyReleased');
  };
  /** A round that was to close by itself, until the server's clock was set back for a while. */
  const voteWhileClockIsSet = async () => {
    const timed = { reviewIds, method: 'OPEN_VOTE', durationSeconds: 600 };
    roundId = (await does('chair', 'openRound', timed)).openRound.id;
    clock.jump(-hourMs);
    await does('chair', 'voidRound', { roundId, reason: 'Đồng hồ nhảy' });
    clock.jump(hourMs);
  };
  const atEnd = async () => ({ ...prepared, roundId, ...(await idsOf(house, sessionId)) });

  if (stage === 'adjourned') await revise(house, sessionId, input);
  for (const { key, mayVote } of input.seats) if (mayVote) await does(key, 'checkIn');
  if (stage === 'prepared') return atEnd();
  await does('chair', 'conveneSession');
  for (const reviewId of reviewIds) {
    await does('chair', 'openReview', { reviewId });
    const texts = { achievements: 'Đạt', shortcomings: 'Chậm', causes: 'Thiếu người', remedies: 'Bổ sung' };
    const targets = [{ name: 'Chỉ tiêu', planned: 20, achieved: 18 }];
    const report = { presentedBy: 'Người trình bày', ...texts, targets };
    await does('chair', 'presentReport', { reviewId, report, selfLevel: 'GOOD' });
    await does('delegate', 'addComment', { reviewId, body: 'Ý kiến' });
    const commentIds = [(await idsOf(house, sessionId, reviewId)).commentId];
    await does('chair', 'respond', { reviewId, stance: 'ACCEPT', body: 'Tiếp thu', commentIds });
  }
  if (stage === 'discussing') return atEnd();
  if (stage === 'secret round' || stage === 'open vote') {
    await vote(stage === 'open vote' ? 'OPEN_VOTE' : 'SECRET_BALLOT');
    return atEnd();
  }
  if (stage === 'adjourned') {
    const reviewId = reviewIds[1] ?? null;
    const { commentId } = await idsOf(house, sessionId, reviewId);
    await does('chair', 'withdrawComment', { reviewId, commentId });
    await voteWhileClockIsSet();
    await vote('OPEN_VOTE');
    await does('chair', 'voidRound', { roundId, reason: 'Nhầm' });
    await vote('OPEN_VOTE');
    await does('chair', 'closeRound', { roundId });
  }
  await vote('SECRET_BALLOT');
  await does('chair', 'closeRound', { roundId });
  if (stage === 'counted') return atEnd();
  await does('chair', 'settleOutcome', { reviewId: reviewIds[1], level: 'GOOD', reason: 'Thống nhất' });
  for (const reviewId of reviewIds) await does('chair', 'closeReview', { reviewId });
  await administer(house, 'issueAccessCode', '__typename', { sessionId, seatId: seatIds.v6 });
  await does('chair', 'adjournSession');
  return atEnd();
}

/** A command of the administrator's. */
async function administer(house: TestHouse, field: string, selection: string, input: object): Promise<Any> {
  const document = `mutation ($input: ${inputTypes[field]}) { it: ${field}(input: $input) { ${selection} } }`;
  return (await told(house.address, adminToken, document, { input: { commandId: newId(), ...input } })).it;
}

/** Waits for an entry, as the administrator sees them. */
async function entryOf(house: TestHouse, sessionId: string, type: string): Promise<void> {
  const client = socket(house.address, adminToken);
  const query = 'subscription ($id: ID!) { sessionEntries(sessionId: $id) { type } }';
  await follow(client, query, { id: sessionId }).until(({ sessionEntries }) => sessionEntries.type === type);
  await client.dispose();
}

async function revise(house: TestHouse, sessionId: string, input: object): Promise<void> {
  const document = prepareDocument
    .replace('PrepareSessionInput!', 'ReviseSessionInput!')
    .replace('prepareSession(', 'reviseSession(');
  const preparation = { ...input, commandId: newId() };
  await told(house.address, adminToken, document, { input: { sessionId, preparation } });
}

/** Of a review, by default the first: its first comment and response. */
async function idsOf(house: TestHouse, sessionId: string, reviewId: string | null = null) {
  const document = `query ($id: ID!) { session(id: $id) { organization { id } seats { person { id } }
    reviews { id comments { id } responses { id } } } }`;
  const { session } = await told(house.address, adminToken, document, { id: sessionId });
  const review = session.reviews.find(({ id }: Any) => id === reviewId) ?? session.reviews[0];
  return {
    organizationId: session.organization.id,
    personId: session.seats[3].person.id,
    commentId: review.comments[0]?.id ?? null,
    responseId: review.responses[0]?.id ?? null,
  };
}
