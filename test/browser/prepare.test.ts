import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import writeExcel from 'write-excel-file/node';
import { told } from '../support/client.ts';
import { adminToken, openTestHouse, type TestHouse } from '../support/house.ts';
import { convene, preparation, prepareForTest, settleAll, signIn } from '../support/session.ts';
import { expectAccessible, type Guest, openBrowser, openSignedIn, shoot, withPictures } from './guests.ts';
import { button, codesOn, csv, fillBasics, submit } from './preparing.ts';
import { sharedHouse } from './shared-house.ts';
import { cutTexts } from './texts.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
const theHouse = sharedHouse();

interface Desk extends Guest {
  readonly house: TestHouse;
}

async function openDesk(opened?: TestHouse): Promise<Desk> {
  const house = opened ?? (await theHouse());
  return { ...(await openDeskOf(house)), house };
}

async function openDeskOf({ address }: TestHouse): Promise<Guest> {
  const guest = await openSignedIn(browser, { address, path: '/chair', token: adminToken });
  await guest.page.getByRole('heading', { level: 1, name: 'Các buổi họp' }).waitFor();
  return guest;
}

const seatField = (page: Page, label: string, row: number) =>
  page.getByLabel(`${label}, dòng ${row}`, { exact: true });

async function leaveSlips(page: Page): Promise<void> {
  await button(page, 'Xong, rời trang này').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Rời trang' }).click();
}

const seatsCsv = csv(
  'ghe.csv',
  '\ufeffHọ và tên;Chức vụ;Vai trò;Biểu quyết\r\nĐào Văn Phi;Bí thư;Chủ trì;có\r\nVõ Thanh Điền;Phó Bí thư;Thư ký;có\r\nLê Cường;;Khách mời;không\r\n',
);
const agendaCsv = csv(
  'chuong-trinh.csv',
  'Loại;Tên;Người trình bày;Ghế;tổng số chỉ tiêu\r\nChi bộ;Chi bộ 1;Võ Thanh Điền;;10\r\nĐảng viên;Đào Văn Phi;;Đào Văn Phi;\r\n',
);

/** Looks at a state: with axe, in both themes and narrow; and with pictures of it. */
async function look(page: Page, state: string): Promise<void> {
  await expectAccessible(page, `prepare, ${state}`);
  await shoot(page, `prepare-${state}`);
  if (!withPictures) return;
  await page.emulateMedia({ colorScheme: 'dark' });
  await shoot(page, `prepare-${state}-dark`);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 360, height: 740 });
  await shoot(page, `prepare-${state}-360`);
  await page.setViewportSize({ width: 1280, height: 800 });
}

