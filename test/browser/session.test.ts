import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type Child, start } from '../main/child.ts';
import { adminToken, temporaryFolder } from '../support/house.ts';
import { freePort } from '../support/port.ts';
import { expectAccessible, type Guest, openBrowser, openGuest, roomName, shoot } from './guests.ts';
import { importAndPrepare } from './preparing.ts';
import { countsSeen, watchCounts } from './watchful.ts';

// A whole session in a real browser, over plain http under a name of the room's network: prepared by import, conducted, voted in,
// with the server killed in the middle of it.

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const seats = [
  'Họ và tên,Chức vụ,Vai trò',
  'Nguyễn Văn An,Bí thư,Chủ trì',
  'Trần Thị Bình,Phó Bí thư,Đại biểu',
  'Lê Văn Cường,Ủy viên,Đại biểu',
  'Phạm Thị Dung,Ủy viên,Đại biểu',
].join('\r\n');
const agenda = [
  'Loại,Tên,Chức vụ,Ghế',
  'Đảng viên,Trần Thị Bình,Phó Bí thư,Trần Thị Bình',
  ...[1, 2, 3, 4, 5, 6].map((number) => `Chi bộ,Chi bộ ${number},,`),
].join('\r\n');

interface Room {
  readonly address: string;
  restart(): Promise<void>;
  enter(size?: object): Promise<Guest>;
}

async function openRoom(): Promise<Room> {
  const folder = temporaryFolder();
  const port = await freePort();
  const env = {
    PORT: String(port),
    ADMIN_TOKEN: adminToken,
    DATABASE_URL: `sqlite:${folder.path}/room.sqlite`,
    FRAME_INTERVAL_MS: '50',
  };
  let server: Child = await start(folder.path, env);
  const contexts: Guest['context'][] = [];
  onTestFinished(async () => {
    await Promise.all(contexts.map((context) => context.close()));
    server.kill('SIGTERM');
    await server.ended;
    folder.remove();
  });
  return {
    address: `http://${roomName}:${port}`,
    async restart() {
      server.kill('SIGKILL');
      await server.ended;
      server = await start(folder.path, env);
    },
    async enter(size = {}) {
      const guest = await openGuest(browser, size);
      contexts.push(guest.context);
      return guest;
    },
  };
}

async function confirmed(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  for (const tick of await dialog.getByRole('checkbox').all()) await tick.check();
  await dialog.getByRole('button', { name, exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
}

async function castNow(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Xem lại và bỏ phiếu' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Bỏ phiếu', exact: true }).click();
}

const receipt = (page: Page) => page.getByRole('status').getByText('Phiếu của bạn đã được ghi.');
const stale = (page: Page) => page.getByText(/Mất kết nối: nội dung đang hiện/);

