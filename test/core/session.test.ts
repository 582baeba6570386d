import { describe, expect, test } from 'vitest';
import type { Actor, SessionCommand } from '../../src/core/command.ts';
import { identityOf } from '../../src/core/result.ts';
import { attendanceOf } from '../../src/core/state.ts';
import { seatRoles } from '../../src/core/vocabulary.ts';
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
  testSessionId,
} from '../support/core.ts';

const adjourn: SessionCommand = { type: 'AdjournSession' };
const convene: SessionCommand = { type: 'ConveneSession' };
const checkIn: SessionCommand = { type: 'CheckIn' };

describe('life', () => {
  test('[R3] PREPARED → CONVENED → ADJOURNED', () => {
    const room = new Room();
    expect(room.session.status).toBe('PREPARED');
    expect(room.convened().session.status).toBe('CONVENED');
    room.given(adjourn, 'chair');
    expect(room.session.status).toBe('ADJOURNED');
  });

  test('[R3] presence is recorded before and after convening, never after adjournment', () => {
    const room = new Room().presence('v2', 'EXCUSED').convened('v2').presence('v2', 'PRESENT');
    expect(room.session.presence.get(room.seatId('v2'))).toBe('PRESENT');
    room.given(adjourn, 'chair');
    expect(codeOf(room.when(checkIn, 'v2'))).toBe('SESSION_ADJOURNED');
  });

  test('[R3] codes are issued at any time', () => {
    const room = new Room();
    const issue = { type: 'IssueAccessCode', seatId: room.seatId('v2') } as const;
    for (const step of [() => {}, () => room.convened(), () => room.given(adjourn, 'chair')]) {
      step();
      const before = room.session;
      expect(room.given(issue, admin)).toEqual([{ ...issue, type: 'AccessCodeIssued' }]);
      expect(room.session).toBe(before);
    }
    expect(codeOf(room.when({ type: 'IssueAccessCode', seatId: null }, admin))).toBeNull();
  });

  test('[R3] a session convenes once', () => {
    expect(codeOf(new Room().convened().when(convene, 'chair'))).toBe('SESSION_CONVENED');
  });

  test('[R3] everything else needs a convened session, and changes nothing after adjournment', () => {
    const room = new Room();
    for (const command of meetingCommands(room)) {
      expect([command.type, codeOf(room.when(command, 'chair'))]).toEqual([
        command.type,
        'SESSION_NOT_CONVENED',
      ]);
    }
    room.convened();
    const roundId = room.openRound(['c1']);
    room.given({ type: 'VoidRound', roundId, reason: 'Làm lại' }, 'chair');
    room.given(adjourn, 'chair');
    for (const command of [...meetingCommands(room), ...roundCommands(roundId), convene]) {
      expect([command.type, codeOf(room.when(command, 'chair'))]).toEqual([
        command.type,
        'SESSION_ADJOURNED',
      ]);
    }
  });
});

function meetingCommands(room: Room): SessionCommand[] {
  const reviewId = room.reviewId('c1');
  return [
    { type: 'OpenReview', reviewId },
    { type: 'CloseReview', reviewId },
    { type: 'PresentReport', reviewId, report: { targets: [] }, selfLevel: null },
    { type: 'AddComment', reviewId, body: 'Góp ý' },
    { type: 'Respond', reviewId, stance: 'ACCEPT', body: 'Tiếp thu', commentIds: [] },
    { type: 'SettleOutcome', reviewId, level: 'GOOD', reason: 'Hội nghị quyết định' },
    room.roundOn(['c1']),
    adjourn,
  ];
}

function roundCommands(roundId: string): SessionCommand[] {
  return [
    { type: 'CastBallot', roundId, choices: [] },
    { type: 'CloseRound', roundId },
    { type: 'VoidRound', roundId, reason: 'Lý do' },
  ];
}

