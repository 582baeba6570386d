import { registerEnumType } from 'type-graphql';
import {
  authorities,
  ballotChoices,
  certainties,
  criterionGrades,
  disciplines,
  disclosureCodes,
  likenesses,
  noMajorities,
  outcomeStatuses,
  periodKinds,
  presences,
  qualityLevels,
  quotaActions,
  quotaBases,
  quotaStatuses,
  refusalCodes,
  reviewStatuses,
  roundings,
  roundStatuses,
  seatRoles,
  selfVotes,
  sessionStatuses,
  stances,
  subjectKinds,
  tallyDisplays,
  voteBases,
  votingMethods,
} from '../../../core/vocabulary.ts';
import { importFormats } from '../../../exchange/read.ts';
import { exportFormats } from '../../../exchange/write.ts';
import { resultOrderKeys, statisticsKeys } from '../../../history/history.ts';
import { paperKinds } from '../../../papers/order.ts';

export const viewerKinds = ['ADMIN', 'SEAT', 'SCREEN', 'CLIENT', 'ANONYMOUS'] as const;
export type ViewerKind = (typeof viewerKinds)[number];

/** Registers a list of the vocabulary as an enum of the schema, in the list's order, with the meaning of each value. */
function enumeration<V extends string>(
  name: string,
  values: readonly V[],
  description: string,
  meanings: Readonly<Record<V, string>>,
): Record<V, V> {
  const members = Object.fromEntries(values.map((value) => [value, value])) as Record<V, V>;
  const valuesConfig = Object.fromEntries(values.map((value) => [value, { description: meanings[value] }]));
  registerEnumType<object>(members, { name, description, valuesConfig });
  return members;
}

const levels = {
  EXCELLENT: 'Hoàn thành xuất sắc nhiệm vụ.',
  GOOD: 'Hoàn thành tốt nhiệm vụ.',
  COMPLETED: 'Hoàn thành nhiệm vụ.',
  NOT_COMPLETED: 'Không hoàn thành nhiệm vụ.',
};

export const QualityLevelEnum = enumeration(
  'QualityLevel',
  qualityLevels,
  'The four levels of quality, best first. Hoàn thành xuất sắc · tốt · hoàn thành · không hoàn thành nhiệm vụ.',
  levels,
);

export const BallotChoiceEnum = enumeration(
  'BallotChoice',
  ballotChoices,
  "What a delegate may mark for one subject. NOT_RATED: 'chưa xếp loại'. BLANK counts as cast, for no level.",
  { ...levels, NOT_RATED: 'Chưa xếp loại: no level should be given.', BLANK: 'No mark: cast, for no level.' },
);

export const SubjectKindEnum = enumeration('SubjectKind', subjectKinds, 'What is under review.', {
  PARTY_ORGANIZATION: "The commune's Party organisation as a whole (Đảng bộ xã).",
  PARTY_CELL: 'Chi bộ.',
  LEADERSHIP_COLLECTIVE: 'Tập thể lãnh đạo, quản lý.',
  LEADER: 'Cá nhân giữ chức vụ lãnh đạo, quản lý.',
  PARTY_MEMBER: 'Đảng viên.',
});

export const SeatRoleEnum = enumeration('SeatRole', seatRoles, 'What a seat may do in the session.', {
  CHAIR: 'Leads the session: convenes, opens and closes, settles, adjourns.',
  SECRETARY: 'Leads the session beside the chair, with the same rights.',
  TELLER: 'Tổ kiểm phiếu: watches over the count; otherwise a delegate.',
  DELEGATE: 'Takes part: comments, and votes where the seat may vote.',
  GUEST: 'Listens; neither comments nor sees who is present.',
});

export const PresenceEnum = enumeration(
  'Presence',
  presences,
  'Whether the holder of a seat is in the room.',
  {
    EXPECTED: 'Summoned, and nothing recorded yet.',
    PRESENT: 'In the room.',
    EXCUSED: 'Absent with a reason that was accepted.',
    ABSENT: 'Absent without such a reason.',
  },
);

export const SessionStatusEnum = enumeration('SessionStatus', sessionStatuses, 'A status of a session.', {
  PREPARED: 'Agenda and seats are set and can still be revised.',
  CONVENED: 'The session meets; seats and settings are frozen.',
  ADJOURNED: 'The session is over and its results are written.',
});

