import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Problem } from '../../src/core/fault.ts';
import { partsOfWholes } from '../../src/core/policy/facts.ts';
import { refuse } from '../../src/core/refusal.ts';
import { likenesses, refusalCodes } from '../../src/core/vocabulary.ts';
import {
  alikeMessageOf,
  catalogueOf,
  explanationOf,
  languageOf,
  languages,
  messageOf,
} from '../../src/words/words.ts';
import { judged, tallyOf } from '../support/judging.ts';
import { isFitToRead } from './saying.ts';

describe.each(languages)('in %s', (language) => {
  test.each(refusalCodes)('%s has a sentence', (code) => {
    const sentence = messageOf(
      language,
      refuse(code, { present: 9, needed: 10, missing: 1, wanted: 3, reviews: 1 }),
    );
    expect(sentence).toMatch(/^\p{Lu}.*\.$/u);
    expect(sentence).not.toContain('undefined');
  });

  test.each(Object.entries(catalogueOf(language).labels))(
    '%s have a label each, and each its own',
    (_, labels) => {
      const all: readonly string[] = Object.values(labels);
      expect(all.every((label) => label.trim() !== '')).toBe(true);
      expect(new Set(all).size).toBe(all.length);
    },
  );

  test('a part over its whole is told of the whole by its label', () => {
    const { problem, labels } = catalogueOf(language);
    for (const [, whole] of partsOfWholes) {
      expect(problem({ is: 'PART_OVER_WHOLE', whole })).toContain(labels.facts[whole]);
    }
  });
});

/** Every sentence of a module of words with the number one in it, by where it stands. */
function withOne(words: unknown, at: string): readonly (readonly [string, string])[] {
  if (typeof words === 'string') return [[at, words]];
  if (typeof words === 'function')
    return withOne(words(...Array.from({ length: words.length }, () => 1)), at);
  if (typeof words !== 'object' || words === null) return [];
  return Object.entries(words).flatMap(([name, one]) => withOne(one, `${at}.${name}`));
}

test.each<[Problem, en: string, vi: string]>([
  [
    { is: 'CIRCLE' },
    'The subjects named here head or lead each other in a circle.',
    'Các đối tượng nêu ở đây đứng đầu hoặc lãnh đạo lẫn nhau theo vòng tròn.',
  ],
  [
    { is: 'PART_OVER_WHOLE', whole: 'unitsTotal' },
    'A part cannot exceed its whole: units in all.',
    'Bộ phận không được lớn hơn tổng thể: tổng số đơn vị.',
  ],
  [
    { is: 'SMALLER_THAN_KNOWN', least: 12 },
    'The size is smaller than what is known of the group: it must be at least 12.',
    'Số lượng của nhóm nhỏ hơn số đã biết: phải từ 12 trở lên.',
  ],
  [
    { is: 'SAME_SUBJECT', item: 1, by: 'NAME' },
    "The same as item no. 1: the result of this one would take the place of that one's. If they are two units, give one another name, for instance with its hamlet, or the id of its organisation when another program sends it; if they are one, take one item out.",
    'Trùng với nội dung số 1: kết quả của nội dung này sẽ thay kết quả của nội dung kia. Nếu là hai đơn vị, hãy đặt tên khác nhau, ví dụ kèm tên ấp, hoặc ghi mã của tổ chức khi gửi từ phần mềm khác; nếu là một, hãy bỏ một nội dung.',
  ],
  [
    { is: 'SAME_SUBJECT', item: 2, by: 'COLLECTIVE' },
    "The same as item no. 2 but for marks and capitals: the result of this one would take the place of that one's. If they are two collectives, give one another name, for instance with its unit's; if they are one, take one item out.",
    'Trùng với nội dung số 2, không kể dấu và chữ hoa: kết quả của nội dung này sẽ thay kết quả của nội dung kia. Nếu là hai tập thể, hãy đặt tên khác nhau, ví dụ kèm tên đơn vị; nếu là một, hãy bỏ một nội dung.',
  ],
  [
    { is: 'SAME_SUBJECT', item: 3, by: 'PERSON' },
    "The same person and kind as item no. 3: the result of this one would take the place of that one's. If they are two people, choose the right seat or id for each; if they are one, take one item out.",
    'Cùng một người và cùng loại với nội dung số 3: kết quả của nội dung này sẽ thay kết quả của nội dung kia. Nếu là hai người, hãy chọn đúng ghế hoặc mã của từng người; nếu là một, hãy bỏ một nội dung.',
  ],
  [
    { is: 'SAME_SUBJECT', item: 4, by: 'ORGANIZATION' },
    "The same organisation and kind as item no. 4: the result of this one would take the place of that one's. If they are two organisations, give the right id of each; if they are one, take one item out.",
    'Cùng một tổ chức và cùng loại với nội dung số 4: kết quả của nội dung này sẽ thay kết quả của nội dung kia. Nếu là hai tổ chức, hãy ghi đúng mã của từng tổ chức; nếu là một, hãy bỏ một nội dung.',
  ],
  [{ is: 'NOT_A_SCORE' }, 'A score is from 0 to 100.', 'Điểm phải từ 0 đến 100.'],
])('the problem %o is said', (problem, en, vi) => {
  expect(catalogueOf('en').problem(problem)).toBe(en);
  expect(catalogueOf('vi').problem(problem)).toBe(vi);
  isFitToRead(en);
  isFitToRead(vi);
});

test.each(likenesses)('[R9] what is to be done about names that are alike is said: %s', (likeness) => {
  const letters = [{ letter: '1', code: 'the digit one', like: 'l' }];
  for (const language of languages) {
    for (const of of ['SEATS', 'ITEMS'] as const) {
      isFitToRead(alikeMessageOf(language, { likeness, letters }, of));
      isFitToRead(alikeMessageOf(language, { likeness, letters: [] }, of));
    }
  }
});

test('[R57] the worked case of 7 and 6 marks of 15 reads as a person would say it', () => {
  const vote = { tally: tallyOf('7E 6G', 15), recused: false, attendance: null };
  const { trace } = judged({ vote });
  const said = trace.map((step) => explanationOf('en', step));
  expect(said).toContain(
    'excellent completion of tasks: 7 of 15 is not more than 1/2; good completion of tasks: 7 + 6 = 13 of 15 is more than 1/2.',
  );
  expect(trace.map((step) => explanationOf('vi', step))).toContain('Hội nghị này quyết định.');
});

test.each([
  ['en-GB,en;q=0.9,vi;q=0.8', 'en'],
  ['fr, vi;q=0.5, en;q=0.4', 'vi'],
  ['vi;q=0, en;q=0.1', 'en'],
  ['*', 'vi'],
  ['', 'vi'],
  [undefined, 'vi'],
])('of "%s" it speaks %s', (asked, spoken) => {
  expect(languageOf(asked)).toBe(spoken);
});

test('in English, one is one', async () => {
  const folder = new URL('../../src/words/en/pages/', import.meta.url);
  const modules = readdirSync(folder).map(async (file) => withOne(await import(`${folder}${file}`), file));
  const said = (await Promise.all(modules)).flat();
  expect(said.length).toBeGreaterThan(500);
  const plural =
    /(?<![\d/]|first |of |than )\b1 (?:voting |new )?(?!has\b|is\b|was\b)(?:\p{L}+s|have|are|were)\b/u;
  expect(said.filter(([, sentence]) => plural.test(sentence))).toEqual([]);
});
