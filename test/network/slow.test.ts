import { expect, test } from 'vitest';
import { type Any, follow, gauge, newId, type RawSocket } from '../support/client.ts';
import { cast, entriesIn, marks, openRound } from '../support/session.ts';
import { clientOf, comment, openRoom, proxyTo, type Room, rawOf } from './room.ts';

// Clients that read slowly or not at all, and clients that send slowly: what they cost is bounded, and nobody waits for them.

/** What a socket may have unsent before it counts as behind; see outbound.ts. */
const behindBytes = 64 * 1024;
const comments = 20;
const long = 'Ý kiến đóng góp. '.repeat(500);
const shown = 'reviews { comments { body } }';
const watch = `subscription ($id: ID!, $after: Cursor) { sessionWatch(sessionId: $id, after: $after) { cursor session { revision ${shown} } } }`;
const read = `subscription ($id: ID!) { sessionEntries(sessionId: $id) { seq review { comments { body } } } }`;

const unsent = ({ house }: Room) => gauge(house.address, 'hoinghi_unsent_bytes');

/** A meeting of which every frame, and every entry about its review, is some 200 KiB long. */
async function openTalkativeRoom(): Promise<Room> {
  const room = await openRoom(4);
  for (let number = 0; number < comments; number += 1) await comment(room, 'v1', long);
  return room;
}

/** Watches the meeting without reading, until the server has something that it cannot send. */
async function slowReader(room: Room, query: string): Promise<RawSocket> {
  const slow = await rawOf(room.house.address, room.meeting.tokens.guest);
  slow.socket.pause();
  slow.send({ id: '1', type: 'subscribe', payload: { query, variables: { id: room.meeting.sessionId } } });
  while ((await unsent(room)) <= behindBytes) await comment(room, 'v2', 'Đồng ý');
  return slow;
}

test('[L1] who watches and does not read costs two frames of memory and delays nobody; once it reads it is shown the newest', async () => {
  const room = await openTalkativeRoom();
  const { house, meeting } = room;
  const quick = follow(clientOf(house.address, meeting.tokens.v3), watch, { id: meeting.sessionId });
  const first = await quick.until(() => true);
  const frameBytes = Buffer.byteLength(JSON.stringify(first));
  const slow = await slowReader(room, watch);
  for (let number = 0; number < 20; number += 1) {
    const { cursor } = await comment(room, 'v2', 'Đồng ý');
    await quick.until(({ sessionWatch }) => sessionWatch.cursor === cursor);
    // One frame that was sent before it fell behind, one since.
    expect(await unsent(room)).toBeLessThan(behindBytes + 2.5 * frameBytes);
  }
  const head = await entriesIn(house, meeting.sessionId);
  slow.socket.resume();
  await slow.until((message) => message.payload?.data.sessionWatch.session.revision === head);
  const revisions = slow.texts
    .map((text) => JSON.parse(text).payload?.data.sessionWatch.session.revision)
    .filter((revision) => revision !== undefined);
  expect(revisions).toEqual([...new Set(revisions)].sort((one, other) => one - other));
  expect(revisions.length).toBeLessThanOrEqual(quick.items.length - 15);
});

test('[L2] who reads the journal slowly is given no more than it takes, misses nothing, and delays nobody', async () => {
  const room = await openTalkativeRoom();
  const { house, meeting } = room;
  const slow = await slowReader(room, read);
  const quick = follow(clientOf(house.address, meeting.tokens.v3), read, { id: meeting.sessionId });
  const entryBytes = Buffer.byteLength(JSON.stringify(await quick.until((one) => one.sessionEntries.review)));
  for (let number = 0; number < 20; number += 1) {
    await comment(room, 'v2', 'Đồng ý');
    const head = await entriesIn(house, meeting.sessionId);
    await quick.until(({ sessionEntries }) => sessionEntries.seq === head);
    expect(await unsent(room)).toBeLessThan(behindBytes + 2 * entryBytes);
  }
  const head = await entriesIn(house, meeting.sessionId);
  slow.socket.resume();
  await slow.until((message) => message.payload?.data.sessionEntries.seq === head);
  const seqs = slow.texts.flatMap((text) => JSON.parse(text).payload?.data.sessionEntries.seq ?? []);
  expect(seqs).toEqual(Array.from({ length: head }, (_, index) => index + 1));
});

