import type {
  Authority,
  EarnedLevel,
  OutcomeStatus,
  QualityLevel,
  QuotaBase,
  QuotaStatus,
  Rounding,
  VoteBase,
} from '../vocabulary.ts';
import type { Answered, Truth } from './condition.ts';
import type { Ratio } from './ratio.ts';

/** Whether these marks together reach the threshold. */
export interface ShareTest {
  readonly level: QualityLevel | 'NOT_RATED';
  /** The marks for this level and, when cumulating, for the better ones, the best first. */
  readonly marks: readonly number[];
  readonly base: number;
  readonly share: Ratio;
  readonly inclusive: boolean;
  readonly passes: boolean;
}

/**
 * A subject that this one must not stand above. Its name is null where it is on no agenda. WITHOUT_LEVEL has got none and caps nothing. OPEN may still get one.
 */
export type Other =
  | { readonly name: string | null; readonly is: 'RATED'; readonly level: QualityLevel }
  | { readonly name: string; readonly is: 'OPEN' }
  | { readonly name: string; readonly is: 'WITHOUT_LEVEL' };

/** What a rule found, in numbers. src/words makes the sentence. */
export type Finding =
  | {
      readonly found: 'QUORUM';
      readonly present: number;
      readonly summoned: number;
      readonly needed: number;
      readonly share: Ratio;
    }
  | { readonly found: 'NOBODY_RECUSED' }
  | { readonly found: 'SELF_LEFT_OUT'; readonly base: number }
  /** `of` says which base it is. `counted` ballots have a mark, and `blank` of them are blank. */
  | {
      readonly found: 'BASE';
      readonly of: VoteBase;
      readonly base: number;
      readonly electorate: number;
      readonly counted: number;
      readonly blank: number;
    }
  | { readonly found: 'SHARES'; readonly tests: readonly ShareTest[] }
  | { readonly found: 'PLURALITY'; readonly marks: readonly number[]; readonly tied: boolean }
  | { readonly found: 'PEOPLE_MUST_DECIDE' }
  | { readonly found: 'NOT_NEEDED' }
  /** For EXCLUSION, FORCING and CAP: whether the case holds, and because of which questions. `most` is the cap's level. */
  | {
      readonly found: 'CASE';
      readonly truth: Truth;
      readonly because: readonly Answered[];
      readonly most: QualityLevel | null;
    }
  /** For CONDITION: whether the requirement of these levels is met. */
  | {
      readonly found: 'REQUIREMENT';
      readonly levels: readonly EarnedLevel[];
      readonly truth: Truth;
      readonly because: readonly Answered[];
    }
  /** `most` is the worst level among the others that have one. */
  | { readonly found: 'BOUND'; readonly others: readonly Other[]; readonly most: QualityLevel | null }
  | { readonly found: 'QUOTA_WAITS'; readonly peerGroup: string }
  | { readonly found: 'OUTSIDE_QUOTA'; readonly why: 'PROPOSED' | 'HEAD' }
  | { readonly found: 'QUOTA'; readonly standing: QuotaStanding }
  | { readonly found: 'SETTLED' }
  | { readonly found: 'AUTHORITY'; readonly authority: Authority; readonly status: OutcomeStatus };

/** `applied` says whether the rule had an effect. `before` and `after` are levels, null where there is none. */
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
  /** What the rules alone gave, where people settled the outcome. */
  readonly ruled: { readonly level: QualityLevel | null; readonly status: OutcomeStatus } | null;
  readonly settledReason: string | null;
}

/** How a peer group stands to its quota of EXCELLENT. All numbers are whole. */
export interface QuotaStanding {
  readonly peerGroup: string;
  readonly status: QuotaStatus;
  readonly ratio: Ratio;
  readonly quotaBase: QuotaBase;
  readonly rounding: Rounding;
  readonly minimum: number;
  /** How many are EXCELLENT for certain. */
  readonly excellent: number;
  /** Null while it depends on open outcomes. */
  readonly base: number | null;
  readonly allowed: number | null;
  /** Null while anything is open. */
  readonly excess: number | null;
  /** How many could still get any level, or none; null where the number is unknown. */
  readonly open: number | null;
  /** For EXCEEDED: by how many the quota is exceeded at least, whatever the open ones get. Else 0. */
  readonly over: number;
  readonly bound: QuotaBound | null;
}

/** What must come of the open ones, so that an INDETERMINATE group is within its quota. */
export interface QuotaBound {
  /** How many of them may be EXCELLENT at most; null where there is no limit, because their number is unknown. */
  readonly maxExcellent: number | null;
  /** How many of them must be in the quota's base at least, if none is EXCELLENT. */
  readonly neededWithNone: number;
  /** How many of the others must be in the base at least, if `maxExcellent` are EXCELLENT; null where there is no limit. */
  readonly neededWithMost: number | null;
}
