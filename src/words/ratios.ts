import type { QuotaStanding } from '../core/policy/outcome.ts';
import { type Ratio, shareOf } from '../core/policy/ratio.ts';

/** "1/2"; hundredths as people say them: "20 %". */
export function ratioText({ numerator, denominator }: Ratio): string {
  return denominator === 100 ? `${numerator} %` : `${numerator}/${denominator}`;
}

/** Whether the minimum, and not the share, is what is allowed. */
export function minimumDecides({ base, allowed, minimum, ratio, rounding }: QuotaStanding): boolean {
  return base !== null && allowed === minimum && shareOf(ratio, base, rounding) < minimum;
}
