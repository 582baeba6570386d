import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SessionCommand } from '../../src/core/command.ts';
import type { SessionEvent } from '../../src/core/event.ts';
import { evolve } from '../../src/core/evolve.ts';
import { changesView, type RoundView, show, showOwn, type TallyView } from '../../src/core/show.ts';
import { showEntry } from '../../src/core/show-entry.ts';
import { roundOf, type Session } from '../../src/core/state.ts';
import { countMarks, noCounts, sumOf, withOne } from '../../src/core/tally.ts';
import { type Audience, audiences, type BallotChoice, ballotChoices } from '../../src/core/vocabulary.ts';
import { Room, testSessionId } from '../support/core.ts';
import { type Asked, anyCourse, type Course, commandsOf } from './moves.ts';

const seesPresence: readonly Audience[] = ['ADMIN', 'CHAIR', 'TELLER', 'DELEGATE'];
const seesWhoHasCast: readonly Audience[] = ['CHAIR', 'TELLER'];

function holds(condition: boolean, rule: string): void {
  if (!condition) throw new Error(`does not hold: ${rule}`);
}

/** How often each event and each refusal came about in all the runs: a model that reaches nothing proves nothing. */
const seen = new Map<string, number>();
const noteSeen = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1);

type Ballot = ReadonlyMap<string, BallotChoice>;
type Shown = Readonly<Record<Audience, string>>;

/** What one who watched the meeting knows of it, apart from the room's own state: a journal folded from text, and who cast what. */
class Witness {
  session: Session | null = null;
  readonly #ballots = new Map<string, Map<string, Ballot>>();
  readonly #tallies = new Map<string, { readonly status: RoundView['status']; readonly tally: TallyView }>();
  #shown: Shown | null = null;

  ballotsOf(roundId: string): Map<string, Ballot> {
    const known = this.#ballots.get(roundId) ?? new Map<string, Ballot>();
    this.#ballots.set(roundId, known);
    return known;
  }

  observe(event: SessionEvent, atMs: number): void {
    noteSeen(event.type);
    const read = JSON.parse(JSON.stringify(event)) as SessionEvent;
    holds(isDeepStrictEqual(read, event), 'every event is the same once it was written and read');
    const before = this.session;
    this.#checkEvent(before, event, atMs);
    this.session = evolve(before ?? { id: testSessionId, status: null }, read, atMs);
    this.#checkState(this.session);
    if (event.type !== 'SessionRevised') this.#checkReviews(before, this.session);
    const shown = Object.fromEntries(audiences.map((one) => [one, this.#view(this.session, one)]));
    for (const audience of audiences) {
      this.#checkEntry(event, audience);
      const isNew = before === null || changesView(before, event, audience);
      holds(
        isNew || shown[audience] === this.#shown?.[audience],
        `[R74] ${event.type} is new to ${audience}`,
      );
    }
    const kept = before === null || this.#view(before, 'CHAIR') === this.#shown?.CHAIR;
    holds(kept, '[R4] a state that was reached is never changed in place');
    this.#shown = shown as Shown;
  }

  /** The view as text, without what never changes; what is in it, this audience may know. */
  #view(session: Session | null, audience: Audience): string {
    if (session === null) throw new Error('nothing to show');
    const { policy: _, settings: __, ...view } = show(session, audience);
    const text = JSON.stringify(view);
    holds(seesPresence.includes(audience) || !text.includes('"presence":"'), `[R71] presence to ${audience}`);
    holds(
      seesWhoHasCast.includes(audience) || !text.includes('"awaiting":['),
      `[R71] awaiting to ${audience}`,
    );
    if (audience === 'CLIENT') {
      const { seats, reviews } = view;
      const said = reviews.some((one) => one.report ?? one.comments[0] ?? one.responses[0]);
      holds(seats.length === 0 && !said, '[R71] an outside client sees neither seats nor what was said');
    }
    for (const round of view.rounds) {
      const isKept = round.status === 'OPEN' && round.display !== 'LIVE';
      const isSecret = round.method === 'SECRET_BALLOT' || round.status === 'VOID' || isKept;
      holds(round.rollCall === null || !isSecret, '[R73] no roll call of a secret ballot, nor before counts');
      const isDark = round.status === 'VOID' || (isKept && round.display === 'TURNOUT_ONLY');
      for (const tally of round.tallies) {
        holds(sumOf(tally.counts) === tally.counted, '[R40] a tally counts what its counts hold');
        holds(
          !isDark || tally.counted === 0,
          '[R51] [R72] no counts of TURNOUT_ONLY while open, nor of a void round',
        );
      }
      const alike = show(session, 'ADMIN').rounds.find(({ id }) => id === round.id)?.tallies;
      holds(isDeepStrictEqual(alike, round.tallies), '[R72] counts are alike for all');
    }
    return text;
  }

  #checkEntry(event: SessionEvent, audience: Audience): void {
    if (this.session === null) throw new Error('nothing to tell of');
    const entry = showEntry(this.session, event, audience);
    if (event.type === 'PresenceRecorded' && !seesPresence.includes(audience)) {
      holds(
        Object.values(entry).every((told) => told === null),
        `[R75] presence is not told to ${audience}`,
      );
    }
    if (event.type === 'BallotSealed' || event.type === 'BallotCast') {
      holds(
        entry.seatId === null || seesWhoHasCast.includes(audience),
        `[R75] who cast is not told to ${audience}`,
      );
      const told = JSON.stringify(entry);
      holds(!ballotChoices.some((choice) => told.includes(choice)), '[R75] what was cast is told to nobody');
    }
  }

  #checkState(session: Session): void {
    holds(session.rounds.filter(({ status }) => status === 'OPEN').length <= 1, '[R20] one round at a time');
    const { releaseBatch } = session.preparation.settings;
    for (const round of show(session, 'SCREEN').rounds) {
      const ballots = this.ballotsOf(round.id);
      holds(round.turnout === ballots.size, '[R31] the turnout is the ballots accepted, one a seat');
      for (const tally of round.tallies) this.#checkStep(round, tally, releaseBatch);
    }
    for (const { id } of session.preparation.seats) {
      for (const { roundId, sealed } of showOwn(session, id)) {
        holds(sealed === this.ballotsOf(roundId).has(id), '[R76] a seat knows whether its ballot is in');
      }
    }
  }

