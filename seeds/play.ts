// Plays the conference step by step over the public API. Every step can be repeated, because a command has the same id in every process of a run, and a command
// that was accepted before gets the same answer.

import type { PreparedMeeting, Screen, Seat } from './meeting.ts';
import { simulatedChoice, votersOf } from './vinh-loc-2023/ballots.ts';
import { type Sheet, secretaryKey, sheets } from './vinh-loc-2023/conference.ts';
import { type PlannedReview, proceedings } from './vinh-loc-2023/proceedings.ts';
import { wait } from './wait.ts';
import type { ReviewInFocus, RoundHead } from './wire.ts';

const arrivalMs = 4_000;
const ballotMs = {
  cells: 6_000,
  collectives: 4_000,
  members: 9_000,
  organization: 4_000,
  'key-leader': 4_000,
};
const shortPauseMs = 450;
const longPauseMs = 1_500;

export interface Play {
  prepared: PreparedMeeting;
  seats: ReadonlyMap<string, Seat>;
  screen: Screen;
  fast: boolean;
}

/** Plays the conference from checking in to adjourning. Returns how many ballots have a receipt. */
export async function play(meeting: Play): Promise<number> {
  await gather(meeting);
  for (const planned of proceedings) await review(meeting, planned);
  let receipts = 0;
  for (const sheet of sheets) receipts += await vote(meeting, sheet);
  await seatOf(meeting, secretaryKey).command('adjourn', 'AdjournSession');
  await meeting.screen.frames.until(
    'the session is adjourned',
    ({ session }) => session.status === 'ADJOURNED',
  );
  return receipts;
}

function seatOf({ seats }: Play, key: string): Seat {
  const seat = seats.get(key);
  if (!seat) throw new Error(`nobody sits on ${key}`);
  return seat;
}

function reviewIdOf({ prepared }: Play, itemKey: string): string {
  const id = prepared.reviewIds.get(itemKey);
  if (!id) throw new Error(`the agenda has no ${itemKey}`);
  return id;
}

/** Waits, so that people can watch. It does not wait in a fast run, nor for a step that an earlier process did. */
async function pause({ fast }: Play, ms: number, isNew: boolean): Promise<void> {
  if (!fast && isNew) await wait(ms);
}

/** Returns when the person at `place` acts within a span of milliseconds. It spreads people over the span, in every run in the same way. */
function turn(place: number, of: number, spanMs: number): number {
  return Math.round((((place * 7 + 3) % of) / of) * spanMs);
}

async function gather(meeting: Play): Promise<void> {
  const first = await meeting.screen.frames.until('the first frame', () => true);
  const isNew = first.session.status === 'PREPARED';
  const seats = [...meeting.seats.values()];
  await Promise.all(
    seats.map(async (seat, place) => {
      await pause(meeting, turn(place, seats.length, arrivalMs), isNew);
      await seat.command('check-in', 'CheckIn');
    }),
  );
  const { fresh } = await seatOf(meeting, secretaryKey).command('convene', 'ConveneSession');
  await meeting.screen.frames.until(
    'the session is convened',
    ({ session }) => session.status !== 'PREPARED',
  );
  await pause(meeting, longPauseMs, fresh);
}

async function review(meeting: Play, planned: PlannedReview): Promise<void> {
  const { itemKey } = planned;
  const reviewId = reviewIdOf(meeting, itemKey);
  const chair = seatOf(meeting, secretaryKey);
  await chair.command(`open ${itemKey}`, 'OpenReview', { reviewId });
  const presenter = seatOf(meeting, planned.presentedBy);
  const { report } = planned;
  const { fresh } = await presenter.command(`report ${itemKey}`, 'PresentReport', { reviewId, report });
  await pause(meeting, itemKey.startsWith('collective') ? longPauseMs : shortPauseMs, fresh);
  for (const comment of planned.comments) {
    const step = `comment ${itemKey}`;
    const said = await seatOf(meeting, comment.by).command(step, 'AddComment', {
      reviewId,
      body: comment.body,
    });
    await pause(meeting, shortPauseMs, said.fresh);
  }
  const commentIds = await commentIdsOf(meeting, planned, reviewId);
  let isNew = false;
  for (const [index, { by, stance, body, answers }] of planned.responses.entries()) {
    const answered = answers.map((place) => commentIds[place]);
    const input = { reviewId, stance, body, commentIds: answered };
    const given = await seatOf(meeting, by).command(`response ${index + 1} ${itemKey}`, 'Respond', input);
    isNew = given.fresh;
    await pause(meeting, shortPauseMs, isNew);
  }
  if (!isNew) return;
  await meeting.screen.frames.until(`all that was said on ${itemKey}`, ({ session: { currentReview } }) => {
    return currentReview?.id === reviewId && currentReview.responses.length === planned.responses.length;
  });
}

