import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cast, marks, openRound, order } from '../support/session.ts';
import { type Conference, castOne, openConference, seatAt } from './delegates.ts';
import { expectAccessible, openBrowser, shoot } from './guests.ts';

// What a seat is told of its ballots: each under its round's name, and never above a ballot that is still to be cast.

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const recorded = 'Phiếu của bạn đã được ghi.';
const ballot = (page: Page) => page.getByRole('heading', { name: 'Phiếu của bạn' });
const shown = (page: Page, text: string) => page.locator('main').getByText(text).filter({ visible: true });

interface OpenedRound {
  readonly roundId: string;
  readonly on: readonly string[];
}

function conduct({ house, meeting }: Conference) {
  const { sessionId, tokens } = meeting;
  const chair = tokens.chair ?? '';
  return {
    /** On the reviews at these places; open, because a secret round needs more ballots than these tests cast. */
    async open(...places: number[]): Promise<OpenedRound> {
      const on = places.map((place) => meeting.reviewIds[place] ?? '');
      return { roundId: await openRound(house, meeting, { reviewIds: on, method: 'OPEN_VOTE' }), on };
    },
    /** The chair votes too: a round without any ballot is not closed. */
    async close({ roundId, on }: OpenedRound): Promise<void> {
      await cast(house, chair, { sessionId, roundId, choices: marks(on) });
      const closed = await order(house, chair, 'closeRound', { sessionId, roundId });
      expect(closed).toMatchObject({ __typename: 'Accepted' });
    },
    annul: ({ roundId }: OpenedRound, reason: string) =>
      order(house, chair, 'voidRound', { sessionId, roundId, reason }),
    record: (key: string, presence: string) =>
      order(house, chair, 'recordPresence', { sessionId, seatId: meeting.seatIds[key], presence }),
  };
}

test('receipts of rounds before stand under their names in a closed list, after a reload too, and move no ballot', async () => {
  const conference = await openConference({ voters: 3, cells: 3 });
  const { open, close } = conduct(conference);
  const { page, troubles } = await seatAt(browser, conference, 'v1', { width: 360, height: 740 });
  const tops: number[] = [];
  for (const at of [0, 1, 2]) {
    const round = await open(at);
    await page.getByText(`Xếp loại cho Chi bộ ${at + 1}`).waitFor();
    tops.push(await ballot(page).evaluate((heading) => heading.getBoundingClientRect().top + window.scrollY));
    expect(await shown(page, recorded).count()).toBe(0);
    await castOne(page, 'Hoàn thành tốt nhiệm vụ');
    await shown(page, recorded).waitFor();
    expect(await shown(page, `Chi bộ ${at + 1}, mở lúc`).count()).toBe(1);
    await close(round);
    await shown(page, `Lượt bỏ phiếu đã kết thúc: Chi bộ ${at + 1}, mở lúc`).waitFor();
    expect(await shown(page, recorded).count()).toBe(1);
  }
  expect(new Set(tops).size).toBe(1);
  const told = async () => {
    await shown(page, `Lượt bỏ phiếu đã kết thúc: Chi bộ 3, mở lúc`).waitFor();
    const now = await page.locator('.receipt').allInnerTexts();
    await page.getByText('Các lượt bỏ phiếu trước (2)').click();
    await shown(page, 'Chi bộ 1, mở lúc').waitFor();
    return [now, await page.locator('.former').allInnerTexts()];
  };
  const before = await told();
  await shoot(page, 'ballot-former-360');
  await expectAccessible(page, 'ballot, rounds before');
  await page.reload();
  expect(await told()).toEqual(before);
  expect(new Set(await page.locator('.receipt').allInnerTexts()).size).toBe(3);
  expect(troubles).toEqual([]);
});

test('a ballot of a voided round is told to be destroyed, not recorded', async () => {
  const conference = await openConference();
  const { open, annul } = conduct(conference);
  const { page } = await seatAt(browser, conference, 'v1', { width: 360, height: 740 });
  const round = await open(0);
  await castOne(page, 'Hoàn thành tốt nhiệm vụ');
  await shown(page, recorded).waitFor();
  await annul(round, 'Phát nhầm phiếu');
  const destroyed = page.locator('.notice', { hasText: 'Phát nhầm phiếu' });
  for (const loaded of ['before', 'after']) {
    await destroyed.getByText('đã hủy cùng với lượt, không được kiểm.').waitFor();
    expect([loaded, await destroyed.getAttribute('class')]).toEqual([loaded, 'notice warn']);
    expect([loaded, await shown(page, recorded).count()]).toEqual([loaded, 0]);
    if (loaded === 'before') await page.reload();
  }
  await shoot(page, 'ballot-destroyed-360');
  await expectAccessible(page, 'ballot, destroyed with its round');
  await open(0);
  await ballot(page).waitFor();
  expect(await destroyed.count()).toBe(0);
  expect(await page.getByRole('radio', { checked: true }).count()).toBe(0);
});

test('whoever was still marking when the round closed is told that the ballot was not cast, until the next round', async () => {
  const conference = await openConference({ voters: 3, cells: 3 });
  const { open, close } = conduct(conference);
  const { page, troubles } = await seatAt(browser, conference, 'v1');
  const round = await open(0, 1, 2);
  await page.getByRole('radio').first().focus();
  for (const key of ['1', '2']) await page.keyboard.press(key);
  await page.getByText('Còn 1 nội dung chưa đánh dấu.').waitFor();
  await close(round);
  const told = page.getByRole('alert').filter({ hasText: '3 nội dung, mở lúc' });
  await told.getByText('khi ghế của bạn chưa bỏ phiếu').waitFor();
  await expectAccessible(page, 'ballot, not cast when the round closed');
  await page.reload();
  await told.getByText('khi ghế của bạn chưa bỏ phiếu').waitFor();
  await shoot(page, 'ballot-not-cast');
  await open(0);
  await ballot(page).waitFor();
  expect(await shown(page, 'khi ghế của bạn chưa bỏ phiếu').count()).toBe(0);
  expect(troubles).toEqual([]);
});

test('whoever does not vote in a round is told why, and from when on', async () => {
  const conference = await openConference({ voters: 5, members: 2, cells: 1 });
  const { open, close, record } = conduct(conference);
  await record('v4', 'ABSENT');
  const late = await seatAt(browser, conference, 'v4');
  const own = await seatAt(browser, conference, 'v1');
  const teller = await seatAt(browser, conference, 'teller');
  const round = await open(1);
  await shown(own.page, 'Lượt này chỉ về chính bạn').waitFor();
  await shown(teller.page, 'Ghế của bạn không có quyền biểu quyết').waitFor();
  await shown(late.page, 'Hãy báo có mặt để bỏ phiếu từ lượt sau.').waitFor();
  await expectAccessible(late.page, 'ballot, not in this round');
  await late.page.getByRole('button', { name: 'Tôi có mặt' }).click();
  await shown(late.page, 'Từ lượt sau bạn bỏ phiếu như mọi người.').waitFor();
  await shoot(late.page, 'ballot-late');
  for (const { page } of [late, own, teller]) {
    await shown(page, 'Đang bỏ phiếu: Ủy viên v1, mở lúc').waitFor();
    expect(await page.getByRole('radio').count()).toBe(0);
    expect(await page.title()).toBe('Bỏ phiếu');
  }
  await close(round);
  await open(2);
  for (const { page } of [late, own]) {
    await page.getByText('Xếp loại cho Chi bộ 1').waitFor();
    expect(await page.getByText('Các lượt bỏ phiếu trước').count()).toBe(0);
  }
});