  /** What can be known of a review without its open round grows old with its revision alone. */
  #checkReviews(before: Session | null, session: Session): void {
    const ended = (one: Session | null, id: string) =>
      one?.rounds.findLast(({ status, reviewIds }) => status !== 'OPEN' && reviewIds.includes(id))?.id;
    for (const [id, review] of session.reviews) {
      const former = before?.reviews.get(id);
      if (former === undefined) continue;
      const changed = former !== review || ended(before, id) !== ended(session, id);
      holds(review.revision >= former.revision, '[R77] a revision never falls');
      holds(!changed || review.revision > former.revision, '[R77] a changed review has a new revision');
    }
  }

  #checkStep(round: RoundView, tally: TallyView, releaseBatch: number): void {
    const key = `${round.id} ${tally.reviewId}`;
    const former = this.#tallies.get(key);
    this.#tallies.set(key, { status: round.status, tally });
    const counts = round.status === 'VOID' ? noCounts : (former?.tally.counts ?? noCounts);
    holds(
      ballotChoices.every((choice) => tally.counts[choice] >= counts[choice]),
      '[R72] no count falls',
    );
    if (former === undefined) return;
    const step = tally.counted - former.tally.counted;
    const grew = tally.revision > former.tally.revision;
    holds(
      grew === (step !== 0 || round.status !== former.status),
      '[R72] the revision grows with every change, and with it alone',
    );
    holds(tally.revision >= former.tally.revision, '[R72] the revision never falls, of a void round neither');
    if (round.display === 'LIVE' || round.status === 'VOID' || step === 0) return;
    const isWhole = round.status === 'CLOSED' && former.tally.counted === 0;
    holds(
      step >= releaseBatch || isWhole,
      '[R50] no step is smaller than a batch, unless the whole count is',
    );
    holds(round.status === 'CLOSED' || tally.counted % releaseBatch === 0, '[R50] whole batches are shown');
  }

  #checkEvent(before: Session | null, event: SessionEvent, atMs: number): void {
    holds(
      before?.status !== 'ADJOURNED' || event.type === 'AccessCodeIssued',
      '[R3] nothing changes after adjournment',
    );
    if (before === null) return;
    const { seats, agenda, settings } = before.preparation;
    switch (event.type) {
      case 'RoundOpened': {
        const isOwn = (seatId: string) =>
          settings.selfVote === 'RECUSED' &&
          event.reviewIds.every((id) => agenda.some((item) => item.id === id && item.seatId === seatId));
        const electorate = seats.filter(
          ({ id, mayVote }) => mayVote && before.presence.get(id) === 'PRESENT' && !isOwn(id),
        );
        holds(
          isDeepStrictEqual(
            event.electorate,
            electorate.map(({ id }) => id),
          ),
          '[R22] who may cast',
        );
        break;
      }
      case 'BallotSealed':
        holds(Object.keys(event).toSorted().join() === 'roundId,seatId,type', '[R32] who, never what');
        this.#checkCast(before, event, atMs);
        break;
      case 'BallotCast': {
        this.#checkCast(before, event, atMs);
        const ballot = this.ballotsOf(event.roundId).get(event.seatId);
        const marks = roundOf(before, event.roundId)?.reviewIds.map((id) => ballot?.get(id) ?? null);
        holds(isDeepStrictEqual(event.choices, marks), '[R33] an open ballot is recorded as it was cast');
        break;
      }
      case 'RoundClosed':
        this.#checkCount(before, event);
        break;
      case 'RoundVoided': {
        const secret = roundOf(before, event.roundId)?.method === 'SECRET_BALLOT';
        const nobody = this.ballotsOf(event.roundId).size === 0;
        holds(
          event.reason !== null || secret || nobody,
          '[R41] [R44] the clock makes void what it may not count',
        );
        holds(event.cause === undefined || nobody, '[R44] for want of any ballot where there was none');
        break;
      }
      case 'SessionAdjourned': {
        const judged = [...before.reviews.values()].filter(({ outcome }) => outcome !== null);
        const named = event.results.map(({ reviewId }) => reviewId);
        holds(
          isDeepStrictEqual(
            named,
            judged.map(({ id }) => id),
          ),
          '[R60] a result for every outcome',
        );
        break;
      }
    }
  }

  #checkCast(
    before: Session,
    event: { readonly roundId: string; readonly seatId: string },
    atMs: number,
  ): void {
    const round = roundOf(before, event.roundId);
    holds(round?.electorate.has(event.seatId) === true, '[R22] only the electorate casts');
    holds((round?.closesAtMs ?? Number.POSITIVE_INFINITY) > atMs, '[R24] no ballot at closing time or after');
    const place = round?.electorate.get(event.seatId) ?? -1;
    holds(round?.cast[place] === 0, '[R31] one ballot a seat and round');
  }

  #checkCount(before: Session, event: Extract<SessionEvent, { type: 'RoundClosed' }>): void {
    const ballots = [...this.ballotsOf(event.roundId).values()];
    const round = roundOf(before, event.roundId);
    holds(round?.turnout === ballots.length, '[R40] the turnout is the ballots accepted');
    holds(
      isDeepStrictEqual(
        event.counted.map(({ reviewId }) => reviewId),
        round?.reviewIds,
      ),
      '[R40] every review',
    );
    for (const { reviewId, tally, marks } of event.counted) {
      let counts = noCounts;
      for (const ballot of ballots) {
        const choice = ballot.get(reviewId);
        if (choice !== undefined) counts = withOne(counts, choice);
      }
      holds(isDeepStrictEqual(tally.counts, counts), '[R30] [R40] what is counted is what was accepted');
      holds(isDeepStrictEqual(countMarks(marks), counts), '[R40] the marks say the same');
      const isSecret = round?.method === 'SECRET_BALLOT';
      holds(!isSecret || ![1, 2].includes(tally.counted), '[R41] one or two secret ballots are not counted');
    }
  }
}

