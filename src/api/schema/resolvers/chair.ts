import { Ctx, Mutation, Resolver } from 'type-graphql';
import { InputArg } from '../arguments.ts';
import { sessionCommand } from '../commands.ts';
import type { Context } from '../context.ts';
import {
  OpenRoundInput,
  RecordPresenceInput,
  ReviewCommandInput,
  RoundCommandInput,
  SessionCommandInput,
  SettleOutcomeInput,
  VoidRoundInput,
} from '../types/commands.ts';
import { type CommandResult, CommandResultUnion } from '../types/payloads.ts';

type Answer = Promise<CommandResult>;

/** The commands of the chair and the secretary. */
@Resolver()
export class ChairResolver {
  @Mutation(() => CommandResultUnion, { description: 'Needs the quorum.' })
  conveneSession(
    @Ctx() context: Context,
    @InputArg(() => SessionCommandInput) input: SessionCommandInput,
  ): Answer {
    return sessionCommand(context, input, { type: 'ConveneSession' });
  }

  @Mutation(() => CommandResultUnion, { description: 'Says whether the holder of a seat is in the room.' })
  recordPresence(
    @Ctx() context: Context,
    @InputArg(() => RecordPresenceInput) input: RecordPresenceInput,
  ): Answer {
    const { seatId, presence } = input;
    return sessionCommand(context, input, { type: 'RecordPresence', seatId, presence });
  }

  @Mutation(() => CommandResultUnion, {
    description: 'Opens a review, or opens it again; of open ones, makes it the current one.',
  })
  openReview(@Ctx() context: Context, @InputArg(() => ReviewCommandInput) input: ReviewCommandInput): Answer {
    return sessionCommand(context, input, { type: 'OpenReview', reviewId: input.reviewId });
  }

  @Mutation(() => CommandResultUnion, {
    description:
      'Opens a round on one review, or on many on one sheet. Somebody present must be able to mark each of them (NOBODY_MAY_VOTE).',
  })
  openRound(@Ctx() context: Context, @InputArg(() => OpenRoundInput) input: OpenRoundInput): Answer {
    const { reviewIds, method } = input;
    const display = input.display ?? null;
    const end = { closesAtMs: input.closesAt ?? null, durationSeconds: input.durationSeconds ?? null };
    return sessionCommand(context, input, { type: 'OpenRound', reviewIds, method, display, ...end });
  }

  @Mutation(() => CommandResultUnion, {
    description:
      'Counts the round. A secret round with one or two ballots is refused, because a count would disclose them, and one with three where anybody is recused: TOO_FEW_BALLOTS; wait for more, or void it. So is a round in which nobody has cast: NO_BALLOTS.',
  })
  closeRound(@Ctx() context: Context, @InputArg(() => RoundCommandInput) input: RoundCommandInput): Answer {
    return sessionCommand(context, input, { type: 'CloseRound', roundId: input.roundId });
  }

  @Mutation(() => CommandResultUnion, {
    description:
      'Ends a round without a count. Its ballots are destroyed, the reason is kept; the reviews can be voted on again.',
  })
  voidRound(@Ctx() context: Context, @InputArg(() => VoidRoundInput) input: VoidRoundInput): Answer {
    const { roundId, reason } = input;
    return sessionCommand(context, input, { type: 'VoidRound', roundId, reason });
  }

  @Mutation(() => CommandResultUnion, {
    description: 'Needs a closed round, an exclusion or a settlement (REVIEW_WITHOUT_VOTE).',
  })
  closeReview(
    @Ctx() context: Context,
    @InputArg(() => ReviewCommandInput) input: ReviewCommandInput,
  ): Answer {
    return sessionCommand(context, input, { type: 'CloseReview', reviewId: input.reviewId });
  }

  @Mutation(() => CommandResultUnion, {
    description:
      'People decide where the rules do not (NEEDS_DECISION) or otherwise than they say. Both stay on record. Settled levels are not capped, and count in quotas. No level: NOT_RATED.',
  })
  settleOutcome(
    @Ctx() context: Context,
    @InputArg(() => SettleOutcomeInput) input: SettleOutcomeInput,
  ): Answer {
    const { reviewId, reason } = input;
    return sessionCommand(context, input, {
      type: 'SettleOutcome',
      reviewId,
      level: input.level ?? null,
      reason,
    });
  }

  @Mutation(() => CommandResultUnion, {
    description:
      'Settles caps and quotas over whole peer groups, fixes every outcome and writes the results into history.',
  })
  adjournSession(
    @Ctx() context: Context,
    @InputArg(() => SessionCommandInput) input: SessionCommandInput,
  ): Answer {
    return sessionCommand(context, input, { type: 'AdjournSession' });
  }
}
