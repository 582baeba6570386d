import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/compose.ts';
import { judge } from '../../src/core/policy/judge.ts';
import { refuse } from '../../src/core/refusal.ts';
import { noCounts } from '../../src/core/tally.ts';
import { refusalCodes } from '../../src/core/vocabulary.ts';
import { readPolicies } from '../../src/policies.ts';
import { explanationOf, languageOf, languages, messageOf } from '../../src/words/words.ts';

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
  const policy = readPolicies(`${packageRoot()}/seeds/policies`).find((one) => one.id === 'vn-124-2023');
  if (policy === undefined) throw new Error('the policy is gone');
  const counts = { ...noCounts, EXCELLENT: 7, GOOD: 6 };
  const tally = { reviewId: 'rev', electorate: 13, base: 15, counted: 13, counts };
  const { trace } = judge({ policy, settings: policy.settings, authority: 'DECIDE', tally, recused: false });
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
