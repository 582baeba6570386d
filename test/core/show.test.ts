import { describe, expect, test } from 'vitest';
import type { Actor, PreparationInput, SessionCommand } from '../../src/core/command.ts';
import type { SessionEvent } from '../../src/core/event.ts';
import { dueReleases, formerlyDue } from '../../src/core/release.ts';
import { audienceOf, changesView, show, showOwn } from '../../src/core/show.ts';
import { type EntryView, showEntry } from '../../src/core/show-entry.ts';
import { noCounts } from '../../src/core/tally.ts';
import { type Audience, audiences } from '../../src/core/vocabulary.ts';
import {
  admin,
  anonymous,
  clerk,
  client,
  clock,
  codeOf,
  preparationOf,
  Room,
  screen,
} from '../support/core.ts';

const seesPresence: readonly Audience[] = ['ADMIN', 'CHAIR', 'TELLER', 'DELEGATE'];
const seesWhoHasCast: readonly Audience[] = ['CHAIR', 'TELLER'];
const inside = audiences.filter((audience) => audience !== 'CLIENT');

const meeting = (more: Partial<PreparationInput> = {}) =>
  new Room(preparationOf({ voters: 5, members: 1, cells: 2 }, more)).convened();

/** The newest round as each audience sees it. */
function roundFor(room: Room, audience: Audience) {
  const round = show(room.session, audience).rounds.at(-1);
  if (round === undefined) throw new Error('no round');
  return round;
}

function entryFor(room: Room, event: SessionEvent, audience: Audience): Partial<EntryView> {
  const told = Object.entries(showEntry(room.session, event, audience));
  return Object.fromEntries(told.filter(([, one]) => one !== null));
}

const voteOpenly = { method: 'OPEN_VOTE' } as const;
const voided = (room: Room): SessionCommand => ({
  type: 'VoidRound',
  roundId: room.round.id,
  reason: 'Nhầm',
});

/** A meeting that was talked and voted in, secretly on c1 and openly on c2. */
function held() {
  const room = meeting().openReview('c1');
  const reviewId = room.reviewId('c1');
  const report = { achievements: '18 trên 20', targets: [] };
  room.given({ type: 'PresentReport', reviewId, report, selfLevel: 'GOOD' }, 'teller');
  room.given({ type: 'AddComment', reviewId, body: 'Góp ý' }, 'v2');
  const commentIds = room.review('c1').comments.map(({ id }) => id);
  room.given({ type: 'Respond', reviewId, stance: 'ACCEPT', body: 'Tiếp thu', commentIds }, 'teller');
  room.openRound(['c1']);
  room.castInOrder([5, 'GOOD']).closeRound();
  room.openRound(['c2'], voteOpenly);
  return room.castInOrder([5, 'EXCELLENT']).closeRound();
}

describe('classes of viewers', () => {
  test('[R70] each actor has its class; chair and secretary are one', () => {
    const room = meeting();
    const of = (actor: Actor) => audienceOf(room.session, actor);
    expect(['chair', 'secretary', 'teller', 'v2', 'guest'].map((key) => of(room.by(key)))).toEqual([
      'CHAIR',
      'CHAIR',
      'TELLER',
      'DELEGATE',
      'GUEST',
    ]);
    expect([admin, screen, anonymous, clock, clerk].map(of)).toEqual(['ADMIN', 'SCREEN', null, null, null]);
  });

  test('[R70] a viewer of another session sees nothing', () => {
    const { session, ...room } = { session: meeting().session, by: meeting().by('chair') };
    const elsewhere = { sessionId: 'ses_another' };
    expect(audienceOf(session, { ...room.by, ...elsewhere } as Actor)).toBeNull();
    expect(audienceOf(session, { kind: 'SCREEN', ...elsewhere })).toBeNull();
    expect(audienceOf(session, { kind: 'SEAT', sessionId: session.id, seatId: 'seat_gone' })).toBeNull();
  });

  test('[R70] an outside client sees adjourned sessions only', () => {
    const room = new Room();
    const seen = () => audienceOf(room.session, client);
    expect(seen()).toBeNull();
    room.convened();
    expect(seen()).toBeNull();
    room.given({ type: 'AdjournSession' }, 'chair');
    expect(seen()).toBe('CLIENT');
  });
});

