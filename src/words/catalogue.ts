import type {
  CountFact,
  DecimalFact,
  DisciplineFact,
  FlagFact,
  GradeFact,
  LevelFact,
} from '../core/policy/facts.ts';
import type { Finding, QuotaStanding } from '../core/policy/outcome.ts';
import type { Problem, Refusal } from '../core/refusal.ts';
import type { QualityLevel, RefusalCode } from '../core/vocabulary.ts';

/** A fact that a rule can ask for. */
export type FactName = FlagFact | CountFact | GradeFact | DisciplineFact | LevelFact | DecimalFact;

/** Everything that is said in one language. Stored data has no sentences: they are made here, from ids and numbers. */
export interface Catalogue {
  readonly levels: Readonly<Record<QualityLevel | 'NOT_RATED', string>>;
  readonly facts: Readonly<Record<FactName, string>>;
  readonly refusals: Readonly<
    Record<RefusalCode, (numbers: Readonly<Record<string, number>>, exceeded: Refusal['exceeded']) => string>
  >;
  readonly problem: (problem: Problem) => string;
  readonly finding: (finding: Finding) => string;
  readonly standing: (standing: QuotaStanding) => string;
  readonly voidedByClock: string;
}
