import { readFileSync } from 'node:fs';
import papaparse from 'papaparse';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { drawn } from '../support/chance.ts';
import { type Any, newId, told } from '../support/client.ts';
import { adminToken, openTestHouse, type TestHouse } from '../support/house.ts';
import { importText, neededColumns } from '../support/importing.ts';
import {
  cast,
  convene,
  type Meeting,
  marks,
  openRound,
  order,
  preparation,
  settleAll,
} from '../support/session.ts';
import { expectAccessible, type Guest, openBrowser, openGuest, openSignedIn, shoot } from './guests.ts';

/** Two years of one committee: 32 results of 2023, 5 of 2024, and one of them rated again. */
interface Record {
  readonly house: TestHouse;
  readonly first: Meeting;
  readonly again: Meeting;
}

let browser: Browser;
let record: Record;
beforeAll(async () => {
  browser = await openBrowser();
  record = await twoYears();
});
afterAll(async () => {
  await browser.close();
  await record.house.stop();
});

const cells = 30;

/** Cells 2 to 30 as they were settled in 2023: the last was not rated. */
const settledCells = Array.from({ length: cells - 1 }, (_, at) =>
  at === cells - 2 ? null : at % 2 === 0 ? 'GOOD' : 'COMPLETED',
);

async function twoYears(): Promise<Record> {
  const house = await openTestHouse();
  const first = await convene(house, preparation({ voters: 5, members: 2, cells }));
  const [chair = '', v1 = '', voted = '', ...rest] = first.reviewIds;
  const roundId = await openRound(house, first, { reviewIds: [voted] });
  const { sessionId } = first;
  for (const [key, choice] of [
    ['chair', 'EXCELLENT'],
    ['v1', 'EXCELLENT'],
    ['v2', 'EXCELLENT'],
    ['v3', 'EXCELLENT'],
    ['v4', 'GOOD'],
  ] as const) {
    await cast(house, first.tokens[key] ?? '', { sessionId, roundId, choices: marks([voted], choice) });
  }
  await order(house, first.tokens.chair ?? '', 'closeRound', { sessionId, roundId });
  const settled = { ...first, reviewIds: [chair, v1, ...rest] };
  await settleAll(house, settled, ['GOOD', 'COMPLETED', ...settledCells]);
  const { people } = await told(
    house.address,
    adminToken,
    '{ people(first: 100) { edges { node { id fullName } } } }',
  );
  const idOf = (fullName: string) =>
    people.edges.find(({ node }: Any) => node.fullName === fullName)?.node.id as string | undefined;
  const later = (size: { members: number; cells: number }, heldOn: string) => {
    const input = preparation({ voters: 5, ...size }, { period: { kind: 'YEAR', year: 2024 }, heldOn });
    for (const seat of input.seats) {
      const personId = idOf(seat.fullName);
      if (personId !== undefined) seat.personId = personId;
    }
    return input;
  };
  const second = await convene(house, later({ members: 2, cells: 3 }, '2024-12-10'));
  await settleAll(house, second, ['EXCELLENT', 'GOOD', 'GOOD', 'GOOD', 'COMPLETED']);
  const again = await convene(house, later({ members: 0, cells: 1 }, '2024-12-20'));
  await settleAll(house, again, ['NOT_COMPLETED']);
  const { results } = await told(
    house.address,
    adminToken,
    '{ results(first: 1, filter: { search: "Chi bộ 2", toYear: 2023 }) { edges { node { id } } } }',
  );
  await told(
    house.address,
    adminToken,
    'mutation ($input: RecordDecisionInput!) { recordDecision(input: $input) { __typename } }',
    {
      input: {
        commandId: newId(),
        resultId: results.edges[0].node.id,
        level: 'EXCELLENT',
        decidedBy: 'Ban Thường vụ Huyện ủy',
        documentNumber: '12-QĐ/HU',
        reason: 'Có sản phẩm cụ thể',
      },
    },
  );
  return { house, first, again };
}

