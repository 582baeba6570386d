import { existsSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Child } from '../main/child.ts';
import { Chance, drawn } from '../support/chance.ts';
import { type Any, newId } from '../support/client.ts';
import { convene, openRound, order, preparation } from '../support/session.ts';
import {
  ballotsOf,
  castOn,
  faults,
  healthOf,
  isReceipt,
  place,
  powerOf,
  serve,
  type Voting,
  whole,
} from './house.ts';

// The note of a round's ballots is written before them, and again after them: killed anywhere between, nobody is accused.

const maxCalls = 200;

/** Nothing is complained of, and nothing is wrong. */
async function content(child: Child): Promise<void> {
  expect(child.err()).toBe('');
  expect(await healthOf(child)).toMatchObject({ status: 'ready' });
}

const orderOn = (child: Child, { tokens }: Voting, field: string, input: object): Promise<Any> =>
  order(child.house, tokens.chair ?? '', field, { ...input });

/**
 * Does something with the process killed instead of one of its first writes or syncs, drawn, then of one some steps further … until it is
 * done without a kill. At half of the kills the power goes too. After each a server starts on the same files, `after` is asked, and it is the
 * next one to be killed. Returns how many kills there were, with the last server, which lives.
 */
async function killedAtEach(
  { how, stride }: { how: 'kill' | 'tear'; stride: number },
  at: ReturnType<typeof place>,
  what: {
    before(child: Child): Promise<void>;
    act(child: Child): Promise<unknown>;
    after(child: Child): Promise<void>;
  },
): Promise<{ kills: number; child: Child }> {
  const disk = faults(at);
  const power = powerOf(at);
  const env = { ...disk.env, ...power.env, LD_PRELOAD: `${disk.env.LD_PRELOAD} ${power.env.LD_PRELOAD}` };
  const seed = Math.floor(Math.random() * 1_000_000);
  const chance = new Chance(seed);
  const first = 1 + chance.below(stride);
  console.log(`killed at write ${first}, then at each ${stride} further; the power goes by seed ${seed}`);
  let child = await serve(at, env);
  for (let kills = 0; kills <= maxCalls; kills += 1) {
    await what.before(child);
    disk.begin(`${how} ${first + kills * stride}`);
    const done = await what.act(child).then(
      () => true,
      () => false,
    );
    disk.end();
    // What follows on an answer is written after it: a process that answered may have been killed all the same.
    const lives = await healthOf(child).then(
      () => true,
      () => false,
    );
    if (!lives) {
      expect(await child.ended).toMatchObject({ signal: 'SIGKILL', err: '' });
      if (chance.is(0.5)) power.lose(chance.branch());
      child = await serve(at, env);
    }
    await what.after(child);
    await content(child);
    if (lives) {
      expect(done).toBe(true);
      return { kills, child };
    }
  }
  throw new Error(`more than ${maxCalls} calls`);
}

// One of the two, drawn anew each time: they differ in whether the write that is under way is done by half.
test.each(
  drawn(
    [
      { how: 'kill', stride: 12 },
      { how: 'tear', stride: 12 },
    ] as const,
    1,
  ),
)(
  '[S5] [C1] killed at writes of a ballot, by $how: no false alarm, no receipt lost',
  { timeout: 300_000 },
  async (way) => {
    const at = place();
    const voters = 60;
    let meeting: Voting | null = null;
    const ballots = ballotsOf(...Array.from({ length: voters - 1 }, (_, index) => `v${index + 1}`));
    let cast = 0;
    let receipt: Any = null;
    const { kills, child } = await killedAtEach(way, at, {
      async before(child) {
        if (meeting !== null) return;
        const opened = await convene(child.house, preparation({ voters }));
        meeting = { ...opened, roundId: await openRound(child.house, opened, { display: 'TURNOUT_ONLY' }) };
      },
      async act(child) {
        receipt = null;
        const answer = await castOn(child, meeting as Voting, ballots[cast] as never);
        receipt = answer;
      },
      async after(child) {
        const again = await castOn(child, meeting as Voting, ballots[cast] as never);
        expect(isReceipt(again)).toBe(true);
        if (receipt !== null) expect(again).toEqual(receipt);
        cast += 1;
      },
    });
    expect(kills).toBeGreaterThan(1);
    const { sessionId, roundId } = meeting as unknown as Voting;
    expect(
      await orderOn(child, meeting as unknown as Voting, 'closeRound', { sessionId, roundId }),
    ).toMatchObject({
      __typename: 'Accepted',
    });
    await content(child);
    child.kill('SIGTERM');
    expect((await child.ended).code).toBe(0);
    await whole(at);
  },
);

test('[S5] [C7] killed at writes of opening a round and of closing it: no false alarm, and no key is left', {
  timeout: 300_000,
}, async () => {
  const at = place();
  let meeting: Voting | null = null;
  let command = '';
  const ordered = (child: Child, field: string, of: 'reviewIds' | 'roundId') => {
    const { sessionId, [of]: what } = meeting as unknown as Voting;
    const input = { commandId: command, sessionId, [of]: what };
    return orderOn(child, meeting as unknown as Voting, field, input);
  };
  const opening = (child: Child) => ordered(child, 'openRound', 'reviewIds');
  const closing = (child: Child) => ordered(child, 'closeRound', 'roundId');
  const ballot = async (child: Child) => {
    for (const one of ballotsOf('chair', 'v1', 'v2'))
      expect(isReceipt(await castOn(child, meeting as unknown as Voting, one))).toBe(true);
  };
  const opens = await killedAtEach({ how: 'kill', stride: 24 }, at, {
    async before(child) {
      meeting ??= { ...(await convene(child.house, preparation({ voters: 4 }))), roundId: '' };
      command = newId();
    },
    act: opening,
    async after(child) {
      const answer = await opening(child);
      meeting = { ...(meeting as unknown as Voting), roundId: answer.session.openRound.id };
      await ballot(child);
      const { sessionId, roundId } = meeting;
      await orderOn(child, meeting, 'voidRound', { sessionId, roundId, reason: 'Thử' });
    },
  });
  opens.child.kill('SIGKILL');
  await opens.child.ended;
  const closes = await killedAtEach({ how: 'kill', stride: 24 }, at, {
    async before(child) {
      command = newId();
      const { session } = await opening(child);
      meeting = { ...(meeting as unknown as Voting), roundId: session.openRound.id };
      await ballot(child);
      command = newId();
    },
    act: closing,
    async after(child) {
      expect(await closing(child)).toMatchObject({ __typename: 'Accepted' });
      // What follows on an answer is done before the next command is looked at.
      const { sessionId } = meeting as unknown as Voting;
      await orderOn(child, meeting as unknown as Voting, 'checkIn', { sessionId });
      expect(readdirSync(`${at.file}.keys`).filter((name) => name.startsWith('rnd_'))).toEqual([]);
    },
  });
  expect(Math.min(opens.kills, closes.kills)).toBeGreaterThan(1);
  closes.child.kill('SIGTERM');
  expect((await closes.child.ended).code).toBe(0);
  expect(existsSync(`${at.file}.keys/aside`)).toBe(false);
  await whole(at);
});