describe('quorum and presence', () => {
  test.each([
    [15, 9, 10],
    [15, 10, 10],
    [13, 8, 9],
    [3, 2, 2],
    [4, 3, 3],
    [1, 0, 1],
  ])('[R10] of %i voting seats with %i present, %i are needed', (voters, present, needed) => {
    const room = new Room(preparationOf({ voters }));
    const voting = room.session.preparation.seats.filter(({ mayVote }) => mayVote);
    for (const { key } of voting.slice(0, present)) room.given(checkIn, key);
    expect(attendanceOf(room.session)).toMatchObject({
      summoned: voters,
      present,
      quorumNeeded: needed,
      quorumMet: present >= needed,
    });
    expect(codeOf(room.when(convene, 'secretary'))).toBe(present >= needed ? null : 'QUORUM_MISSING');
  });

  test('[R10] (case 14) 15 summoned, 9 present, 2/3: neither convened nor a round opened', () => {
    const room = new Room(preparationOf({ voters: 15 }));
    const voters = room.session.preparation.seats.filter(({ mayVote }) => mayVote).map(({ key }) => key);
    for (const key of [...voters.slice(0, 9), 'secretary', 'teller', 'guest']) room.given(checkIn, key);
    expect(room.when(convene, 'chair')).toEqual({
      refusal: { code: 'QUORUM_MISSING', faults: [], numbers: { present: 9, needed: 10 }, exceeded: [] },
    });
    room.given(checkIn, voters[9] ?? '');
    room.given(convene, 'chair');
    room.presence(voters[0] ?? '', 'ABSENT');
    expect(room.when(room.roundOn(['c1']), 'chair')).toMatchObject({
      refusal: { code: 'QUORUM_MISSING', numbers: { present: 9, needed: 10 } },
    });
    room.presence(voters[0] ?? '', 'PRESENT');
    expect(codeOf(room.when(room.roundOn(['c1']), 'chair'))).toBeNull();
  });

  test('[R10] a share of one third never meets a float', () => {
    const quorum = { numerator: 1, denominator: 3 };
    const room = new Room(preparationOf({ voters: 9 }, { settings: { quorum } }));
    expect(attendanceOf(room.session).quorumNeeded).toBe(3);
  });

  test('[R11] checkIn makes the seat that asks PRESENT, recordPresence sets any seat’s', () => {
    const room = new Room();
    expect(room.given(checkIn, 'guest')).toEqual([
      { type: 'PresenceRecorded', seatId: room.seatId('guest'), presence: 'PRESENT' },
    ]);
    room.presence('v2', 'EXCUSED').presence('v3', 'ABSENT').presence('v4', 'PRESENT');
    const presence = (key: string) => room.session.presence.get(room.seatId(key));
    expect(['chair', 'v2', 'v3', 'v4', 'guest'].map(presence)).toEqual([
      'EXPECTED',
      'EXCUSED',
      'ABSENT',
      'PRESENT',
      'PRESENT',
    ]);
    expect(attendanceOf(room.session)).toMatchObject({ present: 1, excused: 1, absent: 1 });
    room.given(checkIn, 'v3');
    expect(presence('v3')).toBe('PRESENT');
  });
});

describe('rights', () => {
  const room = new Room(preparationOf({ members: 2 })).convened();
  room.openReview('m2').openReview('c1');
  const roundId = room.openRound(['c2']);
  room.session.preparation.seats
    .filter(({ mayVote }) => mayVote)
    .forEach(({ key }) => {
      room.cast(key, 'GOOD');
    });
  const report = { targets: [] };
  const own = room.reviewId('m2');
  const presented = room.reviewId('c1');
  const seats = ['chair', 'secretary', 'teller', 'v2', 'v3', 'guest'] as const;
  const actors: readonly (readonly [name: string, actor: Actor])[] = [
    ['admin', admin],
    ...seats.map((key): [string, Actor] => [key, room.by(key)]),
    ['screen', screen],
    ['client', client],
    ['anonymous', anonymous],
    ['clock', clock],
    ['clerk', clerk],
    ['a chair of another session', { ...room.by('chair'), sessionId: 'ses_another' } as Actor],
    ['a seat that is not there', { kind: 'SEAT', sessionId: testSessionId, seatId: 'seat_gone' }],
  ];
  const chairs = ['chair', 'secretary'];
  const rights: readonly (readonly [SessionCommand, readonly string[], string?])[] = [
    [{ type: 'IssueAccessCode', seatId: null }, ['admin']],
    [convene, chairs],
    [{ type: 'RecordPresence', seatId: room.seatId('v2'), presence: 'PRESENT' }, chairs],
    [{ type: 'OpenReview', reviewId: own }, chairs],
    [{ type: 'CloseReview', reviewId: own }, chairs],
    [room.roundOn(['c1']), chairs],
    [{ type: 'VoidRound', roundId, reason: 'x' }, chairs],
    [{ type: 'SettleOutcome', reviewId: own, level: 'GOOD', reason: 'x' }, chairs],
    [adjourn, chairs],
    [{ type: 'CloseRound', roundId }, [...chairs, 'clock']],
    [{ type: 'ReleaseTally', roundId, releases: [] }, ['clerk']],
    [
      { type: 'PresentReport', reviewId: own, report, selfLevel: null },
      [...chairs, 'v2'],
      'of v2’s own review',
    ],
    [
      { type: 'PresentReport', reviewId: presented, report, selfLevel: null },
      [...chairs, 'teller'],
      'of the teller’s',
    ],
    [
      { type: 'Respond', reviewId: own, stance: 'EXPLAIN', body: 'x', commentIds: [] },
      [...chairs, 'v2'],
      'for v2',
    ],
    [
      { type: 'Respond', reviewId: presented, stance: 'ACCEPT', body: 'x', commentIds: [] },
      [...chairs, 'teller'],
      'for the teller’s',
    ],
    [{ type: 'AddComment', reviewId: own, body: 'x' }, seats.filter((key) => key !== 'guest')],
    [checkIn, seats],
    [{ type: 'CastBallot', roundId, choices: [] }, seats],
  ];

  test.each(rights.map(([command, allowed, of]) => ({ command, allowed, type: command.type, of: of ?? '' })))(
    '[R2] $type $of is for $allowed and nobody else',
    ({ command, allowed }) => {
      const may = actors.filter(([, actor]) => codeOf(room.when(command, actor)) !== 'NOT_ALLOWED');
      expect(may.map(([name]) => name)).toEqual(
        actors.map(([name]) => name).filter((name) => allowed.includes(name)),
      );
    },
  );

  test('[R2] every command and every role is in the table above', () => {
    expect(new Set(rights.map(([{ type }]) => type)).size).toBe(16);
    expect(new Set(room.session.preparation.seats.map(({ role }) => role))).toEqual(new Set(seatRoles));
  });
});

