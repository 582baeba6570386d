import { describe, expect, test } from 'vitest';
import type { BallotBoxFault } from '../../src/core/ballot-box.ts';
import type { Actor, SessionCommand } from '../../src/core/command.ts';
import type { SessionEvent } from '../../src/core/event.ts';
import { limits } from '../../src/core/limits.ts';
import { madeAnew } from '../../src/core/recount.ts';
import { closeRound, countRound, filler } from '../../src/core/round.ts';
import { show } from '../../src/core/show.ts';
import { type Counts, noCounts, sumOf } from '../../src/core/tally.ts';
import { ballotChoices } from '../../src/core/vocabulary.ts';
import { admin, clerk, clock, codeOf, faultsOf, preparationOf, Room } from '../support/core.ts';

const meeting = (voters = 5, members = 0, ...absent: string[]) =>
  new Room(preparationOf({ voters, members, cells: 2 })).convened(...absent);

const voteOpenly = { method: 'OPEN_VOTE' } as const;
const voided = (room: Room, reason = 'Phát nhầm phiếu'): SessionCommand => ({
  type: 'VoidRound',
  roundId: room.round.id,
  reason,
});

function closed(events: readonly SessionEvent[]) {
  const [event] = events;
  if (event?.type !== 'RoundClosed') throw new Error(`${event?.type}`);
  return event.counted;
}

/** What everybody sees counted of the round's first review. */
function counted(room: Room): number {
  return show(room.session, 'SCREEN').rounds.at(-1)?.tallies[0]?.counted ?? -1;
}

describe('opening', () => {
  test('[R20] one round at a time', () => {
    const room = meeting();
    room.openRound(['c1']);
    expect(codeOf(room.when(room.roundOn(['c2']), 'chair'))).toBe('ROUND_OPEN');
    room.given(voided(room), 'chair');
    expect(codeOf(room.when(room.roundOn(['c2']), 'chair'))).toBeNull();
  });

  test('[R21] a round opens the pending reviews that it covers, in the order of the agenda', () => {
    const room = meeting(5, 1).openReview('c1');
    const events = room.given(room.roundOn(['c2', 'c1', 'm1']), 'secretary');
    expect(events).toMatchObject([
      { type: 'ReviewOpened', reviewId: room.reviewId('m1') },
      { type: 'ReviewOpened', reviewId: room.reviewId('c2') },
      { type: 'RoundOpened', reviewIds: ['m1', 'c1', 'c2'].map((key) => room.reviewId(key)) },
    ]);
    expect(room.review('c2').status).toBe('OPEN');
  });

  test('[R21] a round covers no closed review, none twice, and at least one', () => {
    const room = meeting().openReview('c1');
    const settle = {
      type: 'SettleOutcome',
      reviewId: room.reviewId('c1'),
      level: null,
      reason: 'x',
    } as const;
    room.given(settle, 'chair');
    room.given({ type: 'CloseReview', reviewId: room.reviewId('c1') }, 'chair');
    expect(codeOf(room.when(room.roundOn(['c2', 'c1']), 'chair'))).toBe('REVIEW_NOT_OPEN');
    expect(faultsOf(room.when(room.roundOn(['c2', 'c2']), 'chair'))).toEqual(['reviewIds DOUBLED']);
    expect(faultsOf(room.when(room.roundOn([]), 'chair'))).toEqual(['reviewIds MISSING']);
  });

  test('[R22] the electorate is frozen: who comes later is NOT_PRESENT, who leaves may still cast', () => {
    const room = meeting(5, 0, 'v5').presence('v5', 'EXCUSED');
    room.openRound(['c1']);
    room.presence('v5', 'PRESENT').presence('v2', 'ABSENT');
    expect([...room.round.electorate.keys()]).toEqual(
      ['chair', 'v2', 'v3', 'v4'].map((key) => room.seatId(key)),
    );
    const late = { ...room.ballotOf('v2', 'GOOD') };
    expect(codeOf(room.when(late, 'v5'))).toBe('NOT_PRESENT');
    expect(codeOf(room.when(late, 'v2'))).toBeNull();
  });

  test('[R22] [R25] who is recused from all of a round’s reviews is not in it; from some, is', () => {
    const room = meeting(5, 2);
    room.openRound(['m2']);
    expect(room.round.electorate.has(room.seatId('v2'))).toBe(false);
    expect(codeOf(room.when(room.ballotOf('chair', 'GOOD'), 'v2'))).toBe('RECUSED');
    room.given(voided(room), 'chair');
    room.openRound(['m1', 'm2']);
    expect(room.round.electorate.size).toBe(5);
  });

  test('[R25] unless the settings allow the self-vote', () => {
    const settings = { selfVote: 'ALLOWED' } as const;
    const room = new Room(preparationOf({ voters: 5, members: 2 }, { settings })).convened();
    room.openRound(['m2'], voteOpenly);
    room.castInOrder([5, 'EXCELLENT']).closeRound();
    expect(show(room.session, 'CHAIR').rounds[0]).toMatchObject({
      electorate: 5,
      turnout: 5,
      tallies: [{ electorate: 5, base: 5, counted: 5 }],
    });
  });

  test('[R23] LIVE is for open votes only, and what an open vote has unless it says otherwise', () => {
    const room = meeting();
    const display = (more: Parameters<Room['roundOn']>[1]) => {
      const ruling = room.when(room.roundOn(['c1'], more), 'chair');
      const event = 'events' in ruling ? ruling.events.at(-1) : undefined;
      return event?.type === 'RoundOpened' ? event.display : faultsOf(ruling);
    };
    expect(display({ method: 'SECRET_BALLOT' })).toBe('BATCHED');
    expect(display(voteOpenly)).toBe('LIVE');
    expect(display({ ...voteOpenly, display: 'BATCHED' })).toBe('BATCHED');
    expect(display({ method: 'SECRET_BALLOT', display: 'TURNOUT_ONLY' })).toBe('TURNOUT_ONLY');
    expect(display({ method: 'SECRET_BALLOT', display: 'LIVE' })).toEqual(['display LIVE_IS_OPEN']);
  });

  test('[R24] closesAt is in the future; from then on no ballot is taken, and the clock closes', () => {
    const room = meeting();
    const until = (closesAtMs: number) => room.when(room.roundOn(['c1'], { closesAtMs }), 'chair');
    expect(faultsOf(until(room.atMs))).toEqual(['closesAt PAST']);
    expect(codeOf(until(room.atMs + 1))).toBeNull();
    const closesAtMs = room.atMs + 60_000;
    room.openRound(['c1'], { ...voteOpenly, closesAtMs });
    room.cast('v3', 'GOOD');
    room.atMs = closesAtMs - 1;
    expect(codeOf(room.when(room.ballotOf('v2', 'GOOD'), 'v2'))).toBeNull();
    room.atMs = closesAtMs;
    expect(codeOf(room.when(room.ballotOf('v2', 'GOOD'), 'v2'))).toBe('ROUND_NOT_OPEN');
    room.closeRound(clock);
    expect(room.round).toMatchObject({ status: 'CLOSED', closedAtMs: closesAtMs });
  });
});

