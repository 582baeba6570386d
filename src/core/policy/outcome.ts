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

/** A subject that this one must not stand above; without a name it is off the agenda. WITHOUT_LEVEL: it got none, and caps nothing; OPEN: it may yet get one. */
export type Other =
  | { readonly name: string | null; readonly is: 'RATED'; readonly level: QualityLevel }
  | { readonly name: string; readonly is: 'OPEN' }
  | { readonly name: string; readonly is: 'WITHOUT_LEVEL' };

/** What a rule found, in numbers; src/words makes the sentence. */
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
  /** `base` is of the sort `of`; ballots with a mark: `counted`, of which `blank` are blank. */
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
  /** Of EXCLUSION, FORCING and CAP: whether the case holds, and because of what. `most`: the cap's level. */
  | {
      readonly found: 'CASE';
      readonly truth: Truth;
      readonly because: readonly Answered[];
      readonly most: QualityLevel | null;
    }
  /** Of CONDITION: whether what these levels require is met. */
  | {
      readonly found: 'REQUIREMENT';
      readonly levels: readonly EarnedLevel[];
      readonly truth: Truth;
      readonly because: readonly Answered[];
    }
  /** `most`: the worst level among the others that have one. */
  | { readonly found: 'BOUND'; readonly others: readonly Other[]; readonly most: QualityLevel | null }
  | { readonly found: 'QUOTA_WAITS'; readonly peerGroup: string }
  | { readonly found: 'OUTSIDE_QUOTA'; readonly why: 'PROPOSED' | 'HEAD' }
  | { readonly found: 'QUOTA'; readonly standing: QuotaStanding }
  | { readonly found: 'SETTLED' }
  | { readonly found: 'AUTHORITY'; readonly authority: Authority; readonly status: OutcomeStatus };

/** `applied`: the rule had an effect. `before` and `after`: the level, null where there is none. */
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

/** How a peer group stands to its quota of EXCELLENT: integers throughout. */
export interface QuotaStanding {
  readonly peerGroup: string;
  readonly status: QuotaStatus;
  readonly ratio: Ratio;
  readonly quotaBase: QuotaBase;
  readonly rounding: Rounding;
  readonly minimum: number;
  /** How many are known to be EXCELLENT. */
  readonly excellent: number;
  /** Null while it depends on what is open. */
  readonly base: number | null;
  readonly allowed: number | null;
  /** Null while anything is open. */
  readonly excess: number | null;
  /** How many could still get any level, or none; null: an unknown number. */
  readonly open: number | null;
  /** Of EXCEEDED: by so many at least, whatever the open ones get; else 0. */
  readonly over: number;
  readonly bound: QuotaBound | null;
}

/** What must come of the open ones for an INDETERMINATE group to be within. */
export interface QuotaBound {
  /** At most so many of them EXCELLENT; null: no such limit, while their number is unknown. */
  readonly maxExcellent: number | null;
  /** If none of them is EXCELLENT: at least so many must be in the quota's base. */
  readonly neededWithNone: number;
  /** If `maxExcellent` of them are: at least so many of the others must be in the base. Null where there is no such limit. */
  readonly neededWithMost: number | null;
}