function ask(room: Room, witness: Witness, { command, by }: Asked): void {
  const before = room.session;
  const told = room.journal.length;
  const ruling = room.when(command, by);
  holds('events' in ruling !== 'refusal' in ruling, '[R4] either events or a refusal');
  holds(room.session === before, '[R4] asking changes nothing');
  if ('refusal' in ruling) {
    noteSeen(ruling.refusal.code);
    holds(!mustBeTaken(room, command, by), `[R30] a whole ballot is taken, not ${ruling.refusal.code}`);
    return;
  }
  if (command.type === 'CastBallot' && by.kind === 'SEAT') {
    const ballots = witness.ballotsOf(command.roundId);
    holds(!ballots.has(by.seatId), '[R31] one ballot a seat and round');
    ballots.set(by.seatId, new Map(command.choices.map(({ reviewId, choice }) => [reviewId, choice])));
  }
  room.given(command, by);
  for (const { event, atMs } of room.journal.slice(told)) witness.observe(event, atMs);
}

/** A ballot that nothing stands against: what is never accepted would break no other invariant. */
function mustBeTaken({ session, atMs }: Room, command: SessionCommand, by: Asked['by']): boolean {
  if (command.type !== 'CastBallot' || by.kind !== 'SEAT' || session.status !== 'CONVENED') return false;
  const round = roundOf(session, command.roundId);
  if (by.sessionId !== session.id || round?.status !== 'OPEN') return false;
  const place = round.electorate.get(by.seatId) ?? -1;
  const mine = round.reviewIds.filter((id) => round.recused.get(id) !== by.seatId);
  const marked = command.choices.map(({ reviewId }) => reviewId);
  const isWhole = isDeepStrictEqual(marked, mine);
  return round.cast[place] === 0 && isWhole && (round.closesAtMs ?? Number.POSITIVE_INFINITY) > atMs;
}

