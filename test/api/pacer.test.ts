import { setImmediate } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { VoidRoundDocument, WatchScreenDocument } from '../../schema/operations/typed.ts';
import { Pacer } from '../../src/api/limits/pacer.ts';
import { maxFollowedCost, SubscriptionCosts } from '../../src/api/limits/subscription-costs.ts';
import { type Any, ask, newId, rawSocket } from '../support/client.ts';
import { openTestHouse } from '../support/house.ts';
import { cast, convene, entriesIn, marks, openRound, preparation } from '../support/session.ts';

// What people write themselves: while others vote it gets little of the event loop, and nobody follows more than a few of it.

/** Too much to be done unnoticed. */
const reviewsOften = (turn: number) =>
  Array.from({ length: 15 }, (_, nth) => `a${turn}_${nth}: reviews { id }`).join(' ');

/** Of whoever has no credit. */
const address = (name: string) => ({ of: 'address', name }) as const;
const seat = (name: string) => ({ of: 'seat', name }) as const;

/** Keeps the event loop busy. */
function busy(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

test('while ballots come in, one begins after the other, askers by turns; at other times all at once', async () => {
  const pacer = new Pacer({ dearPercent: 4 });
  const begun: string[] = [];
  const asks = (asker: string, times: number) =>
    Array.from({ length: times }, async () => {
      const end = await pacer.begin(address(asker));
      begun.push(asker);
      await setImmediate();
      begun.push('end');
      end();
    });
  await Promise.all([...asks('one', 2), ...asks('other', 1)]);
  expect(begun).toEqual(['one', 'one', 'other', 'end', 'end', 'end']);
  begun.length = 0;
  pacer.noteBallot();
  await Promise.all([...asks('busy', 3), ...asks('quiet', 1)]);
  expect(begun).toEqual(['busy', 'end', 'busy', 'end', 'quiet', 'end', 'busy', 'end']);
});

test('what kept the loop busy is paid for by a rest, which all for whom it was done share', async () => {
  const pacer = new Pacer({ dearPercent: 4 });
  const gap = async (shares: number) => {
    pacer.noteBallot();
    const end = await pacer.begin(address('one'), { shares });
    busy(10);
    end();
    const began = performance.now();
    (await pacer.begin(address('other')))();
    return performance.now() - began;
  };
  const alone = await gap(1);
  expect(alone).toBeGreaterThan(230);
  expect(await gap(40)).toBeLessThan(alone);
});

test('a seat’s first dear operations begin at once, one at a time, until it kept the loop busy for long', async () => {
  const pacer = new Pacer({ dearPercent: 4 });
  pacer.noteBallot();
  await pacer.begin(address('endless'));
  const begun: string[] = [];
  const asks = async (name: string) => {
    const end = await pacer.begin(seat(name));
    begun.push(name);
    return end;
  };
  const [one] = await Promise.all([asks('one'), asks('other')]);
  void asks('one');
  await setImmediate();
  expect(begun).toEqual(['one', 'other']);
  busy(250);
  one?.();
  // What two were under way for, each pays half of.
  await setImmediate();
  void asks('one');
  await asks('third');
  expect(begun).toEqual(['one', 'other', 'third']);
});

test('what a seat asks while nobody votes is charged to it; an address has no credit', async () => {
  const pacer = new Pacer({ dearPercent: 4 });
  const end = await pacer.begin(seat('busy'));
  busy(60);
  end();
  pacer.noteBallot();
  await pacer.begin(address('endless'));
  const begun: string[] = [];
  for (const asker of [seat('busy'), address('new'), seat('new')])
    void pacer.begin(asker).then(() => begun.push(`${asker.of} ${asker.name}`));
  await setImmediate();
  expect(begun).toEqual(['seat new']);
});

test('at a hundred of a hundred nothing rests', async () => {
  const pacer = new Pacer({ dearPercent: 100 });
  pacer.noteBallot();
  const end = await pacer.begin(address('one'));
  const next = pacer.begin(address('other'));
  busy(50);
  end();
  await setImmediate();
  await setImmediate();
  expect(await Promise.race([next, setImmediate('waits')])).not.toBe('waits');
});

test('who waits too often is told; what does not end keeps nobody back for long', async () => {
  const pacer = new Pacer({ dearPercent: 4 });
  pacer.noteBallot();
  await pacer.begin(address('endless'));
  const waiting = Array.from({ length: 100 }, () => pacer.begin(address('many')));
  await expect(pacer.begin(address('many'))).rejects.toMatchObject({ extensions: { code: 'RATE_LIMITED' } });
  expect(await pacer.begin(address('few'))).toBeInstanceOf(Function);
  for (const one of waiting) (await one)();
  // Bytes too: the first of an asker always, and then so many.
  await pacer.begin(address('large'));
  const large = [2 ** 20, 2 ** 20].map((bytes, nth) => pacer.begin(address(`l${nth}`), { bytes }));
  await expect(pacer.begin(address('l0'), { bytes: 1 })).rejects.toThrow('because people vote now');
  await expect(pacer.begin(address('l2'), { bytes: 3 * 2 ** 20 })).rejects.toThrow('because people vote now');
  for (const one of large) (await one)();
});

test('who is gone has no turn, and what waited for them makes room', async () => {
  const pacer = new Pacer({ dearPercent: 4 });
  const asks = (name: string, isThere: { now: boolean }) =>
    pacer.begin(address(name), { bytes: 64 * 1024, always: true, isGone: () => !isThere.now });
  const end = await pacer.begin(address('first'), { always: true });
  const visit = { now: true };
  const visitors = Array.from({ length: 8 }, () => asks('visitor', visit));
  await expect(asks('visitor', visit)).rejects.toThrow('Too many operations wait');
  const crowd = { now: true };
  const others = Array.from({ length: 56 }, (_, nth) => asks(`other ${nth}`, crowd));
  await expect(asks('late', crowd)).rejects.toThrow('Too many operations wait');
  // Who has signed in has room of their own.
  pacer.noteBallot();
  await pacer.begin(seat('endless'));
  const signedIn = pacer.begin(seat('endless'), { bytes: 64 * 1024 });
  visit.now = false;
  const late = asks('late', crowd);
  await expect(Promise.all(visitors)).rejects.toThrow('The connection was closed');
  crowd.now = false;
  const stayed = { now: true };
  const last = asks('other 0', stayed);
  end();
  await Promise.allSettled([...visitors, late, ...others]).then((fates) =>
    expect(new Set(fates.map(({ status }) => status))).toEqual(new Set(['rejected'])),
  );
  (await signedIn)();
  (await last)();
});

test('documents of one’s own are followed up to so many points, however many follow each', () => {
  const subscriptionCosts = new SubscriptionCosts();
  const ends = [1, 2, 3].map((nth) => subscriptionCosts.begin('v1', `s${nth}`, maxFollowedCost / 4));
  const again = subscriptionCosts.begin('v1', 's1', maxFollowedCost / 4);
  expect(() => subscriptionCosts.begin('v1', 'dear', maxFollowedCost / 2)).toThrow(
    'would cost 62500 points at each change',
  );
  subscriptionCosts.begin('v2', 'dear', maxFollowedCost / 2);
  for (const end of [ends[0], ends[0], again]) end?.();
  subscriptionCosts.begin('v1', 'dear', maxFollowedCost / 2);
  expect(() => subscriptionCosts.begin('v1', 'another', 1)).toThrow();
});

test('whatever a delegate follows, asks and sends, the pages’ documents and ballots go before it', async () => {
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  const meeting = await convene(house, preparation({ voters: 5, cells: 3 }));
  const { sessionId, tokens, reviewIds } = meeting;
  const own = (nth: number) =>
    `subscription ($id: ID!) { sessionWatch(sessionId: $id) { session { revision ${reviewsOften(nth)} } } }`;
  const shown = (message: Any) => message.payload?.data?.sessionWatch?.session;
  const raw = await rawSocket(house.address, { token: tokens.v1 });
  const variables = { id: sessionId };
  for (let nth = 0; nth < 3; nth += 1)
    raw.send({ id: `${nth}`, type: 'subscribe', payload: { query: own(nth), variables } });
  await raw.until(({ id }) => id === '2');
  raw.send({
    id: 'page',
    type: 'subscribe',
    payload: { query: WatchScreenDocument.toString(), variables: { sessionId } },
  });
  await raw.until(({ id }) => id === 'page');
  const roundId = await openRound(house, meeting, { display: 'TURNOUT_ONLY' });
  const ballot = (key: string) =>
    cast(house, tokens[key] ?? '', { sessionId, roundId, choices: marks(reviewIds) });
  await ballot('v2');
  // What has begun comes to its end.
  const newest = await entriesIn(house, sessionId);
  for (const nth of ['0', '1', '2'])
    await raw.until((message) => message.id === nth && shown(message).revision === newest);
  // Nothing paced begins any more.
  const held = vi.spyOn(Pacer.prototype, 'begin').mockImplementation(() => new Promise(() => {}));
  onTestFinished(() => held.mockRestore());
  const former = raw.texts.length;
  expect((await ballot('v3')).__typename).toBe('BallotReceipt');
  const input = { commandId: newId(), sessionId, roundId, reason: 'Thử' };
  await ask(house.address, tokens.chair ?? '', VoidRoundDocument.toString(), { input });
  await raw.until((message) => message.id === 'page' && shown(message).openRound === null);
  const ids = raw.texts.slice(former).map((text) => JSON.parse(text).id);
  expect(new Set(ids)).toEqual(new Set(['page']));
  await vi.waitUntil(() => held.mock.calls.some(([{ name }]) => name.startsWith('frames of ')));
  const asked = ask(house.address, tokens.v1 ?? '', '{ __schema { types { name } } }');
  await vi.waitUntil(() => held.mock.calls.some(([{ name }]) => !name.startsWith('frames of ')));
  // What is short and asks for little waits for nothing.
  expect((await ask(house.address, tokens.v1 ?? '', '{ viewer { kind } } # own')).errors).toBeUndefined();
  void asked.catch(() => {});
});
