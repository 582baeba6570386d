import type { Tally } from '../tally.ts';
import {
  type Authority,
  type EarnedLevel,
  type OutcomeStatus,
  type QualityLevel,
  qualityLevels,
  type SubjectKind,
} from '../vocabulary.ts';
import { look } from './condition.ts';
import type { Facts } from './facts.ts';
import type { Finding, Other, Outcome, QuotaStanding, RuleStep } from './outcome.ts';
import { type Policy, type PolicySettings, type Rule, type RuleKind, rulesFor } from './policy.ts';
import { atLeast } from './ratio.ts';
import { readVote, type Wish } from './vote.ts';

/** A count, with the circumstances of its round. */
export interface Vote {
  readonly tally: Tally;
  /** Whether a voting seat was left out, because the review is its own. */
  readonly recused: boolean;
  /** The voting seats when the round opened; null where this is not known. */
  readonly attendance: { readonly present: number; readonly summoned: number } | null;
}

/** How the subject stands to the quota: outside of it, waiting for the adjournment, or with the standing of its group. */
export type QuotaPlace =
  | { readonly is: 'OUTSIDE'; readonly why: 'PROPOSED' | 'HEAD' }
  | { readonly is: 'WAITING'; readonly peerGroup: string }
  | { readonly is: 'STANDING'; readonly standing: QuotaStanding };

/** Everything that an outcome follows from. */
export interface Judgement {
  readonly policy: Policy;
  readonly settings: PolicySettings;
  readonly kind: SubjectKind;
  readonly authority: Authority;
  readonly facts: Facts;
  readonly vote: Vote | null;
  /** What the subject heads, on the agenda and outside of it. */
  readonly headed: readonly Other[];
  /** The organisation that the collective leads. */
  readonly led: Other | null;
  readonly quota: QuotaPlace;
  readonly final: boolean;
}

/**
 * [P1] Applies the policy: vote, exclusions, forced levels, conditions, caps, quota, authority, in this order. The trace has every rule that was looked at.
 * Returns null where there is no vote and the subject is not excluded, and an outcome in every other case.
 */
export function judge(judgement: Judgement): Outcome | null {
  const { authority, vote, final } = judgement;
  const trace = new Trace(judgement);
  const wish = vote === null ? 'UNDECIDED' : voted(trace, vote);
  const excluded = exclude(trace);
  if (vote === null && !excluded) return null;
  const forced = !excluded && force(trace);
  const notRated = excluded || (wish === 'NOT_RATED' && !forced);
  if (!notRated && !forced && trace.level !== 'NOT_COMPLETED') require(trace);
  if (trace.level !== null) cap(trace);
  placeInQuota(trace);
  const { level } = trace;
  const status = level === null ? (notRated ? 'NOT_RATED' : 'NEEDS_DECISION') : rated(authority);
  trace.note('AUTHORITY', level !== null, level, { found: 'AUTHORITY', authority, status });
  return { level, status, authority, final, trace: trace.steps, ruled: null, settledReason: null };
}

/** What people settled, the oldest first. The newest counts. Null is NOT_RATED. */
export interface Settlement {
  readonly levels: readonly (QualityLevel | null)[];
  /** The reason of the newest. */
  readonly reason: string;
}

/** [P70] Returns the outcome that people settled. What the rules gave, if anything, stays beside it. A settled level is not capped. */
export function settle(
  { policy, kind, authority, final }: Pick<Judgement, 'policy' | 'kind' | 'authority' | 'final'>,
  ruled: Outcome | null,
  { levels, reason }: Settlement,
): Outcome {
  const level = levels.at(-1) ?? null;
  const [rule] = rulesFor(policy, 'SETTLEMENT', kind);
  const steps = levels.map((after, index): RuleStep => {
    const before = (index === 0 ? ruled?.level : levels[index - 1]) ?? null;
    return { ruleId: rule?.id ?? '', applied: true, before, after, finding: { found: 'SETTLED' } };
  });
  return {
    level,
    status: level === null ? 'NOT_RATED' : rated(authority),
    authority,
    final,
    trace: [...(ruled?.trace ?? []), ...(rule === undefined ? [] : steps)],
    ruled: ruled === null ? null : { level: ruled.level, status: ruled.status },
    settledReason: reason,
  };
}

/** Returns what people have settled in this outcome; null where they have not. */
export function settlementOf(outcome: Outcome | null): Settlement | null {
  if (outcome === null || outcome.settledReason === null) return null;
  const levels = outcome.trace.filter(({ finding }) => finding.found === 'SETTLED').map(({ after }) => after);
  return { levels, reason: outcome.settledReason };
}

function rated(authority: Authority): OutcomeStatus {
  return authority === 'DECIDE' ? 'DECIDED' : 'PROPOSED';
}

/** The steps so far, and the level that they have given. */
class Trace {
  readonly judgement: Judgement;
  readonly steps: RuleStep[] = [];
  level: QualityLevel | null = null;

  constructor(judgement: Judgement) {
    this.judgement = judgement;
  }

  rules<Kind extends RuleKind>(kind: Kind): readonly (Rule & { readonly kind: Kind })[] {
    return rulesFor(this.judgement.policy, kind, this.judgement.kind);
  }

  /** Adds a step of the first rule of this kind, which is the only one where a policy has one at most. */
  note(kind: RuleKind, applied: boolean, after: QualityLevel | null, finding: Finding): void {
    for (const rule of this.rules(kind).slice(0, 1)) this.step(rule, applied, after, finding);
  }

