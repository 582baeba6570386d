import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { told } from '../support/client.ts';
import { runningClock } from '../support/clock.ts';
import { openTestHouse, type TestHouse } from '../support/house.ts';
import { convene, type Meeting, openRound, order, preparation, signIn } from '../support/session.ts';
import { expectAccessible, type Guest, openBrowser, openGuest, shoot } from './guests.ts';

// A sign-in that ends while a page is open: the page leads to the sign-in form, and what was typed is there afterwards.

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const hourMs = 3_600_000;

interface Room {
  readonly house: TestHouse;
  readonly meeting: Meeting;
  /** More than the life of a token passes at the server. No timer of its runs for that. */
  passDay(): void;
  enter(key: string): Promise<Guest>;
}

async function openRoom(): Promise<Room> {
  const clock = runningClock();
  const house = await openTestHouse({ machineClock: clock });
  onTestFinished(() => house.stop());
  const meeting = await convene(house, preparation({ voters: 4, cells: 2 }));
  return {
    house,
    meeting,
    passDay: () => clock.pass(25 * hourMs),
    async enter(key) {
      const guest = await openGuest(browser, { width: 1440, height: 900, reducedMotion: 'reduce' });
      onTestFinished(async () => {
        await guest.context.close();
        expect(guest.troubles).toEqual([]);
      });
      await guest.page.goto(`${house.address}/#code=${meeting.codes[key]}`);
      await guest.page.getByText('Chi bộ 1').first().waitFor();
      return guest;
    },
  };
}

const form = (page: Page) => page.getByText(/Phiên đăng nhập của bạn đã kết thúc/);

async function signInAgain(page: Page, code: string | undefined): Promise<void> {
  await form(page).waitFor();
  await page.getByLabel('Mã truy cập', { exact: true }).fill(code ?? '');
  await page.getByRole('button', { name: 'Vào hội nghị' }).click();
  await form(page).waitFor({ state: 'detached' });
}

/** What the chair and a delegate are in the middle of writing. */
async function write({ chair, delegate }: { chair: Page; delegate: Page }): Promise<void> {
  await chair.getByText('Tập thể quyết định', { exact: true }).click();
  await chair.getByLabel('Mức', { exact: true }).selectOption('GOOD');
  await chair.getByLabel('Lý do').fill('Tập thể thống nhất');
  await chair.getByRole('button', { name: 'Hủy lượt bỏ phiếu' }).click();
  await chair.getByRole('dialog').getByLabel('Lý do').fill('Phát nhầm phiếu');
  await chair.getByRole('dialog').getByRole('button', { name: 'Thôi' }).click();
  await chair.getByRole('button', { name: 'Trình bày bản kiểm điểm' }).click();
  await chair.getByLabel('Ưu điểm, kết quả').fill('Hoàn thành chỉ tiêu');
  await delegate.getByLabel('Góp ý của bạn').fill('Đề nghị đi cơ sở nhiều hơn');
}

async function expectWritten({ chair, delegate }: { chair: Page; delegate: Page }): Promise<void> {
  expect(await delegate.getByLabel('Góp ý của bạn').inputValue()).toBe('Đề nghị đi cơ sở nhiều hơn');
  expect(await chair.getByLabel('Ưu điểm, kết quả').inputValue()).toBe('Hoàn thành chỉ tiêu');
  expect(await chair.getByLabel('Mức', { exact: true }).inputValue()).toBe('GOOD');
  expect(await chair.getByLabel('Lý do').inputValue()).toBe('Tập thể thống nhất');
  await chair.getByRole('button', { name: 'Hủy lượt bỏ phiếu' }).click();
  expect(await chair.getByRole('dialog').getByLabel('Lý do').inputValue()).toBe('Phát nhầm phiếu');
}

