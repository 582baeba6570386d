import { readFileSync } from 'node:fs';
import { buildSchema } from 'graphql';
import { type Any, newId, told } from './client.ts';
import { adminToken, type TestHouse } from './house.ts';

export interface SignedIn {
  readonly token: string;
  readonly seatId: string;
}

/** A session that was prepared over the API. `codes` are the access codes by seat key, and by `screen` the screens' code. */
export interface PreparedForTest {
  readonly sessionId: string;
  readonly seatIds: Readonly<Record<string, string>>;
  readonly reviewIds: readonly string[];
  readonly codes: Readonly<Record<string, string>>;
}

export const prepareDocument = `mutation Prepare($input: PrepareSessionInput!) {
  prepareSession(input: $input) {
    __typename
    ... on Refusal { code message faults { path message } }
    ... on PreparedSession { session { id status seats { id person { fullName } role } reviews { id position subject { name } } }
      accessCodes { seat { id person { fullName } } code } }
  }
}`;

/**
 * Returns the input of a session with `voters` voting seats, whose keys are chair, v1, v2 … The agenda has the reviews of `members` of them, then of `cells`
 * cells.
 */
export function preparation(
  size: { voters: number; members?: number; cells?: number },
  more: object = {},
): Any {
  const { voters, members = 0, cells = 1 } = size;
  const keys = ['chair', ...Array.from({ length: voters - 1 }, (_, index) => `v${index + 1}`)];
  return {
    commandId: newId(),
    organization: { name: 'Đảng bộ xã Thử', superior: { name: 'Đảng bộ huyện Thử' } },
    title: 'Hội nghị thử',
    period: { kind: 'YEAR', year: 2023 },
    heldOn: '2023-12-11',
    policyId: 'vn-124-2023',
    seats: [
      ...keys.map((key) => ({
        key,
        fullName: `Ủy viên ${key}`,
        role: key === 'chair' ? 'CHAIR' : 'DELEGATE',
      })),
      { key: 'teller', fullName: 'Kiểm phiếu', role: 'TELLER', mayVote: false },
      { key: 'guest', fullName: 'Khách', role: 'GUEST', mayVote: false },
    ],
    agenda: [
      ...keys
        .slice(0, members)
        .map((key) => ({ key: `m-${key}`, kind: 'PARTY_MEMBER', name: `Ủy viên ${key}`, seatKey: key })),
      ...Array.from({ length: cells }, (_, index) => ({
        key: `c${index + 1}`,
        kind: 'PARTY_CELL',
        name: `Chi bộ ${index + 1}`,
      })),
    ],
    ...more,
  };
}

export async function prepareForTest(house: TestHouse, input: Any): Promise<PreparedForTest> {
  const data = await told(house.address, adminToken, prepareDocument, { input });
  const prepared = data.prepareSession;
  if (prepared.__typename !== 'PreparedSession') throw new Error(JSON.stringify(prepared));
  // Seats are matched by their order, because several may have the same name.
  const keys = new Map(prepared.session.seats.map(({ id }: Any, at: number) => [id, input.seats[at].key]));
  const keyOf = (seat: Any) => (seat === null ? 'screen' : keys.get(seat.id));
  return {
    sessionId: prepared.session.id,
    seatIds: Object.fromEntries(prepared.session.seats.map((seat: Any) => [keyOf(seat), seat.id])),
    reviewIds: prepared.session.reviews.map((review: Any) => review.id),
    codes: Object.fromEntries(prepared.accessCodes.map((one: Any) => [keyOf(one.seat), one.code])),
  };
}

/** Signs in with an access code, and returns the token. */
export async function signIn(house: TestHouse, code: string | undefined): Promise<string> {
  const data = await told(
    house.address,
    null,
    'mutation ($input: SignInInput!) { signIn(input: $input) { ... on Credential { token } ... on Refusal { code } } }',
    { input: { code } },
  );
  if (data.signIn.token === undefined) throw new Error(data.signIn.code);
  return data.signIn.token;
}

