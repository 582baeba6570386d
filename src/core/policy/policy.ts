import type {
  Authority,
  Certainty,
  EarnedLevel,
  NoMajority,
  QualityLevel,
  QuotaAction,
  QuotaBase,
  Rounding,
  SelfVote,
  SubjectKind,
  VoteBase,
} from '../vocabulary.ts';
import type { Condition } from './condition.ts';
import type { Ratio, Threshold } from './ratio.ts';

/** What the central texts leave to the committee. Every field is a setting that people see. */
export interface PolicySettings {
  readonly quorum: Ratio;
  readonly threshold: Threshold;
  readonly thresholds: readonly { readonly level: QualityLevel; readonly threshold: Threshold }[];
  readonly base: VoteBase;
  readonly noMajority: NoMajority;
  readonly selfVote: SelfVote;
  readonly quotaRatio: Ratio;
  readonly quotaBase: QuotaBase;
  readonly quotaRounding: Rounding;
  readonly quotaMinimum: number;
  readonly quotaExcludesHead: boolean;
  readonly quotaAction: QuotaAction;
  readonly releaseBatch: number;
}

/** The kinds of which a policy has exactly one rule. */
export const soleRuleKinds = [
  'QUORUM',
  'SELF_VOTE',
  'BASE',
  'NOT_RATED_MAJORITY',
  'LEVEL_MAJORITY',
  'NO_MAJORITY',
  'SETTLEMENT',
  'AUTHORITY',
] as const;
export type SoleRuleKind = (typeof soleRuleKinds)[number];

export interface InBothLanguages {
  readonly vi: string;
  readonly en: string;
}

interface RuleHead {
  /** It never changes, because traces and tests quote it. */
  readonly id: string;
  readonly summary: InBothLanguages;
  /** The instrument and article; null where no text has the rule. */
  readonly source: string | null;
  readonly certainty: Certainty;
}

/** `appliesTo` are the kinds of subjects that the rule is for; all where it is left out. */
interface ForKinds extends RuleHead {
  readonly appliesTo?: readonly SubjectKind[];
}

export type Rule =
  | (RuleHead & { readonly kind: SoleRuleKind })
  /** The subject is not rated where the condition holds. */
  | (ForKinds & { readonly kind: 'EXCLUSION'; readonly when: Condition })
  /** The level is NOT_COMPLETED where the condition holds, whatever the vote. */
  | (ForKinds & { readonly kind: 'FORCING'; readonly when: Condition })
  /** The levels are ruled out where the condition does not hold. */
  | (ForKinds & {
      readonly kind: 'CONDITION';
      readonly levels: readonly EarnedLevel[];
      readonly requires: Condition;
    })
  /** The level is `most` at best where the condition holds. */
  | (ForKinds & { readonly kind: 'CAP'; readonly when: Condition; readonly most: QualityLevel })
  /** HEADED_CAP: the level is not above what the person heads. LED_CAP: it is not above the organisation that the collective leads. */
  | (ForKinds & { readonly kind: 'HEADED_CAP' | 'LED_CAP' })
  | (ForKinds & { readonly kind: 'QUOTA' });

export type RuleKind = Rule['kind'];

/** A regime: rules and settings as data. A regime that differs has another id. Dates are YYYY-MM-DD, both inclusive. */
export interface Policy {
  readonly id: string;
  readonly name: InBothLanguages;
  readonly version: string;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly instruments: readonly {
    readonly number: string;
    readonly issuedOn: string;
    readonly title: string;
  }[];
  readonly authorities: Readonly<Record<SubjectKind, Authority>>;
  readonly settings: PolicySettings;
  readonly rules: readonly Rule[];
}

/** Returns the rules of one kind that are for this kind of subject, in the order of the policy. */
export function rulesFor<Kind extends RuleKind>(
  policy: Policy,
  kind: Kind,
  subject: SubjectKind,
): readonly (Rule & { readonly kind: Kind })[] {
  const known = indexes.get(policy) ?? new Map<string, readonly Rule[]>();
  indexes.set(policy, known);
  const key = `${kind} ${subject}`;
  const rules = known.get(key) ?? policy.rules.filter((rule) => rule.kind === kind && isFor(rule, subject));
  known.set(key, rules);
  return rules as readonly (Rule & { readonly kind: Kind })[];
}

/** The rules by policy. They stay good, because policies are never changed in place. */
const indexes = new WeakMap<Policy, Map<string, readonly Rule[]>>();

function isFor(rule: Rule, subject: SubjectKind): boolean {
  return !('appliesTo' in rule) || rule.appliesTo === undefined || rule.appliesTo.includes(subject);
}
