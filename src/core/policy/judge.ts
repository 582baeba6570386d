import type { Tally } from '../tally.ts';
import { type Authority, type OutcomeStatus, type QualityLevel, qualityLevels } from '../vocabulary.ts';
import {
  type Policy,
  type PolicySettings,
  type Ratio,
  type RuleKind,
  reaches,
  type Threshold,
} from './policy.ts';

/** One share asked for: did these marks together reach the threshold? */
export interface ShareTest {
  readonly level: QualityLevel | 'NOT_RATED';
  /** Marks for this level and, when cumulating, for the better ones: best first. */
  readonly marks: readonly number[];
  readonly base: number;
  readonly share: Ratio;
  readonly inclusive: boolean;
  readonly passes: boolean;
}

/** What a rule found, in numbers; src/words makes the sentence. */
export type Finding =
  | { readonly found: 'NOBODY_RECUSED' }
  | { readonly found: 'SELF_LEFT_OUT'; readonly base: number }
  | { readonly found: 'SHARES'; readonly tests: readonly ShareTest[] }
  | { readonly found: 'PLURALITY'; readonly marks: readonly number[]; readonly tied: boolean }
  | { readonly found: 'PEOPLE_MUST_DECIDE' }
  | { readonly found: 'NOT_NEEDED' }
  | { readonly found: 'SETTLED' }
  | { readonly found: 'AUTHORITY'; readonly authority: Authority };

export interface RuleStep {
  readonly ruleId: string;
  readonly applied: boolean;
  readonly before: QualityLevel | null;
  readonly after: QualityLevel | null;
  readonly finding: Finding;
}

export interface Outcome {
  readonly level: QualityLevel | null;
  readonly status: OutcomeStatus;
  readonly authority: Authority;
  readonly final: boolean;
  readonly trace: readonly RuleStep[];
  /** What the rules alone gave, where people settled it otherwise. */
  readonly ruled: { readonly level: QualityLevel | null; readonly status: OutcomeStatus } | null;
  readonly settledReason: string | null;
}

export interface Judgement {
  readonly policy: Policy;
  readonly settings: PolicySettings;
  readonly authority: Authority;
  readonly tally: Tally;
  /** Whether a voting seat was left out, because the review is its own. */
  readonly recused: boolean;
}

type Wish = { readonly level: QualityLevel } | { readonly notRated: true } | { readonly undecided: true };

/** Applies the policy to a count. Total: every tally gives an outcome, with every rule that was looked at in its trace. */
export function judge(judgement: Judgement): Outcome {
  const { policy, settings, authority, tally, recused } = judgement;
  const trace: RuleStep[] = [];
  const note = (kind: RuleKind, applied: boolean, after: QualityLevel | null, finding: Finding) => {
    const before = trace.at(-1)?.after ?? null;
    trace.push({ ruleId: ruleOf(policy, kind), applied, before, after, finding });
  };
  note(
    'SELF_VOTE',
    recused,
    null,
    recused ? { found: 'SELF_LEFT_OUT', base: tally.base } : { found: 'NOBODY_RECUSED' },
  );
  const wish = wishOf(settings, tally, note);
  const level = 'level' in wish ? wish.level : null;
  const status = 'level' in wish ? rated(authority) : 'notRated' in wish ? 'NOT_RATED' : 'NEEDS_DECISION';
  note('AUTHORITY', true, level, { found: 'AUTHORITY', authority });
  return { level, status, authority, final: false, trace, ruled: null, settledReason: null };
}

/** People decide; what the rules gave stays beside it. No level: NOT_RATED. */
export function settle(
  policy: Policy,
  authority: Authority,
  former: Outcome | null,
  level: QualityLevel | null,
  reason: string,
): Outcome {
  const settledBefore = former !== null && former.settledReason !== null;
  const ruled =
    former === null || settledBefore
      ? (former?.ruled ?? null)
      : { level: former.level, status: former.status };
  const step: RuleStep = {
    ruleId: ruleOf(policy, 'SETTLEMENT'),
    applied: true,
    before: former?.level ?? null,
    after: level,
    finding: { found: 'SETTLED' },
  };
  const status = level === null ? 'NOT_RATED' : rated(authority);
  const trace = [...(former?.trace ?? []), step];
  return { level, status, authority, final: false, trace, ruled, settledReason: reason };
}

