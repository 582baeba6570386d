import 'reflect-metadata';
import { Field, Int } from 'type-graphql';
import type { Presence } from '../../../core/vocabulary.ts';
import { PresenceEnum } from './enums.ts';
import { Outcome } from './outcome.ts';
import { Comment, Review, ReviewResponse } from './review.ts';
import { Round, Tally } from './round.ts';
import { CursorScalar, DateTimeScalar } from './scalars.ts';
import { Seat, Session } from './session.ts';
import { type Lazy, WireType } from './wire.ts';

@WireType('A view of a session and where it stands. Results of history cannot be selected below a frame.')
export class SessionFrame {
  @Field(() => CursorScalar, { description: 'Where the journal stands in this view; for `after`.' })
  cursor!: string;

  @Field(() => Session, { description: 'The view.' })
  session!: Lazy<Session>;
}

@WireType(
  'One numbered event of a session. Objects are as they are now; `presence`, `tallies` and `outcome` as this entry made them.',
)
export class JournalEntry {
  @Field(() => CursorScalar, { description: 'Its position; for `after`.' })
  cursor!: string;

  @Field(() => Int, { description: '1, 2, 3 … without gaps, for viewers who may read all.' })
  seq!: number;

  @Field(() => DateTimeScalar, {
    description:
      "When it was recorded, by the server's clock; never earlier than its predecessor, but at ClockSetBack. `seq` tells the order.",
  })
  at!: number;

  @Field(() => String, { description: 'SessionConvened, BallotSealed, TallyReleased, RoundClosed …' })
  type!: string;

  @Field(() => Seat, {
    nullable: true,
    description: 'The seat it is about. Null where this viewer may not know.',
  })
  seat!: Lazy<Seat | null>;

  @Field(() => Review, { nullable: true, description: 'The review it is about.' })
  review!: Lazy<Review | null>;

  @Field(() => Round, { nullable: true, description: 'The round it is about.' })
  round!: Lazy<Round | null>;

  @Field(() => Comment, { nullable: true, description: 'The comment it added.' })
  comment!: Lazy<Comment | null>;

  @Field(() => ReviewResponse, { nullable: true, description: 'The response it added.' })
  response!: Lazy<ReviewResponse | null>;

  @Field(() => PresenceEnum, { nullable: true, description: 'The presence it recorded.' })
  presence!: Presence | null;

  @Field(() => [Tally], {
    nullable: true,
    description:
      'The tallies it released or closed with. Null for what was released of a round that is void, to everybody, and for steps of former versions that told who had cast.',
  })
  tallies!: Lazy<readonly Tally[] | null>;

  @Field(() => Outcome, { nullable: true, description: 'The outcome it gave.' })
  outcome!: Lazy<Outcome | null>;

  @Field(() => String, {
    description:
      "SHA-256 of this entry chained to its predecessor's, hex, over a salted commitment to the body, so that it discloses nothing hidden.",
  })
  hash!: string;
}
