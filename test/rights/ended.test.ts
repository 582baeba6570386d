import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId, rawSocket } from '../support/client.ts';
import { order, signIn } from '../support/session.ts';
import { openStages, type Stages, type World } from './world.ts';

// Who is put out in the middle of a socket that follows and commands: the socket closes, and what happens from then on is neither
// told to it nor done for it. A socket that did not close would fail by the test's time limit.

const closesWithinMs = 20_000;

let stages: Stages;
beforeAll(async () => {
  stages = await openStages();
});
afterAll(() => stages.house.stop());

const watch =
  'subscription ($id: ID!) { sessionWatch(sessionId: $id) { session { reviews { comments { body } } } } }';
const entries = 'subscription ($id: ID!) { sessionEntries(sessionId: $id) { comment { body } } }';
const comment = 'mutation ($input: AddCommentInput!) { addComment(input: $input) { __typename } }';

/** Follows the session in both ways, and waits until both have begun. */
async function following(token: string, { sessionId }: World) {
  const raw = await rawSocket(stages.house.address, { token });
  for (const [id, query] of Object.entries({ watch, entries })) {
    raw.send({ id, type: 'subscribe', payload: { query, variables: { id: sessionId } } });
    await raw.until((message) => message.id === id && message.type === 'next');
  }
  return raw;
}

async function putOut(token: string, world: World, end: () => Promise<unknown>): Promise<void> {
  const { sessionId, reviewIds, codes } = world;
  const raw = await following(token, world);
  await end();
  const input = { commandId: newId(), sessionId, reviewId: reviewIds[0], body: 'Sau khi hết quyền' };
  raw.send({ id: 'late', type: 'subscribe', payload: { query: comment, variables: { input } } });
  const presenter = await signIn(stages.house, codes.presenter);
  const more = { ...input, commandId: newId(), body: 'Bí mật' };
  const { __typename, code } = await order(stages.house, presenter, 'addComment', more);
  expect(code ?? __typename).toBe(world.roundId === null ? 'Accepted' : 'SESSION_ADJOURNED');
  expect(await raw.closed).toBe(4403);
  expect(raw.texts.filter((text) => /Bí mật|Sau khi hết quyền|Accepted/.test(text))).toEqual([]);
  const entries = await stages.house.store.journal.read(sessionId, 0, 1_000);
  expect(entries.filter(({ body }) => body.includes('Sau khi hết quyền'))).toEqual([]);
}

test.each(['chair', 'secretary', 'teller', 'delegate', 'subject', 'guest', 'screen'])(
  '[C8] [L4] %s, by a new code: the socket closes, and follows and commands nothing more',
  async (role) => {
    const world = await stages.at('discussing');
    const token = await signIn(stages.house, world.codes[role]);
    const seatId = world.seatIds[role] ?? null;
    await putOut(token, world, () => stages.newCode(world.sessionId, seatId));
  },
  closesWithinMs,
);

test(
  '[L4] a delegate who signs out: the same',
  async () => {
    const world = await stages.at('discussing');
    const token = await signIn(stages.house, world.codes.subject);
    await putOut(token, world, () => stages.signOut(token));
  },
  closesWithinMs,
);

test(
  '[R80] [L4] a key that is revoked while it follows an adjourned session: the same',
  async () => {
    const world = await stages.at('adjourned');
    const { id, key } = await stages.key(null);
    await putOut(key, world, () => stages.revoke(id));
  },
  closesWithinMs,
);
