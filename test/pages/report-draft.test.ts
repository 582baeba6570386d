import { expect, test } from 'vitest';
import {
  begin,
  cutAtDifference,
  differing,
  draftOf,
  firstPicks,
  merged,
  type ReportDraft,
} from '../../src/pages/session/report-draft.ts';

const report = (revision: number, more: object = {}) => ({
  selfLevel: null,
  report: {
    revision,
    presentedAt: null,
    author: null,
    presentedBy: null,
    achievements: 'Đạt 18/20 chỉ tiêu.',
    shortcomings: null,
    causes: null,
    remedies: null,
    targets: [],
    ...more,
  },
});

const write = (mine: Partial<ReportDraft>) => {
  const begun = begin(report(1));
  return { ...begun, mine: { ...begun.mine, ...mine } };
};

test('a draft and the newest report differ where either changed something; who alone changed it is picked first', () => {
  const newest = draftOf(
    report(2, { achievements: 'Đạt 19/20 chỉ tiêu.', causes: 'Bão.', remedies: 'Họp.' }),
  );
  const begun = write({ shortcomings: 'Chậm.', causes: 'Thiếu người.', remedies: 'Họp.' });
  expect(differing(begun.mine, newest)).toEqual(['achievements', 'shortcomings', 'causes']);
  expect(firstPicks(begun, newest)).toEqual({ achievements: 'newest', shortcomings: 'mine' });
});

test('what was picked is taken, the rest stays, and the draft is based on the newest report from then on', () => {
  const begun = write({ shortcomings: 'Chậm.', causes: 'Thiếu người.' });
  const review = report(7, { achievements: 'Đạt 19/20 chỉ tiêu.', causes: 'Bão.' });
  const picks = { achievements: 'newest', shortcomings: 'mine', causes: 'newest' } as const;
  expect(merged(begun, review, picks)).toEqual({
    mine: { ...draftOf(review), shortcomings: 'Chậm.' },
    base: draftOf(review),
    basedOnRevision: 7,
  });
});

test('spaces around a text and the way its marks are written make no difference', () => {
  const same = draftOf(report(2, { achievements: 'Đạt 18/20 chỉ tiêu.'.normalize('NFD') }));
  expect(differing(write({ shortcomings: ' \n' }).mine, same)).toEqual([]);
});

test.each([
  ['Kết nạp 5 đảng viên.', 'Kết nạp 7 đảng viên.', ['Kết nạp ', '5', ' đảng viên.']],
  ['một hai', 'một hai ba', ['một hai', '', '']],
  ['a b a b', 'a b', ['a b', ' a b', '']],
  ['giống', 'giống', ['giống', '', '']],
  ['', 'có', ['', '', '']],
  ['cũ', 'mới', ['', 'cũ', '']],
])('of “%s” beside “%s” only whole words that differ are marked', (one, other, cut) => {
  expect(cutAtDifference(one, other)).toEqual(cut);
  expect(cutAtDifference(one, other).join('')).toBe(one);
});
