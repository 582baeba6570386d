import { Ctx, Query, Resolver } from 'type-graphql';
import { preview } from '../../../core/preview.ts';
import { InputArg } from '../arguments.ts';
import { refusalOf } from '../commands.ts';
import type { Context } from '../context.ts';
import { outcomeOf, policyOf } from '../mapping/references.ts';
import { type PreviewOutcomeResult, PreviewOutcomeResultUnion } from '../types/payloads.ts';
import { Policy } from '../types/policy.ts';
import { PreviewOutcomeInput } from '../types/preview.ts';

@Resolver()
export class PolicyResolver {
  @Query(() => [Policy], { description: 'The regimes that a session can be prepared with.' })
  policies(@Ctx() context: Context): Policy[] {
    return context.services.policies.map((policy) => policyOf(policy, context.language));
  }

  @Query(() => PreviewOutcomeResultUnion, {
    description:
      'What a policy would make of these facts and this tally, judged as when a round is closed. Nothing is written. Without a tally only a subject that is excluded from rating has an outcome (REVIEW_WITHOUT_VOTE). Open to all.',
  })
  previewOutcome(
    @Ctx() context: Context,
    @InputArg(() => PreviewOutcomeInput) input: PreviewOutcomeInput,
  ): PreviewOutcomeResult {
    const { services, language } = context;
    const found = preview(input, services.policies);
    if ('code' in found) return refusalOf(found, language);
    const { policy, settings, outcome } = found;
    return {
      __typename: 'OutcomePreview',
      policy: () => policyOf(policy, language),
      settings,
      outcome: () => outcomeOf(outcome, policy, language),
    };
  }
}
