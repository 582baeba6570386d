import 'reflect-metadata';
import { type ClassType, createUnionType, Field, ID, Int } from 'type-graphql';
import type { RefusalCode } from '../../../core/vocabulary.ts';
import { RefusalCodeEnum } from './enums.ts';
import { Result } from './history.ts';
import { Organization } from './people.ts';
import { OutcomePreview } from './preview.ts';
import { CursorScalar, DateTimeScalar } from './scalars.ts';
import { Seat, Session } from './session.ts';
import { Viewer } from './viewer.ts';
import { type Lazy, WireType } from './wire.ts';

@WireType('What is wrong with one place of the input.')
export class InputFault {
  @Field(() => [String], { description: 'Field names and list positions from the input down.' })
  path!: readonly string[];

  @Field(() => String, { description: "What is wrong, in the viewer's language." })
  message!: Lazy<string>;
}

@WireType('Why the rules refuse the command. Nothing was changed.')
export class Refusal {
  __typename!: 'Refusal';

  @Field(() => RefusalCodeEnum, { description: 'For programs.' })
  code!: RefusalCode;

  @Field(() => String, { description: "For people, in the viewer's language." })
  message!: Lazy<string>;

  @Field(() => [InputFault], { description: 'For INVALID_INPUT: what is wrong, and where in the input.' })
  faults!: readonly InputFault[];
}

@WireType('The command is on disk.')
export class Accepted {
  __typename!: 'Accepted';

  @Field(() => ID, { description: "The command's id, as the client sent it." })
  commandId!: string;

  @Field(() => CursorScalar, { description: "The cursor of the command's last entry." })
  cursor!: string;

  @Field(() => Session, { description: 'The present view.' })
  session!: Lazy<Session>;
}

@WireType('The proof that a ballot is on disk. It says nothing of the choices.')
export class BallotReceipt {
  __typename!: 'BallotReceipt';

  @Field(() => ID, { description: "The command's id, as the client sent it." })
  commandId!: string;

  @Field(() => ID, { description: 'The round that the ballot was cast in.' })
  roundId!: string;

  @Field(() => CursorScalar, { description: 'The cursor of the entry that says that this seat has cast.' })
  cursor!: string;
}

@WireType('A token, for an access code.')
export class Credential {
  __typename!: 'Credential';

  @Field(() => String, { description: 'For `Authorization: Bearer` and `connection_init`.' })
  token!: string;

  @Field(() => DateTimeScalar, { description: 'When the token ends, unless it is ended before.' })
  expiresAt!: number;

  @Field(() => Viewer, { description: 'Who the token stands for.' })
  viewer!: Lazy<Viewer>;
}

@WireType('An access code, to be handed to whoever signs in with it. `seat` is null for the code of screens.')
export class AccessCode {
  __typename!: 'AccessCode';

  @Field(() => Seat, { nullable: true, description: 'Whose it is.' })
  seat!: Lazy<Seat | null>;

  @Field(() => String, { description: 'The code. Only its hash is kept.' })
  code!: string;
}

@WireType('A session as prepared, and the codes that let people in.')
export class PreparedSession {
  __typename!: 'PreparedSession';

  @Field(() => Session, { description: 'The present view.' })
  session!: Lazy<Session>;

  @Field(() => [AccessCode], { description: 'One a seat, and one for screens.' })
  accessCodes!: Lazy<readonly AccessCode[]>;
}

@WireType('A key by which another program reads the history.')
export class ApiKey {
  __typename!: 'ApiKey';

  @Field(() => ID, { description: 'Names the key, to revoke it by.' })
  id!: string;

  @Field(() => String, { description: 'What it is for.' })
  name!: string;

  @Field(() => String, { description: 'For `Authorization: Bearer`. Only its hash is kept.' })
  key!: string;

  @Field(() => Organization, {
    nullable: true,
    description: 'Whose history it reads, with those below; null: the history of all.',
  })
  organization!: Lazy<Organization | null>;
}

@WireType('The key no longer opens anything.')
export class ApiKeyRevoked {
  __typename!: 'ApiKeyRevoked';

  @Field(() => ID, { description: 'Of the key.' })
  id!: string;
}

@WireType('The decision stands beside the result.')
export class DecisionRecorded {
  __typename!: 'DecisionRecorded';

  @Field(() => ID, { description: "The command's id, as the client sent it." })
  commandId!: string;

