import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawn } from '../support/chance.ts';
import { cast, marks, openRound, order } from '../support/session.ts';
import { type Conference, castOne, conferences, seatAt } from './delegates.ts';
import { expectAccessible, openBrowser, shoot } from './guests.ts';

// What a seat is told of its ballots: each under its round's name, and never above a ballot that is still to be cast.

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
const openConference = conferences();

const recorded = 'Phiếu của bạn đã được ghi.';
const ballot = (page: Page) => page.getByRole('heading', { name: 'Phiếu của bạn' });
const shown = (page: Page, text: string) => page.locator('main').getByText(text).filter({ visible: true });

/** Whether all of it is in the window. */
const inView = (page: Page, selector: string) =>
  page
    .locator(selector)
    .first()
    .evaluate((one) => {
      const { top, bottom } = one.getBoundingClientRect();
      return top >= 0 && bottom <= window.innerHeight;
    });

const focusedText = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? '');

/** Marks every row of a sheet as good. */
async function markAll(page: Page): Promise<void> {
  await page.getByLabel('Đánh dấu phần còn lại').selectOption('GOOD');
  await page.getByRole('button', { name: 'Áp dụng cho phần còn lại' }).click();
  await page.getByText('Đã đánh dấu đủ.').waitFor();
}

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

const sheets = [
  [320, 568, 45],
  [360, 740, 45],
  [1280, 800, 45],
] as const;

test.each([...drawn(sheets, 1), [360, 740, 1] as const])(
  'at %i × %i whoever has cast a ballot of %i rows is at its receipt',
  async (width, height, cells) => {
    const conference = await openConference({ voters: 4, cells });
    const { page, troubles } = await seatAt(browser, conference, 'v1', { width, height });
    const roundId = await openRound(conference.house, conference.meeting);
    if (cells === 1) await page.getByRole('radio').first().check();
    else await markAll(page);
    await page.getByRole('button', { name: 'Xem lại và bỏ phiếu' }).click();
    const dialog = page.getByRole('dialog');
    if (cells > 1) {
      await dialog.getByText('Phiếu có 45 nội dung, từ đầu đến cuối danh sách').waitFor();
      await shoot(page, `ballot-summary-${width}`);
      if (width === 320) await expectAccessible(page, 'ballot, a long sheet before it is cast');
    }
    await dialog.getByRole('button', { name: 'Bỏ phiếu', exact: true }).click();
    await shown(page, recorded).waitFor();
    await expect.poll(() => inView(page, '.receipt')).toBe(true);
    expect(await focusedText(page)).toContain(recorded);
    await shoot(page, `ballot-receipt-${width}-${cells}`);
    // Once the round is closed, too.
    const { house, meeting } = conference;
    const { sessionId, tokens } = meeting;
    const chair = tokens.chair ?? '';
    await order(house, chair, 'voidRound', { sessionId, roundId, reason: 'Phát nhầm phiếu' });
    await shown(page, 'Phát nhầm phiếu').waitFor();
    expect(await focusedText(page)).toContain('Phát nhầm phiếu');
    expect(troubles).toEqual([]);
  },
);

test.each(['closed', 'voided'])(
  'a round that is %s behind the question leaves whoever was asked at the notice of that',
  async (how) => {
    const conference = await openConference({ voters: 4, cells: 45 });
    const { house, meeting } = conference;
    const { sessionId, tokens } = meeting;
    const { page } = await seatAt(browser, conference, 'v1', { width: 360, height: 740 });
    const writer = await seatAt(browser, conference, 'v2', { width: 360, height: 740 });
    const roundId = await openRound(house, meeting, { method: 'OPEN_VOTE' });
    await markAll(page);
    await page.getByRole('button', { name: 'Xem lại và bỏ phiếu' }).click();
    await page.getByRole('dialog').waitFor();
    const elsewhere = writer.page.getByLabel('Góp ý của bạn');
    await elsewhere.focus();
    const chair = tokens.chair ?? '';
    if (how === 'closed') {
      await cast(house, chair, { sessionId, roundId, choices: marks(meeting.reviewIds) });
      await order(house, chair, 'closeRound', { sessionId, roundId });
    } else await order(house, chair, 'voidRound', { sessionId, roundId, reason: 'Phát nhầm phiếu' });
    const says = how === 'closed' ? 'Lượt bỏ phiếu đã kết thúc' : 'Phát nhầm phiếu';
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    for (const one of [page, writer.page]) await shown(one, says).first().waitFor();
    expect(await focusedText(page)).toContain(says);
    await expect.poll(() => inView(page, '.round-notice')).toBe(true);
    await shoot(page, `ballot-${how}-behind-question`);
    // Who was writing elsewhere stays there.
    expect(await elsewhere.evaluate((one) => one === document.activeElement)).toBe(true);
  },
);

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