describe('[R27] a round whose clock is stopped', () => {
  const closesIn = 60_000;
  const stopping = (room: Room) => ({ type: 'StopRoundClock', roundId: room.round.id }) as const;
  const timed = () => {
    const room = meeting();
    room.openRound(['c1'], { closesAtMs: room.atMs + closesIn });
    room.cast('v2', 'GOOD');
    return room;
  };

  test('stays open past its time: ballots are taken, and people alone close it', () => {
    const room = timed();
    room.given(stopping(room), clock);
    expect(room.round).toMatchObject({ status: 'OPEN', closesAtMs: null, clockStopped: true });
    room.atMs += 2 * closesIn;
    for (const key of ['v3', 'chair']) room.cast(key, 'GOOD');
    expect(codeOf(room.when({ type: 'CloseRound', roundId: room.round.id }, clock))).toBe('ROUND_NOT_OPEN');
    room.closeRound();
    expect(room.round).toMatchObject({ status: 'CLOSED', clockStopped: true });
  });

  test('was to close by itself, and is open; nobody but the clock stops its clock', () => {
    const room = timed();
    for (const by of [admin, clerk, room.by('chair')]) {
      expect(codeOf(room.when(stopping(room), by))).toBe('NOT_ALLOWED');
    }
    room.given(stopping(room), clock);
    expect(codeOf(room.when(stopping(room), clock))).toBe('ROUND_NOT_OPEN');
    room.given({ type: 'VoidRound', roundId: room.round.id, reason: 'Đồng hồ nhảy' }, 'chair');
    expect(codeOf(room.when(stopping(room), clock))).toBe('ROUND_NOT_OPEN');
    room.openRound(['c1']);
    expect(codeOf(room.when(stopping(room), clock))).toBe('ROUND_NOT_OPEN');
  });
});

