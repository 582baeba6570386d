import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Actor, PreparationInput, SeatInput, SessionCommand } from '../../src/core/command.ts';
import type { SessionEvent } from '../../src/core/event.ts';
import { evolve } from '../../src/core/evolve.ts';
import { type Mint, sessionIdOf } from '../../src/core/ids.ts';
import { type Known, type Prepared, prepare } from '../../src/core/prepare.ts';
import type { Refusal } from '../../src/core/refusal.ts';
import { type Due, dueReleases, unreleased } from '../../src/core/release.ts';
import { countOpenBallots, countSheets, type Ruling, tallyOf } from '../../src/core/round.ts';
import { decide } from '../../src/core/session.ts';
import { showOwn } from '../../src/core/show.ts';
import { openRoundOf, roundOf, type Session } from '../../src/core/state.ts';
import { draw, noCounts, plus } from '../../src/core/tally.ts';
import type { BallotChoice, Presence, RefusalCode } from '../../src/core/vocabulary.ts';
import { packageRoot } from '../../src/package-root.ts';
import { readPolicies } from '../../src/policies.ts';

// Tests of the rules in the form given–when–then. `given` gives commands that change the session, `when` returns what the rules say to one more command, and
// the test checks that.

export const policies = readPolicies(join(packageRoot(), 'seeds', 'policies'));

export const mint: Mint = (...parts) =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 20);

export const testSessionId = sessionIdOf(mint('the session of the tests'));
export const startMs = Date.UTC(2023, 11, 11, 1);

export const admin: Actor = { kind: 'ADMIN' };
export const screen: Actor = { kind: 'SCREEN', sessionId: testSessionId };
export const client: Actor = { kind: 'CLIENT', keyId: 'key_of_the_district', organizationId: null };
export const anonymous: Actor = { kind: 'ANONYMOUS' };
export const clock: Actor = { kind: 'CLOCK' };
export const clerk: Actor = { kind: 'CLERK' };

const seat = (key: string, more: Partial<SeatInput> = {}): SeatInput => ({
  key,
  fullName: `Ủy viên ${key}`,
  role: 'DELEGATE',
  mayVote: true,
  ...more,
});

/**
 * Returns the input of a session. Its voting seats are `chair`, `v2`, `v3` …; `secretary`, `teller` and `guest` do not vote. The agenda has the reviews of the
 * first `members` voting seats, of which `m1` is the chair's, then the cells `c1`, `c2` …, which the teller presents.
 */
export function preparationOf(
  { voters = 5, members = 0, cells = 2 }: { voters?: number; members?: number; cells?: number } = {},
  more: Partial<PreparationInput> = {},
): PreparationInput {
  const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
  const voterKey = (number: number) => (number === 1 ? 'chair' : `v${number}`);
  return {
    organization: { name: 'Đảng bộ xã Thử', superior: { name: 'Đảng bộ huyện Thử' } },
    title: 'Hội nghị thử',
    period: { kind: 'YEAR', year: 2023 },
    heldOn: '2023-12-11',
    policyId: 'vn-124-2023',
    seats: [
      ...numbers(voters).map((number) =>
        seat(voterKey(number), number === 1 ? { role: 'CHAIR' } : { role: 'DELEGATE' }),
      ),
      seat('secretary', { role: 'SECRETARY', mayVote: false }),
      seat('teller', { role: 'TELLER', mayVote: false }),
      seat('guest', { role: 'GUEST', mayVote: false }),
    ],
    agenda: [
      ...numbers(members).map((number) => ({
        key: `m${number}`,
        kind: 'PARTY_MEMBER' as const,
        name: `Ủy viên ${voterKey(number)}`,
        seatKey: voterKey(number),
      })),
      ...numbers(cells).map((number) => ({
        key: `c${number}`,
        kind: 'PARTY_CELL' as const,
        name: `Chi bộ ${number}`,
        presenterKey: 'teller',
      })),
    ],
    peerGroups: [],
    ...more,
  };
}

/** Reads the input of a preparation as the clerk does. Returns the preparation or a refusal. */
export function prepared(
  input: PreparationInput,
  more: { known?: Partial<Known>; former?: Prepared['preparation'] | null } = {},
): Prepared | Refusal {
  const known = { policies, organizations: [], people: [], ...more.known };
  return prepare({ sessionId: testSessionId, input, known, mint, former: more.former ?? null });
}

