import type { Page } from 'playwright-core';
import { adminToken } from '../support/house.ts';

// What an administrator does at the desk, with the mouse and the keyboard.

export const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

export async function signInAsAdministrator(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.getByText('Quản trị viên hoặc chương trình khác').click();
  await page.getByLabel('Mã quản trị hoặc khóa API').fill(adminToken);
  await button(page, 'Vào bằng mã này').click();
  await page.getByRole('heading', { level: 1, name: 'Các buổi họp' }).waitFor();
}

export async function fillBasics(page: Page): Promise<void> {
  await page.getByLabel('Tổ chức họp').fill('Đảng bộ xã Thử');
  await page.getByLabel('Cấp trên trực tiếp').fill('Đảng bộ huyện Thử');
  await page.getByLabel('Tên buổi họp').fill('Hội nghị lần thứ 20 kiểm điểm năm 2023');
  await page.getByLabel('Ngày họp').fill('11/12/2023');
  await page.getByLabel('Năm', { exact: true }).fill('2023');
}

/** Leads from the form to the slips. */
export async function submit(page: Page, label = 'Chuẩn bị và lấy mã'): Promise<void> {
  await button(page, label).click();
  await page.getByRole('dialog').getByRole('button', { name: label }).click();
}

/** The codes on the slips, by the name above them. */
export async function codesOn(page: Page): Promise<Record<string, string>> {
  await page.getByRole('heading', { level: 1, name: 'Phiếu mã truy cập' }).waitFor();
  const slips = await page.locator('.slip').all();
  const entries = slips.map(async (slip) => [
    await slip.locator('.slip-name').innerText(),
    (await slip.locator('.slip-code').innerText()).replace(/^.*: ?/, '').trim(),
  ]);
  return Object.fromEntries(await Promise.all(entries));
}

export const csv = (name: string, text: string) => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from(text),
});

interface Tables {
  readonly seats: string;
  readonly agenda: string;
}

/** Signs in, imports both tables, prepares, and reads the codes off the slips; the screens' is named after them. */
export async function importAndPrepare(
  page: Page,
  address: string,
  { seats, agenda }: Tables,
): Promise<Record<string, string>> {
  await signInAsAdministrator(page, address);
  await button(page, 'Chuẩn bị buổi họp mới').click();
  await fillBasics(page);
  await page.getByLabel('Tệp ghế').setInputFiles(csv('ghe.csv', seats));
  await page.getByLabel('Tệp chương trình').setInputFiles(csv('chuong-trinh.csv', agenda));
  await button(page, 'Đưa vào bản chuẩn bị').click();
  await submit(page);
  return codesOn(page);
}
