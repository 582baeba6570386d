import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawn } from '../support/chance.ts';
import { adminToken, openTestHouse, type TestHouse } from '../support/house.ts';
import { convene, type Meeting, preparation, settleAll } from '../support/session.ts';
import { expectAccessible, openBrowser, openSignedIn, shoot } from './guests.ts';

// What the filters of the history page select, as files for other systems.

const cells = 120;
let browser: Browser;
let house: TestHouse;
let meeting: Meeting;
beforeAll(async () => {
  browser = await openBrowser();
  house = await openTestHouse();
  meeting = await convene(house, preparation({ voters: 3, cells }));
  await settleAll(
    house,
    meeting,
    Array.from({ length: cells }, (_, at) => (at < 110 ? 'GOOD' : 'COMPLETED')),
  );
});
afterAll(async () => {
  await browser.close();
  await house.stop();
});

const open = (query: string, { token = adminToken, width = 1440, height = 900 } = {}) =>
  openSignedIn(browser, { address: house.address, token, path: `/history${query}`, width, height });

async function visit(query: string, options = {}) {
  const guest = await open(query, options);
  await section(guest.page).waitFor();
  return guest;
}

const section = (page: Page) => page.getByRole('region', { name: 'Tải cho hệ thống khác' });

async function taken(page: Page, format: string): Promise<{ name: string; text: string }> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    section(page)
      .getByRole('button', { name: `Tải tệp ${format}` })
      .click(),
  ]);
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') };
}

test('three formats hold what the filters select, beyond the page that is shown', async () => {
  const { page, troubles } = await visit('?level=GOOD');
  await section(page).getByText('110 kết quả khớp bộ lọc').waitFor();
  const csv = await taken(page, 'CSV');
  expect([csv.name, csv.text.charCodeAt(0)]).toEqual(['results.csv', 0xfeff]);
  const rows: Record<string, string>[] = parse(csv.text, { bom: true, columns: true });
  expect([rows.length, new Set(rows.map(({ level }) => level))]).toEqual([110, new Set(['GOOD'])]);
  const lines = await taken(page, 'JSON lines');
  expect(lines.name).toBe('results.jsonl');
  const names = lines.text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).subject_name);
  expect(names).toEqual(rows.map(({ subject_name }) => subject_name));
  const popolo = await taken(page, 'Popolo');
  expect(popolo.name).toBe('vote-events.json');
  expect(JSON.parse(popolo.text).vote_events).toHaveLength(110);
  await page.getByText('Trình duyệt đang tải tệp Popolo.').waitFor({ state: 'attached' });
  await page.getByRole('checkbox', { name: 'Hoàn thành nhiệm vụ', exact: true }).check();
  await page.getByRole('checkbox', { name: 'Hoàn thành tốt nhiệm vụ' }).uncheck();
  await section(page).getByText('10 kết quả khớp bộ lọc').waitFor();
  const narrowed = await taken(page, 'JSON lines');
  expect(narrowed.text.trim().split('\n')).toHaveLength(10);
  expect(troubles).toEqual([]);
});

test('a seat takes along its own session alone, with the keyboard', async () => {
  const other = await convene(house, preparation({ voters: 3, cells: 1 }, { title: 'Hội nghị khác' }));
  await settleAll(house, other, ['EXCELLENT']);
  const { page, troubles } = await visit('', { token: other.tokens.v1 ?? '' });
  await section(page).getByRole('button', { name: 'Tải tệp CSV' }).focus();
  await page.keyboard.press('Tab');
  const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Space')]);
  const [line, ...rest] = readFileSync(await file.path(), 'utf8')
    .trim()
    .split('\n');
  expect([JSON.parse(line ?? '').session_title, rest]).toEqual(['Hội nghị khác', []]);
  expect(troubles).toEqual([]);
});

const sizes = [
  [360, 740],
  [1920, 1080],
] as const;

test.each(drawn(sizes, 1))('the files are labelled and fit at %i × %i', async (width, height) => {
  const { page, troubles } = await visit('?search=chi+bo+12', { width, height });
  await section(page).scrollIntoViewIfNeeded();
  await shoot(page, `export-${width}`);
  await expectAccessible(page, `export, ${width}`);
  expect(troubles).toEqual([]);
});

test('nothing that fits is nothing to take', async () => {
  const { page } = await open('?search=nobody');
  await page.getByText('Không có kết quả nào khớp bộ lọc.').waitFor();
  expect(await section(page).count()).toBe(0);
});
