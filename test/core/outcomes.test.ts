import { describe, expect, test } from 'vitest';
import { quotasOf } from '../../src/core/classify.ts';
import type { AgendaItemInput, PreparationInput, SessionCommand } from '../../src/core/command.ts';
import type { QualityLevel } from '../../src/core/vocabulary.ts';
import { codeOf, preparationOf, Room } from '../support/core.ts';

// The policy over a session: who depends on whom, and how the groups stand.

const member = (key: string, more: Partial<AgendaItemInput> = {}): AgendaItemInput => ({
  key,
  kind: 'PARTY_MEMBER',
  name: `Đảng viên ${key}`,
  ...more,
});
const cell = (key: string, more: Partial<AgendaItemInput> = {}): AgendaItemInput => ({
  key,
  kind: 'PARTY_CELL',
  name: `Chi bộ ${key}`,
  ...more,
});

function roomOf(agenda: readonly AgendaItemInput[], more: Partial<PreparationInput> = {}): Room {
  return new Room(preparationOf({ voters: 5 }, { agenda, ...more })).convened();
}

/** One open round on these items, on which all five mark the levels given. */
function vote(room: Room, marks: Readonly<Record<string, QualityLevel>>): void {
  room.openRound(Object.keys(marks), { method: 'OPEN_VOTE' });
  room.castInOrder([5, marks]).closeRound();
}

const settle = (room: Room, key: string, level: QualityLevel | null) =>
  room.given(
    { type: 'SettleOutcome', reviewId: room.reviewId(key), level, reason: 'Hội nghị thống nhất' },
    'chair',
  );
const adjourn: SessionCommand = { type: 'AdjournSession' };
const levels = (room: Room, ...keys: string[]) => keys.map((key) => room.review(key).outcome?.level ?? null);
const step = (room: Room, key: string, found: string) =>
  room.review(key).outcome?.trace.find(({ finding }) => finding.found === found);
const quotaOf = (room: Room, peerGroup: string) =>
  quotasOf(room.session).find((one) => one.peerGroup === peerGroup);

