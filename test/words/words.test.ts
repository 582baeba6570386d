import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Problem } from '../../src/core/fault.ts';
import { partsOfWholes } from '../../src/core/policy/facts.ts';
import { refuse } from '../../src/core/refusal.ts';
import { likenesses, refusalCodes } from '../../src/core/vocabulary.ts';
import { readCommandLine } from '../../src/tools/command.ts';
import { commandOptions } from '../../src/tools/command-options.ts';
import { type CommandName, commandWordsOf, languageOfLocale } from '../../src/words/commands.ts';
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

const commandNames = Object.keys(commandOptions) as CommandName[];
const locales = [
  ['vi', 'vi_VN.UTF-8'],
  ['en', 'en_GB.UTF-8'],
] as const;

describe.each(locales)('a terminal in %s', (language, LANG) => {
  test.each(commandNames)('is told by --help how %s is used, every option of it', (name) => {
    const wrongBeside = readCommandLine(name, ['--nothing', '--help', 'too much'], { LANG });
    expect(wrongBeside).toEqual({ is: 'HELP', usage: commandWordsOf(language).usages[name] });
    const { usage } = wrongBeside;
    expect(usage).toMatch(name === 'start' ? /^npm start\n/ : new RegExp(`^npm run ${name} -- `));
    const { options } = commandOptions[name];
    expect(Object.keys(options).filter((option) => !usage.includes(`--${option}`))).toEqual([]);
    const known = new Set(Object.keys(options).map((option) => `--${option}`));
    expect(
      [...usage.matchAll(/--[a-z-]+/g)].map(([option]) => option).filter((one) => !known.has(one)),
    ).toEqual([]);
    expect(usage.split('\n').filter((line) => line.length > 145)).toEqual([]);
  });

  test('is told every variable that README says the server reads', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const cells = [...readme.matchAll(/^\| (`[A-Z_]+`(?:, `[A-Z_]+`)*) \|/gm)].map(([, cell = '']) => cell);
    const variables = cells.flatMap((cell) => cell.match(/[A-Z_]+/g) ?? []);
    expect(variables.length).toBeGreaterThan(20);
    const { start } = commandWordsOf(language).usages;
    expect(variables.filter((name) => !new RegExp(`\\b${name}\\b`).test(start))).toEqual([]);
  });

  test('is told what is wrong with what was typed, and then the usage', () => {
    const words = commandWordsOf(language);
    for (const [args, message] of [
      [['--too', 'copy'], words.unknownOption('--too')],
      [['-t', 'copy'], words.unknownOption('-t')],
      [['--to'], words.valueMissing('--to')],
      [['--to', '--database', 'one'], words.valueLikeOption('--to', '--database')],
      [['--to', 'copy', 'another'], words.unexpected('another')],
    ] as const) {
      const usage = words.usages.backup;
      expect(readCommandLine('backup', args, { LANG })).toEqual({ is: 'WRONG', message, usage });
    }
    expect(readCommandLine('verify', ['--json=yes'], { LANG })).toMatchObject({
      message: words.takesNoValue('--json'),
    });
  });
});

test('what was typed is read by the options of its command', () => {
  const line = readCommandLine('verify', ['one.sqlite', '--head', 'a=b', '--head=-c'], {});
  expect(line).toMatchObject({
    is: 'ASKED',
    asked: { values: { head: ['a=b', '-c'], json: false }, positionals: ['one.sqlite'] },
  });
});

test.each([
  [{ LANG: 'vi_VN.UTF-8' }, 'vi'],
  [{ LANG: 'vi' }, 'vi'],
  [{ LANG: 'vi_VN', LC_MESSAGES: 'en_US.UTF-8' }, 'en'],
  [{ LANG: 'en_US', LC_MESSAGES: 'vi_VN.UTF-8', LC_ALL: '' }, 'vi'],
  [{ LC_MESSAGES: 'vi_VN', LC_ALL: 'C' }, 'en'],
  [{ LANG: 'vim' }, 'en'],
  [{}, 'en'],
])('a terminal of %o reads %s', (env, language) => {
  expect(languageOfLocale(env)).toBe(language);
});