/** Gives a command whose result is CommandResult, and returns the answer: `Accepted`, or a refusal with its code. */
export async function order(
  house: TestHouse,
  token: string,
  field: string,
  input: Record<string, unknown>,
): Promise<Any> {
  const type = `${field[0]?.toUpperCase()}${field.slice(1)}Input`;
  const inputType =
    {
      ConveneSessionInput: 'SessionCommandInput',
      CheckInInput: 'SessionCommandInput',
      AdjournSessionInput: 'SessionCommandInput',
      OpenReviewInput: 'ReviewCommandInput',
      CloseReviewInput: 'ReviewCommandInput',
      CloseRoundInput: 'RoundCommandInput',
    }[type] ?? type;
  const data = await told(
    house.address,
    token,
    `mutation ($input: ${inputType}!) { ${field}(input: $input) { __typename
      ... on Refusal { code message faults { path message } }
      ... on Accepted { commandId cursor session { id status revision openRound { id } rounds { id status } } } } }`,
    { input: { commandId: newId(), ...input } },
  );
  return data[field];
}

export const castDocument = `mutation ($input: CastBallotInput!) { castBallot(input: $input) { __typename
  ... on Refusal { code message faults { path message } }
  ... on BallotReceipt { commandId roundId cursor } } }`;

export async function cast(house: TestHouse, token: string, input: Record<string, unknown>): Promise<Any> {
  const data = await told(house.address, token, castDocument, { input: { commandId: newId(), ...input } });
  return data.castBallot;
}

export interface Meeting extends PreparedForTest {
  /** The tokens by seat key, and by `screen` the screens' token. */
  readonly tokens: Readonly<Record<string, string>>;
}

/** Prepares a session, signs everybody in, checks the voters in, and convenes. */
export async function convene(house: TestHouse, input: Any): Promise<Meeting> {
  const prepared = await prepareForTest(house, input);
  const { sessionId, codes } = prepared;
  const tokens: Record<string, string> = {};
  for (const [key, code] of Object.entries(codes)) tokens[key] = await signIn(house, code);
  for (const seat of input.seats) {
    if (seat.mayVote !== false) await order(house, tokens[seat.key] ?? '', 'checkIn', { sessionId });
  }
  const convened = await order(house, tokens.chair ?? '', 'conveneSession', { sessionId });
  if (convened.__typename !== 'Accepted') throw new Error(JSON.stringify(convened));
  return { ...prepared, tokens };
}

/** Settles every review at the level of the same place in `levels`, where null is not rated, and adjourns. */
export async function settleAll(
  house: TestHouse,
  { sessionId, reviewIds, tokens }: Meeting,
  levels: readonly (string | null)[],
): Promise<void> {
  const chair = tokens.chair ?? '';
  for (const [index, reviewId] of reviewIds.entries()) {
    const level = levels[index] ?? null;
    await order(house, chair, 'settleOutcome', { sessionId, reviewId, level, reason: 'Tập thể thống nhất' });
  }
  const adjourned = await order(house, chair, 'adjournSession', { sessionId });
  if (adjourned.__typename !== 'Accepted') throw new Error(JSON.stringify(adjourned));
}

/** Opens a round, by default a secret one on all reviews. Returns its id. */
export async function openRound(house: TestHouse, meeting: Meeting, more: object = {}): Promise<string> {
  const { sessionId, reviewIds, tokens } = meeting;
  const opened = await order(house, tokens.chair ?? '', 'openRound', { sessionId, reviewIds, ...more });
  if (opened.__typename !== 'Accepted') throw new Error(JSON.stringify(opened));
  return opened.session.openRound.id;
}

/** Returns the marks of a ballot that has the same choice for every review. */
export function marks(reviewIds: readonly string[], choice = 'GOOD'): { reviewId: string; choice: string }[] {
  return reviewIds.map((reviewId) => ({ reviewId, choice }));
}

/** Returns how many entries the session's journal has. */
export async function entriesIn(house: TestHouse, sessionId: string): Promise<number> {
  return (await house.store.journal.head(sessionId))?.seq ?? 0;
}

/** The types of the mutations' inputs by mutation, such as `CastBallotInput!`. */
export const inputTypes: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(
    buildSchema(readFileSync('schema/api.graphql', 'utf8')).getMutationType()?.getFields() ?? {},
  ).flatMap(([name, field]) => field.args.map((argument) => [name, String(argument.type)])),
);

/** Gives a command, and returns its refusal, or the `__typename` of the answer that accepts it. */
export async function tried(
  house: TestHouse,
  token: string | null,
  field: string,
  input: object,
  language = 'en',
): Promise<Any> {
  const query = `mutation ($input: ${inputTypes[field]}) { ${field}(input: $input) { __typename
    ... on Refusal { code message faults { path message } } } }`;
  return (await told(house.address, token, query, { input }, language))[field];
}