test('prepares a session by form alone, shows its codes once, and prints them', async () => {
  const own = await openTestHouse();
  onTestFinished(() => own.stop());
  const { page, troubles, house } = await openDesk(own);
  await page.getByText('Chưa có buổi họp nào.').waitFor();
  await look(page, 'empty');
  await button(page, 'Chuẩn bị buổi họp mới').click();
  await fillBasics(page);
  expect(await page.getByLabel('Quy định áp dụng').inputValue()).toBe('vn-124-2023');
  await seatField(page, 'Họ và tên', 1).fill('Đào Văn Phi');
  await seatField(page, 'Chức vụ', 1).fill('Ủy viên Ban Chấp hành, '.repeat(8).slice(0, 200));
  for (let row = 2; row <= 9; row += 1) {
    await button(page, 'Thêm ghế').click();
    await seatField(page, 'Họ và tên', row).fill(row === 2 ? 'Võ Thanh Điền' : `Ủy viên ${row}`);
  }
  await seatField(page, 'Vai trò', 9).selectOption('GUEST');
  await button(page, 'Đưa lên: Võ Thanh Điền').click();
  expect(await seatField(page, 'Họ và tên', 1).inputValue()).toBe('Võ Thanh Điền');
  await button(page, 'Thêm nội dung').click();
  await page.getByLabel('Tên', { exact: true }).fill('Chi bộ 1');
  await page.getByLabel('Người trình bày').selectOption({ label: 'Võ Thanh Điền' });
  await page.getByText('Dữ kiện để xếp loại', { exact: true }).click();
  await page.getByLabel('Tổng số chỉ tiêu', { exact: true }).fill('12');
  await page.getByText('Thiết lập biểu quyết và tỷ lệ').click();
  await page.getByLabel('Tỷ lệ dự họp tối thiểu').fill('nhiều');
  await button(page, 'Chuẩn bị và lấy mã').click();
  await page.getByRole('button', { name: 'Tỷ lệ dự họp tối thiểu' }).waitFor();
  await expectAt(page, 'settings.quorum');
  await page.getByLabel('Tỷ lệ dự họp tối thiểu').fill('');
  await page.getByLabel('Tỷ lệ dự họp tối thiểu').fill('3/4');
  await page.getByRole('heading', { level: 2, name: 'Nhóm cùng xét' }).click();
  await page.getByLabel('Chi bộ: Tổng số').fill('11');
  await look(page, 'form');
  await button(page, 'Thêm 8 người biểu quyết chưa có trong chương trình').click();
  await button(page, 'Chuẩn bị và lấy mã').click();
  await shoot(page, 'prepare-ask');
  await expectAccessible(page, 'prepare, asking');
  await page.getByRole('dialog').getByRole('button', { name: 'Thôi' }).click();
  await submit(page);
  const codes = await codesOn(page);
  // In the secretary's order, until somebody wants the alphabet's.
  expect(Object.keys(codes)).toEqual([
    'Võ Thanh Điền',
    'Đào Văn Phi',
    'Ủy viên 3',
    'Ủy viên 4',
    'Ủy viên 5',
    'Ủy viên 6',
    'Ủy viên 7',
    'Ủy viên 8',
    'Ủy viên 9',
    'Màn hình phòng họp',
  ]);
  await page.getByText('Đại biểu · ghế số 3').waitFor();
  await page.getByLabel('Thứ tự').selectOption('Theo tên A–Z');
  expect(Object.keys(await codesOn(page)).slice(-3)).toEqual([
    'Võ Thanh Điền',
    'Đào Văn Phi',
    'Màn hình phòng họp',
  ]);
  await page.getByLabel('Thứ tự').selectOption('Theo danh sách');
  expect(await page.locator('.slip-qr path').first().getAttribute('d')).toMatch(/^M4 4h7v1h-7z/);
  await signIn(house, codes['Đào Văn Phi']);
  await look(page, 'slips');
  await printed(page);
  const { sessions } = await told(
    house.address,
    adminToken,
    '{ sessions(first: 1) { edges { node { id } } } }',
  );
  const { session } = await told(
    house.address,
    adminToken,
    'query ($id: ID!) { session(id: $id) { settings { quorum { numerator denominator } } seats { role } reviews { subject { name } presenter { person { fullName } } } } }',
    { id: sessions.edges[0].node.id },
  );
  expect(session.settings.quorum).toEqual({ numerator: 3, denominator: 4 });
  expect(session.seats).toHaveLength(9);
  expect(session.reviews).toHaveLength(9);
  expect(session.reviews[0]).toMatchObject({
    subject: { name: 'Chi bộ 1' },
    presenter: { person: { fullName: 'Võ Thanh Điền' } },
  });
  expect(await stored(page)).not.toContain(codes['Đào Văn Phi']);
  await leaveSlips(page);
  await page.getByRole('heading', { level: 1, name: 'Hội nghị lần thứ 20' }).waitFor();
  await look(page, 'session');
  await button(page, 'Về danh sách').click();
  await page.getByRole('button', { name: 'Mở Hội nghị lần thứ 20' }).waitFor();
  await look(page, 'list');
  expect(troubles).toEqual([]);
});

