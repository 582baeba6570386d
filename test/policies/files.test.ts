import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { countFacts, flagFacts } from '../../src/core/policy/facts.ts';
import { readPolicies } from '../../src/policies.ts';
import type { Any } from '../support/client.ts';
import { temporaryFolder } from '../support/house.ts';

const seeds = resolve(import.meta.dirname, '../../seeds/policies');
const base = 'vn-124-2023.json';

/** The regimes in a folder of their own, with one file changed or added. */
function folderWith(name: string, change: (policy: Any) => unknown): string {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  cpSync(seeds, folder.path, { recursive: true });
  const policy = JSON.parse(readFileSync(join(folder.path, base), 'utf8'));
  const changed = change(policy) ?? policy;
  writeFileSync(join(folder.path, name), typeof changed === 'string' ? changed : JSON.stringify(changed));
  return folder.path;
}

const guideline = (more: object = {}) => ({
  id: 'vn-124-local',
  extends: 'vn-124-2023',
  name: { vi: 'Hướng dẫn của huyện', en: 'Guideline of the district' },
  version: '1',
  validFrom: '2023-11-15',
  validTo: '2024-12-31',
  instruments: [{ number: '07-HD/HU', issuedOn: '2023-11-15', title: 'Hướng dẫn' }],
  ...more,
});

const ruleAt = (policy: Any, id: string) => policy.rules.findIndex((rule: Any) => rule.id === id);

test('[P91] the three regimes are whole, and no id is in two of them', () => {
  const policies = readPolicies(seeds);
  expect(policies.map(({ id }) => id)).toEqual(['vn-124-2023', 'vn-132-2018', 'vn-366-2025']);
  const ids = policies.flatMap(({ rules }) => rules.map(({ id }) => id));
  expect(new Set(ids).size).toBe(ids.length);
  for (const { rules, instruments } of policies) {
    const numbers = instruments.map(({ number }) => number);
    for (const { certainty, source } of rules) {
      const central = numbers.some((number) => source?.includes(number));
      if (certainty === 'COMMITTEE_CHOICE') expect(central).toBe(false);
      if (certainty === 'CERTAIN') expect(central).toBe(true);
    }
  }
});

test.each<[string, (policy: Any) => unknown, RegExp]>([
  ['no JSON', () => '{', /vn-124-2023\.json is not JSON/],
  [
    'a misspelt fact',
    (policy) => {
      policy.rules[ruleAt(policy, '124-12.4.3d')].when.all[0].fact = 'disciplinedInPeriot';
    },
    /rules\/\d+\/when\/all\/0 has fact "disciplinedInPeriot", which is not known/,
  ],
  [
    'an unknown kind of rule',
    (policy) => {
      policy.rules[3].kind = 'MAJORITY';
    },
    /rules\/3 has kind "MAJORITY", which is not known/,
  ],
  [
    'two relations at once',
    (policy) => {
      policy.rules[ruleAt(policy, '124-excluded.new-member')].when.atMost = 9;
    },
    /rules\/\d+\/when must have exactly one of/,
  ],
  [
    'a count compared with a share of nothing',
    (policy) => {
      policy.rules[ruleAt(policy, '124-excluded.new-member')].when.lessThan = {
        numerator: 1,
        denominator: 2,
      };
    },
    /rules\/\d+\/when\/lessThan must be integer/,
  ],
  [
    'a setting that is not there',
    (policy) => {
      delete policy.settings.quorum;
    },
    /settings must have required property 'quorum'/,
  ],
  [
    'a share over the whole',
    (policy) => {
      policy.settings.quotaRatio.numerator = 101;
    },
    /settings\/quotaRatio is more than the whole/,
  ],
  [
    'a field that means nothing',
    (policy) => {
      policy.rules[0].weight = 2;
    },
    /rules\/0 has "weight", which means nothing there/,
  ],
  [
    'a doubled rule',
    (policy) => {
      policy.rules.push(policy.rules.at(-3));
    },
    /rules have the id \S+ twice/,
  ],
  [
    'two quotas for one kind of subject',
    (policy) => {
      const quota = policy.rules.find(({ kind }: Any) => kind === 'QUOTA');
      policy.rules.push({ ...quota, id: '124-quota.more' });
    },
    /rules have 124-quota\.collectives and 124-quota\.more of kind QUOTA for PARTY_ORGANIZATION/,
  ],
  [
    'no rule of a kind that there must be',
    (policy) => {
      policy.rules = policy.rules.filter(({ kind }: Any) => kind !== 'AUTHORITY');
    },
    /rules have 0 of kind AUTHORITY/,
  ],
  [
    'an end before the beginning',
    (policy) => {
      policy.validTo = '2020-01-01';
    },
    /validTo is 2020-01-01, before validFrom/,
  ],
  [
    'another id than the file',
    (policy) => {
      policy.id = 'vn-124';
    },
    /id is vn-124; the file must be vn-124\.json/,
  ],
])('[P91] %s is told with file and place', (_, change, message) => {
  const folder = folderWith(base, change);
  expect(() => readPolicies(folder)).toThrow(message);
  expect(() => readPolicies(folder)).toThrow(join(folder, base));
});

