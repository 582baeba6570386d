import { describe, expect, test } from 'vitest';
import type { PreparationInput } from '../../src/core/command.ts';
import type { Finding } from '../../src/core/policy/outcome.ts';
import type { PolicySettings } from '../../src/core/policy/policy.ts';
import { atLeast, reaches, type Threshold } from '../../src/core/policy/ratio.ts';
import type { Authority, BallotChoice } from '../../src/core/vocabulary.ts';
import { policies, preparationOf, Room } from '../support/core.ts';
import { judged, policyOf, tallyOf } from '../support/judging.ts';

const share = (numerator: number, denominator: number, inclusive = false): Threshold => ({
  share: { numerator, denominator },
  inclusive,
});

/** The outcome of marks such as '8E 5G' of a base. */
function outcome(
  marks: string,
  base: number,
  settings: Partial<PolicySettings> = {},
  authority: Authority = 'DECIDE',
) {
  const vote = { tally: tallyOf(marks, base), recused: false, attendance: null };
  return judged({ settings: { ...policyOf('vn-124-2023').settings, ...settings }, authority, vote });
}

const levelOf = (...args: Parameters<typeof outcome>) => {
  const { level, status } = outcome(...args);
  return level ?? status;
};

/** What a meeting of 15 makes of ballots on a cell, cast openly in order. */
function meeting(
  ballots: readonly (readonly [number, BallotChoice])[],
  { absent = 0, voters = 15, ...more }: { absent?: number; voters?: number } & Partial<PreparationInput> = {},
) {
  const room = new Room(preparationOf({ voters }, more));
  const away = room.session.preparation.seats.filter(({ mayVote }) => mayVote).slice(voters - absent);
  room.convened(...away.map(({ key }) => key));
  const [item] = room.session.preparation.agenda;
  room.openRound([item?.key ?? ''], { method: 'OPEN_VOTE' });
  room.castInOrder(...ballots).closeRound();
  const given = room.review(item?.key ?? '').outcome;
  return given?.level ?? given?.status;
}

describe('a share', () => {
  test('[R56] that is inclusive is passed when reached, one that is not when exceeded', () => {
    expect([7, 8].map((marks) => reaches(marks, 14, share(1, 2)))).toEqual([false, true]);
    expect([6, 7].map((marks) => reaches(marks, 14, share(1, 2, true)))).toEqual([false, true]);
    expect([25, 26].map((marks) => reaches(marks, 39, share(2, 3, true)))).toEqual([false, true]);
    expect([26, 27].map((marks) => reaches(marks, 39, share(2, 3)))).toEqual([false, true]);
    expect(reaches(0, 0, share(0, 1, true))).toBe(false);
  });

  test('[R56] is compared in whole numbers, however large', () => {
    const large = Number.MAX_SAFE_INTEGER;
    expect(reaches(large - 1, large, share(large, large, true))).toBe(false);
    expect(reaches(large, large, share(large, large, true))).toBe(true);
    expect([
      atLeast({ numerator: 2, denominator: 3 }, 15),
      atLeast({ numerator: 2, denominator: 3 }, 16),
    ]).toEqual([10, 11]);
  });
});

describe('a level', () => {
  test('[R56] is the best one that passes alone', () => {
    expect(levelOf('8E 7G', 15)).toBe('EXCELLENT');
    expect(levelOf('7E 8G', 15)).toBe('GOOD');
    expect(levelOf('1E 1G 8K 5F', 15)).toBe('COMPLETED');
    expect(levelOf('7E 8F', 15)).toBe('NOT_COMPLETED');
    expect(levelOf('5E 5G', 10, { threshold: share(1, 2, true) })).toBe('EXCELLENT');
  });

  test('[R56] is asked for its own threshold, where it has one', () => {
    const thresholds = [{ level: 'EXCELLENT' as const, threshold: share(2, 3, true) }];
    expect(levelOf('9E 6G', 15, { thresholds })).toBe('GOOD');
    expect(levelOf('10E 5G', 15, { thresholds })).toBe('EXCELLENT');
  });

  test('[R56] NOT_RATED comes first, if it passes alone; it and BLANK count for no level', () => {
    expect(outcome('8N 7E', 15)).toMatchObject({ level: null, status: 'NOT_RATED' });
    const half = { threshold: share(1, 2, true) };
    expect(outcome('5N 5E', 10, half)).toMatchObject({ level: null, status: 'NOT_RATED' });
    expect(outcome('7N 1K', 15)).toMatchObject({ level: null, status: 'NEEDS_DECISION' });
    expect(outcome('15B', 15)).toMatchObject({ level: null, status: 'NEEDS_DECISION' });
    expect(outcome('', 15)).toMatchObject({ level: null, status: 'NEEDS_DECISION' });
  });
});