describe('the table at the head of the contract', () => {
  test.each(audiences)('[R71] presence by seat: %s', (audience) => {
    const room = meeting().presence('v2', 'EXCUSED');
    const presence = show(room.session, audience).seats.map((seat) => seat.presence);
    if (audience === 'CLIENT') expect(presence).toEqual([]);
    else if (seesPresence.includes(audience)) expect(presence.slice(0, 2)).toEqual(['PRESENT', 'EXCUSED']);
    else expect(new Set(presence)).toEqual(new Set([null]));
    expect(show(room.session, audience).attendance).toMatchObject({ present: 4, excused: 1 });
  });

  test.each(audiences)('[R71] who has cast: %s', (audience) => {
    const room = meeting();
    room.openRound(['c1']);
    room.cast('v2', 'GOOD').cast('v3', 'GOOD');
    const waiting = ['chair', 'v4', 'v5'].map((key) => room.seatId(key));
    const { awaiting, turnout } = roundFor(room, audience);
    expect(awaiting).toEqual(seesWhoHasCast.includes(audience) ? waiting : null);
    expect(turnout).toBe(2);
    room.closeRound(clock);
    expect(roundFor(room, audience).awaiting).toEqual(seesWhoHasCast.includes(audience) ? [] : null);
  });

  test.each(inside)('[R71] reports and comments: %s', (audience) => {
    const [, review] = show(held().session, audience).reviews;
    expect(review).toMatchObject({
      name: 'Chi bộ 1',
      report: { achievements: '18 trên 20' },
      selfLevel: 'GOOD',
      comments: [{ body: 'Góp ý' }],
      responses: [{ body: 'Tiếp thu' }],
      outcome: { level: 'GOOD' },
    });
  });

  test('[R71] an outside client sees neither seats nor reports nor comments', () => {
    const { seats, reviews } = show(held().session, 'CLIENT');
    expect(seats).toEqual([]);
    expect(reviews).toMatchObject(
      reviews.map(() => ({ report: null, selfLevel: null, comments: [], responses: [] })),
    );
  });

  test('[R71] [R75] an outside client is told of nothing that was said, and by nobody', () => {
    const room = held();
    const told = room.journal.flatMap(({ event }) => {
      const { seatId = null, commentId = null, responseId = null } = entryFor(room, event, 'CLIENT');
      return seatId ?? commentId ?? responseId ?? [];
    });
    expect(told).toEqual([]);
  });

  test('[R72] the counts of an open round are alike for all', () => {
    for (const more of [{}, { display: 'TURNOUT_ONLY' }, voteOpenly] as const) {
      const room = new Room(preparationOf({ voters: 13 })).convened();
      room.openRound(['c1', 'c2'], more);
      room.castInOrder([12, 'GOOD']);
      const all = audiences.map((audience) => roundFor(room, audience).tallies);
      expect(new Set(all.map((tallies) => JSON.stringify(tallies))).size).toBe(1);
    }
  });

  test('[R72] of a void round there are no counts', () => {
    const room = meeting();
    room.openRound(['m1', 'c1'], voteOpenly);
    room.castInOrder([5, 'GOOD']).given(voided(room), 'chair');
    for (const audience of audiences) {
      const { tallies, rollCall, turnout, voidReason } = roundFor(room, audience);
      expect(tallies).toMatchObject([
        { electorate: 4, base: 0, counted: 0, counts: noCounts },
        { electorate: 5, base: 0, counted: 0, counts: noCounts },
      ]);
      expect({ rollCall, turnout, voidReason }).toEqual({ rollCall: null, turnout: 5, voidReason: 'Nhầm' });
    }
  });

  test('[R72] the revision of a tally never falls, when its round is made void neither', () => {
    const room = meeting();
    room.openRound(['c1'], voteOpenly);
    const revision = () => roundFor(room, 'SCREEN').tallies[0]?.revision ?? -1;
    const opened = revision();
    room.castInOrder([5, 'GOOD']);
    const cast = revision();
    expect(cast).toBeGreaterThan(opened);
    room.given(voided(room), 'chair');
    expect(revision()).toBeGreaterThan(cast);
  });

  test('[R41] what the clock could not count is void by the clock', () => {
    const room = meeting();
    room.openRound(['c1']);
    room.cast('v2', 'GOOD').closeRound(clock);
    expect(roundFor(room, 'GUEST')).toMatchObject({
      status: 'VOID',
      voidReason: null,
      voidCause: 'TOO_FEW_BALLOTS',
    });
  });

  test.each(audiences)('[R73] the roll call of an open vote, once counts may be known: %s', (audience) => {
    const room = meeting();
    const choices = () => roundFor(room, audience).rollCall?.map((ballot) => ballot.choices) ?? null;
    room.openRound(['c1'], voteOpenly);
    room.cast('v2', 'GOOD');
    expect(choices()).toEqual([['GOOD']]);
    expect(room.closeRound() && choices()).toEqual([['GOOD']]);
    for (const display of ['BATCHED', 'TURNOUT_ONLY'] as const) {
      room.openRound(['c1'], { ...voteOpenly, display });
      room.cast('v2', 'GOOD');
      expect(choices()).toBeNull();
      expect(room.closeRound() && choices()).toEqual([['GOOD']]);
    }
    room.openRound(['c1']);
    room.castInOrder([5, 'GOOD']);
    expect(choices()).toBeNull();
    expect(room.closeRound() && choices()).toBeNull();
  });

  test('[R32] [R72] two meetings that differ in what is marked secretly look alike until counts are shown', () => {
    const [one, other] = (['EXCELLENT', 'NOT_COMPLETED'] as const).map((choice) => {
      const room = new Room(preparationOf({ voters: 13 })).convened();
      room.openRound(['c1', 'c2']);
      return room.castInOrder([9, choice]);
    });
    if (one === undefined || other === undefined) throw new Error('no meetings');
    for (const audience of audiences)
      expect(show(one.session, audience)).toEqual(show(other.session, audience));
    expect(one.journal).toEqual(other.journal);
    for (const room of [one, other]) room.cast('v10', 'GOOD');
    expect(show(one.session, 'SCREEN')).not.toEqual(show(other.session, 'SCREEN'));
  });

  test('[R71] two meetings that differ in who is present and who has cast look alike to guests and screens', () => {
    const [one, other] = (['v2', 'v3'] as const).map((absent) => {
      const room = new Room(preparationOf({ voters: 5 })).convened(absent);
      room.openRound(['c1']);
      return room.cast(absent === 'v2' ? 'v4' : 'v5', 'GOOD');
    });
    if (one === undefined || other === undefined) throw new Error('no meetings');
    const alike = audiences.filter(
      (audience) =>
        JSON.stringify(show(one.session, audience)) === JSON.stringify(show(other.session, audience)),
    );
    expect(alike).toEqual(['GUEST', 'SCREEN', 'CLIENT']);
  });
});

