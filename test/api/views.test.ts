import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Any, ask, follow, newId, socket, told } from '../support/client.ts';
import { adminToken, openTestHouse, type TestHouse } from '../support/house.ts';
import { newKey } from '../support/keys.ts';
import {
  cast,
  convene,
  type Meeting,
  marks,
  openRound,
  order,
  preparation,
  prepareDocument,
  prepareForTest,
  signIn,
} from '../support/session.ts';

// What each class of viewers may know, as a query, a frame and the journal tell it.

const selection = `status seats { id presence } attendance { present }
  reviews { report { achievements } comments { body } responses { body } }
  openRound { id turnout electorate awaiting { id } tallies { counted counts { choice count } } rollCall { seat { id } } }
  rounds { rollCall { seat { id } choices { choice } } tallies { counted } }`;

const classes = ['admin', 'chair', 'secretary', 'teller', 'v1', 'guest', 'screen'] as const;
type Class = (typeof classes)[number];

const knowsPresence: readonly Class[] = ['admin', 'chair', 'secretary', 'teller', 'v1'];
const knowsWhoHasCast: readonly Class[] = ['chair', 'secretary', 'teller'];

describe('while a secret round and then an open vote are under way', () => {
  let house: TestHouse;
  let meeting: Meeting;
  let client: string;

  const tokenOf = (who: Class) => (who === 'admin' ? adminToken : (meeting.tokens[who] ?? ''));

  /** The session as a query and as a frame show it: they must be alike. */
  const seenBy = async (token: string): Promise<Any> => {
    const id = meeting.sessionId;
    const asked = await told(house.address, token, `query ($id: ID!) { session(id: $id) { ${selection} } }`, {
      id,
    });
    const one = socket(house.address, token);
    const frames = follow(
      one,
      `subscription ($id: ID!) { sessionWatch(sessionId: $id) { session { ${selection} } } }`,
      { id },
    );
    const { sessionWatch } = await frames.until(() => true);
    await one.dispose();
    expect(sessionWatch.session).toEqual(asked.session);
    return asked.session;
  };

  beforeAll(async () => {
    house = await openTestHouse();
    const input = preparation({ voters: 5 });
    input.seats.push({ key: 'secretary', fullName: 'Thư ký', role: 'SECRETARY', mayVote: false });
    meeting = await convene(house, input);
    client = await newKey(house.address);
    const { sessionId, reviewIds, tokens } = meeting;
    const chair = tokens.chair ?? '';
    const review = { sessionId, reviewId: reviewIds[0] };
    await order(house, chair, 'openReview', review);
    await order(house, chair, 'presentReport', { ...review, report: { achievements: 'Đạt' } });
    await order(house, tokens.v1 ?? '', 'addComment', { ...review, body: 'Ý kiến' });
    await order(house, chair, 'respond', { ...review, stance: 'EXPLAIN', body: 'Giải trình' });
    const roundId = await openRound(house, meeting);
    await cast(house, tokens.v1 ?? '', { sessionId, roundId, choices: marks(reviewIds) });
  });
  afterAll(() => house.stop());

  test.each(classes)(
    '[R71] [R72] %s: the agenda, presence, who has cast, and no count of a secret round',
    async (who) => {
      const seen = await seenBy(tokenOf(who));
      expect(seen.reviews).toEqual([
        {
          report: { achievements: 'Đạt' },
          comments: [{ body: 'Ý kiến' }],
          responses: [{ body: 'Giải trình' }],
        },
      ]);
      const presences = seen.seats.map((seat: Any) => seat.presence);
      expect(presences.includes('PRESENT')).toBe(knowsPresence.includes(who));
      expect(presences.every((presence: Any) => presence === null)).toBe(!knowsPresence.includes(who));
      expect(seen.attendance).toEqual({ present: 5 });
      const { seatIds } = meeting;
      const waiting = ['chair', 'v2', 'v3', 'v4'].map((key) => ({ id: seatIds[key] }));
      expect(seen.openRound).toMatchObject({
        turnout: 1,
        electorate: 5,
        rollCall: null,
        awaiting: knowsWhoHasCast.includes(who) ? waiting : null,
      });
      expect(seen.openRound.tallies[0].counted).toBe(0);
      expect(seen.openRound.tallies[0].counts.every((one: Any) => one.count === 0)).toBe(true);
    },
  );

  test.each(classes)(
    '[R75] %s: the journal says who, where that may be known, and never what',
    async (who) => {
      const one = socket(house.address, tokenOf(who));
      onTestFinished(async () => one.dispose());
      const entries = follow(
        one,
        `subscription ($id: ID!) { sessionEntries(sessionId: $id) { seq type seat { id } presence comment { body }
        review { id } round { id } tallies { counted } outcome { level } } }`,
        { id: meeting.sessionId },
      );
      await entries.until(({ sessionEntries }) => sessionEntries.type === 'BallotSealed');
      const of = (type: string) =>
        entries.items.map(({ sessionEntries }) => sessionEntries).filter((entry) => entry.type === type);
      const presence = knowsPresence.includes(who) ? 'PRESENT' : null;
      for (const entry of of('PresenceRecorded')) {
        expect([entry.presence, entry.seat === null]).toEqual([presence, presence === null]);
      }
      const caster = knowsWhoHasCast.includes(who) ? { id: meeting.seatIds.v1 } : null;
      expect(of('BallotSealed')).toMatchObject([
        { seat: caster, tallies: null, outcome: null, review: null },
      ]);
      expect(of('CommentAdded')).toMatchObject([
        { seat: { id: meeting.seatIds.v1 }, comment: { body: 'Ý kiến' } },
      ]);
    },
  );

  test('[R73] the roll call of an open vote is alike for all present, and shown to API clients after adjournment', async () => {
    const { sessionId, reviewIds, tokens } = meeting;
    const chair = tokens.chair ?? '';
    const { session } = await told(
      house.address,
      chair,
      'query ($id: ID!) { session(id: $id) { openRound { id } } }',
      { id: sessionId },
    );
    await order(house, chair, 'voidRound', {
      sessionId,
      roundId: session.openRound.id,
      reason: 'Biểu quyết lại',
    });
    const roundId = await openRound(house, meeting, { method: 'OPEN_VOTE' });
    await cast(house, tokens.v2 ?? '', { sessionId, roundId, choices: marks(reviewIds) });
    for (const who of classes) {
      const { openRound: round } = await seenBy(tokenOf(who));
      expect(round).toMatchObject({
        rollCall: [{ seat: { id: meeting.seatIds.v2 } }],
        tallies: [{ counted: 1 }],
      });
    }
    const query = `query ($id: ID!) { session(id: $id) { ${selection} } }`;
    expect((await told(house.address, client, query, { id: sessionId })).session).toBeNull();

    await order(house, chair, 'closeRound', { sessionId, roundId });
    await order(house, chair, 'adjournSession', { sessionId });
    const outside = (await told(house.address, client, query, { id: sessionId })).session;
    expect(outside).toMatchObject({ status: 'ADJOURNED', seats: [], reviews: [] });
    expect(outside.rounds.map((round: Any) => round.rollCall)).toEqual([
      null,
      [{ seat: { id: meeting.seatIds.v2 }, choices: [{ choice: 'GOOD' }] }],
    ]);
  });

  test('[R70] nobody else knows of the session: another one’s seats and screens, strangers, an API client before adjournment', async () => {
    const other = await convene(house, preparation({ voters: 3 }));
    const { sessionId } = meeting;
    const outsiders = [other.tokens.chair, other.tokens.v1, other.tokens.screen, null];
    const ids = [sessionId, meeting.seatIds.v1, meeting.reviewIds[0]];
    for (const token of outsiders) {
      const query = 'query ($id: ID!) { session(id: $id) { id } node(id: $id) { id } }';
      for (const id of ids) {
        const { session, node } = await told(house.address, token ?? null, query, { id });
        expect([session, node]).toEqual([null, null]);
      }
      const { sessions } = await told(
        house.address,
        token ?? null,
        '{ sessions(first: 9) { edges { node { id } } } }',
      );
      expect(sessions.edges.map(({ node }: Any) => node.id)).toEqual(token === null ? [] : [other.sessionId]);
      const one = socket(house.address, token ?? null);
      onTestFinished(async () => one.dispose());
      for (const field of ['sessionWatch', 'ownWatch', 'sessionEntries']) {
        const refused = follow(one, `subscription ($id: ID!) { ${field}(sessionId: $id) { cursor } }`, {
          id: sessionId,
        });
        const code = token === null ? 'UNAUTHENTICATED' : 'FORBIDDEN';
        expect(await refused.ended).toMatchObject([{ extensions: { code } }]);
      }
    }
    const before = socket(house.address, client);
    onTestFinished(async () => before.dispose());
    const early = follow(before, 'subscription ($id: ID!) { sessionWatch(sessionId: $id) { cursor } }', {
      id: other.sessionId,
    });
    expect(await early.ended).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });
});

