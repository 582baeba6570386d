import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cast, marks, order, preparation, prepareForTest, signIn } from '../support/session.ts';
import { expectAccessible, openBrowser, openGuest, shoot } from './guests.ts';
import { sharedHouse } from './shared-house.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
const theHouse = sharedHouse();

async function open(size: Parameters<typeof preparation>[0]) {
  const house = await theHouse();
  const prepared = await prepareForTest(house, preparation(size));
  const guest = await openGuest(browser, { width: 1440, height: 900 });
  await guest.page.goto(`${house.address}/chair#code=${prepared.codes.chair}`);
  await guest.page.waitForURL('**/chair');
  await guest.page.getByRole('heading', { name: 'Điểm danh' }).waitFor();
  return { house, prepared, ...guest };
}

async function openRoundsOf({
  house,
  prepared,
}: Pick<Awaited<ReturnType<typeof open>>, 'house' | 'prepared'>) {
  const rounds = await house.store.journal.openRounds();
  return rounds.filter(({ sessionId }) => sessionId === prepared.sessionId);
}

/** A button whose question is answered with yes. */
async function confirmed(page: Page, name: string, fill: () => Promise<void> = async () => {}) {
  await page.getByRole('button', { name, exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await fill();
  await dialog.getByRole('button', { name, exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
}

test('the chair conducts a session from the roll to adjournment, and is asked once before what cannot be undone', async () => {
  const { house, prepared, page, troubles } = await open({ voters: 5, members: 1, cells: 2 });
  const { sessionId, codes } = prepared;
  await expectAccessible(page, 'chair, prepared');
  await page.getByText('Chưa đủ số người dự họp: có mặt 0, cần 4 người có quyền biểu quyết.').waitFor();
  expect(await page.getByRole('button', { name: 'Khai mạc', exact: true }).isDisabled()).toBe(true);
  await confirmed(page, 'Ghi có mặt cho tất cả người chưa báo');
  await page.getByText('Có mặt 5/5').waitFor();
  await page.getByLabel('Hiện diện của Ủy viên v4').selectOption('EXCUSED');
  await page.getByText('Có mặt 4/5').waitFor();
  await confirmed(page, 'Khai mạc');
  await page.getByRole('button', { name: 'Mở kiểm điểm' }).click();
  await page.getByRole('button', { name: 'Đóng kiểm điểm' }).waitFor();
  await shoot(page, 'chair-convened');
  await expectAccessible(page, 'chair, convened');
  // The chair's own review: the chair is recused.
  await page.getByText(/Chỉ có 3 người bỏ phiếu kín/).waitFor();
  await page.getByRole('button', { name: 'Tất cả: Chi bộ' }).click();
  await page.getByText(/Chỉ có 4 người bỏ phiếu kín/).waitFor();
  await confirmed(page, 'Mở lượt bỏ phiếu');
  await page.getByRole('heading', { name: 'Chưa bỏ phiếu' }).waitFor();
  await page.locator('.round-awaiting').getByText('Ủy viên v1').waitFor();
  await expectAccessible(page, 'chair, round open');
  await confirmed(page, 'Hủy lượt bỏ phiếu', async () => {
    await page.getByRole('dialog').getByLabel('Lý do').fill('Phát nhầm phiếu');
  });
  await page.getByText('Phát nhầm phiếu', { exact: true }).waitFor();
  await confirmed(page, 'Mở lượt bỏ phiếu');
  const roundId = (await openRoundsOf({ house, prepared }))[0]?.roundId ?? '';
  const cells = prepared.reviewIds.slice(1);
  for (const key of ['chair', 'v1', 'v2']) {
    const token = await signIn(house, codes[key]);
    const first = key === 'chair' ? 'EXCELLENT' : 'GOOD';
    const choices = [...marks(cells.slice(0, 1), first), ...marks(cells.slice(1), 'GOOD')];
    expect(await cast(house, token, { sessionId, roundId, choices })).toMatchObject({ roundId });
  }
  await page.locator('.round-awaiting').getByText('Ủy viên v2').waitFor({ state: 'detached' });
  await page.locator('.round-awaiting').getByText('Ủy viên v3').waitFor();
  await shoot(page, 'chair-round');
  await confirmed(page, 'Kết thúc và kiểm phiếu');
  await page.getByRole('button', { name: /Chi bộ 1/ }).click();
  await page.getByText('Vì sao có mức này').waitFor();
  await page.getByText(/Chỉ một phiếu kín khác 2 phiếu còn lại/).waitFor();
  await shoot(page, 'chair-outcome');
  await expectAccessible(page, 'chair, outcome');
  await page.getByText('Tập thể quyết định', { exact: true }).click();
  await page.getByLabel('Mức', { exact: true }).selectOption('COMPLETED');
  await page.getByLabel('Lý do').fill('Tập thể thống nhất sau thảo luận');
  await confirmed(page, 'Ghi quyết định');
  await page.getByText('Tập thể quyết định: Tập thể thống nhất sau thảo luận').waitFor();
  await expectAccessible(page, 'chair, settled');
  await page.getByRole('button', { name: 'Bế mạc', exact: true }).click();
  await expectAccessible(page, 'chair, asked before adjourning');
  for (const what of [
    '3 nội dung đang kiểm điểm sẽ được đóng lại',
    '3 nội dung không có bản kiểm điểm',
    '1 nội dung chưa có kết quả sẽ không được ghi vào lịch sử',
  ]) {
    await page.getByRole('checkbox', { name: what }).check();
  }
  await page.getByRole('dialog').getByRole('button', { name: 'Bế mạc' }).click();
  await page.getByText('Hội nghị đã bế mạc. Kết quả đã được ghi vào lịch sử.').waitFor();
  await expectAccessible(page, 'chair, adjourned');
  expect(troubles).toEqual([]);
});

test('the chair gives a round a time to close by itself, and sees what is left of it', async () => {
  const { page, prepared, house, troubles } = await open({ voters: 3, cells: 1 });
  const { sessionId, codes } = prepared;
  for (const key of ['chair', 'v1', 'v2']) {
    await order(house, await signIn(house, codes[key]), 'checkIn', { sessionId });
  }
  await confirmed(page, 'Khai mạc');
  await page.getByLabel('Tự kết thúc sau').selectOption('1');
  await page.getByLabel('Cách bỏ phiếu').selectOption('OPEN_VOTE');
  await confirmed(page, 'Mở lượt bỏ phiếu');
  const left = await page.getByRole('timer').textContent();
  expect(left).toMatch(/^Kết thúc lúc \d\d:\d\d · Còn (?:1:00|0:\d\d)$/);
  expect(troubles).toEqual([]);
});

test('a question about one round does not move over to the next, and nothing irreversible is queued while away', async () => {
  const { page, context, prepared, house, troubles } = await open({ voters: 4, cells: 3 });
  const { sessionId, codes, reviewIds } = prepared;
  const chair = await signIn(house, codes.chair);
  for (const key of ['chair', 'v1', 'v2', 'v3']) {
    await order(house, await signIn(house, codes[key]), 'checkIn', { sessionId });
  }
  await order(house, chair, 'conveneSession', { sessionId });
  const openOn = async (reviewId: string | undefined) =>
    (await order(house, chair, 'openRound', { sessionId, reviewIds: [reviewId] })).session.openRound.id;
  const first = await openOn(reviewIds[0]);
  await page.getByRole('button', { name: 'Hủy lượt bỏ phiếu' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Chi bộ 1').waitFor();
  await dialog.getByLabel('Lý do').fill('Nhầm');
  const sent: string[] = [];
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => void sent.push(String(payload))));
  await context.setOffline(true);
  await dialog.getByText('Mất kết nối: chưa làm được.').waitFor();
  await dialog.getByRole('button', { name: 'Hủy lượt bỏ phiếu' }).click({ force: true });
  await order(house, chair, 'voidRound', { sessionId, roundId: first, reason: 'Thư ký hủy' });
  await openOn(reviewIds[1]);
  await context.setOffline(false);
  await dialog.waitFor({ state: 'detached' });
  await page.locator('.round-desk').getByText('Chi bộ 2').waitFor();
  expect((await openRoundsOf({ house, prepared })).length).toBe(1);
  // On the socket that it came back with.
  expect(sent.filter((text) => text.includes('connection_init'))).toHaveLength(1);
  expect(sent.filter((text) => text.includes('voidRound'))).toEqual([]);
  expect(troubles).toEqual([]);
});

test('[R45] [R72] before voiding the chair is told how many marks were shown, before opening again what no warning compares', async () => {
  const { page, prepared, house, troubles } = await open({ voters: 12, members: 1, cells: 1 });
  const { sessionId, codes, reviewIds } = prepared;
  const tokens = await Promise.all(
    ['chair', ...Array.from({ length: 11 }, (_, at) => `v${at + 1}`)].map((key) => signIn(house, codes[key])),
  );
  for (const token of tokens) await order(house, token, 'checkIn', { sessionId });
  const chair = tokens[0] ?? '';
  await order(house, chair, 'conveneSession', { sessionId });
  const participation = page.getByText('số phiếu của nội dung cho biết người ấy có bỏ phiếu hay không');
  const notCompared = page.getByText('không so với số phiếu đã hiện của lượt bị hủy');
  await page.getByRole('button', { name: 'Tất cả: Đảng viên' }).click();
  await page.getByText('(Đã chọn 1)').waitFor();
  expect(await participation.count()).toBe(0);
  await page.getByLabel('2. Chi bộ 1').check();
  await participation.waitFor();
  expect(await notCompared.count()).toBe(0);
  await confirmed(page, 'Mở lượt bỏ phiếu');
  const question = async () => {
    await page.getByRole('button', { name: 'Hủy lượt bỏ phiếu' }).click();
    return page.getByRole('dialog');
  };
  const dialog = await question();
  await dialog.getByText('Chưa phiếu nào được hiện.').waitFor();
  const roundId = (await openRoundsOf({ house, prepared }))[0]?.roundId ?? '';
  for (const token of tokens.slice(1))
    await cast(house, token, { sessionId, roundId, choices: marks(reviewIds) });
  await dialog.getByText('Đã hiện 5 phiếu của mỗi nội dung').waitFor();
  await expectAccessible(page, 'chair, about to void');
  await dialog.getByLabel('Lý do').fill('Bỏ phiếu lại');
  await dialog.getByRole('button', { name: 'Hủy lượt bỏ phiếu' }).click();
  await notCompared.waitFor();
  expect(troubles).toEqual([]);
});

test('[R13] [R17] closing a review is not offered before it can be, and what to do first is said', async () => {
  const { house, prepared, page } = await open({ voters: 4, cells: 2 });
  const { sessionId, codes, reviewIds } = prepared;
  const token = await signIn(house, codes.chair);
  for (const key of ['chair', 'v1', 'v2', 'v3'])
    await order(house, await signIn(house, codes[key]), 'checkIn', { sessionId });
  await order(house, token, 'conveneSession', { sessionId });
  const [reviewId = ''] = reviewIds;
  await order(house, token, 'openReview', { sessionId, reviewId });
  const close = page.getByRole('button', { name: 'Đóng kiểm điểm' });
  await page.getByText(/^Chưa đóng được kiểm điểm này vì chưa có kết quả: hãy mở lượt bỏ phiếu/).waitFor();
  expect(await close.isDisabled()).toBe(true);
  await shoot(page, 'chair-not-to-be-closed');
  await order(house, token, 'openRound', { sessionId, reviewIds: [reviewId] });
  const voting = page.getByText(/^Đang bỏ phiếu cho nội dung này: hãy kết thúc hoặc hủy lượt bỏ phiếu/);
  await voting.first().waitFor();
  expect(await close.isDisabled()).toBe(true);
  await page.getByText('Tập thể quyết định', { exact: true }).click();
  await page.getByLabel('Mức', { exact: true }).selectOption('GOOD');
  await page.getByLabel('Lý do').fill('Tập thể thống nhất');
  expect(await page.getByRole('button', { name: 'Ghi quyết định' }).isDisabled()).toBe(true);
  const roundId = (await openRoundsOf({ house, prepared }))[0]?.roundId ?? '';
  const choices = marks([reviewId]);
  const end = page.getByRole('button', { name: 'Kết thúc và kiểm phiếu' });
  for (const key of ['v1', 'v2'])
    await cast(house, await signIn(house, codes[key]), { sessionId, roundId, choices });
  await page.getByText('Phiếu kín cần ít nhất 3 phiếu mới kiểm được').waitFor();
  expect(await end.isDisabled()).toBe(true);
  await cast(house, await signIn(house, codes.v3), { sessionId, roundId, choices });
  await page.getByText('Phiếu kín cần ít nhất 3 phiếu mới kiểm được').waitFor({ state: 'detached' });
  await confirmed(page, 'Kết thúc và kiểm phiếu');
  await close.click();
  await page.getByRole('button', { name: 'Mở kiểm điểm' }).waitFor();
});

test('the arrow of a select stands beside its text', async () => {
  const { page } = await open({ voters: 3 });
  await page.getByLabel('Thứ tự').waitFor();
  const beside = await page
    .locator('select')
    .evaluateAll((selects) =>
      selects.map((one) => Number.parseFloat(getComputedStyle(one).paddingInlineEnd)),
    );
  expect(beside.length).toBeGreaterThan(3);
  expect(Math.min(...beside)).toBeGreaterThan(24);
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByLabel('Order').waitFor();
  await page.getByLabel('Order').scrollIntoViewIfNeeded();
  await shoot(page, 'selects');
});

test('a hundred people are recorded as present with one button', async () => {
  const { page, troubles } = await open({ voters: 100, cells: 1 });
  await confirmed(page, 'Ghi có mặt cho tất cả người chưa báo');
  await page.getByText('Có mặt 100/100').waitFor();
  // Guests are none of those who are counted.
  expect(await page.getByLabel('Hiện diện của Khách').inputValue()).toBe('EXPECTED');
  expect(troubles).toEqual([]);
});
