import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gql } from '@apollo/client';
import { expect, onTestFinished, test } from 'vitest';
import { type Any, newId } from '../support/client.ts';
import { openTestHouse, type TestHouse, temporaryFolder } from '../support/house.ts';
import { type Network, openNetwork } from '../support/network.ts';
import {
  cast,
  convene,
  entriesIn,
  type Meeting,
  marks,
  openRound,
  order,
  preparation,
} from '../support/session.ts';
import { connect } from './guide/apollo.ts';
import { noWarnings } from './warnings.ts';

// Apollo Client, set up as in docs/clients.md, on a network that is cut again and again while people comment and vote.

noWarnings();
const sdl = readFileSync('schema/api.graphql', 'utf8');

const view = gql`fragment View on Session {
  id ordinal title heldOn status revision cursor period { kind year quarter } organization { id name superior { id name } }
  attendance { summoned present excused absent quorumNeeded quorumMet } head { seq hash }
  settings { base noMajority quorum { numerator denominator } thresholds { level threshold { inclusive share { numerator } } } }
  policy { id name rules { id summary certainty } }
  seats { id position role mayVote presence person { id fullName } }
  reviews { id position status selfLevel subject { kind name peerGroup organization { id } person { id } } presenter { id }
    report { presentedBy achievements targets { name planned achieved exceeded } }
    comments { id body at author { id } } responses { id stance body at author { id } comments { id } }
    outcome { level status authority final ruledLevel settledReason trace { applied before after explanation rule { id } } } }
  currentReview { id } openRound { id }
  rounds { id method display status electorate turnout openedAt closesAt closedAt voidReason reviews { id }
    tallies { revision electorate base counted counts { choice count } review { id } }
    awaiting { id } rollCall { seat { id } choices { choice review { id } } } }
  quotas { peerGroup excellent allowed base excess status explanation } }`;
const watch = gql`subscription ($id: ID!, $after: Cursor) {
  sessionWatch(sessionId: $id, after: $after) { cursor session { ...View } } } ${view}`;
const look = gql`query ($id: ID!) { session(id: $id) { ...View } } ${view}`;
const read = gql`subscription ($id: ID!, $after: Cursor) {
  sessionEntries(sessionId: $id, after: $after) { cursor seq type review { id status comments { id body } } round { id turnout } } }`;

interface Scene {
  readonly house: TestHouse;
  readonly network: Network;
  readonly meeting: Meeting;
}

async function scene(file: string | null = null): Promise<Scene> {
  const house = await openTestHouse({ file });
  // One on disk is for a test that starts it again.
  if (file === null) onTestFinished(() => house.stop());
  const network = await openNetwork(house.address);
  onTestFinished(() => network.stop());
  return { house, network, meeting: await convene(house, preparation({ voters: 5, members: 1, cells: 2 })) };
}

function opened(address: string, token: string | undefined) {
  const { client, stop } = connect({ address, token: token ?? '', sdl });
  onTestFinished(stop);
  return client;
}

/** Follows a subscription of Apollo Client: everything that came, and the first that fits. */
function followed(client: ReturnType<typeof opened>, query: Any, variables: Any) {
  const items: Any[] = [];
  const waiting = new Set<() => void>();
  const errors: unknown[] = [];
  const following = client.subscribe<Any>({ query, variables }).subscribe(({ data, error }) => {
    if (error) errors.push(error);
    if (data) items.push(data);
    for (const again of [...waiting]) again();
  });
  onTestFinished(() => following.unsubscribe());
  const until = (fits: (item: Any) => boolean): Promise<Any> =>
    new Promise((found, failed) => {
      const again = () => {
        const item = items.find(fits);
        if (item === undefined && errors.length === 0) return;
        waiting.delete(again);
        if (item === undefined) failed(errors[0]);
        else found(item);
      };
      waiting.add(again);
      again();
    });
  return { items, until };
}

/** Everything that a meeting does, in steps: comments, a secret and an open round, a settlement. */
function* acts({ house, meeting }: Scene): Generator<() => Promise<unknown>> {
  const { sessionId, reviewIds, tokens } = meeting;
  const [first, second] = reviewIds;
  const chair = tokens.chair ?? '';
  const voters = ['chair', 'v1', 'v2', 'v3', 'v4'];
  const did = async (field: string, input: object, key = 'chair') =>
    expect(await order(house, tokens[key] ?? '', field, { sessionId, ...input })).toMatchObject({
      __typename: 'Accepted',
    });
  const say = (key: string, body: string) => () => did('addComment', { reviewId: first, body }, key);
  yield () => did('openReview', { reviewId: first });
  for (const key of voters) yield say(key, `Góp ý của ${key}`);
  for (const more of [{}, { reviewIds: [second], method: 'OPEN_VOTE' }]) {
    let roundId = '';
    yield async () => {
      roundId = await openRound(house, meeting, more);
    };
    const marked = 'reviewIds' in more ? [second ?? ''] : reviewIds;
    for (const key of voters) {
      // Nobody marks himself: the chair is the member under review.
      const choices = marks(marked.filter((id) => key !== 'chair' || id !== first));
      yield async () =>
        expect(await cast(house, tokens[key] ?? '', { sessionId, roundId, choices })).toMatchObject({
          roundId,
        });
    }
    yield () => did('closeRound', { roundId });
  }
  yield () => did('settleOutcome', { reviewId: first, level: 'COMPLETED', reason: 'Tập thể thống nhất' });
  yield () =>
    order(house, chair, 'recordPresence', { sessionId, seatId: meeting.seatIds.v4, presence: 'EXCUSED' });
}

