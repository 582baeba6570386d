import 'reflect-metadata';
import { Field, ID, InputType, Int } from 'type-graphql';
import type { QualityLevel } from '../../../core/vocabulary.ts';
import { CommandInput, SessionCommandInput } from './commands.ts';
import { QualityLevelEnum } from './enums.ts';
import { Organization } from './people.ts';
import { DateTimeScalar } from './scalars.ts';
import { Seat } from './session.ts';
import { type Lazy, WireType } from './wire.ts';

@WireType('An API key as the administrator sees it: never the key itself, which nobody keeps.')
export class KeyRecord {
  @Field(() => ID, { description: 'Names the key, to revoke it by.' })
  id!: string;

  @Field(() => String, { description: 'What it is for.' })
  name!: string;

  @Field(() => Organization, {
    nullable: true,
    description: 'Whose history it reads, with those below; null: the history of all.',
  })
  organization!: Lazy<Organization | null>;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'When it was made; null where the journal has no entry of it: somebody wrote it into the database.',
  })
  createdAt!: number | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'To the minute; null: never yet.' })
  lastUsedAt!: number | null;

  @Field(() => Boolean, { description: 'Whether it opens nothing any more.' })
  revoked!: boolean;
}

@WireType('How the access code of a seat, or of the screens, was used: never the code itself.')
export class CodeUse {
  @Field(() => Seat, { nullable: true, description: 'Whose code it is; null: the screens’.' })
  seat!: Lazy<Seat | null>;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was issued; null where the journal has no entry of it.',
  })
  issuedAt!: number | null;

  @Field(() => Boolean, {
    description:
      'False in a restored copy of the database where it was replaced after the copy was made: issue a new one.',
  })
  opens!: boolean;

  @Field(() => Int, {
    nullable: true,
    description:
      'Sign-ins since it was issued; null for the administrator, because a zero would tell who has not cast.',
  })
  signIns!: number | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'The first of them; null: none, or as `signIns`.',
  })
  firstSignInAt!: number | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'The last of them; null: none, or as `signIns`.',
  })
  lastSignInAt!: number | null;
}

@InputType({ description: 'Exchanges an access code for a token.' })
export class SignInInput {
  @Field(() => String, { description: 'An access code, of a seat or of screens.' })
  code!: string;
}

@InputType({ description: 'Replaces an access code.' })
export class IssueAccessCodeInput extends SessionCommandInput {
  @Field(() => ID, { nullable: true, description: 'The seat; without it, the code is for screens.' })
  seatId?: string | null | undefined;
}

@InputType({
  description:
    'Without `organizationId` the key reads the history of all organisations, else of that one and those below.',
})
export class CreateApiKeyInput extends CommandInput {
  @Field(() => String, { description: 'What the key is for.' })
  name!: string;

  @Field(() => ID, { nullable: true, description: 'Whose history it reads.' })
  organizationId?: string | null | undefined;
}

@InputType({ description: 'Ends an API key.' })
export class RevokeApiKeyInput extends CommandInput {
  @Field(() => ID, { description: 'Of the key.' })
  id!: string;
}

@InputType({ description: "Records a later decision on a result: the superior's, an appeal's." })
export class RecordDecisionInput extends CommandInput {
  @Field(() => ID, { description: 'The result.' })
  resultId!: string;

  @Field(() => QualityLevelEnum, { nullable: true, description: 'The level decided; none: NOT_RATED.' })
  level?: QualityLevel | null | undefined;

  @Field(() => String, { description: 'The body that decided.' })
  decidedBy!: string;

  @Field(() => String, { nullable: true, description: 'The number of the document that says so.' })
  documentNumber?: string | null | undefined;

  @Field(() => String, { description: 'Why.' })
  reason!: string;
}
