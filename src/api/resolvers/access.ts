import { Ctx, Mutation, Resolver } from 'type-graphql';
import { refuse } from '../../core/refusal.ts';
import { refusalOf } from '../answering.ts';
import { InputArg } from '../arguments.ts';
import { Context } from '../context.ts';
import { SignInInput } from '../types/administration.ts';
import { type SignInResult, SignInResultUnion } from '../types/answers.ts';
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
    const { house, address, language } = context;
    const entry = await house.doorkeeper.signIn(input.code);
    if (entry === null) {
      await house.countFailedSignIn(address);
      return refusalOf(refuse('UNKNOWN_CODE'), language);
    }
    const { token, pass } = entry;
    const viewer = () => viewerOf(new Context(house, { pass, token, language, address }));
    return { __typename: 'Credential', token, expiresAt: pass.expiresAtMs ?? 0, viewer };
  }

  @Mutation(() => Boolean, {
    description: 'Ends the token that asks. Keys and the administrator’s token do not end so.',
  })
  async signOut(@Ctx() context: Context): Promise<boolean> {
    context.signedIn();
    if (context.pass !== null) await context.house.doorkeeper.signOut(context.pass);
    return true;
  }
}