describe('how long a round is', () => {
  test('[R24] durationSeconds counts from the opening, by the clock that records it', () => {
    const room = meeting();
    room.openRound(['c1'], { durationSeconds: 300 });
    expect(room.round).toMatchObject({ openedAtMs: room.atMs, closesAtMs: room.atMs + 300_000 });
  });

  test.each([
    [0, ['durationSeconds OUT_OF_RANGE']],
    [1, []],
    [86_400, []],
    [86_401, ['durationSeconds OUT_OF_RANGE']],
    [1.5, ['durationSeconds OUT_OF_RANGE']],
    [Number.NaN, ['durationSeconds OUT_OF_RANGE']],
  ])('[R24] a duration of %d s: %j', (durationSeconds, faults) => {
    const room = meeting();
    expect(faultsOf(room.when(room.roundOn(['c1'], { durationSeconds }), 'chair'))).toEqual(faults);
  });

  test('[R24] an instant and a duration say the same twice', () => {
    const room = meeting();
    const both = room.roundOn(['c1'], { closesAtMs: room.atMs + 60_000, durationSeconds: 60 });
    expect(faultsOf(room.when(both, 'chair'))).toEqual(['durationSeconds GIVEN_TWICE']);
  });
});

describe('who could mark it', () => {
  const few = () => {
    const quorum = { numerator: 1, denominator: 5 };
    const room = new Room(preparationOf({ voters: 5, members: 2, cells: 1 }, { settings: { quorum } }));
    room.given({ type: 'CheckIn' }, 'chair');
    return room;
  };

  test('[R26] a review that nobody present could mark stands on no sheet', () => {
    const room = few();
    room.given({ type: 'ConveneSession' }, 'secretary');
    const opening = (keys: string[]) => room.when(room.roundOn(keys), 'secretary');
    expect(opening(['m1'])).toMatchObject({ refusal: { code: 'NOBODY_MAY_VOTE', numbers: { reviews: 1 } } });
    expect(codeOf(opening(['m1', 'c1']))).toBe('NOBODY_MAY_VOTE');
    expect(codeOf(opening(['m2', 'c1']))).toBeNull();
    room.given({ type: 'CheckIn' }, 'v2');
    expect(codeOf(opening(['m1', 'm2', 'c1']))).toBeNull();
  });
});

describe('casting', () => {
  test('[R30] a ballot marks what its seat marks, once each; BLANK is a mark', () => {
    const room = meeting(5, 2);
    room.openRound(['m1', 'm2', 'c1'], voteOpenly);
    const whole = room.ballotOf('v2', 'BLANK');
    expect(whole.choices).toHaveLength(2);
    const say = (choices: typeof whole.choices) => room.when({ ...whole, choices }, 'v2');
    const mark = (key: string) => ({ reviewId: room.reviewId(key), choice: 'GOOD' as const });
    expect(say([mark('m1')])).toMatchObject({
      refusal: { code: 'BALLOT_INCOMPLETE', numbers: { missing: 1, wanted: 2 } },
    });
    const path = 'choices.2.reviewId';
    expect(faultsOf(say([...whole.choices, mark('m2')]))).toEqual([`${path} OWN_REVIEW`]);
    expect(faultsOf(say([...whole.choices, mark('c2')]))).toEqual([`${path} NOT_ON_SHEET`]);
    expect(faultsOf(say([...whole.choices, mark('m1')]))).toEqual([`${path} DOUBLED`]);
    expect(say(whole.choices.toReversed())).toEqual(say(whole.choices));
    expect(codeOf(say(whole.choices))).toBeNull();
  });

  test('[R4] [R30] a ballot with every mark is not incomplete, however much is foreign in it', () => {
    const room = meeting();
    room.openRound(['c1']);
    const whole = room.ballotOf('v2', 'GOOD');
    const stray = Array.from({ length: 10 }, () => ({
      reviewId: room.reviewId('c2'),
      choice: 'GOOD' as const,
    }));
    expect(codeOf(room.when({ ...whole, choices: [...whole.choices, ...stray] }, 'v2'))).toBe(
      'INVALID_INPUT',
    );
    expect(codeOf(room.when({ ...whole, choices: [...stray, ...whole.choices] }, 'v2'))).toBe(
      'INVALID_INPUT',
    );
  });

  test('[R31] refuses a second ballot of a seat in a round, and takes one in the next round', () => {
    const room = meeting();
    room.openRound(['c1']);
    room.cast('v2', 'GOOD');
    expect(codeOf(room.when(room.ballotOf('v2', 'EXCELLENT'), 'v2'))).toBe('ALREADY_VOTED');
    room.given(voided(room), 'chair');
    room.openRound(['c1']);
    expect(codeOf(room.when(room.ballotOf('v2', 'EXCELLENT'), 'v2'))).toBeNull();
  });

  test('[R32] of a secret ballot the events say who, and the envelope alone says what', () => {
    const room = meeting(5, 2);
    const roundId = room.openRound(['m1', 'm2', 'c1']);
    for (const choice of ballotChoices) {
      const ruling = room.when(room.ballotOf('v2', choice), 'v2');
      if ('refusal' in ruling) throw new Error(ruling.refusal.code);
      expect(ruling.events).toEqual([{ type: 'BallotSealed', roundId, seatId: room.seatId('v2') }]);
      const byte = ballotChoices.indexOf(choice);
      expect(ruling.marks).toEqual(Uint8Array.of(byte, filler, byte));
    }
    const before = room.session;
    room.cast('v2', 'NOT_COMPLETED');
    const other = meeting(5, 2);
    other.openRound(['m1', 'm2', 'c1']);
    other.cast('v2', 'EXCELLENT');
    expect(before).not.toEqual(room.session);
    expect(other.session).toEqual(room.session);
  });

  test('[R33] the ballots of an open vote are recorded by seat, in the order of the sheet', () => {
    const room = meeting(5, 2);
    const roundId = room.openRound(['m1', 'm2', 'c1'], voteOpenly);
    const ruling = room.when(room.ballotOf('v2', { m1: 'GOOD', c1: 'BLANK' }), 'v2');
    expect(ruling).toEqual({
      events: [{ type: 'BallotCast', roundId, seatId: room.seatId('v2'), choices: ['GOOD', null, 'BLANK'] }],
    });
  });
});

