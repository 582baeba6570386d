import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawn } from '../support/chance.ts';
import type { Any } from '../support/client.ts';
import { adminToken, openTestHouse, type TestHouse } from '../support/house.ts';
import { newKey } from '../support/keys.ts';
import { convene, type Meeting, order, preparation, settleAll } from '../support/session.ts';
import {
  expectAccessible,
  type Guest,
  openBrowser,
  openGuest,
  openSignedIn,
  roomName,
  shoot,
} from './guests.ts';

let browser: Browser;
let house: TestHouse;
let meeting: Meeting;
let key: string;
beforeAll(async () => {
  browser = await openBrowser();
  house = await openTestHouse();
  const over = await convene(house, preparation({ voters: 3, members: 1, cells: 2 }));
  await settleAll(house, over, ['EXCELLENT', 'GOOD', 'GOOD']);
  meeting = await convene(house, preparation({ voters: 3, cells: 1 }));
  key = await newKey(house.address);
});
afterAll(async () => {
  await browser.close();
  await house.stop();
});

async function visit(options: Parameters<typeof openGuest>[1] = {}): Promise<Guest> {
  const guest = await openGuest(browser, { width: 1920, height: 1080, reducedMotion: 'reduce', ...options });
  await guest.page.goto(`${house.address}/graphql`);
  await ready(guest.page);
  return guest;
}

/** The editors are there. */
async function ready(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Execute query' }).waitFor();
  await page.locator('.graphiql-query-editor .view-lines').waitFor();
  await page.locator('.graphiql-editor-tool .view-lines').waitFor();
}

async function enter(page: Page, token: string): Promise<void> {
  await page.getByLabel('Khóa API hoặc mã').fill(token);
  await page.getByRole('button', { name: 'Dùng' }).click();
}

const execute = (page: Page) => page.getByRole('button', { name: 'Execute query' }).click();

/** What the editors of the page hold, whole: they draw no line that is out of sight. */
const modelOf = (page: Page, part: 'operation' | 'variables' | 'response'): Promise<string> =>
  page.evaluate((name) => {
    const { __MONACO } = globalThis as unknown as { __MONACO: Any };
    const found = __MONACO.editor.getModels().find(({ uri }: Any) => uri.path.includes(name));
    return found.getValue() as string;
  }, part);

const answerOf = async (page: Page): Promise<Any> => JSON.parse((await modelOf(page, 'response')) || '{}');

const editors = { operation: '.graphiql-query-editor', variables: '.graphiql-editor-tool' } as const;

/** As somebody would who pastes into an editor, and again where the editor was not ready for it. */
async function paste(page: Page, part: keyof typeof editors, text: string): Promise<void> {
  const once = async () => {
    // Not by a click: over a name the editor soon shows what the name is, and that takes the click.
    await page.locator(`${editors[part]} :is(textarea, .native-edit-context)`).first().focus();
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Delete');
    await page.evaluate((pasted) => {
      const data = new DataTransfer();
      data.setData('text/plain', pasted);
      document.activeElement?.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: data, bubbles: true }),
      );
    }, text);
    return modelOf(page, part);
  };
  await expect.poll(once).toBe(text);
}

test('a documented query opens in a tab, is run with a key, and shows data, its price and what is left; so does every other one, and the documentation of the schema is at hand', async () => {
  const { page, troubles } = await visit();
  await shoot(page, 'explorer-1920');
  await enter(page, key);
  await page.getByText('Khóa API, đọc lịch sử').waitFor();
  await page.getByRole('button', { name: 'Thống kê theo năm và mức' }).click();
  expect(await modelOf(page, 'operation')).toBe(
    readFileSync('schema/cookbook/years-and-levels.graphql', 'utf8'),
  );
  // At once: what GraphiQL knows of the document is still that of the tab before.
  await execute(page);
  await expect
    .poll(() => answerOf(page))
    .toEqual({
      data: {
        years: [{ year: 2023, count: 1, excellent: 1, baseCount: 0 }],
        levels: [{ year: 2023, level: 'EXCELLENT', count: 1 }],
      },
    });
  await page.getByText(/^Giá: \d+ điểm\. Phút này còn \d+\/\d+ lần\.$/).waitFor();
  await shoot(page, 'explorer-1920-data');

  const list = page.getByRole('region', { name: 'Truy vấn mẫu' }).getByRole('button');
  expect(await list.count()).toBe(12);
  const answered: string[] = [];
  const tried = drawn(await list.all(), 5);
  for (const one of tried) {
    await one.click();
    const [response] = await Promise.all([
      page.waitForResponse((answer) => answer.url().endsWith('/graphql')),
      execute(page),
    ]);
    const { errors } = (await response.json()) as Any;
    expect(errors).toBeUndefined();
    const { operationName } = response.request().postDataJSON() as Any;
    answered.push(operationName);
  }
  expect(new Set(answered).size).toBe(tried.length);

  await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
  await page.getByRole('link', { name: 'Query' }).click();
  await page.getByRole('link', { name: 'statistics', exact: true }).waitFor();
  expect(troubles).toEqual([]);
});

