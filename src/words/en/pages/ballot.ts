import type { ballot as vietnamese } from '../../vi/pages/ballot.ts';

export const ballot: typeof vietnamese = {
  checkIn: 'I am here',
  checkInLead: 'You have not checked in. Only those present when a round opens can vote in it.',
  backToCurrent: 'Back to the review of the moment',
  waiting: 'The conference has not begun. This page follows by itself.',
  waitingForReview: 'Nothing is under review yet. This page follows by itself.',
  adjourned: 'The conference is adjourned. Its results are on the page History.',
  title: 'Your ballot',
  secret: 'Secret ballot: it is recorded who has voted, and nothing is kept that tells what anybody chose.',
  roll: 'Open vote: your choice is recorded with your name and shown.',
  voting: 'Voting',
  votingTitle: '● Voting',
  votingOn: (name) => `Voting: ${name}.`,
  timeLeft: (text) => `${text} left`,
  endingSoon: 'Nearly over',
  untimed: 'no time limit any more',
  timeIsUp: 'time is up',
  ending: (seconds) => (seconds === 1 ? '1 second left to vote.' : `${seconds} seconds left to vote.`),
  marked: (marked, all) => `${marked} of ${all} marked`,
  toBallot: 'To the ballot',
  noBallot: {
    mayNotVote: 'Your seat has no vote, and so no ballot.',
    recused:
      'This round is about you alone, so you have no ballot. In rounds on other items you vote as always.',
    cameLater:
      'You came after this round had opened, so you have no ballot in it. From the next round on you vote like everybody.',
    notHere:
      'This round opened before you had checked in, so you have no ballot. Check in to vote from the next round on.',
  },
  recused: (count) => `The ballot leaves out ${count === 1 ? 'the item' : `${count} items`} about yourself.`,
  choose: (subject) => `Classify ${subject}`,
  keys: 'Keys: 1–4 for the levels, 5 not rated, 0 blank, each goes on to the next row; up and down change rows.',
  missing: (count) => (count === 0 ? 'Everything is marked.' : `${count} still to be marked.`),
  toMissing: 'Go to what is missing',
  theRest: 'Mark the rest',
  markRest: 'Apply to the rest',
  review: 'Check and cast',
  summary: 'This is your ballot',
  summaryOf: (count) =>
    count === 1
      ? 'The ballot has 1 item:'
      : `The ballot has ${count} items, from the top to the end of this list:`,
  final: 'Once cast, it cannot be changed.',
  cast: 'Cast the ballot',
  backToBallot: 'Change it',
  casting: 'Sending the ballot…',
  castingAway:
    'Connection lost: the ballot is kept on this device and goes out exactly once when the connection is back. Do not close the page.',
  unanswered: (message) =>
    `It is not known whether the ballot arrived (${message}). Send this same ballot again: it is recorded once only.`,
  receipt: 'Your ballot is recorded.',
  receiptNumber: 'Receipt',
  receiptHint: 'The receipt proves that the ballot is on the server’s disk; it does not tell what you chose.',
  castElsewhere: 'This seat has already voted in this round, from another page or device.',
  destroyed: 'Your ballot in this round was destroyed with the round; it is not counted.',
  notCast:
    'This round ended before your seat had voted: no ballot of yours is recorded, and what was marked is not counted.',
  formerRounds: (count) => `Rounds before (${count})`,
  tooLate: 'The round was closed before this ballot arrived; it is not counted.',
  awaiting: 'Not voted yet',
  awaitingNobody: 'Everybody has voted.',
};
