import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { type Any, type Following, follow, newId, socket } from '../support/client.ts';
import { openTestHouse, type TestHouse } from '../support/house.ts';
import { convene, entriesIn, type Meeting, openRound, order, preparation } from '../support/session.ts';

/** A meeting with a secret round on its first two reviews: the chair's own and a cell's. */
export interface Undisturbed {
  house: TestHouse;
  meeting: Meeting;
  roundId: string;
  /** What the test itself has written, by now, is not held against it. */
  settle(): Promise<void>;
  token(key: string): string;
  /** Posts as it is, to look at the raw answer. */
  post(body: string, headers?: Record<string, string>): Promise<{ status: number; body: Any }>;
  /** One operation on a socket of its own. */
  overSocket(query: string, variables?: object): Promise<{ errors: Any }>;
}

/**
 * Whatever a test of this file sends: afterwards nothing is written, no answer that came through here tells of the inside, and a
 * bystander still gets frames.
 */
export function undisturbed(): Undisturbed {
  const heard: string[] = [];
  let before: readonly number[] = [];
  let bystander: Following<Any>;
  const one = {
    token: (key: string) => one.meeting.tokens[key] ?? '',
    async settle() {
      before = await journals();
    },
    async post(body: string, headers: Record<string, string> = {}) {
      const response = await fetch(`${one.house.address}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
      });
      const text = await response.text();
      heard.push(text);
      return { status: response.status, body: JSON.parse(text) };
    },
    async overSocket(query: string, variables: object = {}) {
      const client = socket(one.house.address, one.token('v1'));
      const following = follow(client, query, { ...variables });
      const errors = await Promise.race([
        following.ended,
        following.until(() => true).catch(() => undefined),
      ]);
      heard.push(JSON.stringify(errors));
      await client.dispose();
      return { errors };
    },
  } as Undisturbed;
  const journals = async () => [
    await entriesIn(one.house, one.meeting.sessionId),
    await entriesIn(one.house, 'house'),
  ];

  beforeAll(async () => {
    one.house = await openTestHouse();
    one.meeting = await convene(one.house, preparation({ voters: 6, members: 1, cells: 2 }));
    const { sessionId, reviewIds, seatIds } = one.meeting;
    const chair = one.token('chair');
    await order(one.house, chair, 'openReview', { sessionId, reviewId: reviewIds[1] });
    await order(one.house, chair, 'recordPresence', { sessionId, seatId: seatIds.v5, presence: 'ABSENT' });
    one.roundId = await openRound(one.house, one.meeting, { reviewIds: reviewIds.slice(0, 2) });
    const client = socket(one.house.address, one.token('screen'));
    bystander = follow(
      client,
      'subscription ($id: ID!) { sessionWatch(sessionId: $id) { session { reviews { comments { body } } } } }',
      { id: sessionId },
    );
    await bystander.until(() => true);
  });
  afterAll(() => one.house.stop());

  beforeEach(async () => {
    heard.length = 0;
    before = await journals();
  });
  afterEach(async () => {
    expect(await journals()).toEqual(before);
    for (const text of heard) {
      expect(text).not.toMatch(/\\n\s+at |node_modules|\.[jt]s:\d|SQLITE|TypeError|ReferenceError/);
    }
    const body = `Vẫn họp ${newId()}`;
    const { sessionId, reviewIds } = one.meeting;
    const said = await order(one.house, one.token('v2'), 'addComment', {
      sessionId,
      reviewId: reviewIds[1],
      body,
    });
    expect(said.__typename).toBe('Accepted');
    await bystander.until(({ sessionWatch }) =>
      sessionWatch.session.reviews[1].comments.some((comment: Any) => comment.body === body),
    );
  });
  return one;
}

/** The code of an answer's first error. */
export const codeOf = ({ errors }: Any): string | undefined => errors?.[0]?.extensions?.code;

/** The body of a request. */
export const operation = (query: string, more: object = {}): string => JSON.stringify({ query, ...more });