export const ReviewStatusEnum = enumeration('ReviewStatus', reviewStatuses, 'A status of a review.', {
  PENDING: 'Not opened yet.',
  OPEN: 'Being discussed or voted on.',
  CLOSED: 'Done; it may be opened again until the session is adjourned.',
});

export const RoundStatusEnum = enumeration('RoundStatus', roundStatuses, 'A status of a voting round.', {
  OPEN: 'Ballots can be cast.',
  CLOSED: 'Counted.',
  VOID: 'Ended without a count; its ballots are destroyed.',
});

export const VotingMethodEnum = enumeration('VotingMethod', votingMethods, 'How a round is voted.', {
  SECRET_BALLOT: 'Who voted is recorded, what was voted is recorded, and nothing that remains joins the two.',
  OPEN_VOTE: "A roll call: each delegate's choice is recorded and shown.",
});

export const TallyDisplayEnum = enumeration(
  'TallyDisplay',
  tallyDisplays,
  'What is shown of the counts while a round is open, alike for all viewers.',
  {
    LIVE: 'Counts as they come. Only for OPEN_VOTE.',
    BATCHED:
      'By the turnout alone, alike for all reviews: whenever 2 × releaseBatch marks wait unreleased, releaseBatch of them, drawn at random, are added to the tally; the rest only when the round closes. Where anybody is recused from anything on the sheet, one mark fewer than the turnout is taken to wait in each review. So no step of the tally, the last included, says who has cast, or what any of them chose.',
    TURNOUT_ONLY: 'How many have voted, and no counts before the round closes.',
  },
);

export const LikenessEnum = enumeration(
  'Likeness',
  likenesses,
  'How names of one session may be taken for one another.',
  {
    SAME_SUBJECT:
      'Items about the same, which only sessions have that were prepared before 0.2.0: the result of the later one supersedes the earlier one’s.',
    SAME_NAME: 'The same but for case, spaces and the place of the tone.',
    LOOK_ALIKE: 'Other letters that look alike, as UTS #39 has it: a Cyrillic А for an A, an l for a 1.',
  },
);

export const DisclosureCodeEnum = enumeration(
  'DisclosureCode',
  disclosureCodes,
  'How numbers that everybody sees can tell what a secret ballot held.',
  {
    TOO_FEW_BALLOTS: 'Before opening: fewer than three could mark it, so that it could not be counted.',
    SMALL_ELECTORATE:
      'Before opening: at most ten could mark it; marks that are all alike would disclose what everybody chose.',
    UNANIMOUS: 'All marks are alike: what each chose is known.',
    ALL_BUT_ONE: 'One mark differs: whoever made it knows what all others chose.',
    DIFFERENCE:
      'Another closed secret count on the same review may be of the same seats but `ballots`, as far as the turnout tells: comparing the two can tell what those chose. Told for fewer than releaseBatch; of a count also for any number, where the seats of one may all be among those of the other and the difference of the tallies is of one level, or all but one. What was shown of void rounds, and counts of other sessions, are not compared.',
    PARTICIPATION:
      'Before opening: on a sheet with others its subject may cast and marks nothing here, so that the closed count tells whether he or she has cast. Of a count: it has as many marks as the round has ballots, so that its subject, who could cast, has not.',
  },
);

export const AuthorityEnum = enumeration('Authority', authorities, 'Who decides the level of a subject.', {
  DECIDE: 'This committee decides.',
  PROPOSE: 'This committee proposes; its superior decides.',
});

export const OutcomeStatusEnum = enumeration(
  'OutcomeStatus',
  outcomeStatuses,
  'What an outcome is: a level that was decided or proposed, or no level.',
  {
    DECIDED: 'A level, decided by whoever may decide.',
    PROPOSED: 'A level, proposed to the superior.',
    NEEDS_DECISION: 'No rule, or rules that leave a gap: people must decide. The trace says why.',
    NOT_RATED: 'Chưa xếp loại: the subject is given no level.',
  },
);

export const CertaintyEnum = enumeration(
  'Certainty',
  certainties,
  "Whether a rule stands in a central text, was read second-hand, or is the committee's own choice.",
  {
    CERTAIN: 'Read in a text that quotes or reports it.',
    LIKELY: 'Second-hand, translated, or inferred from two texts.',
    COMMITTEE_CHOICE: "Found in no central text: the committee's own choice, a visible setting.",
  },
);

