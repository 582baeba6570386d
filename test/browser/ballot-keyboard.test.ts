import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRound } from '../support/session.ts';
import { conferences, marksOn, seatAt } from './delegates.ts';
import { openBrowser } from './guests.ts';

// A sheet without a mouse: what has the focus says what is marked, and no key changes a mark that is out of sight.

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
const openConference = conferences();

async function sheetOf(cells: number) {
  const conference = await openConference({ voters: 3, cells });
  const guest = await seatAt(browser, conference, 'v1');
  await openRound(conference.house, conference.meeting);
  await guest.page.getByText(`Còn ${cells} nội dung chưa đánh dấu.`).waitFor();
  const { page } = guest;
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  /** Row and value of the radio in focus, and whether it is marked. */
  const focused = () =>
    page.evaluate(() => {
      const { activeElement } = document;
      if (!(activeElement instanceof HTMLInputElement)) return activeElement?.textContent ?? null;
      const row = [...document.querySelectorAll('.paper-row')].findIndex((one) =>
        one.contains(activeElement),
      );
      return `${row + 1} ${activeElement.value}${activeElement.checked ? ' marked' : ''}`;
    });
  return { ...guest, press, focused };
}

test('after the last row the focus is on what was marked, and the space bar changes nothing', async () => {
  const { page, press, focused, troubles } = await sheetOf(3);
  await page.getByRole('radio').first().focus();
  await press('2', '2', '2');
  expect(await focused()).toBe('3 GOOD marked');
  await press('Space', 'ArrowDown');
  expect(await focused()).toBe('3 GOOD marked');
  expect(await marksOn(page)).toEqual(['GOOD', 'GOOD', 'GOOD']);
  await press('1');
  expect(await focused()).toBe('3 EXCELLENT marked');
  await press('ArrowUp');
  expect(await focused()).toBe('2 GOOD marked');
  await press('3');
  expect(await focused()).toBe('3 EXCELLENT marked');
  expect(await marksOn(page)).toEqual(['GOOD', 'COMPLETED', 'EXCELLENT']);
  await press('Shift+Tab', 'Shift+Tab');
  expect(await focused()).toBe('1 GOOD marked');
  await press('Tab');
  expect(await focused()).toBe('2 COMPLETED marked');
  expect(troubles).toEqual([]);
});

test('a key that is held down marks one row, and one for a row that is out of sight brings it back and marks nothing', async () => {
  const { page, press, focused } = await sheetOf(40);
  await page.getByRole('radio').first().focus();
  for (let repeat = 0; repeat < 5; repeat += 1) await page.keyboard.down('1');
  await page.keyboard.up('1');
  await page.getByText('Còn 39 nội dung chưa đánh dấu.').waitFor();
  await press('1', 'ArrowUp');
  for (const key of ['2', 'Space', 'ArrowRight', 'ArrowDown']) {
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
    await press(key);
    expect(await focused()).toBe('2 EXCELLENT marked');
    expect((await marksOn(page)).slice(0, 4)).toEqual(['EXCELLENT', 'EXCELLENT', null, null]);
    await expect
      .poll(() =>
        page
          .locator('.paper-row')
          .nth(1)
          .evaluate((row) => row.getBoundingClientRect().top >= 0),
      )
      .toBe(true);
  }
  await press('2');
  expect((await marksOn(page)).slice(0, 4)).toEqual(['EXCELLENT', 'GOOD', null, null]);
});