describe('without a majority', () => {
  test('[R56] CUMULATE_DOWN adds from the best level down until that level’s threshold is passed', () => {
    const settings = { noMajority: 'CUMULATE_DOWN' } as const;
    expect(levelOf('7E 6G', 15, settings)).toBe('GOOD');
    expect(levelOf('3E 4G 5K 3F', 15, settings)).toBe('COMPLETED');
    expect(levelOf('2E 2G 2K 2F', 15, settings)).toBe('NOT_COMPLETED');
    expect(levelOf('2E 2G 2K 1F', 15, settings)).toBe('NEEDS_DECISION');
    expect(levelOf('4E 3G 8B', 15, settings)).toBe('NEEDS_DECISION');
    const thresholds = [{ level: 'GOOD' as const, threshold: share(2, 3) }];
    expect(levelOf('7E 3G 1K', 15, { ...settings, thresholds })).toBe('COMPLETED');
    expect(levelOf('7E 4G 1K', 15, { ...settings, thresholds })).toBe('GOOD');
  });

  test('[R56] PLURALITY takes the most marks, and a tie needs decision', () => {
    const settings = { noMajority: 'PLURALITY' } as const;
    expect(levelOf('5E 6G 4K', 15, settings)).toBe('GOOD');
    expect(levelOf('6E 6G 3K', 15, settings)).toBe('NEEDS_DECISION');
    expect(levelOf('1F 7N 7B', 15, settings)).toBe('NOT_COMPLETED');
    expect(levelOf('7N 7B', 15, settings)).toBe('NEEDS_DECISION');
    expect(levelOf('6E 6G 3K', 15, { ...settings, threshold: share(2, 5, true) })).toBe('EXCELLENT');
  });

  test('[R56] NEEDS_DECISION is just that', () => {
    const settings = { noMajority: 'NEEDS_DECISION' } as const;
    expect(outcome('7E 6G', 15, settings)).toMatchObject({ level: null, status: 'NEEDS_DECISION' });
    expect(levelOf('8E 5G', 15, settings)).toBe('EXCELLENT');
  });
});

describe('what comes of it', () => {
  test('[R57] a level is DECIDED or PROPOSED, as the item’s authority says; no level is neither', () => {
    expect(outcome('8E', 15).status).toBe('DECIDED');
    expect(outcome('8E', 15, {}, 'PROPOSE')).toMatchObject({
      status: 'PROPOSED',
      authority: 'PROPOSE',
      final: false,
    });
    expect(outcome('8N', 15, {}, 'PROPOSE').status).toBe('NOT_RATED');
    expect(outcome('7E', 15, {}, 'PROPOSE').status).toBe('NEEDS_DECISION');
  });

  test('[R57] every rule that was looked at stands in the trace, with its numbers', () => {
    const tests = (finding: Finding | undefined) =>
      finding?.found === 'SHARES'
        ? finding.tests.map(({ level, marks, base, passes }) => [level, marks, base, passes])
        : finding?.found;
    const looked = (...ids: string[]) => ids.map((id) => [id, false, 'GOOD', 'GOOD']);
    const { trace } = outcome('7E 6G', 15);
    expect(trace.map(({ ruleId, applied, before, after }) => [ruleId, applied, before, after])).toEqual([
      ['124-vote.self', false, null, null],
      ['124-vote.base', true, null, null],
      ['124-vote.not-rated', false, null, null],
      ['124-vote.level', false, null, null],
      ['124-vote.no-majority', true, null, 'GOOD'],
      ...looked('124-excluded.exempt', '124-excluded.suspended', '124-excluded.new-member'),
      ...looked('124-not-completed.individual.degradation', '124-not-completed.individual.conduct'),
      ...looked('124-12.4.3d'),
      ...looked('124-excellent.individual.grades', '124-excellent.individual.discipline'),
      ...looked('124-good.individual.grades', '124-completed.individual.grades'),
      ...looked('124-rated.individual.discipline', '124-quota.individuals'),
      ['124-authority', true, 'GOOD', 'GOOD'],
    ]);
    expect(tests(trace[3]?.finding)).toEqual([
      ['EXCELLENT', [7], 15, false],
      ['GOOD', [6], 15, false],
      ['COMPLETED', [0], 15, false],
      ['NOT_COMPLETED', [0], 15, false],
    ]);
    expect(tests(trace[4]?.finding)).toEqual([
      ['EXCELLENT', [7], 15, false],
      ['GOOD', [7, 6], 15, true],
    ]);
    const passed = outcome('8E 5G', 15).trace;
    expect(tests(passed[3]?.finding)).toEqual([['EXCELLENT', [8], 15, true]]);
    expect(passed[4]).toMatchObject({ applied: false, finding: { found: 'NOT_NEEDED' } });
  });

  test.each(policies.map((one) => [one.id, one] as const))(
    '[R57] %s names its own rules in the trace',
    (_, one) => {
      const vote = { tally: tallyOf('1E', 1), recused: true, attendance: { present: 1, summoned: 1 } };
      const { trace } = judged({ policy: one, vote });
      expect(trace.length).toBeGreaterThan(3);
      expect(trace.every(({ ruleId }) => one.rules.some(({ id }) => id === ruleId))).toBe(true);
    },
  );
});

