import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type RoundView, show, type View } from '../../src/core/show.ts';
import { type Audience, type BallotChoice, ballotChoices } from '../../src/core/vocabulary.ts';
import { momentText, shareText } from '../../src/papers/numbers.ts';
import { type PaperOrder, paperKinds, reasonAgainst } from '../../src/papers/order.ts';
import { definitionOf } from '../../src/papers/paper.ts';
import { print } from '../../src/papers/print.ts';
import { anyCourse, type Course, commandsOf } from '../core/moves.ts';
import { drawn } from '../support/chance.ts';
import { preparationOf, Room } from '../support/core.ts';
import { pagesOf, textOf } from '../support/pdf.ts';

// What can be read in the papers is what the view holds: all of it, and no number beside it.

function played({ input, early, moves }: Course): View {
  const room = new Room(input);
  const voters = room.session.preparation.seats.filter(({ mayVote }) => mayVote).slice(0, early);
  for (const { key } of voters) room.given({ type: 'CheckIn' }, key);
  for (const move of moves) {
    room.atMs += move.waitMs;
    for (const make of commandsOf(room, move)) {
      const { command, by } = make();
      if (!('refusal' in room.when(command, by))) room.given(command, by);
    }
    if (
      room.session.status === 'PREPARED' &&
      !('refusal' in room.when({ type: 'ConveneSession' }, 'chair'))
    ) {
      room.given({ type: 'ConveneSession' }, 'chair');
    }
  }
  return show(room.session, 'ADMIN');
}

/** Of one session: more are set like these. */
const maxRounds = 2;

function ordersOf(view: View): readonly PaperOrder[] {
  const all = paperKinds.flatMap((kind): readonly PaperOrder[] =>
    kind === 'COUNT_MINUTES'
      ? view.rounds.slice(-maxRounds).map(({ id }) => ({ kind, view, roundId: id }))
      : [{ kind, view, roundId: null }],
  );
  return all.filter((order) => reasonAgainst(order) === null);
}

const numbersIn = (text: string): readonly string[] => text.match(/\d+/g) ?? [];

/** Every row of numbers that the minutes of a count must have. */
function rowsOf(view: View, { tallies }: RoundView): readonly string[] {
  return tallies.map(({ reviewId, counted, base, counts }) => {
    const review = view.reviews.find(({ id }) => id === reviewId);
    const marks = ballotChoices.flatMap((choice) => [counts[choice], shareText(counts[choice], base)]);
    return [review?.place, review?.name, counted, base, ...marks].join(' ');
  });
}

/** What a paper may say in figures: what the view has, counts of its lists, shares, times and pages. */
function knownNumbers(view: View, pages: number): ReadonlySet<string> {
  const shares = view.rounds.flatMap(({ tallies }) =>
    tallies.flatMap(({ base, counts }) => ballotChoices.map((choice) => shareText(counts[choice], base))),
  );
  const quotas = view.quotas.map(({ excellent, base }) => (base === null ? '' : shareText(excellent, base)));
  const withdrawals = view.reviews.flatMap(({ comments }) =>
    comments.flatMap(({ withdrawn }) => withdrawn?.atMs ?? []),
  );
  const closings = view.rounds.flatMap(({ openedAtMs, closedAtMs }) => [
    openedAtMs,
    closedAtMs ?? openedAtMs,
  ]);
  const times = [...closings, ...withdrawals].map(momentText);
  const most = Math.max(view.seats.length, view.reviews.length, pages);
  const counts = Array.from({ length: most + 1 }, (_, number) => number);
  // The figures of an id or of milliseconds are nothing to print.
  const said = (key: string, value: unknown) => (/^id$|Ids?$|Ms$/.test(key) ? null : value);
  return new Set(numbersIn(JSON.stringify([view, shares, quotas, times, counts], said)));
}

const seen = { papers: 0, counts: 0 };

