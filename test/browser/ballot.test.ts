import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId, told } from '../support/client.ts';
import { adminToken } from '../support/house.ts';
import { openRound, order } from '../support/session.ts';
import { castOne, conferences, keptOn, seatAt } from './delegates.ts';
import { expectAccessible, openBrowser, openGuest, shoot } from './guests.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
const openConference = conferences();

test('a ballot for one subject: nothing is marked beforehand, it is confirmed, and leaves nothing behind', async () => {
  const { house, meeting } = await openConference();
  const { page, troubles } = await seatAt(browser, { house, meeting }, 'v1');
  await expectAccessible(page, 'ballot, waiting');
  await openRound(house, meeting);
  await page.getByRole('heading', { name: 'Phiếu của bạn' }).waitFor();
  expect(await page.getByRole('radio', { checked: true }).count()).toBe(0);
  await shoot(page, 'ballot-one');
  await expectAccessible(page, 'ballot, one subject');
  await page.getByRole('radio', { name: 'Hoàn thành tốt nhiệm vụ' }).check();
  expect(await keptOn(page)).toContain('GOOD');
  await page.getByRole('button', { name: 'Xem lại và bỏ phiếu' }).click();
  await page.getByRole('dialog').waitFor();
  await expectAccessible(page, 'ballot, summary');
  await page.getByRole('button', { name: 'Bỏ phiếu', exact: true }).click();
  await page.getByText('Phiếu của bạn đã được ghi.').first().waitFor();
  await shoot(page, 'ballot-receipt');
  await expectAccessible(page, 'ballot, receipt');
  expect(await keptOn(page)).not.toMatch(/GOOD|EXCELLENT|COMPLETED|NOT_RATED|BLANK/);
  expect(await page.content()).not.toContain('checked');
  expect(troubles).toEqual([]);
});

test('a sheet is marked by keyboard; what others do and a reload leave it as it is', async () => {
  const { house, meeting } = await openConference({ voters: 7, members: 3, cells: 9 });
  const { page, troubles } = await seatAt(browser, { house, meeting }, 'v1', { width: 360, height: 740 });
  await openRound(house, meeting);
  await page.getByText('Còn 11 nội dung chưa đánh dấu.').waitFor();
  await page.getByText('Phiếu không có 1 nội dung về chính bạn.').waitFor();
  await expectAccessible(page, 'ballot, sheet at 360 px');
  await page.getByRole('radio').first().focus();
  for (const key of ['1', '2', '2', '3']) await page.keyboard.press(key);
  await page.getByText('Còn 7 nội dung chưa đánh dấu.').waitFor();
  await shoot(page, 'ballot-sheet-360');
  const chair = meeting.tokens.chair ?? '';
  const { sessionId } = meeting;
  const reviewId = meeting.reviewIds.at(-1) ?? '';
  await order(house, chair, 'addComment', { sessionId, reviewId, body: 'Ý kiến của người khác' });
  await page.getByText('Ý kiến của người khác').waitFor();
  await page.getByText('Còn 7 nội dung chưa đánh dấu.').waitFor();
  await page.reload();
  await page.getByText('Còn 7 nội dung chưa đánh dấu.').waitFor();
  expect(await page.getByRole('radio', { checked: true }).count()).toBe(4);
  await page.getByLabel('Đánh dấu phần còn lại').selectOption('GOOD');
  await page.getByRole('button', { name: 'Áp dụng cho phần còn lại' }).click();
  await page.getByText('Đã đánh dấu đủ.').waitFor();
  expect(await page.locator('input[value=EXCELLENT]:checked').count()).toBe(1);
  await page.getByRole('button', { name: 'Xem lại và bỏ phiếu' }).click();
  await page.getByRole('dialog').waitFor();
  await shoot(page, 'ballot-summary-360');
  await page.getByRole('button', { name: 'Bỏ phiếu', exact: true }).click();
  await page.getByText('Phiếu của bạn đã được ghi.').first().waitFor();
  expect(troubles).toEqual([]);
});

test('a ballot cast without a connection waits in sight and goes out once', async () => {
  const { house, meeting } = await openConference();
  const { page, context } = await seatAt(browser, { house, meeting }, 'v1');
  const roundId = await openRound(house, meeting);
  await page.getByRole('heading', { name: 'Phiếu của bạn' }).waitFor();
  await context.setOffline(true);
  await page.getByText(/Mất kết nối: nội dung đang hiện/).waitFor();
  await castOne(page, 'Hoàn thành xuất sắc nhiệm vụ');
  await page.getByText(/phiếu được giữ trên máy này/).waitFor();
  await shoot(page, 'ballot-offline');
  await expectAccessible(page, 'ballot, waiting to be sent');
  const outgoing = await page.evaluate(
    (name) => JSON.parse(sessionStorage.getItem(name) ?? '{}').commandId as string,
    `hoinghi.outgoing.${roundId}`,
  );
  await context.setOffline(false);
  await page.getByText('Phiếu của bạn đã được ghi.').first().waitFor();
  const kept = JSON.parse(
    (await page.evaluate((name) => sessionStorage.getItem(name), `hoinghi.receipt.${roundId}`)) ?? '{}',
  );
  expect(kept.commandId).toBe(outgoing);
  expect(await keptOn(page)).not.toContain('EXCELLENT');
  const entries = await house.store.journal.read(meeting.sessionId, 0, 1_000);
  expect(entries.filter((entry) => entry.commandId === outgoing)).toHaveLength(1);
});