test('[R51] [R72] turnout only: no count and no roll call before closing, also of an open vote', async () => {
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  const meeting = await convene(house, preparation({ voters: 4 }));
  const { sessionId, reviewIds, tokens } = meeting;
  const roundId = await openRound(house, meeting, { method: 'OPEN_VOTE', display: 'TURNOUT_ONLY' });
  for (const key of ['chair', 'v1', 'v2']) {
    await cast(house, tokens[key] ?? '', { sessionId, roundId, choices: marks(reviewIds) });
  }
  const query = `query ($id: ID!) { session(id: $id) { rounds { turnout rollCall { seat { id } } tallies { counted } } } }`;
  const rounds = async (token: string) =>
    (await told(house.address, token, query, { id: sessionId })).session.rounds;
  for (const key of ['chair', 'teller', 'v3', 'screen']) {
    expect(await rounds(tokens[key] ?? '')).toEqual([
      { turnout: 3, rollCall: null, tallies: [{ counted: 0 }] },
    ]);
  }
  await order(house, tokens.chair ?? '', 'closeRound', { sessionId, roundId });
  expect(await rounds(tokens.screen ?? '')).toMatchObject([
    { rollCall: [{}, {}, {}], tallies: [{ counted: 3 }] },
  ]);
});

test('[L4] who is given another role is shown no more frames of the former one', async () => {
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  const input = preparation({ voters: 3 });
  const prepared = await prepareForTest(house, input);
  const token = await signIn(house, prepared.codes.v1);
  const client = socket(house.address, token);
  onTestFinished(async () => client.dispose());
  const query =
    'subscription ($id: ID!) { sessionWatch(sessionId: $id) { session { title seats { presence } } } }';
  const variables = { id: prepared.sessionId };
  const frames = follow(client, query, variables);
  expect((await frames.until(() => true)).sessionWatch.session.seats[0].presence).toBe('EXPECTED');
  const seats = input.seats.map((seat: Any) =>
    seat.key === 'v1' ? { ...seat, role: 'GUEST', mayVote: false } : seat,
  );
  const revised = { ...input, commandId: newId(), title: 'Hội nghị sửa', seats };
  await told(
    house.address,
    adminToken,
    prepareDocument
      .replace('PrepareSessionInput!', 'ReviseSessionInput!')
      .replace('prepareSession(', 'reviseSession('),
    { input: { sessionId: prepared.sessionId, preparation: revised } },
  );
  expect(await frames.ended).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  expect(frames.items).toHaveLength(1);
  const again = await follow(client, query, variables).until(() => true);
  expect(again.sessionWatch.session).toMatchObject({ title: 'Hội nghị sửa' });
  expect(again.sessionWatch.session.seats.every((seat: Any) => seat.presence === null)).toBe(true);
});