type Options = Parameters<typeof openGuest>[1];

/** A page that is signed in with a token, at an address of the history page. */
const visit = (
  query: string,
  token = adminToken,
  options: Options = {},
  { address } = record.house,
): Promise<Guest> => openSignedIn(browser, { address, token, path: `/history${query}`, ...options });

const list = (page: Page) => page.getByRole('region', { name: 'Danh sách kết quả', exact: true });
const names = (page: Page) => list(page).getByRole('rowheader').getByRole('link').allTextContents();
const count = (page: Page, results: number) =>
  page.getByText(`${results} kết quả`, { exact: true }).first().waitFor();
const address = (page: Page) => new URL(page.url()).searchParams.toString();

test('an administrator signs in with his token and finds the record', async () => {
  const { page, troubles } = await openGuest(browser);
  await page.goto(`${record.house.address}/history`);
  await page.getByText('Quản trị viên hoặc chương trình khác').click();
  await page.getByLabel('Mã quản trị hoặc khóa API').fill(adminToken);
  await page.getByRole('button', { name: 'Vào bằng mã này' }).click();
  await page.getByRole('heading', { level: 1, name: 'Kết quả xếp loại qua các năm' }).waitFor();
  await count(page, 37);
  expect(await page.title()).toBe('Kết quả xếp loại qua các năm – Lịch sử');
  expect(troubles).toEqual([]);
});

test('conditions narrow the list, stand in the address, and the browser goes back through them', async () => {
  const { page, troubles } = await visit('');
  await count(page, 37);
  await page.getByLabel('Từ năm', { exact: true }).selectOption('2024');
  await count(page, 5);
  expect(address(page)).toBe('from=2024');
  await page.getByLabel('Loại đối tượng').selectOption('Đảng viên');
  await count(page, 2);
  expect(await names(page)).toEqual(['Ủy viên chair', 'Ủy viên v1']);
  await page.getByRole('checkbox', { name: 'Hoàn thành tốt nhiệm vụ' }).check();
  await count(page, 1);
  expect(address(page)).toBe('from=2024&kind=PARTY_MEMBER&level=GOOD');
  await page.goBack();
  await count(page, 2);
  await page.goBack();
  await page.goBack();
  await count(page, 37);
  expect(await page.getByLabel('Từ năm', { exact: true }).inputValue()).toBe('');
  await page.getByLabel('Tìm theo tên').fill('chi bo 2');
  await count(page, 12);
  expect(address(page)).toBe('search=chi+bo+2');
  await page.getByLabel('Đến năm', { exact: true }).selectOption('2023');
  await count(page, 11);
  await page.getByLabel('Trạng thái').selectOption('Chưa xếp loại');
  await page.getByText('Không có kết quả nào khớp bộ lọc.').waitFor();
  await expectAccessible(page, 'history, nothing fits');
  await page.getByRole('button', { name: 'Bỏ hết bộ lọc' }).first().click();
  await count(page, 37);
  await page.getByLabel('Trạng thái').selectOption('Chưa xếp loại');
  await count(page, 1);
  expect(await names(page)).toEqual(['Chi bộ 30']);
  expect(troubles).toEqual([]);
});

test('results that were rated again are listed when asked for', async () => {
  const { page } = await visit('?from=2024');
  await count(page, 5);
  await page.getByLabel('Cả kết quả đã được xếp loại lại').check();
  await count(page, 6);
});

test('an organisation is found by its name and chosen with those below it', async () => {
  const { page, troubles } = await visit('');
  await count(page, 37);
  await page.getByLabel('Tìm tổ chức').fill('huyen thu');
  const options = page.getByLabel('Tổ chức', { exact: true }).locator('option');
  await expect.poll(() => options.allTextContents()).toEqual(['Mọi tổ chức', 'Đảng bộ huyện Thử']);
  await page.getByLabel('Tổ chức', { exact: true }).selectOption('Đảng bộ huyện Thử');
  await page.getByText('Không có kết quả nào khớp bộ lọc.').waitFor();
  await page.getByLabel('Cả các tổ chức cấp dưới').check();
  await count(page, 37);
  expect(address(page)).toMatch(/^of=[^&]+&below=1$/);
  expect(troubles).toEqual([]);
});

