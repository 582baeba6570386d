import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PreparationInput } from '../../src/core/command.ts';
import { faultText, policyInForce, readDraft } from '../../src/pages/chair/prepare/api-input.ts';
import {
  groupsOf,
  kinds,
  newDraft,
  newItem,
  newSeat,
  noGroup,
  seatsByName,
  withoutLostItems,
  withoutLostSeats,
} from '../../src/pages/chair/prepare/draft.ts';
import { noFacts } from '../../src/pages/chair/prepare/facts.ts';
import { faultAt } from '../../src/pages/chair/prepare/faults.ts';
import { moved } from '../../src/pages/chair/prepare/lists.ts';
import { decimalOf, ratioOf, wholeOf } from '../../src/pages/chair/prepare/numbers.ts';
import { qrCode } from '../../src/pages/chair/prepare/qr.ts';
import { prepareWords } from '../../src/pages/chair/prepare/words.ts';
import { common as commonEnglish } from '../../src/words/en/pages/common.ts';
import { common as commonVietnamese } from '../../src/words/vi/pages/common.ts';
import { catalogueOf } from '../../src/words/words.ts';
import { prepared } from '../support/core.ts';

const commonWords = { vi: commonVietnamese, en: commonEnglish };

const threshold = { inclusive: true, share: { numerator: 2, denominator: 3 } };
const policy = (id: string, validFrom: string, validTo: string | null) => ({
  id,
  validFrom,
  validTo,
  settings: { threshold },
});
const old = policy('old', '2018-01-01', '2023-10-03');
const now = policy('now', '2023-10-04', '2025-10-02');
const draft = newDraft('2023-12-11', 'chair');

test('numbers and shares are read as people write them', () => {
  expect(['12', ' 0 ', '-1', '1.5', '', 'a'].map(wholeOf)).toEqual([12, 0, null, null, null, null]);
  expect(['89,5', '89.5', '100', '.5', 'x'].map(decimalOf)).toEqual(['89.5', '89.5', '100', null, null]);
  expect(ratioOf(' 2 / 3 ')).toEqual({ numerator: 2, denominator: 3 });
  expect(ratioOf('20%')).toEqual({ numerator: 20, denominator: 100 });
  expect(ratioOf('33,5 %')).toEqual({ numerator: 335, denominator: 1_000 });
  expect([ratioOf('1/0'), ratioOf('half'), ratioOf('0.5')]).toEqual([null, null, null]);
});

test('the policy in force on the period’s last day is picked, unless one was chosen', () => {
  expect(policyInForce([old, now], draft)?.id).toBe('now');
  expect(policyInForce([old, now], { ...draft, year: '2022' })?.id).toBe('old');
  expect(policyInForce([old, now], { ...draft, periodKind: 'QUARTER', quarter: '3' })?.id).toBe('old');
  expect(policyInForce([old, now], { ...draft, periodKind: 'TERM', heldOn: '2020-01-01' })?.id).toBe('old');
  expect(policyInForce([old, now], { ...draft, policyId: 'old' })?.id).toBe('old');
});

test('a draft becomes the input: what is left alone is left out', () => {
  const { input, faults } = readDraft(
    {
      ...draft,
      organization: 'Đảng bộ xã',
      title: 'Hội nghị',
      settings: { ...draft.settings, threshold: '1/2', quotaRatio: '15%', base: 'PRESENT' },
      seats: [{ ...newSeat('g'), fullName: 'Khách', role: 'GUEST' }],
      agenda: [
        {
          ...newItem('a', 'LEADER'),
          name: 'Người',
          facts: { ...noFacts, values: { score: '89,5', exempt: 'no', targetsMet: '7' }, heads: ['b'] },
        },
      ],
      peerGroups: { LEADER: { ...noGroup, size: '12', GOOD: '3' } },
    },
    now,
  );
  expect(faults).toEqual([]);
  expect(input).toMatchObject({
    organization: { name: 'Đảng bộ xã' },
    ordinal: null,
    period: { kind: 'YEAR', year: 2023 },
    policyId: 'now',
    settings: {
      threshold: { share: { numerator: 1, denominator: 2 }, inclusive: true },
      quotaRatio: { numerator: 15, denominator: 100 },
      base: 'PRESENT',
    },
    seats: [{ key: 'g', position: null, mayVote: false }],
    agenda: [{ seatKey: null, facts: { score: '89.5', exempt: false, targetsMet: 7, heads: ['b'] } }],
    peerGroups: [{ peerGroup: 'LEADER', size: 12, notRated: 0, counts: [{ level: 'GOOD', count: 3 }] }],
  });
  expect(readDraft(draft, now).input.settings).toBeNull();
});

test('what cannot be sent is named by the path that the API would name', () => {
  const { faults } = readDraft(
    {
      ...draft,
      year: '23',
      heldOn: '',
      ordinal: '1,5',
      settings: { ...draft.settings, quorum: 'nhiều' },
      agenda: [
        { ...newItem('a', 'PARTY_CELL'), facts: { ...noFacts, values: { targetsMet: '-1', score: 'x' } } },
      ],
      peerGroups: { PARTY_CELL: { ...noGroup, size: '1e3' } },
    },
    now,
  );
  expect(faults.map(({ path, problem }) => `${path.join('.')}: ${problem}`)).toEqual([
    'period.year: year',
    'heldOn: date',
    'ordinal: whole',
    'settings.quorum: ratio',
    'agenda.0.facts.targetsMet: whole',
    'agenda.0.facts.score: decimal',
    'peerGroups.0.size: whole',
  ]);
});

