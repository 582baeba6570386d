// The closed vocabulary of a review session. Every list has the order that the domain uses, with the best level first.

export const qualityLevels = ['EXCELLENT', 'GOOD', 'COMPLETED', 'NOT_COMPLETED'] as const;
export type QualityLevel = (typeof qualityLevels)[number];

/** A level that is earned. NOT_COMPLETED is not: it is what remains, or it is forced. */
export type EarnedLevel = Exclude<QualityLevel, 'NOT_COMPLETED'>;

/** What a delegate may mark for one subject. The place of a choice in this list is its byte in an envelope. */
export const ballotChoices = [...qualityLevels, 'NOT_RATED', 'BLANK'] as const;
export type BallotChoice = (typeof ballotChoices)[number];

export const subjectKinds = [
  'PARTY_ORGANIZATION',
  'PARTY_CELL',
  'LEADERSHIP_COLLECTIVE',
  'LEADER',
  'PARTY_MEMBER',
] as const;
export type SubjectKind = (typeof subjectKinds)[number];

/** Says whether subjects of this kind are one person. */
export function isPersonKind(kind: SubjectKind): boolean {
  return kind === 'LEADER' || kind === 'PARTY_MEMBER';
}

/** Says whether subjects of this kind are an organisation, under its own name. */
export function isUnitKind(kind: SubjectKind): boolean {
  return kind === 'PARTY_ORGANIZATION' || kind === 'PARTY_CELL';
}

export const seatRoles = ['CHAIR', 'SECRETARY', 'TELLER', 'DELEGATE', 'GUEST'] as const;
export type SeatRole = (typeof seatRoles)[number];

export const presences = ['EXPECTED', 'PRESENT', 'EXCUSED', 'ABSENT'] as const;
export type Presence = (typeof presences)[number];

export const sessionStatuses = ['PREPARED', 'CONVENED', 'ADJOURNED'] as const;
export type SessionStatus = (typeof sessionStatuses)[number];

export const reviewStatuses = ['PENDING', 'OPEN', 'CLOSED'] as const;
export type ReviewStatus = (typeof reviewStatuses)[number];

export const roundStatuses = ['OPEN', 'CLOSED', 'VOID'] as const;
export type RoundStatus = (typeof roundStatuses)[number];

export const votingMethods = ['SECRET_BALLOT', 'OPEN_VOTE'] as const;
export type VotingMethod = (typeof votingMethods)[number];

export const tallyDisplays = ['LIVE', 'BATCHED', 'TURNOUT_ONLY'] as const;
export type TallyDisplay = (typeof tallyDisplays)[number];

/** How numbers that everybody sees can tell what was in a secret ballot. */
export const disclosureCodes = [
  'TOO_FEW_BALLOTS',
  'SMALL_ELECTORATE',
  'UNANIMOUS',
  'ALL_BUT_ONE',
  'DIFFERENCE',
  'PARTICIPATION',
] as const;
export type DisclosureCode = (typeof disclosureCodes)[number];

/** Why two names of one session may be taken for one another. */
export const likenesses = ['SAME_SUBJECT', 'SAME_NAME', 'LOOK_ALIKE'] as const;
export type Likeness = (typeof likenesses)[number];

/** A letter of one name that looks like the letter of another name in its place. */
export interface LookAlikeLetter {
  readonly letter: string;
  /** Such as U+0410. */
  readonly code: string;
  readonly like: string;
}

export const authorities = ['DECIDE', 'PROPOSE'] as const;
export type Authority = (typeof authorities)[number];

export const outcomeStatuses = ['DECIDED', 'PROPOSED', 'NEEDS_DECISION', 'NOT_RATED'] as const;
export type OutcomeStatus = (typeof outcomeStatuses)[number];

/** [R81] Returns the status of a result after a superior decided on it, with a level or without one. */
export function statusOfDecision(level: QualityLevel | null): OutcomeStatus {
  return level === null ? 'NOT_RATED' : 'DECIDED';
}

export const certainties = ['CERTAIN', 'LIKELY', 'COMMITTEE_CHOICE'] as const;
export type Certainty = (typeof certainties)[number];

export const quotaStatuses = ['WITHIN', 'EXCEEDED', 'INDETERMINATE'] as const;
export type QuotaStatus = (typeof quotaStatuses)[number];

export const periodKinds = ['TERM', 'YEAR', 'QUARTER', 'AD_HOC'] as const;
export type PeriodKind = (typeof periodKinds)[number];

export const voteBases = ['BODY_MEMBERS', 'PRESENT', 'CAST', 'VALID'] as const;
export type VoteBase = (typeof voteBases)[number];

export const noMajorities = ['CUMULATE_DOWN', 'PLURALITY', 'NEEDS_DECISION'] as const;
export type NoMajority = (typeof noMajorities)[number];

export const quotaBases = ['GOOD', 'GOOD_OR_BETTER', 'ALL_RATED', 'ALL_MEMBERS'] as const;
export type QuotaBase = (typeof quotaBases)[number];

export const roundings = ['FLOOR', 'HALF_UP', 'CEIL'] as const;
export type Rounding = (typeof roundings)[number];

export const quotaActions = ['WARN', 'BLOCK'] as const;
export type QuotaAction = (typeof quotaActions)[number];

export const selfVotes = ['ALLOWED', 'RECUSED'] as const;
export type SelfVote = (typeof selfVotes)[number];

export const stances = ['ACCEPT', 'EXPLAIN'] as const;
export type Stance = (typeof stances)[number];

export const disciplines = ['NONE', 'REPRIMAND', 'WARNING', 'REMOVAL', 'EXPULSION'] as const;
export type Discipline = (typeof disciplines)[number];

export const criterionGrades = ['OUTSTANDING', 'GOOD', 'AVERAGE', 'POOR'] as const;
export type CriterionGrade = (typeof criterionGrades)[number];

/**
 * How the envelopes of a round are kept. In form 2 they are bound to the round as it was opened, and their set is noted. In form 1, of former versions, they
 * are bound to the round's id alone.
 */
export type RoundForm = 1 | 2;

/** The classes of viewers, for each of which it is decided what they may see. Chair and secretary are one class. */
export const audiences = ['ADMIN', 'CHAIR', 'TELLER', 'DELEGATE', 'GUEST', 'SCREEN', 'CLIENT'] as const;
export type Audience = (typeof audiences)[number];

/** A code is never renamed and never used for something else. */
export const refusalCodes = [
  'UNKNOWN_CODE',
  'NOT_ALLOWED',
  'NOT_FOUND',
  'COMMAND_ID_REUSED',
  'SESSION_CONVENED',
  'SESSION_NOT_CONVENED',
  'SESSION_ADJOURNED',
  'QUORUM_MISSING',
  'NOT_PRESENT',
  'MAY_NOT_VOTE',
  'RECUSED',
  'REVIEW_NOT_OPEN',
  'REVIEW_WITHOUT_VOTE',
  'ROUND_OPEN',
  'ROUND_NOT_OPEN',
  'TOO_FEW_BALLOTS',
  'ALREADY_VOTED',
  'BALLOT_INCOMPLETE',
  'INVALID_INPUT',
  'QUOTA_EXCEEDED',
  'BUSY',
  'BALLOTS_UNREADABLE',
  'NOBODY_MAY_VOTE',
  'NO_BALLOTS',
  'REPORT_CHANGED',
  'COMMENT_WITHDRAWN',
  'BALLOTS_ALTERED',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];
