import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Condition, look } from '../../src/core/policy/condition.ts';
import type { Facts } from '../../src/core/policy/facts.ts';
import type { Finding, Other, ShareTest } from '../../src/core/policy/outcome.ts';
import {
  authorities,
  outcomeStatuses,
  type QualityLevel,
  qualityLevels,
  voteBases,
} from '../../src/core/vocabulary.ts';
import { type Language, languages } from '../../src/words/words.ts';
import { conditions, factses } from '../core/policy/arbitrary.ts';
import { isFitToRead, said, sayable, standings } from './saying.ts';

const half = { numerator: 1, denominator: 2 };
const fifth = { numerator: 20, denominator: 100 };

function holding(when: Condition, facts: Facts, most: QualityLevel | null = null): Finding {
  return { found: 'CASE', ...look(when, facts), most };
}

function requirement(requires: Condition, facts: Facts): Finding {
  return { found: 'REQUIREMENT', levels: ['GOOD', 'COMPLETED'], ...look(requires, facts) };
}

function share(level: ShareTest['level'], marks: readonly number[], passes: boolean): ShareTest {
  return { level, marks, base: 15, share: half, inclusive: false, passes };
}

const overFifth: Condition = { fact: 'unitsDisciplined', of: 'unitsTotal', moreThan: fifth };
const reprimanded: Condition = {
  all: [
    { fact: 'disciplinedInPeriod', is: true },
    { not: { claimed: { fact: 'selfDetectedAndRemedied', is: true } } },
  ],
};
const fresh: Condition = { fact: 'monthsSinceAdmission', lessThan: 6 };
const sick: Condition = { fact: 'sickLeaveMonths', atLeast: 3 };