describe('the order of refusals', () => {
  const nobody: Actor = anonymous;

  /** A round on the chair's own review is closed, and one is open on v2's. */
  function twoRounds() {
    const room = new Room(preparationOf({ voters: 7, members: 2 })).convened('v2', 'v5');
    const closed = room.openRound(['m1'], { method: 'OPEN_VOTE' });
    room.cast('v3', 'GOOD').closeRound();
    return { room, closed, open: room.openRound(['m2']) };
  }

  test('[R4] NOT_FOUND comes before NOT_ALLOWED', () => {
    const room = new Room().convened();
    const foreign = 'rev_0000000000000000_0';
    const commands: SessionCommand[] = [
      { type: 'OpenReview', reviewId: foreign },
      { type: 'AddComment', reviewId: foreign, body: '' },
      { type: 'CloseRound', roundId: foreign },
      { type: 'CastBallot', roundId: foreign, choices: [] },
      { type: 'IssueAccessCode', seatId: foreign },
      { type: 'RecordPresence', seatId: foreign, presence: 'PRESENT' },
      { ...room.roundOn(['c1']), reviewIds: [room.reviewId('c1'), foreign] } as SessionCommand,
    ];
    for (const command of commands)
      expect([command, codeOf(room.when(command, nobody))]).toEqual([command, 'NOT_FOUND']);
  });

  test('[R4] NOT_ALLOWED comes before the session’s state', () => {
    expect(codeOf(new Room().when(adjourn, 'v2'))).toBe('NOT_ALLOWED');
    expect(codeOf(new Room().when(adjourn, 'chair'))).toBe('SESSION_NOT_CONVENED');
  });

  test('[R4] the session’s state comes before MAY_NOT_VOTE', () => {
    const { room, open } = twoRounds();
    const ballot: SessionCommand = { type: 'CastBallot', roundId: open, choices: [] };
    expect(codeOf(room.when(ballot, 'teller'))).toBe('MAY_NOT_VOTE');
    room.given({ type: 'VoidRound', roundId: open, reason: 'x' }, 'chair');
    room.given(adjourn, 'chair');
    expect(codeOf(room.when(ballot, 'teller'))).toBe('SESSION_ADJOURNED');
  });

  test('[R4] MAY_NOT_VOTE comes before ROUND_NOT_OPEN, and that before RECUSED', () => {
    const { room, closed } = twoRounds();
    const ballot: SessionCommand = { type: 'CastBallot', roundId: closed, choices: [] };
    expect(codeOf(room.when(ballot, 'teller'))).toBe('MAY_NOT_VOTE');
    expect(codeOf(room.when(ballot, 'chair'))).toBe('ROUND_NOT_OPEN');
  });

  test('[R4] RECUSED comes before NOT_PRESENT, and that before BALLOT_INCOMPLETE', () => {
    const { room, open } = twoRounds();
    const ballot: SessionCommand = { type: 'CastBallot', roundId: open, choices: [] };
    expect(codeOf(room.when(ballot, 'v2'))).toBe('RECUSED');
    expect(codeOf(room.when(ballot, 'v5'))).toBe('NOT_PRESENT');
    expect(codeOf(room.when(ballot, 'v3'))).toBe('BALLOT_INCOMPLETE');
  });

  test('[R4] ALREADY_VOTED comes before BALLOT_INCOMPLETE, and that before INVALID_INPUT', () => {
    const { room, open } = twoRounds();
    const stray = { reviewId: room.reviewId('m1'), choice: 'GOOD' } as const;
    const ballot: SessionCommand = { type: 'CastBallot', roundId: open, choices: [stray] };
    expect(codeOf(room.when(ballot, 'v3'))).toBe('BALLOT_INCOMPLETE');
    room.cast('v3', 'GOOD');
    expect(codeOf(room.when(ballot, 'v3'))).toBe('ALREADY_VOTED');
  });

  test('[R4] what is wrong with a round’s time comes before what is wrong with its input', () => {
    const { room, open } = twoRounds();
    const faulty = { ...room.roundOn(['c1']), display: 'LIVE' } as SessionCommand;
    expect(codeOf(room.when(faulty, 'chair'))).toBe('ROUND_OPEN');
    room.given({ type: 'VoidRound', roundId: open, reason: 'x' }, 'chair');
    expect(codeOf(room.when(faulty, 'chair'))).toBe('INVALID_INPUT');
  });

  test('[R4] a refusal has no events and leaves the state as it was', () => {
    const { room, open } = twoRounds();
    const before = structuredClone(room.session);
    const ruling = room.when({ type: 'CastBallot', roundId: open, choices: [] }, 'v3');
    expect(Object.keys(ruling)).toEqual(['refusal']);
    expect(room.session).toEqual(before);
  });
});