describe('caps between subjects', () => {
  const agenda = [member('head', { facts: { heads: ['c'] } }), cell('c')];

  test('[P51] a head is not above the unit, on one sheet and whatever the order of the agenda', () => {
    const room = roomOf(agenda);
    vote(room, { head: 'EXCELLENT', c: 'COMPLETED' });
    expect(levels(room, 'head', 'c')).toEqual(['COMPLETED', 'COMPLETED']);
    expect(step(room, 'head', 'BOUND')).toMatchObject({
      ruleId: '124-cap.head',
      applied: true,
      before: 'EXCELLENT',
      after: 'COMPLETED',
    });
  });

  test('[P53] the cap waits for the unit, and is settled when that one is', () => {
    const room = roomOf(agenda);
    vote(room, { head: 'EXCELLENT' });
    expect(levels(room, 'head')).toEqual(['EXCELLENT']);
    expect(step(room, 'head', 'BOUND')).toMatchObject({
      applied: false,
      finding: { others: [{ name: 'Chi bộ c', is: 'OPEN' }], most: null },
    });
    vote(room, { c: 'GOOD' });
    expect(levels(room, 'head')).toEqual(['GOOD']);
    expect(room.review('head').outcome?.final).toBe(false);
    settle(room, 'c', 'NOT_COMPLETED');
    expect(levels(room, 'head')).toEqual(['NOT_COMPLETED']);
    settle(room, 'c', 'EXCELLENT');
    expect(levels(room, 'head')).toEqual(['EXCELLENT']);
  });

  test('[P54] a unit without a level caps nothing once the session is adjourned', () => {
    const room = roomOf(agenda);
    vote(room, { head: 'EXCELLENT' });
    room.given(adjourn, 'chair');
    expect(levels(room, 'head', 'c')).toEqual(['EXCELLENT', null]);
    expect(room.review('head').outcome?.final).toBe(true);
    expect(step(room, 'head', 'BOUND')).toMatchObject({
      finding: { others: [{ is: 'WITHOUT_LEVEL' }], most: null },
    });
  });

  test('[P51] above none of several, on the agenda or off it; the cap raises nobody', () => {
    const room = roomOf([
      member('head', { facts: { heads: ['c'], headedLevels: ['COMPLETED'] } }),
      cell('c'),
    ]);
    vote(room, { head: 'EXCELLENT', c: 'GOOD' });
    expect(levels(room, 'head')).toEqual(['COMPLETED']);
    const low = roomOf(agenda);
    vote(low, { head: 'COMPLETED', c: 'EXCELLENT' });
    expect(levels(low, 'head')).toEqual(['COMPLETED']);
  });

  test('[P52] a chain of organisation, collective and head settles in the order of dependence', () => {
    const chain = [
      member('head', { facts: { heads: ['col'] } }),
      { key: 'col', kind: 'LEADERSHIP_COLLECTIVE', name: 'Ban Thường vụ', facts: { leads: 'org' } } as const,
      { key: 'org', kind: 'PARTY_ORGANIZATION', name: 'Đảng bộ xã Thử' } as const,
    ];
    const year = { kind: 'YEAR', year: 2022 } as const;
    const room = roomOf(chain, { policyId: 'vn-132-2018', period: year, heldOn: '2022-12-11' });
    vote(room, { head: 'EXCELLENT' });
    vote(room, { col: 'EXCELLENT' });
    expect(levels(room, 'head', 'col')).toEqual(['EXCELLENT', 'EXCELLENT']);
    vote(room, { org: 'GOOD' });
    expect(levels(room, 'head', 'col', 'org')).toEqual(['GOOD', 'GOOD', 'GOOD']);
    const later = roomOf(chain);
    vote(later, { head: 'EXCELLENT', col: 'EXCELLENT', org: 'GOOD' });
    expect(levels(later, 'head', 'col', 'org')).toEqual(['EXCELLENT', 'EXCELLENT', 'GOOD']);
  });

  test('[P70] a settled level is not capped, caps its head, and follows what the rules give beside it', () => {
    const room = roomOf(agenda);
    vote(room, { head: 'EXCELLENT' });
    settle(room, 'head', 'EXCELLENT');
    vote(room, { c: 'COMPLETED' });
    const { outcome } = room.review('head');
    expect(outcome).toMatchObject({ level: 'EXCELLENT', ruled: { level: 'COMPLETED', status: 'DECIDED' } });
    settle(room, 'c', null);
    expect(room.review('head').outcome).toMatchObject({ level: 'EXCELLENT', ruled: { level: 'EXCELLENT' } });
    vote(room, { head: 'GOOD' });
    expect(room.review('head').outcome).toMatchObject({ level: 'GOOD', ruled: null, settledReason: null });
  });
});

describe('exclusions', () => {
  test('[P20] stand from preparing on, need no vote, and outlive one', () => {
    const room = roomOf([member('new', { facts: { monthsSinceAdmission: 5 } }), member('old')]);
    expect(room.review('new').outcome).toMatchObject({ level: null, status: 'NOT_RATED', final: false });
    room.openReview('new');
    room.given({ type: 'CloseReview', reviewId: room.reviewId('new') }, 'chair');
    vote(room, { old: 'GOOD' });
    room.given(adjourn, 'chair');
    expect(room.review('new').outcome).toMatchObject({ status: 'NOT_RATED', final: true });
    const voted = roomOf([member('new', { facts: { suspended: true } })]);
    vote(voted, { new: 'EXCELLENT' });
    expect(voted.review('new').outcome).toMatchObject({ level: null, status: 'NOT_RATED' });
  });
});

