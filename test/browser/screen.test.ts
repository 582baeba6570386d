import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { expectAccessible, openBrowser, openGuest, shoot } from '../support/browser.ts';
import { openTestHouse } from '../support/house.ts';
import { cast, convene, marks, openRound, order, preparation } from '../support/session.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

test('shows a session from before its beginning to its end', async () => {
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  const meeting = await convene(house, preparation({ voters: 7, members: 2, cells: 8 }));
  const { page, troubles } = await openGuest(browser, { width: 1920, height: 1080 });
  await page.goto(`${house.address}/screen#code=${meeting.codes.screen}`);
  await page.getByText('Chờ nội dung tiếp theo').waitFor();
  expect(page.url()).toBe(`${house.address}/screen`);
  await shoot(page, 'screen-waiting');
  await expectAccessible(page, 'screen, waiting');
  const chair = meeting.tokens.chair ?? '';
  const { sessionId } = meeting;
  const [reviewId = ''] = meeting.reviewIds;
  await order(house, chair, 'openReview', { sessionId, reviewId });
  await page.getByRole('heading', { name: 'Ủy viên chair' }).waitFor();
  await shoot(page, 'screen-review');
  await expectAccessible(page, 'screen, review');
  const roundId = await openRound(house, meeting);
  for (const [key, token] of Object.entries(meeting.tokens)) {
    if (!/^(?:chair|v\d)$/.test(key)) continue;
    const own = meeting.reviewIds.filter(
      (_, at) => !(at === 0 && key === 'chair') && !(at === 1 && key === 'v1'),
    );
    await cast(house, token, { sessionId, roundId, choices: marks(own, 'EXCELLENT') });
  }
  await page.getByText('7/7').first().waitFor();
  await shoot(page, 'screen-sheet');
  await expectAccessible(page, 'screen, sheet');
  await order(house, chair, 'closeRound', { sessionId, roundId });
  await page.getByRole('heading', { name: 'Kết quả' }).waitFor();
  await shoot(page, 'screen-outcomes');
  await expectAccessible(page, 'screen, outcomes');
  expect(troubles).toEqual([]);
});
