import type { Entry } from '../clerk/entry.ts';
import type { SessionEvent } from '../core/event.ts';
import { markedBallots, type OpenRound, openRoundOf, type Session } from '../core/state.ts';
import { countMarks, noCounts, sortedMarks, type Tally } from '../core/tally.ts';
import { ballotChoices } from '../core/vocabulary.ts';
import { compared, type Mismatch, told } from './finding.ts';

/** Returns what is wrong with a ballot in the round that it was cast in, or with the marks of a closed round against its ballots; null where nothing is. */
export function ballotFault(session: Session, entry: Entry, event: SessionEvent): Mismatch | null {
  switch (event.type) {
    case 'BallotSealed':
    case 'BallotCast': {
      const round = openRoundOf(session);
      const wanted = event.type === 'BallotSealed' ? 'SECRET_BALLOT' : 'OPEN_VOTE';
      return (
        compared('the open round', event.roundId, round?.id) ??
        compared('the method of the round', wanted, round?.method) ??
        seatFault(round as OpenRound, event.seatId) ??
        compared('who cast', event.seatId, entry.by)
      );
    }
    case 'RoundClosed': {
      const round = openRoundOf(session);
      if (round === undefined || round.id !== event.roundId) {
        return { what: 'the open round', expected: event.roundId, found: told(round?.id) };
      }
      const reviewIds = event.counted.map(({ reviewId }) => reviewId).join(' ');
      const fault = compared('the reviews that were counted', round.reviewIds.join(' '), reviewIds);
      if (fault !== null) return fault;
      for (const { reviewId, marks, tally } of event.counted) {
        const countFault = marksFault(round, reviewId, marks, tally);
        if (countFault !== null) return countFault;
      }
      return null;
    }
    default:
      return null;
  }
}

function seatFault(round: OpenRound, seatId: string): Mismatch | null {
  const place = round.electorate.get(seatId);
  if (place === undefined) {
    return { what: 'the seat of a ballot', expected: 'one of the electorate', found: seatId };
  }
  if (round.cast[place] !== 1) return null;
  return { what: 'the ballots of a seat', expected: 'one in a round', found: `a second one of ${seatId}` };
}

/**
 * Returns what is wrong with the marks of a review; null where nothing is. Each must be a choice, they must be as many as ballots mark the review, sorted,
 * added up in the tally, and of each choice not fewer than were shown.
 */
function marksFault(round: OpenRound, reviewId: string, marks: string, tally: Tally): Mismatch | null {
  const counts = countMarks(marks);
  if (counts === null) {
    return { what: `the marks of ${reviewId}`, expected: 'letters of choices', found: told(marks) };
  }
  const shown = round.shown.get(reviewId) ?? noCounts;
  const short = ballotChoices.find((choice) => shown[choice] > counts[choice]);
  return (
    compared(`the number of marks of ${reviewId}`, markedBallots(round, reviewId), marks.length) ??
    compared(`the order of the marks of ${reviewId}`, sortedMarks(counts), marks) ??
    compared(`the tally of ${reviewId}`, JSON.stringify(counts), JSON.stringify(tally.counts)) ??
    (short === undefined
      ? null
      : {
          what: `the marks of ${reviewId} for ${short}`,
          expected: `at least the ${shown[short]} that were released`,
          found: told(counts[short]),
        })
  );
}
