// What the sample session sends and reads of the public API, by the types that the build made of schema/operations.

import type {
  CastBallotMutation,
  CreateApiKeyMutation,
  OpenRoundMutation,
  PrepareSessionInput,
  PrepareSessionMutation,
  ResultsQuery,
  ReviewInFocusFragment,
  SessionQuery,
  SignInMutation,
  StatisticsQuery,
  WatchOwnSubscription,
  WatchScreenSubscription,
} from '../schema/operations/typed.ts';

/** Of the answers to a mutation the one of this type. */
type Of<Answer, Name> = Extract<Answer, { readonly __typename: Name }>;

export type Preparation = Omit<PrepareSessionInput, 'commandId'>;
export type PreparedSession = Of<PrepareSessionMutation['prepareSession'], 'PreparedSession'>;
export type Refusal = Of<PrepareSessionMutation['prepareSession'], 'Refusal'>;
export type Credential = Of<SignInMutation['signIn'], 'Credential'>;
export type ApiKey = Of<CreateApiKeyMutation['createApiKey'], 'ApiKey'>;
export type BallotReceipt = Of<CastBallotMutation['castBallot'], 'BallotReceipt'>;

type RoundOpened = Of<OpenRoundMutation['openRound'], 'Accepted'>;
type OpenedSession = RoundOpened['session'];
/** Of any command; only the answer to one that opens a round has the rounds. */
export type Accepted = Omit<RoundOpened, 'session'> & {
  session: Omit<OpenedSession, 'rounds'> & Partial<Pick<OpenedSession, 'rounds'>>;
};

export type ScreenFrame = WatchScreenSubscription['sessionWatch'];
export type OwnView = WatchOwnSubscription['ownWatch'];
export type RoundHead = ScreenFrame['session']['rounds'][number];
export type ReviewInFocus = ReviewInFocusFragment;
export type TallyParts = NonNullable<ScreenFrame['session']['openRound']>['tallies'][number];
export type SessionQuotas = Pick<NonNullable<SessionQuery['session']>, 'quotas'>;
export type QuotaParts = SessionQuotas['quotas'][number];
export type ResultPage = ResultsQuery['results'];
export type RecordedResult = ResultPage['edges'][number]['node'];
export type Statistics = StatisticsQuery['statistics'];
