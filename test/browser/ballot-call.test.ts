import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawn } from '../support/chance.ts';
import { openRound, order } from '../support/session.ts';
import { type Conference, castOne, conferences, keptOn, seatAt } from './delegates.ts';
import { expectAccessible, openBrowser, shoot } from './guests.ts';

// A round opens while people read and write: whoever has a ballot learns of it, and loses nothing.

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
const openConference = conferences();

const call = (page: Page) => page.getByRole('region', { name: 'Đang bỏ phiếu' });
const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();

/** Notes what the page says to people who listen to it, and when it shakes the phone. */
async function listenTo(page: Page): Promise<{ said(): Promise<string[]>; shaken(): Promise<number> }> {
  await page.evaluate(() => {
    const noted = Object.assign(globalThis, { said: [] as string[], shaken: 0 });
    for (const region of document.querySelectorAll('.visually-hidden[aria-live]')) {
      new MutationObserver(() => noted.said.push(region.textContent?.trim() ?? '')).observe(region, {
        subtree: true,
        childList: true,
        characterData: true,
      });
    }
    navigator.vibrate = () => {
      noted.shaken += 1;
      return true;
    };
  });
  const noted = <Value>(name: string) =>
    page.evaluate(
      (one) => Object.entries(globalThis).find(([key]) => key === one)?.[1],
      name,
    ) as Promise<Value>;
  return { said: () => noted('said'), shaken: () => noted('shaken') };
}

/** A review with so much to read that the field for a comment is far below. */
async function openLongReview({ house, meeting }: Conference): Promise<void> {
  const { sessionId, tokens, reviewIds } = meeting;
  const of = { sessionId, reviewId: reviewIds[0] ?? '' };
  await order(house, tokens.chair ?? '', 'openReview', of);
  const text = 'Thực hiện nhiệm vụ chính trị của đơn vị, kết quả cụ thể từng mặt công tác. '.repeat(12);
  const report = { achievements: text, shortcomings: text, causes: text, remedies: text, targets: [] };
  await order(house, tokens.chair ?? '', 'presentReport', { ...of, report });
}

/** Whether the element in focus lies between what stays in view at the top and at the foot. */
const focusIsSeen = (page: Page) =>
  page.evaluate(() => {
    const { activeElement } = document;
    const box = activeElement?.getBoundingClientRect();
    if (activeElement === null || box === undefined) return false;
    return [box.top + 1, box.bottom - 1].every((y) => {
      const found = document.elementFromPoint(box.left + box.width / 2, y);
      return (
        found !== null && (activeElement.contains(found) || activeElement.parentElement?.contains(found))
      );
    });
  });

const devices = [
  ['a phone', { width: 360, height: 740 }],
  ['a laptop', { width: 1280, height: 900 }],
] as const;

test.each(drawn(devices, 1))(
  'whoever writes far below the ballot, on %s, is called to it and goes on writing',
  async (_, size) => {
    const conference = await openConference({ voters: 7, cells: 30 });
    const { house, meeting } = conference;
    const { page, troubles } = await seatAt(browser, conference, 'v1', size);
    await openLongReview(conference);
    const comment = page.getByLabel('Góp ý của bạn');
    await comment.click();
    await page.keyboard.type('Đề nghị làm rõ');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    // As near to the window's top as whoever writes may have brought it.
    await comment.evaluate((field) => window.scrollBy(0, field.getBoundingClientRect().top - 4));
    const noted = await listenTo(page);
    await openRound(house, meeting, { reviewIds: meeting.reviewIds.slice(0, 1), closesAt: inMinutes(5) });
    await call(page)
      .getByText(/còn [34]:\d\d/)
      .waitFor();
    expect((await call(page).boundingBox())?.y).toBe(0);
    expect(await focusIsSeen(page)).toBe(true);
    await page.keyboard.type('!');
    expect(await comment.inputValue()).toBe('Đề nghị làm !rõ');
    expect(await comment.evaluate((field: HTMLTextAreaElement) => field.selectionStart)).toBe(13);
    expect(await focusIsSeen(page)).toBe(true);
    expect(await page.title()).toBe('● Đang bỏ phiếu');
    expect(await noted.said()).toEqual([
      expect.stringMatching(/^Lượt bỏ phiếu đã mở: Chi bộ 1, mở lúc \d\d:\d\d\.$/),
    ]);
    expect(await noted.shaken()).toBe(1);
    await shoot(page, `ballot-call-${size.width}`);
    await expectAccessible(page, `ballot, called to it on ${size.width} px`);
    await page.getByRole('button', { name: 'Tới phiếu' }).click();
    await page.getByRole('heading', { name: 'Phiếu của bạn' }).waitFor();
    const top = (name: string) =>
      page
        .getByText(name)
        .first()
        .evaluate((one) => one.getBoundingClientRect().top);
    expect(await top('Phiếu của bạn')).toBeGreaterThan((await call(page).boundingBox())?.height ?? 0);
    expect(await top('Phiếu của bạn')).toBeLessThan(size.height / 3);
    await castOne(page, 'Hoàn thành tốt nhiệm vụ');
    await page.getByText('1 trên 7 người đã bỏ phiếu').waitFor();
    expect(await call(page).count()).toBe(0);
    expect(await page.title()).toBe('Bỏ phiếu');
    expect(await comment.inputValue()).toBe('Đề nghị làm !rõ');
    expect(troubles).toEqual([]);
  },
);