export function codeOf(ruling: Ruling): RefusalCode | null {
  return 'refusal' in ruling ? ruling.refusal.code : null;
}

export function faultsOf(ruling: Ruling): readonly string[] {
  if (!('refusal' in ruling)) return [];
  return ruling.refusal.faults.map(({ path, problem }) => `${path.join('.')} ${problem.is}`);
}

/** The marks of one ballot: one choice for all reviews that the seat marks, or choices by the keys of the agenda, where BLANK is the default. */
export type Marks = BallotChoice | Readonly<Record<string, BallotChoice>>;

/** A session as the clerk keeps it: with the sheets of its rounds. It releases tallies when they are due. */
export class Room {
  session: Session;
  atMs = startMs;
  readonly journal: { readonly event: SessionEvent; readonly atMs: number }[] = [];
  readonly sheets = new Map<string, Uint8Array[]>();
  /** The rule by which steps of a count are due. Tests replace it by a wrong one, or by that of a former version. */
  due: (session: Session) => readonly Due[] = dueReleases;
  #made = 0;
  /** Draws the marks of a step. By default it always draws the first one. */
  readonly #randomBelow: (n: number) => number;

  /** Prepares a session from an input, or from a preparation as a journal has it. Throws where the input is refused. */
  constructor(
    input: PreparationInput | Pick<Prepared, 'preparation'> = preparationOf(),
    randomBelow: (n: number) => number = () => 0,
  ) {
    const read = 'preparation' in input ? input : prepared(input);
    if (!('preparation' in read)) throw new Error(`not prepared: ${JSON.stringify(read.faults)}`);
    this.#randomBelow = randomBelow;
    const first: SessionEvent = { type: 'SessionPrepared', preparation: read.preparation };
    this.journal.push({ event: first, atMs: this.atMs });
    this.session = evolve({ id: testSessionId, status: null }, first, this.atMs);
  }

  seatId(key: string): string {
    const found = this.session.preparation.seats.find((one) => one.key === key);
    if (found === undefined) throw new Error(`no seat ${key}`);
    return found.id;
  }

  by(key: string): Actor {
    return { kind: 'SEAT', sessionId: testSessionId, seatId: this.seatId(key) };
  }

  reviewId(key: string): string {
    const found = this.session.preparation.agenda.find((one) => one.key === key);
    if (found === undefined) throw new Error(`no item ${key}`);
    return found.id;
  }

  review(key: string) {
    const found = this.session.reviews.get(this.reviewId(key));
    if (found === undefined) throw new Error(`no review ${key}`);
    return found;
  }

