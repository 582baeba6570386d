import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { drawn } from '../support/chance.ts';
import { type Any, told } from '../support/client.ts';
import { adminToken, openTestHouse, type TestHouse } from '../support/house.ts';
import { convene, preparation, settleAll } from '../support/session.ts';
import { expectAccessible, type Guest, openBrowser, openSignedIn, shoot } from './guests.ts';
import { button, csv } from './preparing.ts';
import { sharedHouse } from './shared-house.ts';

// Results of earlier years through the history page: tried first, all or nothing, never twice.

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
/** For tests that import nothing. */
const theHouse = sharedHouse();

const heading = 'organization_name,period_kind,year,subject_kind,subject_name,level,status,authority';
const row = (year: number | string, name: string, level = 'GOOD') =>
  `Đảng bộ xã Cũ,YEAR,${year},PARTY_CELL,${name},${level},DECIDED,DECIDE`;
const fileOf = (rows: readonly string[]) => `${heading}\n${rows.join('\n')}\n`;
const three = fileOf([row(2018, 'Chi bộ 1'), row(2018, 'Chi bộ 2'), row(2019, 'Chi bộ 1', 'EXCELLENT')]);

async function openHouse(): Promise<TestHouse> {
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  return house;
}

async function visit(
  { address }: TestHouse,
  { token = adminToken, width = 1440, height = 900 } = {},
): Promise<Guest> {
  const guest = await openSignedIn(browser, { address, token, path: '/history', width, height });
  await guest.page.getByRole('heading', { name: 'Danh sách kết quả' }).waitFor();
  return guest;
}

const panel = (page: Page) => page.getByRole('region', { name: 'Nhập kết quả từ nơi khác' });
const choose = (page: Page, name: string, text: string) =>
  page.getByLabel('Tệp kết quả').setInputFiles(csv(name, text));

/** What the panel says that an import would do. */
const figures = (page: Page) => panel(page).locator('dd').allTextContents();

async function commit(page: Page, label: string): Promise<void> {
  await button(page, label).click();
  await page.getByRole('dialog').getByRole('button', { name: label }).click();
}

async function countIn(house: TestHouse): Promise<number> {
  const { results } = await told(house.address, adminToken, '{ results(first: 1) { totalCount } }');
  return results.totalCount;
}

test('a file is tried, imported, shown at once, and the same again doubles nothing', async () => {
  const house = await openHouse();
  const { page, troubles } = await visit(house);
  await choose(page, 'cu.csv', three);
  await panel(page).getByText('cu.csv đọc được, không có lỗi. Chưa ghi gì.').waitFor();
  expect(await figures(page)).toEqual(['3', '3', '0', '0']);
  expect(await countIn(house)).toBe(0);
  await button(page, 'Nhập 3 kết quả').click();
  await page.getByRole('dialog').waitFor();
  await expectAccessible(page, 'import, asked');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  expect(await countIn(house)).toBe(0);
  await commit(page, 'Nhập 3 kết quả');
  await panel(page).getByText('Đã nhập 3 kết quả.').waitFor();
  expect(await page.evaluate<Any>('document.activeElement.textContent')).toBe('Đã nhập 3 kết quả.');
  await expectAccessible(page, 'import, done');
  await page.getByText('3 kết quả', { exact: true }).first().waitFor();
  await page.getByRole('img', { name: /năm 2018 đến năm 2019/ }).waitFor();
  expect(await page.getByLabel('Từ năm', { exact: true }).locator('option').allTextContents()).toEqual([
    'Mọi năm',
    '2019',
    '2018',
  ]);
  await choose(page, 'cu.csv', three);
  await panel(page).getByText('Cả 3 dòng của cu.csv đã có trong lịch sử.').waitFor();
  expect(await panel(page).getByRole('button', { name: /^Nhập/ }).count()).toBe(0);
  await expectAccessible(page, 'import, nothing new');
  expect(await countIn(house)).toBe(3);
  expect(troubles).toEqual([]);
});

test('the template is a file that can be imported as it is', async () => {
  const house = await openHouse();
  const { page, troubles } = await visit(house);
  const [file] = await Promise.all([page.waitForEvent('download'), button(page, 'Tải tệp mẫu').click()]);
  expect(file.suggestedFilename()).toBe('mau-ket-qua.csv');
  await choose(page, 'mau.csv', readFileSync(await file.path(), 'utf8'));
  await commit(page, 'Nhập 2 kết quả');
  await panel(page).getByText('Đã nhập 2 kết quả.').waitFor();
  expect(troubles).toEqual([]);
});