/** Ten slips are two sheets of A4, and nothing else is printed. */
async function printed(page: Page): Promise<void> {
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 794, height: 1123 });
  await shoot(page, 'prepare-slips-print');
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
  expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(2);
  expect(await page.getByRole('button').count()).toBe(0);
  expect(await cutTexts(page)).toEqual([]);
  await page.emulateMedia({ media: 'screen' });
  await page.setViewportSize({ width: 1280, height: 800 });
}

function stored(page: Page): Promise<string> {
  return page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
}

test('imports CSV and XLSX whole or not at all', async () => {
  const { page, troubles } = await openDesk();
  await button(page, 'Chuẩn bị buổi họp mới').click();
  await fillBasics(page);
  await seatField(page, 'Họ và tên', 1).fill('Đang có');
  const wrong = csv('ghe.csv', 'Họ và tên,Vai trò,Màu\nĐào Văn Phi,Vua,\n,Chủ trì,\n');
  // What reads files is loaded with the first file: the server may be away just then.
  await page.route('**/assets/table-import-*', (route) => route.abort());
  await page.getByLabel('Tệp ghế').setInputFiles(wrong);
  await page.getByText('Chưa tải được phần đọc tệp từ máy chủ.').waitFor();
  await page.unroute('**/assets/table-import-*');
  await Promise.all([page.waitForEvent('load'), button(page, 'Thử lại').click()]);
  await page.getByLabel('Tệp ghế').setInputFiles(wrong);
  await page.getByText('3 lỗi. Chưa nhập gì').waitFor();
  await page.getByText('Ghế, dòng 1, cột C, “Màu”: không có cột nào tên như vậy').waitFor();
  await page.getByText('Ghế, dòng 2, cột B, “Vai trò”: “Vua” không đúng; dùng một trong: Chủ trì').waitFor();
  await page.getByText('Ghế, dòng 3, cột A, “Họ và tên”: không được để trống').waitFor();
  expect(await button(page, 'Đưa vào bản chuẩn bị').count()).toBe(0);
  expect(await seatField(page, 'Họ và tên', 1).inputValue()).toBe('Đang có');
  await page.getByLabel('Tệp ghế').scrollIntoViewIfNeeded();
  await look(page, 'import-errors');
  await page.getByLabel('Tệp ghế').setInputFiles(latin1);
  await page.getByText('a.csv: Tệp không ở dạng UTF-8').waitFor();
  await page.getByLabel('Tệp ghế').setInputFiles({ ...latin1, buffer: Buffer.alloc(2 * 1024 * 1024 + 1) });
  await page.getByText('a.csv: Tệp lớn quá 2 MB.').waitFor();
  await page.getByLabel('Tệp ghế').setInputFiles({ ...latin1, name: 'a.xlsx' });
  await page.getByText('a.xlsx: Không đọc được tệp này như tệp XLSX.').waitFor();
  await page.getByLabel('Tệp ghế').setInputFiles(seatsCsv);
  await page.getByLabel('Tệp chương trình').setInputFiles(agendaCsv);
  await page.getByText('Ghế: đang có 1, sẽ là 3').waitFor();
  await page.getByText('Chương trình: đang có 0, sẽ là 2').waitFor();
  await look(page, 'import-ready');
  await button(page, 'Đưa vào bản chuẩn bị').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Đưa vào bản chuẩn bị' }).click();
  await page.getByText('Đã đưa vào bản chuẩn bị.').first().waitFor();
  expect(await seatField(page, 'Họ và tên', 2).inputValue()).toBe('Võ Thanh Điền');
  expect(await seatField(page, 'Vai trò', 3).inputValue()).toBe('GUEST');
  await page.getByLabel('Tệp ghế').setInputFiles({
    name: 'hai-trang.xlsx',
    mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    buffer: await book(),
  });
  await page.getByText('Ghế: đang có 3, sẽ là 4').waitFor();
  await page.getByText('Ghế giữ nguyên vì trùng họ tên: 1').waitFor();
  await page.getByText('Chương trình: đang có 2, sẽ là 3').waitFor();
  await button(page, 'Đưa vào bản chuẩn bị').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Đưa vào bản chuẩn bị' }).click();
  await submit(page);
  expect(Object.keys(await codesOn(page))).toEqual([
    'Đào Văn Phi',
    'Trần Thị Bình',
    'Hoàng Văn Dũng',
    'Ngô Thị Hà',
    'Màn hình phòng họp',
  ]);
  expect(troubles).toEqual([]);
});

