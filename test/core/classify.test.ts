import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { finalOutcomes, judgedAnew, quotasOf } from '../../src/core/classify.ts';
import type { AgendaItemInput, PreparationInput } from '../../src/core/command.ts';
import type { SessionEvent } from '../../src/core/event.ts';
import type { SettingsInput } from '../../src/core/policy/settings.ts';
import { type BallotChoice, type QualityLevel, qualityLevels } from '../../src/core/vocabulary.ts';
import { codeOf, preparationOf, Room } from '../support/core.ts';
import { judged, policyOf, tallyOf } from '../support/judging.ts';
import { runs } from './policy/small.ts';

// A chain: the head of a collective, the collective of an organisation. Only the regulation of 2018 caps collectives.

const of2020 = {
  policyId: 'vn-132-2018',
  period: { kind: 'YEAR', year: 2020 },
  heldOn: '2020-12-11',
} as const;
const organization: AgendaItemInput = {
  key: 'o',
  kind: 'PARTY_ORGANIZATION',
  name: 'Đảng bộ xã Thử',
  authority: 'DECIDE',
};
const collective: AgendaItemInput = {
  key: 'l',
  kind: 'LEADERSHIP_COLLECTIVE',
  name: 'Ban thường vụ',
  facts: { leads: 'o' },
};
const head: AgendaItemInput = {
  key: 'h',
  kind: 'LEADER',
  name: 'Bí thư',
  authority: 'DECIDE',
  facts: { heads: ['l'] },
};

function roomOf(agenda: readonly AgendaItemInput[], more: Partial<PreparationInput> = {}): Room {
  return new Room(preparationOf({ voters: 3 }, { agenda, ...more })).convened();
}

const chain = (more: Partial<PreparationInput> = {}) =>
  roomOf([head, collective, organization], { ...of2020, ...more });

/** One round on each of these sheets, all votes for the same. */
function vote(room: Room, ...sheets: readonly Readonly<Record<string, BallotChoice>>[]): Room {
  for (const sheet of sheets) {
    room.openRound(Object.keys(sheet));
    room.castInOrder([3, sheet]).closeRound();
  }
  return room;
}

const settle = (room: Room, key: string, level: QualityLevel | null) =>
  room.given(
    { type: 'SettleOutcome', reviewId: room.reviewId(key), level, reason: 'Hội nghị quyết định' },
    'chair',
  );

const levels = (room: Room, ...keys: readonly string[]) =>
  keys.map((key) => room.review(key).outcome?.level ?? null);

const boundOf = (room: Room, key: string) =>
  room.review(key).outcome?.trace.find(({ finding }) => finding.found === 'BOUND');

function adjourned(room: Room) {
  const events = room.given({ type: 'AdjournSession' }, 'chair');
  const event = events.find(
    (one): one is Extract<SessionEvent, { type: 'SessionAdjourned' }> => one.type === 'SessionAdjourned',
  );
  return event?.results ?? [];
}

const E = 'EXCELLENT';
const G = 'GOOD';
const K = 'COMPLETED';
const F = 'NOT_COMPLETED';

