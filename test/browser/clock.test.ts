import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { ballot } from '../../src/words/vi/pages/ballot.ts';
import { conduct } from '../../src/words/vi/pages/conduct.ts';
import { session as words } from '../../src/words/vi/pages/session.ts';
import { runningClock } from '../support/clock.ts';
import { openTestHouse } from '../support/house.ts';
import { cast, convene, marks, openRound, order, preparation } from '../support/session.ts';
import { expectAccessible, openBrowser, openGuest, openSignedIn, shoot } from './guests.ts';
import { sharedHouse } from './shared-house.ts';

// Countdowns on devices whose own clock is wrong: when the page is opened, and set anew while it is open. And pages of a server whose
// clock is set.

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
const theHouse = sharedHouse();

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** A tick, and what a busy machine takes to show it. Every fault looked for here is of minutes. */
const toleranceMs = 5_000;

/** The device's clock is `offMs` ahead; `sleptMs` long it slept, in which performance.now() stood still. */
const skewed = (offMs: number) => `
  globalThis.offMs = ${offMs};
  globalThis.sleptMs = 0;
  const Right = Date;
  globalThis.Date = class extends Right {
    constructor(...given) { if (given.length === 0) super(Right.now() + offMs); else super(...given); }
    static now() { return Right.now() + offMs; }
  };
  const counted = performance.now.bind(performance);
  performance.now = () => counted() - sleptMs;`;

async function openMeeting() {
  const house = await theHouse();
  const meeting = await convene(house, preparation({ voters: 3 }));
  return { house, meeting };
}

/** The screen's page on a device that is so far off. */
async function openScreen(address: string, token: string | undefined, offMs: number): Promise<Page> {
  const { context, page } = await openGuest(browser, { reducedMotion: 'reduce' });
  await context.addInitScript(skewed(offMs));
  await context.addInitScript(
    `sessionStorage.setItem('hoinghi.token', ${JSON.stringify(JSON.stringify(token))})`,
  );
  await page.goto(`${address}/screen`);
  return page;
}

const setDevice = (page: Page, changed: { offMs?: number; sleptMs?: number }) =>
  page.evaluate((values) => void Object.assign(globalThis, values), changed);

const shownMs = async (page: Page): Promise<number> => {
  const [, minutes, seconds] = /(\d+):(\d\d)$/.exec(await page.locator('.countdown').innerText()) ?? [];
  return (Number(minutes) * 60 + Number(seconds)) * 1_000;
};

/** Waits until what is shown is the truth; fails with how far it was off. */
async function expectTruth(page: Page, closesAtMs: number, state: string): Promise<void> {
  await expect
    .poll(async () => {
      const off = (await shownMs(page)) - (closesAtMs - Date.now());
      return Math.abs(off) < toleranceMs ? 'true' : `${state}: ${Math.round(off / 1_000)} s off`;
    })
    .toBe('true');
}

/** Resolves once what is shown has changed twice. */
async function ticks(page: Page): Promise<void> {
  for (const _ of [1, 2]) {
    const former = await page.locator('.countdown').innerText();
    await page.waitForFunction((text) => document.querySelector('.countdown')?.textContent !== text, former);
  }
}

test('a countdown follows the server’s clock, however wrong the device’s was and whenever it is set', async () => {
  const { house, meeting } = await openMeeting();
  const closesAtMs = Date.now() + 90 * minuteMs;
  await openRound(house, meeting, { closesAt: new Date(closesAtMs).toISOString() });
  await Promise.all(
    [7 * minuteMs, -hourMs].map(async (offMs) => {
      const page = await openScreen(house.address, meeting.tokens.screen, offMs);
      await page.locator('.countdown').waitFor();
      await expectTruth(page, closesAtMs, `opened ${offMs} ms off`);
      for (const laterMs of [0, -offMs]) {
        await setDevice(page, { offMs: laterMs });
        await ticks(page);
        const off = (await shownMs(page)) - (closesAtMs - Date.now());
        expect([offMs, laterMs, Math.abs(off) < toleranceMs]).toEqual([offMs, laterMs, true]);
      }
    }),
  );
});