const latin1 = {
  name: 'a.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from('Họ và tên\nÐào Vãn Phi\n', 'latin1'),
};

function book(): Promise<Buffer> {
  const cells = (rows: readonly (readonly (string | number | boolean | null)[])[]) =>
    rows.map((row) => row.map((value) => (value === null ? null : { value })));
  const sheets = [
    {
      sheet: 'Ghế',
      data: cells([
        ['Họ và tên', 'Vai trò', 'Biểu quyết'],
        ['Đào Văn Phi', 'Chủ trì', true],
        ['Trần Thị Bình', null, 1],
        ['Hoàng Văn Dũng', 'Kiểm phiếu', 'có'],
        ['Ngô Thị Hà', 'Khách mời', false],
      ]),
    },
    {
      sheet: 'Chương trình',
      data: cells([
        ['Loại', 'Tên', 'tổng số chỉ tiêu', 'điểm', 'Đứng đầu', 'Ghế'],
        ['Chi bộ', 'Chi bộ 1', 10, null, null, null],
        ['Chi bộ', 'Chi bộ 2', 8, 89.5, null, null],
        ['Cán bộ lãnh đạo, quản lý', 'Đào Văn Phi', null, null, 'Chi bộ 1, Chi bộ 2', 'Đào Văn Phi'],
      ]),
    },
  ];
  return writeExcel(sheets as never).toBuffer();
}

test('keeps the draft over a reload, shows a refusal at its row, and forgets when told to', async () => {
  const { page, troubles } = await openDesk();
  await button(page, 'Chuẩn bị buổi họp mới').click();
  await fillBasics(page);
  await seatField(page, 'Họ và tên', 1).fill('Đào Văn Phi');
  await button(page, 'Thêm ghế').click();
  await button(page, 'Thêm nội dung').click();
  await page.getByLabel('Tên', { exact: true }).fill('Chi bộ 1');
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Chuẩn bị buổi họp' }).waitFor();
  expect(await page.getByLabel('Tổ chức họp').inputValue()).toBe('Đảng bộ xã Thử');
  expect(await seatField(page, 'Họ và tên', 1).inputValue()).toBe('Đào Văn Phi');
  await page.getByText('Dữ kiện để xếp loại', { exact: true }).waitFor({ state: 'detached' });
  await button(page, 'Thêm nội dung').click();
  await page.getByLabel('Tên', { exact: true }).fill(' Chi bộ  1');
  await button(page, 'Chuẩn bị và lấy mã').click();
  await page.getByRole('button', { name: 'Nội dung 2, Tên' }).waitFor();
  await expectAt(page, 'agenda.1.name');
  await page.getByText('Trùng với nội dung số 1').first().waitFor();
  expect(await page.getByRole('dialog').count()).toBe(0);
  await look(page, 'same-subject');
  await page.getByLabel('Tên', { exact: true }).fill('Chi bộ 2');
  await page.locator('[data-path="agenda.1.name"] .field-error').waitFor({ state: 'detached' });
  await button(page, 'Bỏ: Chi bộ 2').click();
  await page.getByText('Chi bộ 1').first().click();
  await page.getByText('Dữ kiện để xếp loại', { exact: true }).click();
  await page.getByLabel('Tổng số chỉ tiêu', { exact: true }).fill('5');
  await page.getByLabel('Số chỉ tiêu đạt', { exact: true }).fill('6');
  await submit(page);
  await page.getByText('Chưa gửi được.').waitFor();
  await expectAt(page, 'seats.1.fullName');
  await expectAt(page, 'agenda.0.facts.targetsMet');
  await page.getByRole('button', { name: 'Ghế 2, Họ và tên' }).click();
  expect(await seatField(page, 'Họ và tên', 2).evaluate((field) => field === document.activeElement)).toBe(
    true,
  );
  await look(page, 'refused');
  await seatField(page, 'Họ và tên', 2).fill('Võ Thanh Điền');
  await page.locator('[data-path="seats.1.fullName"] .field-error').waitFor({ state: 'detached' });
  await button(page, 'Bỏ bản nháp').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Bỏ bản nháp' }).click();
  await button(page, 'Chuẩn bị buổi họp mới').waitFor();
  expect(await stored(page)).not.toContain('Võ Thanh Điền');
  expect(troubles).toEqual([]);
});

