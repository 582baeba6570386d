import { get } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { TypedDocumentString } from '../../schema/operations/typed.ts';
import { backoffMs } from '../../src/pages/live/backoff.ts';
import { Connection } from '../../src/pages/live/connection.ts';
import { nextAskMs } from '../../src/pages/live/server-probe.ts';
import { closeSocket, follow, openSocket } from '../clients/guide/live.ts';
import { type Any, newId, told } from '../support/client.ts';
import { openTestHouse, type TestHouse, temporaryFolder } from '../support/house.ts';
import { openProxy } from '../support/proxy.ts';
import { convene, entriesIn, marks, openRound, order, preparation } from '../support/session.ts';

// A room full of devices (DEVICES=1000: a large one) loses the server at once and comes back: the pages' own connection, and clients as docs/clients.md has them.

const devices = Number(process.env.DEVICES ?? 300);
const voters = 10;

const typed = (document: string) => ({ toString: () => document }) as TypedDocumentString<Any, Any>;
const read =
  'subscription ($id: ID!, $after: Cursor) { sessionEntries(sessionId: $id, after: $after) { cursor seq } }';
const castBallot = typed(`mutation ($input: CastBallotInput!) { castBallot(input: $input) { __typename
  ... on BallotReceipt { commandId } ... on Refusal { code } } }`);

// For good: pages look at these as long as they are there, and this file has a process of its own.
beforeAll(() => {
  const listening = { addEventListener: () => {}, removeEventListener: () => {} };
  vi.stubGlobal('window', { setTimeout, clearTimeout, ...listening });
  // Out of sight: a tick that comes late in a process with so much to do does not mean that it slept.
  vi.stubGlobal('document', { visibilityState: 'hidden' });
  vi.stubGlobal('navigator', { userAgent: 'Firefox' });
  vi.stubGlobal('WebSocket', QuietSocket);
  const usual = fetch;
  vi.stubGlobal('fetch', (url: string, request: RequestInit) =>
    url.endsWith('/health') ? askPlainly(url, request) : usual(url, request),
  );
});

/** Once nobody listens to it any more, a browser's socket fails in silence. */
class QuietSocket extends WebSocket {
  constructor(...given: ConstructorParameters<typeof WebSocket>) {
    super(...given);
    this.on('error', () => {});
  }
}

/** Node's own fetch takes milliseconds over a refusal, and all devices are in one process here. */
function askPlainly(url: string, { signal }: RequestInit): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent: false, ...(signal && { signal }) }, (response) => {
      text(response).then(
        (body) => resolve(new Response(body, { status: response.statusCode ?? 0 })),
        reject,
      );
    });
    request.on('error', reject);
  });
}

interface Reader {
  /** Every entry that it was given, in the order in which they came. */
  readonly seqs: readonly number[];
  /** Resolves when it has been given this one. */
  until(seq: number): Promise<void>;
}

/** Reads the journal; `follow` calls with each entry, and goes on from `variables.after` when it comes back. */
function reader(id: string, follow: (variables: Any, next: (data: Any) => void) => void): Reader {
  const seqs: number[] = [];
  let wanted = Number.POSITIVE_INFINITY;
  let found = () => {};
  const variables: Any = { id, after: null };
  follow(variables, ({ sessionEntries: { seq, cursor } }) => {
    seqs.push(seq);
    variables.after = cursor;
    if (seq >= wanted) found();
  });
  return {
    seqs,
    until: (seq) =>
      new Promise((resolve) => {
        wanted = seq;
        found = resolve;
        if ((seqs.at(-1) ?? 0) >= seq) resolve();
      }),
  };
}

function pageOf(token: string | undefined): Connection {
  const page = new Connection({ token: token ?? null, language: () => 'vi' });
  onTestFinished(() => page.close());
  return page;
}