/** Resolves when the server takes no more of what the client has sent; looks at the server's memory meanwhile. */
async function untilNotHeard(room: Room, { socket }: RawSocket, maxBytes: number): Promise<void> {
  let before = -1;
  for (let still = 0; still < 10; still = socket.bufferedAmount === before ? still + 1 : 0) {
    before = socket.bufferedAmount;
    expect(await unsent(room)).toBeLessThan(maxBytes);
  }
  expect(socket.bufferedAmount).toBeGreaterThan(0);
}

/** Reads on, until so many messages of the type are there. */
function untilRead({ socket, texts }: RawSocket, type: string, wanted: number): Promise<void> {
  const pattern = new RegExp(`^.{0,20}"type":"(${type})"`);
  let found = 0;
  return new Promise((resolve) => {
    socket.on('message', () => {
      if (pattern.test(texts.at(-1) ?? '')) found += 1;
      if (found === wanted) resolve();
    });
    socket.resume();
  });
}

test('who sends pings and never reads fills its own memory; once it reads it has every pong', async () => {
  const room = await openRoom(3);
  const flood = await rawOf(room.house.address, room.meeting.tokens.v1);
  flood.socket.pause();
  const filler = 'x'.repeat(200_000);
  const pings = 200;
  for (let number = 0; number < pings; number += 1) flood.send({ type: 'ping', payload: { filler } });
  await untilNotHeard(room, flood, behindBytes + 2 * filler.length);
  await comment(room, 'v2', 'Đồng ý');
  await untilRead(flood, 'pong', pings);
});

test('who asks and never reads is not heard any more; once it reads it has an answer to everything', async () => {
  const room = await openTalkativeRoom();
  const { house, meeting } = room;
  const { sessionId, tokens, reviewIds } = meeting;
  const flood = await rawOf(house.address, tokens.v1);
  flood.socket.pause();
  const questions = 200;
  const query = `query ($id: ID!) { session(id: $id) { ${shown} } } # ${'x'.repeat(60_000)}`;
  for (let number = 0; number < questions; number += 1) {
    flood.send({ id: `${number}`, type: 'subscribe', payload: { query, variables: { id: sessionId } } });
  }
  const answerBytes = comments * Buffer.byteLength(long);
  await untilNotHeard(room, flood, behindBytes + 5 * answerBytes);
  const roundId = await openRound(house, meeting);
  const receipt = await cast(house, tokens.v2 ?? '', { sessionId, roundId, choices: marks(reviewIds) });
  expect(receipt.__typename).toBe('BallotReceipt');
  await untilRead(flood, 'complete', questions);
});

test('a client whose words arrive byte by byte is understood, and nobody waits for it', async () => {
  const room = await openRoom(3);
  const { house, meeting } = room;
  const { sessionId, tokens, reviewIds } = meeting;
  const roundId = await openRound(house, meeting);
  const ballot = (key: string) => ({
    key,
    input: { commandId: newId(), sessionId, roundId, choices: marks(reviewIds) },
  });
  const [one, other] = [ballot('v1'), ballot('v2')];
  let inTheMiddle = () => {};
  const begun = new Promise<void>((resolve) => {
    inTheMiddle = resolve;
  });
  let sent = 0;
  const proxy = await proxyTo(house, {
    drip: () => {
      sent += 1;
      if (sent === 300) inTheMiddle();
    },
  });
  const slow = follow(
    clientOf(proxy.address, tokens[one.key]),
    'mutation ($input: CastBallotInput!) { castBallot(input: $input) { __typename } }',
    { input: one.input },
  );
  await begun;
  expect((await cast(house, tokens[other.key] ?? '', other.input)).__typename).toBe('BallotReceipt');
  expect(slow.items).toEqual([]);
  expect(await slow.until(() => true)).toEqual({ castBallot: { __typename: 'BallotReceipt' } });
});

test.each([
  [
    'a frame that says it is endless',
    1009,
    Buffer.from([0x81, 0xff, 0x00, 0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
  ],
  ['a frame that says it is a little too long', 1009, Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0, 4, 0, 1])],
  [
    'a message in endless empty parts',
    1008,
    Buffer.concat([
      Buffer.from([0x01, 0x80, 0, 0, 0, 0]),
      ...Array.from({ length: 20_000 }, () => Buffer.from([0x00, 0x80, 0, 0, 0, 0])),
    ]),
  ],
])('%s closes its socket with %d before it is there', async (_what, code, bytes) => {
  const room = await openRoom(3);
  const one = await rawOf(room.house.address, room.meeting.tokens.v1);
  (one.socket as Any)._socket.write(bytes);
  expect(await one.closed).toBe(code);
  await comment(room, 'v2', 'Đồng ý');
});
