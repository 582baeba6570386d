import { expect, test } from 'vitest';
import type { Child } from '../main/child.ts';
import { type Any, ask, follow, socket, told } from '../support/client.ts';
import { runTool } from '../support/program.ts';
import { convene, type Meeting, openRound, order, preparation, signIn } from '../support/session.ts';
import { settableClock } from './clock.ts';
import { ballotsOf, castOn, healthOf, isReceipt, place, serve, type Voting } from './house.ts';

// The built program on a machine whose clock is set while people vote, again and again in one life of it.

const hour = 3_600;
const year = 365 * 24 * hour;

async function roundOf(child: Child, { sessionId, tokens }: Meeting): Promise<Any> {
  const query =
    'query ($id: ID!) { session(id: $id) { rounds { status turnout openedAt closesAt clockStopped tallies { counted } } } }';
  const { session } = await told(child.address, tokens.chair ?? '', query, { id: sessionId });
  return session.rounds.at(-1);
}

/** A round of twenty minutes, with two of seven ballots in. */
async function timed(child: Child): Promise<Voting> {
  const meeting = await convene(child.house, preparation({ voters: 7 }));
  const voting = { ...meeting, roundId: await openRound(child.house, meeting, { durationSeconds: 1_200 }) };
  for (const ballot of ballotsOf('chair', 'v1'))
    expect(await castOn(child, voting, ballot)).toSatisfy(isReceipt);
  return voting;
}

const commandOf = ({ sessionId, roundId }: Voting) => ({ sessionId, roundId });

test('[R27] [C5] [C9] a clock that is set, by hours and by a year, either way', async () => {
  const at = place();
  const clock = settableClock(at.folder);
  clock.set(0);
  let child = await serve(at, clock.env);
  const first = await timed(child);
  expect(await healthOf(child)).toMatchObject({ status: 'ready' });
  const frames = follow(
    socket(child.address, first.tokens.screen ?? ''),
    'subscription ($id: ID!) { sessionWatch(sessionId: $id) { session { openRound { clockStopped closesAt } } } }',
    { id: first.sessionId },
  );

  const own = follow(
    socket(child.address, first.tokens.v6 ?? ''),
    'subscription ($id: ID!) { ownWatch(sessionId: $id) { ballots { round { clockStopped } } } }',
    { id: first.sessionId },
  );
  await own.until(({ ownWatch }) => ownWatch.ballots.length === 1);

  // An hour ahead: everybody is told, nothing is void, ballots are taken, and the chair has them counted.
  clock.set(hour);
  await frames.until(({ sessionWatch }) => sessionWatch.session.openRound?.clockStopped === true);
  await own.until(({ ownWatch }) => ownWatch.ballots[0].round.clockStopped);
  const { status, reasons } = await healthOf(child);
  expect([status, reasons.map(({ code }: Any) => code)]).toEqual([
    'degraded',
    ['CLOCK_JUMPED', 'ROUND_CLOCK_STOPPED'],
  ]);
  expect(reasons[0].message).toMatch(/jumped ahead by 3(599|600|601) s/);
  expect(await roundOf(child, first)).toMatchObject({ status: 'OPEN', turnout: 2, closesAt: null });
  for (const ballot of ballotsOf('v2', 'v3')) expect(await castOn(child, first, ballot)).toSatisfy(isReceipt);
  const closing = await order(child.house, first.tokens.chair ?? '', 'closeRound', commandOf(first));
  expect(closing).toMatchObject({ __typename: 'Accepted' });
  expect(await roundOf(child, first)).toMatchObject({ status: 'CLOSED', tallies: [{ counted: 4 }] });
  expect((await healthOf(child)).reasons.map(({ code }: Any) => code)).toEqual(['CLOCK_JUMPED']);

  // Put right, an hour back.
  const second = await timed(child);
  clock.set(0);
  await expect.poll(async () => (await roundOf(child, second)).clockStopped).toBe(true);
  expect(await roundOf(child, second)).toMatchObject({ status: 'OPEN', turnout: 2 });
  const voiding = { ...commandOf(second), reason: 'Đồng hồ máy chủ nhảy' };
  expect(await order(child.house, second.tokens.chair ?? '', 'voidRound', voiding)).toMatchObject({
    __typename: 'Accepted',
  });

  // More than a day ahead: whoever is in goes on.
  const third = await timed(child);
  clock.set(25 * hour);
  await expect.poll(async () => (await roundOf(child, third)).clockStopped).toBe(true);
  for (const token of Object.values(third.tokens))
    expect((await ask(child.address, token, '{ viewer { kind } }')).status).toBe(200);
  for (const ballot of ballotsOf('v2')) expect(await castOn(child, third, ballot)).toSatisfy(isReceipt);
  clock.set(0);

  // A year ahead for a while: what comes after it is put right has the true time, and no token lasts a year.
  clock.set(year);
  const fourth = await timed(child);
  const stray = await signIn(child.house, fourth.codes.v6);
  clock.set(0);
  await expect.poll(async () => (await roundOf(child, fourth)).clockStopped).toBe(true);
  expect(Date.parse((await roundOf(child, fourth)).openedAt)).toBeGreaterThan(
    Date.now() + (year - hour) * 1_000,
  );
  const entries = follow(
    socket(child.address, fourth.tokens.chair ?? ''),
    'subscription ($id: ID!) { sessionEntries(sessionId: $id) { at type round { id } } }',
    { id: fourth.sessionId },
  );
  for (const ballot of ballotsOf('v2')) expect(await castOn(child, fourth, ballot)).toSatisfy(isReceipt);
  await entries.until(({ sessionEntries }) => sessionEntries.type === 'ClockSetBack');
  await expect.poll(() => entries.items.at(-1)?.sessionEntries.type).toBe('BallotSealed');
  const last = entries.items.slice(-3).map(({ sessionEntries }) => sessionEntries);
  expect(last.map(({ type }: Any) => type)).toEqual(['RoundClockStopped', 'ClockSetBack', 'BallotSealed']);
  expect(last[0].round.id).toBe(fourth.roundId);
  for (const { at } of last.slice(1)) expect(Math.abs(Date.parse(at) - Date.now())).toBeLessThan(60_000);
  const viewer = async (token: string) => (await ask(child.address, token, '{ viewer { kind } }')).status;
  expect([await viewer(stray), await viewer(third.tokens.chair ?? '')]).toEqual([200, 200]);

  child.kill('SIGTERM');
  expect((await child.ended).code).toBe(0);
  expect((await runTool('verify', '--database', at.file)).out).toContain('Everything fits.');
  child = await serve(at, clock.env);
  expect([await viewer(stray), await viewer(third.tokens.chair ?? '')]).toEqual([401, 200]);
  expect((await healthOf(child)).reasons.map(({ code }: Any) => code)).toEqual(['ROUND_CLOCK_STOPPED']);
});
