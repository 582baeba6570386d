// The types of what the sample session sends and reads, taken from those that the build makes of schema/operations.

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

/** The member of a union of answers that has this type name. */
type Of<Answer, Name> = Extract<Answer, { readonly __typename: Name }>;

export type Preparation = Omit<PrepareSessionInput, 'commandId'>;
export type PreparedSession = Of<PrepareSessionMutation['prepareSession'], 'PreparedSession'>;
export type Refusal = Of<PrepareSessionMutation['prepareSession'], 'Refusal'>;
export type Credential = Of<SignInMutation['signIn'], 'Credential'>;
export type ApiKey = Of<CreateApiKeyMutation['createApiKey'], 'ApiKey'>;
export type BallotReceipt = Of<CastBallotMutation['castBallot'], 'BallotReceipt'>;

type RoundOpened = Of<OpenRoundMutation['openRound'], 'Accepted'>;
type OpenedSession = RoundOpened['session'];
/** The answer to a command that was accepted. Only that to opening a round has the session's rounds. */
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