test('whoever is signed in need not enter anything, and a subscription follows a session over the websocket until it is stopped', async () => {
  const { page, troubles } = await openSignedIn(browser, {
    address: house.address,
    path: '/graphql',
    token: adminToken,
    width: 1920,
    height: 1080,
  });
  await ready(page);
  await page.getByText('Quản trị viên', { exact: true }).waitFor();
  await paste(
    page,
    'operation',
    `subscription { sessionWatch(sessionId: "${meeting.sessionId}") { session { currentReview { status } } } }`,
  );
  await execute(page);
  const status = async () => (await answerOf(page)).data?.sessionWatch.session.currentReview?.status ?? null;
  await expect.poll(async () => (await answerOf(page)).data?.sessionWatch.session.currentReview).toBeNull();
  const { sessionId } = meeting;
  const [reviewId] = meeting.reviewIds;
  await order(house, meeting.tokens.chair ?? '', 'openReview', { sessionId, reviewId });
  await expect.poll(status).toBe('OPEN');
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('button', { name: 'Execute query' }).waitFor();
  expect(troubles).toEqual([]);
});

test('the key and the tabs stay in this tab of the browser; a ballot stays nowhere', async () => {
  const { page, context, troubles } = await visit();
  await enter(page, key);
  await page.getByText('Khóa API, đọc lịch sử').waitFor();
  const typed = '{ people(first: 1) { totalCount } }';
  await paste(page, 'operation', typed);
  const kept = () => page.evaluate(() => JSON.stringify({ ...sessionStorage }));
  await expect.poll(kept).toContain('people(first: 1)');
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).toBe('{}');
  expect(await context.cookies()).toEqual([]);
  await page.reload();
  await ready(page);
  await page.getByText('Khóa API, đọc lịch sử').waitFor();
  await expect.poll(() => modelOf(page, 'operation')).toBe(typed);
  const casting = 'mutation ($i: CastBallotInput!) { castBallot(input: $i) { ... on Refusal { message } } }';
  await paste(page, 'operation', casting);
  await expect.poll(kept).not.toContain('people(first: 1)');
  await paste(page, 'variables', '{"i": {"choices": [{"choice": "GOOD"}]}}');
  await execute(page);
  await expect.poll(async () => (await answerOf(page)).errors?.length).toBeGreaterThan(0);
  expect(await kept()).not.toMatch(/castBallot|GOOD/);
  expect(troubles.filter((one) => !one.includes('400 (Bad Request)'))).toEqual([]);
});

test('a wrong key says so, and English is a switch away', async () => {
  const { page, troubles } = await visit();
  await enter(page, 'nobody');
  await page.getByText('Máy chủ không nhận mã này.').waitFor();
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('heading', { level: 1, name: 'Try the API' }).waitFor();
  await page.getByText('The server does not know it.').waitFor();
  await page.getByRole('button', { name: 'Why a result is what it is' }).waitFor();
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
  expect(troubles.filter((one) => !one.includes('401 (Unauthorized)'))).toEqual([]);
});

test('on a phone, over plain http under a name of the room’s network, and in the dark everything is there, and axe finds nothing but what is GraphiQL’s own', async () => {
  const { page, troubles } = await openGuest(browser, { width: 360, height: 740, reducedMotion: 'reduce' });
  await page.goto(`http://${roomName}:${new URL(house.address).port}/graphql`);
  await ready(page);
  expect(await page.evaluate(() => isSecureContext)).toBe(false);
  await shoot(page, 'explorer-360');
  await shoot(page, 'explorer-360-whole', true);
  await enter(page, key);
  await page.getByText('Khóa API, đọc lịch sử').waitFor();
  await page.getByRole('button', { name: 'Show Truy vấn mẫu' }).click();
  await shoot(page, 'explorer-360-list');
  await page.getByRole('button', { name: 'Các quy định và điều khoản' }).click();
  await execute(page);
  await expect.poll(async () => (await answerOf(page)).data?.policies.length).toBe(3);
  await shoot(page, 'explorer-360-data', true);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 1280, height: 800 });
  await shoot(page, 'explorer-dark');
  expect(troubles).toEqual([]);
  await expectAccessible(page, 'explorer', [
    // The colours of its editors are a theme of Monaco's: grey line numbers and green comments on dark ground.
    { id: 'color-contrast', within: '.monaco-editor' },
    // Its tabs are list items with the role of a tab around a button.
    { id: 'nested-interactive', within: '.graphiql-tab' },
  ]);
});