function rated(authority: Authority): OutcomeStatus {
  return authority === 'DECIDE' ? 'DECIDED' : 'PROPOSED';
}

function ruleOf(policy: Policy, kind: RuleKind): string {
  const rule = policy.rules.find((one) => one.kind === kind);
  if (rule === undefined) throw new Error(`policy ${policy.id} has no rule of kind ${kind}`);
  return rule.id;
}

type Note = (kind: RuleKind, applied: boolean, after: QualityLevel | null, finding: Finding) => void;

/** The level that the meeting wants: NOT_RATED if it passes alone, the best level that passes alone, then by the setting. */
function wishOf(settings: PolicySettings, tally: Tally, note: Note): Wish {
  const share = (level: QualityLevel | 'NOT_RATED', marks: readonly number[]): ShareTest => {
    const threshold = thresholdOf(settings, level);
    const sum = marks.reduce((one, other) => one + other, 0);
    const passes = reaches(sum, tally.base, threshold);
    return { level, marks, base: tally.base, share: threshold.share, inclusive: threshold.inclusive, passes };
  };
  const notRated = share('NOT_RATED', [tally.counts.NOT_RATED]);
  note('NOT_RATED_MAJORITY', notRated.passes, null, { found: 'SHARES', tests: [notRated] });
  if (notRated.passes) return { notRated: true };

  const alone = untilPassed(qualityLevels.map((level) => share(level, [tally.counts[level]])));
  const best = alone.at(-1);
  const passed = best?.passes === true && best.level !== 'NOT_RATED' ? best.level : null;
  note('LEVEL_MAJORITY', passed !== null, passed, { found: 'SHARES', tests: alone });
  if (passed !== null) {
    note('NO_MAJORITY', false, passed, { found: 'NOT_NEEDED' });
    return { level: passed };
  }
  return withoutMajority(settings, tally, share, note);
}

function withoutMajority(
  settings: PolicySettings,
  tally: Tally,
  share: (level: QualityLevel, marks: readonly number[]) => ShareTest,
  note: Note,
): Wish {
  const marks = qualityLevels.map((level) => tally.counts[level]);
  switch (settings.noMajority) {
    case 'CUMULATE_DOWN': {
      const sums = untilPassed(qualityLevels.map((level, depth) => share(level, marks.slice(0, depth + 1))));
      const first = sums.at(-1);
      const level = first?.passes === true && first.level !== 'NOT_RATED' ? first.level : null;
      note('NO_MAJORITY', level !== null, level, { found: 'SHARES', tests: sums });
      return level === null ? { undecided: true } : { level };
    }
    case 'PLURALITY': {
      const most = Math.max(...marks);
      const leading = qualityLevels.filter((_, index) => marks[index] === most);
      const level = most > 0 && leading.length === 1 ? (leading[0] ?? null) : null;
      note('NO_MAJORITY', level !== null, level, { found: 'PLURALITY', marks, tied: level === null });
      return level === null ? { undecided: true } : { level };
    }
    case 'NEEDS_DECISION':
      note('NO_MAJORITY', true, null, { found: 'PEOPLE_MUST_DECIDE' });
      return { undecided: true };
    default:
      return settings.noMajority satisfies never;
  }
}

function untilPassed(tests: readonly ShareTest[]): readonly ShareTest[] {
  const first = tests.findIndex((test) => test.passes);
  return first === -1 ? tests : tests.slice(0, first + 1);
}

function thresholdOf(settings: PolicySettings, level: QualityLevel | 'NOT_RATED'): Threshold {
  return settings.thresholds.find((one) => one.level === level)?.threshold ?? settings.threshold;
}
