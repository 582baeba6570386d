import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRound, order } from '../support/session.ts';
import { conferences, expectNoSideways, seatAt } from './delegates.ts';
import { expectAccessible, openBrowser, shoot } from './guests.ts';

// Little room, and much to say in it.

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
const openConference = conferences();

const phone = { width: 360, height: 740 };
/** A small phone, and one at 200 %. */
const smallWidths = [320, 160];

test('on a phone the head leaves the height to the ballot; the rest of it is unfolded', async () => {
  const title =
    'Hội nghị Ban Chấp hành Đảng bộ xã Vĩnh Lộc lần thứ 20 kiểm điểm, xếp loại chất lượng năm 2026';
  const { page, troubles } = await seatAt(browser, await openConference(undefined, { title }), 'v1', phone);
  const height = () => page.getByRole('banner').evaluate((head) => head.clientHeight);
  expect(await height()).toBeLessThan(80);
  // Folded too it says whose seat it is, as the slip does: of two people of one name one may have got the other's.
  expect(await page.locator('.head-person').innerText()).toBe('Ủy viên v1 · ghế số 2');
  expect(await page.getByRole('button', { name: 'Đăng xuất' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Menu', expanded: false }).click();
  await page.getByRole('link', { name: 'Màn hình' }).waitFor();
  await page.getByRole('button', { name: 'Đăng xuất' }).waitFor();
  const isWhole = (text: string) =>
    page.getByText(text, { exact: true }).evaluate((one) => one.scrollHeight <= one.clientHeight);
  expect(await isWhole(title)).toBe(true);
  await expectAccessible(page, 'ballot, head unfolded');
  await page.getByRole('button', { name: 'Menu', expanded: true }).click();
  expect(await height()).toBeLessThan(80);
  expect(troubles).toEqual([]);
});

/** How far the marks of each row stand out of what is below the sheet, in CSS pixels, at these widths. */
async function marksOutside(page: Page, widths: readonly number[]): Promise<readonly number[]> {
  const found: number[] = [];
  for (const width of widths) {
    await page.setViewportSize({ width, height: 640 });
    found.push(
      ...(await page.locator('.paper-row').evaluateAll((rows) =>
        rows.map((row) => {
          const rightOf = (one: Element | null) => one?.getBoundingClientRect().right ?? Number.NaN;
          const marks = [...row.querySelectorAll('.mark')].map(rightOf);
          return Math.max(0, Math.round(Math.max(...marks) - rightOf(document.querySelector('.cast-bar'))));
        }),
      )),
    );
  }
  return found;
}

test('the marks of a sheet are no wider than what is below it', async () => {
  const conference = await openConference({ voters: 3, cells: 2 });
  const { page } = await seatAt(browser, conference, 'v1', phone);
  await openRound(conference.house, conference.meeting);
  await page.locator('.paper-row').nth(1).waitFor();
  const widths = [160, 320, 358, 360, 390, 414, 480, 640, 1280];
  expect(await marksOutside(page, widths)).toEqual(widths.flatMap(() => [0, 0]));
});

test('names of 200 letters without a space and a title of 300 fit a small phone at 200 %', async () => {
  const name = 'Nguyễn'.repeat(34).slice(0, 200);
  const title = 'Hội nghị kiểm điểm '.repeat(16).slice(0, 300);
  const conference = await openConference(undefined, {
    title,
    seats: ['chair', 'v1', 'v2'].map((key) => ({
      key,
      fullName: key === 'v1' ? name : `Ủy viên ${key}`,
      role: key === 'chair' ? 'CHAIR' : 'DELEGATE',
      position: 'Ủy viên Ban Thường vụ '.repeat(8).trim(),
    })),
    agenda: [
      { key: 'c1', kind: 'PARTY_CELL', name: 'Chi bộ'.repeat(40).slice(0, 200) },
      { key: 'm1', kind: 'PARTY_MEMBER', name, seatKey: 'v1' },
    ],
  });
  const { house, meeting } = conference;
  const { page, troubles } = await seatAt(browser, conference, 'v2', { width: 320, height: 568 });
  await expectNoSideways(page, smallWidths);
  const { sessionId, tokens, reviewIds } = meeting;
  const [reviewId = ''] = reviewIds;
  await openRound(house, meeting);
  await order(house, tokens.v1 ?? '', 'addComment', { sessionId, reviewId, body: name.repeat(5) });
  await page.getByText('Còn 2 nội dung chưa đánh dấu.').waitFor();
  await shoot(page, 'ballot-long-320');
  await expectNoSideways(page, smallWidths);
  await page.getByRole('radio').first().focus();
  for (const key of ['1', '2']) await page.keyboard.press(key);
  await page.getByRole('button', { name: 'Xem lại và bỏ phiếu' }).click();
  await page.getByRole('dialog').waitFor();
  await shoot(page, 'ballot-long-summary-320');
  expect(await page.locator('.summary').evaluate((list) => list.scrollWidth - list.clientWidth)).toBe(0);
  await expectNoSideways(page, smallWidths);
  expect(troubles).toEqual([]);
});