test('what is new is told from what is there and from what takes another’s place', async () => {
  const house = await openHouse();
  const { page, troubles } = await visit(house);
  await choose(page, 'cu.csv', three);
  await commit(page, 'Nhập 3 kết quả');
  await panel(page).getByText('Đã nhập 3 kết quả.').waitFor();
  const more = [row(2018, 'Chi bộ 1'), row(2018, 'Chi bộ 2', 'COMPLETED'), row(2020, 'Chi bộ 1')];
  await choose(page, 'moi.csv', fileOf(more));
  await button(page, 'Nhập 2 kết quả').waitFor();
  expect(await figures(page)).toEqual(['3', '2', '1', '1']);
  await expectAccessible(page, 'import, ready');
  await commit(page, 'Nhập 2 kết quả');
  await panel(page).getByText('Đã nhập 2 kết quả. 1 dòng đã có từ trước, không nhập hai lần.').waitFor();
  expect(await countIn(house)).toBe(4);
  expect(troubles).toEqual([]);
});

test('errors are told by row and column, in the language of the page, and the mended file is taken', async () => {
  const house = await openHouse();
  const { page, troubles } = await visit(house);
  const bad = fileOf([row(2018, 'Chi bộ 1'), row('năm', 'Chi bộ 2'), row(2018, 'Chi bộ 3', 'A+')]);
  await choose(page, 'sai.csv', bad);
  await panel(page).getByRole('alert').getByText('sai.csv có 2 lỗi. Chưa ghi gì').waitFor();
  const cells = await panel(page).getByRole('row').nth(1).getByRole('cell').allTextContents();
  expect(cells.slice(0, 2)).toEqual(['2', 'year']);
  expect(cells[2]).toMatch(/số/);
  expect(await panel(page).getByRole('row').nth(2).getByRole('cell').first().textContent()).toBe('3');
  await panel(page).getByRole('table').scrollIntoViewIfNeeded();
  await shoot(page, 'import-errors');
  await expectAccessible(page, 'import, errors');
  await choose(page, 'sai.csv', bad.replace('năm', '2018').replace('A+', 'GOOD'));
  await commit(page, 'Nhập 3 kết quả');
  await panel(page).getByText('Đã nhập 3 kết quả.').waitFor();
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByLabel('File of results').setInputFiles(csv('wrong.csv', 'level\nGOOD\n'));
  await page.getByRole('cell', { name: 'the whole file' }).first().waitFor();
  await expectAccessible(page, 'import, errors in English');
  expect(troubles).toEqual([]);
});

test('of more than two hundred errors the first are listed, and how many there are', async () => {
  const house = await theHouse();
  const { page } = await visit(house);
  await choose(page, 'sai.csv', fileOf(Array.from({ length: 300 }, (_, at) => row(1066, `Chi bộ ${at}`))));
  await panel(page).getByRole('alert').getByText('Dưới đây là 200 lỗi đầu.').waitFor();
  expect(await panel(page).getByRole('row').count()).toBe(201);
});

test('JSON and JSON lines are taken, larger than any message on the socket', async () => {
  const house = await openHouse();
  const { page, troubles } = await visit(house);
  const result = (at: number) => ({
    organization_name: 'Đảng bộ xã Cũ',
    period_kind: 'YEAR',
    year: 2010 + (at % 10),
    subject_kind: 'PARTY_CELL',
    subject_name: `Chi bộ ${at} ${'x'.repeat(160)}`,
    level: 'GOOD',
    status: 'DECIDED',
    authority: 'DECIDE',
  });
  const many = Array.from({ length: 1_000 }, (_, at) => result(at));
  const lines = many.map((one) => JSON.stringify(one)).join('\n');
  expect(lines.length).toBeGreaterThan(256 * 1024);
  await choose(page, 'nhieu.jsonl', lines);
  await commit(page, 'Nhập 1000 kết quả');
  await panel(page).getByText('Đã nhập 1000 kết quả.').waitFor();
  // Sent the same way, whatever its format: a few are enough.
  await choose(page, 'nhieu.json', JSON.stringify(many.slice(0, 3)));
  await panel(page).getByText('Cả 3 dòng của nhieu.json đã có trong lịch sử.').waitFor();
  expect(await countIn(house)).toBe(1_000);
  expect(troubles).toEqual([]);
});

test('more rows than a running server takes at once are refused, and the field says what to do', async () => {
  const house = await theHouse();
  const { page } = await visit(house);
  await choose(page, 'dai.csv', fileOf(Array.from({ length: 1_001 }, (_, at) => row(2018, `Chi bộ ${at}`))));
  await panel(page).getByRole('cell', { name: /1000/ }).waitFor();
  await panel(page)
    .getByText(/chia thành nhiều tệp, hoặc dùng lệnh npm run import/)
    .waitFor();
  expect(await countIn(house)).toBe(0);
});