describe('closing', () => {
  test.each([['SECRET_BALLOT'], ['OPEN_VOTE']] as const)(
    '[R40] a %s is counted and judged, review by review',
    (method) => {
      const room = meeting(5, 1);
      room.openRound(['m1', 'c1'], { method });
      room.castInOrder([3, { m1: 'EXCELLENT', c1: 'GOOD' }], [2, { m1: 'BLANK', c1: 'NOT_RATED' }]);
      const counts = closed(room.given({ type: 'CloseRound', roundId: room.round.id }, 'chair'));
      expect(counts).toMatchObject([
        {
          reviewId: room.reviewId('m1'),
          marks: 'EEBB',
          tally: { electorate: 4, base: 4, counted: 4, counts: { ...noCounts, EXCELLENT: 2, BLANK: 2 } },
          outcome: { level: null, status: 'NEEDS_DECISION' },
        },
        {
          reviewId: room.reviewId('c1'),
          marks: 'GGGNN',
          tally: { electorate: 5, base: 5, counted: 5, counts: { ...noCounts, GOOD: 3, NOT_RATED: 2 } },
          outcome: { level: 'GOOD', status: 'DECIDED' },
        },
      ]);
      expect(room.review('c1').outcome).toEqual(counts[1]?.outcome);
      expect(codeOf(room.when({ type: 'CloseRound', roundId: room.round.id }, 'chair'))).toBe(
        'ROUND_NOT_OPEN',
      );
      expect(codeOf(room.when(voided(room), 'chair'))).toBe('ROUND_NOT_OPEN');
    },
  );

  test('[R40] a review’s newest closed round counts, and a void one after it does not', () => {
    const room = meeting();
    for (const choice of ['EXCELLENT', 'GOOD'] as const) {
      room.openRound(['c1'], voteOpenly);
      room.castInOrder([5, choice]).closeRound();
    }
    room.openRound(['c1'], voteOpenly);
    room.castInOrder([5, 'COMPLETED']).given(voided(room), 'chair');
    expect(room.review('c1').outcome?.level).toBe('GOOD');
    const [event] = room.given({ type: 'AdjournSession' }, 'chair');
    expect(event).toMatchObject({ results: [{ tally: { counts: { ...noCounts, GOOD: 5 } } }] });
  });

  test.each([
    [0, 'NO_BALLOTS'],
    [1, 'TOO_FEW_BALLOTS'],
    [2, 'TOO_FEW_BALLOTS'],
    [3, null],
  ] as const)('[R41] [R44] a secret round with %i ballots: %s', (ballots, code) => {
    const room = meeting();
    const roundId = room.openRound(['c1']);
    room.castInOrder([ballots, 'GOOD']);
    expect(codeOf(room.when({ type: 'CloseRound', roundId }, 'chair'))).toBe(code);
    const status = code === null ? 'CLOSED' : 'VOID';
    expect(room.closeRound(clock).round).toMatchObject({ status });
    if (status === 'VOID') expect(room.round).toMatchObject({ voidReason: null, voidCause: code });
  });

  test('[R44] [P90] a count of no ballots, as journals from before this rule hold it, is made anew alike', () => {
    const room = meeting();
    const roundId = room.openRound(['c1']);
    const before = room.session;
    const ruling = countRound(before, { type: 'CloseRound', roundId, envelopeCounts: new Map() }, clock);
    if ('refusal' in ruling) throw new Error('not counted');
    room.happened(ruling.events);
    const [closed] = ruling.events;
    if (closed === undefined) throw new Error('no event');
    expect(madeAnew(before, closed)).toEqual(closed);
    expect(room.round).toMatchObject({ status: 'CLOSED', turnout: 0 });
  });

  test('[R44] an open vote without any ballot is void by the clock, and says why; its reviews have no outcome', () => {
    const room = meeting();
    const roundId = room.openRound(['c1'], voteOpenly);
    expect(codeOf(room.when({ type: 'CloseRound', roundId }, 'chair'))).toBe('NO_BALLOTS');
    room.closeRound(clock);
    expect(room.round).toMatchObject({ status: 'VOID', voidReason: null, voidCause: 'NO_BALLOTS' });
    expect(room.review('c1').outcome).toBeNull();
    room.given({ type: 'VoidRound', roundId: room.openRound(['c1']), reason: 'Nhầm' }, 'chair');
    expect(room.round).toMatchObject({ voidReason: 'Nhầm', voidCause: null });
  });

  test('[R41] the ballots on each review matter, and an open vote has no secret to keep', () => {
    const room = meeting(5, 1);
    const roundId = room.openRound(['m1', 'c1']);
    room.castInOrder([3, 'GOOD']);
    expect(codeOf(room.when({ type: 'CloseRound', roundId }, 'chair'))).toBe('TOO_FEW_BALLOTS');
    room.given(voided(room), 'chair');
    room.openRound(['c1'], voteOpenly);
    room.castInOrder([1, 'GOOD']).closeRound();
    expect(room.round.status).toBe('CLOSED');
  });

  test('[R41] with somebody recused on the sheet three ballots are too few, whoever cast them: by the turnout alone', () => {
    const ofThree = (...keys: readonly string[]) => {
      const room = meeting(5, 1);
      const roundId = room.openRound(['m1', 'c1']);
      for (const key of keys) room.cast(key, 'GOOD');
      const code = codeOf(room.when({ type: 'CloseRound', roundId }, 'chair'));
      const { status, voidCause } = show(room.closeRound(clock).session, 'GUEST').rounds[0] ?? {};
      return { code, status, voidCause };
    };
    const void3 = { code: 'TOO_FEW_BALLOTS', status: 'VOID', voidCause: 'TOO_FEW_BALLOTS' };
    expect(ofThree('chair', 'v2', 'v3')).toEqual(void3);
    expect(ofThree('v2', 'v3', 'v4')).toEqual(void3);
    expect(ofThree('v2', 'v3', 'v4', 'v5')).toMatchObject({ code: null, status: 'CLOSED' });
  });

  test('[R41] [P90] a count of three ballots, as journals from before this rule hold it, is made anew alike', () => {
    const room = meeting(5, 1);
    const roundId = room.openRound(['m1', 'c1']);
    for (const key of ['v2', 'v3', 'v4']) room.cast(key, 'GOOD');
    const envelopeCounts = new Map(room.round.reviewIds.map((id) => [id, { ...noCounts, GOOD: 3 }]));
    const ruling = countRound(room.session, { type: 'CloseRound', roundId, envelopeCounts }, clock);
    if ('refusal' in ruling) throw new Error('not counted');
    const [event] = ruling.events;
    if (event === undefined) throw new Error('no event');
    expect(madeAnew(room.session, event)).toEqual(event);
  });

  test('[R42] a secret round whose envelopes cannot be opened is not counted, by the clock neither', () => {
    const room = meeting();
    const roundId = room.openRound(['c1']);
    room.castInOrder([5, 'GOOD']);
    for (const by of [room.by('chair'), clock]) {
      expect(codeOf(closeRound(room.session, { type: 'CloseRound', roundId }, by))).toBe(
        'BALLOTS_UNREADABLE',
      );
    }
  });

  test('[R42] a secret round whose ballots are others than were cast is not counted: said of the ballot box, or seen by what was shown', () => {
    const room = meeting(12);
    const roundId = room.openRound(['c1']);
    const [reviewId = ''] = room.round.reviewIds;
    const code = (envelopeCounts: ReadonlyMap<string, Counts> | BallotBoxFault, by: Actor) =>
      codeOf(closeRound(room.session, { type: 'CloseRound', roundId, envelopeCounts }, by));
    // Nobody has cast, says a journal that somebody cut short: the clock does not void it for that.
    for (const by of [room.by('chair'), clock]) expect(code('BALLOTS_ALTERED', by)).toBe('BALLOTS_ALTERED');
    room.castInOrder([10, 'GOOD']);
    expect(counted(room)).toBe(5);
    const others = new Map([[reviewId, { ...noCounts, GOOD: 4, EXCELLENT: 6 }]]);
    expect(code(others, clock)).toBe('BALLOTS_ALTERED');
  });

  test('[R43] voiding needs a reason and keeps it; the reviews can be voted on again', () => {
    const room = meeting();
    room.openRound(['c1'], voteOpenly);
    room.castInOrder([5, 'GOOD']);
    expect(faultsOf(room.when(voided(room, ' '), 'chair'))).toEqual(['reason MISSING']);
    expect(faultsOf(room.when(voided(room, 'x'.repeat(limits.reasonLength + 1)), 'chair'))).toEqual([
      'reason TOO_LONG',
    ]);
    room.given(voided(room, ' Phát nhầm phiếu '), 'secretary');
    expect(room.round).toMatchObject({ status: 'VOID', voidReason: 'Phát nhầm phiếu' });
    expect(room.review('c1').outcome).toBeNull();
    expect(codeOf(room.when(room.roundOn(['c1']), 'chair'))).toBeNull();
  });
});

