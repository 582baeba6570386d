import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { limits } from '../../src/core/limits.ts';
import {
  countFacts,
  decimalFacts,
  disciplineFacts,
  type Facts,
  flagFacts,
  gradeFacts,
  levelFacts,
} from '../../src/core/policy/facts.ts';
import { type PolicySettings, type RuleKind, soleRuleKinds } from '../../src/core/policy/policy.ts';
import * as words from '../../src/core/vocabulary.ts';
import { readPolicies } from '../../src/policies.ts';
import type { Any } from '../support/client.ts';
import { temporaryFolder } from '../support/house.ts';

// The schema in step with the code, and what the reader says of a wrong file, to the letter. files.test.ts has the rest.

const root = resolve(import.meta.dirname, '../..');
const seeds = join(root, 'seeds/policies');
const schema: Any = JSON.parse(readFileSync(join(root, 'schema/policy.schema.json'), 'utf8'));
const { policy, guideline, rule, question, level } = schema.definitions;

/** The regimes in a folder of their own: that of 2023 changed, other files added. */
function folderWith(change: (policy: Any) => void, added: readonly Any[] = []): string {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  cpSync(seeds, folder.path, { recursive: true });
  const file = join(folder.path, 'vn-124-2023.json');
  const regime = JSON.parse(readFileSync(file, 'utf8'));
  change(regime);
  writeFileSync(file, JSON.stringify(regime));
  for (const one of added) writeFileSync(join(folder.path, `${one.id}.json`), JSON.stringify(one));
  return folder.path;
}

/** What is said of the folder, file by its name; null where nothing is wrong. */
function saidOf(folder: string): string | null {
  try {
    readPolicies(folder);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message.replaceAll(`${folder}/`, '') : null;
  }
}

const wrong = (file: string, ...lines: readonly string[]) =>
  [`${file}.json is no policy.`, ...lines.map((line) => `  ${line}`)].join('\n');

const local = (more: object = {}): Any => ({
  id: 'vn-124-local',
  extends: 'vn-124-2023',
  name: { vi: 'Hướng dẫn của huyện', en: 'Guideline of the district' },
  version: '1',
  validFrom: '2023-11-15',
  validTo: '2024-12-31',
  instruments: [{ number: '07-HD/HU', issuedOn: '2023-11-15', title: 'Hướng dẫn' }],
  ...more,
});

const authority = (id: string) => ({
  id,
  kind: 'AUTHORITY',
  summary: { vi: 'Huyện quyết định.', en: 'The district decides.' },
  source: '07-HD/HU',
  certainty: 'CERTAIN',
});

