import type { Rounding } from '../vocabulary.ts';

// Whole numbers only: shares are compared by cross-multiplication and never divided, so that no decision depends on a float.

export interface Ratio {
  readonly numerator: number;
  readonly denominator: number;
}

/** `inclusive` says that reaching the share is enough ("từ … trở lên"). Otherwise it must be exceeded ("trên"). */
export interface Threshold {
  readonly share: Ratio;
  readonly inclusive: boolean;
}

/** Says whether a count passes the threshold. With an empty base no count does. */
export function reaches(count: number, base: number, { share, inclusive }: Threshold): boolean {
  if (base <= 0) return false;
  const order = compareShare(count, base, share);
  return inclusive ? order >= 0 : order > 0;
}

/** Returns a negative number, zero or a positive one, as `part` of `whole` is under, at or over the share. Precondition: whole > 0. */
export function compareShare(part: number, whole: number, share: Ratio): number {
  return orderOf(BigInt(part) * BigInt(share.denominator), BigInt(whole) * BigInt(share.numerator));
}

/** Returns the smallest count that is at least this share of the base. */
export function atLeast(share: Ratio, base: number): number {
  return shareOf(share, base, 'CEIL');
}

/** Returns the share of the base as a whole number. HALF_UP rounds exactly one half up. */
export function shareOf(share: Ratio, base: number, rounding: Rounding): number {
  const product = BigInt(share.numerator) * BigInt(base);
  const by = BigInt(share.denominator);
  switch (rounding) {
    case 'FLOOR':
      return Number(product / by);
    case 'HALF_UP':
      return Number((2n * product + by) / (2n * by));
    case 'CEIL':
      return Number((product + by - 1n) / by);
    default:
      return rounding satisfies never;
  }
}

/** Returns a negative number, zero or a positive one, as one decimal, such as "89.5", is under, equal to or over the other. */
export function compareDecimals(one: string, other: string): number {
  const places = Math.max(placesOf(one), placesOf(other));
  return orderOf(scaled(one, places), scaled(other, places));
}

function placesOf(decimal: string): number {
  return decimal.split('.')[1]?.length ?? 0;
}

function scaled(decimal: string, places: number): bigint {
  const [whole = '0', part = ''] = decimal.split('.');
  return BigInt(`${whole}${part.padEnd(places, '0')}`);
}

function orderOf(one: bigint, other: bigint): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