describe('what depends on others', () => {
  test('[P51] [P52] is settled in the order of dependence on one sheet, whatever the order of the agenda', () => {
    const room = vote(chain(), { h: E, l: E, o: K });
    expect(levels(room, 'h', 'l', 'o')).toEqual([K, K, K]);
    expect(boundOf(room, 'h')).toMatchObject({
      ruleId: '132-cap.head',
      applied: true,
      before: E,
      after: K,
      finding: { others: [{ name: 'Ban thường vụ', is: 'RATED', level: K }], most: K },
    });
    expect(boundOf(room, 'l')).toMatchObject({ ruleId: '132-cap.collective', before: E, after: K });
    const [closed] = room.journal.flatMap(({ event }) => (event.type === 'RoundClosed' ? [event] : []));
    expect(closed?.dependents).toEqual([]);
  });

  test('[P53] waits while the other’s outcome is open, and is settled when that one is, over others too', () => {
    const room = vote(chain(), { h: E });
    expect(boundOf(room, 'h')).toMatchObject({
      applied: false,
      after: E,
      finding: { others: [{ name: 'Ban thường vụ', is: 'OPEN' }], most: null },
    });
    expect(room.review('h').outcome).toMatchObject({ level: E, final: false });
    vote(room, { l: G });
    expect(levels(room, 'h', 'l', 'o')).toEqual([G, G, null]);
    vote(room, { o: F });
    expect(levels(room, 'h', 'l', 'o')).toEqual([F, F, F]);
    const last = room.journal.at(-1)?.event;
    expect(last?.type === 'RoundClosed' && last.dependents.map(({ reviewId }) => reviewId)).toEqual([
      room.reviewId('l'),
      room.reviewId('h'),
    ]);
  });

  test('[P53] looks at nothing anew that does not depend on what changed', () => {
    const cell: AgendaItemInput = { key: 'c', kind: 'PARTY_CELL', name: 'Chi bộ 1' };
    const room = vote(roomOf([head, collective, organization, cell], of2020), { h: E, c: E }, { c: G });
    const last = room.journal.at(-1)?.event;
    expect(last?.type === 'RoundClosed' && last.dependents).toEqual([]);
    vote(room, { l: K });
    const before = room.review('h').outcome;
    expect(before?.level).toBe(K);
    vote(room, { l: K });
    expect(room.review('h').outcome).toBe(before);
    expect(
      judgedAnew(room.session, { tallies: new Map(), attendance: { present: 3, summoned: 3 } }).size,
    ).toBe(0);
  });

  test('[P53] [P54] comes to the same in whichever order and on whichever sheets the votes are taken', () => {
    const any = fc.constantFrom<BallotChoice>(...qualityLevels, 'NOT_RATED', 'BLANK');
    const stories = fc.record({
      marks: fc.record({ h: any, l: any, o: any }),
      order: fc.shuffledSubarray(['h', 'l', 'o'] as const, { minLength: 3 }),
      cut: fc.nat(3),
    });
    fc.assert(
      fc.property(stories, ({ marks, order, cut }) => {
        const whole = vote(chain(), marks);
        const sheet = (keys: readonly ('h' | 'l' | 'o')[]) =>
          Object.fromEntries(keys.map((key) => [key, marks[key]] as const));
        const parts = [sheet(order.slice(0, cut)), ...order.slice(cut).map((key) => sheet([key]))];
        const split = vote(chain(), ...parts.filter((one) => Object.keys(one).length > 0));
        expect(levels(split, 'h', 'l', 'o')).toEqual(levels(whole, 'h', 'l', 'o'));
        const [one, other] = [whole, split].map((room) => adjourned(room).map(({ outcome }) => outcome));
        expect(other).toEqual(one);
      }),
      { numRuns: Math.min(60, runs(60)) },
    );
  });

  test('[P53] [P70] is capped anew when people settle the other, and the settled level is not capped', () => {
    const room = vote(chain(), { h: E, l: E, o: E });
    settle(room, 'o', K);
    expect(levels(room, 'h', 'l', 'o')).toEqual([K, K, K]);
    const last = room.journal.at(-1)?.event;
    expect(last?.type === 'OutcomeSettled' && last.dependents.map(({ reviewId }) => reviewId)).toEqual([
      room.reviewId('l'),
      room.reviewId('h'),
    ]);
    settle(room, 'l', E);
    expect(levels(room, 'h', 'l', 'o')).toEqual([E, E, K]);
    expect(room.review('l').outcome?.ruled).toEqual({ level: K, status: 'DECIDED' });
    settle(room, 'o', F);
    expect(levels(room, 'h', 'l', 'o')).toEqual([E, E, F]);
    expect(room.review('l').outcome?.ruled).toEqual({ level: F, status: 'DECIDED' });
    expect(
      adjourned(room).map(({ outcome }) => [outcome.level, outcome.ruled?.level, outcome.final]),
    ).toEqual([
      [E, undefined, true],
      [E, F, true],
      [F, E, true],
    ]);
  });

  test('[P53] [P70] several settlements stay in the trace while the rules are asked anew', () => {
    const room = vote(chain(), { h: E, l: E });
    settle(room, 'l', G);
    settle(room, 'l', null);
    vote(room, { o: F });
    const { trace, ruled, level, status, settledReason } = room.review('l').outcome ?? {};
    expect({ ruled, level, status, settledReason }).toEqual({
      ruled: { level: F, status: 'DECIDED' },
      level: null,
      status: 'NOT_RATED',
      settledReason: 'Hội nghị quyết định',
    });
    expect(trace?.slice(-2).map(({ before, after }) => [before, after])).toEqual([
      [F, G],
      [G, null],
    ]);
    expect(boundOf(room, 'h')).toMatchObject({ finding: { others: [{ is: 'WITHOUT_LEVEL' }], most: null } });
    vote(room, { l: K });
    expect(room.review('l').outcome).toMatchObject({ level: F, ruled: null, settledReason: null });
  });

  test('[P51] what is headed off the agenda caps too', () => {
    const facts = { heads: ['l'], headedLevels: [E, K] as const };
    const room = vote(chain({ agenda: [{ ...head, facts }, collective, organization] }), { h: E, l: G });
    expect(levels(room, 'h')).toEqual([K]);
    expect(boundOf(room, 'h')).toMatchObject({
      finding: {
        others: [
          { is: 'RATED', level: G },
          { name: null, level: E },
          { name: null, level: K },
        ],
        most: K,
      },
    });
  });
});