export const QuotaStatusEnum = enumeration(
  'QuotaStatus',
  quotaStatuses,
  'How a peer group stands to its quota.',
  {
    WITHIN: 'Not more are EXCELLENT than the quota allows, whatever is still unknown.',
    EXCEEDED: 'More are EXCELLENT than the quota allows, whatever is still unknown.',
    INDETERMINATE: 'It depends on what is still unknown; the explanation gives the bound.',
  },
);

export const PeriodKindEnum = enumeration('PeriodKind', periodKinds, 'The span of time under review.', {
  TERM: "The committee's term (nhiệm kỳ).",
  YEAR: 'A calendar year.',
  QUARTER: 'A quarter of a calendar year.',
  AD_HOC: 'For an occasion of its own.',
});

export const VoteBaseEnum = enumeration(
  'VoteBase',
  voteBases,
  'What shares of a vote are taken of. Seats recused from the review are left out of BODY_MEMBERS and PRESENT.',
  {
    BODY_MEMBERS: 'All voting seats.',
    PRESENT: 'Those of the electorate.',
    CAST: 'Ballots cast.',
    VALID: 'Ballots cast, less blank and invalid.',
  },
);

export const NoMajorityEnum = enumeration(
  'NoMajority',
  noMajorities,
  'What happens when no level passes alone.',
  {
    CUMULATE_DOWN:
      'Counts are added from the best level down; the first level at which the sum reaches its threshold is the level.',
    PLURALITY: 'The level with the most marks; a tie needs a decision.',
    NEEDS_DECISION: 'People must decide.',
  },
);

export const QuotaBaseEnum = enumeration(
  'QuotaBase',
  quotaBases,
  'What the share of EXCELLENT is taken of.',
  {
    GOOD: 'Those rated GOOD.',
    GOOD_OR_BETTER: 'Those rated GOOD or EXCELLENT.',
    ALL_RATED: 'All who have a level.',
    ALL_MEMBERS: 'All of the peer group, also those not rated.',
  },
);

export const RoundingEnum = enumeration('Rounding', roundings, 'How a share becomes a whole number.', {
  FLOOR: 'Down.',
  HALF_UP: 'To the nearest; a half goes up.',
  CEIL: 'Up.',
});

export const QuotaActionEnum = enumeration('QuotaAction', quotaActions, 'What an exceeded quota does.', {
  WARN: 'It is shown, and the session can be adjourned.',
  BLOCK: 'The session cannot be adjourned (QUOTA_EXCEEDED).',
});

export const SelfVoteEnum = enumeration('SelfVote', selfVotes, 'Whether a seat votes on its own review.', {
  ALLOWED: 'It does.',
  RECUSED: 'It does not, and the base leaves it out.',
});

export const StanceEnum = enumeration('Stance', stances, 'How comments are answered.', {
  ACCEPT: 'Tiếp thu.',
  EXPLAIN: 'Giải trình.',
});

export const DisciplineEnum = enumeration(
  'Discipline',
  disciplines,
  'A disciplinary measure, lightest first.',
  {
    NONE: 'None.',
    REPRIMAND: 'Khiển trách.',
    WARNING: 'Cảnh cáo.',
    REMOVAL: 'Cách chức: removal from post.',
    EXPULSION: 'Khai trừ.',
  },
);

export const CriterionGradeEnum = enumeration(
  'CriterionGrade',
  criterionGrades,
  'Xuất sắc · tốt · trung bình · kém, for one criterion; not a level.',
  { OUTSTANDING: 'Xuất sắc.', GOOD: 'Tốt.', AVERAGE: 'Trung bình.', POOR: 'Kém.' },
);

export const StatisticsKeyEnum = enumeration(
  'StatisticsKey',
  statisticsKeys,
  'What results are counted by.',
  {
    YEAR: "The period's year.",
    ORGANIZATION: 'The organisation whose session rated.',
    SUBJECT_KIND: 'The kind of the subject.',
    PEER_GROUP: 'The peer group of the subject.',
    LEVEL: 'The level, later decisions included.',
    STATUS: 'The status, later decisions included.',
  },
);

export const ResultOrderKeyEnum = enumeration(
  'ResultOrderKey',
  resultOrderKeys,
  'What results are ordered by.',
  {
    DATE: 'The day that their session was held.',
    NAME: "The subject's name, people by their given names, as Vietnamese sorts them.",
    LEVEL: 'The level, best first, later decisions included; what has none comes last.',
  },
);

export const orderDirections = ['ASCENDING', 'DESCENDING'] as const;
export type OrderDirection = (typeof orderDirections)[number];

