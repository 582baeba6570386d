import fc from 'fast-check';
import type { Actor, PreparationInput, SessionCommand } from '../../src/core/command.ts';
import { openRoundOf } from '../../src/core/state.ts';
import {
  ballotChoices,
  noMajorities,
  presences,
  qualityLevels,
  selfVotes,
  stances,
  tallyDisplays,
  voteBases,
} from '../../src/core/vocabulary.ts';
import { admin, anonymous, clerk, client, clock, preparationOf, type Room, screen } from '../support/core.ts';

// Random meetings. A move is numbers; what it asks for, they choose among what the meeting has when its turn comes.

const kinds = {
  CheckIn: 2,
  RecordPresence: 2,
  ConveneSession: 2,
  OpenReview: 2,
  CloseReview: 2,
  PresentReport: 1,
  AddComment: 2,
  WithdrawComment: 2,
  Respond: 1,
  OpenRound: 8,
  CastBallot: 12,
  Everybody: 8,
  CloseRound: 6,
  VoidRound: 1,
  StopRoundClock: 1,
  ReleaseTally: 1,
  SettleOutcome: 2,
  IssueAccessCode: 1,
  AdjournSession: 1,
} as const;
type Kind = keyof typeof kinds;

export interface Move {
  readonly kind: Kind;
  /** Null: by whom it is meant for; else by the actor of this number. */
  readonly by: number | null;
  readonly one: number;
  readonly other: number;
  readonly waitMs: number;
}

const number = fc.nat(1_000);

const move: fc.Arbitrary<Move> = fc.record({
  kind: fc.oneof(
    ...(Object.keys(kinds) as Kind[]).map((kind) => ({ arbitrary: fc.constant(kind), weight: kinds[kind] })),
  ),
  by: fc.oneof({ arbitrary: fc.constant(null), weight: 5 }, { arbitrary: number, weight: 1 }),
  one: number,
  other: number,
  waitMs: fc.oneof({ arbitrary: fc.nat(500), weight: 8 }, { arbitrary: fc.nat(30_000), weight: 1 }),
});

export interface Course {
  readonly input: PreparationInput;
  readonly luck: number;
  /** How many check in and convene before the moves begin; 0: nobody. */
  readonly early: number;
  readonly moves: readonly Move[];
}

export const anyCourse: fc.Arbitrary<Course> = fc
  .record({
    voters: fc.oneof(fc.integer({ min: 3, max: 9 }), fc.integer({ min: 6, max: 9 })),
    members: fc.nat(3),
    cells: fc.integer({ min: 1, max: 3 }),
    settings: fc.record({
      base: fc.constantFrom(...voteBases),
      noMajority: fc.constantFrom(...noMajorities),
      selfVote: fc.constantFrom(...selfVotes),
      releaseBatch: fc.constantFrom(3, 3, 4, 5),
      quorum: fc.constantFrom({ numerator: 2, denominator: 3 }, { numerator: 1, denominator: 3 }),
    }),
    luck: number,
    early: fc.oneof({ arbitrary: fc.constant(9), weight: 5 }, { arbitrary: fc.nat(9), weight: 1 }),
    moves: fc.array(move, { minLength: 10, maxLength: 60, size: 'max' }),
  })
  .map(({ voters, members, cells, settings, ...rest }) => ({
    ...rest,
    input: preparationOf({ voters, members, cells }, { settings }),
  }));

export interface Asked {
  readonly command: SessionCommand;
  readonly by: Actor;
}

function pick<One>(list: readonly One[], number: number): One {
  const found = list[number % list.length];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
}

/** The commands that a move comes to, one after the other: each is made when its turn comes. */
export function commandsOf(room: Room, move: Move): readonly (() => Asked)[] {
  const wantsRound = ['CastBallot', 'Everybody', 'CloseRound', 'VoidRound'].includes(move.kind);
  const hasRound = openRoundOf(room.session) !== undefined;
  if (wantsRound && !hasRound && move.other % 4 !== 0) return [() => asked(room, 'OpenRound', move)];
  const { kind, one, other } = move;
  if (kind !== 'Everybody') return [() => asked(room, kind, move)];
  return Array.from({ length: 1 + (one % 9) }, (_, index) => () => {
    return asked(room, 'CastBallot', { ...move, by: null, one: one + index, other: 8 * other });
  });
}