const sentences: readonly (readonly [what: string, Finding, en: string, vi: string])[] = [
  [
    'a quorum',
    { found: 'QUORUM', present: 13, summoned: 15, needed: 10, share: { numerator: 2, denominator: 3 } },
    '13 of 15 voting seats were present, 10 are needed (2/3).',
    'Có mặt 13 trên 15 người có quyền biểu quyết, cần 10 (2/3).',
  ],
  [
    'nobody left out',
    { found: 'NOBODY_RECUSED' },
    'No voting seat had to stay out of this review.',
    'Không có thành viên nào phải đứng ngoài nội dung này.',
  ],
  [
    'the own seat left out',
    { found: 'SELF_LEFT_OUT', base: 14 },
    'The seat under review did not vote on itself and is left out; shares are taken of 14.',
    'Người được xếp loại không bỏ phiếu cho mình và không tính vào tổng số; tỷ lệ tính trên 14.',
  ],
  [
    'all members as the base',
    { found: 'BASE', of: 'BODY_MEMBERS', base: 15, electorate: 13, counted: 13, blank: 1 },
    'Shares are taken of all 15 voting members of the body; 13 of 13 cast, 1 of them blank.',
    'Tỷ lệ tính trên tổng số 15 thành viên có quyền biểu quyết; thu về 13 trên 13 phiếu, trong đó 1 phiếu trắng.',
  ],
  [
    'those present as the base',
    { found: 'BASE', of: 'PRESENT', base: 13, electorate: 13, counted: 12, blank: 0 },
    'Shares are taken of the 13 voting members present; 12 of 13 cast, none of them blank.',
    'Tỷ lệ tính trên 13 thành viên có quyền biểu quyết có mặt; thu về 12 trên 13 phiếu, trong đó không có phiếu trắng.',
  ],
  [
    'the ballots as the base',
    { found: 'BASE', of: 'CAST', base: 12, electorate: 13, counted: 12, blank: 2 },
    'Shares are taken of the 12 ballots cast; 12 of 13 cast, 2 of them blank.',
    'Tỷ lệ tính trên 12 phiếu thu về; thu về 12 trên 13 phiếu, trong đó 2 phiếu trắng.',
  ],
  [
    'the valid ballots as the base',
    { found: 'BASE', of: 'VALID', base: 10, electorate: 13, counted: 12, blank: 2 },
    'Shares are taken of the 10 valid ballots; 12 of 13 cast, 2 of them blank.',
    'Tỷ lệ tính trên 10 phiếu hợp lệ; thu về 12 trên 13 phiếu, trong đó 2 phiếu trắng.',
  ],
  [
    'shares',
    { found: 'SHARES', tests: [share('EXCELLENT', [7], false), share('GOOD', [7, 6], true)] },
    'excellent completion of tasks: 7 of 15 is not more than 1/2; good completion of tasks: 7 + 6 = 13 of 15 is more than 1/2.',
    'hoàn thành xuất sắc nhiệm vụ: 7 trên 15, không quá 1/2; hoàn thành tốt nhiệm vụ: 7 + 6 = 13 trên 15, quá 1/2.',
  ],
  [
    'a share that is enough when reached',
    {
      found: 'SHARES',
      tests: [
        { ...share('NOT_RATED', [7], false), inclusive: true, share: { numerator: 2, denominator: 3 } },
      ],
    },
    'not rated: 7 of 15 is less than 2/3.',
    'chưa xếp loại: 7 trên 15, dưới 2/3.',
  ],
  [
    'the most marks',
    { found: 'PLURALITY', marks: [5, 7, 1, 0], tied: false },
    'The level with the most marks: excellent completion of tasks 5, good completion of tasks 7, completion of tasks 1, non-completion of tasks 0.',
    'Lấy mức có nhiều phiếu nhất: hoàn thành xuất sắc nhiệm vụ 5, hoàn thành tốt nhiệm vụ 7, hoàn thành nhiệm vụ 1, không hoàn thành nhiệm vụ 0.',
  ],
  [
    'a tie',
    { found: 'PLURALITY', marks: [6, 6, 0, 0], tied: true },
    'No level has the most marks alone: excellent completion of tasks 6, good completion of tasks 6, completion of tasks 0, non-completion of tasks 0. People must decide.',
    'Không mức nào có nhiều phiếu hơn hẳn: hoàn thành xuất sắc nhiệm vụ 6, hoàn thành tốt nhiệm vụ 6, hoàn thành nhiệm vụ 0, không hoàn thành nhiệm vụ 0. Tập thể phải quyết định.',
  ],
  [
    'people who must decide',
    { found: 'PEOPLE_MUST_DECIDE' },
    'No level passed alone: by the setting, people must decide.',
    'Không mức nào tự đạt tỷ lệ: theo thiết lập, tập thể phải quyết định.',
  ],
  [
    'what is not needed',
    { found: 'NOT_NEEDED' },
    'Not needed: a level passed alone.',
    'Không cần xét: đã có mức tự đạt tỷ lệ.',
  ],
  [
    'a case that holds (case 11)',
    holding(overFifth, { unitsDisciplined: 3, unitsTotal: 10 }),
    'It holds. Units disciplined of units in all: 3 of 10 is more than 20 %.',
    'Thuộc trường hợp này. Số đơn vị bị kỷ luật trên tổng số đơn vị: 3 trên 10, quá 20 %.',
  ],
  [
    'a case that does not hold (case 11)',
    holding(overFifth, { unitsDisciplined: 2, unitsTotal: 10 }),
    'It does not hold. Units disciplined of units in all: 2 of 10 is not more than 20 %.',
    'Không thuộc trường hợp này. Số đơn vị bị kỷ luật trên tổng số đơn vị: 2 trên 10, không quá 20 %.',
  ],
  [
    'an exception that is not claimed (case 9)',
    holding(reprimanded, { disciplinedInPeriod: true }),
    'It holds. Disciplined in the period: yes; self-detected and remedied: not claimed.',
    'Thuộc trường hợp này. Bị kỷ luật trong kỳ: có; tự phát hiện và khắc phục xong: không được nêu.',
  ],
  [
    'an exception that is claimed',
    holding(reprimanded, { disciplinedInPeriod: true, selfDetectedAndRemedied: true }),
    'It does not hold. Self-detected and remedied: claimed.',
    'Không thuộc trường hợp này. Tự phát hiện và khắc phục xong: có nêu.',
  ],
  [
    'an exception of a number',
    holding({ claimed: { fact: 'targetsMet', atLeast: 9 } }, { targetsMet: 8 }),
    'It does not hold. Targets met: 8 is less than 9, not claimed.',
    'Không thuộc trường hợp này. Số chỉ tiêu đạt: 8, dưới 9, không được nêu.',
  ],
  [
    'a fact that is not given',
    holding(fresh, {}),
    'Not known. Months since admission: not given. An unknown fact neither forces nor lifts.',
    'Chưa xác định được. Số tháng kể từ khi kết nạp: chưa có thông tin. Điều chưa biết thì không bắt buộc cũng không miễn trừ.',
  ],
  [
    'a part of an unknown whole',
    holding(overFifth, { unitsDisciplined: 3 }),
    'Not known. Units disciplined of units in all: 3, units in all not given. An unknown fact neither forces nor lifts.',
    'Chưa xác định được. Số đơn vị bị kỷ luật trên tổng số đơn vị: 3, chưa có tổng số đơn vị. Điều chưa biết thì không bắt buộc cũng không miễn trừ.',
  ],
  [
    'an unknown part',
    holding(overFifth, { unitsTotal: 10 }),
    'Not known. Units disciplined of units in all: units disciplined not given. An unknown fact neither forces nor lifts.',
    'Chưa xác định được. Số đơn vị bị kỷ luật trên tổng số đơn vị: chưa có số đơn vị bị kỷ luật. Điều chưa biết thì không bắt buộc cũng không miễn trừ.',
  ],
  [
    'a share of which neither is given',
    holding(overFifth, {}),
    'Not known. Units disciplined of units in all: neither is given. An unknown fact neither forces nor lifts.',
    'Chưa xác định được. Số đơn vị bị kỷ luật trên tổng số đơn vị: chưa có cả hai số. Điều chưa biết thì không bắt buộc cũng không miễn trừ.',
  ],
  [
    'a share of nothing',
    holding(overFifth, { unitsDisciplined: 0, unitsTotal: 0 }),
    'Not known. Units disciplined of units in all: a share of nothing cannot be said. An unknown fact neither forces nor lifts.',
    'Chưa xác định được. Số đơn vị bị kỷ luật trên tổng số đơn vị: tổng thể bằng 0, không tính được tỷ lệ. Điều chưa biết thì không bắt buộc cũng không miễn trừ.',
  ],
  [
    'a cap that holds',
    holding(sick, { sickLeaveMonths: 4 }, 'COMPLETED'),
    'It holds: at most completion of tasks. Months of sick leave: 4 is at least 3.',
    'Thuộc trường hợp này: cao nhất là mức hoàn thành nhiệm vụ. Số tháng nghỉ ốm: 4, từ 3 trở lên.',
  ],
  [
    'a cap that does not hold',
    holding(sick, { sickLeaveMonths: 2 }, 'COMPLETED'),
    'It does not hold. Months of sick leave: 2 is less than 3.',
    'Không thuộc trường hợp này. Số tháng nghỉ ốm: 2, dưới 3.',
  ],
  [
    'a cap of which nothing is known',
    holding(sick, {}, 'COMPLETED'),
    'Not known. Months of sick leave: not given. An unknown fact caps nothing.',
    'Chưa xác định được. Số tháng nghỉ ốm: chưa có thông tin. Điều chưa biết thì không giới hạn mức nào.',
  ],
  [
    'a level as a civil servant',
    holding({ fact: 'civilServantLevel', lessThan: 'EXCELLENT' }, { civilServantLevel: 'GOOD' }, 'GOOD'),
    'It holds: at most good completion of tasks. Level as a civil servant: good completion of tasks is worse than excellent completion of tasks.',
    'Thuộc trường hợp này: cao nhất là mức hoàn thành tốt nhiệm vụ. Mức xếp loại cán bộ, công chức, viên chức: hoàn thành tốt nhiệm vụ, thấp hơn hoàn thành xuất sắc nhiệm vụ.',
  ],
  [
    'a discipline',
    holding({ fact: 'memberDiscipline', atLeast: 'WARNING' }, { memberDiscipline: 'REPRIMAND' }),
    'It does not hold. Heaviest discipline of a member: reprimand is lighter than warning.',
    'Không thuộc trường hợp này. Hình thức kỷ luật nặng nhất của thành viên: khiển trách, nhẹ hơn cảnh cáo.',
  ],
  [
    'facts with names of their own',
    holding(
      {
        all: [
          { named: 'Có nghị quyết', is: true },
          { named: 'Điểm thưởng', moreThan: '1.5' },
        ],
      },
      {
        named: [
          { name: 'Có nghị quyết', flag: true },
          { name: 'Điểm thưởng', number: '2' },
        ],
      },
    ),
    'It holds. “Có nghị quyết”: yes; “Điểm thưởng”: 2 is more than 1.5.',
    'Thuộc trường hợp này. “Có nghị quyết”: có; “Điểm thưởng”: 2, quá 1.5.',
  ],
  [
    'a requirement that is met',
    requirement({ fact: 'resultsGrade', atLeast: 'GOOD' }, { resultsGrade: 'OUTSTANDING' }),
    'Met: good completion of tasks, completion of tasks. Grade for results: outstanding is at least good.',
    'Đạt điều kiện của mức: hoàn thành tốt nhiệm vụ, hoàn thành nhiệm vụ. Cấp độ về kết quả: xuất sắc, từ tốt trở lên.',
  ],
  [
    'a requirement that is not met',
    requirement({ fact: 'disciplinedInPeriod', is: false }, { disciplinedInPeriod: true }),
    'Not met, so this is ruled out: good completion of tasks, completion of tasks. Disciplined in the period: yes.',
    'Không đạt điều kiện nên không được xếp mức: hoàn thành tốt nhiệm vụ, hoàn thành nhiệm vụ. Bị kỷ luật trong kỳ: có.',
  ],
  [
    'a requirement of which nothing is known',
    requirement({ fact: 'score', atLeast: '70' }, {}),
    'Not known, so this is not ruled out: good completion of tasks, completion of tasks. Score: not given.',
    'Chưa xác định được nên không loại mức: hoàn thành tốt nhiệm vụ, hoàn thành nhiệm vụ. Điểm: chưa có thông tin.',
  ],
  [
    'what caps a head',
    {
      found: 'BOUND',
      others: [
        { name: 'Chi bộ 03', is: 'RATED', level: 'COMPLETED' },
        { name: 'Chi bộ 04', is: 'OPEN' },
        { name: 'Chi bộ 05', is: 'WITHOUT_LEVEL' },
        { name: null, is: 'RATED', level: 'GOOD' },
      ],
      most: 'COMPLETED',
    },
    'Chi bộ 03: completion of tasks; Chi bộ 04: still open, this waits for it; Chi bộ 05: has no level and caps nothing; a unit off the agenda: good completion of tasks. Not above completion of tasks.',
    'Chi bộ 03: hoàn thành nhiệm vụ; Chi bộ 04: chưa có kết quả, còn phải chờ; Chi bộ 05: không có mức xếp loại nên không giới hạn; đơn vị ngoài chương trình: hoàn thành tốt nhiệm vụ. Không xếp cao hơn mức hoàn thành nhiệm vụ.',
  ],
  [
    'a quota that waits',
    { found: 'QUOTA_WAITS', peerGroup: 'Chi bộ' },
    'The quota of “Chi bộ” is looked at over the whole group, when the session is adjourned.',
    'Tỷ lệ xuất sắc của nhóm “Chi bộ” được xét trên cả nhóm khi bế mạc.',
  ],
  [
    'what is only proposed',
    { found: 'OUTSIDE_QUOTA', why: 'PROPOSED' },
    'Only proposed here, so in no quota of this session.',
    'Ở đây chỉ đề xuất nên không tính vào tỷ lệ xuất sắc của hội nghị này.',
  ],
  [
    'a head that is left out',
    { found: 'OUTSIDE_QUOTA', why: 'HEAD' },
    'Heads are left out of the quota, by the setting.',
    'Theo thiết lập, người đứng đầu không tính vào tỷ lệ xuất sắc.',
  ],
  [
    'what people settled',
    { found: 'SETTLED' },
    'The committee settled the level itself.',
    'Tập thể tự quyết định mức xếp loại.',
  ],
  [
    'a decision',
    { found: 'AUTHORITY', authority: 'DECIDE', status: 'DECIDED' },
    'This committee decides.',
    'Hội nghị này quyết định.',
  ],
  [
    'a proposal (case 5)',
    { found: 'AUTHORITY', authority: 'PROPOSE', status: 'PROPOSED' },
    'This committee proposes; its superior decides.',
    'Hội nghị này đề xuất; cấp trên trực tiếp quyết định.',
  ],
  [
    'no level that remains',
    { found: 'AUTHORITY', authority: 'DECIDE', status: 'NEEDS_DECISION' },
    'No level remains: people must decide.',
    'Không còn mức nào phù hợp: tập thể phải quyết định.',
  ],
  [
    'what is not rated',
    { found: 'AUTHORITY', authority: 'DECIDE', status: 'NOT_RATED' },
    'Not rated.',
    'Chưa xếp loại.',
  ],
];