  @Field(() => Result, { description: 'As it stands now.' })
  result!: Lazy<Result>;
}

@WireType('A link to a file. Whoever has it can follow it, without a token: keep it to yourself.')
export class DownloadLink {
  __typename!: 'DownloadLink';

  @Field(() => String, { description: "Below the server's address: /downloads/…" })
  path!: string;

  @Field(() => DateTimeScalar, {
    description: 'The link opens nothing from then on, or from when the token ends that asked for it.',
  })
  expiresAt!: number;
}

@WireType('What is wrong with one row of a file.')
export class ImportError {
  @Field(() => Int, {
    nullable: true,
    description:
      'Which: 1 is the first row below the headings, or the first object. Null: the file as a whole.',
  })
  row!: number | null;

  @Field(() => String, { nullable: true, description: 'Which column; null: the row as a whole.' })
  column!: string | null;

  @Field(() => String, { description: "What to do about it, in the viewer's language." })
  message!: string;
}

@WireType('What an import does, or would do. With errors nothing was written.')
export class ImportReport {
  __typename!: 'ImportReport';

  @Field(() => Boolean, { description: 'Whether the rows are in the record now.' })
  committed!: boolean;

  @Field(() => Int, { description: 'How many rows the file has; 0 where it could not be read.' })
  rows!: number;

  @Field(() => Int, { description: 'Results that are new, those that supersede another included.' })
  created!: number;

  @Field(() => Int, { description: 'Rows that say what is in the record already.' })
  unchanged!: number;

  @Field(() => Int, { description: 'New results that supersede an earlier one.' })
  superseding!: number;

  @Field(() => Int, { description: 'How many errors there are, those included that are not listed.' })
  errorCount!: number;

  @Field(() => [ImportError], { description: 'The first errors, in the order of the rows: at most 200.' })
  errors!: readonly ImportError[];
}

/** Makes the type of a mutation's answer: what was done, or a refusal. `__typename` tells the plain objects apart. */
function answerOf<T extends { __typename: string }>(name: string, yes: ClassType<T>, description: string) {
  return createUnionType({
    name,
    description,
    types: () => [yes, Refusal] as const,
    resolveType: (answer) => answer.__typename,
  });
}

export type CommandResult = Accepted | Refusal;
export const CommandResultUnion = answerOf(
  'CommandResult',
  Accepted,
  'The answer to a command to a session.',
);

export type PreviewOutcomeResult = OutcomePreview | Refusal;
export const PreviewOutcomeResultUnion = answerOf(
  'PreviewOutcomeResult',
  OutcomePreview,
  'The answer to previewOutcome.',
);

export type CastBallotResult = BallotReceipt | Refusal;
export const CastBallotResultUnion = answerOf('CastBallotResult', BallotReceipt, 'The answer to castBallot.');

export type SignInResult = Credential | Refusal;
export const SignInResultUnion = answerOf('SignInResult', Credential, 'The answer to signIn.');

export type PrepareSessionResult = PreparedSession | Refusal;
export const PrepareSessionResultUnion = answerOf(
  'PrepareSessionResult',
  PreparedSession,
  'The answer to prepareSession and reviseSession.',
);

export type IssueAccessCodeResult = AccessCode | Refusal;
export const IssueAccessCodeResultUnion = answerOf(
  'IssueAccessCodeResult',
  AccessCode,
  'The answer to issueAccessCode.',
);

export type CreateApiKeyResult = ApiKey | Refusal;
export const CreateApiKeyResultUnion = answerOf('CreateApiKeyResult', ApiKey, 'The answer to createApiKey.');

export type RevokeApiKeyResult = ApiKeyRevoked | Refusal;
export const RevokeApiKeyResultUnion = answerOf(
  'RevokeApiKeyResult',
  ApiKeyRevoked,
  'The answer to revokeApiKey.',
);

export type RecordDecisionResult = DecisionRecorded | Refusal;
export const RecordDecisionResultUnion = answerOf(
  'RecordDecisionResult',
  DecisionRecorded,
  'The answer to recordDecision.',
);

export type DownloadLinkResult = DownloadLink | Refusal;
export const DownloadLinkResultUnion = answerOf(
  'DownloadLinkResult',
  DownloadLink,
  'The answer to mutations that give a link to a file.',
);

export type ImportResultsResult = ImportReport | Refusal;
export const ImportResultsResultUnion = answerOf(
  'ImportResultsResult',
  ImportReport,
  'The answer to importResults.',
);
