import { describe, expect, test } from 'vitest';
import type { SessionCommand } from '../../src/core/command.ts';
import { limits } from '../../src/core/limits.ts';
import { show } from '../../src/core/show.ts';
import type { QualityLevel } from '../../src/core/vocabulary.ts';
import { codeOf, faultsOf, preparationOf, Room } from '../support/core.ts';

const meeting = () => new Room(preparationOf({ voters: 5, members: 1, cells: 3 })).convened();

const close = (room: Room, key: string): SessionCommand => ({
  type: 'CloseReview',
  reviewId: room.reviewId(key),
});
const comment = (room: Room, key: string, body = 'Góp ý'): SessionCommand => ({
  type: 'AddComment',
  reviewId: room.reviewId(key),
  body,
});
const respond = (room: Room, key: string, commentIds: readonly string[] = []): SessionCommand => ({
  type: 'Respond',
  reviewId: room.reviewId(key),
  stance: 'ACCEPT',
  body: 'Xin tiếp thu',
  commentIds,
});
const settle = (room: Room, key: string, level: QualityLevel | null, reason = 'Lý do'): SessionCommand => ({
  type: 'SettleOutcome',
  reviewId: room.reviewId(key),
  level,
  reason,
});
const present = (room: Room, key: string, text: string, selfLevel: QualityLevel | null): SessionCommand => ({
  type: 'PresentReport',
  reviewId: room.reviewId(key),
  report: { achievements: text, targets: [{ name: 'Kết nạp', planned: 7, achieved: 7, exceeded: false }] },
  selfLevel,
});

function voted(room: Room, key: string) {
  room.openRound([key], { method: 'OPEN_VOTE' });
  return room.castInOrder([4, 'EXCELLENT'], [1, 'GOOD']).closeRound();
}