test('[C2] [L2] hundreds of devices that lose the server at once come back to the one that follows it, miss nothing, and no ballot is lost', async () => {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  let house: TestHouse = await openTestHouse({ file: join(folder.path, 'house.sqlite') });
  onTestFinished(() => house.stop());
  const network = await openProxy(house.address);
  onTestFinished(() => network.close());
  vi.stubGlobal('location', { protocol: 'http:', host: new URL(network.address).host });
  const meeting = await convene(house, preparation({ voters }));
  const { sessionId, tokens, reviewIds } = meeting;
  const chair = tokens.chair ?? '';
  const roundId = await openRound(house, meeting);
  const keys = Object.keys(tokens);
  const gaveUp = (error: unknown) => expect.fail(`a client gave up: ${JSON.stringify(error)}`);
  const tokenOf = (device: number) => tokens[keys[device % keys.length] ?? ''];

  const readers = Array.from({ length: devices }, (_, device) =>
    reader(sessionId, (variables, next) => {
      if (device % 2 === 0) return pageOf(tokenOf(device)).watch(typed(read), variables, next);
      const socket = openSocket({ address: network.address, token: tokenOf(device) ?? '' });
      onTestFinished(() => closeSocket(socket));
      follow(
        socket,
        { query: read, variables },
        { next: ({ data }) => next(data), error: gaveUp, complete: () => {} },
      );
    }),
  );
  const all = async (seq: number) => Promise.all(readers.map((one) => one.until(seq)));
  await all(await entriesIn(house, sessionId));

  // Ballots are on their way when the network goes; their pages send them until they have receipts.
  const seats = ['chair', ...Array.from({ length: voters - 1 }, (_, index) => `v${index + 1}`)];
  const receipts = seats.map((key) => {
    const input = { commandId: newId(), sessionId, roundId, choices: marks(reviewIds) };
    return pageOf(tokens[key]).ask(castBallot, { input });
  });
  await Promise.race(receipts);
  network.lead(null);
  network.cut();
  house = await house.restart();
  const reason = 'Ghi trong lúc mất mạng';
  await order(house, chair, 'openReview', { sessionId, reviewId: reviewIds[0] });
  await order(house, chair, 'addComment', { sessionId, reviewId: reviewIds[0], body: reason });
  network.lead(house.address);

  for (const { castBallot: receipt } of await Promise.all(receipts))
    expect(receipt.__typename).toBe('BallotReceipt');
  const closed = await order(house, chair, 'closeRound', { sessionId, roundId });
  expect(closed.__typename).toBe('Accepted');
  const head = await entriesIn(house, sessionId);
  await all(head);
  const whole = Array.from({ length: head }, (_, index) => index + 1);
  expect(readers.filter(({ seqs }) => seqs.join() !== whole.join())).toEqual([]);
  const query = 'query ($id: ID!) { node(id: $id) { ... on Round { turnout tallies { counted } } } }';
  const { node } = await told(house.address, chair, query, { id: roundId });
  expect(node).toEqual({ turnout: voters, tallies: [{ counted: voters }] });
}, 180_000);

const chances = Array.from({ length: 1_000 }, (_, device) => device / 1_000);

test('devices come back spread out: in no twentieth of the time more than twice their share, however often they have tried', () => {
  const pauses = [0, 1, 2, 3, 10, 1_000].map((retries) =>
    chances.map((chance) => backoffMs(retries, chance)),
  );
  for (const waits of [...pauses, chances.map(nextAskMs)]) {
    const [shortest, longest] = [Math.min(...waits), Math.max(...waits)];
    const share = new Map<number, number>();
    for (const wait of waits) {
      const part = Math.floor((20 * (wait - shortest)) / (longest - shortest + 1));
      share.set(part, (share.get(part) ?? 0) + 1);
    }
    expect(Math.max(...share.values())).toBeLessThan((2 * 1_000) / 20);
    expect(longest).toBeLessThanOrEqual(4_000);
  }
});

test('each attempt waits longer than the one before at the same chance, until the longest pause', () => {
  const pauses = [0, 1, 2, 3, 4].map((retries) => backoffMs(retries, 0.5));
  expect(pauses).toEqual([...pauses].sort((one, other) => one - other));
  expect(new Set(pauses).size).toBeGreaterThan(2);
});