describe('what is shown while a round is open', () => {
  test.each([['SECRET_BALLOT'], ['OPEN_VOTE']] as const)(
    '[R50] a BATCHED %s of 13 voters with batches of 5 shows 0, 5 at the tenth ballot, 13 at closing',
    (method) => {
      const room = meeting(13);
      room.openRound(['c1', 'c2'], { method, display: 'BATCHED' });
      const voters = room.session.preparation.seats.filter(({ mayVote }) => mayVote);
      const steps = voters.map(({ key }) => counted(room.cast(key, 'GOOD')));
      expect(steps).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 5, 5, 5]);
      expect(counted(room.closeRound())).toBe(13);
    },
  );

  test('[R50] a whole count smaller than a batch is shown at closing in one step', () => {
    const room = meeting(4);
    room.openRound(['c1']);
    room.castInOrder([4, 'GOOD']);
    expect(counted(room)).toBe(0);
    expect(counted(room.closeRound())).toBe(4);
  });

  test('[R51] TURNOUT_ONLY shows no counts before closing, LIVE every ballot as it comes', () => {
    const room = meeting(13);
    room.openRound(['c1'], { ...voteOpenly, display: 'TURNOUT_ONLY' });
    room.castInOrder([13, 'GOOD']);
    expect(counted(room)).toBe(0);
    expect(show(room.session, 'SCREEN').rounds[0]).toMatchObject({ turnout: 13, rollCall: null });
    expect(counted(room.closeRound())).toBe(13);
    room.openRound(['c1'], voteOpenly);
    const steps = ['chair', 'v2', 'v3'].map((key) => counted(room.cast(key, 'GOOD')));
    expect(steps).toEqual([1, 2, 3]);
    const live = show(room.session, 'SCREEN').rounds[1];
    expect(live?.rollCall?.map(({ choices }) => choices)).toEqual([['GOOD'], ['GOOD'], ['GOOD']]);
    expect(sumOf(live?.tallies[0]?.counts ?? noCounts)).toBe(3);
  });

  test('[R20] a session holds so many rounds, and no more', () => {
    const room = meeting();
    room.openRound(['c1']);
    room.given(voided(room), 'chair');
    const rounds = Array.from({ length: limits.roundsPerSession }, () => room.round);
    room.session = { ...room.session, rounds };
    expect(faultsOf(room.when(room.roundOn(['c1']), 'chair'))).toEqual([' TOO_MANY']);
  });
});