describe('exclusion', () => {
  test('[P20] stands from preparing, without a vote, and is recorded when the session is adjourned', () => {
    const member: AgendaItemInput = {
      key: 'm',
      kind: 'PARTY_MEMBER',
      name: 'Đảng viên',
      facts: { monthsSinceAdmission: 5 },
    };
    const room = new Room(
      preparationOf({ voters: 3 }, { agenda: [member, { ...member, key: 'n', facts: {} }] }),
    );
    expect(room.review('m').outcome).toMatchObject({ level: null, status: 'NOT_RATED', final: false });
    expect(room.review('m').outcome?.trace.find(({ applied }) => applied)?.ruleId).toBe(
      '124-excluded.new-member',
    );
    expect(room.review('n').outcome).toBeNull();
    room.convened();
    expect(quotasOf(room.session)).toMatchObject([{ peerGroup: 'PARTY_MEMBER', open: 1 }]);
    expect(adjourned(room)).toMatchObject([
      { reviewId: room.reviewId('m'), tally: null, outcome: { status: 'NOT_RATED', final: true } },
    ]);
  });

  test('[P53] of what is headed caps nothing, from the beginning', () => {
    const facts = { monthsSinceFounded: 3, leads: 'o' };
    const room = vote(chain({ agenda: [head, { ...collective, facts }, organization] }), { h: E });
    expect(boundOf(room, 'h')).toMatchObject({ after: E, finding: { others: [{ is: 'WITHOUT_LEVEL' }] } });
  });
});