async function expectAt(page: Page, path: string): Promise<void> {
  expect(await page.locator(`[data-path="${path}"] .field-error`).innerText()).not.toBe('');
}

test('revises: codes of seats that stay still work, those that go end, new ones are shown', async () => {
  const { page, troubles, house } = await openDesk();
  await button(page, 'Chuẩn bị buổi họp mới').click();
  await fillBasics(page);
  await page.getByLabel('Tệp ghế').setInputFiles(seatsCsv);
  await page.getByLabel('Tệp chương trình').setInputFiles(agendaCsv);
  await page.getByText('Chương trình: đang có 0, sẽ là 2').waitFor();
  await button(page, 'Đưa vào bản chuẩn bị').click();
  await submit(page);
  const codes = await codesOn(page);
  await leaveSlips(page);
  await button(page, 'Sửa bản chuẩn bị').click();
  await seatField(page, 'Chức vụ', 1).fill('Bí thư Đảng ủy');
  await button(page, 'Bỏ: Võ Thanh Điền').click();
  await button(page, 'Thêm ghế').click();
  await seatField(page, 'Họ và tên', 3).fill('Người Mới');
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Sửa buổi họp' }).waitFor();
  await look(page, 'revise');
  await submit(page, 'Gửi bản sửa');
  const added = await codesOn(page);
  expect(Object.keys(added)).toEqual(['Người Mới']);
  await leaveSlips(page);
  await page.getByText('Đã sửa xong.').waitFor();
  await signIn(house, codes['Đào Văn Phi']);
  await signIn(house, added['Người Mới']);
  await expect(signIn(house, codes['Võ Thanh Điền'])).rejects.toThrow();
  await button(page, 'Cấp mã mới: Đào Văn Phi').click();
  await shoot(page, 'prepare-new-code');
  await expectAccessible(page, 'prepare, new code');
  await page.getByRole('dialog').getByRole('button', { name: 'Cấp mã mới' }).click();
  const issued = await codesOn(page);
  expect(Object.keys(issued)).toEqual(['Đào Văn Phi']);
  await expect(signIn(house, codes['Đào Văn Phi'])).rejects.toThrow();
  await signIn(house, issued['Đào Văn Phi']);
  await leaveSlips(page);
  await button(page, 'Cấp mã mới cho màn hình').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cấp mã mới' }).click();
  const screens = await codesOn(page);
  await signIn(house, screens['Màn hình phòng họp']);
  await expect(signIn(house, codes['Màn hình phòng họp'])).rejects.toThrow();
  expect(troubles).toEqual([]);
});

