import {
  RoundOutcomeDocument,
  type RoundOutcomeQuery,
  WatchScreenDocument,
  type WatchScreenSubscription,
} from '../../../schema/operations/typed.ts';
import { follow, socket, told } from '../../support/client.ts';
import type { TestHouse } from '../../support/house.ts';
import {
  cast,
  type Meeting,
  openRound,
  order,
  preparation,
  prepareForTest,
  signIn,
} from '../../support/session.ts';
import type { Cell, Phase } from './cells.ts';
import { nameAt, positionAt, reasonText, reportTexts } from './lengths.ts';

// A real meeting, held through every phase that the screen has a look for.

export type ScreenSession = WatchScreenSubscription['sessionWatch']['session'];
export type RoundOutcome = Extract<NonNullable<RoundOutcomeQuery['node']>, { __typename: 'Round' }>;

/** What the screen is told: the newest frame, and what the last round came to, where it is closed. */
export interface View {
  readonly session: ScreenSession;
  readonly outcome: RoundOutcome | null;
}

/** The phases that differ in what the server says; the others differ in how much of it there is. */
export type RealPhase = Exclude<
  Phase,
  | 'review 2 targets'
  | 'review comments'
  | 'closed one, long reason'
  | 'closed sheet, long reasons'
  | 'void, long reason'
  | `${string} timed`
>;

/** Where a meeting stands. */
export interface Standing {
  readonly phase: RealPhase;
  readonly sessionId: string;
  /** Of the room's screen. */
  readonly token: string;
}

const electors = 9;
const reviewed = 3;

/** The first of those who vote are reviewed too; cells beside them. Names and positions are of all lengths. */
function meetingInput() {
  const { seats, agenda, ...rest } = preparation({ voters: electors, members: reviewed, cells: 3 });
  const named = seats.map((seat: object, at: number) => ({
    ...seat,
    fullName: nameAt('8 to 60 letters', at + 8),
    position: positionAt('some', at) ?? undefined,
  }));
  return {
    ...rest,
    seats: named,
    agenda: agenda.map((item: object, at: number) => ({
      ...item,
      name: at < reviewed ? named[at].fullName : nameAt('60 letters', at),
      position: at < reviewed ? named[at].position : undefined,
    })),
    policyId: 'vn-366-2025',
    period: { kind: 'YEAR', year: 2025 },
    heldOn: '2025-12-11',
  };
}

/** Holds a meeting, and stops wherever it has come to another phase. */
export async function* playMeeting(house: TestHouse): AsyncGenerator<Standing> {
  const input = meetingInput();
  const prepared = await prepareForTest(house, input);
  const tokens: Record<string, string> = {};
  for (const [key, code] of Object.entries(prepared.codes)) tokens[key] = await signIn(house, code);
  const meeting = { ...prepared, tokens };
  const { sessionId } = prepared;
  const at = (phase: RealPhase): Standing => ({ phase, sessionId, token: tokens.screen ?? '' });
  const act = async (key: string, field: string, more: object = {}) => {
    const answer = await order(house, tokens[key] ?? '', field, { sessionId, ...more });
    if (answer.__typename === 'Refusal') throw new Error(JSON.stringify(answer));
  };
  yield at('prepared');
  for (const seat of input.seats) if (seat.mayVote !== false) await act(seat.key, 'checkIn');
  await act('chair', 'conveneSession');
  yield at('between');
  for await (const phase of playReview(meeting, act)) yield at(phase);
  for await (const phase of playRounds(house, meeting, act)) yield at(phase);
  await act('chair', 'adjournSession');
  yield at('adjourned');
}

type Act = (key: string, field: string, more?: object) => Promise<void>;

async function* playReview({ reviewIds }: Meeting, act: Act): AsyncGenerator<RealPhase> {
  const reviewId = reviewIds[1] ?? '';
  await act('chair', 'openReview', { reviewId });
  yield 'review bare';
  const report = { ...reportTexts(2_000), presentedBy: nameAt('60 letters', 2) };
  await act('v1', 'presentReport', { reviewId, selfLevel: 'GOOD', report });
  yield 'review report';
  const targets = Array.from({ length: 12 }, (_, place) => ({
    name: `Chỉ tiêu ${place + 1}: ${reasonText(10 + place * 9)}`,
    planned: 10,
    achieved: 8 + (place % 5),
  }));
  await act('v1', 'presentReport', { reviewId, selfLevel: 'GOOD', report: { ...report, targets } });
  yield 'review 12 targets';
  for (const [place, key] of ['v2', 'chair', 'v3'].entries())
    await act(key, 'addComment', { reviewId, body: reasonText([80, 300, 10_000][place] ?? 0) });
  yield 'review comment of 10,000 letters';
  await act('v1', 'respond', { reviewId, stance: 'EXPLAIN', body: reasonText(900) });
  yield 'review all';
}

async function* playRounds(house: TestHouse, meeting: Meeting, act: Act): AsyncGenerator<RealPhase> {
  const { sessionId, reviewIds, tokens } = meeting;
  const voters = Object.keys(tokens).filter((key) => /^(?:chair|v\d)$/.test(key));
  const one = reviewIds.slice(1, 2);
  for (const [sheet, ids] of [['one', one] as const, ['sheet', reviewIds] as const]) {
    for (const display of ['LIVE', 'BATCHED', 'TURNOUT_ONLY'] as const) {
      const method = display === 'LIVE' ? 'OPEN_VOTE' : 'SECRET_BALLOT';
      const roundId = await openRound(house, meeting, { reviewIds: ids, method, display });
      for (const [at, key] of voters.entries()) {
        const own = reviewIds.slice(0, reviewed)[voters.indexOf(key)];
        const choices = ids
          .filter((id) => id !== own)
          .map((reviewId, place) => ({ reviewId, choice: choiceAt(at, place) }));
        const answer = await cast(house, tokens[key] ?? '', { sessionId, roundId, choices });
        if (choices.length > 0 && answer.__typename === 'Refusal') throw new Error(JSON.stringify(answer));
      }
      yield `${sheet} ${display}`;
      await act('chair', 'closeRound', { roundId });
    }
    yield `closed ${sheet}`;
  }
  const roundId = await openRound(house, meeting, { reviewIds: one });
  await act('chair', 'voidRound', { roundId, reason: 'Phát nhầm phiếu' });
  yield 'void';
}

function choiceAt(voter: number, place: number): string {
  const choices = ['EXCELLENT', 'GOOD', 'GOOD', 'COMPLETED', 'NOT_COMPLETED', 'NOT_RATED'];
  return choices[(voter + place) % choices.length] ?? 'GOOD';
}

/** What the server says to the screens of a meeting as it stands. */
export async function viewOf(
  house: TestHouse,
  { phase, sessionId, token }: Standing,
  language: Cell['language'],
): Promise<View> {
  const client = socket(house.address, token, language);
  const frames = follow<WatchScreenSubscription>(client, WatchScreenDocument.toString(), { sessionId });
  const { session } = (await frames.until(() => true)).sessionWatch;
  await client.dispose();
  const last = session.rounds.at(-1);
  if (!phase.startsWith('closed') || last === undefined) return { session, outcome: null };
  const query = RoundOutcomeDocument.toString();
  const { node } = await told<RoundOutcomeQuery>(house.address, token, query, { id: last.id }, language);
  return { session, outcome: node?.__typename === 'Round' ? node : null };
}
