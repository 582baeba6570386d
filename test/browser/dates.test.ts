import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { told } from '../support/client.ts';
import { adminToken, openTestHouse } from '../support/house.ts';
import { expectAccessible, openBrowser, openSignedIn, shoot } from './guests.ts';
import { button, csv, fillBasics, submit } from './preparing.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

/** What people who listen are told of a field. */
const described = (page: Page) =>
  page.getByLabel('Ngày họp').evaluate((field) =>
    (field.getAttribute('aria-describedby') ?? '')
      .split(' ')
      .map((id) => document.getElementById(id)?.textContent ?? '')
      .join(' | '),
  );

test('a day is typed and shown day first, with its weekday, in a browser that puts months first', async () => {
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  const { page, troubles } = await openSignedIn(browser, {
    ...{ address: house.address, path: '/chair', token: adminToken },
    locale: 'en-US',
  });
  await button(page, 'Chuẩn bị buổi họp mới').click();
  await fillBasics(page);
  const field = page.getByLabel('Ngày họp');
  expect(await field.inputValue()).toBe('11/12/2023');
  expect(await described(page)).toBe('Ngày/tháng/năm, ví dụ 11/12/2023 | Thứ Hai, ngày 11 tháng 12 năm 2023');

  // As it is typed nothing is said against it; once it is left, it is.
  await field.fill('');
  await field.pressSequentially('30.02.20');
  expect(await page.locator('.field-error').count()).toBe(0);
  await field.pressSequentially('23');
  await field.blur();
  await page.getByText('Không có ngày này trong lịch.').waitFor();
  expect(await described(page)).toContain('Không có ngày này trong lịch.');
  await shoot(page, 'date-wrong');
  for (const [typed, sentence] of [
    ['11/12/23', 'Hãy viết năm đủ bốn chữ số, ví dụ 11/12/2023.'],
    ['20/12/0023', 'Năm phải từ 1930 đến 2201.'],
    ['hôm nay', 'Hãy viết ngày/tháng/năm, ví dụ 11/12/2023.'],
  ] as const) {
    await field.fill(typed);
    await page.getByText(sentence).waitFor();
  }
  // What is no date yet is kept as it was typed, and is not sent.
  await page.reload();
  expect(await field.inputValue()).toBe('hôm nay');
  await button(page, 'Chuẩn bị và lấy mã').click();
  await page.getByText('Ngày họp: phải là ngày, viết ngày/tháng/năm').waitFor();

  await field.fill('11122023');
  await page.getByText('Thứ Hai, ngày 11 tháng 12 năm 2023').waitFor();
  expect(await page.locator('[data-path="heldOn"] .field-error').count()).toBe(0);
  await field.blur();
  expect(await field.inputValue()).toBe('11/12/2023');
  await expectAccessible(page, 'prepare, a day typed');
  await page.getByLabel('Tệp ghế').setInputFiles(csv('ghe.csv', 'Họ và tên,Vai trò\nĐào Văn Phi,Chủ trì\n'));
  await page.getByLabel('Tệp chương trình').setInputFiles(csv('ct.csv', 'Loại,Tên\nChi bộ,Chi bộ 1\n'));
  await page.getByText('Chương trình: đang có 0, sẽ là 1').waitFor();
  await button(page, 'Đưa vào bản chuẩn bị').click();
  await submit(page);
  await page.locator('.slip').getByText('Thứ Hai, 11/12/2023').first().waitFor();
  const { sessions } = await told(
    house.address,
    adminToken,
    '{ sessions(first: 1) { edges { node { heldOn } } } }',
  );
  expect(sessions.edges[0].node.heldOn).toBe('2023-12-11');
  await button(page, 'Xong, rời trang này').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Rời trang' }).click();
  await page.getByText('Đảng bộ xã Thử · Thứ Hai, 11/12/2023').waitFor();
  await button(page, 'Chuyển sang tiếng Anh: English').click();
  await page.getByText('Đảng bộ xã Thử · Monday, 11/12/2023').waitFor();
  expect(troubles).toEqual([]);
});