test('[P91] a local guideline is a file: what it adds and changes, on top of what it extends', () => {
  const rule = {
    id: 'huyen-excellent.initiative',
    kind: 'CONDITION',
    summary: { vi: 'Có sáng kiến được công nhận', en: 'A recognised initiative' },
    source: '07-HD/HU',
    certainty: 'CERTAIN',
    appliesTo: ['PARTY_MEMBER'],
    levels: ['EXCELLENT'],
    requires: { named: 'initiatives', atLeast: '1' },
  };
  const own = guideline({
    settings: { quotaRatio: { numerator: 25, denominator: 100 }, quotaExcludesHead: true },
    rules: [rule],
    without: ['124-excellent.individual.discipline'],
  });
  const policies = readPolicies(folderWith('vn-124-local.json', () => own));
  const [regime, local] = policies;
  expect(local).toMatchObject({ id: 'vn-124-local', validFrom: '2023-11-15' });
  expect(local?.settings).toEqual({
    ...regime?.settings,
    quotaRatio: { numerator: 25, denominator: 100 },
    quotaExcludesHead: true,
  });
  const kept = regime?.rules.filter(({ id }) => id !== '124-excellent.individual.discipline') ?? [];
  expect(local?.rules).toEqual([...kept, rule]);
  expect(local?.instruments.map(({ number }) => number)).toEqual(['124-QĐ/TW', '25-HD/BTCTW', '07-HD/HU']);
  expect(local).not.toHaveProperty('extends');
});

test.each<[string, object, RegExp]>([
  ['what is not there', { extends: 'vn-999' }, /extends names vn-999, which is in no file/],
  ['itself', { extends: 'vn-124-local' }, /extends goes round in a circle/],
  ['longer than it is in force', { validTo: null }, /validFrom to validTo must lie within/],
  ['without a rule that is not there', { without: ['124-none'] }, /without\/0 names 124-none/],
  ['without a rule that there must be', { without: ['124-authority'] }, /rules have 0 of kind AUTHORITY/],
])('[P91] a guideline that extends %s is refused', (_, more, message) => {
  expect(() => readPolicies(folderWith('vn-124-local.json', () => guideline(more)))).toThrow(message);
});

test('[P91] every fact can be asked for as what it is, and as nothing else', () => {
  const withQuestion = (question: object) => () =>
    readPolicies(
      folderWith(base, (policy) => {
        policy.rules[ruleAt(policy, '124-excluded.exempt')].when = question;
      }),
    );
  for (const fact of flagFacts) {
    expect(withQuestion({ fact, is: true })).not.toThrow();
    expect(withQuestion({ fact, atLeast: 1 })).toThrow(/when/);
  }
  for (const fact of countFacts) {
    expect(withQuestion({ fact, moreThan: 3 })).not.toThrow();
    expect(withQuestion({ fact, is: true })).toThrow(/when/);
  }
  for (const [fact, value] of [
    ['resultsGrade', 'AVERAGE'],
    ['lowestOtherGrade', 'POOR'],
    ['memberDiscipline', 'WARNING'],
    ['civilServantLevel', 'GOOD'],
    ['score', '89.5'],
  ]) {
    expect(withQuestion({ fact, atMost: value })).not.toThrow();
    expect(withQuestion({ fact, atMost: 'ANY' })).toThrow(/when\/atMost/);
  }
});