test('everything a delegate does is done with the keyboard alone', async () => {
  const { house, meeting } = await openConference();
  const { page, troubles } = await openGuest(browser);
  await page.goto(house.address);
  await page.getByRole('heading', { name: 'Đăng nhập' }).waitFor();
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const focused = () =>
    page.evaluate(() => {
      const here = document.activeElement;
      const style = here === null ? null : getComputedStyle(here);
      if (here === document.body) return 'nothing';
      return `${here?.textContent ?? ''}${here?.getAttribute('value') ?? ''} ${style?.outlineStyle}`;
    });
  /** By Tab alone, and visibly so: until what has the focus says this. */
  const tabTo = async (text: string) => {
    for (let tabs = 0; tabs < 60; tabs += 1) {
      await press('Tab');
      const here = await focused();
      if (!here.includes(text)) continue;
      return here;
    }
    throw new Error(`Tab does not lead to ${text}`);
  };
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT');
  await page.keyboard.type(meeting.codes.v1 ?? '');
  await press('Enter');
  await page.waitForURL('**/ballot');
  await openRound(house, meeting);
  await page.getByRole('heading', { name: 'Phiếu của bạn' }).waitFor();
  await tabTo('EXCELLENT');
  await press('ArrowDown', 'ArrowDown');
  expect(await page.getByRole('radio', { checked: true }).getAttribute('value')).toBe('COMPLETED');
  expect(await tabTo('Xem lại và bỏ phiếu')).toContain('solid');
  await press('Enter');
  await page.getByRole('dialog').waitFor();
  await press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await expect.poll(focused).toContain('Xem lại và bỏ phiếu');
  await press('Enter');
  await page.getByRole('dialog').waitFor();
  if (!(await focused()).startsWith('Bỏ phiếu')) await tabTo('Bỏ phiếu');
  await press('Enter');
  await page.getByText('Phiếu của bạn đã được ghi.').first().waitFor();
  expect(troubles).toEqual([]);
});

test('a guest follows and neither votes nor comments; a teller sees who has not voted', async () => {
  const { house, meeting } = await openConference();
  const guest = await seatAt(browser, { house, meeting }, 'guest');
  const teller = await seatAt(browser, { house, meeting }, 'teller');
  await openRound(house, meeting);
  await teller.page.getByRole('heading', { name: 'Chưa bỏ phiếu' }).waitFor();
  await teller.page.getByText('Ủy viên v6').waitFor();
  await expectAccessible(teller.page, 'ballot, teller');
  await guest.page.getByRole('heading', { name: 'Chi bộ 1' }).waitFor();
  expect(await guest.page.getByRole('radio').count()).toBe(0);
  expect(await guest.page.getByRole('textbox').count()).toBe(0);
  expect(await guest.page.getByText('Chưa bỏ phiếu').count()).toBe(0);
  await expectAccessible(guest.page, 'ballot, guest');
  await guest.page.goto(`${house.address}/chair`);
  await guest.page.getByText('Trang này không dành cho vai trò của bạn.').waitFor();
  await expectAccessible(guest.page, 'a page that is not for this role');
});

test('a new code in the middle of a ballot finds it as it was; another person in the tab finds nothing', async () => {
  const { house, meeting } = await openConference({ voters: 7, cells: 3 });
  const { page } = await seatAt(browser, { house, meeting }, 'v1');
  await openRound(house, meeting);
  await page.getByText('Còn 3 nội dung chưa đánh dấu.').waitFor();
  await page.getByRole('radio').first().focus();
  await page.keyboard.press('1');
  const { issueAccessCode } = await told(
    house.address,
    adminToken,
    'mutation ($input: IssueAccessCodeInput!) { issueAccessCode(input: $input) { ... on AccessCode { code } } }',
    { input: { commandId: newId(), sessionId: meeting.sessionId, seatId: meeting.seatIds.v1 } },
  );
  await page.getByText(/Phiên đăng nhập của bạn đã kết thúc/).waitFor();
  await page.getByLabel('Mã truy cập', { exact: true }).fill(issueAccessCode.code);
  await page.getByRole('button', { name: 'Vào hội nghị' }).click();
  await page.getByText('Còn 2 nội dung chưa đánh dấu.').waitFor();
  await page.goto(`${house.address}/#code=${meeting.codes.v2}`);
  await page.getByText('Ủy viên v2').first().waitFor();
  await page.getByText('Còn 3 nội dung chưa đánh dấu.').waitFor();
  expect(await keptOn(page)).not.toContain('EXCELLENT');
});