describe('opening and closing', () => {
  test('[R12] the current review is the one opened last that is still open', () => {
    const room = meeting();
    const current = () => {
      const id = show(room.session, 'SCREEN').currentReviewId;
      return room.session.preparation.agenda.find((item) => item.id === id)?.key ?? null;
    };
    expect(current()).toBeNull();
    room.openReview('c1').openReview('c2');
    expect(current()).toBe('c2');
    room.openReview('c1');
    expect(current()).toBe('c1');
    room.given(settle(room, 'c1', 'GOOD'), 'chair');
    room.given(close(room, 'c1'), 'chair');
    expect(current()).toBe('c2');
  });

  test('[R12] a closed review may be opened again, and voted on again', () => {
    const room = voted(meeting(), 'c1');
    room.given(close(room, 'c1'), 'secretary');
    expect(room.review('c1').status).toBe('CLOSED');
    room.openReview('c1');
    expect(room.review('c1')).toMatchObject({ status: 'OPEN', outcome: { level: 'EXCELLENT' } });
    room.openRound(['c1'], { method: 'OPEN_VOTE' });
    room.castInOrder([5, 'COMPLETED']).closeRound();
    expect(room.review('c1').outcome?.level).toBe('COMPLETED');
  });

  test('[R13] a review is closed while it is open, with an outcome, and with no round open on it', () => {
    const room = meeting();
    expect(codeOf(room.when(close(room, 'c1'), 'chair'))).toBe('REVIEW_NOT_OPEN');
    room.openReview('c1');
    expect(codeOf(room.when(close(room, 'c1'), 'chair'))).toBe('REVIEW_WITHOUT_VOTE');
    voted(room, 'c1').openRound(['c1']);
    expect(codeOf(room.when(close(room, 'c1'), 'chair'))).toBe('ROUND_OPEN');
    room.given({ type: 'VoidRound', roundId: room.round.id, reason: 'Nhầm' }, 'chair');
    expect(room.given(close(room, 'c1'), 'chair')).toEqual([
      { type: 'ReviewClosed', reviewId: room.reviewId('c1') },
    ]);
    expect(codeOf(room.when(close(room, 'c1'), 'chair'))).toBe('REVIEW_NOT_OPEN');
  });

  test('[R12] adjournment closes every review that is open, and makes nothing current', () => {
    const room = voted(meeting().openReview('c2'), 'c1');
    room.given({ type: 'AdjournSession' }, 'chair');
    const { reviews, currentReviewId } = show(room.session, 'DELEGATE');
    expect(reviews.map(({ status }) => status)).toEqual(['PENDING', 'CLOSED', 'CLOSED', 'PENDING']);
    expect(currentReviewId).toBeNull();
  });

  test('[R77] a repeated round with the same level, a settlement to the same level and adjournment are new revisions', () => {
    const room = voted(meeting(), 'c1');
    const revision = (key = 'c1') => room.review(key).revision;
    const steps: readonly (() => unknown)[] = [
      () => voted(room, 'c1'),
      () => room.given(settle(room, 'c1', 'EXCELLENT', 'Một'), 'chair'),
      () => room.given(settle(room, 'c1', 'EXCELLENT', 'Hai'), 'chair'),
      () => room.given({ type: 'VoidRound', roundId: room.openRound(['c1']), reason: 'Nhầm' }, 'chair'),
      () => room.given({ type: 'AdjournSession' }, 'chair'),
    ];
    for (const step of steps) {
      const before = revision();
      step();
      expect(revision()).toBeGreaterThan(before);
    }
    expect(room.review('c1').outcome?.final).toBe(true);
  });

  test('[R77] no ballot is a new revision; opening the current review again is one, because it is looked at anew', () => {
    const room = meeting().openReview('c1');
    const opened = room.review('c1').revision;
    room.openReview('c1');
    expect(room.review('c1').revision).toBe(opened + 1);
    room.openRound(['c1']);
    const open = room.review('c1').revision;
    room.castInOrder([5, 'GOOD']);
    expect(room.review('c1').revision).toBe(open);
  });

  test('[R13] a round that is open on others, and a void one, do not count', () => {
    const room = meeting().openReview('c2');
    room.given({ type: 'VoidRound', roundId: room.openRound(['c2']), reason: 'Nhầm' }, 'chair');
    expect(codeOf(room.when(close(room, 'c2'), 'chair'))).toBe('REVIEW_WITHOUT_VOTE');
    room.given(settle(room, 'c2', null), 'chair');
    room.openRound(['c1']);
    expect(codeOf(room.when(close(room, 'c2'), 'chair'))).toBeNull();
  });
});