describe('adjourning', () => {
  test('[R60] is refused while a round is open', () => {
    const room = new Room().convened();
    room.openRound(['c1']);
    expect(codeOf(room.when(adjourn, 'chair'))).toBe('ROUND_OPEN');
  });

  test('[R6] [R60] a session that was prepared with two items about the same, before that was refused, goes on as it is', () => {
    const { preparation } = new Room(preparationOf({ cells: 2 })).session;
    const [c1, c2] = preparation.agenda;
    if (c1 === undefined || c2 === undefined) throw new Error('no cells');
    const { name, organizationId, organizationName } = c1;
    const agenda = [c1, { ...c2, name, organizationId, organizationName }];
    const room = new Room({ preparation: { ...preparation, agenda } }).convened();
    room.openRound(['c1']);
    room.castInOrder([5, 'EXCELLENT']).closeRound();
    room.openRound(['c2']);
    room.castInOrder([5, 'GOOD']).closeRound();
    const [event] = room.given(adjourn, 'chair');
    if (event?.type !== 'SessionAdjourned') throw new Error('not adjourned');
    expect(event.results.map(({ outcome }) => outcome.level)).toEqual(['EXCELLENT', 'GOOD']);
    expect(new Set(event.results.map(identityOf)).size).toBe(1);
  });

  test('[R60] writes a final result for every review with an outcome, and none for others', () => {
    const room = new Room(preparationOf({ members: 1, cells: 3 })).convened();
    room.openRound(['m1', 'c1']);
    room.castInOrder([5, 'EXCELLENT']).closeRound();
    const reviewId = room.reviewId('c2');
    room.given({ type: 'SettleOutcome', reviewId, level: null, reason: 'Mới thành lập' }, 'chair');
    const [event] = room.given(adjourn, 'chair');
    if (event?.type !== 'SessionAdjourned') throw new Error('not adjourned');
    const told = event.results.map(({ name, tally, outcome }) => [
      name,
      tally?.counted,
      outcome.level,
      outcome.status,
      outcome.final,
    ]);
    expect(told).toEqual([
      ['Ủy viên chair', 4, 'EXCELLENT', 'DECIDED', true],
      ['Chi bộ 1', 5, 'EXCELLENT', 'DECIDED', true],
      ['Chi bộ 2', undefined, null, 'NOT_RATED', true],
    ]);
    expect(event.results[0]).toMatchObject({
      organizationName: 'Đảng bộ xã Thử',
      personName: 'Ủy viên chair',
      period: { kind: 'YEAR', year: 2023 },
      authority: 'DECIDE',
    });
    expect(room.review('c1').outcome?.final).toBe(true);
    expect(room.review('c3').outcome).toBeNull();
  });
});
