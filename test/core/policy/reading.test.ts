import { expect, test } from 'vitest';
import type { Fault } from '../../../src/core/fault.ts';
import { type FactsInput, readFacts } from '../../../src/core/policy/facts.ts';
import { readSettings, type SettingsInput } from '../../../src/core/policy/settings.ts';
import { judged, policyOf } from '../../support/judging.ts';

// Settings and facts as they come in, to the edges of what is taken.

const { settings: standard } = policyOf('vn-124-2023');

function faultsOf(read: (faults: Fault[]) => unknown): readonly string[] {
  const faults: Fault[] = [];
  read(faults);
  return faults.map(({ path, problem }) => `${path.join('.')} ${problem.is}`);
}
const settingsFaults = (own: SettingsInput) => faultsOf((faults) => readSettings(faults, standard, own));
const factsFaults = (facts: FactsInput) => faultsOf((faults) => readFacts(faults, ['facts'], facts));
const ratio = (numerator: number, denominator: number) => ({ numerator, denominator });

test('[R5] a share is taken from nothing to the whole, and nothing beyond', () => {
  for (const taken of [ratio(0, 1), ratio(1, 1), ratio(0, 7), ratio(7, 7)]) {
    expect(settingsFaults({ quotaRatio: taken })).toEqual([]);
  }
  for (const refused of [ratio(0, 0), ratio(1, 0), ratio(-1, 2), ratio(3, 2), ratio(1, -1), ratio(0.5, 1)]) {
    expect(settingsFaults({ quorum: refused })).toEqual(['settings.quorum NOT_A_SHARE']);
  }
});

test('[R5] a threshold that no mark at all would pass is none', () => {
  const threshold = { share: ratio(0, 2), inclusive: true };
  expect(settingsFaults({ threshold })).toEqual(['settings.threshold.share NO_THRESHOLD']);
  expect(settingsFaults({ thresholds: [{ level: 'GOOD', threshold }] })).toEqual([
    'settings.thresholds.0.threshold.share NO_THRESHOLD',
  ]);
});

test('[R5] a setting left out, as null or not at all, keeps the policy’s', () => {
  const own = { base: null, selfVote: undefined, quotaMinimum: 2 };
  expect(readSettings([], standard, own)).toEqual({ ...standard, quotaMinimum: 2 });
});

test('[R7] [R8] what facts name is tidied, and a named fact has a name', () => {
  const facts: FactsInput = { heads: [' a '], leads: ' b ', degraded: null, named: [{ name: ' c ' }] };
  expect(readFacts([], ['facts'], facts)).toEqual({ heads: ['a'], leads: 'b', named: [{ name: 'c' }] });
  expect(readFacts([], ['facts'], { exempt: true })).toEqual({ exempt: true });
  expect(factsFaults({ named: [{ name: ' ' }] })).toEqual(['facts.named.0.name MISSING']);
});

test('[R8] a part is over its whole only where both are given', () => {
  expect(factsFaults({ targetsMet: 4 })).toEqual([]);
  expect(factsFaults({ targetsTotal: 3 })).toEqual([]);
  expect(factsFaults({ targetsTotal: 3, targetsMet: 3 })).toEqual([]);
  expect(factsFaults({ targetsTotal: 3, targetsMet: 4 })).toEqual(['facts.targetsMet PART_OVER_WHOLE']);
});

test('[R57] the last step of every trace says whose decision it is, and what it came to', () => {
  expect(judged({ authority: 'PROPOSE' }).trace.at(-1)?.finding).toEqual({
    found: 'AUTHORITY',
    authority: 'PROPOSE',
    status: 'PROPOSED',
  });
});