export const OrderDirectionEnum = enumeration(
  'OrderDirection',
  orderDirections,
  'Which end of an order comes first.',
  {
    ASCENDING: 'The least first: the oldest, the beginning of the alphabet, the best level.',
    DESCENDING: 'The greatest first: the newest, the end of the alphabet, what has no level.',
  },
);

export const ImportFormatEnum = enumeration(
  'ImportFormat',
  importFormats,
  'How a file to import is written.',
  {
    CSV: 'Columns by their headings, with commas, semicolons or tabs between them.',
    JSON: 'An array of objects, or an object a line.',
  },
);

export const ExportFormatEnum = enumeration('ExportFormat', exportFormats, 'How an export is written.', {
  CSV: 'UTF-8 with a byte order mark, commas, headings that importResults takes.',
  JSON_LINES: 'An object a line, with the columns of CSV as its fields.',
  POPOLO: 'Vote events as the Popolo specification has them, in one document.',
});

export const ViewerKindEnum = enumeration('ViewerKind', viewerKinds, 'What a token stands for.', {
  ADMIN: 'The administrator.',
  SEAT: 'A seat of one session.',
  SCREEN: 'A screen in the room of one session.',
  CLIENT: 'Another program, with a key for the history.',
  ANONYMOUS: 'No token.',
});

export const RefusalCodeEnum = enumeration('RefusalCode', refusalCodes, 'Never renamed, never reused.', {
  UNKNOWN_CODE: 'No access code is this one, or it was replaced.',
  NOT_ALLOWED: 'This viewer may not do that.',
  NOT_FOUND: 'Something named in the input does not exist, or not for this viewer.',
  COMMAND_ID_REUSED: 'The commandId was used before, for another command, seat, review or round.',
  SESSION_CONVENED: 'The session is convened already.',
  SESSION_NOT_CONVENED: 'The session is not convened yet.',
  SESSION_ADJOURNED: 'The session is over.',
  QUORUM_MISSING: 'Too few voting seats are present.',
  NOT_PRESENT: 'The seat is not in the electorate, or not in the room.',
  MAY_NOT_VOTE: 'The seat has no vote.',
  RECUSED: 'The seat does not vote on this review.',
  REVIEW_NOT_OPEN: 'The review is not open.',
  REVIEW_WITHOUT_VOTE: 'The review has no closed round, exclusion or settlement yet.',
  ROUND_OPEN: 'A round is open: close or void it first.',
  ROUND_NOT_OPEN: 'The round is closed or void.',
  TOO_FEW_BALLOTS:
    'A count of one or two secret ballots on a review would disclose them: wait for more, or void the round. With somebody recused from anything on the sheet three are too few, whoever cast them.',
  ALREADY_VOTED: 'The seat has cast its ballot in this round.',
  BALLOT_INCOMPLETE: 'A review that this seat marks has no choice.',
  INVALID_INPUT: 'The input has faults; each is named.',
  QUOTA_EXCEEDED: 'A peer group exceeds its quota, and the settings block adjournment.',
  BUSY: 'Too much at once: send the same command again.',
  BALLOTS_UNREADABLE:
    'The sealed ballots of this round cannot be opened, because the database was restored from a backup: void the round.',
  BALLOTS_ALTERED:
    'The ballots of this round are not those that were cast: the database was changed from outside. Keep the file, and void the round.',
  NOBODY_MAY_VOTE: 'Nobody who is present could mark a review of the sheet.',
  NO_BALLOTS: 'Nobody has cast: there is nothing to count. Wait, or void the round.',
  REPORT_CHANGED: 'The report was presented anew after the revision that this one is based on.',
  COMMENT_WITHDRAWN: 'The comment is withdrawn already.',
});

export const PaperKindEnum = enumeration(
  'PaperKind',
  paperKinds,
  'A document of a session, as PDF in Vietnamese.',
  {
    COUNT_MINUTES:
      'Biên bản kiểm phiếu of a closed round: for chair, secretary, tellers and the administrator.',
    SESSION_MINUTES:
      'Biên bản hội nghị, once the session is convened; a draft until it is adjourned: for chair, secretary and the administrator.',
    BALLOTS: 'Phiếu for voting on paper, until adjournment: for chair, secretary and the administrator.',
    SUMMARY:
      'Levels by peer group and what is proposed to the superior: for chair, secretary and the administrator once convened, for delegates once adjourned.',
  },
);