describe('the schema', () => {
  test('[P91] names each fact once, by what kind of value it has', () => {
    const sorts: Any[] = question.oneOf.map((sort: Any) => sort.properties.fact.enum);
    expect(sorts).toEqual([flagFacts, countFacts, gradeFacts, disciplineFacts, levelFacts, decimalFacts]);
    expect(question.oneOf[1].properties.of.enum).toEqual(countFacts);
    // A fact that is added to Facts and to no list does not compile here, and one that is in no list is not in the schema.
    const askable: Record<Exclude<keyof Facts, 'heads' | 'headedLevels' | 'leads' | 'named'>, null> = {
      ...{ exempt: null, suspended: null, disciplinedInPeriod: null, workRelatedDiscipline: null },
      ...{
        selfDetectedAndRemedied: null,
        degraded: null,
        prohibitedConduct: null,
        exampleDutyBreached: null,
      },
      ...{ internalDisunity: null, corruptionCaseInUnit: null, corruptionRemedied: null, forceMajeure: null },
      ...{ mainTargetsMissed: null, unitMainTargetsMissed: null, monthsSinceAdmission: null },
      ...{ monthsSinceFounded: null, sickLeaveMonths: null, unitsTotal: null, unitsDisciplined: null },
      ...{ unitsRatedCompletedOrBetter: null, unitsRatedGoodOrBetter: null, targetsTotal: null },
      ...{ targetsMet: null, targetsExceeded: null, targetsLate: null, unitTargetsTotal: null },
      ...{ unitTargetsMet: null, unitTargetsExceeded: null, confidenceVotes: null, lowConfidenceVotes: null },
      ...{ resultsGrade: null, lowestOtherGrade: null, memberDiscipline: null, civilServantLevel: null },
      ...{ score: null },
    };
    expect(sorts.flat().sort()).toEqual(Object.keys(askable).sort());
  });

  test('[P91] compares facts with the values that they can have', () => {
    const [, , grade, discipline, ofLevel] = question.oneOf;
    for (const relation of ['atLeast', 'moreThan', 'atMost', 'lessThan']) {
      expect(grade.properties[relation].enum).toEqual(words.criterionGrades);
      expect(discipline.properties[relation].enum).toEqual(words.disciplines);
      expect(ofLevel.properties[relation]).toEqual({ $ref: '#/definitions/level' });
    }
    expect(level.enum).toEqual(words.qualityLevels);
  });

  test('[P91] knows every kind of rule, subject and certainty', () => {
    const kinds: Record<Exclude<RuleKind, (typeof soleRuleKinds)[number]>, null> = {
      ...{ EXCLUSION: null, FORCING: null, CONDITION: null, CAP: null },
      ...{ HEADED_CAP: null, LED_CAP: null, QUOTA: null },
    };
    const [sole, ...others] = rule.oneOf.map((shape: Any) => shape.properties.kind.enum);
    expect(sole).toEqual(soleRuleKinds);
    expect(others.flat()).toEqual(Object.keys(kinds));
    for (const { properties } of rule.oneOf) {
      expect(properties.certainty.enum).toEqual(words.certainties);
      if (properties.appliesTo) expect(properties.appliesTo.items.enum).toEqual(words.subjectKinds);
      if (properties.levels) expect(properties.levels.items.enum).toEqual(words.qualityLevels.slice(0, 3));
    }
  });

  test('[P91] knows every setting, and asks a guideline for none', () => {
    const standard: PolicySettings | undefined = readPolicies(seeds)[0]?.settings;
    const { properties, required } = policy.properties.settings;
    expect(Object.keys(properties)).toEqual(Object.keys(standard ?? {}));
    expect(required).toEqual(Object.keys(properties));
    expect(properties.base.enum).toEqual(words.voteBases);
    expect(properties.noMajority.enum).toEqual(words.noMajorities);
    expect(properties.selfVote.enum).toEqual(words.selfVotes);
    expect(properties.quotaBase.enum).toEqual(words.quotaBases);
    expect(properties.quotaRounding.enum).toEqual(words.roundings);
    expect(properties.quotaAction.enum).toEqual(words.quotaActions);
    expect(properties.quotaMinimum).toMatchObject({ minimum: 0, maximum: limits.largestCount });
    const batch = { minimum: limits.smallestReleaseBatch, maximum: limits.largestCount };
    expect(properties.releaseBatch).toMatchObject(batch);
    expect(Object.keys(policy.properties.authorities.properties)).toEqual(words.subjectKinds);
    for (const one of Object.values<Any>(policy.properties.authorities.properties)) {
      expect(one.enum).toEqual(words.authorities);
    }
    for (const part of ['settings', 'authorities']) {
      expect(guideline.properties[part]).toEqual({ ...policy.properties[part], required: [] });
    }
  });
});

describe('the regimes', () => {
  test('[P91] name the schema for editors, and it is not in what is read', () => {
    const files = readdirSync(seeds).map((name) => JSON.parse(readFileSync(join(seeds, name), 'utf8')));
    expect(files.map(({ $schema }) => resolve(seeds, $schema))).toEqual(
      files.map(() => join(root, 'schema/policy.schema.json')),
    );
    const { $schema: _, ...first } = files[0];
    expect(readPolicies(seeds)[0]).toEqual(first);
  });

  test('[P91] have a source for all but the committee’s choice, which names no article', () => {
    for (const { source, certainty } of readPolicies(seeds).flatMap(({ rules }) => rules)) {
      if (certainty === 'COMMITTEE_CHOICE') expect(source ?? '').not.toMatch(/\d+-(QĐ|HD)|Điều \d/);
      else expect(source).not.toBeNull();
    }
  });

  test('[P91] are evaluated from top to bottom, authority and settlement last', () => {
    const order: readonly RuleKind[] = [
      ...(['QUORUM', 'SELF_VOTE', 'BASE', 'NOT_RATED_MAJORITY', 'LEVEL_MAJORITY', 'NO_MAJORITY'] as const),
      ...(['EXCLUSION', 'FORCING', 'CONDITION', 'CAP', 'HEADED_CAP', 'LED_CAP', 'QUOTA'] as const),
      ...(['AUTHORITY', 'SETTLEMENT'] as const),
    ];
    for (const { rules } of readPolicies(seeds)) {
      const places = rules.map(({ kind }) => order.indexOf(kind));
      expect(places).toEqual([...places].sort((one, other) => one - other));
    }
  });
});

