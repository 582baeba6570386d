// Tells in words what the screen shows. It knows the frames alone, and a frame is the newest view, so it may miss steps between two of them.

import type { BallotChoice } from '../schema/operations/typed.ts';
import type { PreparedMeeting } from './meeting.ts';
import { sheets } from './vinh-loc-2023/conference.ts';
import type { ReviewInFocus, ScreenFrame, TallyParts } from './wire.ts';

const shortName: Record<BallotChoice, string> = {
  EXCELLENT: 'E',
  GOOD: 'G',
  COMPLETED: 'K',
  NOT_COMPLETED: 'F',
  NOT_RATED: 'NR',
  BLANK: 'blank',
};
const bodyLengthAtMost = 100;

export class Narrator {
  readonly #prepared: PreparedMeeting;
  readonly #print: (line: string) => void;
  readonly #said = new Set<string>();
  #isQuiet = false;

  constructor(prepared: PreparedMeeting, print: (line: string) => void) {
    this.#prepared = prepared;
    this.#print = print;
  }

  /** Tells what is new in a frame. `isFirst` is true for the first frame. Where the session had begun before it, what it shows is not told. */
  tell({ session }: ScreenFrame, isFirst: boolean): void {
    if (isFirst && session.status !== 'PREPARED') {
      this.#print('  (the session goes on where it was)');
      this.#isQuiet = true;
    }
    const { present, summoned, quorumNeeded, quorumMet } = session.attendance;
    this.#once(`  ${present} of ${summoned} present, quorum ${quorumNeeded}${quorumMet ? ' reached' : ''}`);
    if (session.status !== 'PREPARED') this.#once('Convened.');
    if (session.currentReview) this.#tellReview(session.currentReview);
    this.#tellOpenRound(session.openRound);
    for (const round of session.rounds) {
      if (round.status === 'CLOSED') this.#tellClosed(session, round.id, round.reviews);
      if (round.status === 'VOID') this.#once(`  round void: ${round.voidReason ?? ''}`, round.id);
    }
    if (session.status === 'ADJOURNED') this.#once('Adjourned.');
    this.#isQuiet = false;
  }

  /** Prints a line unless it was printed before about the same thing. `about` is the id of the thing. */
  #once(line: string, about = ''): void {
    const key = `${about}/${line}`;
    if (this.#said.has(key)) return;
    this.#said.add(key);
    if (!this.#isQuiet) this.#print(line);
  }

  #tellReview(review: ReviewInFocus): void {
    const { report, commentsConnection, responses, subject } = review;
    if (!report) return;
    this.#once(
      `> ${subject.name}: self-review presented by ${report.presentedBy ?? subject.name}`,
      review.id,
    );
    for (const { name, achieved, planned } of report.targets) {
      this.#once(`    ${name}: ${achieved} of ${planned}`, review.id);
    }
    for (const { node } of commentsConnection.edges) {
      const { id, author, body } = node;
      this.#once(`    comment by ${author.person.fullName}: ${shorten(body)}`, id);
    }
    for (const { id, author, stance, body } of responses) {
      const verb = stance === 'ACCEPT' ? 'accepts' : 'explains';
      this.#once(`    ${author.person.fullName} ${verb}: ${shorten(body)}`, id);
    }
  }

  #tellOpenRound(round: ScreenFrame['session']['openRound']): void {
    if (!round) return;
    this.#once(`> Secret round on ${this.#titleOf(round.reviews)}: ${round.electorate} voters`, round.id);
    const counted = round.tallies.reduce((sum, tally) => sum + tally.counted, 0);
    const [only] = round.tallies;
    const shown =
      round.tallies.length === 1 && only ? countsOf([only]) : `${countsOf(round.tallies)} on all items`;
    const counts = counted === 0 ? 'no counts shown yet' : `shown so far: ${shown}`;
    this.#once(`    ${round.turnout} of ${round.electorate} have voted; ${counts}`, round.id);
  }

  #tellClosed(session: ScreenFrame['session'], roundId: string, reviews: { id: string }[]): void {
    const ids = new Set(reviews.map(({ id }) => id));
    const outcomes = session.reviews.filter((review) => ids.has(review.id)).map(({ outcome }) => outcome);
    const tallied = new Map<string, number>();
    for (const outcome of outcomes) {
      const name = outcome ? `${outcome.level ?? 'no level'}, ${outcome.status}` : 'no outcome';
      tallied.set(name, (tallied.get(name) ?? 0) + 1);
    }
    const summary = [...tallied].map(([name, count]) => `${count} × ${name}`).join('; ');
    this.#once(`  Closed, ${this.#titleOf(reviews)}: ${summary}`, roundId);
  }

  #titleOf(reviews: { id: string }[]): string {
    const first = this.#prepared.itemKeys.get(reviews[0]?.id ?? '');
    const items = (sheet: (typeof sheets)[number]): readonly string[] => sheet.items;
    return sheets.find((sheet) => first && items(sheet).includes(first))?.title ?? `${reviews.length} items`;
  }
}

function countsOf(tallies: TallyParts[]): string {
  const sums = new Map<BallotChoice, number>();
  for (const { choice, count } of tallies.flatMap((tally) => tally.counts)) {
    sums.set(choice, (sums.get(choice) ?? 0) + count);
  }
  const parts = [...sums]
    .filter(([, count]) => count > 0)
    .map(([choice, count]) => `${count} ${shortName[choice]}`);
  return parts.join(', ');
}

function shorten(body: string): string {
  return body.length <= bodyLengthAtMost ? body : `${body.slice(0, bodyLengthAtMost - 1)}…`;
}