describe('report, comments and responses', () => {
  test('[R14] a report is presented while its review is open; a later one replaces it', () => {
    const room = meeting();
    expect(codeOf(room.when(present(room, 'c1', 'x', null), 'teller'))).toBe('REVIEW_NOT_OPEN');
    room.openReview('c1');
    room.given(present(room, 'c1', ' 18 trên 20 chỉ tiêu ', 'GOOD'), 'teller');
    expect(room.review('c1')).toMatchObject({
      report: { achievements: '18 trên 20 chỉ tiêu', presentedBy: null, targets: [{ planned: 7 }] },
      selfLevel: 'GOOD',
    });
    room.given(present(room, 'c1', 'Bản sửa', null), 'chair');
    expect(room.review('c1')).toMatchObject({ report: { achievements: 'Bản sửa' }, selfLevel: 'GOOD' });
    room.given(settle(room, 'c1', 'GOOD'), 'chair');
    room.given(close(room, 'c1'), 'chair');
    expect(codeOf(room.when(present(room, 'c1', 'x', null), 'chair'))).toBe('REVIEW_NOT_OPEN');
  });

  test('[R7] [R14] a report’s texts and figures are read by their limits', () => {
    const room = meeting().openReview('c1');
    const target = { name: '', planned: -1, achieved: 1.5, exceeded: false };
    const command: SessionCommand = {
      type: 'PresentReport',
      reviewId: room.reviewId('c1'),
      report: { causes: 'x'.repeat(limits.reportTextLength + 1), remedies: '\u0000x', targets: [target] },
      selfLevel: null,
    };
    expect(faultsOf(room.when(command, 'teller'))).toEqual([
      'report.causes TOO_LONG',
      'report.remedies CONTROL_CHARACTER',
      'report.targets.0.name MISSING',
      'report.targets.0.planned OUT_OF_RANGE',
      'report.targets.0.achieved OUT_OF_RANGE',
    ]);
  });

  test('[R18] a report made from an older one than there is overwrites nothing', () => {
    const room = meeting().openReview('c1');
    const presents = (basedOnRevision: number | null) =>
      codeOf(
        room.when({ ...present(room, 'c1', 'Bản cũ', null), basedOnRevision } as SessionCommand, 'teller'),
      );
    expect([0, 1].map(presents)).toEqual([null, 'REPORT_CHANGED']);
    room.given(present(room, 'c1', 'Bản một', null), 'teller');
    room.atMs += 1_000;
    room.given(present(room, 'c1', 'Bản hai', null), 'chair');
    expect(room.review('c1')).toMatchObject({
      reportRevision: 2,
      presented: { seatId: room.seatId('chair'), atMs: room.atMs },
    });
    expect([0, 1, 2, 3, null].map(presents)).toEqual([
      ...['REPORT_CHANGED', 'REPORT_CHANGED', null, 'REPORT_CHANGED', null],
    ]);
  });

  test('[R18] a report that came with the preparation is the first', () => {
    const [member, cell] = preparationOf({ members: 1 }).agenda;
    const report = { achievements: 'Có sẵn', targets: [] };
    const agenda = [{ ...member, report }, cell].filter((item) => item !== undefined) as never;
    const room = new Room(preparationOf({ members: 1 }, { agenda }));
    const [first, second] = show(room.session, 'GUEST').reviews;
    expect(first?.report).toMatchObject({ achievements: 'Có sẵn', revision: 1, presented: null });
    expect(second?.report).toBeNull();
  });

  test('[R19] a comment is withdrawn once, by its author or whoever conducts; its trace stays, its words do not', () => {
    const room = meeting().openReview('c1');
    for (const body of ['Một', 'Hai', 'Ba']) room.given(comment(room, 'c1', body), 'v2');
    const [one, two, three] = room.review('c1').comments.map(({ id }) => id);
    const withdraw = (commentId = ''): SessionCommand => ({
      type: 'WithdrawComment',
      reviewId: room.reviewId('c1'),
      commentId,
    });
    expect(codeOf(room.when(withdraw('com_gone'), 'v2'))).toBe('NOT_FOUND');
    expect(codeOf(room.when(withdraw(one), 'v3'))).toBe('NOT_ALLOWED');
    expect(codeOf(room.when(withdraw(one), 'teller'))).toBe('NOT_ALLOWED');
    room.given(withdraw(one), 'v2');
    room.given(withdraw(two), 'secretary');
    expect(codeOf(room.when(withdraw(one), 'chair'))).toBe('COMMENT_WITHDRAWN');
    expect(room.review('c1').comments.map(({ withdrawn }) => withdrawn?.seatId ?? null)).toEqual([
      ...[room.seatId('v2'), room.seatId('secretary'), null],
    ]);
    for (const audience of ['ADMIN', 'CHAIR', 'TELLER', 'DELEGATE', 'GUEST', 'SCREEN'] as const) {
      const seen = show(room.session, audience).reviews.find(({ id }) => id === room.reviewId('c1'));
      expect(seen?.comments.map(({ body }) => body)).toEqual(['', '', 'Ba']);
    }
    room.given(settle(room, 'c1', 'GOOD'), 'chair');
    room.given(close(room, 'c1'), 'chair');
    expect(codeOf(room.when(withdraw(three), 'v2'))).toBeNull();
    room.given({ type: 'AdjournSession' }, 'chair');
    expect(codeOf(room.when(withdraw(three), 'v2'))).toBe('SESSION_ADJOURNED');
  });

  test('[R15] comments are added while the review is open, and keep their author and time', () => {
    const room = meeting();
    expect(codeOf(room.when(comment(room, 'm1'), 'v2'))).toBe('REVIEW_NOT_OPEN');
    room.openReview('m1');
    room.given(comment(room, 'm1', ' Cần sâu sát hơn '), 'v2');
    room.atMs += 1_000;
    room.given(comment(room, 'm1', 'Đồng ý'), 'teller');
    expect(room.review('m1').comments).toMatchObject([
      { seatId: room.seatId('v2'), body: 'Cần sâu sát hơn', atMs: room.atMs - 1_000 },
      { seatId: room.seatId('teller'), body: 'Đồng ý', atMs: room.atMs },
    ]);
    expect(new Set(room.review('m1').comments.map(({ id }) => id)).size).toBe(2);
  });

  test('[R7] [R15] a comment says something, in text, within its limit', () => {
    const room = meeting().openReview('c1');
    const faults = (body: string) => faultsOf(room.when(comment(room, 'c1', body), 'v2'));
    expect(faults(' \n ')).toEqual(['body MISSING']);
    expect(faults('a\u0000')).toEqual(['body CONTROL_CHARACTER']);
    expect(faults('x'.repeat(1_000_000))).toEqual(['body TOO_LONG']);
    expect(faults('x'.repeat(limits.commentLength))).toEqual([]);
  });

  test('[R15] a review holds so many comments and responses, and no more', () => {
    const room = meeting().openReview('c1');
    const { id: reviewId } = room.review('c1');
    for (let index = 0; index < limits.commentsPerReview; index += 1) {
      const seatId = `seat${index % 20}`;
      room.happened([
        { type: 'CommentAdded', commentId: `c${index}`, reviewId, seatId, body: 'x' },
        {
          type: 'ResponseGiven',
          responseId: `r${index}`,
          reviewId,
          seatId,
          stance: 'ACCEPT',
          body: 'x',
          commentIds: [],
        },
      ]);
    }
    expect(faultsOf(room.when(comment(room, 'c1'), 'v2'))).toEqual([' TOO_MANY']);
    expect(faultsOf(room.when(respond(room, 'c1'), 'chair'))).toEqual([' TOO_MANY']);
  });

  test('[R15] one seat fills no review’s list: what it withdrew counts, what others said does not', () => {
    const room = meeting().openReview('c1').openReview('m1');
    const { id: reviewId } = room.review('c1');
    for (let index = 0; index < limits.commentsPerReviewOfSeat; index += 1) {
      const seatId = room.seatId('v2');
      room.happened([{ type: 'CommentAdded', commentId: `c${index}`, reviewId, seatId, body: 'x' }]);
    }
    room.happened([{ type: 'CommentWithdrawn', commentId: 'c0', reviewId, seatId: room.seatId('v2') }]);
    expect(faultsOf(room.when(comment(room, 'c1'), 'v2'))).toEqual([' TOO_MANY_OF_SEAT']);
    expect(faultsOf(room.when(comment(room, 'c1'), 'v3'))).toEqual([]);
    expect(faultsOf(room.when(comment(room, 'm1'), 'v2'))).toEqual([]);
  });

  test('[R16] a response names comments of the same review, each once, or none for all', () => {
    const room = meeting().openReview('m1').openReview('c1');
    room.given(comment(room, 'm1'), 'v2');
    room.given(comment(room, 'c1'), 'v2');
    const [own] = room.review('m1').comments.map(({ id }) => id);
    const [other] = room.review('c1').comments.map(({ id }) => id);
    if (own === undefined || other === undefined) throw new Error('no comments');
    expect(room.when(respond(room, 'm1', [own, other]), 'chair')).toMatchObject({
      refusal: { code: 'NOT_FOUND', faults: [{ path: ['commentIds', '1'] }] },
    });
    room.given(respond(room, 'm1', [own, own]), 'chair');
    room.given({ ...respond(room, 'm1'), stance: 'EXPLAIN' } as SessionCommand, 'secretary');
    expect(room.review('m1').responses).toMatchObject([
      { seatId: room.seatId('chair'), stance: 'ACCEPT', commentIds: [own] },
      { seatId: room.seatId('secretary'), stance: 'EXPLAIN', commentIds: [] },
    ]);
  });

  test('[R16] a response is given while the review is open, in words', () => {
    const room = meeting();
    expect(codeOf(room.when(respond(room, 'm1'), 'chair'))).toBe('REVIEW_NOT_OPEN');
    room.openReview('m1');
    const silent = { ...respond(room, 'm1'), body: '' } as SessionCommand;
    expect(faultsOf(room.when(silent, 'chair'))).toEqual(['body MISSING']);
  });
});