test('on a sheet of 60 the time left and what is missing stay in sight, and cover no row that has the focus', async () => {
  const conference = await openConference({ voters: 3, cells: 60 });
  const { page } = await seatAt(browser, conference, 'v1', { width: 360, height: 740 });
  await openRound(conference.house, conference.meeting, { closesAt: inMinutes(5) });
  await page.getByText('Còn 60 nội dung chưa đánh dấu.').waitFor();
  await page.getByRole('radio').first().focus();
  for (let rows = 0; rows < 12; rows += 1) {
    expect([rows, await focusIsSeen(page)]).toEqual([rows, true]);
    await page.keyboard.press(rows % 3 === 0 ? 'Tab' : '2');
  }
  const inSight = async (text: RegExp) => {
    const box = await page.getByText(text).boundingBox();
    return box !== null && box.y >= 0 && box.y + box.height <= 740;
  };
  expect([await inSight(/còn [34]:\d\d/), await inSight(/nội dung chưa đánh dấu/)]).toEqual([true, true]);
  for (let rows = 0; rows < 12; rows += 1) {
    await page.keyboard.press('Shift+Tab');
    expect([rows, await focusIsSeen(page)]).toEqual([rows, true]);
  }
  await shoot(page, 'ballot-sixty-360');
  await page.setViewportSize({ width: 320, height: 320 });
  expect([await inSight(/còn [34]:\d\d/), await inSight(/đã đánh dấu 8\/60/)]).toEqual([true, true]);
});

test('ten seconds before the end it is seen, and said once', async () => {
  const conference = await openConference();
  const { page } = await seatAt(browser, conference, 'v1', { width: 360, height: 740 });
  const noted = await listenTo(page);
  await openRound(conference.house, conference.meeting, { closesAt: inMinutes(0.2) });
  await call(page).waitFor();
  await expect.poll(() => call(page).getAttribute('class')).toBe('call ending');
  await expect.poll(noted.said).toContainEqual(expect.stringMatching(/^Còn (?:\d|10) giây để bỏ phiếu\.$/));
  await shoot(page, 'ballot-ending-360');
  await page.getByRole('radio', { name: 'Hoàn thành tốt nhiệm vụ' }).check();
  await page.getByRole('button', { name: 'Xem lại và bỏ phiếu' }).click();
  await page.getByRole('dialog').getByRole('timer').waitFor();
  await page.getByRole('button', { name: 'Sửa lại' }).click();
  // At its end the server voids the round, in which nobody has cast.
  await call(page).waitFor({ state: 'detached' });
  const warnings = (await noted.said()).filter((said) => said.endsWith('giây để bỏ phiếu.'));
  expect(warnings).toHaveLength(1);
});

test('of two tabs of one seat, the one that has not cast is no longer called', async () => {
  const conference = await openConference();
  const { house, meeting } = conference;
  const guest = await seatAt(browser, conference, 'v1');
  await openRound(house, meeting);
  await call(guest.page).waitFor();
  await guest.page.getByRole('radio', { name: 'Hoàn thành xuất sắc nhiệm vụ' }).check();
  const other = await guest.context.newPage();
  await other.goto(`${house.address}/#code=${meeting.codes.v1}`);
  await call(other).waitFor();
  await castOne(other, 'Hoàn thành tốt nhiệm vụ');
  await other.getByText('Phiếu của bạn đã được ghi.').first().waitFor();
  await guest.page.getByText('Ghế này đã bỏ phiếu trong lượt này, từ một trang hoặc máy khác.').waitFor();
  expect(await call(guest.page).count()).toBe(0);
  expect(await guest.page.title()).toBe('Bỏ phiếu');
  expect(await keptOn(guest.page)).not.toContain('EXCELLENT');
  expect(guest.troubles).toEqual([]);
});
