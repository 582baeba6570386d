import type { conduct as vietnamese } from '../../vi/pages/conduct.ts';

export const conduct: typeof vietnamese = {
  attendance: 'Attendance',
  presenceOf: (name) => `Presence of ${name}`,
  allPresent: 'Record all expected as present',
  allPresentAsk: (count) =>
    count === 1
      ? 'Record the seat that has not checked in as present?'
      : `Record ${count} seats that have not checked in as present?`,
  nonVoting: 'not voting',
  codeNever: 'code not used',
  codeOnce: (first) => `code used once, at ${first}`,
  codeOften: (times, first, last) =>
    `code used ${times === 1 ? 'once' : `${times} times`} since ${first}, last at ${last}`,
  codeOfScreens: (use) => `Screens: ${use}.`,
  codesOften: (count) =>
    `${count === 1 ? '1 seat’s code was' : `The codes of ${count} seats were`} used more than once: as it should be for whoever signs in on a laptop and a phone. If that was somebody else, ask the administrator for a new code; the former one ends at once.`,
  convene: 'Convene',
  conveneTitle: 'Convene the conference?',
  conveneBody: 'From then on seats, agenda and the way of classifying cannot be changed.',
  otherDay: (today, heldOn) => `Today is ${today}; the session is set for ${heldOn}.`,
  tooFewPresent: (present, needed) =>
    `The quorum is missing: ${present === 1 ? '1 voting member is' : `${present} voting members are`} present, ${needed} ${needed === 1 ? 'is' : 'are'} needed.`,
  review: 'The item chosen',
  chooseReview: 'Choose an item of the agenda.',
  openReview: 'Open the review',
  closeReview: 'Close the review',
  closeWithoutOutcome:
    'This review cannot be closed yet, because it has no outcome: open a round below, or record a decision under “Decided by people”.',
  notWhileVoting:
    'This item is being voted on: close or void the round before you close the review or record a decision.',
  round: 'Voting',
  openRound: 'Open a round',
  onSheet: 'Items on the sheet',
  pickCurrent: 'Only the item chosen',
  pickKind: (kind) => `All: ${kind}`,
  pickNone: 'None',
  picked: (count) => `${count} chosen`,
  chosenIsClosed: 'The item chosen is closed: open it again to vote on it.',
  nobodyVotes: (names) =>
    `Nobody who is present may vote on: ${names}. Record who has come, or take it off the sheet.`,
  method: 'How to vote',
  display: 'Counts are shown',
  displays: {
    LIVE: 'as ballots come',
    BATCHED: 'in batches, to keep them secret',
    TURNOUT_ONLY: 'only after closing',
  },
  closes: 'Closes by itself after',
  closesNever: 'never, the chair closes it',
  closesMinutes: (minutes) => (minutes === 1 ? '1 minute' : `${minutes} minutes`),
  openRoundTitle: 'Open the round?',
  openRoundBody: (subjects, method, present) =>
    `${method}, ${subjects} on the sheet, ${present === 1 ? '1 voting member' : `${present} voting members`} present. Who may vote is fixed when it opens.`,
  notCompared:
    'Warnings compare with secret rounds that were counted in this session alone: not with what was shown of a voided round, nor with other sessions.',
  more: (count) => `… and ${count} more`,
  closeRound: 'Close and count',
  closeRoundTitle: 'Close the round?',
  closeRoundBody: (missing) =>
    missing === 0
      ? 'Everybody has voted. The ballots are counted and the policy is applied.'
      : `${missing === 1 ? '1 has' : `${missing} have`} not voted yet; after closing ${missing === 1 ? 'that one' : 'they'} no longer can.`,
  voidRound: 'Void the round',
  voidTitle: 'Void the round?',
  voidBody: 'All ballots are destroyed uncounted; it can be voted on again. The reason is kept and shown.',
  voidShown: (marks) =>
    marks === 0
      ? 'No mark has been shown yet.'
      : `${marks === 1 ? '1 mark of each item has' : `${marks} marks of each item have`} been shown: once the round is void nothing of that is shown any more, but whoever saw it knows it and can compare it with a vote held again; no warning tells of that.`,
  reason: 'Reason',
  tooFewToCount:
    'A secret round is counted from 3 ballots on: wait until more have voted, or void the round.',
  nothingToCount: 'Nobody has voted yet: there is nothing to count.',
  clockStopped:
    'The server’s clock jumped, or the server was down when the time came, so this round no longer closes by itself. No ballot is lost, and everybody can still vote.',
  clockStoppedAct:
    'Once there was time enough, close and count it, or void it. Ask the administrator to look at the server’s clock.',
  awaiting: 'Not voted yet',
  nobodyAwaiting: 'Everybody has voted.',
  settle: 'Decided by people',
  settleLead: 'Where the rules do not decide, or people decide otherwise. Both are kept.',
  settleLevel: 'Level',
  settleNone: 'Choose a level',
  settleTitle: (subject) => `Record the decision on ${subject}?`,
  settleAct: 'Record the decision',
  undecided: 'People must decide',
  quotas: 'Quota on excellent',
  adjourn: 'Adjourn',
  adjournTitle: 'Adjourn the conference?',
  adjournBody: 'The results are fixed and written into history; it cannot be opened again.',
  adjournAfterRound: 'A round is open: close or void it before adjourning.',
  adjournTick: 'Some things are unfinished. Tick each line to confirm it:',
  unfinished: {
    undecided: (count) => `Undecided, and recorded as such: ${count}`,
    exceeded: (count) => `Groups over their quota on excellent: ${count}`,
    same: (count) => `About the same, so that the later result takes the earlier one’s place: ${count}`,
    open: (count) => `Reviews still open, which will be closed: ${count}`,
    noReport: (count) => `Without a report: ${count}`,
    noOutcome: (count) => `Without an outcome, which will not be in history: ${count}`,
  },
  adjourned: 'The conference is adjourned. Its results are in history.',
};
