import 'reflect-metadata';
import { Field, ID, InputType } from 'type-graphql';
import type { PaperKind } from '../../../papers/order.ts';
import { PaperKindEnum } from './enums.ts';

@InputType({ description: 'Which paper of which session.' })
export class LinkPaperInput {
  @Field(() => PaperKindEnum, { description: 'Which paper.' })
  kind!: PaperKind;

  @Field(() => ID, { description: 'Of which session.' })
  sessionId!: string;

  @Field(() => ID, { nullable: true, description: 'Of COUNT_MINUTES: the closed round.' })
  roundId?: string | null | undefined;
}
