import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { QuotaStanding } from '../../src/core/policy/outcome.ts';
import { standingOf } from '../../src/core/policy/quota.ts';
import { quotaExceeded } from '../../src/core/refusal.ts';
import { languages, messageOf, quotaExplanationOf } from '../../src/words/words.ts';
import { policyOf } from '../support/judging.ts';
import { isFitToRead, said, standingIn, standings } from './saying.ts';

const half = { numerator: 1, denominator: 2 };

const sentences: readonly (readonly [what: string, QuotaStanding, en: string, vi: string])[] = [
  [
    'a group that is within (case 1)',
    standingIn({ excellent: 2, good: 9 }),
    'Chi bộ: 2 excellent, allowed 2 (20 % of 9 good, rounded half up): within.',
    'Chi bộ: 2 xuất sắc, được phép 2 (20 % của 9 hoàn thành tốt, từ 0,5 làm tròn lên): trong giới hạn.',
  ],
  [
    'a group that exceeds (case 2)',
    standingIn({ excellent: 2, good: 9 }, { quotaRounding: 'FLOOR' }),
    'Chi bộ: 2 excellent, allowed 1 (20 % of 9 good, rounded down): exceeded by 1.',
    'Chi bộ: 2 xuất sắc, được phép 1 (20 % của 9 hoàn thành tốt, làm tròn xuống): vượt 1.',
  ],
  [
    'a group of which most is open (case 3)',
    standingIn({ excellent: 39, open: 216 }),
    'Chi bộ: 39 excellent, allowed 20 % of those rated good, rounded half up; 216 still open: within only if no further one is excellent and at least 193 of the other 216 are good, or if at most 3 further are excellent and enough of the rest are good (with 3: at least 208).',
    'Chi bộ: 39 xuất sắc, được phép 20 % số được xếp loại hoàn thành tốt, từ 0,5 làm tròn lên; 216 trường hợp chưa có kết quả: chỉ trong giới hạn nếu không thêm trường hợp nào xuất sắc và ít nhất 193 trong 216 trường hợp còn lại hoàn thành tốt, hoặc nếu thêm nhiều nhất 3 xuất sắc và đủ số còn lại hoàn thành tốt (thêm 3: ít nhất 208).',
  ],
  [
    'a group that has no room for a further one',
    {
      ...standingIn({ excellent: 39, open: 216 }),
      bound: { maxExcellent: 0, neededWithNone: 193, neededWithMost: 193 },
    },
    'Chi bộ: 39 excellent, allowed 20 % of those rated good, rounded half up; 216 still open: within only if no further one is excellent and at least 193 of the other 216 are good.',
    'Chi bộ: 39 xuất sắc, được phép 20 % số được xếp loại hoàn thành tốt, từ 0,5 làm tròn lên; 216 trường hợp chưa có kết quả: chỉ trong giới hạn nếu không thêm trường hợp nào xuất sắc và ít nhất 193 trong 216 trường hợp còn lại hoàn thành tốt.',
  ],
  [
    'a group of hundreds that exceeds (case 4)',
    standingIn({ excellent: 39, good: 190, completed: 26 }),
    'Chi bộ: 39 excellent, allowed 38 (20 % of 190 good, rounded half up): exceeded by 1.',
    'Chi bộ: 39 xuất sắc, được phép 38 (20 % của 190 hoàn thành tốt, từ 0,5 làm tròn lên): vượt 1.',
  ],
  [
    'another ratio',
    standingIn({ excellent: 4, good: 7 }, { quotaRatio: half, quotaRounding: 'CEIL' }),
    'Chi bộ: 4 excellent, allowed 4 (1/2 of 7 good, rounded up): within.',
    'Chi bộ: 4 xuất sắc, được phép 4 (1/2 của 7 hoàn thành tốt, làm tròn lên): trong giới hạn.',
  ],
  [
    'a minimum that decides',
    standingIn({ excellent: 1, good: 2 }, { quotaMinimum: 1 }),
    'Chi bộ: 1 excellent, allowed 1 (20 % of 2 good, rounded half up, but at least 1): within.',
    'Chi bộ: 1 xuất sắc, được phép 1 (20 % của 2 hoàn thành tốt, từ 0,5 làm tròn lên, nhưng ít nhất là 1): trong giới hạn.',
  ],
  [
    'a minimum that does not decide',
    standingIn({ excellent: 1, good: 5 }, { quotaMinimum: 1 }),
    'Chi bộ: 1 excellent, allowed 1 (20 % of 5 good, rounded half up): within.',
    'Chi bộ: 1 xuất sắc, được phép 1 (20 % của 5 hoàn thành tốt, từ 0,5 làm tròn lên): trong giới hạn.',
  ],
  [
    'a group that exceeds whatever becomes of the open ones',
    standingIn({ excellent: 5, good: 3, open: 4 }),
    'Chi bộ: 5 excellent, allowed 20 % of those rated good, rounded half up: exceeded by at least 4, whatever the 4 still open get.',
    'Chi bộ: 5 xuất sắc, được phép 20 % số được xếp loại hoàn thành tốt, từ 0,5 làm tròn lên: vượt ít nhất 4, dù 4 trường hợp chưa có kết quả được xếp mức nào.',
  ],
  [
    'a group that is within whatever becomes of the last one',
    standingIn({ excellent: 1, good: 10, open: 1 }, { quotaMinimum: 1 }),
    'Chi bộ: 1 excellent, allowed 20 % of those rated good, rounded half up, but at least 1: within, whatever the one still open gets.',
    'Chi bộ: 1 xuất sắc, được phép 20 % số được xếp loại hoàn thành tốt, từ 0,5 làm tròn lên, nhưng ít nhất là 1: trong giới hạn, dù 1 trường hợp chưa có kết quả được xếp mức nào.',
  ],
  [
    'a group on which the last one decides',
    standingIn({ excellent: 1, good: 2, open: 1 }),
    'Chi bộ: 1 excellent, allowed 20 % of those rated good, rounded half up; 1 still open: within only if this one is good.',
    'Chi bộ: 1 xuất sắc, được phép 20 % số được xếp loại hoàn thành tốt, từ 0,5 làm tròn lên; 1 trường hợp chưa có kết quả: chỉ trong giới hạn nếu trường hợp này hoàn thành tốt.',
  ],
  [
    'a group that has room for some',
    standingIn({ excellent: 1, good: 10, open: 4 }, { quotaRounding: 'FLOOR' }),
    'Chi bộ: 1 excellent, allowed 20 % of those rated good, rounded down; 4 still open: within only if at most 1 of the 4 open ones is excellent.',
    'Chi bộ: 1 xuất sắc, được phép 20 % số được xếp loại hoàn thành tốt, làm tròn xuống; 4 trường hợp chưa có kết quả: chỉ trong giới hạn nếu nhiều nhất 1 trong 4 trường hợp đó xuất sắc.',
  ],
  [
    'a group that has room for some, if others are good',
    standingIn({ excellent: 1, good: 5, open: 12 }, { quotaRounding: 'FLOOR' }),
    'Chi bộ: 1 excellent, allowed 20 % of those rated good, rounded down; 12 still open: within only if at most 2 of the 12 open ones are excellent; if 2 are, at least 10 of the rest must be good.',
    'Chi bộ: 1 xuất sắc, được phép 20 % số được xếp loại hoàn thành tốt, làm tròn xuống; 12 trường hợp chưa có kết quả: chỉ trong giới hạn nếu nhiều nhất 2 trong 12 trường hợp đó xuất sắc; nếu có 2 xuất sắc thì ít nhất 10 trong số còn lại phải hoàn thành tốt.',
  ],
  [
    'a group that needs some whatever becomes of the others',
    standingIn(
      { excellent: 1, good: 2, open: 9 },
      { quotaRatio: half, quotaBase: 'ALL_RATED', quotaRounding: 'FLOOR' },
    ),
    'Chi bộ: 1 excellent, allowed 1/2 of those rated, rounded down; 9 still open: within only if at most 5 of the 9 open ones are excellent; if 5 are, at least 4 of the rest must be rated below excellent.',
    'Chi bộ: 1 xuất sắc, được phép 1/2 số được xếp loại, làm tròn xuống; 9 trường hợp chưa có kết quả: chỉ trong giới hạn nếu nhiều nhất 5 trong 9 trường hợp đó xuất sắc; nếu có 5 xuất sắc thì ít nhất 4 trong số còn lại phải được xếp loại dưới mức xuất sắc.',
  ],
  [
    'a group that needs some even if none is excellent',
    standingIn(
      { excellent: 2, good: 1, open: 12 },
      { quotaRatio: half, quotaBase: 'GOOD_OR_BETTER', quotaRounding: 'FLOOR' },
    ),
    'Chi bộ: 2 excellent, allowed 1/2 of those rated good or excellent, rounded down; 12 still open: within only if no further one is excellent and at least 1 of the other 12 is good, or if at most 5 further are excellent and enough of the rest are good (with 5: at least 6).',
    'Chi bộ: 2 xuất sắc, được phép 1/2 số được xếp loại hoàn thành tốt trở lên, làm tròn xuống; 12 trường hợp chưa có kết quả: chỉ trong giới hạn nếu không thêm trường hợp nào xuất sắc và ít nhất 1 trong 12 trường hợp còn lại hoàn thành tốt, hoặc nếu thêm nhiều nhất 5 xuất sắc và đủ số còn lại hoàn thành tốt (thêm 5: ít nhất 6).',
  ],
  [
    'a group that has room for one if others are good',
    standingIn({ excellent: 1, good: 2, open: 8 }),
    'Chi bộ: 1 excellent, allowed 20 % of those rated good, rounded half up; 8 still open: within only if no further one is excellent and at least 1 of the other 8 is good, or if 1 further is excellent and at least 6 of the rest are good.',
    'Chi bộ: 1 xuất sắc, được phép 20 % số được xếp loại hoàn thành tốt, từ 0,5 làm tròn lên; 8 trường hợp chưa có kết quả: chỉ trong giới hạn nếu không thêm trường hợp nào xuất sắc và ít nhất 1 trong 8 trường hợp còn lại hoàn thành tốt, hoặc nếu thêm 1 xuất sắc và ít nhất 6 trong số còn lại hoàn thành tốt.',
  ],
  [
    'a share of all members, whose number is known before their levels',
    standingIn({ excellent: 1, open: 9 }, { quotaBase: 'ALL_MEMBERS' }),
    'Chi bộ: 1 excellent, allowed 2 (20 % of 10 members, rounded half up); 9 still open: within only if at most 1 of the 9 open ones is excellent.',
    'Chi bộ: 1 xuất sắc, được phép 2 (20 % của 10 thuộc nhóm, từ 0,5 làm tròn lên); 9 trường hợp chưa có kết quả: chỉ trong giới hạn nếu nhiều nhất 1 trong 9 trường hợp đó xuất sắc.',
  ],
  [
    'a group of an unknown size',
    standingIn({ excellent: 39, open: null }),
    'Chi bộ: 39 excellent, allowed 20 % of those rated good, rounded half up; an unknown number more belong to the group: within only if at least 193 of the others are good while none is excellent, and more for each excellent one.',
    'Chi bộ: 39 xuất sắc, được phép 20 % số được xếp loại hoàn thành tốt, từ 0,5 làm tròn lên; nhóm còn một số chưa rõ bao nhiêu: chỉ trong giới hạn nếu ít nhất 193 trong số còn lại hoàn thành tốt khi không thêm xuất sắc nào, và nhiều hơn nữa khi thêm mỗi trường hợp xuất sắc.',
  ],
  [
    'a group of an unknown size with room',
    standingIn({ excellent: 2, good: 9, open: null }),
    'Chi bộ: 2 excellent, allowed 20 % of those rated good, rounded half up; an unknown number more belong to the group: within if none of them is excellent; the more of them are, the more others must be good.',
    'Chi bộ: 2 xuất sắc, được phép 20 % số được xếp loại hoàn thành tốt, từ 0,5 làm tròn lên; nhóm còn một số chưa rõ bao nhiêu: trong giới hạn nếu không thêm trường hợp nào xuất sắc; càng thêm xuất sắc thì càng cần thêm nhiều trường hợp hoàn thành tốt.',
  ],
  [
    'a group of an unknown size with nothing but a minimum',
    standingIn(
      { excellent: 1, open: null },
      { quotaRatio: { numerator: 0, denominator: 1 }, quotaMinimum: 3 },
    ),
    'Chi bộ: 1 excellent, allowed 0/1 of those rated good, rounded half up, but at least 3; an unknown number more belong to the group: within only if at most 2 of them are excellent.',
    'Chi bộ: 1 xuất sắc, được phép 0/1 số được xếp loại hoàn thành tốt, từ 0,5 làm tròn lên, nhưng ít nhất là 3; nhóm còn một số chưa rõ bao nhiêu: chỉ trong giới hạn nếu nhiều nhất 2 trong số đó xuất sắc.',
  ],
];

