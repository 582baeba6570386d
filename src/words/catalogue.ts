import type { Problem } from '../core/fault.ts';
import type {
  CountFact,
  DecimalFact,
  DisciplineFact,
  FlagFact,
  GradeFact,
  LevelFact,
} from '../core/policy/facts.ts';
import type { Finding, QuotaStanding } from '../core/policy/outcome.ts';
import type { Refusal } from '../core/refusal.ts';
import type { VoidCause } from '../core/state.ts';
import type {
  CriterionGrade,
  Discipline,
  DisclosureCode,
  Likeness,
  LookAlikeLetter,
  QualityLevel,
  QuotaBase,
  RefusalCode,
  SubjectKind,
  VoteBase,
} from '../core/vocabulary.ts';

/** A fact that a rule can ask for. */
export type FactName = FlagFact | CountFact | GradeFact | DisciplineFact | LevelFact | DecimalFact;

/** What the words of the vocabulary are called in one language. They are phrases for use in sentences. */
export interface Labels {
  readonly facts: Readonly<Record<FactName, string>>;
  /** The named facts that the regimes in seeds/policies ask for. Any other name is shown as people wrote it. */
  readonly namedFacts: ReadonlyMap<string, string>;
  readonly levels: Readonly<Record<QualityLevel | 'NOT_RATED', string>>;
  readonly grades: Readonly<Record<CriterionGrade, string>>;
  readonly disciplines: Readonly<Record<Discipline, string>>;
  /** The names of peer groups that have none of their own and are called by their kind. */
  readonly kinds: Readonly<Record<SubjectKind, string>>;
  /** The base that shares of a tally are taken of. It comes after a number. */
  readonly voteBases: Readonly<Record<VoteBase, string>>;
  /** The base that the quota is a share of. It comes after a number. */
  readonly quotaBases: Readonly<Record<QuotaBase, string>>;
}

/** Everything that is said in one language. Stored data has no sentences, because they are made here of ids and numbers. */
export interface Catalogue {
  readonly labels: Labels;
  readonly refusals: Readonly<
    Record<RefusalCode, (numbers: Readonly<Record<string, number>>, exceeded: Refusal['exceeded']) => string>
  >;
  readonly problem: (problem: Problem) => string;
  /** Says, for names that are the same or look alike, of seats or of items of the agenda, what to look at and what to do. */
  readonly alike: (
    alike: { readonly likeness: Likeness; readonly letters: readonly LookAlikeLetter[] },
    of: 'SEATS' | 'ITEMS',
  ) => string;
  readonly finding: (finding: Finding) => string;
  readonly standing: (standing: QuotaStanding) => string;
  readonly voidCauses: Readonly<Record<VoidCause, string>>;
  /** Says, by code, what a secret ballot cannot hide, before it is opened or of its count. `ballots` is the number that the warning is about. */
  readonly disclosures: Readonly<
    Record<DisclosureCode, (ballots: number, when: 'AHEAD' | 'COUNTED') => string>
  >;
}
