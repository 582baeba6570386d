import 'reflect-metadata';
import { Field, InputType, Int } from 'type-graphql';
import type {
  NoMajority,
  QualityLevel,
  QuotaAction,
  QuotaBase,
  Rounding,
  SelfVote,
  VoteBase,
} from '../../../core/vocabulary.ts';
import {
  NoMajorityEnum,
  QualityLevelEnum,
  QuotaActionEnum,
  QuotaBaseEnum,
  RoundingEnum,
  SelfVoteEnum,
  VoteBaseEnum,
} from './enums.ts';

@InputType({ description: 'A share as two whole numbers, so that it is exact.' })
export class RatioInput {
  @Field(() => Int, { description: 'The part, at least 0.' })
  numerator!: number;

  @Field(() => Int, { description: 'The whole, at least 1.' })
  denominator!: number;
}

@InputType({ description: 'A share to be reached or exceeded.' })
export class ThresholdInput {
  @Field(() => RatioInput, { description: 'Of the base that the settings name.' })
  share!: RatioInput;

  @Field(() => Boolean, {
    description:
      "Reaching the share exactly is enough ('từ … trở lên'); otherwise it must be exceeded ('trên').",
  })
  inclusive!: boolean;
}

@InputType({ description: 'A threshold that one level has for itself.' })
export class LevelThresholdInput {
  @Field(() => QualityLevelEnum, { description: 'The level that must reach it.' })
  level!: QualityLevel;

  @Field(() => ThresholdInput, { description: 'What it must reach.' })
  threshold!: ThresholdInput;
}

@InputType({
  description: "A session's own settings. Every field left out keeps the policy's own value.",
})
export class PolicySettingsInput {
  @Field(() => RatioInput, {
    nullable: true,
    description: 'Share of the voting seats that must be present; reaching it is enough.',
  })
  quorum?: RatioInput | null | undefined;

  @Field(() => ThresholdInput, {
    nullable: true,
    description: 'What a level must reach, where `thresholds` has no entry of its own for it.',
  })
  threshold?: ThresholdInput | null | undefined;

  @Field(() => [LevelThresholdInput], {
    nullable: true,
    description: 'The levels with a threshold of their own.',
  })
  thresholds?: readonly LevelThresholdInput[] | null | undefined;

  @Field(() => VoteBaseEnum, { nullable: true, description: 'What the shares of a vote are taken of.' })
  base?: VoteBase | null | undefined;

  @Field(() => NoMajorityEnum, { nullable: true, description: 'What happens when no level passes alone.' })
  noMajority?: NoMajority | null | undefined;

  @Field(() => SelfVoteEnum, { nullable: true, description: 'Whether a seat votes on its own review.' })
  selfVote?: SelfVote | null | undefined;

  @Field(() => RatioInput, {
    nullable: true,
    description: 'The share of the quota base that may be EXCELLENT.',
  })
  quotaRatio?: RatioInput | null | undefined;

  @Field(() => QuotaBaseEnum, { nullable: true, description: 'What that share is taken of.' })
  quotaBase?: QuotaBase | null | undefined;

  @Field(() => RoundingEnum, { nullable: true, description: 'How that share becomes a whole number.' })
  quotaRounding?: Rounding | null | undefined;

  @Field(() => Int, { nullable: true, description: 'How many may be EXCELLENT however small the base is.' })
  quotaMinimum?: number | null | undefined;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether heads of units stand outside of the quota, in its count and in its base.',
  })
  quotaExcludesHead?: boolean | null | undefined;

  @Field(() => QuotaActionEnum, { nullable: true, description: 'What an exceeded quota does.' })
  quotaAction?: QuotaAction | null | undefined;

  @Field(() => Int, { nullable: true, description: 'See BATCHED. At least 3.' })
  releaseBatch?: number | null | undefined;
}