describe('how a group stands to its quota is said', () => {
  test.each(sentences)('of %s', (_, standing, en, vi) => {
    expect(quotaExplanationOf('en', standing)).toBe(en);
    expect(quotaExplanationOf('vi', standing)).toBe(vi);
    expect(said('en', { found: 'QUOTA', standing })).toBe(en);
  });

  test('of whatever group, with its numbers', () => {
    fc.assert(
      fc.property(standings, (standing) => {
        const { excellent, allowed, base, excess, over, open, bound } = standing;
        const most = bound?.maxExcellent;
        const numbers = [excellent, allowed, base, excess || over || null, open || null, most || null];
        const [vi, en] = languages.map((language) => quotaExplanationOf(language, standing));
        for (const sentence of [vi, en]) {
          isFitToRead(sentence);
          const counts = sentence?.match(/\d+/g) ?? [];
          for (const number of numbers.filter((one) => one !== null)) {
            if (number !== 1) expect(counts).toContain(String(number));
          }
        }
        expect(vi).not.toBe(en);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a session that may not be adjourned', () => {
  const cells = standingIn({ excellent: 3, good: 9 });
  const members = { ...standingIn({ excellent: 5, good: 3, open: 4 }), peerGroup: 'Đảng viên' };

  test('names each group, and by how many', () => {
    expect(messageOf('en', quotaExceeded([cells]))).toBe(
      'A quota on "excellent" is exceeded: Chi bộ by 1 (2 allowed).',
    );
    expect(messageOf('en', quotaExceeded([cells, members]))).toBe(
      'A quota on "excellent" is exceeded: Chi bộ by 1 (2 allowed); Đảng viên by at least 4.',
    );
    expect(messageOf('vi', quotaExceeded([cells, members]))).toBe(
      'Vượt tỷ lệ hoàn thành xuất sắc nhiệm vụ: Chi bộ vượt 1 (được phép 2); Đảng viên vượt ít nhất 4.',
    );
  });
});

test('a group without a name of its own is called by its kind, in words', () => {
  const group = {
    peerGroup: 'PARTY_CELL',
    excellent: 0,
    good: 0,
    completed: 0,
    notCompleted: 0,
    notRated: 0,
  };
  const one = standingOf(policyOf('vn-124-2023').settings, { ...group, open: 0 });
  expect(quotaExplanationOf('vi', one)).toMatch(/^Chi bộ: /);
  expect(quotaExplanationOf('en', one)).toMatch(/^Party cells: /);
});