function asked(room: Room, kind: Exclude<Kind, 'Everybody'>, { by, one, other }: Move): Asked {
  const { seats, agenda } = room.session.preparation;
  const voters = seats.filter((seat) => seat.mayVote);
  const chairs = [room.by('chair'), room.by('secretary')];
  const anybody: readonly Actor[] = [
    ...[admin, screen, client, anonymous, clock, clerk],
    ...seats.map(({ key }) => room.by(key)),
    { kind: 'SEAT', sessionId: 'ses_another', seatId: room.seatId('chair') },
    { kind: 'SEAT', sessionId: room.session.id, seatId: 'seat_gone' },
  ];
  const of = (fitting: Actor) => (by === null ? fitting : pick(anybody, by));
  const chair = of(pick(chairs, other));
  const voter = of(room.by(pick(voters, one).key));
  const reviewId = other % 40 === 39 ? 'rev_gone' : pick(agenda, one).id;
  const open = room.session.rounds.at(-1)?.id ?? 'rnd_gone';
  const roundId =
    other % 20 === 19 ? pick([...room.session.rounds.map(({ id }) => id), 'rnd_gone'], one) : open;
  const reason = other % 10 === 9 ? ' ' : 'Lý do';
  switch (kind) {
    case 'CheckIn':
      return { command: { type: kind }, by: of(room.by(pick(seats, one).key)) };
    case 'RecordPresence': {
      const presence = pick(['PRESENT', 'PRESENT', ...presences] as const, other);
      return { command: { type: kind, seatId: pick(seats, one).id, presence }, by: chair };
    }
    case 'IssueAccessCode':
      return {
        command: { type: kind, seatId: pick([null, ...seats.map(({ id }) => id)], one) },
        by: of(admin),
      };
    case 'OpenReview':
    case 'CloseReview':
      return { command: { type: kind, reviewId }, by: chair };
    case 'ConveneSession':
    case 'AdjournSession':
      return { command: { type: kind }, by: chair };
    case 'PresentReport': {
      const report = { achievements: `Kết quả ${one}`, targets: [] };
      const basedOnRevision = pick([null, room.session.reviews.get(reviewId)?.reportRevision ?? 0, 9], one);
      const selfLevel = pick(qualityLevels, other);
      return { command: { type: kind, reviewId, report, selfLevel, basedOnRevision }, by: chair };
    }
    case 'AddComment':
      return { command: { type: kind, reviewId, body: reason }, by: voter };
    case 'WithdrawComment': {
      const commented = [...room.session.reviews.values()].find(({ comments }) => comments.length > 0);
      const comments = commented?.comments ?? [];
      const commentId = comments.length === 0 ? 'com_gone' : pick(comments, one).id;
      return {
        command: { type: kind, reviewId: commented?.id ?? reviewId, commentId },
        by: other % 3 === 0 ? voter : chair,
      };
    }
    case 'Respond': {
      const comments = room.session.reviews.get(reviewId)?.comments ?? [];
      const commentIds = comments.map(({ id }) => id).slice(other % 3);
      return {
        command: { type: kind, reviewId, stance: pick(stances, one), body: reason, commentIds },
        by: chair,
      };
    }
    case 'SettleOutcome':
      return {
        command: { type: kind, reviewId, level: pick([null, ...qualityLevels], other), reason },
        by: chair,
      };
    case 'OpenRound': {
      const mask = other % 3 === 0 ? 0 : one;
      const sheet = agenda.filter((_, index) => index === other % agenda.length || (mask >> index) % 2 === 1);
      const reviewIds = sheet.map(({ id }) => id);
      const method = pick(['SECRET_BALLOT', 'SECRET_BALLOT', 'OPEN_VOTE'] as const, other);
      const display = pick([null, null, ...tallyDisplays], one);
      const closesAtMs = other % 4 === 0 ? room.atMs + (one % 10) * 1_000 : null;
      return { command: { type: kind, reviewIds, method, display, closesAtMs }, by: chair };
    }
    case 'CloseRound':
      return { command: { type: kind, roundId }, by: of(pick([...chairs, clock], one)) };
    case 'VoidRound':
      return { command: { type: kind, roundId, reason }, by: chair };
    case 'StopRoundClock':
      return { command: { type: kind, roundId }, by: of(clock) };
    case 'ReleaseTally': {
      const drawn = { EXCELLENT: 0, GOOD: one % 4, COMPLETED: 0, NOT_COMPLETED: 0, NOT_RATED: 0, BLANK: 0 };
      return { command: { type: kind, roundId, releases: [{ reviewId, drawn }] }, by: of(clerk) };
    }
    case 'CastBallot':
      return { command: { ...ballot(room, voter, one, other), roundId }, by: voter };
    default:
      return kind satisfies never;
  }
}

/** Mostly a whole ballot; one in eight has a choice too few, too many or elsewhere. */
function ballot(
  room: Room,
  by: Actor,
  one: number,
  other: number,
): Extract<SessionCommand, { type: 'CastBallot' }> {
  const key = room.session.preparation.seats.find(({ id }) => by.kind === 'SEAT' && id === by.seatId)?.key;
  const whole = room.ballotOf(key ?? 'chair', 'GOOD');
  const choices = whole.choices.map(({ reviewId }, index) => ({
    reviewId,
    choice: pick(ballotChoices, one * 7 + other + index * 5),
  }));
  if (other % 8 !== 7) return { ...whole, choices };
  const stray = { reviewId: pick(room.session.preparation.agenda, one).id, choice: 'BLANK' as const };
  return { ...whole, choices: one % 2 === 0 ? choices.slice(1) : [...choices, stray] };
}