describe('what is new to whom', () => {
  test('[R74] a voting seat’s presence is new to all, for the attendance; another seat’s to those who see it', () => {
    const room = meeting();
    const newTo = (key: string, presence: 'PRESENT' | 'ABSENT') =>
      audiences.filter((audience) =>
        changesView(room.session, { type: 'PresenceRecorded', seatId: room.seatId(key), presence }, audience),
      );
    expect(newTo('v2', 'ABSENT')).toEqual(audiences);
    expect(newTo('guest', 'ABSENT')).toEqual(seesPresence);
    expect([newTo('v2', 'PRESENT'), newTo('guest', 'PRESENT')]).toEqual([[], []]);
  });

  test('[R74] a code is new to nobody', () => {
    const { session } = meeting();
    const event = { type: 'AccessCodeIssued', seatId: null } as const;
    expect(audiences.filter((audience) => changesView(session, event, audience))).toEqual([]);
  });

  test('[R12] [R74] opening the review that is current already is new to all: it says when it was opened last', () => {
    const room = meeting().openReview('c1');
    const ruling = room.when({ type: 'OpenReview', reviewId: room.reviewId('c1') }, 'chair');
    const events = 'events' in ruling ? ruling.events : [];
    const openedAt = (audience: Audience) =>
      show(room.session, audience).reviews.find(({ id }) => id === room.reviewId('c1'))?.openedAtMs;
    expect(new Set(audiences.map(openedAt))).toEqual(new Set([room.atMs]));
    const newTo = audiences.filter((audience) =>
      events.some((event) => changesView(room.session, event, audience)),
    );
    room.atMs += 1_000;
    room.happened(events);
    expect(new Set(audiences.map(openedAt))).toEqual(new Set([room.atMs]));
    expect(newTo).toEqual([...audiences]);
  });
});

