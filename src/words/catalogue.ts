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

/** What the words of the vocabulary are called in one language: phrases that a sentence can hold, not sentences. */
export interface Labels {
  readonly facts: Readonly<Record<FactName, string>>;
  /** Named facts that the regimes in seeds/policies ask for; whatever else people name is shown as they wrote it. */
  readonly namedFacts: ReadonlyMap<string, string>;
  readonly levels: Readonly<Record<QualityLevel | 'NOT_RATED', string>>;
  readonly grades: Readonly<Record<CriterionGrade, string>>;
  readonly disciplines: Readonly<Record<Discipline, string>>;
  /** Of a peer group without a name of its own, which has its kind's. */
  readonly kinds: Readonly<Record<SubjectKind, string>>;
  /** Of what shares of a tally are taken; goes after a number. */
  readonly voteBases: Readonly<Record<VoteBase, string>>;
  /** Of what the quota is a share; goes after a number. */
  readonly quotaBases: Readonly<Record<QuotaBase, string>>;
}

/** Everything that is said in one language. Stored data has no sentences: they are made here, from ids and numbers. */
export interface Catalogue {
  readonly labels: Labels;
  readonly refusals: Readonly<
    Record<RefusalCode, (numbers: Readonly<Record<string, number>>, exceeded: Refusal['exceeded']) => string>
  >;
  readonly problem: (problem: Problem) => string;
  /** Of names that are the same or look alike, of seats or of items of the agenda: what to look at and what to do. */
  readonly alike: (
    alike: { readonly likeness: Likeness; readonly letters: readonly LookAlikeLetter[] },
    of: 'SEATS' | 'ITEMS',
  ) => string;
  readonly finding: (finding: Finding) => string;
  readonly standing: (standing: QuotaStanding) => string;
  readonly voidCauses: Readonly<Record<VoidCause, string>>;
  /** By code; what a secret ballot cannot hide, of how many ballots, before it is opened or of its count. */
  readonly disclosures: Readonly<
    Record<DisclosureCode, (ballots: number, when: 'AHEAD' | 'COUNTED') => string>
  >;
}
