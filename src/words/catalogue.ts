import type { Finding } from '../core/policy/judge.ts';
import type { Problem } from '../core/refusal.ts';
import type { QualityLevel, RefusalCode } from '../core/vocabulary.ts';

/** Everything that is said in one language. Stored data has no sentences: they are made here, from ids and numbers. */
export interface Catalogue {
  readonly levels: Readonly<Record<QualityLevel | 'NOT_RATED', string>>;
  readonly refusals: Readonly<Record<RefusalCode, (numbers: Readonly<Record<string, number>>) => string>>;
  readonly problem: (problem: Problem) => string;
  readonly finding: (finding: Finding) => string;
  readonly voidedByClock: string;
}
