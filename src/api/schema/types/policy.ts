import 'reflect-metadata';
import { Field, ID, Int } from 'type-graphql';
import type {
  Certainty,
  NoMajority,
  QualityLevel,
  QuotaAction,
  QuotaBase,
  Rounding,
  SelfVote,
  VoteBase,
} from '../../../core/vocabulary.ts';
import {
  CertaintyEnum,
  NoMajorityEnum,
  QualityLevelEnum,
  QuotaActionEnum,
  QuotaBaseEnum,
  RoundingEnum,
  SelfVoteEnum,
  VoteBaseEnum,
} from './enums.ts';
import { DateScalar } from './scalars.ts';
import { type Lazy, Node, NodeType, WireType } from './wire.ts';

@WireType('A share as two whole numbers, so that it is exact.')
export class Ratio {
  @Field(() => Int, { description: 'The part, at least 0.' })
  numerator!: number;

  @Field(() => Int, { description: 'The whole, at least 1.' })
  denominator!: number;
}

@WireType(
  "`inclusive`: reaching the share exactly is enough ('từ … trở lên'); otherwise it must be exceeded ('trên').",
)
export class Threshold {
  @Field(() => Ratio, { description: 'Of the base that the settings name.' })
  share!: Ratio;

  @Field(() => Boolean, { description: 'Whether reaching the share exactly is enough.' })
  inclusive!: boolean;
}

@WireType('A threshold that one level has for itself.')
export class LevelThreshold {
  @Field(() => QualityLevelEnum, { description: 'The level that must reach it.' })
  level!: QualityLevel;

  @Field(() => Threshold, { description: 'What it must reach.' })
  threshold!: Threshold;
}

@WireType('What the central texts leave to the committee.')
export class PolicySettings {
  @Field(() => Ratio, {
    description: 'Share of the voting seats that must be present; reaching it is enough.',
  })
  quorum!: Ratio;

  @Field(() => Threshold, {
    description: 'What a level must reach, where `thresholds` has no entry of its own for it.',
  })
  threshold!: Threshold;

  @Field(() => [LevelThreshold], { description: 'The levels with a threshold of their own.' })
  thresholds!: readonly LevelThreshold[];

  @Field(() => VoteBaseEnum, { description: 'What the shares of a vote are taken of.' })
  base!: VoteBase;

  @Field(() => NoMajorityEnum, { description: 'What happens when no level passes alone.' })
  noMajority!: NoMajority;

  @Field(() => SelfVoteEnum, { description: 'Whether a seat votes on its own review.' })
  selfVote!: SelfVote;

  @Field(() => Ratio, { description: 'The share of the quota base that may be EXCELLENT.' })
  quotaRatio!: Ratio;

  @Field(() => QuotaBaseEnum, { description: 'What that share is taken of.' })
  quotaBase!: QuotaBase;

  @Field(() => RoundingEnum, { description: 'How that share becomes a whole number.' })
  quotaRounding!: Rounding;

  @Field(() => Int, { description: 'How many may be EXCELLENT however small the base is.' })
  quotaMinimum!: number;

  @Field(() => Boolean, {
    description: 'Whether heads of units stand outside of the quota, in its count and in its base.',
  })
  quotaExcludesHead!: boolean;

  @Field(() => QuotaActionEnum, { description: 'What an exceeded quota does.' })
  quotaAction!: QuotaAction;

  @Field(() => Int, { description: 'See BATCHED. 5 unless set; at least 3.' })
  releaseBatch!: number;
}

@WireType('A text that the regime rests on.')
export class Instrument {
  @Field(() => String, { description: 'For example 124-QĐ/TW.' })
  number!: string;

  @Field(() => DateScalar, { description: 'The date it bears.' })
  issuedOn!: string;

  @Field(() => String, { description: 'What it is called.' })
  title!: string;
}

@WireType('One rule of a policy, as traces quote it.')
export class Rule {
  @Field(() => ID, { description: 'Stable, quoted by traces and by tests. For example 124-12.4.3d.' })
  id!: string;

  @Field(() => String, { description: "What it says, in the viewer's language." })
  summary!: Lazy<string>;

  @Field(() => String, {
    nullable: true,
    description: 'The text and article that it is from; null where no text has it.',
  })
  source!: string | null;

  @Field(() => CertaintyEnum, { description: 'How well the rule is attested.' })
  certainty!: Certainty;
}

@NodeType('A regime of classification: rules and settings, in force for a span of time.')
export class Policy extends Node {
  __typename!: 'Policy';

  @Field(() => ID, { description: 'For example vn-124-2023. What differs has another id.' })
  declare id: string;

  @Field(() => String, { description: "What people call it, in the viewer's language." })
  name!: Lazy<string>;

  @Field(() => String, { description: 'The edition of its data.' })
  version!: string;

  @Field(() => DateScalar, { description: 'The first day it is in force.' })
  validFrom!: string;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The last day it is in force; null while it still is.',
  })
  validTo!: string | null;

  @Field(() => [Instrument], { description: 'The texts it rests on.' })
  instruments!: readonly Instrument[];

  @Field(() => PolicySettings, { description: "The regime's own; a session's are its own." })
  settings!: PolicySettings;

  @Field(() => [Rule], { description: 'Every rule that a trace may quote.' })
  rules!: Lazy<readonly Rule[]>;
}