describe('entries', () => {
  test('[R75] of presence: who and what for those who see presence, that it was for the rest', () => {
    const room = meeting();
    const seatId = room.seatId('v2');
    const event: SessionEvent = { type: 'PresenceRecorded', seatId, presence: 'ABSENT' };
    for (const audience of audiences) {
      const all = seesPresence.includes(audience);
      expect(entryFor(room, event, audience)).toEqual(all ? { seatId, presence: 'ABSENT' } : {});
    }
  });

  test('[R75] of ballots: who, for those who see who has cast; what, for nobody', () => {
    const room = meeting();
    const events: SessionEvent[] = [
      { type: 'BallotSealed', roundId: 'rnd', seatId: 'seat' },
      { type: 'BallotCast', roundId: 'rnd', seatId: 'seat', choices: ['GOOD'] },
    ];
    for (const event of events) {
      for (const audience of audiences) {
        const all = seesWhoHasCast.includes(audience);
        expect(entryFor(room, event, audience)).toEqual(
          all ? { roundId: 'rnd', seatId: 'seat' } : { roundId: 'rnd' },
        );
      }
    }
  });

  test.each(inside)('[R75] every other entry is told to %s with what it made', (audience) => {
    const room = held();
    room.given({ type: 'IssueAccessCode', seatId: room.seatId('v2') }, admin);
    room.given({ type: 'SettleOutcome', reviewId: room.reviewId('c1'), level: 'GOOD', reason: 'x' }, 'chair');
    room.openRound(['m1', 'c1'], { ...voteOpenly, durationSeconds: 60 });
    room.given({ type: 'StopRoundClock', roundId: room.round.id }, clock);
    room.given(voided(room), 'chair');
    room.happened([{ type: 'ClockSetBack' }]);
    const commented = [...room.session.reviews.values()].find(({ comments }) => comments.length > 0);
    room.given(
      { type: 'WithdrawComment', reviewId: commented?.id ?? '', commentId: commented?.comments[0]?.id ?? '' },
      'chair',
    );
    room.given({ type: 'AdjournSession' }, 'chair');
    const told = new Map(
      room.journal.map(({ event }) => [event.type, Object.keys(entryFor(room, event, audience))]),
    );
    const quiet = ['PresenceRecorded', 'BallotSealed', 'BallotCast'];
    expect(Object.fromEntries([...told].filter(([type]) => !quiet.includes(type)))).toEqual({
      SessionPrepared: [],
      SessionConvened: [],
      ReviewOpened: ['reviewId'],
      ReportPresented: ['seatId', 'reviewId'],
      CommentAdded: ['seatId', 'reviewId', 'commentId'],
      CommentWithdrawn: ['seatId', 'reviewId', 'commentId'],
      ResponseGiven: ['seatId', 'reviewId', 'responseId'],
      RoundOpened: ['roundId'],
      RoundClockStopped: ['roundId'],
      ClockSetBack: [],
      RoundClosed: ['reviewId', 'roundId', 'tallies', 'outcome'],
      RoundVoided: ['roundId'],
      AccessCodeIssued: ['seatId'],
      OutcomeSettled: ['reviewId', 'outcome'],
      SessionAdjourned: [],
    });
  });

  test('[R75] tallies of a release and of a closing are as the views then have them', () => {
    const room = new Room(preparationOf({ voters: 13 })).convened();
    room.openRound(['c1', 'c2']);
    room.castInOrder([10, 'GOOD']);
    const newest = () =>
      showEntry(room.session, room.journal.at(-1)?.event ?? { type: 'SessionConvened' }, 'GUEST');
    expect(newest().tallies).toEqual(roundFor(room, 'GUEST').tallies);
    room.closeRound();
    expect(newest()).toMatchObject({
      tallies: roundFor(room, 'GUEST').tallies,
      reviewId: null,
      outcome: null,
    });
  });
});

