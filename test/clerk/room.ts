import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Answer } from '../../src/clerk/answer.ts';
import { secretRound } from '../../src/clerk/ballot-box.ts';
import { hashOf, noHash } from '../../src/clerk/chain.ts';
import { Clerk } from '../../src/clerk/clerk.ts';
import type { Ended } from '../../src/clerk/doorkeeper.ts';
import type { Entry } from '../../src/clerk/entry.ts';
import type { Journal, Store } from '../../src/clerk/ports.ts';
import type { CommittedSnapshot } from '../../src/clerk/snapshot.ts';
import { ServerClock } from '../../src/clerk/time.ts';
import type { Command, PreparationInput } from '../../src/core/command.ts';
import type { EventType } from '../../src/core/event.ts';
import type { PolicySettings } from '../../src/core/policy/policy.ts';
import { show, type View } from '../../src/core/show.ts';
import { openRoundOf, type Session } from '../../src/core/state.ts';
import { type Audience, audiences } from '../../src/core/vocabulary.ts';
import { admin, policies, preparationOf } from '../support/core.ts';

/** 11 December 2023, eight o'clock in the morning in Hồ Chí Minh City. */
export const startMs = Date.UTC(2023, 11, 11, 1);

/** Stands for what the administrator's token opens. */
export const codeDeriver = {
  codeHash: (commandId: string, seatId: string | null) => `code ${commandId} ${seatId}`,
  keyHash: (commandId: string) => `key ${commandId}`,
};

export type RoomStore = Pick<Store, 'journal' | 'ballotBox' | 'history' | 'registry'>;

/** Time in the test's hands: what passes is added to `nowMs`, and to `setMs` by how much somebody sets the machine's clock. */
export interface Time {
  nowMs: number;
  setMs: number;
}

/** A clerk at work, its time in the test's hands. */
export interface Room<Kept extends RoomStore = RoomStore> {
  readonly store: Kept;
  readonly clerk: Clerk;
  readonly time: Time;
  readonly complaints: string[];
  /** What the observer was told. */
  readonly observed: string[];
  readonly ended: Ended[];
}

export function openRoom<Kept extends RoomStore>(
  store: Kept,
  { time = { nowMs: startMs, setMs: 0 }, randomBelow }: Partial<RoomOptions> = {},
): Room<Kept> {
  const complaints: string[] = [];
  const observed: string[] = [];
  const ended: Ended[] = [];
  const clerk = new Clerk({
    store,
    policies,
    clock: new ServerClock({ wallMs: () => time.nowMs + time.setMs, monotonicMs: () => time.nowMs }),
    accessEnded: (one) => ended.push(one),
    complain: (problem, error) => complaints.push(`${problem}: ${error}`),
    observer: {
      answered: (command, fate) => observed.push(`${command} ${fate}`),
      appended: (entries) => observed.push(`${entries} appended`),
      appendFailed: () => observed.push('append failed'),
    },
    ...(randomBelow === undefined ? {} : { randomBelow }),
  });
  return { store, clerk, time, complaints, observed, ended };
}

interface RoomOptions {
  readonly time: Time;
  readonly randomBelow: (n: number) => number;
}

/** Another clerk on the same store, as after a crash: nothing of the former's memory is left. */
export async function restart<Kept extends RoomStore>(room: Room<Kept>): Promise<Room<Kept>> {
  const next = openRoom(room.store, { time: room.time });
  await next.clerk.start();
  return next;
}

/** A session with its seats: the chair first, then the other voters. */
export interface Meeting {
  readonly sessionId: string;
  readonly seatIds: readonly string[];
  readonly reviewIds: readonly string[];
}

export interface MeetingSize {
  readonly voters: number;
  readonly cells?: number;
  readonly settings?: Partial<PolicySettings>;
}

/** The preparation of the core's tests with its voters alone. */
export function preparation({ voters, cells = 1, settings = {} }: MeetingSize): PreparationInput {
  const whole = preparationOf({ voters, cells }, { settings });
  return {
    ...whole,
    seats: whole.seats.filter(({ mayVote }) => mayVote),
    agenda: whole.agenda.map(({ presenterKey, ...item }) => item),
  };
}

/** A command of the administrator. */
export function administer(
  { clerk }: Room,
  command: Command,
  { sessionId = null, commandId = randomUUID() }: { sessionId?: string | null; commandId?: string } = {},
): Promise<Answer> {
  return clerk.handle({ command, sessionId, commandId, by: admin, codeDeriver });
}

/** A command of the seat at this place; 0 is the chair. */
export function order(
  { clerk }: Room,
  { sessionId, seatIds }: Meeting,
  place: number,
  command: Command,
  commandId: string = randomUUID(),
): Promise<Answer> {
  const by = { kind: 'SEAT', sessionId, seatId: seatIds[place] ?? '' } as const;
  return clerk.handle({ command, sessionId, commandId, by });
}

export type Yes = Extract<Answer, { accepted: true }>;

/** The acceptance; throws for a refusal. */
export function yes(answer: Answer): Yes {
  if (!answer.accepted) throw new Error(`refused: ${JSON.stringify(answer.refusal)}`);
  return answer;
}

/** `ACCEPTED`, or the refusal's code. */
export function word(answer: Answer): string {
  return answer.accepted ? 'ACCEPTED' : answer.refusal.code;
}