const notSent = [
  ['over 2 MiB', 'lon.csv', Buffer.alloc(2 * 1024 * 1024 + 1, 'x'), 'lon.csv quá lớn'],
  ['over 2 MiB once it is written as JSON', 'lon.json', Buffer.alloc(1_500_000, '"'), 'lon.json quá lớn'],
  ['of another kind', 'anh.png', Buffer.from('x'), 'anh.png không phải tệp .csv'],
  ['not in UTF-8', 'ansi.csv', Buffer.from([0xc4, 0x90, 0xd0]), 'ansi.csv không ở dạng UTF-8'],
] as const;

test('a file that is over 2 MiB, or would be as JSON, of another kind, or not in UTF-8, is not sent', async () => {
  const house = await theHouse();
  const { page, troubles } = await visit(house);
  const posts: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST') posts.push(request.url());
  });
  for (const [what, name, buffer, said] of notSent) {
    await page.getByLabel('Tệp kết quả').setInputFiles({ name, mimeType: 'text/csv', buffer });
    const alert = panel(page).getByRole('alert');
    await alert.getByText(said).waitFor();
    const command = alert.getByText(`npm run import -- "${name}"`);
    expect([what, await command.count()]).toEqual([what, said.includes('lớn') ? 1 : 0]);
    expect(await page.getByLabel('Tệp kết quả').inputValue()).toBe('');
    await expectAccessible(page, `import, ${name}`);
  }
  expect([posts, troubles]).toEqual([[], []]);
});

test('an answer that is lost is asked for again under the same id, and nothing is imported twice', async () => {
  const house = await openHouse();
  const { page } = await visit(house);
  await choose(page, 'cu.csv', three);
  await button(page, 'Nhập 3 kết quả').click();
  const dialog = page.getByRole('dialog');
  const ids: string[] = [];
  await page.route('**/graphql', async (route) => {
    ids.push(route.request().postDataJSON().variables.input.commandId);
    if (ids.length > 1) return route.continue();
    await route.fetch();
    return route.abort('connectionreset');
  });
  await dialog.getByRole('button', { name: 'Nhập 3 kết quả' }).click();
  await dialog.getByRole('alert').getByText('Mất kết nối').waitFor();
  expect(await countIn(house)).toBe(3);
  await dialog.getByRole('button', { name: 'Nhập 3 kết quả' }).click();
  await panel(page).getByText('Đã nhập 3 kết quả.').waitFor();
  expect([ids.length, new Set(ids).size, await countIn(house)]).toEqual([2, 1, 3]);
});

test('only the administrator finds the panel', async () => {
  const house = await openHouse();
  const meeting = await convene(house, preparation({ voters: 3, cells: 1 }));
  await settleAll(house, meeting, ['GOOD']);
  const { page } = await visit(house, { token: meeting.tokens.chair ?? '' });
  await page.getByRole('region', { name: 'Giấy tờ' }).waitFor();
  expect(await panel(page).count()).toBe(0);
});

const sizes = [
  [360, 740],
  [1920, 1080],
] as const;

test.each(drawn(sizes, 1))(
  'the panel is worked with the keyboard alone and fits at %i × %i',
  async (width, height) => {
    const house = await openHouse();
    const { page, troubles } = await visit(house, { width, height });
    const field = page.getByLabel('Tệp kết quả');
    // Listened for before the field is focused: a chooser that opens while the browser is still being told to hand it over is lost.
    const opened = page.waitForEvent('filechooser');
    await field.focus();
    await page.keyboard.press('Enter');
    const chooser = await opened;
    await chooser.setFiles(csv('cu.csv', three));
    await button(page, 'Nhập 3 kết quả').waitFor();
    expect(await field.evaluate((one) => one === document.activeElement)).toBe(true);
    await button(page, 'Nhập 3 kết quả').scrollIntoViewIfNeeded();
    await shoot(page, `import-ready-${width}`);
    await expectAccessible(page, `import, ready, ${width}`);
    await field.focus();
    // Past the template.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').locator(':focus').waitFor();
    await page.keyboard.press('Enter');
    await panel(page).getByText('Đã nhập 3 kết quả.').waitFor();
    await panel(page).scrollIntoViewIfNeeded();
    await shoot(page, `import-done-${width}`);
    await expectAccessible(page, `import, ${width}`);
    expect(troubles).toEqual([]);
  },
);