test('what was being written is there after the same seat signs in again', async () => {
  const { house, meeting, enter } = await openRoom();
  const [reviewId = ''] = meeting.reviewIds;
  await order(house, meeting.tokens.chair ?? '', 'openReview', { sessionId: meeting.sessionId, reviewId });
  await openRound(house, meeting);
  const [chair, delegate] = [await enter('chair'), await enter('v1')];
  const pages = { chair: chair.page, delegate: delegate.page };
  await write(pages);
  for (const { page } of [chair, delegate]) {
    const token = await page.evaluate(() => JSON.parse(sessionStorage.getItem('hoinghi.token') ?? ''));
    await told(house.address, token, 'mutation { signOut }');
  }
  await signInAgain(chair.page, meeting.codes.chair);
  await signInAgain(delegate.page, meeting.codes.v1);
  await chair.page.getByRole('button', { name: 'Hủy lượt bỏ phiếu' }).waitFor();
  await delegate.page.getByLabel('Góp ý của bạn').waitFor();
  await expectWritten(pages);
});

test('the form says what is kept: what is being written, what is marked, and a ballot that signing in casts at once', async () => {
  const { house, meeting, enter } = await openRoom();
  const [reviewId = ''] = meeting.reviewIds;
  await order(house, meeting.tokens.chair ?? '', 'openReview', { sessionId: meeting.sessionId, reviewId });
  await openRound(house, meeting);
  const { page, context } = await enter('v1');
  const end = async () => {
    const token = await page.evaluate(() => JSON.parse(sessionStorage.getItem('hoinghi.token') ?? ''));
    await told(house.address, token, 'mutation { signOut }');
  };
  await page.getByLabel('Góp ý của bạn').fill('Đề nghị đi cơ sở nhiều hơn');
  await page.getByRole('radio').first().check();
  await end();
  await form(page).waitFor();
  await page.getByText(/một phiếu đang điền dở của người vừa vào, chưa bỏ/).waitFor();
  await page.getByText(/phần người vừa vào đang viết/).waitFor();
  await signInAgain(page, meeting.codes.v1);
  await page.getByText('Còn 1 nội dung chưa đánh dấu.').waitFor();
  await page.getByRole('radio').last().check();
  await context.setOffline(true);
  await page.getByRole('button', { name: 'Xem lại và bỏ phiếu' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Bỏ phiếu', exact: true }).click();
  await page.getByText(/phiếu được giữ trên máy này/).waitFor();
  await end();
  await context.setOffline(false);
  await page.getByText(/đăng nhập lại thì phiếu được gửi đi ngay, không hỏi lại/).waitFor();
  expect(await page.getByText(/điền dở/).count()).toBe(0);
  await shoot(page, 'sign-in-leftovers');
  await expectAccessible(page, 'sign-in, a ballot on its way and a comment begun');
  await signInAgain(page, meeting.codes.v1);
  await page.getByText('Phiếu của bạn đã được ghi.').first().waitFor();
});

test('a token that ends by a clock that jumped leads to the form too, at the next thing that is said or asked', async () => {
  const { house, meeting, enter, passDay } = await openRoom();
  const { sessionId, reviewIds, codes } = meeting;
  const [reviewId = ''] = reviewIds;
  await order(house, meeting.tokens.chair ?? '', 'openReview', { sessionId, reviewId });
  const [screen, delegate, chair] = [await enter('screen'), await enter('v1'), await enter('chair')];
  await delegate.page.getByLabel('Góp ý của bạn').fill('Đề nghị đi cơ sở nhiều hơn');
  passDay();
  // Asked: the chair's own command.
  await chair.page.getByLabel('Hiện diện của Ủy viên v3').selectOption('EXCUSED');
  await form(chair.page).waitFor();
  // Said: a frame for those who only follow.
  const token = await signIn(house, codes.v2);
  await order(house, token, 'addComment', { sessionId, reviewId, body: 'Nhất trí' });
  await form(screen.page).waitFor();
  await signInAgain(delegate.page, codes.v1);
  await delegate.page.getByText('Nhất trí').waitFor();
  expect(await delegate.page.getByLabel('Góp ý của bạn').inputValue()).toBe('Đề nghị đi cơ sở nhiều hơn');
});
