import 'reflect-metadata';
import { Field } from 'type-graphql';
import type { RefusalCode } from '../../../core/vocabulary.ts';
import { RefusalCodeEnum, type ViewerKind, ViewerKindEnum } from './enums.ts';
import { Review } from './review.ts';
import { Round } from './round.ts';
import { CursorScalar } from './scalars.ts';
import { Seat, Session } from './session.ts';
import { type Lazy, WireType } from './wire.ts';

@WireType('A sheet that one seat has to cast, or has cast.')
export class OwnBallot {
  @Field(() => Round, { description: 'The round it belongs to.' })
  round!: Lazy<Round>;

  @Field(() => [Review], {
    description: 'Those of the round that this seat marks; empty when it is not in the electorate.',
  })
  reviews!: Lazy<readonly Review[]>;

  @Field(() => Boolean, { description: 'Whether it is cast.' })
  sealed!: boolean;

  @Field(() => RefusalCodeEnum, {
    nullable: true,
    description:
      'With which code a ballot of this seat is refused in this round, open or not: MAY_NOT_VOTE; RECUSED, the round is on its own review alone; NOT_PRESENT, it came after the round had opened. Null where it may cast, or has cast.',
  })
  refusedAs!: RefusalCode | null;
}

@WireType('What only one seat may know.')
export class OwnView {
  @Field(() => Seat, { description: 'The seat that asks.' })
  seat!: Lazy<Seat>;

  @Field(() => CursorScalar, { description: 'Where the journal stands in this view.' })
  cursor!: string;

  @Field(() => [OwnBallot], { description: 'One a round.' })
  ballots!: Lazy<readonly OwnBallot[]>;
}

@WireType('Who asks.')
export class Viewer {
  @Field(() => ViewerKindEnum, { description: 'What the token stands for.' })
  kind!: ViewerKind;

  @Field(() => Seat, { nullable: true, description: 'Null for all but a SEAT.' })
  seat!: Lazy<Seat | null>;

  @Field(() => Session, { nullable: true, description: 'Null for all but a SEAT or a SCREEN.' })
  session!: Lazy<Session | null>;

  @Field(() => OwnView, { nullable: true, description: 'Null for all but a SEAT.' })
  own!: Lazy<OwnView | null>;
}
