import { Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { codeOrigins } from '../../../clerk/codes.ts';
import { readCursor } from '../../../clerk/cursor.ts';
import type { PreparationInput } from '../../../core/command.ts';
import type { Event } from '../../../core/event.ts';
import { refuse } from '../../../core/refusal.ts';
import { unauthenticated } from '../../errors.ts';
import { InputArg } from '../arguments.ts';
import { command, refusalOf } from '../commands.ts';
import type { Context } from '../context.ts';
import { organizationOf } from '../mapping/references.ts';
import { resultOf } from '../mapping/result.ts';
import {
  CreateApiKeyInput,
  IssueAccessCodeInput,
  KeyRecord,
  RecordDecisionInput,
  RevokeApiKeyInput,
} from '../types/administration.ts';
import {
  type AccessCode,
  type CreateApiKeyResult,
  CreateApiKeyResultUnion,
  type IssueAccessCodeResult,
  IssueAccessCodeResultUnion,
  type PrepareSessionResult,
  PrepareSessionResultUnion,
  type RecordDecisionResult,
  RecordDecisionResultUnion,
  type RevokeApiKeyResult,
  RevokeApiKeyResultUnion,
} from '../types/payloads.ts';
import type { Organization } from '../types/people.ts';
import { PrepareSessionInput, ReviseSessionInput } from '../types/preparation.ts';

@Resolver()
export class AdministrationResolver {
  @Mutation(() => PrepareSessionResultUnion, { description: 'The administrator prepares a session.' })
  prepareSession(
    @Ctx() context: Context,
    @InputArg(() => PrepareSessionInput) input: PrepareSessionInput,
  ): Promise<PrepareSessionResult> {
    return prepared(context, input, null);
  }

  @Mutation(() => PrepareSessionResultUnion, {
    description: 'Replaces the whole preparation, before convening. Codes of seats that stay, by key, stay.',
  })
  reviseSession(
    @Ctx() context: Context,
    @InputArg(() => ReviseSessionInput) input: ReviseSessionInput,
  ): Promise<PrepareSessionResult> {
    return prepared(context, input.preparation, input.sessionId);
  }

  @Mutation(() => IssueAccessCodeResultUnion, {
    description:
      'A new code for a seat or, without `seatId`, for screens; the former one and its tokens end. Everybody sees that it happened.',
  })
  async issueAccessCode(
    @Ctx() context: Context,
    @InputArg(() => IssueAccessCodeInput) input: IssueAccessCodeInput,
  ): Promise<IssueAccessCodeResult> {
    const seatId = input.seatId ?? null;
    const answer = await command(context, input.commandId, input.sessionId, {
      type: 'IssueAccessCode',
      seatId,
    });
    if (!answer.accepted) return refusalOf(answer.refusal, context.language);
    const origin = new Map([[seatId, answer.commandId]]);
    const codes = await context.services.doorkeeper.codesFrom(origin, input.sessionId, tokenOf(context));
    const code = codes.get(seatId);
    // The code was issued under another administrator's token. Only a new command gives one to this token.
    if (code === undefined) return refusalOf(refuse('COMMAND_ID_REUSED'), context.language);
    const seat = async () =>
      seatId === null ? null : ((await context.sessionView(input.sessionId))?.seat(seatId) ?? null);
    return { __typename: 'AccessCode', code, seat };
  }

  @Query(() => [KeyRecord], {
    description: 'Every API key there ever was, in the order of making; empty for all but the administrator.',
  })
  async apiKeys(@Ctx() context: Context): Promise<KeyRecord[]> {
    if (context.actor.kind !== 'ADMIN') return [];
    const keys = await context.services.doorkeeper.keys();
    return keys.map(({ keyId, name, organizationId, createdAtMs, lastUsedMs, revoked }) => ({
      id: keyId,
      name,
      createdAt: createdAtMs,
      organization: () => organizationById(context, organizationId),
      lastUsedAt: lastUsedMs,
      revoked,
    }));
  }

  @Mutation(() => CreateApiKeyResultUnion, { description: 'A key that reads history.' })
  async createApiKey(
    @Ctx() context: Context,
    @InputArg(() => CreateApiKeyInput) input: CreateApiKeyInput,
  ): Promise<CreateApiKeyResult> {
    const organizationId = input.organizationId ?? null;
    const order = { type: 'CreateApiKey', name: input.name, organizationId } as const;
    const answer = await command(context, input.commandId, null, order);
    if (!answer.accepted) return refusalOf(answer.refusal, context.language);
    const { keyId, name } = eventIn(answer.events, 'ApiKeyCreated');
    const organization = () => organizationById(context, organizationId);
    const key = await context.services.doorkeeper.keyFrom(keyId, answer.commandId, tokenOf(context));
    if (key === null) return refusalOf(refuse('COMMAND_ID_REUSED'), context.language);
    return { __typename: 'ApiKey', id: keyId, name, key, organization };
  }

  @Mutation(() => RevokeApiKeyResultUnion, { description: 'Ends a key, and the sockets it opened.' })
  async revokeApiKey(
    @Ctx() context: Context,
    @InputArg(() => RevokeApiKeyInput) { commandId, id }: RevokeApiKeyInput,
  ): Promise<RevokeApiKeyResult> {
    const answer = await command(context, commandId, null, { type: 'RevokeApiKey', keyId: id });
    if (!answer.accepted) return refusalOf(answer.refusal, context.language);
    return { __typename: 'ApiKeyRevoked', id };
  }

  @Mutation(() => RecordDecisionResultUnion, {
    description: 'Records a later decision of the superior, or on an appeal, beside a result.',
  })
  async recordDecision(
    @Ctx() context: Context,
    @InputArg(() => RecordDecisionInput) input: RecordDecisionInput,
  ): Promise<RecordDecisionResult> {
    const { commandId, resultId, decidedBy, reason } = input;
    const answer = await command(context, commandId, null, {
      type: 'RecordDecision',
      resultId,
      level: input.level ?? null,
      decidedBy,
      documentNumber: input.documentNumber ?? null,
      reason,
    });
    if (!answer.accepted) return refusalOf(answer.refusal, context.language);
    const row = await context.loaders.result.load(resultId);
    if (row === null) throw new Error(`result ${resultId} had a decision recorded and is gone`);
    return {
      __typename: 'DecisionRecorded',
      commandId: answer.commandId,
      result: resultOf(row, context),
    };
  }
}

async function organizationById({ loaders }: Context, id: string | null): Promise<Organization | null> {
  const found = id === null ? null : await loaders.organization.load(id);
  return found === null ? null : organizationOf(loaders, found);
}

async function prepared(
  context: Context,
  preparation: PrepareSessionInput,
  revised: string | null,
): Promise<PrepareSessionResult> {
  const { commandId, ...fields } = preparation;
  const input: PreparationInput = fields;
  const answer = await command(
    context,
    commandId,
    revised,
    revised === null
      ? { type: 'PrepareSession', input }
      : { type: 'ReviseSession', sessionId: revised, input },
  );
  if (!answer.accepted) return refusalOf(answer.refusal, context.language);
  const { sessionId } = answer;
  const sessionView = sessionId === null ? null : await context.sessionView(sessionId);
  if (sessionId === null || sessionView === null) throw new Error('a prepared session is not there');
  const codes = await codesGiven(context, sessionId, answer.cursor);
  const accessCodes = [...codes]
    // A seat that a later revision removed has no code.
    .filter(([seatId]) => seatId === null || sessionView.has('seats', seatId))
    .map(([seatId, code]): AccessCode => {
      const seat = () => (seatId === null ? null : sessionView.seat(seatId));
      return { __typename: 'AccessCode', code, seat };
    });
  return { __typename: 'PreparedSession', session: () => sessionView.session(), accessCodes };
}

/** Returns the codes as they were when the command was first answered, however often it is repeated and whatever was issued since. */
async function codesGiven(
  context: Context,
  sessionId: string,
  cursor: string,
): Promise<ReadonlyMap<string | null, string>> {
  const { services } = context;
  const snapshot = await services.clerk.look(sessionId);
  const seq = readCursor(cursor)?.seq ?? 0;
  const entries = snapshot === null ? [] : await services.clerk.entries(snapshot, 0, seq);
  return services.doorkeeper.codesFrom(codeOrigins(entries), sessionId, tokenOf(context));
}

function tokenOf({ token }: Context): string {
  if (token === null) throw unauthenticated();
  return token;
}

function eventIn<Type extends Event['type']>(
  events: readonly Event[],
  type: Type,
): Extract<Event, { type: Type }> {
  const found = events.find((event): event is Extract<Event, { type: Type }> => event.type === type);
  if (found === undefined) throw new Error(`an accepted command has no ${type}`);
  return found;
}
