import type { QuotaBound, QuotaStanding } from '../../core/policy/outcome.ts';
import type { QuotaBase, Rounding } from '../../core/vocabulary.ts';
import { groupName, minimumDecides, ratioText } from '../numbers.ts';
import { labels } from './labels.ts';

/** Who is in a base whose number is not known yet. */
const bases: Readonly<Record<QuotaBase, string>> = {
  GOOD: 'those rated good',
  GOOD_OR_BETTER: 'those rated good or excellent',
  ALL_RATED: 'those rated',
  ALL_MEMBERS: 'all members',
};

/** What others must be, so that they add to the base beside the excellent ones. */
const enlarging: Readonly<Record<QuotaBase, string>> = {
  GOOD: 'good',
  GOOD_OR_BETTER: 'good',
  ALL_RATED: 'rated below excellent',
  ALL_MEMBERS: 'members of the group',
};

const roundings: Readonly<Record<Rounding, string>> = {
  FLOOR: 'rounded down',
  HALF_UP: 'rounded half up',
  CEIL: 'rounded up',
};

/** Returns how a peer group stands to its quota, with the numbers. */
export function standing(one: QuotaStanding): string {
  const { status, excess, open, over } = one;
  const numbers = `${groupName(labels, one.peerGroup)}: ${one.excellent} excellent, ${allowance(one)}`;
  switch (status) {
    case 'WITHIN':
      return `${numbers}: within${whatever(open)}.`;
    case 'EXCEEDED':
      return open === 0
        ? `${numbers}: exceeded by ${excess ?? over}.`
        : `${numbers}: exceeded by at least ${over}${whatever(open)}.`;
    case 'INDETERMINATE':
      return `${numbers}; ${boundText(one)}.`;
    default:
      return status satisfies never;
  }
}

/** Returns the name of a group that exceeds its quota, and by how many. */
export function excess({ peerGroup, allowed, excess, over }: QuotaStanding): string {
  const by = excess === null ? `at least ${over}` : String(excess);
  return `${groupName(labels, peerGroup)} by ${by}${allowed === null ? '' : ` (${allowed} allowed)`}`;
}

function allowance(one: QuotaStanding): string {
  const { ratio, quotaBase, rounding, minimum, base, allowed } = one;
  if (base === null) {
    const least = minimum > 0 ? `, but at least ${minimum}` : '';
    return `allowed ${ratioText(ratio)} of ${bases[quotaBase]}, ${roundings[rounding]}${least}`;
  }
  const least = minimumDecides(one) ? `, but at least ${minimum}` : '';
  const share = `${ratioText(ratio)} of ${base} ${labels.quotaBases[quotaBase]}`;
  return `allowed ${allowed} (${share}, ${roundings[rounding]}${least})`;
}

function whatever(open: number | null): string {
  if (open === 0) return '';
  if (open === null) return ', whatever the others get, whose number is not known';
  return open === 1 ? ', whatever the one still open gets' : `, whatever the ${open} still open get`;
}

function boundText({ open, quotaBase, bound }: QuotaStanding): string {
  if (bound === null) return 'not determined';
  const what = enlarging[quotaBase];
  if (open === null) return `an unknown number more belong to the group: ${ofUnknown(bound, what)}`;
  const said = bound.maxExcellent === 0 ? withNone(bound, open, what) : withSome(bound, open, what);
  return `${open} still open: ${said}`;
}

function withNone({ neededWithNone: least }: QuotaBound, open: number, what: string): string {
  if (least > 0 && open === 1) return `within only if this one is ${what}`;
  const none = 'within only if no further one is excellent';
  return least === 0 ? none : `${none} and at least ${least} of the other ${open} ${be(least)} ${what}`;
}

function withSome(bound: QuotaBound, open: number, what: string): string {
  const most = bound.maxExcellent ?? 0;
  const many = bound.neededWithMost ?? 0;
  if (bound.neededWithNone === 0) {
    const limit = `within only if at most ${most} of the ${open} open ones ${be(most)} excellent`;
    return many === 0
      ? limit
      : `${limit}; if ${most} ${be(most)}, at least ${many} of the rest must be ${what}`;
  }
  const none = withNone(bound, open, what);
  return most === 1
    ? `${none}, or if 1 further is excellent and at least ${many} of the rest ${be(many)} ${what}`
    : `${none}, or if at most ${most} further are excellent and enough of the rest are ${what} (with ${most}: at least ${many})`;
}

/** For an unknown number of open ones. */
function ofUnknown({ maxExcellent: most, neededWithNone: least }: QuotaBound, what: string): string {
  if (most === 0) return 'within only if no further one is excellent';
  if (most !== null) return `within only if at most ${most} of them ${be(most)} excellent`;
  return least === 0
    ? `within if none of them is excellent; the more of them are, the more others must be ${what}`
    : `within only if at least ${least} of the others ${be(least)} ${what} while none is excellent, and more for each excellent one`;
}

function be(count: number): string {
  return count === 1 ? 'is' : 'are';
}
