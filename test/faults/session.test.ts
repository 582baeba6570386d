import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { expect, onTestFinished, test } from 'vitest';
import type { MachineClock } from '../../src/clerk/time.ts';
import { type Any, ask, newId, told } from '../support/client.ts';
import { standingClock } from '../support/clock.ts';
import { openTestHouse, type TestHouse, temporaryFolder } from '../support/house.ts';
import { cast, convene, type Meeting, marks, openRound, order, preparation } from '../support/session.ts';

// What goes wrong with one session, its ballots or the time: the others must not notice.

async function openHouseOn(machineClock?: MachineClock): Promise<TestHouse & { readonly file: string }> {
  const folder = temporaryFolder();
  const file = join(folder.path, 'house.sqlite');
  const house = await openTestHouse({ file, ...(machineClock && { machineClock }) });
  onTestFinished(async () => {
    await house.stop();
    folder.remove();
  });
  return { ...house, file };
}

/** Changes the files of a running server, as no client can. */
async function tamper(file: string, ...statements: readonly string[]): Promise<void> {
  const source = new DataSource({ type: 'sqlite', database: file, busyTimeout: 5_000 });
  await source.initialize();
  try {
    for (const statement of statements) await source.query(statement);
  } finally {
    await source.destroy();
  }
}

const turnoutOf = async (house: TestHouse, { sessionId, tokens }: Meeting): Promise<Any> =>
  (
    await told(
      house.address,
      tokens.chair ?? '',
      'query ($id: ID!) { session(id: $id) { rounds { status turnout tallies { counted } } } }',
      { id: sessionId },
    )
  ).session.rounds;

