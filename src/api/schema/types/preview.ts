import 'reflect-metadata';
import { Field, ID, InputType, Int } from 'type-graphql';
import type { Authority, BallotChoice, QualityLevel, SubjectKind } from '../../../core/vocabulary.ts';
import { AuthorityEnum, BallotChoiceEnum, QualityLevelEnum, SubjectKindEnum } from './enums.ts';
import { FactsInput } from './facts.ts';
import { Outcome } from './outcome.ts';
import { Policy, PolicySettings } from './policy.ts';
import { PolicySettingsInput } from './settings.ts';
import { type Lazy, WireType } from './wire.ts';

@InputType({ description: 'How many marks one choice has.' })
export class ChoiceCountInput {
  @Field(() => BallotChoiceEnum, { description: 'The mark.' })
  choice!: BallotChoice;

  @Field(() => Int, { description: 'How many ballots have it.' })
  count!: number;
}

@InputType({ description: 'A count that has not happened.' })
export class TallyInput {
  @Field(() => Int, { description: 'All voting seats of the body, less a recused one.' })
  members!: number;

  @Field(() => Int, {
    nullable: true,
    description: 'Those of them that were there when the round opened; all, unless given.',
  })
  electorate?: number | null | undefined;

  @Field(() => [ChoiceCountInput], { description: 'What was marked; a choice left out has no marks.' })
  counts!: readonly ChoiceCountInput[];
}

@InputType({ description: 'The level of a subject that the one under review heads or leads.' })
export class OtherLevelInput {
  @Field(() => ID, { description: 'As `facts.heads` or `facts.leads` names it.' })
  key!: string;

  @Field(() => QualityLevelEnum, { nullable: true, description: 'Null: it got none, and caps nothing.' })
  level?: QualityLevel | null | undefined;
}

@InputType({ description: 'What an outcome is asked for.' })
export class PreviewOutcomeInput {
  @Field(() => ID, { description: 'For example vn-124-2023.' })
  policyId!: string;

  @Field(() => PolicySettingsInput, { nullable: true, description: "On top of the policy's own." })
  settings?: PolicySettingsInput | null | undefined;

  @Field(() => SubjectKindEnum, { description: 'What is under review.' })
  kind!: SubjectKind;

  @Field(() => AuthorityEnum, {
    nullable: true,
    description: 'Default: as the policy says for this kind.',
  })
  authority?: Authority | null | undefined;

  @Field(() => FactsInput, { nullable: true, description: 'What is known of it.' })
  facts?: FactsInput | null | undefined;

  @Field(() => [OtherLevelInput], {
    defaultValue: [],
    description: 'Levels of what it heads and leads; one that is not here is still open.',
  })
  others!: readonly OtherLevelInput[];

  @Field(() => TallyInput, { nullable: true, description: 'Null: nobody has voted.' })
  tally?: TallyInput | null | undefined;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether a voting seat stayed out, because the review is its own.',
  })
  recused!: boolean;
}

@WireType('An outcome that is written nowhere.')
export class OutcomePreview {
  __typename!: 'OutcomePreview';

  @Field(() => Policy, { description: 'What it was judged by.' })
  policy!: Lazy<Policy>;

  @Field(() => PolicySettings, { description: 'The settings in effect.' })
  settings!: PolicySettings;

  @Field(() => Outcome, { description: 'With every rule that was looked at.' })
  outcome!: Lazy<Outcome>;
}
