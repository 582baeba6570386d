import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { adminToken, openTestHouse, type TestHouse } from '../support/house.ts';
import {
  cast,
  convene,
  type Meeting,
  marks,
  openRound,
  order,
  preparation,
  prepareForTest,
  settleAll,
} from '../support/session.ts';
import { expectAccessible, openBrowser, openGuest, openSignedIn, shoot } from './guests.ts';
import { sharedHouse } from './shared-house.ts';

// Papers from the pages: a click brings a real file, and a paper that cannot be had yet says why.

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
const theHouse = sharedHouse();

async function openHouse(): Promise<TestHouse> {
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  return house;
}

/** A phone and a projector. */
const sizes = [
  [360, 740],
  [1920, 1080],
] as const;

const titled = { title: 'Hội nghị kiểm điểm năm 2023' };

const visit = ({ address }: TestHouse, token: string, path: string, width = 1440) =>
  openSignedIn(browser, { address, token, path, width, height: 900 });

const papers = (page: Page) => page.getByRole('region', { name: 'Giấy tờ', exact: true });
const row = (page: Page, text: string | RegExp) =>
  papers(page).getByRole('listitem').filter({ hasText: text });

/** What the browser was given: its name, and that it is a PDF to the end. */
async function fetched(page: Page, button: string): Promise<string> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    papers(page).getByRole('button', { name: button, exact: true }).click(),
  ]);
  const bytes = readFileSync(await file.path());
  expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
  expect(bytes.subarray(-8).toString()).toContain('%%EOF');
  return file.suggestedFilename();
}

async function closeRound(house: TestHouse, meeting: Meeting, roundId: string): Promise<void> {
  const { sessionId, tokens, reviewIds } = meeting;
  for (const key of ['chair', 'v1', 'v2']) {
    const choices = marks(reviewIds);
    expect(await cast(house, tokens[key] ?? '', { sessionId, roundId, choices })).toMatchObject({ roundId });
  }
  await order(house, tokens.chair ?? '', 'closeRound', { sessionId, roundId });
}

const place = 'Đảng bộ xã Thử 11-12-2023';

test('the chair fetches every paper from the desk, and reads when the others will be there', async () => {
  const house = await theHouse();
  const prepared = await prepareForTest(house, preparation({ voters: 4, cells: 2 }, titled));
  const guest = await openGuest(browser, { width: 1440, height: 900 });
  const { page, troubles } = guest;
  await page.goto(`${house.address}/chair#code=${prepared.codes.chair}`);
  await row(page, 'Biên bản hội nghị').getByText('Có từ khi hội nghị khai mạc.').waitFor();
  await row(page, 'Tổng hợp xếp loại').getByText('Có từ khi hội nghị khai mạc.').waitFor();
  expect(await papers(page).getByRole('button').allTextContents()).toEqual(['Tải PDF Phiếu xếp loại']);
  await expectAccessible(page, 'papers, prepared');
  expect(await fetched(page, 'Tải PDF Phiếu xếp loại')).toBe(`Phiếu xếp loại – ${place}.pdf`);
  await page.getByText(`Đã tải Phiếu xếp loại – ${place}.pdf.`).waitFor({ state: 'attached' });
  expect(troubles).toEqual([]);
});

test('count minutes follow the rounds: none while one is open or void, a file once it is counted', async () => {
  const house = await theHouse();
  const meeting = await convene(house, preparation({ voters: 4, cells: 2 }, titled));
  const { sessionId, tokens } = meeting;
  const { page, troubles } = await visit(house, tokens.chair ?? '', '/chair');
  await papers(page).getByText('Chưa có lượt bỏ phiếu nào').waitFor();
  const first = await openRound(house, meeting);
  await row(page, '1. Bỏ phiếu kín').getByText('Biên bản kiểm phiếu có sau khi lượt này kết thúc.').waitFor();
  await order(house, tokens.chair ?? '', 'voidRound', {
    sessionId,
    roundId: first,
    reason: 'Phát nhầm phiếu',
  });
  await row(page, '1. Bỏ phiếu kín').getByText('Phiếu không được kiểm nên không có biên bản.').waitFor();
  await closeRound(house, meeting, await openRound(house, meeting));
  const button = 'Biên bản (PDF) biên bản kiểm phiếu lượt 2';
  await papers(page).getByRole('button', { name: button }).waitFor();
  for (const [width, height] of sizes) {
    await page.setViewportSize({ width, height });
    await papers(page).scrollIntoViewIfNeeded();
    await shoot(page, `papers-chair-${width}`);
  }
  await expectAccessible(page, 'papers, counted');
  expect(await fetched(page, button)).toBe(`Biên bản kiểm phiếu 2 – ${place}.pdf`);
  await row(page, 'Biên bản hội nghị').getByText('dự thảo', { exact: true }).waitFor();
  expect(await fetched(page, 'Tải PDF Biên bản hội nghị')).toBe(`Biên bản hội nghị – ${place}.pdf`);
  expect(await fetched(page, 'Tải PDF Tổng hợp xếp loại')).toBe(`Tổng hợp xếp loại – ${place}.pdf`);
  await settleAll(house, meeting, ['GOOD', 'GOOD']);
  await row(page, 'Phiếu xếp loại').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('button', { name: 'Minutes (PDF) minutes of the count of round 2' }).waitFor();
  await expectAccessible(page, 'papers, adjourned, English');
  expect(troubles).toEqual([]);
});

