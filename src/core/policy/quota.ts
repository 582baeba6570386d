import type { QuotaBase, QuotaStatus } from '../vocabulary.ts';
import type { QuotaBound, QuotaStanding } from './outcome.ts';
import type { PolicySettings } from './policy.ts';
import { shareOf } from './ratio.ts';

/** What is known of a peer group. Those who are only proposed, or are left out as heads, are not in it. */
export interface Group {
  readonly peerGroup: string;
  readonly excellent: number;
  readonly good: number;
  readonly completed: number;
  readonly notCompleted: number;
  readonly notRated: number;
  /** How many could get any level, or none; null where the number is unknown. */
  readonly open: number | null;
}

type Settings = Pick<PolicySettings, 'quotaRatio' | 'quotaBase' | 'quotaRounding' | 'quotaMinimum'>;

/**
 * [P60]–[P63] Returns how the group stands: WITHIN if it is for every outcome that the open ones could get, EXCEEDED if it is for none, else INDETERMINATE. Two
 * cases decide: a group that is within with all open ones EXCELLENT is within whatever they get, and one that is exceeded with all of them in the base and none
 * EXCELLENT is exceeded whatever they get.
 */
export function standingOf(settings: Settings, group: Group): QuotaStanding {
  const { quotaRatio: ratio, quotaBase, quotaRounding: rounding, quotaMinimum: minimum } = settings;
  const { peerGroup, excellent, open } = group;
  const rule = new QuotaRule(settings, group);
  const status = statusOf(rule);
  const base = open === 0 || (quotaBase === 'ALL_MEMBERS' && open !== null) ? rule.base(0, 0) : null;
  const allowed = base === null ? null : rule.allowedOf(base);
  return {
    peerGroup,
    status,
    ratio,
    quotaBase,
    rounding,
    minimum,
    excellent,
    base,
    allowed,
    excess: open === 0 ? Math.max(0, -rule.room(0, 0)) : null,
    open,
    over: status === 'EXCEEDED' ? -rule.maxRoom() : 0,
    bound: status === 'INDETERMINATE' ? boundOf(rule) : null,
  };
}

class QuotaRule {
  readonly settings: Settings;
  readonly group: Group;

  constructor(settings: Settings, group: Group) {
    this.settings = settings;
    this.group = group;
  }

  allowedOf(base: number): number {
    const { quotaRatio, quotaRounding, quotaMinimum } = this.settings;
    return Math.max(quotaMinimum, shareOf(quotaRatio, base, quotaRounding));
  }

  /** Returns the base with `excellent` of the open ones EXCELLENT, and `others` of the rest of them in the base. */
  base(excellent: number, others: number): number {
    const { group } = this;
    const known = knownBase(this.settings.quotaBase, group);
    switch (this.settings.quotaBase) {
      case 'GOOD':
        return known + others;
      case 'GOOD_OR_BETTER':
      case 'ALL_RATED':
        return known + excellent + others;
      case 'ALL_MEMBERS':
        return group.open === null ? known + excellent + others : known + group.open;
      default:
        return this.settings.quotaBase satisfies never;
    }
  }

  /** Returns how many more could be EXCELLENT; negative by how many the quota is exceeded. */
  room(excellent: number, others: number): number {
    return this.allowedOf(this.base(excellent, others)) - this.group.excellent - excellent;
  }

  /** Returns the room with none of the open ones EXCELLENT and all of them in the base. Where their number is unknown, it may be any. */
  maxRoom(): number {
    if (this.group.open !== null) return this.room(0, this.group.open);
    return this.settings.quotaRatio.numerator > 0 ? Number.POSITIVE_INFINITY : this.room(0, 0);
  }

  /** Says whether the group is within its quota with all open ones EXCELLENT, however many they are. */
  isAlwaysWithin(): boolean {
    const { quotaRatio, quotaBase } = this.settings;
    if (this.group.open !== null) return this.room(this.group.open, 0) >= 0;
    return quotaBase !== 'GOOD' && quotaRatio.numerator >= quotaRatio.denominator;
  }
}

function knownBase(base: QuotaBase, group: Group): number {
  const { excellent, good, completed, notCompleted, notRated } = group;
  switch (base) {
    case 'GOOD':
      return good;
    case 'GOOD_OR_BETTER':
      return excellent + good;
    case 'ALL_RATED':
      return excellent + good + completed + notCompleted;
    case 'ALL_MEMBERS':
      return excellent + good + completed + notCompleted + notRated;
    default:
      return base satisfies never;
  }
}

function statusOf(rule: QuotaRule): QuotaStatus {
  if (rule.isAlwaysWithin()) return 'WITHIN';
  return rule.maxRoom() < 0 ? 'EXCEEDED' : 'INDETERMINATE';
}

function boundOf(rule: QuotaRule): QuotaBound {
  const { open } = rule.group;
  const neededWithNone = needed(rule, 0);
  if (open === null && rule.settings.quotaRatio.numerator > 0) {
    return { maxExcellent: null, neededWithNone, neededWithMost: null };
  }
  const most = open === null ? rule.room(0, 0) : last((count) => rule.room(count, open - count) >= 0, open);
  return { maxExcellent: most, neededWithNone, neededWithMost: needed(rule, most) };
}

/** Returns the fewest others that must be in the base, with `excellent` of the open ones EXCELLENT. Precondition: some number is enough. */
function needed(rule: QuotaRule, excellent: number): number {
  let most = rule.group.open === null ? 1 : rule.group.open - excellent;
  if (rule.group.open === null) while (rule.room(excellent, most) < 0) most *= 2;
  return most - last((fewer) => rule.room(excellent, most - fewer) >= 0, most);
}

/** Returns the last count from 0 to `most` that holds. Precondition: 0 holds, and no count holds after one that does not. */
function last(holds: (count: number) => boolean, most: number): number {
  let low = 0;
  let high = most;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