test('a ballot that came too late says so, and leaves nothing on the device', async () => {
  const { house, meeting } = await openConference();
  const { page, context } = await seatAt(browser, { house, meeting }, 'v1');
  const roundId = await openRound(house, meeting);
  await page.getByRole('heading', { name: 'Phiếu của bạn' }).waitFor();
  await context.setOffline(true);
  await castOne(page, 'Hoàn thành xuất sắc nhiệm vụ');
  await page.getByText(/phiếu được giữ trên máy này/).waitFor();
  const { sessionId, tokens } = meeting;
  await order(house, tokens.chair ?? '', 'voidRound', { sessionId, roundId, reason: 'Phát nhầm phiếu' });
  await openRound(house, meeting);
  await context.setOffline(false);
  await page
    .getByText('Lượt bỏ phiếu đã kết thúc trước khi phiếu này tới; phiếu không được tính.')
    .first()
    .waitFor();
  await page.getByRole('heading', { name: 'Phiếu của bạn' }).waitFor();
  expect(await page.getByRole('radio', { checked: true }).count()).toBe(0);
  expect(await keptOn(page)).not.toContain('EXCELLENT');
  await expectAccessible(page, 'ballot, too late');
});

test('a ballot whose answer was an error can be sent again, and no other in its place', async () => {
  const { house, meeting } = await openConference();
  const guest = await openGuest(browser);
  const { page } = guest;
  let broken = true;
  let cast = 0;
  await page.routeWebSocket(/graphql/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((message) => {
      const { id, type, payload } = JSON.parse(String(message));
      if (type !== 'subscribe' || !String(payload.query).includes('castBallot')) return server.send(message);
      cast += 1;
      // It arrives, and its answer is lost in an error.
      if (broken) {
        const extensions = { code: 'INTERNAL_SERVER_ERROR' };
        socket.send(
          JSON.stringify({ id, type: 'next', payload: { errors: [{ message: 'disk', extensions }] } }),
        );
        socket.send(JSON.stringify({ id, type: 'complete' }));
      } else server.send(message);
    });
  });
  await page.goto(`${house.address}/#code=${meeting.codes.v1}`);
  await page.waitForURL('**/ballot');
  const roundId = await openRound(house, meeting);
  await castOne(page, 'Hoàn thành xuất sắc nhiệm vụ');
  await page.getByText(/Chưa biết phiếu đã tới hay chưa/).waitFor();
  await expectAccessible(page, 'ballot, unanswered');
  expect(await page.getByRole('radio').count()).toBe(0);
  await page.getByRole('button', { name: 'Đăng xuất' }).click();
  await page
    .getByRole('dialog')
    .getByText(/Phiếu của bạn chưa được gửi đi/)
    .waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Thôi' }).click();
  broken = false;
  await page.getByRole('button', { name: 'Thử lại' }).click();
  await page.getByText('Phiếu của bạn đã được ghi.').first().waitFor();
  expect(cast).toBe(2);
  const seats = await house.store.journal.read(meeting.sessionId, 0, 1_000);
  expect(seats.filter(({ type }) => type === 'BallotSealed')).toHaveLength(1);
  expect(await keptOn(page)).not.toContain(`outgoing.${roundId}`);
});

test('whoever presents is offered to answer once there is something to answer', async () => {
  const conference = await openConference({ voters: 3, members: 2, cells: 1 });
  const { house, meeting } = conference;
  const { page } = await seatAt(browser, conference, 'v1');
  const of = { sessionId: meeting.sessionId, reviewId: meeting.reviewIds[1] ?? '' };
  const chair = meeting.tokens.chair ?? '';
  await order(house, chair, 'openReview', of);
  await page.getByRole('button', { name: 'Trình bày bản kiểm điểm' }).waitFor();
  expect(await page.getByRole('heading', { name: 'Trả lời góp ý' }).count()).toBe(0);
  await order(house, chair, 'addComment', { ...of, body: 'Đề nghị làm rõ.' });
  await page.getByRole('heading', { name: 'Trả lời góp ý' }).waitFor();
});

test('a ballot that the page of a former version confirmed, and could not send any more, is cast by this one', async () => {
  const conference = await openConference({ voters: 3, cells: 2 });
  const { house, meeting } = conference;
  const { page, troubles } = await seatAt(browser, conference, 'v1');
  const roundId = await openRound(house, meeting);
  await page.locator('.paper-row').first().waitFor();
  const marks = Object.fromEntries(meeting.reviewIds.map((id) => [id, 'GOOD']));
  await page.evaluate(([name, held]) => sessionStorage.setItem(name, held), [
    `hoinghi.outgoing.${roundId}`,
    JSON.stringify({ commandId: newId(), marks }),
  ] as const);
  await page.reload();
  await page.locator('.receipt').waitFor();
  expect(troubles).toEqual([]);
});
