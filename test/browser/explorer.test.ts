import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { newId, told } from '../support/client.ts';
import { adminToken, openTestHouse, type TestHouse } from '../support/house.ts';
import { convene, type Meeting, preparation, settleAll } from '../support/session.ts';
import { type Guest, openBrowser, openGuest, shoot } from './guests.ts';

let browser: Browser;
let house: TestHouse;
let meeting: Meeting;
let key: string;
beforeAll(async () => {
  browser = await openBrowser();
  house = await openTestHouse();
  const over = await convene(house, preparation({ voters: 3, cells: 3 }));
  await settleAll(house, over, ['EXCELLENT', 'GOOD', 'GOOD']);
  meeting = await convene(house, preparation({ voters: 3, cells: 1 }));
  const create =
    'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { ... on ApiKey { key } } }';
  const input = { commandId: newId(), name: 'Bảng theo dõi' };
  key = (await told(house.address, adminToken, create, { input })).createApiKey.key;
});
afterAll(async () => {
  await browser.close();
  await house.stop();
});

async function visit(options: Parameters<typeof openGuest>[1] = {}): Promise<Guest> {
  const guest = await openGuest(browser, { width: 1920, height: 1080, reducedMotion: 'reduce', ...options });
  onTestFinished(() => guest.context.close());
  await guest.page.goto(`${house.address}/graphql`);
  await guest.page.getByRole('button', { name: 'Execute query' }).waitFor();
  await guest.page.locator('.graphiql-query-editor .view-lines').waitFor();
  return guest;
}

test('look', async () => {
  const { page, troubles } = await visit();
  await shoot(page, 'explorer-1920');
  await page.getByLabel('Khóa API hoặc mã').fill(key);
  await page.getByRole('button', { name: 'Dùng' }).click();
  await page.getByText('Khóa API, đọc lịch sử').waitFor();
  await page.getByRole('button', { name: 'Thống kê theo năm và mức' }).click();
  await page.getByRole('button', { name: 'Execute query' }).click();
  await page.getByText('Giá:').waitFor();
  await shoot(page, 'explorer-1920-data');
  const small = await visit({ width: 360, height: 740 });
  await shoot(small.page, 'explorer-360');
  const dark = await visit({ width: 1280, height: 800, colorScheme: 'dark' });
  await shoot(dark.page, 'explorer-dark');
  expect([...troubles, ...small.troubles, ...dark.troubles, meeting === undefined]).toEqual([]);
});
export type Later = Page;