describe('steps of a tally, told afterwards', () => {
  const stepped = (due = dueReleases) => {
    const room = new Room(preparationOf({ voters: 13, members: 1 })).convened();
    room.due = due;
    room.openRound(['m1', 'c1']);
    room.castInOrder([12, 'GOOD']);
    return room;
  };
  const stepsFor = (room: Room, audience: Audience) =>
    room.journal.flatMap(({ event }) => {
      const { tallies } = showEntry(room.session, event, audience);
      return event.type === 'TallyReleased' ? [tallies?.map(({ counted }) => counted) ?? null] : [];
    });

  test.each(audiences)('[R72] [R75] of a void round to nobody: %s', (audience) => {
    const room = stepped();
    expect(stepsFor(room, audience)).toEqual([[5, 5]]);
    room.given(voided(room), 'chair');
    expect(stepsFor(room, audience)).toEqual([null]);
    room.openRound(['c1']);
    room.castInOrder([10, 'GOOD']).closeRound();
    expect(stepsFor(room, audience)).toEqual([null, [5]]);
    room.given({ type: 'AdjournSession' }, 'chair');
    expect(stepsFor(room, audience)).toEqual([null, [5]]);
  });

  test('[R50] [R75] of a former version to nobody where they told who had cast, with their round counted too', () => {
    const room = stepped(formerlyDue);
    expect(stepsFor(room, 'GUEST')).toEqual([null, null]);
    expect(stepsFor(room.closeRound(), 'CLIENT')).toEqual([null, null]);
    room.openRound(['c1']);
    room.castInOrder([13, 'GOOD']);
    expect(stepsFor(room, 'GUEST')).toEqual([null, null, [5]]);
  });

  test('[R72] of a void round the revision does not tell how much was shown', () => {
    const revisions = [dueReleases, formerlyDue].map((due) => {
      const room = stepped(due);
      const shown = roundFor(room, 'GUEST').tallies.map(({ revision }) => revision);
      room.given(voided(room), 'chair');
      return [shown, roundFor(room, 'GUEST').tallies.map(({ revision }) => revision)];
    });
    expect(revisions).toEqual(
      Array(2).fill([
        [5, 5],
        [13, 13],
      ]),
    );
  });
});

describe('what a seat alone knows', () => {
  test('[R76] the reviews that it marks, and whether its ballot is in', () => {
    const room = meeting();
    const roundId = room.openRound(['m1', 'c1']);
    const own = (key: string) => showOwn(room.session, room.seatId(key));
    const [m1, c1] = [room.reviewId('m1'), room.reviewId('c1')];
    room.cast('v2', 'GOOD');
    const refusedAs = null;
    expect(own('v2')).toEqual([{ roundId, reviewIds: [m1, c1], sealed: true, refusedAs }]);
    expect(own('v3')).toEqual([{ roundId, reviewIds: [m1, c1], sealed: false, refusedAs }]);
    expect(own('chair')).toEqual([{ roundId, reviewIds: [c1], sealed: false, refusedAs }]);
    expect(own('teller')).toEqual([{ roundId, reviewIds: [], sealed: false, refusedAs: 'MAY_NOT_VOTE' }]);
  });

  test('[R22] [R25] [R76] why it casts none: as casting is refused, while the round is open and after', () => {
    const room = new Room(preparationOf({ voters: 5, members: 1 })).convened('v5');
    const roundId = room.openRound(['m1'], voteOpenly);
    room.given({ type: 'CheckIn' }, 'v5');
    const told = () =>
      ['chair', 'v2', 'v5', 'teller'].map((key) => showOwn(room.session, room.seatId(key))[0]?.refusedAs);
    expect(told()).toEqual(['RECUSED', null, 'NOT_PRESENT', 'MAY_NOT_VOTE']);
    for (const key of ['chair', 'v5', 'teller']) {
      const code = codeOf(room.when({ type: 'CastBallot', roundId, choices: [] }, key));
      expect(code).toBe(showOwn(room.session, room.seatId(key))[0]?.refusedAs);
    }
    room.cast('v2', 'GOOD').closeRound();
    expect(told()).toEqual(['RECUSED', null, 'NOT_PRESENT', 'MAY_NOT_VOTE']);
  });

  test('[R76] round by round', () => {
    const room = held();
    expect(showOwn(room.session, room.seatId('v2')).map(({ sealed }) => sealed)).toEqual([true, true]);
    room.openRound(['c1']);
    expect(showOwn(room.session, room.seatId('v2')).map(({ sealed }) => sealed)).toEqual([true, true, false]);
  });
});