const newMember = 8;
const conduct = 18;

describe('a wrong file', () => {
  test('[P91] has the rules at these places', () => {
    const ids = readPolicies(seeds)[0]?.rules.map(({ id }) => id) ?? [];
    expect([ids[newMember], ids[conduct]]).toEqual([
      '124-excluded.new-member',
      '124-not-completed.individual.conduct',
    ]);
  });

  test.each<[string, (policy: Any) => void, string]>([
    [
      'a day that no calendar has',
      (one) => Object.assign(one, { validFrom: '2023-02-30' }),
      'validFrom is "2023-02-30", which is no day as YYYY-MM-DD',
    ],
    [
      'an end that is no day',
      (one) => Object.assign(one, { validTo: '29/8/2025' }),
      'validTo is "29/8/2025", which is no day as YYYY-MM-DD',
    ],
    [
      'no relation',
      (one) => delete one.rules[newMember].when.lessThan,
      `rules/${newMember}/when must have exactly one of atLeast, moreThan, atMost, lessThan`,
    ],
    [
      'two relations',
      (one) => Object.assign(one.rules[newMember].when, { atLeast: 1 }),
      `rules/${newMember}/when must have exactly one of atLeast, moreThan, atMost, lessThan`,
    ],
    [
      'a condition that asks nothing',
      (one) => Object.assign(one.rules[newMember], { when: {} }),
      `rules/${newMember}/when must have required property 'fact'`,
    ],
    [
      'a fact by a name with space around it',
      (one) => Object.assign(one.rules[newMember], { when: { named: 'initiatives ', is: true } }),
      `rules/${newMember}/when/named has space around it, or marks that are not composed (Unicode NFC)`,
    ],
    [
      'a rule without a kind',
      (one) => delete one.rules[newMember].kind,
      `rules/${newMember} must have required property 'kind'`,
    ],
    [
      'a kind of subject that is not there',
      (one) => Object.assign(one.rules[newMember], { appliesTo: ['PARTY'] }),
      `rules/${newMember}/appliesTo/0 is "PARTY"; it must be one of ${words.subjectKinds.join(', ')}`,
    ],
    [
      'two thresholds of a level',
      (one) => {
        const { threshold } = one.settings;
        one.settings.thresholds = ['GOOD', 'EXCELLENT', 'GOOD'].map((name) => ({ level: name, threshold }));
      },
      'settings/thresholds/2/level is GOOD a second time',
    ],
    [
      'a threshold that nothing fails',
      (one) => Object.assign(one.settings.threshold.share, { numerator: 0 }),
      'settings/threshold/share/numerator must be >= 1',
    ],
    [
      'a rule twice',
      (one) => one.rules.splice(1, 0, { ...one.rules[0] }),
      'rules have the id 124-vote.quorum twice, again at rules/1',
    ],
  ])('[P91] with %s is told so, and nothing else', (_, change, line) => {
    expect(saidOf(folderWith(change))).toBe(wrong('vn-124-2023', line));
  });

  test('[P91] with a misspelt fact, deep inside, is told the facts that there are', () => {
    const said = saidOf(
      folderWith((one) => Object.assign(one.rules[conduct].when.any[1], { fact: 'degradet' })),
    );
    const known = [flagFacts, countFacts, gradeFacts, disciplineFacts, levelFacts, decimalFacts].flat();
    const line = `rules/${conduct}/when/any/1 has fact "degradet", which is not known; known are ${known.join(', ')}`;
    expect(said).toBe(wrong('vn-124-2023', line));
  });

  test('[P91] with many faults is told five, those of the whole file among them', () => {
    const faulty = (one: Any) => {
      one.weight = 1;
      for (const place of [0, 1, 2, 3, 4, 5]) one.rules[place].weight = 1;
    };
    const faults = [0, 1, 2, 3].map((place) => `rules/${place} has "weight", which means nothing there`);
    const first = 'the file has "weight", which means nothing there';
    expect(saidOf(folderWith(faulty))).toBe(wrong('vn-124-2023', first, ...faults, 'and 2 more'));
  });
});