export async function prepareMeeting(room: Room, size: MeetingSize): Promise<Meeting> {
  const { sessionId } = yes(await administer(room, { type: 'PrepareSession', input: preparation(size) }));
  const { session } = await lookAt(room, sessionId ?? '');
  return {
    sessionId: session.id,
    seatIds: session.preparation.seats.map((seat) => seat.id),
    reviewIds: [...session.reviews.keys()],
  };
}

/** Everybody present, the session convened. */
export async function convene(room: Room, size: MeetingSize): Promise<Meeting> {
  const meeting = await prepareMeeting(room, size);
  const present = meeting.seatIds.map((_, place) => order(room, meeting, place, { type: 'CheckIn' }));
  for (const answer of await Promise.all(present)) yes(answer);
  yes(await order(room, meeting, 0, { type: 'ConveneSession' }));
  return meeting;
}

/** A command to open a round on every review. */
export function opening(
  { reviewIds }: Meeting,
  more: Partial<Extract<Command, { type: 'OpenRound' }>> = {},
): Command {
  return { type: 'OpenRound', reviewIds, method: 'SECRET_BALLOT', display: null, closesAtMs: null, ...more };
}

/** Opens a secret round on every review and returns its id. */
export async function openRound(
  room: Room,
  meeting: Meeting,
  more: Parameters<typeof opening>[1] = {},
): Promise<string> {
  return roundIn(yes(await order(room, meeting, 0, opening(meeting, more))));
}

/** The id of the round that the answer opened. */
export function roundIn({ events }: Yes): string {
  const opened = events.find((event) => event.type === 'RoundOpened');
  if (opened?.type !== 'RoundOpened') throw new Error('no round was opened');
  return opened.roundId;
}

export type Choice = Extract<Command, { type: 'CastBallot' }>['choices'][number]['choice'];

export function ballot({ reviewIds }: Meeting, roundId: string, choice: Choice = 'GOOD'): Command {
  return { type: 'CastBallot', roundId, choices: reviewIds.map((reviewId) => ({ reviewId, choice })) };
}

/** The same choice on every review. */
export function cast(
  room: Room,
  meeting: Meeting,
  place: number,
  roundId: string,
  { choice = 'GOOD', commandId = randomUUID() }: { choice?: Choice; commandId?: string } = {},
): Promise<Answer> {
  return order(room, meeting, place, ballot(meeting, roundId, choice), commandId);
}

export async function lookAt({ clerk }: Room, sessionId: string): Promise<CommittedSnapshot> {
  const snapshot = await clerk.look(sessionId);
  if (snapshot === null) throw new Error(`no session ${sessionId}`);
  return snapshot;
}

/** Resolves once everything that was asked before, and what follows on it, is done: the queue is one. */
export async function idle(room: Room): Promise<void> {
  const nothing = { command: { type: 'CheckIn' }, sessionId: 'ses_none', by: admin } as const;
  for (let turn = 0; turn < 2; turn += 1) {
    await room.clerk.handle({ ...nothing, commandId: randomUUID() });
    // Nothing waits any more: the clerk turns to what it does of its own accord.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

export async function journalOf({ store }: Room, journalId: string): Promise<readonly Entry[]> {
  return store.journal.read(journalId, 0, 100_000);
}

export async function typesIn(room: Room, journalId: string): Promise<readonly EventType[]> {
  return (await journalOf(room, journalId)).map(({ type }) => type);
}

/** [C5] Contiguous, chained, and back in time only where it says so. */
export async function expectWhole(journal: Journal, journalId: string): Promise<void> {
  let before: Entry | null = null;
  for (const entry of await journal.read(journalId, 0, 100_000)) {
    expect(entry.seq).toBe((before?.seq ?? 0) + 1);
    if (entry.type === 'ClockSetBack') expect(entry.atMs).toBeLessThan((before?.atMs ?? 0) - 60_000);
    else expect(entry.atMs).toBeGreaterThanOrEqual(before?.atMs ?? 0);
    expect(entry.hash).toBe(hashOf(before?.hash ?? noHash, entry));
    before = entry;
  }
}

export function viewsOf(session: Session): Readonly<Record<Audience, View>> {
  const views = audiences.map((audience) => [audience, show(session, audience)]);
  return Object.fromEntries(views) as Record<Audience, View>;
}

/** The sheets of the session's open secret round, or why they cannot be had. */
export async function sheetsIn(room: Room, { sessionId }: Pick<Meeting, 'sessionId'>) {
  const snapshot = await lookAt(room, sessionId);
  const round = openRoundOf(snapshot.session);
  if (round === undefined) throw new Error(`no round of ${sessionId} is open`);
  return room.store.ballotBox.open(secretRound(snapshot, round));
}

/** What is shown of the count of the open or newest round, of its first review. */
export function countedIn({ session }: CommittedSnapshot): number {
  const round = show(session, 'SCREEN').rounds.at(-1);
  return round?.tallies[0]?.counted ?? Number.NaN;
}

/** The same numbers for the same seed: from 0 to n − 1. */
export function chance(seed: number): (n: number) => number {
  let state = seed >>> 0;
  return (n) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * n);
  };
}

export function shuffled<Item>(items: readonly Item[], below: (n: number) => number): readonly Item[] {
  const left = [...items];
  const out: Item[] = [];
  while (left.length > 0) out.push(...left.splice(below(left.length), 1));
  return out;
}