test('an address opened anew shows the same', async () => {
  const { page } = await visit('?search=chi+bo+1&from=2023&to=2023&kind=PARTY_CELL&level=EXCELLENT,GOOD');
  await page.getByLabel('Tìm theo tên').waitFor();
  await list(page).waitFor();
  expect(await page.getByLabel('Tìm theo tên').inputValue()).toBe('chi bo 1');
  expect(await page.getByLabel('Đến năm', { exact: true }).inputValue()).toBe('2023');
  expect(await page.getByLabel('Loại đối tượng').inputValue()).toBe('PARTY_CELL');
  expect(await page.getByRole('checkbox', { name: 'Hoàn thành xuất sắc nhiệm vụ' }).isChecked()).toBe(true);
  expect(await names(page)).toEqual([
    'Chi bộ 1',
    'Chi bộ 10',
    'Chi bộ 12',
    'Chi bộ 14',
    'Chi bộ 16',
    'Chi bộ 18',
  ]);
});

test('the list is turned page by page, and each page has its address', async () => {
  const { page, troubles } = await visit('');
  await count(page, 37);
  expect(await names(page)).toHaveLength(25);
  const [newest] = await names(page);
  expect(await page.getByRole('button', { name: 'Trang trước' }).isDisabled()).toBe(true);
  await page.getByRole('button', { name: 'Trang sau' }).click();
  await expect.poll(() => names(page)).toHaveLength(12);
  const address = page.url();
  await page.getByRole('button', { name: 'Trang trước' }).click();
  await expect.poll(() => names(page)).toHaveLength(25);
  expect((await names(page))[0]).toBe(newest);
  await page.goto(address);
  await expect.poll(() => names(page)).toHaveLength(12);
  await page.goto(`${record.house.address}/history?after=nonsense`);
  await page.getByRole('alert').waitFor();
  await page.getByRole('link', { name: 'Về trang đầu' }).click();
  await expect.poll(() => names(page)).toHaveLength(25);
  expect(troubles).toEqual([]);
});

test('the chart and its table show how many results a level has in a year', async () => {
  const { page, troubles } = await visit('');
  await count(page, 37);
  const chart = page.getByRole('img', { name: /năm 2023 đến năm 2024/ });
  const columns = (year: number) =>
    chart
      .locator(`[data-year="${year}"] [data-level]`)
      .evaluateAll((all) => all.map((one) => `${one.getAttribute('data-level')} ${one.textContent}`));
  expect(await columns(2023)).toEqual([
    'EXCELLENT 2XS',
    'GOOD 14T',
    'COMPLETED 15HT',
    'NOT_COMPLETED 0KHT',
    'NOT_RATED 1CXL',
  ]);
  expect(await columns(2024)).toEqual([
    'EXCELLENT 1XS',
    'GOOD 2T',
    'COMPLETED 1HT',
    'NOT_COMPLETED 1KHT',
    'NOT_RATED 0CXL',
  ]);
  await page.getByText('Bảng số liệu').click();
  const table = page.getByRole('region', { name: 'Bảng số liệu' });
  expect(await table.getByRole('row', { name: /^2023/ }).getByRole('cell').allTextContents()).toEqual([
    '2',
    '14',
    '15',
    '0',
    '1',
    '32',
  ]);
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Tải số liệu (CSV)' }).click(),
  ]);
  const { data } = papaparse.parse<string[]>(readFileSync(await file.path(), 'utf8').slice(1));
  expect(data[0]).toEqual(['Năm', 'Mức xếp loại', 'Số kết quả']);
  expect(data[1]).toEqual(['2023', 'hoàn thành xuất sắc nhiệm vụ', '2']);
  expect(data).toHaveLength(9);
  expect(troubles).toEqual([]);
});

