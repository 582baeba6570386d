import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cast, convene, marks, openRound, order, preparation } from '../support/session.ts';
import { expectAccessible, openBrowser, openGuest, openSignedIn, shoot } from './guests.ts';
import { sharedHouse } from './shared-house.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
const theHouse = sharedHouse();

async function open(size: Parameters<typeof openGuest>[1] = {}) {
  const house = await theHouse();
  const meeting = await convene(house, preparation({ voters: 7, cells: 1 }));
  const guest = await openGuest(browser, { width: 1920, height: 1080, ...size });
  await guest.page.goto(`${house.address}/screen#code=${meeting.codes.screen}`);
  await guest.page.getByText('Chờ nội dung tiếp theo').waitFor();
  return { house, meeting, ...guest };
}

test('shows a session from before its beginning to its end', async () => {
  const house = await theHouse();
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

test('says since when it has been stale, and recovers by itself', async () => {
  const { house, meeting, page, context } = await open();
  const chair = meeting.tokens.chair ?? '';
  await context.setOffline(true);
  await page.getByText(/nội dung đang hiện là của lúc \d\d:\d\d:\d\d/).waitFor();
  await expectAccessible(page, 'screen, stale');
  await shoot(page, 'screen-stale');
  const [reviewId = ''] = meeting.reviewIds;
  await order(house, chair, 'openReview', { sessionId: meeting.sessionId, reviewId });
  await context.setOffline(false);
  await page.getByRole('heading', { name: 'Chi bộ 1' }).waitFor();
  await page.getByText(/nội dung đang hiện là của lúc/).waitFor({ state: 'detached' });
});

test('speaks of rounds that open and end, and not of every ballot', async () => {
  const { house, meeting, page } = await open();
  await page.evaluate(() => {
    const kept = globalThis as unknown as { spoken: string[] };
    kept.spoken = [];
    const region = document.querySelector('.visually-hidden[role=status]');
    if (region === null) throw new Error('nothing speaks');
    new MutationObserver(() => kept.spoken.push(region.textContent ?? '')).observe(region, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  });
  const { sessionId, reviewIds, tokens } = meeting;
  const roundId = await openRound(house, meeting, { method: 'OPEN_VOTE' });
  for (const key of ['chair', 'v1', 'v2']) {
    await cast(house, tokens[key] ?? '', { sessionId, roundId, choices: marks(reviewIds) });
  }
  await page.getByText('3/7').first().waitFor();
  await order(house, tokens.chair ?? '', 'closeRound', { sessionId, roundId });
  await page.getByRole('heading', { name: 'Kết quả' }).waitFor();
  const again = await openRound(house, meeting);
  await page.getByText('0/7').first().waitFor();
  await order(house, tokens.chair ?? '', 'voidRound', {
    sessionId,
    roundId: again,
    reason: 'Phát nhầm phiếu',
  });
  await page.getByText('Lượt bỏ phiếu bị hủy: Phát nhầm phiếu').first().waitFor();
  await expectAccessible(page, 'screen, voided round');
  const spoken = await page.evaluate(() => (globalThis as unknown as { spoken: string[] }).spoken);
  expect(spoken.map((text) => text.trim().replace(/\d\d:\d\d/, '…'))).toEqual([
    'Lượt bỏ phiếu đã mở: Chi bộ 1, mở lúc ….',
    'Lượt bỏ phiếu đã kết thúc: Chi bộ 1, mở lúc ….',
    'Lượt bỏ phiếu đã mở: Chi bộ 1, mở lúc ….',
    'Lượt bỏ phiếu bị hủy: Chi bộ 1, mở lúc …. Lý do: Phát nhầm phiếu',
  ]);
});

test('moves calmly, and not at all for who wants no motion', async () => {
  const calm = await open();
  const still = await open({ reducedMotion: 'reduce' });
  for (const { house, meeting } of [calm, still]) await openRound(house, meeting, { method: 'OPEN_VOTE' });
  const secondsOf = async ({ page }: typeof calm) => {
    await page.locator('.bar-fill').first().waitFor({ state: 'attached' });
    return page.evaluate(() =>
      ['.bar-fill', '.ring-value'].map((name) => {
        const found = document.querySelector(name);
        return found === null ? null : getComputedStyle(found).transitionDuration;
      }),
    );
  };
  expect(await secondsOf(calm)).toEqual(['0.7s', '0.7s']);
  expect(await secondsOf(still)).toEqual(['0s', '0s']);
});

test('fills a 4K screen, dark when a person wants it so, and remembers', async () => {
  const { house, meeting, page } = await open({ width: 3840, height: 2160 });
  await openRound(house, meeting, { method: 'OPEN_VOTE' });
  await page.getByText('0/7').first().waitFor();
  const sizes = () =>
    page.evaluate(() => Number.parseFloat(getComputedStyle(document.documentElement).fontSize));
  expect(await sizes()).toBeGreaterThan(45);
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await ground();
  await page.getByRole('button', { name: 'Sáng/tối: tự động' }).click();
  await page.getByRole('button', { name: 'Giao diện sáng' }).click();
  await page.getByRole('button', { name: 'Giao diện tối' }).waitFor();
  expect(await ground()).not.toBe(light);
  await shoot(page, 'screen-4k-dark');
  await page.reload();
  await page.getByRole('button', { name: 'Giao diện tối' }).waitFor();
  await expectAccessible(page, 'screen, 4K, chosen dark');
});

/** A convened session of three items, all open, the last of them at the end, and its screen. */
async function threeOpen() {
  const house = await theHouse();
  const meeting = await convene(house, preparation({ voters: 7, cells: 3 }));
  const { sessionId, tokens, reviewIds } = meeting;
  const chair = (mutation: string, input: object) =>
    order(house, tokens.chair ?? '', mutation, { sessionId, ...input });
  for (const reviewId of reviewIds) await chair('openReview', { reviewId });
  const { page } = await openSignedIn(browser, {
    address: house.address,
    path: '/screen',
    token: tokens.screen ?? '',
  });
  const onSheet = reviewIds.slice(0, 2);
  const vote = async (display: string) => {
    const roundId = await openRound(house, meeting, { reviewIds: onSheet, display });
    const cast5 = ['chair', 'v1', 'v2', 'v3', 'v4'];
    for (const key of cast5) {
      await cast(house, tokens[key] ?? '', { sessionId, roundId, choices: marks(onSheet) });
    }
    await page.getByText('5/7').first().waitFor();
    return roundId;
  };
  return { page, chair, vote, onSheet };
}

test('shows what a round came to, whichever review was opened last, until something happens to a review', async () => {
  const { page, chair, vote, onSheet } = await threeOpen();
  const results = page.getByRole('heading', { name: 'Kết quả', exact: true });
  await chair('voidRound', { roundId: await vote('TURNOUT_ONLY'), reason: 'Phát nhầm phiếu' });
  await page.locator('main').getByText('Phát nhầm phiếu').waitFor();
  await chair('closeRound', { roundId: await vote('TURNOUT_ONLY') });
  await results.waitFor();
  for (const [mutation, input] of [
    ['openReview', {}],
    ['presentReport', { report: { achievements: 'Hoàn thành chỉ tiêu' } }],
    ['addComment', { body: 'Nhất trí.' }],
  ] as const) {
    await chair(mutation, { reviewId: onSheet[0], ...input });
    await results.waitFor({ state: 'detached' });
    await page.getByText('Chi bộ 1').first().waitFor();
    await chair('closeRound', { roundId: await vote('TURNOUT_ONLY') });
    await results.waitFor();
  }
});

test('shows no noughts for counts that are kept back', async () => {
  const { page, chair, vote } = await threeOpen();
  for (const display of ['BATCHED', 'TURNOUT_ONLY']) {
    const roundId = await vote(display);
    expect([display, await page.locator('[data-count]').count()]).toEqual([display, 0]);
    await chair('voidRound', { roundId, reason: 'Thử' });
    await page.locator('main').getByText('Thử').waitFor();
  }
});
