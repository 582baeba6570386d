import 'reflect-metadata';
import { Field, ID, InputType, Int } from 'type-graphql';
import type { CriterionGrade, Discipline, QualityLevel } from '../../../core/vocabulary.ts';
import { CriterionGradeEnum, DisciplineEnum, QualityLevelEnum } from './enums.ts';
import { DecimalScalar } from './scalars.ts';

@InputType({ description: 'A fact that this schema has no field for: yes or no, or a number.' })
export class NamedFactInput {
  @Field(() => String, { description: 'As the rule that asks for it names it.' })
  name!: string;

  @Field(() => Boolean, { nullable: true, description: 'Of a fact that is yes or no.' })
  flag?: boolean | null | undefined;

  @Field(() => DecimalScalar, { nullable: true, description: 'Of a fact that is a number.' })
  number?: string | null | undefined;
}

@InputType({
  description:
    "What the rules need to know of a subject. A fact left out is unknown: a condition that needs it neither holds nor fails, and the trace says so; an exception ('unless …') left out is not claimed. Months count to the period's end; `targetsExceeded` and `targetsLate` are parts of `targetsMet`; shares are of `targetsTotal`.",
})
export class FactsInput {
  @Field(() => [ID], {
    nullable: true,
    description:
      'Keys of the agenda items (organisations, collectives) that this person heads: a head is who has any.',
  })
  heads?: readonly string[] | null | undefined;

  @Field(() => [QualityLevelEnum], {
    nullable: true,
    description: 'Levels of units headed that are not on this agenda.',
  })
  headedLevels?: readonly QualityLevel[] | null | undefined;

  @Field(() => ID, {
    nullable: true,
    description: 'Key of the organisation that this leadership collective leads.',
  })
  leads?: string | null | undefined;

  @Field(() => Int, {
    nullable: true,
    description: "Of a Party member: whole months from admission to the period's end.",
  })
  monthsSinceAdmission?: number | null | undefined;

  @Field(() => Int, {
    nullable: true,
    description: "Of an organisation or collective: whole months from founding to the period's end.",
  })
  monthsSinceFounded?: number | null | undefined;

  @Field(() => Boolean, { nullable: true, description: 'Exempt from Party activities (miễn sinh hoạt).' })
  exempt?: boolean | null | undefined;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Suspended from Party activities (đình chỉ sinh hoạt).',
  })
  suspended?: boolean | null | undefined;

  @Field(() => Int, { nullable: true, description: 'Months of sick leave in the period.' })
  sickLeaveMonths?: number | null | undefined;

  @Field(() => Boolean, { nullable: true, description: 'The subject itself was disciplined in the period.' })
  disciplinedInPeriod?: boolean | null | undefined;

  @Field(() => Boolean, {
    nullable: true,
    description: 'The subject itself was disciplined over its work, from a reprimand up.',
  })
  workRelatedDiscipline?: boolean | null | undefined;

  @Field(() => DisciplineEnum, {
    nullable: true,
    description: 'The heaviest of any member of the collective, or of the leadership of the organisation.',
  })
  memberDiscipline?: Discipline | null | undefined;

  @Field(() => Boolean, {
    nullable: true,
    description: 'What was disciplined had been found by the subject itself and remedied in full.',
  })
  selfDetectedAndRemedied?: boolean | null | undefined;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Degradation concluded by a competent body: of the person, or of a member of the collective.',
  })
  degraded?: boolean | null | undefined;

  @Field(() => Boolean, { nullable: true, description: 'The person did what Party members may not do.' })
  prohibitedConduct?: boolean | null | undefined;

  @Field(() => Boolean, { nullable: true, description: 'The person breached the duty to set an example.' })
  exampleDutyBreached?: boolean | null | undefined;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Disunity within the collective was concluded by a competent body.',
  })
  internalDisunity?: boolean | null | undefined;

  @Field(() => Boolean, {
    nullable: true,
    description: 'A case of corruption, waste or the like in a unit led to discipline.',
  })
  corruptionCaseInUnit?: boolean | null | undefined;

  @Field(() => Boolean, {
    nullable: true,
    description: 'That case was found by the subject itself and remedied.',
  })
  corruptionRemedied?: boolean | null | undefined;

  @Field(() => Int, { nullable: true, description: 'How many units the subject has.' })
  unitsTotal?: number | null | undefined;

  @Field(() => Int, { nullable: true, description: 'How many of them were disciplined in the period.' })
  unitsDisciplined?: number | null | undefined;

  @Field(() => Int, { nullable: true, description: 'How many of them are rated COMPLETED or better.' })
  unitsRatedCompletedOrBetter?: number | null | undefined;

  @Field(() => Int, { nullable: true, description: 'How many of them are rated GOOD or better.' })
  unitsRatedGoodOrBetter?: number | null | undefined;

  @Field(() => QualityLevelEnum, {
    nullable: true,
    description: "Level given by the State's own yearly rating of civil servants.",
  })
  civilServantLevel?: QualityLevel | null | undefined;

  @Field(() => Int, { nullable: true, description: 'Targets or tasks of the subject in the period.' })
  targetsTotal?: number | null | undefined;

  @Field(() => Int, {
    nullable: true,
    description: 'How many of them were met, those exceeded or met late included.',
  })
  targetsMet?: number | null | undefined;

  @Field(() => Int, { nullable: true, description: 'How many of those met were exceeded.' })
  targetsExceeded?: number | null | undefined;

  @Field(() => Int, { nullable: true, description: 'How many of those met were met late.' })
  targetsLate?: number | null | undefined;

  @Field(() => Boolean, { nullable: true, description: 'Main targets were missed.' })
  mainTargetsMissed?: boolean | null | undefined;

  @Field(() => Boolean, {
    nullable: true,
    description: 'They were missed for reasons beyond control (bất khả kháng).',
  })
  forceMajeure?: boolean | null | undefined;

  @Field(() => Int, {
    nullable: true,
    description: 'Targets of the unit or area that the person or collective leads.',
  })
  unitTargetsTotal?: number | null | undefined;

  @Field(() => Int, {
    nullable: true,
    description: 'How many of those of the unit were met, those exceeded included.',
  })
  unitTargetsMet?: number | null | undefined;

  @Field(() => Int, { nullable: true, description: 'How many of those of the unit were exceeded.' })
  unitTargetsExceeded?: number | null | undefined;

  @Field(() => Boolean, { nullable: true, description: 'Main targets of the unit were missed.' })
  unitMainTargetsMissed?: boolean | null | undefined;

  @Field(() => CriterionGradeEnum, {
    nullable: true,
    description: 'The grade for results, the leading criterion.',
  })
  resultsGrade?: CriterionGrade | null | undefined;

  @Field(() => CriterionGradeEnum, {
    nullable: true,
    description: 'The lowest grade among the other criteria.',
  })
  lowestOtherGrade?: CriterionGrade | null | undefined;

  @Field(() => DecimalScalar, { nullable: true, description: '0 to 100, regime of 2025.' })
  score?: string | null | undefined;

  @Field(() => Int, {
    nullable: true,
    description: 'How many votes were cast when confidence in the person was polled (lấy phiếu tín nhiệm).',
  })
  confidenceVotes?: number | null | undefined;

  @Field(() => Int, { nullable: true, description: 'How many of them were for low confidence.' })
  lowConfidenceVotes?: number | null | undefined;

  @Field(() => [NamedFactInput], {
    nullable: true,
    description: 'What a further regime or a local guideline asks for.',
  })
  named?: readonly NamedFactInput[] | null | undefined;
}
