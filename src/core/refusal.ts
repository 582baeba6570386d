import type { Fault } from './fault.ts';
import type { QuotaStanding } from './policy/outcome.ts';
import type { RefusalCode } from './vocabulary.ts';

/** Why the rules refuse a command. `numbers` are those that the sentence for this code has. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly faults: readonly Fault[];
  readonly numbers: Readonly<Record<string, number>>;
  /** The groups whose quota is exceeded, for QUOTA_EXCEEDED. */
  readonly exceeded: readonly QuotaStanding[];
}

export function refuse(code: RefusalCode, numbers: Readonly<Record<string, number>> = {}): Refusal {
  return { code, faults: [], numbers, exceeded: [] };
}

export function invalid(faults: readonly Fault[]): Refusal {
  return { code: 'INVALID_INPUT', faults, numbers: {}, exceeded: [] };
}

export function notFound(path: readonly string[]): Refusal {
  return { code: 'NOT_FOUND', faults: [{ path, problem: { is: 'UNKNOWN' } }], numbers: {}, exceeded: [] };
}

export function quotaExceeded(exceeded: readonly QuotaStanding[]): Refusal {
  return { code: 'QUOTA_EXCEEDED', faults: [], numbers: {}, exceeded };
}