test('a file is fetched with the keyboard alone, and the focus stays where it was', async () => {
  const house = await theHouse();
  const meeting = await convene(house, preparation({ voters: 3, cells: 1 }, titled));
  const { page, troubles } = await visit(house, meeting.tokens.chair ?? '', '/chair');
  const button = papers(page).getByRole('button', { name: 'Tải PDF Tổng hợp xếp loại' });
  await papers(page).getByRole('button', { name: 'Tải PDF Biên bản hội nghị' }).focus();
  await page.keyboard.press('Tab');
  const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  expect(file.suggestedFilename()).toBe(`Tổng hợp xếp loại – ${place}.pdf`);
  await page.getByText(/^Đã tải Tổng hợp xếp loại/).waitFor({ state: 'attached' });
  expect(await button.evaluate((one) => one === document.activeElement)).toBe(true);
  expect(troubles).toEqual([]);
});

test('a link that opens nothing any more and a server that is away are told beside the button', async () => {
  const house = await theHouse();
  const meeting = await convene(house, preparation({ voters: 3, cells: 1 }, titled));
  const { page } = await visit(house, meeting.tokens.chair ?? '', '/chair');
  const button = papers(page).getByRole('button', { name: 'Tải PDF Biên bản hội nghị' });
  await page.route('**/downloads/*', (route) => route.continue({ url: `${house.address}/downloads/ended` }));
  await button.click();
  await papers(page).getByRole('alert').getByText('This link opens nothing').waitFor();
  await expectAccessible(page, 'papers, refused');
  await page.unroute('**/downloads/*');
  await page.route('**/downloads/*', (route) => route.abort('connectionrefused'));
  await button.click();
  await papers(page).getByRole('alert').getByText('Mất kết nối').waitFor();
  await page.unroute('**/downloads/*');
  expect(await fetched(page, 'Tải PDF Biên bản hội nghị')).toContain('Biên bản hội nghị');
  await papers(page).getByRole('alert').waitFor({ state: 'detached' });
});

test('history has an adjourned session’s papers for whoever may: all, the summary, the counts, or none', async () => {
  const house = await openHouse();
  const meeting = await convene(house, preparation({ voters: 4, cells: 2 }, titled));
  await closeRound(house, meeting, await openRound(house, meeting));
  await settleAll(house, meeting, ['GOOD', 'GOOD']);
  const buttons = (page: Page) => papers(page).getByRole('button').allTextContents();
  const besideResult = async (token: string | undefined) => {
    const { page, troubles } = await visit(house, token ?? '', '/history');
    await page.getByRole('link', { name: 'Chi bộ 1', exact: true }).click();
    await page.getByRole('heading', { name: 'Kiểm phiếu', exact: true }).waitFor();
    await papers(page).waitFor();
    expect(troubles).toEqual([]);
    return buttons(page);
  };
  const count = 'Biên bản (PDF) biên bản kiểm phiếu lượt 1';
  const whole = ['Tải PDF Biên bản hội nghị', 'Tải PDF Tổng hợp xếp loại', count];
  expect(await besideResult(adminToken)).toEqual(whole);
  expect(await besideResult(meeting.tokens.chair)).toEqual(whole);
  expect(await besideResult(meeting.tokens.v1)).toEqual(['Tải PDF Tổng hợp xếp loại']);
  const teller = await visit(house, meeting.tokens.teller ?? '', '/history');
  await papers(teller.page).waitFor();
  expect(await buttons(teller.page)).toEqual([count]);
  const { page, troubles } = await visit(house, meeting.tokens.v1 ?? '', '/history', 360);
  await papers(page).scrollIntoViewIfNeeded();
  await shoot(page, 'papers-history-360');
  await expectAccessible(page, 'papers, a delegate’s');
  expect(await fetched(page, 'Tải PDF Tổng hợp xếp loại')).toBe(`Tổng hợp xếp loại – ${place}.pdf`);
  expect(troubles).toEqual([]);
});

test('a delegate reads that the summary comes once the session is adjourned', async () => {
  const house = await theHouse();
  const meeting = await convene(house, preparation({ voters: 3, cells: 1 }, titled));
  const { page } = await visit(house, meeting.tokens.v1 ?? '', '/history');
  await row(page, 'Tổng hợp xếp loại').getByText('Có sau khi hội nghị bế mạc.').waitFor();
  expect(await papers(page).getByRole('button').count()).toBe(0);
});

test('the administrator has the papers of a session at the desk', async () => {
  const house = await openHouse();
  await prepareForTest(house, preparation({ voters: 3, cells: 1 }, titled));
  const { page, troubles } = await visit(house, adminToken, '/chair');
  await page.getByRole('button', { name: `Mở ${titled.title}` }).click();
  expect(await fetched(page, 'Tải PDF Phiếu xếp loại')).toBe(`Phiếu xếp loại – ${place}.pdf`);
  await shoot(page, 'papers-admin');
  await expectAccessible(page, 'papers, the administrator’s');
  expect(troubles).toEqual([]);
});