test('a person has a record over the years that can be linked', async () => {
  const { page, troubles } = await visit('?from=2024');
  await page.getByRole('link', { name: 'Qua các năm Ủy viên chair' }).click();
  await page.getByRole('heading', { level: 1, name: 'Ủy viên chair' }).waitFor();
  const rows = page.getByRole('region', { name: 'Xếp loại qua các kỳ' }).getByRole('rowheader');
  expect(await rows.allTextContents()).toEqual(['Năm 2024', 'Năm 2023']);
  await page
    .getByRole('img', {
      name: 'Biểu đồ bậc: Năm 2023: hoàn thành tốt nhiệm vụ; Năm 2024: hoàn thành xuất sắc nhiệm vụ.',
    })
    .waitFor();
  expect(address(page)).toMatch(/^from=2024&person=[^&]+$/);
  expect(await page.evaluate<Any>('document.activeElement?.tagName')).toBe('H1');
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Ủy viên chair' }).waitFor();
  await page.getByRole('link', { name: 'Về danh sách' }).click();
  await count(page, 5);
  expect(address(page)).toBe('from=2024');
  expect(troubles).toEqual([]);
});

test('a cell has a record of its own levels, not of what its sessions rated', async () => {
  const { page, troubles } = await visit('?search=chi+bo+1&from=2024');
  await page.getByRole('link', { name: 'Qua các năm Chi bộ 1', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Chi bộ 1' }).waitFor();
  await page.getByRole('heading', { level: 2, name: 'Chi bộ, theo năm' }).waitFor();
  await page.getByRole('img', { name: /2023: hoàn thành xuất sắc.*2024: không hoàn thành/ }).waitFor();
  await page.getByRole('link', { name: 'Năm 2024' }).click();
  await page.getByRole('link', { name: 'Đảng bộ xã Thử' }).click();
  await page.getByRole('heading', { level: 1, name: 'Đảng bộ xã Thử' }).waitFor();
  await page.getByText('Chưa có kết quả xếp loại nào').waitFor();
  await page.getByRole('link', { name: 'Các kết quả do tổ chức này xếp loại' }).click();
  await count(page, 37);
  expect(troubles).toEqual([]);
});

test('a result shows its tally, the rules behind it and the decisions on it', async () => {
  const { page, troubles } = await visit('?search=chi+bo+1&to=2023&level=EXCELLENT');
  await page.getByRole('link', { name: 'Chi bộ 1', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Chi bộ 1' }).waitFor();
  await page.getByText('hoàn thành xuất sắc nhiệm vụ: 4 phiếu').waitFor();
  await page.getByText('hoàn thành tốt nhiệm vụ: 1 phiếu').waitFor();
  await page.getByText('Kiểm 5 phiếu của 5 người').waitFor();
  expect(await page.locator('.trace > li').count()).toBeGreaterThan(0);
  await page.getByText('Thứ Hai, 11/12/2023', { exact: true }).waitFor();
  await page.getByText('Chưa có quyết định nào sau hội nghị.').waitFor();
  await page.goBack();
  await page.getByLabel('Tìm theo tên').fill('chi bo 2');
  await page.getByRole('link', { name: 'Chi bộ 2', exact: true }).click();
  await page.getByText('Ban Thường vụ Huyện ủy, ghi ngày').waitFor();
  await page.getByText('Văn bản số 12-QĐ/HU').waitFor();
  await page.getByText('Lý do: Có sản phẩm cụ thể').waitFor();
  await page.getByText('Tập thể quyết định: Tập thể thống nhất').waitFor();
  await page.getByText('Không có lượt bỏ phiếu nào').waitFor();
  expect(troubles).toEqual([]);
});

test('a result that was rated again leads to the later one, and back', async () => {
  const { page, troubles } = await visit('?search=chi+bo+1&from=2024');
  await page.getByRole('link', { name: 'Chi bộ 1', exact: true }).click();
  await page.getByRole('link', { name: 'Hội nghị thử, Thứ Ba, 10/12/2024' }).click();
  await page.getByText('Một hội nghị sau đã xếp loại lại').waitFor();
  await page.getByRole('link', { name: 'Hội nghị thử, Thứ Sáu, 20/12/2024' }).click();
  await page.getByText('Thay cho kết quả trước').waitFor();
  expect(troubles).toEqual([]);
});

test('everything that fits is downloaded, beyond the page that is shown', async () => {
  const { page, troubles } = await visit('?to=2023');
  await count(page, 32);
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Tải bảng (CSV)' }).click(),
  ]);
  expect(file.suggestedFilename()).toBe('ket-qua-xep-loai.csv');
  const text = readFileSync(await file.path(), 'utf8');
  expect(text.charCodeAt(0)).toBe(0xfeff);
  const { data, errors } = papaparse.parse<{ [heading: string]: string }>(text.slice(1), { header: true });
  expect(errors).toEqual([]);
  expect(data).toHaveLength(32);
  expect(data[2]).toMatchObject({
    Năm: '2023',
    Quý: '',
    'Đối tượng': 'Chi bộ 1',
    'Loại đối tượng': 'Chi bộ',
    'Mức xếp loại': 'hoàn thành xuất sắc nhiệm vụ',
    'Nơi xếp loại': 'Đảng bộ xã Thử',
    'Ngày họp': '2023-12-11',
    'Số phiếu kiểm': '5',
    'Số phiếu: hoàn thành xuất sắc nhiệm vụ': '4',
    'Số phiếu: hoàn thành tốt nhiệm vụ': '1',
  });
  expect(data[2]?.['Ngày ghi']).toMatch(/^\d{4}-\d\d-\d\d$/);
  expect(data[31]).toMatchObject({ 'Đối tượng': 'Chi bộ 30', 'Mức xếp loại': 'chưa xếp loại' });
  expect(troubles).toEqual([]);
});

test('a list longer than the API gives at once is downloaded whole, and names stay names in a spreadsheet', async () => {
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  const cellNames = Array.from({ length: 230 }, (_, at) => (at === 0 ? '=1+1' : `Chi bộ ${at + 1}`));
  const rows = cellNames.map((name) => `Đảng bộ xã Thử,YEAR,2023,PARTY_CELL,${name},GOOD,DECIDED,DECIDE`);
  await importText(house.address, `${neededColumns}\n${rows.join('\n')}\n`);
  const { page, troubles } = await visit('', adminToken, {}, house);
  await count(page, 230);
  // Every text that something has had since, which may be faster than the eye.
  await page.evaluate(`globalThis.texts = [];
    new MutationObserver((changes) => texts.push(...changes.map(({ target }) => target.textContent)))
      .observe(document.body, { subtree: true, characterData: true, childList: true })`);
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Tải bảng (CSV)' }).click(),
  ]);
  const text = readFileSync(await file.path(), 'utf8');
  const { data } = papaparse.parse<{ [heading: string]: string }>(text.slice(1), { header: true });
  const downloaded = data.map((row) => row['Đối tượng']);
  expect(downloaded.sort()).toEqual(["'=1+1", ...cellNames.slice(1)].sort());
  await page.getByText('Đã tải 230 kết quả.').waitFor();
  const texts = await page.evaluate('texts');
  expect(texts).toEqual(expect.arrayContaining(['Đang lấy 100/230…', 'Đang lấy 200/230…']));
  expect(troubles).toEqual([]);
});