describe('a local guideline', () => {
  const nothing = () => {};

  test('[P91] may extend a guideline', () => {
    const minimum = local({
      id: 'vn-124-district',
      settings: { quotaMinimum: 1 },
      authorities: { LEADER: 'DECIDE' },
    });
    const commune = { validFrom: '2024-01-01', settings: { quotaRounding: 'FLOOR' } };
    const added = [minimum, local({ id: 'vn-124-commune', extends: 'vn-124-district', ...commune })];
    const policies = readPolicies(folderWith(nothing, added));
    const regime = policies.find(({ id }) => id === 'vn-124-2023');
    const read = policies.find(({ id }) => id === 'vn-124-commune');
    expect(read?.settings).toEqual({ ...regime?.settings, quotaMinimum: 1, quotaRounding: 'FLOOR' });
    expect(read?.authorities).toEqual({ ...regime?.authorities, LEADER: 'DECIDE' });
    expect(read?.instruments).toHaveLength(4);
    expect(read?.rules).toEqual(regime?.rules);
    expect(Object.keys(read ?? {}).sort()).toEqual(Object.keys(regime ?? {}).sort());
  });

  test('[P91] is read as the guide shows one', () => {
    const [, example = ''] =
      /```json\n(.*?)```/s.exec(readFileSync(join(root, 'docs/policies.md'), 'utf8')) ?? [];
    const own = JSON.parse(example);
    const policies = readPolicies(folderWith(nothing, [own]));
    const regime = policies.find(({ id }) => id === own.extends);
    const read = policies.find(({ id }) => id === own.id);
    expect(read?.settings).toEqual({ ...regime?.settings, ...own.settings });
    const kept = regime?.rules.filter(({ id }) => !own.without.includes(id)) ?? [];
    expect(read?.rules).toEqual([...kept, ...own.rules]);
  });

  test('[P91] takes a part that exactly one rule plays from the rule that it leaves out', () => {
    const own = { rules: [authority('huyen-authority')], without: ['124-authority'] };
    const read = readPolicies(folderWith(nothing, [local(own)])).find(({ id }) => id === 'vn-124-local');
    expect(read?.rules.filter(({ kind }) => kind === 'AUTHORITY').map(({ id }) => id)).toEqual([
      'huyen-authority',
    ]);
  });

  test.each<[string, readonly Any[], string, string]>([
    [
      'what extends it',
      [local(), local({ id: 'vn-124-other', extends: 'vn-124-local' }), local({ extends: 'vn-124-other' })],
      'vn-124-other',
      'extends goes round in a circle: vn-124-local, vn-124-other, vn-124-local',
    ],
    [
      'what begins after it',
      [local({ validFrom: '2023-10-03' })],
      'vn-124-local',
      'validFrom to validTo must lie within those of vn-124-2023: 2023-10-04 to 2025-08-29',
    ],
    [
      'what ends before it',
      [local({ validTo: '2025-08-30' })],
      'vn-124-local',
      'validFrom to validTo must lie within those of vn-124-2023: 2023-10-04 to 2025-08-29',
    ],
    [
      'what has a rule by the same id',
      [local({ rules: [authority('huyen-1'), { ...authority('124-12.4.3d'), kind: 'QUOTA' }] })],
      'vn-124-local',
      'rules have the id 124-12.4.3d twice, again at rules/1',
    ],
    [
      'what plays the same part',
      [local({ rules: [authority('huyen-1')] })],
      'vn-124-local',
      'rules have 2 of kind AUTHORITY; there must be exactly one',
    ],
  ])('[P91] does not extend %s', (_, added, file, line) => {
    expect(saidOf(folderWith(nothing, added))).toBe(wrong(file, line));
  });

  test('[P91] is not told the faults of what it extends', () => {
    const doubled = (one: Any) => one.rules.push({ ...one.rules[0] });
    const said = saidOf(folderWith(doubled, [local({ id: 'a-guideline' })]));
    expect(said).toMatch(/^vn-124-2023\.json is no policy\.\n {2}rules have the id 124-vote\.quorum twice/);
  });
});