/** Returns the ids of the planned comments in their order. It finds them in the review, as everybody in the session can read it. */
async function commentIdsOf(meeting: Play, planned: PlannedReview, reviewId: string): Promise<string[]> {
  const presenter = seatOf(meeting, planned.presentedBy);
  const review = await presenter.client.ask<Pick<ReviewInFocus, 'commentsConnection'>>('Review', {
    id: reviewId,
  });
  const comments = review.commentsConnection.edges.map(({ node }) => node);
  return planned.comments.map(({ by, body }) => {
    const found = comments.find(
      (comment) => comment.author.id === seatOf(meeting, by).id && comment.body === body,
    );
    if (!found) throw new Error(`the comment of ${by} on ${planned.itemKey} is not there`);
    return found.id;
  });
}

async function vote(meeting: Play, sheet: Sheet): Promise<number> {
  const chair = seatOf(meeting, secretaryKey);
  const reviewIds = sheet.items.map((itemKey) => reviewIdOf(meeting, itemKey));
  const opened = await chair.command(`open round ${sheet.key}`, 'OpenRound', {
    reviewIds,
    method: 'SECRET_BALLOT',
    display: 'BATCHED',
  });
  const round = roundOn(reviewIds, opened.session.rounds ?? []);
  const { frames } = meeting.screen;
  await frames.until(`the round on ${sheet.title}`, ({ session }) =>
    session.rounds.some(({ id }) => id === round.id),
  );
  await pause(meeting, longPauseMs, opened.fresh);

  const seats = [...meeting.seats.values()];
  const receipts = await Promise.all(
    seats.map((seat, place) =>
      cast(meeting, { seat, sheet, round, afterMs: turn(place, seats.length, ballotMs[sheet.key]) }),
    ),
  );
  if (round.status === 'OPEN') {
    const isComplete = (one: RoundHead) => one.id === round.id && one.turnout === one.electorate;
    await frames.until(`all ballots on ${sheet.title}`, ({ session }) => session.rounds.some(isComplete));
    await pause(meeting, longPauseMs, true);
  }
  await chair.command(`close round ${sheet.key}`, 'CloseRound', { roundId: round.id });
  const isClosed = (one: RoundHead) => one.id === round.id && one.status === 'CLOSED';
  await frames.until(`the count on ${sheet.title}`, ({ session }) => session.rounds.some(isClosed));
  await Promise.all(
    sheet.items.map((itemKey, index) =>
      chair.command(`close ${itemKey}`, 'CloseReview', { reviewId: reviewIds[index] }),
    ),
  );
  await pause(meeting, longPauseMs, opened.fresh);
  for (const [place, receipt] of receipts.entries()) {
    if (receipt === null)
      console.log(`  (somebody voted on the page of ${seats[place]?.name}: that ballot is not the sample’s)`);
  }
  return receipts.filter((receipt) => receipt?.roundId === round.id).length;
}

/** Returns the newest round on exactly these reviews that is not void. It may be closed already, where opening it was repeated. */
function roundOn(reviewIds: string[], rounds: RoundHead[]): RoundHead {
  const wanted = [...reviewIds].sort().join();
  const isOnThese = (round: RoundHead) =>
    round.reviews
      .map(({ id }) => id)
      .sort()
      .join() === wanted;
  const found = rounds.findLast((round) => round.status !== 'VOID' && isOnThese(round));
  if (!found) throw new Error('the round that was opened is not there');
  return found;
}

interface Casting {
  seat: Seat;
  sheet: Sheet;
  round: RoundHead;
  afterMs: number;
}

/**
 * Casts a seat's ballot and returns its receipt. While the round is open, it checks that the seat's own view asks for these reviews, and waits until that view
 * shows the ballot as cast. Where the round is closed, an earlier process cast the ballot, and the same command gives the same receipt.
 */
async function cast(meeting: Play, { seat, sheet, round, afterMs }: Casting) {
  const mine = sheet.items.filter((itemKey) => votersOf(itemKey).includes(seat.key));
  const choices = mine.map((itemKey) => ({
    reviewId: reviewIdOf(meeting, itemKey),
    choice: simulatedChoice(itemKey, seat.key),
  }));
  const step = `ballot ${sheet.key}`;
  if (round.status !== 'OPEN') return seat.cast(step, round.id, choices);

  const ballotOf = (view: { ballots: { round: RoundHead; sealed: boolean; reviews: { id: string }[] }[] }) =>
    view.ballots.find((ballot) => ballot.round.id === round.id);
  const asked = ballotOf(
    await seat.own.until(`the ballot of ${seat.name}`, (view) => ballotOf(view) !== undefined),
  );
  const wanted = new Set(asked?.reviews.map(({ id }) => id));
  if (wanted.size !== choices.length || choices.some(({ reviewId }) => !wanted.has(reviewId))) {
    throw new Error(`${seat.name} is asked for other reviews than those it may mark`);
  }
  await pause(meeting, afterMs, asked?.sealed === false);
  const receipt = await seat.cast(step, round.id, choices);
  await seat.own.until(`the ballot of ${seat.name} is in`, (view) => ballotOf(view)?.sealed === true);
  return receipt;
}
