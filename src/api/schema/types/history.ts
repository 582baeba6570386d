import 'reflect-metadata';
import { Field, Int } from 'type-graphql';
import type { Authority, OutcomeStatus, QualityLevel, SubjectKind } from '../../../core/vocabulary.ts';
import { AuthorityEnum, OutcomeStatusEnum, QualityLevelEnum, SubjectKindEnum } from './enums.ts';
import { Outcome } from './outcome.ts';
import { Organization } from './people.ts';
import { Policy, PolicySettings } from './policy.ts';
import { Subject } from './review.ts';
import { Tally } from './round.ts';
import { DateTimeScalar } from './scalars.ts';
import { Period, Session } from './session.ts';
import { type Lazy, Node, NodeType, WireType } from './wire.ts';

@WireType('A later decision on a result. A level: DECIDED. No level: NOT_RATED.')
export class Decision {
  @Field(() => QualityLevelEnum, { nullable: true, description: 'The level decided.' })
  level!: QualityLevel | null;

  @Field(() => OutcomeStatusEnum, { description: 'DECIDED or NOT_RATED.' })
  status!: OutcomeStatus;

  @Field(() => String, { description: 'The body that decided.' })
  decidedBy!: string;

  @Field(() => String, { nullable: true, description: 'The number of the document that says so.' })
  documentNumber!: string | null;

  @Field(() => String, { description: 'Why.' })
  reason!: string;

  @Field(() => DateTimeScalar, { description: 'When it was recorded.' })
  at!: number;
}

@NodeType('What stands in the record for one subject and one period. Never recomputed.')
export class Result extends Node {
  __typename!: 'Result';

  @Field(() => Organization, { description: 'Whose session rated.' })
  organization!: Lazy<Organization>;

  @Field(() => Session, {
    nullable: true,
    description: 'Null, like policy and the fields from it, where the result was imported from elsewhere.',
  })
  session!: Lazy<Session | null>;

  @Field(() => Period, { description: 'What was reviewed.' })
  period!: Period;

  @Field(() => Subject, { description: 'Who or what was rated.' })
  subject!: Lazy<Subject>;

  @Field(() => QualityLevelEnum, { nullable: true, description: 'As it stands, later decisions included.' })
  level!: QualityLevel | null;

  @Field(() => OutcomeStatusEnum, { description: 'As it stands, later decisions included.' })
  status!: OutcomeStatus;

  @Field(() => AuthorityEnum, { description: 'Whether the session decided or proposed.' })
  authority!: Authority;

  @Field(() => Tally, {
    nullable: true,
    description:
      'The tally of the newest closed round; null where there is none. Only exports have the tally of an imported result.',
  })
  tally!: Lazy<Tally | null>;

  @Field(() => Outcome, { nullable: true, description: 'As it was when the session was adjourned.' })
  outcome!: Lazy<Outcome | null>;

  @Field(() => Policy, { nullable: true, description: 'The regime it was rated by.' })
  policy!: Lazy<Policy | null>;

  @Field(() => PolicySettings, { nullable: true, description: 'The settings it was rated by.' })
  settings!: Lazy<PolicySettings | null>;

  @Field(() => DateTimeScalar, { description: 'When it was written into history.' })
  recordedAt!: number;

  @Field(() => [Decision], {
    description:
      "Later decisions on this result (the superior's, an appeal's), oldest first. `level` and `status` already follow them.",
  })
  decisions!: Lazy<readonly Decision[]>;

  @Field(() => Result, {
    nullable: true,
    description: 'A later session may rate the same subject and period again; both stay. The earlier result.',
  })
  supersedes!: Lazy<Result | null>;

  @Field(() => Result, { nullable: true, description: 'The later result for the same subject and period.' })
  supersededBy!: Lazy<Result | null>;
}

@WireType(
  'Results that are alike in the keys asked for. Null for keys not asked for. `excellent` of `baseCount`: the share that quotas are about.',
)
export class StatisticsRow {
  @Field(() => Int, { nullable: true, description: "The period's year." })
  year!: number | null;

  @Field(() => Organization, { nullable: true, description: 'Whose sessions rated.' })
  organization!: Lazy<Organization | null>;

  @Field(() => SubjectKindEnum, { nullable: true, description: 'What kind of subject.' })
  subjectKind!: SubjectKind | null;

  @Field(() => String, { nullable: true, description: 'The peer group of the subjects.' })
  peerGroup!: string | null;

  @Field(() => QualityLevelEnum, {
    nullable: true,
    description: 'The level; also null for results without one.',
  })
  level!: QualityLevel | null;

  @Field(() => OutcomeStatusEnum, { nullable: true, description: 'The status.' })
  status!: OutcomeStatus | null;

  @Field(() => Int, { description: 'How many results.' })
  count!: number;

  @Field(() => Int, { description: 'How many of them are EXCELLENT.' })
  excellent!: number;

  @Field(() => Int, { description: 'How many of them belong to the base asked for.' })
  baseCount!: number;
}