test('a whole session: prepared by import, held in five browsers through a crash, found in history', async () => {
  const room = await openRoom();
  const admin = await room.enter();
  const codes = await importAndPrepare(admin.page, room.address, { seats, agenda });
  const screen = await room.enter({ width: 1920, height: 1080 });
  await watchCounts(screen.page);
  const chair = await room.enter({ width: 1440, height: 900 });
  const binh = await room.enter();
  const cuong = await room.enter({ width: 360, height: 740 });
  const dung = await room.enter();
  const everybody = [admin, screen, chair, binh, cuong, dung];

  await screen.page.goto(`${room.address}/screen#code=${codes['Màn hình phòng họp']}`);
  await chair.page.goto(`${room.address}/#code=${codes['Nguyễn Văn An']}`);
  await binh.page.goto(`${room.address}/#code=${codes['Trần Thị Bình']}`);
  await dung.page.goto(`${room.address}/#code=${codes['Phạm Thị Dung']}`);
  await cuong.page.goto(room.address);
  await cuong.page
    .getByLabel('Mã truy cập', { exact: true })
    .fill((codes['Lê Văn Cường'] ?? '').toLowerCase());
  await cuong.page.getByRole('button', { name: 'Vào hội nghị' }).click();
  for (const { page } of [binh, cuong, dung]) {
    await page.waitForURL('**/ballot');
    await page.getByRole('button', { name: 'Tôi có mặt' }).click();
    await page.getByRole('button', { name: 'Tôi có mặt' }).waitFor({ state: 'detached' });
  }
  await chair.page.getByLabel('Hiện diện của Nguyễn Văn An').selectOption('PRESENT');
  await screen.page.getByText('Có mặt 4/4').waitFor();
  await confirmed(chair.page, 'Khai mạc');

  // The review of Bình: report, comment, response.
  await chair.page.getByRole('button', { name: /Trần Thị Bình/ }).click();
  await chair.page.getByRole('button', { name: 'Mở kiểm điểm' }).click();
  await screen.page.getByRole('heading', { name: 'Trần Thị Bình' }).waitFor();
  await binh.page.getByRole('button', { name: 'Trình bày bản kiểm điểm' }).click();
  await binh.page.getByLabel('Ưu điểm, kết quả').fill('Hoàn thành công tác phát triển đảng viên.');
  await binh.page.getByLabel('Hạn chế, khuyết điểm').fill('Chưa sâu sát một số chi bộ.');
  await binh.page.getByRole('button', { name: 'Thêm chỉ tiêu' }).click();
  await binh.page.getByLabel('Chỉ tiêu 1').fill('Kết nạp đảng viên mới');
  await binh.page.getByLabel('Kế hoạch').fill('7');
  await binh.page.getByLabel('Thực hiện').fill('7');
  await expectAccessible(binh.page, 'ballot, presenting a report');
  await binh.page.getByRole('button', { name: 'Trình bày bản kiểm điểm' }).click();
  await screen.page.getByText('7/7 đạt').waitFor();
  await dung.page.getByLabel('Góp ý của bạn').fill('Đề nghị đi cơ sở nhiều hơn.');
  await dung.page.getByRole('button', { name: 'Gửi góp ý' }).click();
  await screen.page.getByText('Đề nghị đi cơ sở nhiều hơn.').waitFor();
  await binh.page.getByLabel('Ý kiến của bạn').selectOption('ACCEPT');
  await binh.page.getByLabel('Nội dung trả lời').fill('Tôi xin tiếp thu.');
  await binh.page.getByRole('button', { name: 'Gửi trả lời' }).click();
  await screen.page.getByText('Tôi xin tiếp thu.').waitFor();
  await shoot(screen.page, 'session-screen-review');
  await expectAccessible(screen.page, 'screen, comments and responses');

  // One subject, secret; Bình is recused.
  await confirmed(chair.page, 'Mở lượt bỏ phiếu');
  await binh.page.getByText('Lượt này chỉ về chính bạn nên bạn không có phiếu.').waitFor();
  for (const { page } of [cuong, dung]) {
    await page.getByRole('radio', { name: 'Hoàn thành xuất sắc nhiệm vụ' }).check();
    await castNow(page);
    await receipt(page).waitFor();
  }
  await screen.page.getByText('2/3').waitFor();
  await shoot(screen.page, 'session-screen-round');
  await chair.page.getByRole('link', { name: 'Bỏ phiếu' }).click();
  await chair.page.getByRole('radio', { name: 'Hoàn thành tốt nhiệm vụ' }).check();
  await castNow(chair.page);
  await receipt(chair.page).waitFor();
  await chair.page.getByRole('link', { name: 'Bàn chủ trì' }).click();
  await confirmed(chair.page, 'Kết thúc và kiểm phiếu');
  await screen.page.getByRole('heading', { name: 'Kết quả' }).waitFor();
  await screen.page.locator('.screen-level').getByText('Hoàn thành xuất sắc nhiệm vụ').waitFor();
  await screen.page
    .locator('.screen-why')
    .getByText(/2 trên 3/)
    .waitFor();
  await shoot(screen.page, 'session-screen-outcome');
  await expectAccessible(screen.page, 'screen, one outcome');

  // A sheet in an open vote, so that the tally grows with each ballot; half-filled ballots live through everything.
  await chair.page.getByRole('button', { name: 'Tất cả: Chi bộ' }).click();
  await chair.page.getByLabel('Cách bỏ phiếu').selectOption('OPEN_VOTE');
  await confirmed(chair.page, 'Mở lượt bỏ phiếu');
  await cuong.page.getByText('Còn 6 nội dung chưa đánh dấu.').waitFor();
  await cuong.page.getByRole('radio').first().focus();
  for (const key of ['2', '1', '2']) await cuong.page.keyboard.press(key);
  const second = await dung.context.newPage();
  await second.goto(`${room.address}/#code=${codes['Phạm Thị Dung']}`);
  await second.getByText('Còn 6 nội dung chưa đánh dấu.').waitFor();
  await second.getByRole('radio').first().focus();
  await second.keyboard.press('4');
  await cuong.page.reload();
  await cuong.page.getByText('Còn 3 nội dung chưa đánh dấu.').waitFor();
  await cuong.context.setOffline(true);
  await stale(cuong.page).waitFor();
  await cuong.page.keyboard.press('Tab');
  await cuong.page.locator('fieldset:not(.marked)').first().getByRole('radio').first().focus();
  await cuong.page.keyboard.press('3');
  await cuong.page.getByText('Còn 2 nội dung chưa đánh dấu.').waitFor();
  await binh.page.getByRole('radio').first().focus();
  for (const key of ['1', '2', '2', '2', '2', '2']) await binh.page.keyboard.press(key);
  await castNow(binh.page);
  await receipt(binh.page).waitFor();
  await screen.page.getByText('1/4').waitFor();
  await cuong.context.setOffline(false);
  await stale(cuong.page).waitFor({ state: 'detached' });
  await room.restart();
  await cuong.page.getByText('Còn 2 nội dung chưa đánh dấu.').waitFor();
  await cuong.page.getByLabel('Đánh dấu phần còn lại').selectOption('GOOD');
  await cuong.page.getByRole('button', { name: 'Áp dụng cho phần còn lại' }).click();
  await castNow(cuong.page);
  await receipt(cuong.page).waitFor();
  await dung.page.getByLabel('Đánh dấu phần còn lại').selectOption('GOOD');
  await dung.page.getByRole('button', { name: 'Áp dụng cho phần còn lại' }).click();
  await castNow(dung.page);
  await receipt(dung.page).waitFor();
  await second.getByText('Ghế này đã bỏ phiếu trong lượt này').first().waitFor();
  await screen.page.getByText('3/4').waitFor();
  await shoot(screen.page, 'session-screen-sheet');
  await expectAccessible(screen.page, 'screen, a sheet while it is voted on');
  await chair.page.locator('.round-awaiting').getByText('Nguyễn Văn An').waitFor();
  await confirmed(chair.page, 'Kết thúc và kiểm phiếu');
  await screen.page.getByRole('heading', { name: 'Kết quả' }).waitFor();

  await confirmed(chair.page, 'Bế mạc');
  await screen.page.getByText('Hội nghị đã bế mạc.').waitFor();
  await shoot(screen.page, 'session-screen-adjourned');
  await expectAccessible(screen.page, 'screen, adjourned');
  await chair.page.getByRole('link', { name: 'Lịch sử' }).click();
  await chair.page.getByText('Trần Thị Bình').first().waitFor();

  const { seen, falls, steps } = await countsSeen(screen.page);
  expect(falls).toEqual([]);
  // Two rounds' turnouts and the open vote's marks: 3 ballots on 6 subjects, one step or more each.
  expect(Object.keys(seen).filter((key) => key.endsWith('turnout'))).toHaveLength(2);
  expect(steps).toBeGreaterThan(12);
  for (const { troubles } of everybody) expect(troubles).toEqual([]);
});

test('a count that falls would be seen', async () => {
  const { page, context } = await openGuest(browser);
  await watchCounts(page);
  await page.goto('about:blank');
  for (const count of [2, 3, 1]) {
    await page.evaluate((shown) => {
      document.body.innerHTML = `<div data-round="r"><ul data-review="v"><li data-level="GOOD" data-count="${shown}"></li></ul></div>`;
    }, count);
  }
  expect(await countsSeen(page)).toMatchObject({ falls: ['r v GOOD: 3 → 1'], steps: 3 });
  await context.close();
});