test('after the device slept, the countdown is right again', async () => {
  const { house, meeting } = await openMeeting();
  const closesAtMs = Date.now() + 90 * minuteMs;
  await openRound(house, meeting, { closesAt: new Date(closesAtMs).toISOString() });
  // Another clock than the server's, so that the page has measured it when it shows the truth.
  const page = await openScreen(house.address, meeting.tokens.screen, hourMs);
  await page.locator('.countdown').waitFor();
  await expectTruth(page, closesAtMs, 'opened');
  await setDevice(page, { sleptMs: 20 * minuteMs });
  await ticks(page);
  await expectTruth(page, closesAtMs, 'awake');
});

test('warns in the last ten seconds of a round, and not before', async () => {
  const { house, meeting } = await openMeeting();
  const page = await openScreen(house.address, meeting.tokens.screen, 0);
  await openRound(house, meeting, { closesAt: new Date(Date.now() + 14_000).toISOString() });
  await page.locator('.countdown:not(.ending)').waitFor();
  await page.locator('.countdown.ending').waitFor();
  expect(await shownMs(page)).toBeLessThanOrEqual(10_000);
});

test('[R27] a server’s clock that is set: the pages say that the round does not close by itself, and what is next is the truth', async () => {
  const clock = runningClock();
  const house = await openTestHouse({ machineClock: clock });
  onTestFinished(() => house.stop());
  const meeting = await convene(house, preparation({ voters: 4, cells: 2 }));
  const { sessionId, tokens } = meeting;
  const [first = '', second = ''] = meeting.reviewIds;
  const chair = tokens.chair ?? '';
  const open = (path: string, key: string, width: number, height: number) =>
    openSignedIn(browser, { address: house.address, path, token: tokens[key] ?? '', width, height });
  const guests = await Promise.all([
    open('/screen', 'screen', 1920, 1080),
    open('/ballot', 'v3', 360, 740),
    open('/chair', 'chair', 1920, 1080),
    open('/chair', 'chair', 360, 740),
  ]);
  const [room, phone, desk, small] = guests.map(({ page }) => page) as [Page, Page, Page, Page];
  const openTimed = () => openRound(house, meeting, { reviewIds: [first], durationSeconds: 1_200 });

  const roundId = await openTimed();
  for (const page of [room, desk, small]) await page.locator('.countdown').waitFor();
  await phone.getByText(/còn 19:\d\d/).waitFor();
  clock.jump(hourMs);
  await room.locator('.clock-stopped').getByText(words.clockStopped).waitFor();
  await phone.getByText(ballot.untimed).waitFor();
  await phone.locator('.ballot').getByText(words.clockStopped).waitFor();
  for (const page of [desk, small]) await page.getByText(conduct.clockStoppedAct).waitFor();
  for (const page of [room, phone, desk, small]) expect(await page.locator('[role=timer]').count()).toBe(0);
  for (const [page, name] of [
    [room, 'screen-clock-stopped'],
    [phone, 'ballot-clock-stopped-360'],
    [desk, 'chair-clock-stopped'],
    [small, 'chair-clock-stopped-360'],
  ] as const) {
    await shoot(page, name);
    await expectAccessible(page, name);
  }
  for (const key of ['chair', 'v1', 'v2'])
    await cast(house, tokens[key] ?? '', { sessionId, roundId, choices: marks([first]) });
  await order(house, chair, 'closeRound', { sessionId, roundId });
  await phone.getByText(ballot.notCast).waitFor();

  // The next round is of the hour that the clock has now.
  const next = await openTimed();
  await expect.poll(async () => 20 * minuteMs - (await shownMs(room))).toBeLessThan(toleranceMs);
  for (const key of ['chair', 'v1', 'v2'])
    await cast(house, tokens[key] ?? '', { sessionId, roundId: next, choices: marks([first], 'EXCELLENT') });
  await order(house, chair, 'closeRound', { sessionId, roundId: next });
  await room.getByText('Hoàn thành xuất sắc nhiệm vụ').first().waitFor();
  // It closed an hour from now: what is opened then is later all the same.
  clock.jump(-hourMs);
  await order(house, chair, 'openReview', { sessionId, reviewId: second });
  await room.getByRole('heading', { name: 'Chi bộ 2' }).waitFor();
  for (const { troubles } of guests) expect(troubles).toEqual([]);
});