test('[C4] a projection that fails for one session: that command is refused with a coded error, what was sent with it is done', async () => {
  const house = await openHouseOn();
  const [one, two] = [
    await convene(house, preparation({ voters: 3 })),
    await convene(house, preparation({ voters: 3 })),
  ] as [Meeting, Meeting];
  await tamper(
    house.file,
    `CREATE TRIGGER broken BEFORE INSERT ON open_round WHEN NEW.session_id = '${one.sessionId}'
     BEGIN SELECT RAISE(ABORT, 'the projection throws'); END`,
  );
  const input = { commandId: newId(), sessionId: one.sessionId, reviewIds: one.reviewIds };
  const opening = () => order(house, one.tokens.chair ?? '', 'openRound', input);
  const [failed, ...others] = await Promise.allSettled([
    opening(),
    openRound(house, two),
    order(house, two.tokens.v1 ?? '', 'checkIn', { sessionId: two.sessionId }),
    order(house, one.tokens.v1 ?? '', 'checkIn', { sessionId: one.sessionId }),
  ]);
  expect(String(failed?.status === 'rejected' && failed.reason)).toContain('INTERNAL_SERVER_ERROR');
  expect(others.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
  expect(await turnoutOf(house, one)).toEqual([]);
  await tamper(house.file, 'DROP TRIGGER broken');
  expect(await opening()).toMatchObject({ __typename: 'Accepted' });
});

test('[R42] an envelope that was damaged: the round is not counted, and can be voided and held again', async () => {
  const house = await openHouseOn();
  const [one, two] = [
    await convene(house, preparation({ voters: 4 })),
    await convene(house, preparation({ voters: 4 })),
  ] as [Meeting, Meeting];
  const rounds = new Map<Meeting, string>();
  for (const meeting of [one, two]) {
    const roundId = await openRound(house, meeting);
    rounds.set(meeting, roundId);
    for (const key of ['chair', 'v1', 'v2'])
      await cast(house, meeting.tokens[key] ?? '', {
        sessionId: meeting.sessionId,
        roundId,
        choices: marks(meeting.reviewIds),
      });
  }
  await tamper(
    house.file,
    `UPDATE envelope SET sealed = randomblob(length(sealed)) WHERE id =
       (SELECT id FROM envelope WHERE round_id = '${rounds.get(one)}' LIMIT 1)`,
  );
  const close = (meeting: Meeting) =>
    order(house, meeting.tokens.chair ?? '', 'closeRound', {
      sessionId: meeting.sessionId,
      roundId: rounds.get(meeting),
    });
  expect(await close(one)).toMatchObject({ __typename: 'Refusal', code: 'BALLOTS_ALTERED' });
  expect(await close(two)).toMatchObject({ __typename: 'Accepted' });
  expect(await turnoutOf(house, one)).toMatchObject([{ status: 'OPEN', turnout: 3 }]);
  const voiding = { sessionId: one.sessionId, roundId: rounds.get(one), reason: 'Phiếu hỏng' };
  expect(await order(house, one.tokens.chair ?? '', 'voidRound', voiding)).toMatchObject({
    __typename: 'Accepted',
  });
  await openRound(house, one);
  expect(readdirSync(`${house.file}.keys`).filter((name) => /^rnd_.*\.key$/.test(name))).toHaveLength(1);
});

test.each([
  ['is cut short', (path: string) => writeFileSync(path, 'short'), ['chair']],
  ['is cut short before the first ballot', (path: string) => writeFileSync(path, 'short'), []],
  ['is another one', (path: string) => writeFileSync(path, Buffer.alloc(32, 7)), ['chair']],
])(
  '[R42] [C7] a round’s key that %s: no receipt is given any more, and it says so at the start',
  async (_, spoil, voted) => {
    const folder = temporaryFolder();
    onTestFinished(folder.remove);
    const file = join(folder.path, 'house.sqlite');
    const first = await openTestHouse({ file });
    const meeting = await convene(first, preparation({ voters: 4 }));
    const { sessionId, tokens, reviewIds } = meeting;
    const roundId = await openRound(first, meeting);
    const ballot = (house: TestHouse, key: string) =>
      cast(house, tokens[key] ?? '', { sessionId, roundId, choices: marks(reviewIds) });
    for (const key of voted) await ballot(first, key);
    await first.stop();
    spoil(`${file}.keys/${roundId}.key`);
    const said: string[] = [];
    const { openLog } = await import('../../src/log.ts');
    const log = openLog('warn', { write: (line: string) => void said.push(line) } as Any);
    const house = await openTestHouse({ file, log });
    onTestFinished(() => house.stop());
    expect(said.join('')).toContain(`the open round ${roundId} cannot be read`);
    expect(await ballot(house, 'v1')).toMatchObject({ code: 'BALLOTS_UNREADABLE' });
    expect(await turnoutOf(house, meeting)).toMatchObject([{ turnout: voted.length }]);
    const chair = tokens.chair ?? '';
    expect(await order(house, chair, 'closeRound', { sessionId, roundId })).toMatchObject({
      code: voted.length === 0 ? 'NO_BALLOTS' : 'BALLOTS_UNREADABLE',
    });
    expect(await order(house, chair, 'voidRound', { sessionId, roundId, reason: 'Mất khóa' })).toMatchObject({
      __typename: 'Accepted',
    });
  },
);

test('[C5] [C9] a clock that jumps back an hour: the journals say so, tokens hold, and ballots are taken', async () => {
  const clock = standingClock(Date.UTC(2023, 11, 11, 1));
  const house = await openHouseOn(clock);
  const meeting = await convene(house, preparation({ voters: 4 }));
  const { sessionId, tokens, reviewIds } = meeting;
  const before = await house.store.journal.head(sessionId);
  clock.jump(-3_600_000);
  const roundId = await openRound(house, meeting);
  for (const key of ['chair', 'v1', 'v2']) {
    const receipt = await cast(house, tokens[key] ?? '', { sessionId, roundId, choices: marks(reviewIds) });
    expect(receipt).toMatchObject({ __typename: 'BallotReceipt' });
  }
  await order(house, tokens.chair ?? '', 'closeRound', { sessionId, roundId });
  const entries = await house.store.journal.read(sessionId, 0, 1_000);
  const back = entries.filter(({ seq }) => seq > (before?.seq ?? 0));
  expect(back[0]).toMatchObject({ type: 'ClockSetBack', by: 'CLOCK' });
  expect(new Set(back.map(({ atMs }) => atMs))).toEqual(new Set([(before?.atMs ?? 0) - 3_600_000]));
  expect(back.filter(({ type }) => type === 'ClockSetBack')).toHaveLength(1);
  expect(await turnoutOf(house, meeting)).toEqual([
    { status: 'CLOSED', turnout: 3, tallies: [{ counted: 3 }] },
  ]);
  const { status } = await ask(house.address, tokens.v3 ?? '', '{ viewer { kind } }');
  expect(status).toBe(200);
});
