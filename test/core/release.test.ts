import { describe, expect, test } from 'vitest';
import type { SessionCommand } from '../../src/core/command.ts';
import { madeAnew } from '../../src/core/recount.ts';
import { dueReleases, formerlyDue } from '../../src/core/release.ts';
import { show } from '../../src/core/show.ts';
import { openRoundOf, type Session } from '../../src/core/state.ts';
import { noCounts } from '../../src/core/tally.ts';
import { clerk, codeOf, preparationOf, Room } from '../support/core.ts';

const meeting = (voters: number, members = 0, ...absent: string[]) =>
  new Room(preparationOf({ voters, members, cells: 2 })).convened(...absent);

/** What is shown of each review of the newest round. */
const shown = (room: Room) =>
  show(room.session, 'GUEST')
    .rounds.at(-1)
    ?.tallies.map(({ counted }) => counted) ?? [];

/** The same after each of these ballots. */
const steps = (room: Room, keys: readonly string[]) => keys.map((key) => shown(room.cast(key, 'GOOD')));

const seats = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => (from + at === 1 ? 'chair' : `v${from + at}`));

describe('[R50] a step goes by the turnout alone, alike for all reviews', () => {
  test.each([
    ['the member on the sheet among the first', seats(1, 12)],
    ['the member on the sheet at last', [...seats(2, 12), 'chair']],
  ])('with somebody recused one mark fewer is taken to wait: %s', (_, keys) => {
    const room = meeting(16, 1);
    room.openRound(['m1', 'c1']);
    expect(steps(room, keys)).toEqual([...Array(10).fill([0, 0]), [5, 5], [5, 5]]);
    expect(steps(room, seats(13, 16))).toEqual([...Array(3).fill([5, 5]), [10, 10]]);
  });

  test('recused from everything is no member of the electorate, and who is away neither: nothing waits for them', () => {
    const alone = meeting(13, 1);
    alone.openRound(['m1']);
    expect(steps(alone, seats(2, 11)).at(-1)).toEqual([5]);
    const away = meeting(13, 2, 'v2');
    away.openRound(['m2', 'c1']);
    expect(steps(away, ['chair', ...seats(3, 11)]).at(-1)).toEqual([5, 5]);
  });

  test('no step is smaller than a batch, the last included, whoever cast', () => {
    for (const last of ['chair', 'v13']) {
      const room = meeting(13, 1);
      room.openRound(['m1', 'c1']);
      for (const key of [...seats(2, 10), 'v11', last]) room.cast(key, 'GOOD');
      const before = shown(room);
      const grown = shown(room.closeRound()).map((counted, at) => counted - (before[at] ?? 0));
      expect(before).toEqual([5, 5]);
      expect(Math.min(...grown)).toBeGreaterThanOrEqual(5);
    }
  });

  test('nothing is released but all that is due, in the order of the sheet, and by the clerk', () => {
    const room = meeting(13);
    const roundId = room.openRound(['c1', 'c2']);
    room.castInOrder([9, 'GOOD']);
    const release = (...takes: readonly (readonly [key: string, take: number])[]): SessionCommand => ({
      type: 'ReleaseTally',
      roundId,
      releases: takes.map(([key, GOOD]) => ({ reviewId: room.reviewId(key), drawn: { ...noCounts, GOOD } })),
    });
    expect(dueReleases(room.session)).toEqual([]);
    room.happened([{ type: 'BallotSealed', roundId, seatId: room.seatId('v13') }]);
    expect(dueReleases(room.session).map(({ take }) => take)).toEqual([5, 5]);
    const asked = [
      release(['c1', 5], ['c2', 5]),
      release(['c1', 4], ['c2', 5]),
      release(['c1', 10], ['c2', 10]),
      release(['c2', 5], ['c1', 5]),
      release(['c1', 5]),
      release(['c1', 5], ['c1', 5]),
    ];
    expect(asked.map((command) => codeOf(room.when(command, clerk)))).toEqual([
      null,
      ...Array(5).fill('NOT_ALLOWED'),
    ]);
    expect(codeOf(room.when(release(['c1', 5], ['c2', 5]), 'chair'))).toBe('NOT_ALLOWED');
    room.given({ type: 'VoidRound', roundId, reason: 'Nhầm' }, 'chair');
    expect(dueReleases(room.session)).toEqual([]);
    expect(codeOf(room.when(release(['c1', 5], ['c2', 5]), clerk))).toBe('ROUND_NOT_OPEN');
  });
});

/** A round on a member and a cell in which a former version showed the cell's first step, since the member has cast, and not the member's. */
function begunFormerly(): Room {
  const room = meeting(16, 1);
  room.due = formerlyDue;
  room.openRound(['m1', 'c1']);
  for (const key of seats(1, 10)) room.cast(key, 'GOOD');
  expect(shown(room)).toEqual([0, 5]);
  return room;
}

test('[R50] a round that a former version began comes level by the turnout, and goes on so', () => {
  const room = begunFormerly();
  room.due = dueReleases;
  expect(steps(room, seats(11, 16))).toEqual([...Array(5).fill([5, 5]), [10, 10]]);
  expect(shown(room.closeRound())).toEqual([15, 16]);
});

test('[P90] steps of a former version are recounted by its rule, those of this one by this one', () => {
  const room = begunFormerly();
  room.due = dueReleases;
  for (const key of seats(11, 16)) room.cast(key, 'GOOD');
  const befores = new Map<unknown, Session>();
  const again = new Room(preparationOf({ voters: 16, members: 1, cells: 2 }));
  for (const { event } of room.journal.slice(1)) {
    befores.set(event, again.session);
    again.happened([event]);
  }
  const released = room.journal.flatMap(({ event }) => (event.type === 'TallyReleased' ? [event] : []));
  const made = released.map((event) => JSON.stringify(madeAnew(befores.get(event) ?? null, event)));
  expect(released.map(({ rule, releases }) => [rule, releases.length])).toEqual([
    [undefined, 1],
    ['BY_TURNOUT', 1],
    ['BY_TURNOUT', 2],
  ]);
  expect(made).toEqual(released.map((event) => JSON.stringify(event)));
  const [formerly, level] = released;
  if (formerly === undefined || level === undefined) throw new Error('no steps');
  expect(madeAnew(befores.get(formerly) ?? null, { ...formerly, rule: 'BY_TURNOUT' })).toBeNull();
  const lagging = { ...level, releases: formerly.releases };
  expect(madeAnew(befores.get(level) ?? null, lagging)).toBeNull();
  expect(openRoundOf(again.session)).toEqual(openRoundOf(room.session));
});