test('every name and count of a session can be read in its papers, and no number that it has not', async () => {
  await fc.assert(
    fc.asyncProperty(anyCourse, async (course) => {
      const view = played(course);
      const orders = ordersOf(view);
      const others = orders.filter(({ kind }) => kind !== 'COUNT_MINUTES');
      // All of counts, because figures stand there; of the other kinds one, because printing is what takes the time.
      for (const order of orders.filter((one) => !others.includes(one)).concat(drawn(others, 1))) {
        const pages = await pagesOf(await print(definitionOf(order)));
        const text = pages.join(' ');
        seen.papers += 1;
        expect(text).not.toMatch(/undefined|null|NaN|\[object/);
        const known = knownNumbers(view, pages.length);
        expect(numbersIn(text).filter((number) => !known.has(number))).toEqual([]);
        if (order.kind !== 'COUNT_MINUTES') {
          for (const { place, name } of view.reviews)
            expect(text).toMatch(new RegExp(`${place}\\.? ${name}`));
          continue;
        }
        const round = view.rounds.find(({ id }) => id === order.roundId) as RoundView;
        seen.counts += 1;
        for (const row of rowsOf(view, round)) expect(text).toContain(row);
        expect(text).toContain(`Số phiếu phát ra: ${round.electorate}`);
        expect(text).toContain(`Số phiếu thu về: ${round.turnout}`);
      }
    }),
    { numRuns: 8, seed: 15, endOnFailure: true },
  );
  expect(seen.papers).toBeGreaterThan(8);
  expect(seen.counts).toBeGreaterThan(3);
});

const many = 100;

test('a hundred subjects: heads on every page of a table, no row in two, a ballot for each who votes', async () => {
  const room = new Room(preparationOf({ voters: 3, cells: many }));
  for (const key of ['chair', 'v2', 'v3']) room.given({ type: 'CheckIn' }, key);
  room.given({ type: 'ConveneSession' }, 'chair');
  const view = show(room.session, 'ADMIN');
  const print_ = async (kind: PaperOrder['kind']) =>
    pagesOf(await print(definitionOf({ kind, view, roundId: null })));
  const ballots = await print_('BALLOTS');
  const sheets = ballots.length / 3;
  expect([4, 5]).toContain(sheets);
  for (const [at, page] of ballots.entries()) {
    expect(page.match(/STT Đối tượng/g)).toHaveLength(1);
    expect(page.includes('PHIẾU ĐÁNH GIÁ')).toBe(at % sheets === 0);
    expect(page).toContain(`Trang ${(at % sheets) + 1}/${sheets}`);
  }
  const summary = await print_('SUMMARY');
  expect(summary.length).toBeLessThanOrEqual(5);
  for (const place of [1, 37, many]) {
    const whole = new RegExp(`${place} Chi bộ ${place} Chưa có kết quả`);
    expect(summary.filter((page) => whole.test(page))).toHaveLength(1);
  }
  expect(summary.filter((page) => page.includes('Chi bộ')).every((page) => page.includes('STT'))).toBe(true);
});

test('a roll call longer than a page goes on on the next: every name is on a sheet', async () => {
  const input = preparationOf({ voters: 300, cells: 1 });
  const seats = input.seats.map((seat, at) => ({ ...seat, fullName: `Nguyễn Thị Phương Thảo số ${at + 1}` }));
  const room = new Room({ ...input, seats }).convened();
  room.openRound(['c1'], { method: 'OPEN_VOTE' });
  const voters = seats.filter(({ mayVote }) => mayVote);
  room.castInOrder([voters.length, 'GOOD']).closeRound();
  const order = { kind: 'COUNT_MINUTES', view: show(room.session, 'ADMIN'), roundId: room.round.id } as const;
  const text = await textOf(await print(definitionOf(order)));
  // A name may begin on one page and end on the next.
  const said = new Set(text.match(/Thảo số \d+/g));
  expect(voters.filter(({ fullName }) => ![...said].some((end) => fullName.endsWith(` ${end}`)))).toEqual([]);
});

test('[R72] while a secret round is open no paper tells what was cast, or by whom', async () => {
  const after = (cast: readonly (readonly [string, BallotChoice])[]) => {
    const room = new Room(preparationOf({ voters: 5, cells: 2 }));
    for (const key of ['chair', 'v2', 'v3', 'v4', 'v5']) room.given({ type: 'CheckIn' }, key);
    room.given({ type: 'ConveneSession' }, 'chair');
    const reviewIds = ['c1', 'c2'].map((key) => room.reviewId(key));
    room.given(
      { type: 'OpenRound', reviewIds, method: 'SECRET_BALLOT', display: 'BATCHED', closesAtMs: null },
      'chair',
    );
    const roundId = room.session.rounds.at(-1)?.id ?? '';
    for (const [key, choice] of cast) {
      const choices = reviewIds.map((reviewId) => ({ reviewId, choice }));
      room.given({ type: 'CastBallot', roundId, choices }, key);
    }
    const audiences: readonly Audience[] = ['ADMIN', 'CHAIR', 'TELLER', 'DELEGATE'];
    return audiences.map((audience) => ordersOf(show(room.session, audience)).map(definitionOf));
  };
  const one = after([
    ['chair', 'EXCELLENT'],
    ['v2', 'EXCELLENT'],
    ['v3', 'GOOD'],
  ]);
  const other = after([
    ['v5', 'NOT_COMPLETED'],
    ['v4', 'BLANK'],
    ['v2', 'GOOD'],
  ]);
  expect(one.flat().length).toBeGreaterThan(4);
  expect(JSON.stringify(other)).toBe(JSON.stringify(one));
});

test('[R19] a withdrawn comment leaves who withdrew it when in the minutes, and nothing of what it said', async () => {
  const room = new Room(preparationOf({ voters: 3, cells: 1 }));
  for (const key of ['chair', 'v2', 'v3']) room.given({ type: 'CheckIn' }, key);
  room.given({ type: 'ConveneSession' }, 'chair');
  const reviewId = room.reviewId('c1');
  room.given({ type: 'OpenReview', reviewId }, 'chair');
  for (const body of ['Chi tiêu chưa rõ.', 'Chỉ tiêu chưa rõ.']) {
    room.given({ type: 'AddComment', reviewId, body }, 'v2');
  }
  const [typo] = room.session.reviews.get(reviewId)?.comments ?? [];
  room.given({ type: 'WithdrawComment', reviewId, commentId: typo?.id ?? '' }, 'chair');
  const view = show(room.session, 'CHAIR');
  const text = await textOf(await print(definitionOf({ kind: 'SESSION_MINUTES', view, roundId: null })));
  const nameOf = (key: string) => view.seats.find((seat) => seat.key === key)?.fullName;
  expect(text).toContain(`${nameOf('v2')}: Chỉ tiêu chưa rõ.`);
  expect(text).toContain(
    `${nameOf('v2')}: (góp ý đã được rút lúc ${momentText(room.atMs)} bởi ${nameOf('chair')})`,
  );
  expect(text).not.toContain('Chi tiêu');
});

test('people of one name are told apart in the minutes, and stand in the secretary’s order', () => {
  const input = preparationOf({ voters: 4, cells: 1 });
  const named = (key: string, position: string | null) => ({
    ...(input.seats.find((seat) => seat.key === key) ?? input.seats[0]),
    fullName: key === 'v3' ? 'Nguyễn Văn Hoà' : 'Nguyễn Văn Hòa',
    position,
  });
  const seats = [
    ...input.seats.filter(({ key }) => key === 'chair'),
    named('v4', 'Đảng ủy viên'),
    named('v2', 'Đảng ủy viên'),
    named('v3', null),
  ] as typeof input.seats;
  const room = new Room({
    ...input,
    seats,
    agenda: [{ ...input.agenda[0], presenterKey: null }] as typeof input.agenda,
  });
  for (const { key } of seats) room.given({ type: 'CheckIn' }, key);
  room.given({ type: 'ConveneSession' }, 'chair');
  const reviewId = room.reviewId('c1');
  room.given({ type: 'OpenReview', reviewId }, 'chair');
  for (const key of ['v2', 'v3']) room.given({ type: 'AddComment', reviewId, body: 'Nhất trí.' }, key);
  const view = show(room.session, 'ADMIN');
  const minutes = JSON.stringify(definitionOf({ kind: 'SESSION_MINUTES', view, roundId: null }));
  expect(minutes).toContain(
    'Ủy viên chair; Nguyễn Văn Hòa (Đảng ủy viên, ghế số 2); Nguyễn Văn Hòa (Đảng ủy viên, ghế số 3); Nguyễn Văn Hoà (ghế số 4)',
  );
  expect(minutes).toContain('Nguyễn Văn Hòa (Đảng ủy viên, ghế số 3): Nhất trí.');
  expect(minutes).toContain('Nguyễn Văn Hoà (ghế số 4): Nhất trí.');
});

test('two short ballots share a page, with a line between them to cut along', async () => {
  const view = show(new Room(preparationOf({ voters: 5, cells: 2 })).session, 'ADMIN');
  const bytes = await print(definitionOf({ kind: 'BALLOTS', view, roundId: null }));
  expect((await pagesOf(bytes)).map((page) => page.match(/PHIẾU ĐÁNH GIÁ/g)?.length)).toEqual([2, 2, 1]);
  // Every letter has its shape: the font has none for a sign that reads as nothing.
  expect(await textOf(bytes)).not.toMatch(/[\p{So}\uFFFD]/u);
  const { content } = definitionOf({ kind: 'BALLOTS', view, roundId: null });
  expect(JSON.stringify(content).match(/"dash"/g)).toHaveLength(2);
  // Setting a drawing moves it: one that stands for two is out of the page when both are set.
  const parts = (content as { stack: unknown[] }[]).flatMap(({ stack }) => stack);
  expect(new Set(parts).size).toBe(parts.length);
});
