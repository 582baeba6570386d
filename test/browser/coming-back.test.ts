import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { ballot } from '../../src/words/vi/pages/ballot.ts';
import { common } from '../../src/words/vi/pages/common.ts';
import { rawSocket } from '../support/client.ts';
import { runningClock } from '../support/clock.ts';
import type { TestHouse } from '../support/house.ts';
import { openNetwork } from '../support/network.ts';
import { type Meeting, openRound, order, settleAll, signIn } from '../support/session.ts';
import { type Conference, castOne, conferences, expectNoSideways, seatAt } from './delegates.ts';
import { expectAccessible, type Guest, openBrowser, openGuest, openSignedIn, shoot } from './guests.ts';

// Pages that somebody comes back to: by the browser's own buttons, in a copy of the tab, the next morning.

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
const openConference = conferences();

const openFirst = ({ house, meeting }: Conference) =>
  order(house, meeting.tokens.chair ?? '', 'openReview', {
    sessionId: meeting.sessionId,
    reviewId: meeting.reviewIds[0],
  });

const openOne = (house: TestHouse, meeting: Meeting) =>
  openRound(house, meeting, { reviewIds: meeting.reviewIds.slice(0, 1) });

const isOpen = (page: Page) => page.getByText(common.reviewStatuses.OPEN).first();
const sheet = (page: Page) => page.getByRole('heading', { name: ballot.title });

/**
 * What browsers do with a page that is left for another, and come back to out of the back-forward cache. This Chromium, being without a
 * window, keeps no page: it freezes and thaws this one, and the page is told what it would be told.
 */
async function leaveAndReturn({ context, page }: Guest, meanwhile: () => Promise<unknown>): Promise<void> {
  const devtools = await context.newCDPSession(page);
  const tell = (event: 'pagehide' | 'pageshow') =>
    page.evaluate((type) => void dispatchEvent(new PageTransitionEvent(type, { persisted: true })), event);
  await tell('pagehide');
  await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
  await meanwhile();
  await devtools.send('Page.setWebLifecycleState', { state: 'active' });
  await tell('pageshow');
}

test('a page out of the back-forward cache is live at once, and can be voted on', async () => {
  const conference = await openConference({ voters: 3, cells: 2 });
  const { house, meeting } = conference;
  const delegate = await seatAt(browser, conference, 'v1');
  const { page, troubles } = delegate;
  await page.getByText(ballot.waitingForReview).waitFor();
  await leaveAndReturn(delegate, () => openFirst(conference));
  await isOpen(page).waitFor();
  await leaveAndReturn(delegate, () => openOne(house, meeting));
  await sheet(page).waitFor();
  await castOne(page, 'Hoàn thành tốt nhiệm vụ');
  await page.locator('.receipt').waitFor();
  expect(troubles).toEqual([]);
});

test('the browser’s own buttons lead to pages that are live', async () => {
  const conference = await openConference({ voters: 3, cells: 2 });
  const { page, troubles } = await seatAt(browser, conference, 'v1');
  await page.getByRole('link', { name: common.pages.history }).click();
  await page.waitForURL('**/history');
  await openFirst(conference);
  await page.goBack();
  await isOpen(page).waitFor();
  await page.goForward();
  await page.waitForURL('**/history');
  await openOne(conference.house, conference.meeting);
  await page.goBack();
  await sheet(page).waitFor();
  expect(troubles).toEqual([]);
});

test('a copy of a tab is the same seat: both are live, and a ballot cast in one is known to the other', async () => {
  const conference = await openConference({ voters: 3, cells: 2 });
  const { context, page, troubles } = await seatAt(browser, conference, 'v1');
  const opening = context.waitForEvent('page');
  // Browsers copy what a tab holds to the one that it opens, as to a duplicate.
  await page.evaluate(() => void window.open(location.href));
  const copy = await opening;
  await copy.getByText(ballot.waitingForReview).waitFor();
  await openFirst(conference);
  await openOne(conference.house, conference.meeting);
  await sheet(page).waitFor();
  await castOne(copy, 'Hoàn thành tốt nhiệm vụ');
  await copy.locator('.receipt').waitFor();
  await page.getByText(ballot.castElsewhere).waitFor();
  expect(troubles).toEqual([]);
});