describe('quotas', () => {
  const cells = Array.from({ length: 4 }, (_, index) => cell(`c${index + 1}`, { peerGroup: 'Chi bộ' }));
  const all = (excellent: number) =>
    Object.fromEntries(
      cells.map(({ key }, index) => [key, index < excellent ? 'EXCELLENT' : 'GOOD'] as const),
    );

  test('[P60] [P62] grow determined as outcomes come in', () => {
    const room = roomOf(cells);
    expect(quotaOf(room, 'Chi bộ')).toMatchObject({ status: 'INDETERMINATE', open: 4, base: null });
    vote(room, { c1: 'EXCELLENT', c2: 'EXCELLENT', c3: 'GOOD' });
    expect(quotaOf(room, 'Chi bộ')).toMatchObject({ status: 'EXCEEDED', open: 1, over: 2, excess: null });
    vote(room, { c4: 'GOOD' });
    expect(quotaOf(room, 'Chi bộ')).toMatchObject({ status: 'EXCEEDED', base: 2, allowed: 0, excess: 2 });
  });

  test('[P61] leave out whoever is only proposed, and heads by the setting, on and off the agenda', () => {
    const agenda = [
      cell('c1', { peerGroup: 'A', authority: 'PROPOSE' }),
      member('h1', { peerGroup: 'A', facts: { heads: ['c1'] } }),
      member('h2', { peerGroup: 'A', facts: { headedLevels: ['EXCELLENT'] } }),
      member('m', { peerGroup: 'A' }),
    ];
    const marks = { c1: 'EXCELLENT', h1: 'EXCELLENT', h2: 'EXCELLENT', m: 'GOOD' } as const;
    const room = roomOf(agenda);
    vote(room, marks);
    expect(quotaOf(room, 'A')).toMatchObject({ excellent: 2, base: 1, open: 0 });
    const without = roomOf(agenda, { settings: { quotaExcludesHead: true } });
    vote(without, marks);
    expect(quotaOf(without, 'A')).toMatchObject({ excellent: 0, base: 1, open: 0, status: 'WITHIN' });
    without.given(adjourn, 'chair');
    expect(step(without, 'c1', 'OUTSIDE_QUOTA')).toMatchObject({ finding: { why: 'PROPOSED' } });
    expect(step(without, 'h2', 'OUTSIDE_QUOTA')).toMatchObject({ finding: { why: 'HEAD' } });
    expect(step(without, 'm', 'QUOTA')).toMatchObject({ applied: false });
  });

  test('[P64] WARN adjourns and says it in every trace; BLOCK refuses, names the group, and writes nothing', () => {
    const warned = roomOf(cells);
    vote(warned, all(1));
    warned.given(adjourn, 'chair');
    expect(levels(warned, 'c1', 'c2')).toEqual(['EXCELLENT', 'GOOD']);
    const blocked = roomOf(cells, {
      settings: { quotaAction: 'BLOCK', quotaRatio: { numerator: 1, denominator: 4 } },
    });
    vote(blocked, all(2));
    const ruling = blocked.when(adjourn, 'chair');
    expect(codeOf(ruling)).toBe('QUOTA_EXCEEDED');
    expect('refusal' in ruling && ruling.refusal.exceeded).toMatchObject([
      { peerGroup: 'Chi bộ', excellent: 2, allowed: 1, excess: 1 },
    ]);
    settle(blocked, 'c1', 'GOOD');
    expect(quotaOf(blocked, 'Chi bộ')).toMatchObject({ excellent: 1, status: 'WITHIN' });
    expect(codeOf(blocked.when(adjourn, 'chair'))).toBe(null);
    const exceeding = roomOf(cells);
    vote(exceeding, all(3));
    exceeding.given(adjourn, 'chair');
    expect(step(exceeding, 'c4', 'QUOTA')).toMatchObject({ applied: true, before: 'GOOD', after: 'GOOD' });
  });

  test('[P62] count what else is known of a group, up to its size', () => {
    const group = { peerGroup: 'Chi bộ', counts: [{ level: 'GOOD' as const, count: 5 }], notRated: 1 };
    const room = roomOf(cells, { peerGroups: [{ ...group, size: 12 }] });
    vote(room, all(1));
    expect(quotaOf(room, 'Chi bộ')).toMatchObject({ excellent: 1, open: 2, status: 'INDETERMINATE' });
    const whole = roomOf(cells, { peerGroups: [{ ...group, size: 10 }] });
    vote(whole, all(1));
    expect(quotaOf(whole, 'Chi bộ')).toMatchObject({ open: 0, base: 8, allowed: 2, status: 'WITHIN' });
    const unknown = roomOf(cells, { peerGroups: [group] });
    vote(unknown, all(1));
    expect(quotaOf(unknown, 'Chi bộ')).toMatchObject({ open: null, status: 'INDETERMINATE' });
  });
});