/** The whole meeting, with the network cut again and again; `caughtUp` waits until the follower has seen the journal's last entry. */
async function throughCuts(here: Scene, caughtUp: (head: number) => Promise<unknown>): Promise<void> {
  const { house, network, meeting } = here;
  const head = () => entriesIn(house, meeting.sessionId);
  let step = 0;
  for (const act of acts(here)) {
    if (step % 5 === 2) {
      await caughtUp(await head());
      network.down();
    }
    await act();
    if (step % 5 === 4) network.up();
    step += 1;
  }
  network.up();
  await caughtUp(await head());
  expect(network.cuts()).toBeGreaterThanOrEqual(4);
}

test.each(['chair', 'screen'])(
  'the cache of a %s whose socket is killed is what a fresh query gives',
  async (key) => {
    const here = await scene();
    const { house, network, meeting } = here;
    const { sessionId: id, tokens } = meeting;
    const client = opened(network.address, tokens[key]);
    const frames = followed(client, watch, { id });
    await throughCuts(here, (head) =>
      frames.until(({ sessionWatch }) => sessionWatch.session.head.seq === head),
    );
    const asked = { query: look, variables: { id } };
    const fresh = await opened(house.address, tokens[key]).query<Any>({
      ...asked,
      fetchPolicy: 'network-only',
    });
    expect(client.readQuery(asked)).toEqual(fresh.data);
    expect(fresh.data?.session.rounds).toHaveLength(2);
    expect(Object.keys((client.cache.extract() as Any).ROOT_SUBSCRIPTION)).toHaveLength(2);
  },
);

test('a reader of the journal whose socket is killed has every entry once', async () => {
  const here = await scene();
  const entries = followed(opened(here.network.address, here.meeting.tokens.chair), read, {
    id: here.meeting.sessionId,
  });
  await throughCuts(here, (head) => entries.until(({ sessionEntries }) => sessionEntries.seq === head));
  const seqs = entries.items.map(({ sessionEntries }) => sessionEntries.seq);
  expect(seqs).toEqual(seqs.map((_, index) => index + 1));
});

test('a reader of the journal goes on where it was when the server is started again', async () => {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const { house, network, meeting } = await scene(join(folder.path, 'house.sqlite'));
  const { sessionId, reviewIds, tokens } = meeting;
  const entries = followed(opened(network.address, tokens.chair), read, { id: sessionId });
  const about = { sessionId, reviewId: reviewIds[0] };
  await order(house, tokens.chair ?? '', 'openReview', about);
  await entries.until(({ sessionEntries }) => sessionEntries.type === 'ReviewOpened');
  const again = await house.restart();
  onTestFinished(() => again.stop());
  expect(network.cuts()).toBe(0);
  network.lead(again.address);
  await order(again, tokens.v1 ?? '', 'addComment', { ...about, body: 'Sau khi khởi động lại' });
  await entries.until(({ sessionEntries }) => sessionEntries.type === 'CommentAdded');
  const seqs = entries.items.map(({ sessionEntries }) => sessionEntries.seq);
  expect(seqs).toEqual(Array.from({ length: await entriesIn(again, sessionId) }, (_, index) => index + 1));
});

test('a ballot whose answer is lost on the way is sent again, and counts once', async () => {
  const { house, network, meeting } = await scene();
  const { sessionId, reviewIds, tokens } = meeting;
  const roundId = await openRound(house, meeting);
  const client = opened(network.address, tokens.v1);
  const before = await entriesIn(house, sessionId);
  network.loseNextAnswer();
  const { data } = await client.mutate<Any>({
    mutation: gql`mutation ($input: CastBallotInput!) { castBallot(input: $input) { ... on BallotReceipt { roundId } ... on Refusal { code } } }`,
    variables: { input: { commandId: newId(), sessionId, roundId, choices: marks(reviewIds) } },
  });
  expect(network.cuts()).toBe(1);
  expect(data?.castBallot).toEqual({ __typename: 'BallotReceipt', roundId });
  expect(await entriesIn(house, sessionId)).toBe(before + 1);
});

test('parts without an id may be asked for piece by piece', async () => {
  const { house, meeting } = await scene();
  const { sessionId, reviewIds, tokens } = meeting;
  const about = { sessionId, reviewId: reviewIds[0] };
  await order(house, tokens.chair ?? '', 'openReview', about);
  const report = { presentedBy: 'Chủ trì', achievements: 'Hoàn thành' };
  await order(house, tokens.chair ?? '', 'presentReport', { ...about, report });
  const client = opened(house.address, tokens.chair);
  const pieces = [
    'period { year } attendance { present } settings { base } reviews { id subject { name } report { presentedBy } }',
    'period { kind } attendance { summoned } settings { selfVote } reviews { id subject { kind } report { achievements } }',
  ].map((parts) => ({
    query: gql`query ($id: ID!) { session(id: $id) { id ${parts} } }`,
    variables: { id: sessionId },
  }));
  const answers = [];
  for (const piece of pieces) answers.push((await client.query<Any>(piece)).data);
  expect(pieces.map((piece) => client.readQuery(piece))).toEqual(answers);
  expect(answers[0]?.session.reviews[0].report.presentedBy).toBe('Chủ trì');
});

test('a session that is none of this viewer is null, and who would follow it is told so', async () => {
  const { house, meeting } = await scene();
  const other = await convene(house, preparation({ voters: 3 }));
  const asked = {
    query: gql`query ($id: ID!) { session(id: $id) { id } }`,
    variables: { id: other.sessionId },
  };
  expect((await opened(house.address, meeting.tokens.guest).query(asked)).data).toEqual({ session: null });
  const refused = followed(opened(house.address, meeting.tokens.guest), watch, { id: other.sessionId });
  await expect(refused.until(() => true)).rejects.toMatchObject({
    errors: [{ extensions: { code: 'FORBIDDEN' } }],
  });
});