test('a page left open overnight asks for the code, with what was written, and shows what the session came to', async () => {
  const clock = runningClock();
  const conference = await openConference({ voters: 3, cells: 2 }, {}, { machineClock: clock });
  const { house, meeting } = conference;
  await openFirst(conference);
  const network = await openNetwork(house.address);
  onTestFinished(() => network.stop());
  const { page, troubles } = await openGuest(browser);
  await page.goto(`${network.address}/ballot#code=${meeting.codes.v1}`);
  await page.getByLabel('Góp ý của bạn').fill('Đề nghị đi cơ sở nhiều hơn');
  network.down();
  await page.locator('.stale').waitFor();
  await settleAll(house, meeting, ['GOOD', 'GOOD']);
  clock.pass(25 * 3_600_000);
  network.up();
  await page.getByText(/Phiên đăng nhập của bạn đã kết thúc/).waitFor();
  await page.getByLabel('Mã truy cập', { exact: true }).fill(meeting.codes.v1 ?? '');
  await page.getByRole('button', { name: 'Vào hội nghị' }).click();
  await page.getByText(ballot.adjourned).waitFor();
  expect(troubles).toEqual([]);
});

/** Runs before a page: what it waits before it tries again is a quarter as long. */
function waitLess(): void {
  const later = window.setTimeout;
  Object.assign(window, {
    setTimeout: (run: () => void, afterMs = 0) => later(run, afterMs >= 400 ? afterMs / 4 : afterMs),
  });
}

test('pages that get no socket, of the address or of the seat, say so and that they try again, and are live once there is room', async () => {
  const limits = { socketsPerAddress: 4, socketsPerSeat: 1 };
  const conference = await openConference({ voters: 5, cells: 2 }, {}, { limits });
  const { house, meeting } = conference;
  const held = await Promise.all(
    ['v2', 'v3', 'v4', 'guest'].map((key) => rawSocket(house.address, { token: meeting.tokens[key] })),
  );
  const letGo = () => {
    for (const { socket } of held) socket.terminate();
  };
  onTestFinished(letGo);
  const enter = (path: string, token = '', width = 1280) =>
    openSignedIn(browser, { address: house.address, path, token, width, height: 740, before: waitLess });
  const screen = await enter('/screen', await signIn(house, meeting.codes.screen));
  const chair = await enter('/chair', meeting.tokens.chair);
  const ballotPage = await enter('/ballot', meeting.tokens.v1, 360);
  const opened = [ballotPage, chair, screen];
  const { page } = ballotPage;
  for (const guest of opened) await guest.page.getByText(common.refused.network).waitFor();
  await shoot(page, 'no-socket-360');
  await expectAccessible(page, 'no socket for the address');
  await expectNoSideways(page, [320, 360]);
  letGo();
  await page.getByText(ballot.waitingForReview).waitFor();
  for (const guest of opened) await guest.page.locator('.stale').waitFor({ state: 'detached' });

  // The seat has its one socket.
  const second = await enter('/ballot', meeting.tokens.v1, 360);
  await second.page.getByText(common.refused.seat).waitFor();
  await shoot(second.page, 'no-socket-of-the-seat-360');
  await page.close();
  await second.page.getByText(ballot.waitingForReview).waitFor();
  await second.page.locator('.stale').waitFor({ state: 'detached' });
  // Browsers tell of sockets that do not open by themselves.
  const troubles = [...opened, second].flatMap((guest) => guest.troubles);
  expect(troubles.filter((trouble) => !/WebSocket|429/.test(trouble))).toEqual([]);
});