describe('what the rules found is said', () => {
  test.each(sentences)('of %s', (_, finding, en, vi) => {
    expect(said('en', finding)).toBe(en);
    expect(said('vi', finding)).toBe(vi);
  });
});

const count = fc.nat(40);
const level = fc.constantFrom(...qualityLevels);
const shares = fc.constantFrom(half, fifth, { numerator: 2, denominator: 3 });
const verdicts = fc.tuple(conditions, factses).map(([condition, facts]) => look(condition, facts));
const others: fc.Arbitrary<Other> = fc.oneof(
  fc.record({ name: fc.constantFrom('Chi bộ 03', null), is: fc.constant('RATED' as const), level }),
  fc.record({
    name: fc.constant('Chi bộ 04'),
    is: fc.constantFrom('OPEN' as const, 'WITHOUT_LEVEL' as const),
  }),
);

/** One arbitrary for each of the findings: one that is missing does not compile. */
const arbitraries: { readonly [Name in Finding['found']]: fc.Arbitrary<Finding & { readonly found: Name }> } =
  {
    QUORUM: fc.record({
      found: fc.constant('QUORUM'),
      present: count,
      summoned: count,
      needed: count,
      share: shares,
    }),
    NOBODY_RECUSED: fc.constant({ found: 'NOBODY_RECUSED' }),
    SELF_LEFT_OUT: fc.record({ found: fc.constant('SELF_LEFT_OUT'), base: count }),
    BASE: fc.record({
      found: fc.constant('BASE'),
      of: fc.constantFrom(...voteBases),
      base: count,
      electorate: count,
      counted: count,
      blank: count,
    }),
    SHARES: fc.record({
      found: fc.constant('SHARES'),
      tests: fc.array(
        fc.record({
          level: fc.constantFrom(...qualityLevels, 'NOT_RATED' as const),
          marks: fc.array(count, { minLength: 1, maxLength: 4 }),
          base: count,
          share: shares,
          inclusive: fc.boolean(),
          passes: fc.boolean(),
        }),
        { minLength: 1, maxLength: 4 },
      ),
    }),
    PLURALITY: fc.record({
      found: fc.constant('PLURALITY'),
      marks: fc.array(count, { minLength: 4, maxLength: 4 }),
      tied: fc.boolean(),
    }),
    PEOPLE_MUST_DECIDE: fc.constant({ found: 'PEOPLE_MUST_DECIDE' }),
    NOT_NEEDED: fc.constant({ found: 'NOT_NEEDED' }),
    CASE: fc
      .tuple(verdicts, fc.option(level))
      .map(([verdict, most]) => ({ found: 'CASE' as const, ...verdict, most })),
    REQUIREMENT: fc
      .tuple(
        verdicts,
        fc.subarray(['EXCELLENT', 'GOOD', 'COMPLETED'] as ('EXCELLENT' | 'GOOD' | 'COMPLETED')[], {
          minLength: 1,
        }),
      )
      .map(([verdict, levels]) => ({ found: 'REQUIREMENT' as const, ...verdict, levels })),
    BOUND: fc.record({
      found: fc.constant('BOUND'),
      others: fc.array(others, { minLength: 1, maxLength: 3 }),
      most: fc.option(level),
    }),
    QUOTA_WAITS: fc.constant({ found: 'QUOTA_WAITS', peerGroup: 'Chi bộ' }),
    OUTSIDE_QUOTA: fc.record({
      found: fc.constant('OUTSIDE_QUOTA'),
      why: fc.constantFrom('PROPOSED', 'HEAD'),
    }),
    QUOTA: standings.map((standing) => ({ found: 'QUOTA' as const, standing })),
    SETTLED: fc.constant({ found: 'SETTLED' }),
    AUTHORITY: fc.record({
      found: fc.constant('AUTHORITY'),
      authority: fc.constantFrom(...authorities),
      status: fc.constantFrom(...outcomeStatuses),
    }),
  };

test.each(Object.entries(arbitraries))('of whatever is found as %s', (_, findings) => {
  fc.assert(
    fc.property(findings as fc.Arbitrary<Finding>, (finding) => {
      const [vi, en] = languages.map((language: Language) => said(language, finding));
      isFitToRead(vi);
      isFitToRead(en);
      expect(vi).not.toBe(en);
    }),
  );
});

test('every question that decided is named by its label', () => {
  fc.assert(
    fc.property(verdicts, ({ truth, because }) => {
      const finding: Finding = { found: 'CASE', truth, because, most: null };
      for (const language of languages) {
        const sentence = said(language, finding).toLowerCase();
        for (const { question } of because) {
          expect(sentence).toContain(sayable(language, question).toLowerCase());
        }
      }
    }),
  );
});