test('[R80] a key of a unit sees of a sheet its own count alone', async () => {
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  const meeting = await convene(house, preparation({ voters: 4, cells: 2 }));
  const { sessionId, reviewIds, tokens } = meeting;
  const roundId = await openRound(house, meeting, { method: 'OPEN_VOTE' });
  for (const key of ['chair', 'v1', 'v2']) {
    await cast(house, tokens[key] ?? '', { sessionId, roundId, choices: marks(reviewIds) });
  }
  await order(house, tokens.chair ?? '', 'closeRound', { sessionId, roundId });
  await order(house, tokens.chair ?? '', 'adjournSession', { sessionId });
  const cells = await told(
    house.address,
    adminToken,
    '{ results(first: 9) { edges { node { id subject { name organization { id } } } } } }',
  );
  const [mine, foreign] = cells.results.edges.map(({ node }: Any) => node);
  const key = await newKey(house.address, mine.subject.organization.id);
  const { results } = await told(
    house.address,
    key,
    '{ results(first: 9) { edges { node { id session { id } tally { counted review { id subject { name } } } } } } }',
  );
  expect(results.edges).toEqual([
    {
      node: {
        id: mine.id,
        session: null,
        tally: { counted: 3, review: { id: reviewIds[0], subject: { name: 'Chi bộ 1' } } },
      },
    },
  ]);
  const through = await ask(
    house.address,
    key,
    `{ results(first: 9) { edges { node { tally { review { outcome { level } rounds { rollCall { seat { id } } reviews { subject { name } }
      tallies { counted review { subject { name } outcome { level } } } } } } } } } }`,
  );
  expect(JSON.stringify(through.data)).not.toContain(foreign.subject.name);
});
