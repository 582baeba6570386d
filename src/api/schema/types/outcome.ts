import 'reflect-metadata';
import { Field, Int } from 'type-graphql';
import type { Authority, OutcomeStatus, QualityLevel, QuotaStatus } from '../../../core/vocabulary.ts';
import { AuthorityEnum, OutcomeStatusEnum, QualityLevelEnum, QuotaStatusEnum } from './enums.ts';
import { Rule } from './policy.ts';
import { type Lazy, WireType } from './wire.ts';

@WireType('One rule that was looked at, and what it did.')
export class RuleStep {
  @Field(() => Rule, { description: 'The rule.' })
  rule!: Lazy<Rule>;

  @Field(() => Boolean, { description: 'Whether it had an effect.' })
  applied!: boolean;

  @Field(() => QualityLevelEnum, { nullable: true, description: 'The level before it.' })
  before!: QualityLevel | null;

  @Field(() => QualityLevelEnum, { nullable: true, description: 'The level after it.' })
  after!: QualityLevel | null;

  @Field(() => String, {
    description: "In the viewer's language, with the numbers: '8 of 15 members is more than 1/2'.",
  })
  explanation!: Lazy<string>;
}

@WireType('What the policy makes of a review: a level or none, with every step that led to it.')
export class Outcome {
  @Field(() => QualityLevelEnum, { nullable: true, description: 'Null when NOT_RATED or NEEDS_DECISION.' })
  level!: QualityLevel | null;

  @Field(() => OutcomeStatusEnum, {
    description: 'Whether the level is decided or proposed, or why there is none.',
  })
  status!: OutcomeStatus;

  @Field(() => AuthorityEnum, { description: 'Whether this committee decides or proposes.' })
  authority!: Authority;

  @Field(() => Boolean, {
    description: "False while something it depends on (a head's unit, a quota, adjournment) is open.",
  })
  final!: boolean;

  @Field(() => [RuleStep], { description: 'Every rule that was looked at, in order, and what it did.' })
  trace!: Lazy<readonly RuleStep[]>;

  @Field(() => QualityLevelEnum, {
    nullable: true,
    description: 'What the rules alone gave, where people settled it otherwise.',
  })
  ruledLevel!: QualityLevel | null;

  @Field(() => OutcomeStatusEnum, {
    nullable: true,
    description: 'The status that the rules alone gave, where people settled it otherwise.',
  })
  ruledStatus!: OutcomeStatus | null;

  @Field(() => String, { nullable: true, description: 'Why people settled it.' })
  settledReason!: string | null;
}

@WireType('How one peer group stands to its quota of EXCELLENT.')
export class QuotaStanding {
  @Field(() => String, { description: 'The group: subjects with the same kind of role.' })
  peerGroup!: string;

  @Field(() => Int, { description: 'How many are known to be EXCELLENT.' })
  excellent!: number;

  @Field(() => Int, {
    nullable: true,
    description: 'How many may be EXCELLENT. Null when the base is not known.',
  })
  allowed!: number | null;

  @Field(() => Int, { nullable: true, description: 'How many the share is taken of; null when not known.' })
  base!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'By how many the quota is exceeded, 0 when it is not; null when not known.',
  })
  excess!: number | null;

  @Field(() => QuotaStatusEnum, { description: 'Within, exceeded, or dependent on what is unknown.' })
  status!: QuotaStatus;

  @Field(() => String, { description: "The same in words and numbers, in the viewer's language." })
  explanation!: Lazy<string>;
}