describe('adjournment', () => {
  test('[P54] settles all in the order of dependence; one without a level caps nothing, and the trace says so', () => {
    const room = vote(chain(), { h: E, l: 'BLANK' });
    expect(room.review('l').outcome?.status).toBe('NEEDS_DECISION');
    expect(boundOf(room, 'h')).toMatchObject({ finding: { others: [{ is: 'OPEN' }] } });
    const { outcomes } = finalOutcomes(room.session);
    const trace = outcomes.get(room.reviewId('h'))?.trace;
    expect(trace?.find(({ finding }) => finding.found === 'BOUND')?.finding).toEqual({
      found: 'BOUND',
      others: [{ name: 'Ban thường vụ', is: 'WITHOUT_LEVEL' }],
      most: null,
    });
    expect([...outcomes.keys()].toSorted()).toEqual([room.reviewId('h'), room.reviewId('l')].toSorted());
    expect([...outcomes.values()].every(({ final }) => final)).toBe(true);
  });

  const cells = (count: number): AgendaItemInput[] =>
    Array.from({ length: count }, (_, at) => ({ key: `c${at}`, kind: 'PARTY_CELL', name: `Chi bộ ${at}` }));
  const votedCells = (marks: string, settings: SettingsInput = {}, more: Partial<PreparationInput> = {}) => {
    const room = roomOf(cells(marks.length), { settings, ...more });
    const choices = { E, G, K, F, N: 'NOT_RATED' } as const;
    const entries = [...marks].map(
      (letter, at) => [`c${at}`, choices[letter as keyof typeof choices]] as const,
    );
    return vote(room, Object.fromEntries(entries));
  };

  test('[P60] [P64] (cases 1, 2) quotas are live, and of adjournment in every trace; WARN refuses nothing', () => {
    const room = votedCells('EEGGGGGGGGG', { quotaRounding: 'FLOOR' });
    expect(quotasOf(room.session)).toMatchObject([{ status: 'EXCEEDED', allowed: 1, excess: 1, over: 1 }]);
    expect(quotasOf(room.session)).toBe(quotasOf(room.session));
    const quotaOf = (outcome: ReturnType<typeof judged> | null) =>
      outcome?.trace.find(({ ruleId }) => ruleId === '124-quota.collectives');
    expect(quotaOf(room.review('c0').outcome)).toMatchObject({
      applied: false,
      finding: { found: 'QUOTA_WAITS' },
    });
    const results = adjourned(room);
    expect(results.map(({ outcome }) => outcome.level)).toEqual([E, E, ...Array(9).fill(G)]);
    for (const { outcome } of results) {
      expect(quotaOf(outcome)).toMatchObject({ applied: true, finding: { standing: { excess: 1 } } });
    }
    expect(quotasOf(votedCells('EEGGGGGGGGG').session)).toMatchObject([
      { status: 'WITHIN', allowed: 2, excess: 0 },
    ]);
  });

  test('[P64] BLOCK refuses, naming the groups and by how many; once within, it is adjourned', () => {
    const room = votedCells('EEEGGGGG', { quotaAction: 'BLOCK' });
    const ruling = room.when({ type: 'AdjournSession' }, 'chair');
    expect(codeOf(ruling)).toBe('QUOTA_EXCEEDED');
    expect('refusal' in ruling && ruling.refusal.exceeded).toMatchObject([
      { peerGroup: 'PARTY_CELL', over: 2 },
    ]);
    settle(room, 'c0', G);
    settle(room, 'c1', K);
    expect(quotasOf(room.session)).toMatchObject([{ status: 'WITHIN', excellent: 1, base: 6 }]);
    expect(adjourned(room)).toHaveLength(8);
  });

  test('[P60] [P62] what is open may become anything; NOT_RATED is in no base but that of all members', () => {
    const room = roomOf(cells(6));
    expect(quotasOf(room.session)).toMatchObject([{ open: 6, status: 'INDETERMINATE', excellent: 0 }]);
    vote(room, { c0: G, c1: G, c2: G, c3: 'NOT_RATED' });
    expect(quotasOf(room.session)).toMatchObject([{ open: 2, status: 'INDETERMINATE' }]);
    const all = votedCells('EGGNN', { quotaBase: 'ALL_MEMBERS' });
    expect(quotasOf(all.session)).toMatchObject([{ base: 5, allowed: 1 }]);
    expect(quotasOf(votedCells('EGGNN').session)).toMatchObject([{ base: 2, allowed: 0 }]);
  });

  test('[P62] what is known of a group beyond the agenda counts, and the others are open', () => {
    const group = (size: number | null) => [
      {
        peerGroup: 'PARTY_CELL',
        size,
        counts: [
          { level: G, count: 4 },
          { level: E, count: 1 },
        ] as const,
        notRated: 2,
      },
    ];
    const of = (size: number | null) => quotasOf(votedCells('EG', {}, { peerGroups: group(size) }).session);
    expect(of(9)).toMatchObject([{ open: 0, excellent: 2, base: 5, allowed: 1, excess: 1 }]);
    expect(of(12)).toMatchObject([{ open: 3, excellent: 2, base: null, status: 'INDETERMINATE' }]);
    expect(of(null)).toMatchObject([{ open: null, excellent: 2, status: 'INDETERMINATE' }]);
    const unvoted = roomOf(cells(2), { peerGroups: group(12) });
    expect(quotasOf(unvoted.session)).toMatchObject([{ open: 5, excellent: 1 }]);
    const alone = [{ peerGroup: 'Nơi khác', size: 3, counts: [], notRated: 0 }];
    expect(quotasOf(votedCells('G', {}, { peerGroups: alone }).session)).toMatchObject([
      { peerGroup: 'PARTY_CELL' },
      { peerGroup: 'Nơi khác', open: 3 },
    ]);
  });

  test('[P61] whoever is proposed, and by setting whoever heads anything, stands outside', () => {
    const member = (key: string, more: Partial<AgendaItemInput>): AgendaItemInput => ({
      key,
      kind: 'PARTY_MEMBER',
      name: key,
      ...more,
    });
    const agenda = [
      member('proposed', { authority: 'PROPOSE' }),
      member('on', { facts: { heads: ['c'] } }),
      member('off', { facts: { headedLevels: [E] } }),
      member('nobody', { facts: { heads: [], headedLevels: [] } }),
      { key: 'c', kind: 'PARTY_CELL', name: 'Chi bộ' } as const,
    ];
    const of = (quotaExcludesHead: boolean) =>
      vote(roomOf(agenda, { settings: { quotaExcludesHead } }), {
        proposed: E,
        on: E,
        off: E,
        nobody: E,
        c: E,
      });
    expect(quotasOf(of(false).session)[0]).toMatchObject({ peerGroup: 'PARTY_MEMBER', excellent: 3 });
    const room = of(true);
    expect(quotasOf(room.session)[0]).toMatchObject({ peerGroup: 'PARTY_MEMBER', excellent: 1, open: 0 });
    const why = (key: string) =>
      room.review(key).outcome?.trace.find(({ ruleId }) => ruleId === '124-quota.individuals')?.finding;
    expect(['proposed', 'on', 'off', 'nobody'].map(why)).toEqual([
      { found: 'OUTSIDE_QUOTA', why: 'PROPOSED' },
      { found: 'OUTSIDE_QUOTA', why: 'HEAD' },
      { found: 'OUTSIDE_QUOTA', why: 'HEAD' },
      { found: 'QUOTA_WAITS', peerGroup: 'PARTY_MEMBER' },
    ]);
  });

  test('[P61] heads left out are among the group’s size all the same', () => {
    const settings = { quotaExcludesHead: true };
    const peerGroups = [{ peerGroup: 'PARTY_MEMBER', size: 2, counts: [], notRated: 0 }];
    const facts = { headedLevels: [E] as const };
    const agenda = [{ key: 'm', kind: 'PARTY_MEMBER', name: 'm', facts } as const];
    expect(quotasOf(roomOf(agenda, { settings, peerGroups }).session)).toMatchObject([
      { open: 1, excellent: 0 },
    ]);
  });

  test('[P70] settled levels count in quotas, and adjournment judges everything anew', () => {
    const room = votedCells('EEGGGGG');
    settle(room, 'c0', G);
    expect(quotasOf(room.session)).toMatchObject([{ excellent: 1, base: 6, status: 'WITHIN' }]);
    const results = adjourned(room);
    expect(results[0]?.outcome).toMatchObject({
      level: G,
      final: true,
      ruled: { level: E, status: 'DECIDED' },
    });
    expect(results.every(({ outcome }) => outcome.final)).toBe(true);
  });
});

