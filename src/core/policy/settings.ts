import type { Fault } from '../fault.ts';
import { limits } from '../limits.ts';
import { readWhole } from '../text.ts';
import type { PolicySettings } from './policy.ts';
import type { Ratio } from './ratio.ts';

/** A session's own settings. A setting that is left out keeps the policy's value. */
export type SettingsInput = {
  readonly [setting in keyof PolicySettings]?: PolicySettings[setting] | null | undefined;
};

/** [R5] Returns the policy's settings, with the session's own in place of them. Adds faults of these to `faults`. */
export function readSettings(faults: Fault[], standard: PolicySettings, own: SettingsInput): PolicySettings {
  const given = Object.fromEntries(
    Object.entries(own).filter(([, value]) => value !== null && value !== undefined),
  );
  const settings: PolicySettings = { ...standard, ...given };
  const share = (path: readonly string[], { numerator, denominator }: Ratio) => {
    const whole = Number.isInteger(numerator) && Number.isInteger(denominator);
    if (!whole || denominator < 1 || numerator < 0 || numerator > denominator) {
      faults.push({ path: ['settings', ...path], problem: { is: 'NOT_A_SHARE' } });
    }
  };
  share(['quorum'], settings.quorum);
  share(['quotaRatio'], settings.quotaRatio);
  const passing = (path: readonly string[], ratio: Ratio) => {
    share(path, ratio);
    if (ratio.numerator === 0) faults.push({ path: ['settings', ...path], problem: { is: 'NO_THRESHOLD' } });
  };
  passing(['threshold', 'share'], settings.threshold.share);
  const seen = new Set<string>();
  for (const [index, { level, threshold }] of settings.thresholds.entries()) {
    passing(['thresholds', String(index), 'threshold', 'share'], threshold.share);
    if (seen.has(level)) {
      faults.push({ path: ['settings', 'thresholds', String(index), 'level'], problem: { is: 'DOUBLED' } });
    }
    seen.add(level);
  }
  readWhole(faults, ['settings', 'quotaMinimum'], settings.quotaMinimum, 0, limits.largestCount);
  const { smallestReleaseBatch, largestCount } = limits;
  readWhole(faults, ['settings', 'releaseBatch'], settings.releaseBatch, smallestReleaseBatch, largestCount);
  return settings;
}