test('a seat sees the results of its own session alone', async () => {
  const { house, again } = record;
  const { page, troubles } = await visit('', again.tokens.v1 ?? '');
  await count(page, 1);
  expect(await names(page)).toEqual(['Chi bộ 1']);
  const [other] = (
    await told(
      house.address,
      adminToken,
      '{ results(first: 1, filter: { toYear: 2023 }) { edges { node { id } } } }',
    )
  ).results.edges;
  await page.goto(`${house.address}/history?result=${other.node.id}`);
  await page.getByText('không thuộc phạm vi bạn được xem').waitFor();
  expect(troubles).toEqual([]);
});

test('a seat of a session that still meets is told when there will be something', async () => {
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  const meeting = await convene(house, preparation({ voters: 3, cells: 1 }));
  const { page, troubles } = await visit('', meeting.tokens.v1 ?? '', {}, house);
  await page.getByText('Kết quả của hội nghị bạn dự sẽ hiện ở đây sau khi hội nghị bế mạc.').waitFor();
  await shoot(page, 'history-empty');
  await expectAccessible(page, 'history, nothing yet');
  await settleAll(house, meeting, ['GOOD']);
  await page.reload();
  await count(page, 1);
  expect(troubles).toEqual([]);
});

test('the page speaks the other language at once', async () => {
  const { page, troubles } = await visit('?search=chi+bo+1&to=2023&level=EXCELLENT');
  await page.getByRole('link', { name: 'Chi bộ 1', exact: true }).click();
  await page.getByRole('heading', { name: 'Kiểm phiếu' }).waitFor();
  await page.getByText('Có mặt 5 trên 5 người có quyền biểu quyết').waitFor();
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('heading', { name: 'Tally' }).waitFor();
  // The API's own words, not the page's.
  await page.getByText('Hội nghị này quyết định.').waitFor({ state: 'detached' });
  await page
    .getByText(/5 of (?:the )?5/)
    .first()
    .waitFor();
  await page.getByRole('link', { name: 'Back to the list' }).click();
  await page.getByText('1 result', { exact: true }).first().waitFor();
  expect(await page.title()).toBe('Results over the years – History');
  await expectAccessible(page, 'history, English');
  expect(troubles).toEqual([]);
});

