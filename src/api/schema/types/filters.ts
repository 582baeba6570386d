import type { ResultOrderKey } from '../../../history/history.ts';
import 'reflect-metadata';
import { Field, ID, InputType, Int } from 'type-graphql';
import type { OutcomeStatus, QualityLevel, SessionStatus, SubjectKind } from '../../../core/vocabulary.ts';
import {
  type OrderDirection,
  OrderDirectionEnum,
  OutcomeStatusEnum,
  QualityLevelEnum,
  ResultOrderKeyEnum,
  SessionStatusEnum,
  SubjectKindEnum,
} from './enums.ts';

@InputType({ description: 'Which results: those that meet every condition given.' })
export class ResultFilter {
  @Field(() => ID, { nullable: true, description: 'Whose sessions rated.' })
  organizationId?: string | null | undefined;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Also the organisations below it.',
  })
  includeSubordinates?: boolean | null | undefined;

  @Field(() => Int, { nullable: true, description: 'The first year of the periods, inclusive.' })
  fromYear?: number | null | undefined;

  @Field(() => Int, { nullable: true, description: 'The last year of the periods, inclusive.' })
  toYear?: number | null | undefined;

  @Field(() => [SubjectKindEnum], { nullable: true, description: 'Subjects of any of these kinds.' })
  kinds?: readonly SubjectKind[] | null | undefined;

  @Field(() => [QualityLevelEnum], { nullable: true, description: 'Results with any of these levels.' })
  levels?: readonly QualityLevel[] | null | undefined;

  @Field(() => [OutcomeStatusEnum], { nullable: true, description: 'Results with any of these statuses.' })
  statuses?: readonly OutcomeStatus[] | null | undefined;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Also results that a later session rated again.',
  })
  includeSuperseded?: boolean | null | undefined;

  @Field(() => String, {
    nullable: true,
    description: 'Matches subject names, with or without Vietnamese marks.',
  })
  search?: string | null | undefined;
}

@InputType({
  description:
    'In which order. Where results are alike in it: the newest session first, in the order of its agenda.',
})
export class ResultOrder {
  @Field(() => ResultOrderKeyEnum, { description: 'What they are ordered by.' })
  by!: ResultOrderKey;

  @Field(() => OrderDirectionEnum, {
    nullable: true,
    defaultValue: 'ASCENDING',
    description: 'Which end comes first.',
  })
  direction?: OrderDirection | null | undefined;
}

@InputType({ description: 'Which sessions: those that meet every condition given.' })
export class SessionFilter {
  @Field(() => ID, { nullable: true, description: 'Whose sessions.' })
  organizationId?: string | null | undefined;

  @Field(() => SessionStatusEnum, { nullable: true, description: 'How far they have come.' })
  status?: SessionStatus | null | undefined;

  @Field(() => Int, { nullable: true, description: 'The year of their period.' })
  year?: number | null | undefined;
}
