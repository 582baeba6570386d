import 'reflect-metadata';
import { Field, ID, InputType, Int } from 'type-graphql';
import type { Authority, PeriodKind, QualityLevel, SeatRole, SubjectKind } from '../../../core/vocabulary.ts';
import { CommandInput } from './commands.ts';
import { AuthorityEnum, PeriodKindEnum, QualityLevelEnum, SeatRoleEnum, SubjectKindEnum } from './enums.ts';
import { FactsInput } from './facts.ts';
import { ReportInput } from './report.ts';
import { DateScalar } from './scalars.ts';
import { PolicySettingsInput } from './settings.ts';

@InputType({ description: 'The span of time under review. `quarter` exactly when kind is QUARTER.' })
export class PeriodInput {
  @Field(() => PeriodKindEnum, { defaultValue: 'YEAR', description: 'What kind of span.' })
  kind!: PeriodKind;

  @Field(() => Int, { description: 'The calendar year; of a term, the year it is reviewed for.' })
  year!: number;

  @Field(() => Int, { nullable: true, description: '1 to 4.' })
  quarter?: number | null | undefined;
}

@InputType({
  description: 'An organisation: by id, or found by name below the same superior, or made.',
})
export class OrganizationInput {
  @Field(() => ID, { nullable: true, description: 'The id of a known organisation.' })
  id?: string | null | undefined;

  @Field(() => String, { description: 'Its name; ignored where there is an id.' })
  name!: string;

  @Field(() => OrganizationInput, { nullable: true, description: 'The organisation directly above it.' })
  superior?: OrganizationInput | null | undefined;
}

@InputType({
  description:
    "`key` is the caller's own, for use within this input. A person is found by `personId`, else made.",
})
export class SeatInput {
  @Field(() => ID, {
    description: 'Names the seat within this input, and again when the session is revised.',
  })
  key!: string;

  @Field(() => ID, { nullable: true, description: 'The id of a known person.' })
  personId?: string | null | undefined;

  @Field(() => String, { description: 'The name in full; ignored where there is a personId.' })
  fullName!: string;

  @Field(() => String, { nullable: true, description: 'What the person is in this session.' })
  position?: string | null | undefined;

  @Field(() => SeatRoleEnum, { defaultValue: 'DELEGATE', description: 'What the seat may do.' })
  role!: SeatRole;

  @Field(() => Boolean, { defaultValue: true, description: 'Whether it is a voting seat.' })
  mayVote!: boolean;
}

@InputType({
  description:
    'One item of the agenda. No two items of one kind are about the same person, organisation or collective: the fault names the earlier one.',
})
export class AgendaItemInput {
  @Field(() => ID, {
    description: 'Names the item within this input, and again when the session is revised.',
  })
  key!: string;

  @Field(() => SubjectKindEnum, { description: 'What kind of subject.' })
  kind!: SubjectKind;

  @Field(() => String, { description: "The subject's name." })
  name!: string;

  @Field(() => String, { nullable: true, description: "The subject's position, of a person." })
  position?: string | null | undefined;

  @Field(() => String, {
    nullable: true,
    description: "Default: the kind's name. Heads stand in their kind's group too.",
  })
  peerGroup?: string | null | undefined;

  @Field(() => ID, {
    nullable: true,
    description:
      'The seat of the person under review, where that person sits here; recused as the settings say.',
  })
  seatKey?: string | null | undefined;

  @Field(() => ID, {
    nullable: true,
    description: 'The seat that presents for a subject without one; not recused.',
  })
  presenterKey?: string | null | undefined;

  @Field(() => ID, {
    nullable: true,
    description:
      'The id of a person without a seat. Without it and without `seatKey`, a new person is made for LEADER and PARTY_MEMBER.',
  })
  personId?: string | null | undefined;

  @Field(() => ID, {
    nullable: true,
    description:
      "Of a cell or organisation. Without it, found by name below the session's organisation, or made: two units of one name need their ids, or names that tell them apart.",
  })
  organizationId?: string | null | undefined;

  @Field(() => QualityLevelEnum, { nullable: true, description: 'The level that the subject gives itself.' })
  selfLevel?: QualityLevel | null | undefined;

  @Field(() => ReportInput, { nullable: true, description: 'The self-review, where it is there already.' })
  report?: ReportInput | null | undefined;

  @Field(() => AuthorityEnum, { nullable: true, description: 'Default: as the policy says for this kind.' })
  authority?: Authority | null | undefined;

  @Field(() => FactsInput, { nullable: true, description: 'What the rules need to know of the subject.' })
  facts?: FactsInput | null | undefined;
}

@InputType({ description: 'How many have one level.' })
export class LevelCountInput {
  @Field(() => QualityLevelEnum, { description: 'The level.' })
  level!: QualityLevel;

  @Field(() => Int, { description: 'How many have it.' })
  count!: number;
}

@InputType({
  description:
    "A peer group without an entry is complete as the agenda has it. `size`: how many belong to it in all, the agenda's subjects included; without it, an unknown number more. What agenda and counts leave open is unknown, and the quota is worked out for every value that the rest could have.",
})
export class PeerGroupInput {
  @Field(() => String, { description: 'The group, as the agenda names it.' })
  peerGroup!: string;

  @Field(() => Int, {
    nullable: true,
    description: "How many belong to it in all, the agenda's subjects included.",
  })
  size?: number | null | undefined;

  @Field(() => [LevelCountInput], {
    defaultValue: [],
    description: 'Levels of those who are not on the agenda.',
  })
  counts!: readonly LevelCountInput[];

  @Field(() => Int, { defaultValue: 0, description: 'How many of those not on the agenda are not rated.' })
  notRated!: number;
}

@InputType({ description: 'A whole session: who sits in it, what it reviews, by which policy.' })
export class PrepareSessionInput extends CommandInput {
  @Field(() => OrganizationInput, { description: 'Whose session it is.' })
  organization!: OrganizationInput;

  @Field(() => Int, { nullable: true, description: "'Hội nghị lần thứ 20': 20." })
  ordinal?: number | null | undefined;

  @Field(() => String, { description: 'What it is called.' })
  title!: string;

  @Field(() => PeriodInput, { description: 'What is reviewed.' })
  period!: PeriodInput;

  @Field(() => DateScalar, { description: 'The day it meets.' })
  heldOn!: string;

  @Field(() => ID, {
    description: "Must be in force on the period's last day (TERM, AD_HOC: on heldOn).",
  })
  policyId!: string;

  @Field(() => PolicySettingsInput, {
    nullable: true,
    description: "The session's own, on top of the policy's.",
  })
  settings?: PolicySettingsInput | null | undefined;

  @Field(() => [SeatInput], { description: 'All seats, guests included.' })
  seats!: readonly SeatInput[];

  @Field(() => [AgendaItemInput], { description: 'What is reviewed, in order.' })
  agenda!: readonly AgendaItemInput[];

  @Field(() => [PeerGroupInput], {
    defaultValue: [],
    description:
      'What is known of a peer group beyond the subjects of this agenda (what the cells have rated themselves, say).',
  })
  peerGroups!: readonly PeerGroupInput[];
}

@InputType({ description: 'Replaces the whole preparation of a session, before convening.' })
export class ReviseSessionInput {
  @Field(() => ID, { description: 'The session.' })
  sessionId!: string;

  @Field(() => PrepareSessionInput, {
    description: 'The whole preparation; its commandId is that of the revision.',
  })
  preparation!: PrepareSessionInput;
}