  step(rule: Rule, applied: boolean, after: QualityLevel | null, finding: Finding): void {
    this.steps.push({ ruleId: rule.id, applied, before: this.level, after, finding });
    this.level = after;
  }
}

/** [P10] Returns the level that the meeting wants. */
function voted(trace: Trace, { tally, recused, attendance }: Vote): Wish {
  const { settings } = trace.judgement;
  if (attendance !== null) {
    const { present, summoned } = attendance;
    const needed = atLeast(settings.quorum, summoned);
    const share = settings.quorum;
    trace.note('QUORUM', present >= needed, null, { found: 'QUORUM', present, summoned, needed, share });
  }
  const { base, electorate, counted } = tally;
  const self: Finding = recused ? { found: 'SELF_LEFT_OUT', base } : { found: 'NOBODY_RECUSED' };
  trace.note('SELF_VOTE', recused, null, self);
  const blank = tally.counts.BLANK;
  trace.note('BASE', true, null, { found: 'BASE', of: settings.base, base, electorate, counted, blank });
  const { wish, steps } = readVote(settings, tally);
  for (const { kind, applied, after, finding } of steps) trace.note(kind, applied, after, finding);
  return wish;
}

/** [P20] Says whether the subject is not rated at all. */
function exclude(trace: Trace): boolean {
  let excluded = false;
  for (const rule of trace.rules('EXCLUSION')) {
    const { truth, because } = look(rule.when, trace.judgement.facts);
    const applied = truth === 'TRUE';
    excluded ||= applied;
    trace.step(rule, applied, excluded ? null : trace.level, { found: 'CASE', truth, because, most: null });
  }
  return excluded;
}

/** [P30] Says whether a rule forces NOT_COMPLETED, whatever the vote. */
function force(trace: Trace): boolean {
  let forced = false;
  for (const rule of trace.rules('FORCING')) {
    const { truth, because } = look(rule.when, trace.judgement.facts);
    const applied = truth === 'TRUE';
    forced ||= applied;
    const after = forced ? 'NOT_COMPLETED' : trace.level;
    trace.step(rule, applied, after, { found: 'CASE', truth, because, most: null });
  }
  return forced;
}

/** [P40] Gives the worse of the vote's level and the best level whose condition is not false; none, where every condition is false. */
function require(trace: Trace): void {
  let left: readonly EarnedLevel[] = ['EXCELLENT', 'GOOD', 'COMPLETED'];
  for (const rule of trace.rules('CONDITION')) {
    const { truth, because } = look(rule.requires, trace.judgement.facts);
    const applied = truth === 'FALSE';
    if (applied) left = left.filter((level) => !rule.levels.includes(level));
    const [best] = left;
    const after = trace.level === null || best === undefined ? null : worse(trace.level, best);
    trace.step(rule, applied, after, { found: 'REQUIREMENT', levels: rule.levels, truth, because });
  }
}

/** [P50] Applies caps: first by the subject's own facts, then by what it heads and leads. */
function cap(trace: Trace): void {
  const { facts, headed, led } = trace.judgement;
  for (const rule of trace.rules('CAP')) {
    const { truth, because } = look(rule.when, facts);
    const after = truth === 'TRUE' ? capped(trace.level, rule.most) : trace.level;
    trace.step(rule, after !== trace.level, after, { found: 'CASE', truth, because, most: rule.most });
  }
  bound(trace, 'HEADED_CAP', headed);
  bound(trace, 'LED_CAP', led === null ? [] : [led]);
}

/** [P51] [P52] Lowers the level to the worst of these. One that has no level, or none yet, caps nothing. */
function bound(trace: Trace, kind: 'HEADED_CAP' | 'LED_CAP', others: readonly Other[]): void {
  if (others.length === 0) return;
  const levels = others.flatMap((other) => (other.is === 'RATED' ? [other.level] : []));
  const most = levels.reduce<QualityLevel | null>(
    (one, level) => (one === null ? level : worse(one, level)),
    null,
  );
  const after = most === null ? trace.level : capped(trace.level, most);
  trace.note(kind, after !== trace.level, after, { found: 'BOUND', others, most });
}

/** [P60] Adds the step of the quota, which applies when it is exceeded. It is of the group, so it lowers nobody. */
function placeInQuota(trace: Trace): void {
  const { quota } = trace.judgement;
  const exceeded = quota.is === 'STANDING' && quota.standing.status === 'EXCEEDED';
  trace.note('QUOTA', exceeded, trace.level, quotaFinding(quota));
}

function quotaFinding(quota: QuotaPlace): Finding {
  switch (quota.is) {
    case 'OUTSIDE':
      return { found: 'OUTSIDE_QUOTA', why: quota.why };
    case 'WAITING':
      return { found: 'QUOTA_WAITS', peerGroup: quota.peerGroup };
    case 'STANDING':
      return { found: 'QUOTA', standing: quota.standing };
    default:
      return quota satisfies never;
  }
}

function worse(one: QualityLevel, other: QualityLevel): QualityLevel {
  return qualityLevels.indexOf(one) > qualityLevels.indexOf(other) ? one : other;
}

function capped(level: QualityLevel | null, most: QualityLevel): QualityLevel | null {
  return level === null ? null : worse(level, most);
}