const sizes = [
  { width: 1280, height: 800 },
  { width: 360, height: 740 },
] as const;

test.each(drawn(sizes, 1))('everything is accessible and fits at $width px', async (screen) => {
  const { page, troubles } = await visit('', adminToken, screen);
  const name = (state: string) => `history-${state}-${screen.width}`;
  const look = async (state: string) => {
    await shoot(page, name(state), true);
    await expectAccessible(page, name(state));
    expect(await page.evaluate<Any>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
      screen.width,
    );
  };
  await count(page, 37);
  await look('list');
  if (screen.width < 600) await page.getByText('Bộ lọc', { exact: true }).click();
  await page.getByText('Bảng số liệu').click();
  await page.getByLabel('Tìm theo tên').fill('chi bo 2');
  await count(page, 12);
  await look('narrowed');
  await page.getByRole('link', { name: 'Chi bộ 2', exact: true }).last().click();
  await page.getByText('Văn bản số 12-QĐ/HU').waitFor();
  await look('result-decided');
  await page.getByRole('link', { name: 'Xem các kỳ của Chi bộ 2' }).click();
  await page.getByRole('heading', { name: 'Xếp loại qua các kỳ' }).waitFor();
  await look('record');
  await page.goto(`${record.house.address}/history?search=chi+bo+1&to=2023&level=EXCELLENT`);
  await page.getByRole('link', { name: 'Chi bộ 1', exact: true }).click();
  await page.getByRole('heading', { name: 'Kiểm phiếu' }).waitFor();
  await look('result-voted');
  expect(troubles).toEqual([]);
});

test('a keyboard alone opens a result and comes back', async () => {
  const { page } = await visit('?search=chi+bo+30');
  await list(page).waitFor();
  await list(page).focus();
  await page.keyboard.press('Tab');
  expect(await page.evaluate<Any>('document.activeElement?.textContent')).toBe('Chi bộ 30');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Chi bộ 30' }).waitFor();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await count(page, 1);
});
