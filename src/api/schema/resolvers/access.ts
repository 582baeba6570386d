import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { refuse } from '../../../core/refusal.ts';
import { codesSeen } from '../../../core/show.ts';
import { InputArg } from '../arguments.ts';
import { refusalOf } from '../commands.ts';
import { Context } from '../context.ts';
import { CodeUse, SignInInput } from '../types/administration.ts';
import { type SignInResult, SignInResultUnion } from '../types/payloads.ts';
import { viewerOf } from './session.ts';

@Resolver()
export class AccessResolver {
  @Mutation(() => SignInResultUnion, {
    description: 'An access code (of a seat or of screens) for a token. A code serves many sign-ins.',
  })
  async signIn(
    @Ctx() context: Context,
    @InputArg(() => SignInInput) input: SignInInput,
  ): Promise<SignInResult> {
    const { services, address, language } = context;
    const entry = await services.doorkeeper.signIn(input.code, services.countSignIn);
    if (entry === null) {
      await services.countFailedSignIn(address);
      return refusalOf(refuse('UNKNOWN_CODE'), language);
    }
    const { token, pass } = entry;
    const viewer = () => viewerOf(new Context(services, { pass, token, language, address }));
    return { __typename: 'Credential', token, expiresAt: pass.expiresAtMs ?? 0, viewer };
  }

  @Query(() => [CodeUse], {
    description:
      'How access codes of a session were used: of all seats, in their order, and the screens for chair, secretary and administrator; of the own seat for every seat; none for others.',
  })
  async codeUses(
    @Ctx() context: Context,
    @Arg('sessionId', () => ID, { description: 'Which session.' }) sessionId: string,
  ): Promise<CodeUse[]> {
    const { actor, services } = context;
    const seen = codesSeen(actor, (await context.look(sessionId))?.audience ?? null);
    const sessionView = await context.sessionView(sessionId);
    if (seen === null || sessionView === null) return [];
    const uses = new Map((await services.doorkeeper.codeUses(sessionId)).map((use) => [use.seatId, use]));
    return sessionView.codeHolders().flatMap((seatId): CodeUse[] => {
      const use = uses.get(seatId);
      if (use === undefined || !seen.of(seatId)) return [];
      const { issuedAtMs, opens, signIns, firstSignInMs, lastSignInMs } = use;
      return [
        {
          seat: () => (seatId === null ? null : sessionView.seat(seatId)),
          issuedAt: issuedAtMs,
          opens,
          signIns: seen.counts ? signIns : null,
          firstSignInAt: seen.counts ? firstSignInMs : null,
          lastSignInAt: seen.counts ? lastSignInMs : null,
        },
      ];
    });
  }

  @Mutation(() => Boolean, {
    description: 'Ends the token that asks. Keys and the administrator’s token do not end so.',
  })
  async signOut(@Ctx() context: Context): Promise<boolean> {
    context.signedIn();
    if (context.pass !== null) await context.services.doorkeeper.signOut(context.pass);
    return true;
  }
}
