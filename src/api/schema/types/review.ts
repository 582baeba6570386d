import 'reflect-metadata';
import { Field, Int } from 'type-graphql';
import type { QualityLevel, ReviewStatus, Stance, SubjectKind } from '../../../core/vocabulary.ts';
import { QualityLevelEnum, ReviewStatusEnum, StanceEnum, SubjectKindEnum } from './enums.ts';
import { Outcome } from './outcome.ts';
import { Organization, Person } from './people.ts';
import { Disclosure, Round } from './round.ts';
import { DateTimeScalar } from './scalars.ts';
import { Seat } from './session.ts';
import { type Lazy, Node, NodeType, WireType } from './wire.ts';

@WireType('Who or what is reviewed.')
export class Subject {
  @Field(() => SubjectKindEnum, { description: 'What kind of subject.' })
  kind!: SubjectKind;

  @Field(() => String, { description: 'Its name as it was at the time.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'As it was at the time.' })
  position!: string | null;

  @Field(() => String, {
    description: 'The group of subjects with the same kind of role, for which the quota holds.',
  })
  peerGroup!: string;

  @Field(() => Organization, {
    nullable: true,
    description: 'The organisation itself where the subject is one, else the one it belongs to.',
  })
  organization!: Lazy<Organization | null>;

  @Field(() => Person, { nullable: true, description: 'The person where the subject is one.' })
  person!: Lazy<Person | null>;
}

@WireType(
  "A target and how far it was met: '18 of 20', '7 of 7 (100 %)', '200 of 255'. For reading; the rules use facts.",
)
export class Target {
  @Field(() => String, { description: 'What was to be reached.' })
  name!: string;

  @Field(() => Int, { description: 'How much was planned.' })
  planned!: number;

  @Field(() => Int, { description: 'How much was reached.' })
  achieved!: number;

  @Field(() => Boolean, { description: 'Whether the report counts it as exceeded.' })
  exceeded!: boolean;
}

@WireType('The self-review (bản kiểm điểm).')
export class Report {
  @Field(() => String, { nullable: true, description: 'Who read it out, as the report names them.' })
  presentedBy!: string | null;

  @Field(() => String, { nullable: true, description: 'What was done well (ưu điểm, kết quả).' })
  achievements!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What was done badly or not at all (hạn chế, khuyết điểm).',
  })
  shortcomings!: string | null;

  @Field(() => String, { nullable: true, description: 'Why (nguyên nhân).' })
  causes!: string | null;

  @Field(() => String, { nullable: true, description: 'What will be done about it (biện pháp khắc phục).' })
  remedies!: string | null;

  @Field(() => [Target], { description: 'Targets with their figures (chỉ tiêu).' })
  targets!: readonly Target[];

  @Field(() => Int, {
    description: '1, 2, 3 …: which report of its review it is. For `PresentReportInput.basedOnRevision`.',
  })
  revision!: number;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was presented; null for one that came with the preparation.',
  })
  presentedAt!: number | null;

  @Field(() => Seat, {
    nullable: true,
    description: 'The seat that presented it; null for one that came with the preparation.',
  })
  author!: Lazy<Seat | null>;
}

@WireType('Who withdrew a comment, and when.')
export class Withdrawal {
  @Field(() => DateTimeScalar, { description: 'When.' })
  at!: number;

  @Field(() => Seat, { description: 'By whom: its author, the chair or the secretary.' })
  by!: Lazy<Seat>;
}

@NodeType('What a seat says about a review (góp ý).')
export class Comment extends Node {
  __typename!: 'Comment';

  @Field(() => Seat, { description: 'Who says it.' })
  author!: Lazy<Seat>;

  @Field(() => String, { description: 'Plain text; empty once it is withdrawn.' })
  body!: string;

  @Field(() => DateTimeScalar, { description: 'When it was recorded.' })
  at!: number;

  @Field(() => Withdrawal, {
    nullable: true,
    description: 'Who withdrew it, and when; null where nobody did.',
  })
  withdrawal!: Lazy<Withdrawal | null>;
}

@NodeType('Tiếp thu (ACCEPT) or giải trình (EXPLAIN).')
export class ReviewResponse extends Node {
  __typename!: 'ReviewResponse';

  @Field(() => Seat, { description: 'Who responds: the subject or whoever presents it.' })
  author!: Lazy<Seat>;

  @Field(() => StanceEnum, { description: 'Whether the comments are accepted or explained.' })
  stance!: Stance;

  @Field(() => String, { description: 'Plain text.' })
  body!: string;

  @Field(() => [Comment], { description: 'The comments it answers; empty where it answers all.' })
  comments!: Lazy<readonly Comment[]>;

  @Field(() => DateTimeScalar, { description: 'When it was recorded.' })
  at!: number;
}

@NodeType(
  "One item of the agenda: a subject's self-review, the comments on it, the responses, the rounds, the outcome.",
)
export class Review extends Node {
  __typename!: 'Review';

  @Field(() => Int, { description: '1, 2, 3 … in the agenda.' })
  position!: Lazy<number>;

  @Field(() => Subject, { description: 'Who or what is reviewed.' })
  subject!: Lazy<Subject>;

  @Field(() => Seat, {
    nullable: true,
    description: "The seat that presents: the subject's own, else the one named for it.",
  })
  presenter!: Lazy<Seat | null>;

  @Field(() => ReviewStatusEnum, { description: 'Whether it is open.' })
  status!: Lazy<ReviewStatus>;

  @Field(() => Int, {
    description:
      'Grows with every entry that changes what is said, reported, voted or decided of it, its rounds’ opening and end included; not with each ballot. A client that has seen a revision need not ask again until it sees a larger one.',
  })
  revision!: Lazy<number>;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was last opened; null before the first time.',
  })
  openedAt!: Lazy<number | null>;

  @Field(() => Report, { nullable: true, description: 'The self-review, once there is one.' })
  report!: Lazy<Report | null>;

  @Field(() => QualityLevelEnum, { nullable: true, description: 'The level that the subject gives itself.' })
  selfLevel!: Lazy<QualityLevel | null>;

  @Field(() => [Comment], {
    description: 'The newest 100, oldest first; `commentsConnection` has all, and is lighter in frames.',
  })
  comments!: Lazy<readonly Comment[]>;

  /** All comments, for `commentsConnection`. The resolver declares that field, because it takes arguments. */
  allComments!: () => readonly Comment[] | Promise<readonly Comment[]>;

  @Field(() => [ReviewResponse], { description: 'Oldest first.' })
  responses!: Lazy<readonly ReviewResponse[]>;

  @Field(() => [Round], {
    description: 'Every round that covers it, in the order of opening; the newest closed one counts.',
  })
  rounds!: Lazy<readonly Round[]>;

  @Field(() => Outcome, {
    nullable: true,
    description: 'What the policy makes of it so far; null before there is any.',
  })
  outcome!: Lazy<Outcome | null>;

  @Field(() => [Disclosure], {
    description:
      'What a secret round opened on it now could not hide: to be read before opening one. Empty for viewers who may not know who is present.',
  })
  disclosures!: Lazy<readonly Disclosure[]>;
}
