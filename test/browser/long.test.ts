import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { adminToken, openTestHouse } from '../support/house.ts';
import { pagesOf } from '../support/pdf.ts';
import { convene, preparation, prepareForTest, settleAll } from '../support/session.ts';
import { openBrowser, openSignedIn } from './guests.ts';
import { button, csv, fillBasics } from './preparing.ts';
import { cutTexts } from './texts.ts';

// As long as the API takes them: a title of 300 letters, names of 200, with spaces and without.

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const title = 'Hội nghị kiểm điểm tập thể, cá nhân và đánh giá, xếp loại chất lượng năm 2023 '
  .repeat(4)
  .slice(0, 300)
  .trim();
const given = 'Hạnh';
const spaced = `${'Công Tằng Tôn Nữ Thị Hồng Ngọc '.repeat(6)}${given}`;
const unbroken = `${'Nguyễnvănan'.repeat(18)}`;
const position = 'Ủy viên Ban Thường vụ, Phó Bí thư Thường trực Đảng ủy, '.repeat(4).slice(0, 200).trim();
const unit = 'Chi bộ Trường Mầm non Hoa Hướng Dương và các điểm trường lẻ '.repeat(4).slice(0, 200).trim();

const long = (more: object = {}) =>
  preparation(
    { voters: 1 },
    {
      organization: { name: unit, superior: { name: unbroken } },
      title,
      seats: [
        { key: 'chair', fullName: spaced, position, role: 'CHAIR' },
        { key: 'v1', fullName: unbroken, position: unbroken, role: 'DELEGATE' },
        { key: 'v2', fullName: unbroken, position: null, role: 'DELEGATE' },
        { key: 'v3', fullName: 'Lê Văn Bình', position: 'Trưởng ấp', role: 'DELEGATE' },
      ],
      agenda: [
        { key: 'c1', kind: 'PARTY_CELL', name: unit, peerGroup: unit },
        { key: 'm1', kind: 'PARTY_MEMBER', name: spaced, position, seatKey: 'chair' },
        {
          key: 'm2',
          kind: 'PARTY_MEMBER',
          name: unbroken,
          position: unbroken,
          peerGroup: unbroken,
          seatKey: 'v1',
        },
      ],
      ...more,
    },
  );

/** A phone, and one of 320 px at 200 %: nothing is cut, and nothing but tables has to be scrolled sideways. */
const widths = [360, 160];

/** What was found wanting, by state and width. */
const found: string[] = [];

async function look(page: Page, state: string): Promise<void> {
  for (const width of widths) {
    await page.setViewportSize({ width, height: 740 });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (over > 0) found.push(`${state} at ${width} px: ${over} px too wide`);
    for (const text of await cutTexts(page)) found.push(`${state} at ${width} px: cut: ${text}`);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}

test('the longest names and titles stand whole on the preparing pages, on slips and in history', async () => {
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  await settleAll(house, await convene(house, long()), ['GOOD', 'EXCELLENT', null]);
  await prepareForTest(house, long());
  const enter = (path: string) => openSignedIn(browser, { address: house.address, path, token: adminToken });
  const { page, troubles } = await enter('/chair');
  await page.getByRole('heading', { name: 'Các buổi họp' }).waitFor();
  await page.locator('.session-card').first().waitFor();
  await look(page, 'sessions');
  await button(page, 'Chuẩn bị buổi họp mới').click();
  await fillBasics(page);
  await page.getByLabel('Tên buổi họp').fill(title);
  await page.getByLabel('Tổ chức họp').fill(unit);
  const seats = [spaced, unbroken].map((name) => `"${name}","${position}",Chủ trì\n`).join('');
  await page.getByLabel('Tệp ghế').setInputFiles(csv('ghe.csv', `Họ và tên,Chức vụ,Vai trò\n${seats}`));
  const agenda = [unit, unbroken].map((name) => `Chi bộ,"${name}","${name}"\n`).join('');
  await page.getByLabel('Tệp chương trình').setInputFiles(csv('ct.csv', `Loại,Tên,Nhóm cùng xét\n${agenda}`));
  await page.getByText('Chương trình: đang có 0, sẽ là 2').waitFor();
  await button(page, 'Đưa vào bản chuẩn bị').click();
  await page.locator('.item summary').last().click();
  await page.getByRole('heading', { level: 2, name: 'Nhóm cùng xét' }).click();
  await look(page, 'form');
  const hidden = (fields: Element[]) =>
    fields.filter((field) => field.scrollHeight > field.clientHeight + 1).length;
  expect(await page.locator('.grow > textarea').evaluateAll(hidden)).toBe(0);
  await button(page, 'Về danh sách').click();
  await page.locator('.session-card', { hasText: 'Đã chuẩn bị' }).getByRole('button').click();
  await page.getByRole('heading', { level: 2, name: /^Ghế/ }).waitFor();
  await look(page, 'session');

  for (const name of [spaced, unbroken]) {
    await page
      .getByRole('button', { name: `Cấp mã mới: ${name}` })
      .first()
      .click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cấp mã mới' }).click();
    await page.locator('.slip').waitFor();
    await look(page, 'slip');
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 794, height: 1123 });
    for (const text of await cutTexts(page)) found.push(`printed: ${text}`);
    const [printed = '', ...more] = await pagesOf(await page.pdf({ preferCSSPageSize: true }));
    expect(more).toEqual([]);
    const letters = (text: string) => text.replaceAll(' ', '');
    for (const whole of [title, name]) expect(letters(printed)).toContain(letters(whole));
    await page.emulateMedia({ media: 'screen' });
    await button(page, 'Xong, rời trang này').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Rời trang' }).click();
    await page.getByRole('heading', { level: 2, name: /^Ghế/ }).waitFor();
  }
  expect(troubles).toEqual([]);

  const history = await enter('/history');
  await history.page.locator('.history-table').waitFor();
  await look(history.page, 'results');
  await history.page.getByRole('link', { name: spaced, exact: true }).click();
  await history.page.locator('.trace').waitFor();
  await look(history.page, 'result');
  await history.page.locator('h1 ~ p a').first().click();
  await history.page.locator('.history-table').waitFor();
  await look(history.page, 'record');
  expect(history.troubles).toEqual([]);
  expect(found).toEqual([]);
});
