import 'reflect-metadata';
import { Field, Int } from 'type-graphql';
import type { Likeness, PeriodKind, Presence, SeatRole, SessionStatus } from '../../../core/vocabulary.ts';
import { LikenessEnum, PeriodKindEnum, PresenceEnum, SeatRoleEnum, SessionStatusEnum } from './enums.ts';
import { JournalHead } from './head.ts';
import { QuotaStanding } from './outcome.ts';
import { Organization, Person } from './people.ts';
import { Policy, PolicySettings } from './policy.ts';
import { Review } from './review.ts';
import { Round } from './round.ts';
import { CursorScalar, DateScalar } from './scalars.ts';
import { type Lazy, Node, NodeType, WireType } from './wire.ts';

@WireType('The span of time under review. `quarter` exactly when kind is QUARTER.')
export class Period {
  @Field(() => PeriodKindEnum, { description: 'What kind of span.' })
  kind!: PeriodKind;

  @Field(() => Int, { description: 'The calendar year; of a term, the year it is reviewed for.' })
  year!: number;

  @Field(() => Int, { nullable: true, description: '1 to 4.' })
  quarter!: number | null;
}

@WireType('Voting seats only.')
export class Attendance {
  @Field(() => Int, { description: 'All of them.' })
  summoned!: number;

  @Field(() => Int, { description: 'In the room.' })
  present!: number;

  @Field(() => Int, { description: 'Absent with a reason.' })
  excused!: number;

  @Field(() => Int, { description: 'Absent without one.' })
  absent!: number;

  @Field(() => Int, { description: 'How many must be present.' })
  quorumNeeded!: number;

  @Field(() => Boolean, { description: 'Whether as many are.' })
  quorumMet!: boolean;
}

@NodeType('A right to take part in one session; a person holds it.')
export class Seat extends Node {
  __typename!: 'Seat';

  @Field(() => String, {
    description: 'As the preparation names it: no two seats of a session have the same, as two people may.',
  })
  key!: string;

  @Field(() => Int, { description: "1, 2, 3 … on the secretary's list, as access slips say it." })
  number!: number;

  @Field(() => Person, { description: 'Who holds it.' })
  person!: Lazy<Person>;

  @Field(() => String, { nullable: true, description: 'As it was in this session.' })
  position!: string | null;

  @Field(() => SeatRoleEnum, { description: 'What it may do.' })
  role!: SeatRole;

  @Field(() => Boolean, { description: 'Whether it is a voting seat.' })
  mayVote!: boolean;

  @Field(() => PresenceEnum, { nullable: true, description: 'Null for viewers who may not know.' })
  presence!: Presence | null;
}

@WireType('A letter of one name that looks like what another name has in its place.')
export class LookAlikeLetter {
  @Field(() => String, { description: 'The letter.' })
  letter!: string;

  @Field(() => String, { description: 'Its code point, as U+0410.' })
  code!: string;

  @Field(() => String, { description: 'What it looks like: one letter, or several as “rn” for “m”.' })
  like!: string;
}

@WireType(
  'Names of one session that may be taken for one another. A remark: people have namesakes. One of the two lists is empty.',
)
export class NamesAlike {
  @Field(() => LikenessEnum, { description: 'How.' })
  likeness!: Likeness;

  @Field(() => [Seat], { description: 'Seats whose people have such names, in order.' })
  seats!: Lazy<readonly Seat[]>;

  @Field(() => [Review], {
    description:
      'Items of the agenda that are about different subjects of such names, in order; people who sit here are told by their seats.',
  })
  reviews!: Lazy<readonly Review[]>;

  @Field(() => [LookAlikeLetter], {
    description: 'Of LOOK_ALIKE: the letters that differ, where they can be named.',
  })
  letters!: readonly LookAlikeLetter[];

  @Field(() => String, {
    description: "For people, in the viewer's language: what to look at and what to do.",
  })
  message!: string;
}

@NodeType('A conference that reviews and classifies the subjects on its agenda (hội nghị).')
export class Session extends Node {
  __typename!: 'Session';

  @Field(() => Organization, { description: 'Whose session it is.' })
  organization!: Lazy<Organization>;

  @Field(() => Int, { nullable: true, description: "'Hội nghị lần thứ 20': 20." })
  ordinal!: number | null;

  @Field(() => String, { description: 'What it is called.' })
  title!: string;

  @Field(() => Period, { description: 'What is reviewed.' })
  period!: Period;

  @Field(() => DateScalar, { description: 'The day it meets.' })
  heldOn!: string;

  @Field(() => SessionStatusEnum, { description: 'How far it has come.' })
  status!: SessionStatus;

  @Field(() => Policy, { description: 'The regime it classifies by.' })
  policy!: Lazy<Policy>;

  @Field(() => PolicySettings, {
    description: "The policy's settings with this session's own on top; frozen when it convenes.",
  })
  settings!: Lazy<PolicySettings>;

  @Field(() => [Seat], { description: 'All seats, guests included, in the order of the preparation.' })
  seats!: Lazy<readonly Seat[]>;

  @Field(() => Attendance, { description: 'How many voting seats are here, and how many are needed.' })
  attendance!: Lazy<Attendance>;

  @Field(() => [Review], { description: 'The agenda, in order.' })
  reviews!: Lazy<readonly Review[]>;

  @Field(() => Review, {
    nullable: true,
    description: 'The review opened last that is still open; none once adjourned.',
  })
  currentReview!: Lazy<Review | null>;

  @Field(() => [Round], { description: 'Every round so far, in the order of opening.' })
  rounds!: Lazy<readonly Round[]>;

  @Field(() => Round, { nullable: true, description: 'The round that can be voted in now.' })
  openRound!: Lazy<Round | null>;

  @Field(() => [QuotaStanding], { description: 'One a peer group, as of now.' })
  quotas!: Lazy<readonly QuotaStanding[]>;

  @Field(() => [NamesAlike], {
    nullable: true,
    description:
      'Names among its seats, and among the subjects on its agenda, that are the same or look alike. Null for all but the administrator, the chair and the secretary.',
  })
  namesAlike!: Lazy<readonly NamesAlike[] | null>;

  @Field(() => Int, {
    description: 'Grows with every change; of two views the one with the larger revision is newer.',
  })
  revision!: Lazy<number>;

  @Field(() => CursorScalar, { description: 'Where the journal stands in this view.' })
  cursor!: Lazy<string>;

  @Field(() => JournalHead, {
    description:
      'The journal’s last entry in this view, as everybody sees it who sees the session. Of an adjourned session it stays, unless an access code is issued.',
  })
  head!: Lazy<JournalHead>;
}