describe('recusal', () => {
  /** 15 members, 13 of them present; v2 under review, who is present or not. */
  const ownReview = (base: PolicySettings['base'], present: boolean) => {
    const room = new Room(preparationOf({ voters: 15, members: 2 }, { settings: { base } }));
    room.convened('v14', 'v15', ...(present ? [] : ['v2'])).openRound(['m2'], { method: 'OPEN_VOTE' });
    const voters = [...room.round.electorate.keys()];
    for (const [index, seatId] of voters.slice(0, 10).entries()) {
      const key = room.session.preparation.seats.find(({ id }) => id === seatId)?.key ?? '';
      room.cast(key, index < 7 ? 'EXCELLENT' : index < 9 ? 'GOOD' : 'BLANK');
    }
    room.closeRound();
    return room;
  };

  test.each([
    ['BODY_MEMBERS', true, 14, 12],
    ['BODY_MEMBERS', false, 14, 12],
    ['PRESENT', true, 12, 12],
    ['PRESENT', false, 12, 12],
    ['CAST', true, 10, 12],
    ['VALID', true, 9, 12],
  ] as const)(
    '[R25] [R55] of base %s (own seat present: %s) leaves %i',
    (base, present, expected, electorate) => {
      const room = ownReview(base, present);
      const round = room.round;
      const tally = round.status === 'CLOSED' ? round.tallies.get(room.reviewId('m2')) : undefined;
      expect(tally).toMatchObject({ base: expected, counted: 10, electorate });
    },
  );

  test('[R57] the trace says that the seat was left out, and of which base', () => {
    const [, second] = ownReview('BODY_MEMBERS', true).review('m2').outcome?.trace ?? [];
    expect(second).toMatchObject({
      ruleId: '124-vote.self',
      applied: true,
      finding: { found: 'SELF_LEFT_OUT', base: 14 },
    });
  });

  test('[R25] [R55] a seat under review that may not vote is left out of nothing', () => {
    const { agenda, ...input } = preparationOf({ voters: 5 });
    const own = { key: 'own', kind: 'PARTY_MEMBER', name: 'Tổ trưởng', seatKey: 'teller' } as const;
    const room = new Room({ ...input, agenda: [own, ...agenda] }).convened();
    room.openRound(['own'], { method: 'OPEN_VOTE' });
    room.castInOrder([5, 'GOOD']).closeRound();
    const round = room.round;
    expect(round.status === 'CLOSED' && round.tallies.get(room.reviewId('own'))?.base).toBe(5);
    expect(room.review('own').outcome?.trace[1]).toMatchObject({ finding: { found: 'NOBODY_RECUSED' } });
  });
});

describe('worked cases of the domain', () => {
  test('[R57] (case 5) the commune organisation, 15 votes G: G, PROPOSED', () => {
    const item = { key: 'o', kind: 'PARTY_ORGANIZATION', name: 'Đảng bộ xã Thử' } as const;
    const room = new Room(preparationOf({ voters: 15 }, { agenda: [item] })).convened();
    room.openRound(['o']);
    room.castInOrder([15, 'GOOD']).closeRound();
    expect(room.review('o').outcome).toMatchObject({ level: 'GOOD', status: 'PROPOSED' });
  });

  test('[R56] (case 6) 13 of 15 present, 8 E and 5 G: E, as 8/15 is more than half', () => {
    expect(
      meeting(
        [
          [8, 'EXCELLENT'],
          [5, 'GOOD'],
        ],
        { absent: 2 },
      ),
    ).toBe('EXCELLENT');
  });

  test('[R56] (case 7) 7 E and 6 G: G; with NEEDS_DECISION no level', () => {
    const ballots = [
      [7, 'EXCELLENT'],
      [6, 'GOOD'],
    ] as const;
    expect(meeting(ballots, { absent: 2 })).toBe('GOOD');
    const settings = { noMajority: 'NEEDS_DECISION' } as const;
    expect(meeting(ballots, { absent: 2, settings })).toBe('NEEDS_DECISION');
  });

  test('[R56] (case 8) 2/3 for E, 39 members, 26 E and 13 G: E when inclusive, else G', () => {
    const at = (inclusive: boolean) => {
      const thresholds = [{ level: 'EXCELLENT' as const, threshold: share(2, 3, inclusive) }];
      return meeting(
        [
          [26, 'EXCELLENT'],
          [13, 'GOOD'],
        ],
        { voters: 39, settings: { thresholds } },
      );
    };
    expect([at(true), at(false)]).toEqual(['EXCELLENT', 'GOOD']);
  });

  test('[R55] [R56] (case 15) 13 of 15 cast, 7 E, 5 G, 1 BLANK: G; of those cast E', () => {
    const ballots = [
      [7, 'EXCELLENT'],
      [5, 'GOOD'],
      [1, 'BLANK'],
    ] as const;
    const of = (base: PolicySettings['base'], absent = 2) => meeting(ballots, { absent, settings: { base } });
    expect(of('BODY_MEMBERS')).toBe('GOOD');
    expect(of('CAST')).toBe('EXCELLENT');
    expect(of('VALID')).toBe('EXCELLENT');
    expect([of('PRESENT'), of('PRESENT', 0)]).toEqual(['EXCELLENT', 'GOOD']);
  });
});
