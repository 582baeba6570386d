import 'reflect-metadata';
import { Field, ID, InputType, Int } from 'type-graphql';
import type {
  BallotChoice,
  Presence,
  QualityLevel,
  Stance,
  TallyDisplay,
  VotingMethod,
} from '../../../core/vocabulary.ts';
import {
  BallotChoiceEnum,
  PresenceEnum,
  QualityLevelEnum,
  StanceEnum,
  TallyDisplayEnum,
  VotingMethodEnum,
} from './enums.ts';
import { ReportInput } from './report.ts';
import { DateTimeScalar } from './scalars.ts';

/** The fields of every command. It is not a type of the schema: the inputs that extend it have its field. */
@InputType({ description: 'What every command carries.' })
export abstract class CommandInput {
  @Field(() => ID, {
    description: 'A UUID made by the client and kept until the answer arrives; repeating it changes nothing.',
  })
  commandId!: string;
}

@InputType({ description: 'A command to a session.' })
export class SessionCommandInput extends CommandInput {
  @Field(() => ID, { description: 'The session.' })
  sessionId!: string;
}

@InputType({ description: 'A command on one review.' })
export class ReviewCommandInput extends SessionCommandInput {
  @Field(() => ID, { description: 'The review.' })
  reviewId!: string;
}

@InputType({ description: 'A command on one round.' })
export class RoundCommandInput extends SessionCommandInput {
  @Field(() => ID, { description: 'The round.' })
  roundId!: string;
}

@InputType({ description: 'Ends a round without a count.' })
export class VoidRoundInput extends RoundCommandInput {
  @Field(() => String, { description: 'Why; it is kept and shown.' })
  reason!: string;
}

@InputType({ description: 'Says whether the holder of a seat is in the room.' })
export class RecordPresenceInput extends SessionCommandInput {
  @Field(() => ID, { description: 'The seat.' })
  seatId!: string;

  @Field(() => PresenceEnum, { description: 'The presence to record.' })
  presence!: Presence;
}

@InputType({ description: 'Comments on an open review.' })
export class AddCommentInput extends ReviewCommandInput {
  @Field(() => String, { description: 'Plain text.' })
  body!: string;
}

@InputType({ description: 'Withdraws a comment.' })
export class WithdrawCommentInput extends ReviewCommandInput {
  @Field(() => ID, { description: 'The comment, one on this review.' })
  commentId!: string;
}

@InputType({ description: 'Answers comments on a review.' })
export class RespondInput extends ReviewCommandInput {
  @Field(() => StanceEnum, { description: 'Whether the comments are accepted or explained.' })
  stance!: Stance;

  @Field(() => String, { description: 'Plain text.' })
  body!: string;

  @Field(() => [ID], { defaultValue: [], description: 'The comments it answers; none: all.' })
  commentIds!: readonly string[];
}

@InputType({ description: 'People decide the outcome of a review.' })
export class SettleOutcomeInput extends ReviewCommandInput {
  @Field(() => QualityLevelEnum, { nullable: true, description: 'The level; none: NOT_RATED.' })
  level?: QualityLevel | null | undefined;

  @Field(() => String, { description: 'Why; it is kept and shown.' })
  reason!: string;
}

@InputType({ description: 'Presents the self-review of a subject.' })
export class PresentReportInput extends ReviewCommandInput {
  @Field(() => ReportInput, { description: 'The self-review; it replaces the former one.' })
  report!: ReportInput;

  @Field(() => QualityLevelEnum, { nullable: true, description: 'The level that the subject gives itself.' })
  selfLevel?: QualityLevel | null | undefined;

  @Field(() => Int, {
    nullable: true,
    description:
      '`Report.revision` of the report that this one was made from, 0 where there was none: with a newer one it is refused (REPORT_CHANGED). Without it a newer one is replaced unseen.',
  })
  basedOnRevision?: number | null | undefined;
}

@InputType({ description: 'Opens a voting round on one review, or on many on one sheet.' })
export class OpenRoundInput extends SessionCommandInput {
  @Field(() => [ID], { description: 'What is voted on; pending reviews are opened.' })
  reviewIds!: readonly string[];

  @Field(() => VotingMethodEnum, { defaultValue: 'SECRET_BALLOT', description: 'Secret or open.' })
  method!: VotingMethod;

  @Field(() => TallyDisplayEnum, {
    nullable: true,
    description: 'Default: BATCHED for a secret ballot, LIVE for an open vote.',
  })
  display?: TallyDisplay | null | undefined;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      "The round closes by itself then, by the server's clock; with TOO_FEW_BALLOTS or NO_BALLOTS it is voided instead.",
  })
  closesAt?: number | null | undefined;

  @Field(() => Int, {
    nullable: true,
    description:
      'In place of `closesAt`, for clients whose own clock may be off: the round closes so many seconds after it opens, 1 to 86,400.',
  })
  durationSeconds?: number | null | undefined;
}

@InputType({ description: 'One mark.' })
export class ChoiceInput {
  @Field(() => ID, { description: 'The review it is for.' })
  reviewId!: string;

  @Field(() => BallotChoiceEnum, { description: 'The mark.' })
  choice!: BallotChoice;
}

@InputType({
  description:
    'One choice for every review of the round that this seat marks; a missing one is refused (BALLOT_INCOMPLETE), an empty mark is BLANK.',
})
export class CastBallotInput extends RoundCommandInput {
  @Field(() => [ChoiceInput], { description: 'The marks, in any order.' })
  choices!: readonly ChoiceInput[];

  @Field(() => String, {
    nullable: true,
    description:
      'Makes the ballot as long as the longest one of its round, so that its size on the network tells nothing of it: see docs/api.md. The server neither reads nor keeps it.',
  })
  padding?: string | null | undefined;
}
