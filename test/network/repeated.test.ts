import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Any, newId, type RawSocket, rawSocket, told } from '../support/client.ts';
import { openTestHouse, type TestHouse } from '../support/house.ts';
import { convene, type Meeting, marks, openRound, order, preparation } from '../support/session.ts';

// A network may deliver twice, late and in another order: what was sent under one id is one thing, answered alike each time.

const keys = ['chair', 'v1', 'v2', 'v3'];
const socketsEach = 2;
const choices = ['EXCELLENT', 'GOOD', 'COMPLETED', 'NOT_COMPLETED'];
const document = `mutation ($input: CastBallotInput!) { castBallot(input: $input) { __typename
  ... on Refusal { code } ... on BallotReceipt { commandId roundId cursor } } }`;

let house: TestHouse;
let meeting: Meeting;
const sockets = new Map<string, RawSocket[]>();

beforeAll(async () => {
  house = await openTestHouse();
  meeting = await convene(house, preparation({ voters: keys.length }));
  for (const key of keys) {
    const own = Array.from({ length: socketsEach }, () =>
      rawSocket(house.address, { token: meeting.tokens[key] }),
    );
    sockets.set(key, await Promise.all(own));
  }
});
afterAll(() => house.stop());

/** One copy of a ballot on its way. `attempt`: a voter fills in two sheets, each under an id of its own. `by` 2: over HTTP. */
interface Copy {
  readonly voter: number;
  readonly attempt: number;
  readonly by: number;
  /** Whether everything that was sent before must be answered first. */
  readonly waits: boolean;
}

const copies = fc.array(
  fc.record<Copy>({
    voter: fc.nat({ max: keys.length - 1 }),
    attempt: fc.nat({ max: 1 }),
    by: fc.nat({ max: socketsEach }),
    waits: fc.boolean(),
  }),
  { minLength: 3, maxLength: 30 },
);

async function send(key: string, by: number, input: Any): Promise<Any> {
  const raw = sockets.get(key)?.[by];
  if (raw === undefined)
    return (await told(house.address, meeting.tokens[key] ?? '', document, { input })).castBallot;
  const id = newId();
  raw.send({ id, type: 'subscribe', payload: { query: document, variables: { input } } });
  return (await raw.until((message) => message.id === id)).payload.data.castBallot;
}

test('[C2] however copies of ballots are doubled, delayed and reordered: one receipt for each id, one ballot for each seat', async () => {
  const { sessionId, reviewIds, tokens } = meeting;
  const chair = tokens.chair ?? '';
  await fc.assert(
    fc.asyncProperty(copies, async (sent) => {
      const roundId = await openRound(house, meeting);
      const ids = keys.map(() => [newId(), newId()]);
      const answers = new Map<string, Any[]>();
      const underWay: Promise<void>[] = [];
      for (const { voter, attempt, by, waits } of sent) {
        if (waits) await Promise.all(underWay);
        const commandId = ids[voter]?.[attempt] ?? '';
        const choice = choices[(voter + attempt) % choices.length];
        const input = { commandId, sessionId, roundId, choices: marks(reviewIds, choice) };
        const answered = send(keys[voter] ?? '', by, input);
        underWay.push(
          answered.then((one) => void answers.set(commandId, [...(answers.get(commandId) ?? []), one])),
        );
      }
      await Promise.all(underWay);

      const counted: Record<string, number> = {};
      for (const [voter, own] of ids.entries()) {
        const kinds = own.map((id) => new Set((answers.get(id) ?? []).map((one) => JSON.stringify(one))));
        for (const kind of kinds) expect(kind.size).toBeLessThanOrEqual(1);
        const winners = own.filter((id) => answers.get(id)?.[0].__typename === 'BallotReceipt');
        const losers = own.filter((id) => answers.get(id)?.[0].__typename === 'Refusal');
        expect(winners).toHaveLength(sent.some((copy) => copy.voter === voter) ? 1 : 0);
        for (const id of losers) expect(answers.get(id)?.[0].code).toBe('ALREADY_VOTED');
        for (const id of winners) {
          expect(answers.get(id)?.[0]).toMatchObject({ commandId: id, roundId });
          const choice = choices[(voter + own.indexOf(id)) % choices.length] ?? '';
          counted[choice] = (counted[choice] ?? 0) + 1;
        }
      }
      const voters = new Set(sent.map(({ voter }) => voter)).size;
      // Of one or two ballots nothing is counted, for that would disclose them.
      const end = voters < 3 ? 'voidRound' : 'closeRound';
      const ended = await order(house, chair, end, {
        sessionId,
        roundId,
        ...(voters < 3 && { reason: 'Thử' }),
      });
      expect(ended.__typename).toBe('Accepted');
      const query =
        'query ($id: ID!) { node(id: $id) { ... on Round { status turnout tallies { counts { choice count } } } } }';
      const { node } = await told(house.address, chair, query, { id: roundId });
      expect(node.turnout).toBe(voters);
      if (voters < 3) return;
      for (const { choice, count } of node.tallies[0].counts)
        expect([choice, count]).toEqual([choice, counted[choice] ?? 0]);
    }),
    // A smaller example would meet the round that the failure left open.
    { numRuns: 40, endOnFailure: true },
  );
});