test('[R6] two items about the same are told before they are sent, where the rules would tell them, in their words', () => {
  const seats = ['s1', 's2'].map((key) => ({
    ...newSeat(key),
    fullName: `Ủy viên ${key}`,
    role: 'CHAIR' as const,
  }));
  const some = fc.record({
    kind: fc.constantFrom(...kinds),
    name: fc.constantFrom('Chi bộ 1', 'CHI BỘ 1', ' Chi \u00a0bộ 1 ', 'Chi bo 1', 'Đảng bộ xã', ' '),
    seatKey: fc.constantFrom('', '', '', 's1', 's2'),
  });
  let told = 0;
  fc.assert(
    fc.property(fc.array(some, { minLength: 2, maxLength: 5 }), (items) => {
      const agenda = items.map((one, at) => ({ ...newItem(`k${at}`, one.kind), ...one }));
      const { input, faults } = readDraft(
        { ...draft, organization: 'Đảng bộ xã', title: 'Họp', seats, agenda },
        now,
      );
      const read = prepared({ ...input, policyId: 'vn-124-2023' } as PreparationInput);
      const refused = 'faults' in read ? read.faults : [];
      const of = (language: 'vi' | 'en') => {
        const numbered = commonWords[language].numberedItem;
        return faults.map((fault) => [
          fault.path.join('.'),
          faultText(prepareWords[language], numbered, fault),
        ]);
      };
      for (const language of ['vi', 'en'] as const) {
        const { problem } = catalogueOf(language);
        expect(of(language)).toEqual(
          refused
            .filter((fault) => fault.problem.is === 'SAME_SUBJECT')
            .map((fault) => [fault.path.join('.'), problem(fault.problem)]),
        );
      }
      told += faults.length;
    }),
    { seed: 20231211 },
  );
  expect(told).toBeGreaterThan(10);
});

test('what names a seat or an item that is gone is forgotten', () => {
  const agenda = [
    { ...newItem('a', 'PARTY_MEMBER'), seatKey: 's1' },
    { ...newItem('b', 'PARTY_CELL'), presenterKey: 's2' },
    { ...newItem('c', 'LEADER'), facts: { ...noFacts, heads: ['a', 'gone'], leads: 'gone' } },
  ];
  const { agenda: left, lost } = withoutLostSeats(agenda, [newSeat('s1')]);
  expect(left.map(({ seatKey, presenterKey }) => [seatKey, presenterKey])).toEqual([
    ['s1', ''],
    ['', ''],
    ['', ''],
  ]);
  expect(lost).toBe(1);
  expect(withoutLostItems(agenda)[2]?.facts).toEqual({ ...noFacts, heads: ['a'], leads: '' });
});

test('people under review are joined to seats only where the name says which', () => {
  const seats = [
    { ...newSeat('s1'), fullName: 'Nguyễn Văn An' },
    { ...newSeat('s2'), fullName: 'Trần Bình' },
    { ...newSeat('s3'), fullName: 'Trần Bình' },
  ];
  const agenda = [
    { ...newItem('a', 'PARTY_MEMBER'), name: 'nguyễn văn  an' },
    { ...newItem('b', 'PARTY_MEMBER'), name: 'Trần Bình' },
    { ...newItem('c', 'PARTY_CELL'), name: 'Nguyễn Văn An' },
  ];
  expect([...seatsByName({ seats, agenda })]).toEqual([['a', 's1']]);
});

test('groups are those of the agenda, by kind where they have no name, and those that something is said of', () => {
  const agenda = [newItem('a', 'PARTY_CELL'), { ...newItem('b', 'PARTY_CELL'), peerGroup: 'Khối 1' }];
  const peerGroups = { 'Khối 2': { ...noGroup, size: '4' }, 'Khối 3': noGroup };
  expect(groupsOf({ agenda, peerGroups })).toEqual(['PARTY_CELL', 'Khối 1', 'Khối 2']);
});

test('a fault inside of a place is found there; a list moves one by one', () => {
  const faults = new Map([
    ['agenda.1.facts.heads.0', 'no'],
    ['agenda.11.name', 'other'],
  ]);
  expect(faultAt(faults, 'agenda.1.facts.heads')).toBe('no');
  expect(faultAt(faults, 'agenda.1.name')).toBeUndefined();
  expect(faultAt(faults, 'agenda.11')).toBe('other');
  expect([moved([1, 2, 3], 0, 1), moved([1, 2, 3], 2, 1), moved([1, 2, 3], 0, -1)]).toEqual([
    [2, 1, 3],
    [1, 2, 3],
    [1, 2, 3],
  ]);
});

test('a QR code is one path with its finder patterns and a quiet zone', () => {
  const { size, path } = qrCode('http://phong-hop.lan:4000/#code=ABCD-EFGH-12345');
  expect(size).toBeGreaterThanOrEqual(21 + 8);
  expect(path.startsWith('M4 4h7v1h-7z')).toBe(true);
  expect(path).not.toMatch(/M[0-3] |h-?0/);
});