function play({ input, luck, early, moves }: Course): Room {
  let state = luck + 1;
  const randomBelow = (n: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % n;
  };
  const room = new Room(input, randomBelow);
  const witness = new Witness();
  for (const { event, atMs } of room.journal) witness.observe(event, atMs);
  for (const { key } of input.seats.filter(({ mayVote }) => mayVote).slice(0, early)) {
    ask(room, witness, { command: { type: 'CheckIn' }, by: room.by(key) });
  }
  if (early > 0) ask(room, witness, { command: { type: 'ConveneSession' }, by: room.by('chair') });
  for (const move of moves) {
    room.atMs += move.waitMs;
    for (const next of commandsOf(room, move)) ask(room, witness, next());
  }
  holds(
    isDeepStrictEqual(witness.session, room.session),
    'what is folded from text is what was folded at first',
  );
  for (const audience of audiences) {
    const views = [room.session, witness.session ?? room.session].map((session) => show(session, audience));
    holds(isDeepStrictEqual(views[0], views[1]), `[R71] folding again changes no view of ${audience}`);
  }
  return room;
}

test('[R3] [R4] [R20] [R22] [R24] [R30]–[R33] [R40] [R41] [R44] [R50] [R51] [R60] [R71]–[R77] hold in any meeting', () => {
  fc.assert(
    fc.property(anyCourse, (course) => void play(course)),
    { seed: 20231211, numRuns: 300 },
  );
  const often = (...what: readonly string[]) => what.filter((one) => (seen.get(one) ?? 0) < 20);
  expect(
    often(
      'RoundOpened',
      'BallotSealed',
      'BallotCast',
      'TallyReleased',
      'RoundClosed',
      'RoundVoided',
      'OutcomeSettled',
    ),
  ).toEqual([]);
  expect(
    often(
      'ReviewClosed',
      'CommentAdded',
      'CommentWithdrawn',
      'ResponseGiven',
      'ReportPresented',
      'SessionAdjourned',
    ),
  ).toEqual([]);
  expect(
    often(
      'NOT_ALLOWED',
      'NOT_FOUND',
      'SESSION_NOT_CONVENED',
      'SESSION_ADJOURNED',
      'MAY_NOT_VOTE',
      'ROUND_NOT_OPEN',
      'RECUSED',
    ),
  ).toEqual([]);
  expect(
    often(
      'NOT_PRESENT',
      'ALREADY_VOTED',
      'BALLOT_INCOMPLETE',
      'INVALID_INPUT',
      'TOO_FEW_BALLOTS',
      'NO_BALLOTS',
      'REPORT_CHANGED',
      'QUORUM_MISSING',
    ),
  ).toEqual([]);
});
