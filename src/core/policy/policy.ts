import type {
  Authority,
  Certainty,
  NoMajority,
  QualityLevel,
  QuotaAction,
  QuotaBase,
  Rounding,
  SelfVote,
  SubjectKind,
  VoteBase,
} from '../vocabulary.ts';

export interface Ratio {
  readonly numerator: number;
  readonly denominator: number;
}

/** `inclusive`: reaching the share is enough ("từ … trở lên"), otherwise it must be exceeded ("trên"). */
export interface Threshold {
  readonly share: Ratio;
  readonly inclusive: boolean;
}

/** What the central texts leave to the committee; every field is a visible setting. */
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

/** The part that a rule plays in judging. A policy has at least one rule of each kind. */
export const ruleKinds = [
  'SELF_VOTE',
  'NOT_RATED_MAJORITY',
  'LEVEL_MAJORITY',
  'NO_MAJORITY',
  'SETTLEMENT',
  'AUTHORITY',
] as const;
export type RuleKind = (typeof ruleKinds)[number];

export interface InBothLanguages {
  readonly vi: string;
  readonly en: string;
}

export interface Rule {
  /** Stable; quoted by traces and tests. */
  readonly id: string;
  readonly kind: RuleKind;
  readonly summary: InBothLanguages;
  readonly source: string | null;
  readonly certainty: Certainty;
}

/** A regime: rules and settings as data. What differs has another id. Dates are YYYY-MM-DD, inclusive. */
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

/** Whole numbers only: a share is compared by cross-multiplication, never divided. */
export function reaches(count: number, base: number, threshold: Threshold): boolean {
  if (base <= 0) return false;
  const has = BigInt(count) * BigInt(threshold.share.denominator);
  const needs = BigInt(base) * BigInt(threshold.share.numerator);
  return threshold.inclusive ? has >= needs : has > needs;
}

/** The smallest count that is at least this share of the base. */
export function atLeast(share: Ratio, base: number): number {
  const product = BigInt(share.numerator) * BigInt(base);
  const by = BigInt(share.denominator);
  return Number((product + by - 1n) / by);
}
