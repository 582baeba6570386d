import { Ctx, Mutation, Resolver } from 'type-graphql';
import { InputArg } from '../arguments.ts';
import { command, refusalOf, sessionCommand } from '../commands.ts';
import type { Context } from '../context.ts';
import {
  AddCommentInput,
  CastBallotInput,
  PresentReportInput,
  RespondInput,
  SessionCommandInput,
  WithdrawCommentInput,
} from '../types/commands.ts';
import {
  type CastBallotResult,
  CastBallotResultUnion,
  type CommandResult,
  CommandResultUnion,
} from '../types/payloads.ts';

type Answer = Promise<CommandResult>;

/** The commands of seats: check in, present, comment, respond, cast. */
@Resolver()
export class SeatResolver {
  @Mutation(() => CommandResultUnion, {
    description:
      "For the subject's own seat, the presenter's, the chair's or the secretary's, while the review is open.",
  })
  presentReport(
    @Ctx() context: Context,
    @InputArg(() => PresentReportInput) input: PresentReportInput,
  ): Answer {
    const { reviewId, report } = input;
    return sessionCommand(context, input, {
      type: 'PresentReport',
      reviewId,
      report,
      selfLevel: input.selfLevel ?? null,
      basedOnRevision: input.basedOnRevision ?? null,
    });
  }

  @Mutation(() => CommandResultUnion, { description: 'Tiếp thu or giải trình, by whoever presents.' })
  respond(@Ctx() context: Context, @InputArg(() => RespondInput) input: RespondInput): Answer {
    const { reviewId, stance, body, commentIds } = input;
    return sessionCommand(context, input, { type: 'Respond', reviewId, stance, body, commentIds });
  }

  @Mutation(() => CommandResultUnion, { description: 'The seat that asks is in the room.' })
  checkIn(@Ctx() context: Context, @InputArg(() => SessionCommandInput) input: SessionCommandInput): Answer {
    return sessionCommand(context, input, { type: 'CheckIn' });
  }

  @Mutation(() => CommandResultUnion, { description: 'For every seat but guests, while the review is open.' })
  addComment(@Ctx() context: Context, @InputArg(() => AddCommentInput) input: AddCommentInput): Answer {
    const { reviewId, body } = input;
    return sessionCommand(context, input, { type: 'AddComment', reviewId, body });
  }

  @Mutation(() => CommandResultUnion, {
    description:
      'For its author, the chair or the secretary, until adjournment. That it was made and who withdrew it when stays in sight; what it said does not.',
  })
  withdrawComment(
    @Ctx() context: Context,
    @InputArg(() => WithdrawCommentInput) input: WithdrawCommentInput,
  ): Answer {
    const { reviewId, commentId } = input;
    return sessionCommand(context, input, { type: 'WithdrawComment', reviewId, commentId });
  }

  @Mutation(() => CastBallotResultUnion, {
    description:
      'Casts the whole ballot of the seat that asks. The receipt says that it is on disk, and nothing of what it holds.',
  })
  async castBallot(
    @Ctx() context: Context,
    @InputArg(() => CastBallotInput) input: CastBallotInput,
  ): Promise<CastBallotResult> {
    const { commandId, sessionId, roundId, choices } = input;
    const over = context.services.turnstile.ballot();
    const cast = command(context, commandId, sessionId, { type: 'CastBallot', roundId, choices });
    const answer = await cast.finally(over);
    if (!answer.accepted) return refusalOf(answer.refusal, context.language);
    context.services.pacer.noteBallot();
    return { __typename: 'BallotReceipt', commandId: answer.commandId, roundId, cursor: answer.cursor };
  }
}