describe('settling', () => {
  test('[R17] what the rules gave stays beside what people settled, also when they settle again', () => {
    const room = voted(meeting(), 'c1');
    room.given(settle(room, 'c1', 'GOOD', ' Theo đề nghị của chi bộ '), 'chair');
    const ruled = { level: 'EXCELLENT', status: 'DECIDED' };
    expect(room.review('c1').outcome).toMatchObject({
      level: 'GOOD',
      status: 'DECIDED',
      final: false,
      ruled,
      settledReason: 'Theo đề nghị của chi bộ',
    });
    room.given(settle(room, 'c1', 'COMPLETED'), 'chair');
    expect(room.review('c1').outcome).toMatchObject({ level: 'COMPLETED', ruled });
    expect(room.review('c1').outcome?.trace.at(-1)).toMatchObject({
      ruleId: '124-settlement',
      before: 'GOOD',
      after: 'COMPLETED',
    });
  });

  test('[R17] where the rules gave nothing, nothing stands beside it', () => {
    const room = meeting();
    room.given(settle(room, 'c1', 'GOOD'), 'chair');
    expect(room.review('c1').outcome).toMatchObject({ level: 'GOOD', ruled: null });
  });

  test('[R17] where the rules gave nothing, a second settlement does not pass the first off as theirs', () => {
    const room = meeting();
    room.given(settle(room, 'c1', 'GOOD'), 'chair');
    room.given(settle(room, 'c1', 'COMPLETED'), 'chair');
    expect(room.review('c1').outcome).toMatchObject({ level: 'COMPLETED', ruled: null });
  });

  test('[R17] no level is NOT_RATED; a level is proposed where the item is', () => {
    const room = new Room(
      preparationOf(
        {},
        { agenda: [{ key: 'c1', kind: 'PARTY_ORGANIZATION', name: 'Đảng bộ xã Thử', authority: 'PROPOSE' }] },
      ),
    ).convened();
    room.given(settle(room, 'c1', null), 'chair');
    expect(room.review('c1').outcome).toMatchObject({ level: null, status: 'NOT_RATED' });
    room.given(settle(room, 'c1', 'GOOD'), 'chair');
    expect(room.review('c1').outcome).toMatchObject({ level: 'GOOD', status: 'PROPOSED' });
  });

  test('[R17] a round closed later takes its place', () => {
    const room = meeting();
    room.given(settle(room, 'c1', 'COMPLETED'), 'chair');
    voted(room, 'c1');
    expect(room.review('c1').outcome).toMatchObject({ level: 'EXCELLENT', ruled: null, settledReason: null });
  });

  test('[R17] needs a reason, and no open round on the review', () => {
    const room = meeting();
    expect(faultsOf(room.when(settle(room, 'c1', 'GOOD', ' '), 'chair'))).toEqual(['reason MISSING']);
    const long = 'x'.repeat(limits.reasonLength + 1);
    expect(faultsOf(room.when(settle(room, 'c1', 'GOOD', long), 'chair'))).toEqual(['reason TOO_LONG']);
    room.openRound(['c1']);
    expect(codeOf(room.when(settle(room, 'c1', 'GOOD'), 'chair'))).toBe('ROUND_OPEN');
    expect(codeOf(room.when(settle(room, 'c2', 'GOOD'), 'chair'))).toBeNull();
  });
});