describe('worked cases of the domain', () => {
  const fifteen = (level: QualityLevel) => ({
    tally: { ...tallyOf('', 15), counted: 15, counts: { ...tallyOf('', 15).counts, [level]: 15 } },
    recused: false,
    attendance: { present: 15, summoned: 15 },
  });

  test('[P30] (case 9) a member reprimanded, nothing said of remedy, 15 votes E: F, by 4.3.d', () => {
    const outcome = judged({ facts: { disciplinedInPeriod: true }, vote: fifteen(E) });
    expect(outcome.level).toBe(F);
    expect(outcome.trace.filter(({ applied, finding }) => applied && finding.found === 'CASE')).toMatchObject(
      [{ ruleId: '124-12.4.3d', before: E, after: F }],
    );
  });

  test('[P20] (case 10) admitted 5 months ago: NOT_RATED without a vote', () => {
    const outcome = judged({ facts: { monthsSinceAdmission: 5 }, vote: null });
    expect(outcome).toMatchObject({ level: null, status: 'NOT_RATED' });
  });

  test('[P30] [P31] [P40] (case 11) of 10 units 3 disciplined: F; 2: NEEDS_DECISION; 2, remedied: G', () => {
    const of = (unitsDisciplined: number, selfDetectedAndRemedied?: true) => {
      const facts = {
        unitsTotal: 10,
        unitsDisciplined,
        ...(selfDetectedAndRemedied && { selfDetectedAndRemedied }),
      };
      const { level, status } = judged({
        kind: 'PARTY_ORGANIZATION',
        authority: 'PROPOSE',
        facts,
        vote: fifteen(G),
      });
      return [level, status];
    };
    expect([of(3), of(2), of(2, true)]).toEqual([
      [F, 'PROPOSED'],
      [null, 'NEEDS_DECISION'],
      [G, 'PROPOSED'],
    ]);
  });

  test('[P40] (case 12) 92 points, 20 of 20 tasks on time, 6 exceeded: E; 5 exceeded: NEEDS_DECISION', () => {
    const of = (targetsExceeded: number) => {
      const targets = { targetsTotal: 20, targetsMet: 20, targetsLate: 0, targetsExceeded };
      const facts = { score: '92', ...targets, memberDiscipline: 'NONE', unitsDisciplined: 0 } as const;
      const policy = policyOf('vn-366-2025');
      const vote = fifteen(E);
      const { level, status } = judged({
        policy,
        settings: policy.settings,
        kind: 'LEADERSHIP_COLLECTIVE',
        facts,
        vote,
      });
      return [level, status];
    };
    expect([of(6), of(5)]).toEqual([
      [E, 'DECIDED'],
      [null, 'NEEDS_DECISION'],
    ]);
  });
});