  /** Returns what the rules say to a command. The session does not change. */
  when(command: SessionCommand, by: Actor | string): Ruling {
    const round = command.type === 'CloseRound' ? roundOf(this.session, command.roundId) : undefined;
    const envelopeCounts =
      round?.method === 'SECRET_BALLOT'
        ? { envelopeCounts: countSheets(round.reviewIds, this.sheets.get(round.id) ?? []) }
        : {};
    return decide(this.session, {
      command: { ...command, ...envelopeCounts },
      by: typeof by === 'string' ? this.by(by) : by,
      atMs: this.atMs,
      token: () => mint('made', String(this.#made)).slice(0, 16),
    });
  }

  /** Gives a command and applies its events, which it returns. Throws where the command is refused, because that is a mistake of the test. */
  given(command: SessionCommand, by: Actor | string): readonly SessionEvent[] {
    const ruling = this.when(command, by);
    if ('refusal' in ruling) throw new Error(`${command.type}: ${JSON.stringify(ruling.refusal)}`);
    this.#made += 1;
    this.happened(ruling.events);
    if (ruling.marks !== undefined && 'roundId' in command) {
      this.sheets.set(command.roundId, [...(this.sheets.get(command.roundId) ?? []), ruling.marks]);
    }
    if (command.type === 'CastBallot') this.#release();
    return ruling.events;
  }

  happened(events: readonly SessionEvent[]): void {
    for (const event of events) {
      this.journal.push({ event, atMs: this.atMs });
      this.session = evolve(this.session, event, this.atMs);
    }
  }

  /** Checks in all seats but the absent ones, and convenes as the chair. */
  convened(...absent: readonly string[]): this {
    for (const { key } of this.session.preparation.seats) {
      if (!absent.includes(key)) this.given({ type: 'CheckIn' }, key);
    }
    this.given({ type: 'ConveneSession' }, 'chair');
    return this;
  }

  presence(key: string, presence: Presence): this {
    this.given({ type: 'RecordPresence', seatId: this.seatId(key), presence }, 'chair');
    return this;
  }

  openReview(key: string): this {
    this.given({ type: 'OpenReview', reviewId: this.reviewId(key) }, 'chair');
    return this;
  }

  openRound(
    keys: readonly string[],
    more: Partial<Extract<SessionCommand, { type: 'OpenRound' }>> = {},
  ): string {
    this.given(this.roundOn(keys, more), 'chair');
    return openRoundOf(this.session)?.id ?? '';
  }

  roundOn(
    keys: readonly string[],
    more: Partial<Extract<SessionCommand, { type: 'OpenRound' }>> = {},
  ): SessionCommand {
    const reviewIds = keys.map((key) => this.reviewId(key));
    return {
      type: 'OpenRound',
      reviewIds,
      method: 'SECRET_BALLOT',
      display: null,
      closesAtMs: null,
      ...more,
    };
  }

  /** Returns the command by which this seat casts its ballot in the newest round. */
  ballotOf(key: string, marks: Marks): Extract<SessionCommand, { type: 'CastBallot' }> {
    const roundId = this.session.rounds.at(-1)?.id ?? '';
    const mine = showOwn(this.session, this.seatId(key)).at(-1)?.reviewIds ?? [];
    const choices = this.session.preparation.agenda
      .filter((item) => mine.includes(item.id))
      .map((item) => ({
        reviewId: item.id,
        choice: typeof marks === 'string' ? marks : (marks[item.key] ?? 'BLANK'),
      }));
    return { type: 'CastBallot', roundId, choices };
  }

  cast(key: string, marks: Marks): this {
    this.given(this.ballotOf(key, marks), key);
    return this;
  }

  /** Casts ballots of the voting seats in their order: the first `count` seats cast the first marks, the next ones the next. */
  castInOrder(...ballots: readonly (readonly [count: number, marks: Marks])[]): this {
    const voting = this.session.preparation.seats.filter((one) => one.mayVote);
    const marks = ballots.flatMap(([count, one]) => Array.from({ length: count }, () => one));
    for (const [index, one] of marks.entries()) this.cast(voting[index]?.key ?? '', one);
    return this;
  }

  closeRound(by: Actor | string = 'chair'): this {
    this.given({ type: 'CloseRound', roundId: openRoundOf(this.session)?.id ?? '' }, by);
    return this;
  }

  /** The newest round, open or not. Throws where there is none. */
  get round() {
    const round = this.session.rounds.at(-1);
    if (round === undefined) throw new Error('no round');
    return round;
  }

  #release(): void {
    const round = openRoundOf(this.session);
    const due = this.due(this.session);
    if (round === undefined || due.length === 0) return;
    const counted =
      round.method === 'OPEN_VOTE'
        ? countOpenBallots(round)
        : countSheets(round.reviewIds, this.sheets.get(round.id) ?? []);
    const releases = due.map(({ reviewId, take }) => ({
      reviewId,
      drawn: draw(unreleased(round, counted, reviewId), take, this.#randomBelow),
    }));
    if (this.due === dueReleases) {
      this.given({ type: 'ReleaseTally', roundId: round.id, releases }, clerk);
      return;
    }
    const shown = releases.map(({ reviewId, drawn }) => {
      const review = this.session.reviews.get(reviewId);
      if (review === undefined) throw new Error(`no review ${reviewId}`);
      const counts = plus(round.shown.get(reviewId) ?? noCounts, drawn);
      return { reviewId, drawn, tally: tallyOf(this.session, round, review, counts) };
    });
    this.happened([{ type: 'TallyReleased', roundId: round.id, releases: shown }]);
  }
}
