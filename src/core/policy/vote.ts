import type { Tally } from '../tally.ts';
import { type QualityLevel, qualityLevels } from '../vocabulary.ts';
import type { Finding, ShareTest } from './outcome.ts';
import type { PolicySettings } from './policy.ts';
import { reaches, type Threshold } from './ratio.ts';

/** What the meeting wants. */
export type Wish = { readonly level: QualityLevel } | 'NOT_RATED' | 'UNDECIDED';

/** The step of a rule of the vote, with the level that it gave. */
export interface VoteStep {
  readonly kind: 'NOT_RATED_MAJORITY' | 'LEVEL_MAJORITY' | 'NO_MAJORITY';
  readonly applied: boolean;
  readonly after: QualityLevel | null;
  readonly finding: Finding;
}

/** [P10] [R56] Returns what the meeting wants: NOT_RATED if it passes alone, else the best level that passes alone, else what the setting says. */
export function readVote(
  settings: PolicySettings,
  tally: Tally,
): { readonly wish: Wish; readonly steps: readonly VoteStep[] } {
  const notRated = testOf(settings, tally, 'NOT_RATED', [tally.counts.NOT_RATED]);
  const first: VoteStep = {
    kind: 'NOT_RATED_MAJORITY',
    applied: notRated.passes,
    after: null,
    finding: { found: 'SHARES', tests: [notRated] },
  };
  if (notRated.passes) return { wish: 'NOT_RATED', steps: [first] };

  const alone = untilPassed(
    qualityLevels.map((level) => testOf(settings, tally, level, [tally.counts[level]])),
  );
  const passed = passing(alone);
  const second: VoteStep = {
    kind: 'LEVEL_MAJORITY',
    applied: passed !== null,
    after: passed,
    finding: { found: 'SHARES', tests: alone },
  };
  const third: VoteStep =
    passed === null
      ? withoutMajority(settings, tally)
      : { kind: 'NO_MAJORITY', applied: false, after: passed, finding: { found: 'NOT_NEEDED' } };
  const wish = third.after === null ? 'UNDECIDED' : { level: third.after };
  return { wish, steps: [first, second, third] };
}

function withoutMajority(settings: PolicySettings, tally: Tally): VoteStep {
  const marks = qualityLevels.map((level) => tally.counts[level]);
  const kind = 'NO_MAJORITY';
  switch (settings.noMajority) {
    case 'CUMULATE_DOWN': {
      const tests = untilPassed(
        qualityLevels.map((level, depth) => testOf(settings, tally, level, marks.slice(0, depth + 1))),
      );
      const after = passing(tests);
      return { kind, applied: after !== null, after, finding: { found: 'SHARES', tests } };
    }
    case 'PLURALITY': {
      const most = Math.max(...marks);
      const leading = qualityLevels.filter((_, index) => marks[index] === most);
      const after = most > 0 && leading.length === 1 ? (leading[0] ?? null) : null;
      const finding: Finding = { found: 'PLURALITY', marks, tied: after === null };
      return { kind, applied: after !== null, after, finding };
    }
    case 'NEEDS_DECISION':
      return { kind, applied: true, after: null, finding: { found: 'PEOPLE_MUST_DECIDE' } };
    default:
      return settings.noMajority satisfies never;
  }
}

function testOf(
  settings: PolicySettings,
  { base }: Tally,
  level: QualityLevel | 'NOT_RATED',
  marks: readonly number[],
): ShareTest {
  const threshold = thresholdOf(settings, level);
  const { share, inclusive } = threshold;
  const sum = marks.reduce((one, other) => one + other, 0);
  return { level, marks, base, share, inclusive, passes: reaches(sum, base, threshold) };
}

function thresholdOf(settings: PolicySettings, level: QualityLevel | 'NOT_RATED'): Threshold {
  return settings.thresholds.find((one) => one.level === level)?.threshold ?? settings.threshold;
}

/** Returns the tests up to the first that passes, with that one. */
function untilPassed(tests: readonly ShareTest[]): readonly ShareTest[] {
  const first = tests.findIndex((test) => test.passes);
  return first === -1 ? tests : tests.slice(0, first + 1);
}

function passing(tests: readonly ShareTest[]): QualityLevel | null {
  const last = tests.at(-1);
  return last?.passes === true && last.level !== 'NOT_RATED' ? last.level : null;
}