test('[R9] names that are alike are told with the slips, on the session’s page and before convening, and refuse nothing', async () => {
  const { page, troubles, house } = await openDesk();
  const long = 'Công Tằng Tôn Nữ Thị Ngọc Trâm Anh Thư Phương Thảo Nguyên Hạnh Dung';
  const position = 'Ủy viên Ban Thường vụ Đảng ủy, Chủ tịch Ủy ban Mặt trận Tổ quốc Việt Nam xã';
  const seats = [
    'Họ và tên;Chức vụ;Vai trò',
    `${long};${position};Chủ trì`,
    `${long.toUpperCase()};Trưởng ấp 3;Thư ký`,
    'Nguyễn Văn \u0410n;Đảng ủy viên;Đại biểu',
    'Nguyễn Văn An;;Đại biểu',
  ];
  const agenda = ['Loại;Tên', 'Chi bộ;Chi bộ ấp 1', 'Chi bộ;Chi bộ ấp l', 'Chi bộ;Chi bộ ấp 2'];
  await button(page, 'Chuẩn bị buổi họp mới').click();
  await fillBasics(page);
  await page.getByLabel('Tệp ghế').setInputFiles(csv('ghe.csv', seats.join('\r\n')));
  await page.getByLabel('Tệp chương trình').setInputFiles(csv('chuong-trinh.csv', agenda.join('\r\n')));
  await page.getByText('Chương trình: đang có 0, sẽ là 3').waitFor();
  await button(page, 'Đưa vào bản chuẩn bị').click();
  await submit(page);
  const { [long]: code } = await codesOn(page);
  const alike = page.locator('.notice', { hasText: 'Tên giống nhau hoặc nhìn giống nhau: 3 nhóm' });
  const who = [
    `ghế số 1: ${long} – ${position}`,
    `ghế số 2: ${long.toUpperCase()} – Trưởng ấp 3`,
    'ghế số 3: Nguyễn Văn \u0410n – Đảng ủy viên',
    'ghế số 4: Nguyễn Văn An',
    'nội dung số 1: Chi bộ ấp 1',
    'nội dung số 2: Chi bộ ấp l',
  ];
  expect(await alike.getByRole('listitem').allInnerTexts()).toEqual(who);
  await alike.getByText('“\u0410” (U+0410) nhìn như “A”').waitFor();
  await look(page, 'alike-slips');
  await leaveSlips(page);
  await page.getByRole('heading', { level: 1, name: 'Hội nghị lần thứ 20' }).waitFor();
  expect(await alike.getByRole('listitem').allInnerTexts()).toEqual(who);
  await look(page, 'alike-session');
  const token = await signIn(house, code);
  const chair = await openSignedIn(browser, { address: house.address, path: '/chair', token });
  const told = chair.page.locator('.notice', { hasText: 'Tên giống nhau hoặc nhìn giống nhau: 3 nhóm' });
  await told.waitFor();
  expect(await told.getByRole('listitem').allInnerTexts()).toEqual(who);
  await look(chair.page, 'alike-chair');
  await chair.page.setViewportSize({ width: 1920, height: 1080 });
  await shoot(chair.page, 'prepare-alike-chair-1920');
  expect([...troubles, ...chair.troubles]).toEqual([]);
});

test('shows sessions that were prepared elsewhere, in English too, and leads to the history of those that are over', async () => {
  const house = await theHouse();
  const meeting = await convene(house, preparation({ voters: 3, members: 1 }, { title: 'Hội nghị đã xong' }));
  await settleAll(house, meeting, ['GOOD', 'GOOD']);
  await prepareForTest(house, preparation({ voters: 3 }, { title: 'Hội nghị sắp tới' }));
  const { page, troubles } = await openDeskOf(house);
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('button', { name: 'Open Hội nghị sắp tới' }).click();
  await page.getByText('is not on this device').waitFor();
  await button(page, 'Back to the list').click();
  await page.getByRole('button', { name: 'Open Hội nghị đã xong' }).click();
  const link = page.getByRole('link', { name: 'See the results in History' });
  await link.waitFor();
  expect(await link.getAttribute('href')).toBe('/history');
  expect(await page.getByRole('button', { name: /New code/ }).count()).toBe(0);
  expect(troubles).toEqual([]);
});
