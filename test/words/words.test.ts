import { describe, expect, test } from 'vitest';
import { refuse } from '../../src/core/refusal.ts';
import { refusalCodes } from '../../src/core/vocabulary.ts';
import { explanationOf, languageOf, languages, messageOf } from '../../src/words/words.ts';
import { judged, tallyOf } from '../support/judging.ts';

describe.each(languages)('in %s', (language) => {
  test.each(refusalCodes)('%s has a sentence', (code) => {
    const sentence = messageOf(
      language,
      refuse(code, { present: 9, needed: 10, missing: 1, wanted: 3, reviews: 1 }),
    );
    expect(sentence).toMatch(/^\p{Lu}.*\.$/u);
    expect(sentence).not.toContain('undefined');
  });
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
