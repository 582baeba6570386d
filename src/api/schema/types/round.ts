import 'reflect-metadata';
import { Field, Int } from 'type-graphql';
import type {
  BallotChoice,
  DisclosureCode,
  RoundStatus,
  TallyDisplay,
  VotingMethod,
} from '../../../core/vocabulary.ts';
import {
  BallotChoiceEnum,
  DisclosureCodeEnum,
  RoundStatusEnum,
  TallyDisplayEnum,
  VotingMethodEnum,
} from './enums.ts';
import { Review } from './review.ts';
import { DateTimeScalar } from './scalars.ts';
import { Seat } from './session.ts';
import { type Lazy, Node, NodeType, WireType } from './wire.ts';

@WireType('How many marks one choice has.')
export class ChoiceCount {
  @Field(() => BallotChoiceEnum, { description: 'The choice.' })
  choice!: BallotChoice;

  @Field(() => Int, { description: 'Its marks.' })
  count!: number;
}

@WireType(
  'Statistical disclosure: what a secret ballot cannot hide, because numbers that everybody sees tell it.',
)
export class Disclosure {
  @Field(() => DisclosureCodeEnum, { description: 'What kind of disclosure it is.' })
  code!: DisclosureCode;

  @Field(() => Int, { description: 'How many ballots it is about.' })
  ballots!: number;

  @Field(() => String, { description: "For people, in the viewer's language." })
  message!: string;
}

@WireType('The numbers of one review in one round.')
export class Tally {
  @Field(() => Review, { description: 'What was voted on.' })
  review!: Lazy<Review>;

  @Field(() => Int, { description: 'Grows with every change; a viewer never sees it fall.' })
  revision!: number;

  @Field(() => Int, { description: "The round's electorate less the seats recused from this review." })
  electorate!: number;

  @Field(() => Int, { description: 'The number that shares are taken of, as the settings say.' })
  base!: number;

  @Field(() => Int, {
    description:
      'How many ballots these counts hold. While a secret round is open it lags behind the turnout.',
  })
  counted!: number;

  @Field(() => [ChoiceCount], { description: 'Marks by choice, in the order of BallotChoice.' })
  counts!: readonly ChoiceCount[];

  @Field(() => [Disclosure], {
    description:
      'What the counts of a closed secret round do not hide; empty for other rounds, and in entries of the journal.',
  })
  disclosures!: Lazy<readonly Disclosure[]>;
}

@WireType('What one seat marked for one review in an open vote.')
export class OpenChoice {
  @Field(() => Review, { description: 'What was voted on.' })
  review!: Lazy<Review>;

  @Field(() => BallotChoiceEnum, { description: 'The mark.' })
  choice!: BallotChoice;
}

@WireType("One seat's ballot in an open vote.")
export class OpenBallot {
  @Field(() => Seat, { description: 'Whose it is.' })
  seat!: Lazy<Seat>;

  @Field(() => [OpenChoice], { description: 'One a review, in the order of the agenda.' })
  choices!: Lazy<readonly OpenChoice[]>;
}

@NodeType('A voting round on one review, or on many on one sheet.')
export class Round extends Node {
  __typename!: 'Round';

  @Field(() => [Review], { description: 'What is voted on, in the order of the agenda.' })
  reviews!: Lazy<readonly Review[]>;

  @Field(() => VotingMethodEnum, { description: 'Secret or open.' })
  method!: VotingMethod;

  @Field(() => TallyDisplayEnum, { description: 'What is shown of the counts while it is open.' })
  display!: TallyDisplay;

  @Field(() => RoundStatusEnum, { description: 'Whether it is open, and how it ended.' })
  status!: RoundStatus;

  @Field(() => Int, {
    description:
      'Voting seats present when it opened and not recused from all of its reviews; frozen then. Others are NOT_PRESENT, who left may still cast.',
  })
  electorate!: number;

  @Field(() => Int, { description: 'How many have cast.' })
  turnout!: number;

  @Field(() => [Tally], {
    description:
      'One a review. What it shows follows `display`: never a count that this viewer may not know yet.',
  })
  tallies!: Lazy<readonly Tally[]>;

  @Field(() => [Seat], {
    nullable: true,
    description: 'Who has not cast yet, never what anybody cast. Null for viewers who may not know.',
  })
  awaiting!: Lazy<readonly Seat[] | null>;

  @Field(() => [OpenBallot], { nullable: true, description: 'Of an open vote. Null for a secret ballot.' })
  rollCall!: Lazy<readonly OpenBallot[] | null>;

  @Field(() => DateTimeScalar, { description: 'When it opened.' })
  openedAt!: number;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it closes by itself, by the server's clock; null where it does not, or not any more.",
  })
  closesAt!: number | null;

  @Field(() => Boolean, {
    description:
      "Whether it was to close by itself and does not any more, because the server's clock jumped by more than a minute or no server ran when its time came: the chair or the secretary closes or voids it.",
  })
  clockStopped!: boolean;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was closed or voided.' })
  closedAt!: number | null;

  @Field(() => String, { nullable: true, description: 'Why it was voided.' })
  voidReason!: string | null;
}
