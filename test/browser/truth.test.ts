import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { adminToken, openTestHouse } from '../support/house.ts';
import { cast, convene, openRound, order, preparation, prepareForTest, signIn } from '../support/session.ts';
import { expectAccessible, openBrowser, openSignedIn } from './guests.ts';
import { sharedHouse } from './shared-house.ts';

// What was counted, decided and ended is shown by every page that is open, whatever did not change beside it: without a reload.

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
const theHouse = sharedHouse();

const voters = ['chair', 'v1', 'v2', 'v3', 'v4'];
const [E, G, C] = ['EXCELLENT', 'GOOD', 'COMPLETED'] as const;

/** A convened session of five whose first item heads the second; the chair's desk and the phone of v1 are open. */
async function openRoom() {
  const house = await theHouse();
  const agenda = [
    { key: 'head', kind: 'PARTY_MEMBER', name: 'Ủy viên v1', seatKey: 'v1', facts: { heads: ['cell'] } },
    { key: 'cell', kind: 'PARTY_CELL', name: 'Chi bộ ấp 1' },
  ];
  const meeting = await convene(house, preparation({ voters: 5 }, { agenda }));
  const { sessionId, tokens } = meeting;
  const [head = '', cell = ''] = meeting.reviewIds;
  const enter = (path: string, token = '', width = 1280) =>
    openSignedIn(browser, { address: house.address, path, token, width });
  const desk = await enter('/chair', tokens.chair);
  const phone = await enter('/ballot', tokens.v1, 360);
  const chair = async (field: string, input: object = {}) => {
    const { __typename, code } = await order(house, tokens.chair ?? '', field, { sessionId, ...input });
    expect([field, __typename, code]).toEqual([field, 'Accepted', undefined]);
  };
  return {
    head,
    cell,
    desk: desk.page,
    phone: phone.page,
    troubles: [desk.troubles, phone.troubles],
    chair,
    /** Looks at both pages at once. */
    async both(look: (page: Page) => Promise<unknown>) {
      await Promise.all([desk.page, phone.page].map(look));
    },
    open: (reviewId: string) => openRound(house, meeting, { reviewIds: [reviewId] }),
    /** A round on one review that is counted: a mark a voter, in their order. */
    async count(reviewId: string, marks: readonly string[]) {
      const roundId = await openRound(house, meeting, { reviewIds: [reviewId] });
      const casting = reviewId === head ? voters.filter((key) => key !== 'v1') : voters;
      for (const [at, choice] of marks.entries()) {
        const choices = [{ reviewId, choice }];
        const answer = await cast(house, tokens[casting[at] ?? ''] ?? '', { sessionId, roundId, choices });
        expect(answer).toMatchObject({ roundId });
      }
      await chair('closeRound', { roundId });
    },
  };
}

/** The counts of the review that a page shows: EXCELLENT, GOOD, COMPLETED, NOT_COMPLETED. */
const countsOn = (page: Page) =>
  page
    .locator('.card:has(#review-title) .bar')
    .evaluateAll((bars) => bars.map((bar) => Number(bar.getAttribute('data-count'))));

test('a repeated round, a settlement to the same level and a void round reach a desk and a phone that stay open', async () => {
  const { cell, both, chair, count, open, desk, troubles } = await openRoom();
  await chair('openReview', { reviewId: cell });
  await count(cell, [E, G, G, G, C]);
  await both((page) => expect.poll(() => countsOn(page)).toEqual([1, 3, 1, 0]));
  await count(cell, [G, G, G, G, G]);
  await both((page) => expect.poll(() => countsOn(page)).toEqual([0, 5, 0, 0]));
  for (const reason of ['Thống nhất sau thảo luận', 'Ghi lại cho rõ căn cứ']) {
    await chair('settleOutcome', { reviewId: cell, level: G, reason });
    await both((page) => page.getByText(`Tập thể quyết định: ${reason}`).waitFor());
  }
  const roundId = await open(cell);
  await chair('voidRound', { roundId, reason: 'Phát nhầm phiếu' });
  await both((page) =>
    page.getByText('Lượt bỏ phiếu sau bị hủy (Phát nhầm phiếu); số phiếu ở đây là của lượt trước.').waitFor(),
  );
  await both((page) => expect.poll(() => countsOn(page)).toEqual([0, 5, 0, 0]));
  await expectAccessible(desk, 'chair, counted and then a void round');
  await count(cell, [C, C, C, C, G]);
  await both((page) => expect.poll(() => countsOn(page)).toEqual([0, 1, 4, 0]));
  await both((page) => page.getByText('Lượt bỏ phiếu sau bị hủy').waitFor({ state: 'detached' }));
  expect(troubles).toEqual([[], []]);
});

test('a head that is judged anew beside its unit keeps its level and tells the new reasons; adjourned, it is final', async () => {
  const { head, cell, both, chair, count, troubles } = await openRoom();
  for (const reviewId of [cell, head]) await chair('openReview', { reviewId });
  await count(head, [G, G, G, G]);
  await both(async (page) => {
    await expect.poll(() => countsOn(page)).toEqual([0, 4, 0, 0]);
    await page
      .getByText('Vì sao có mức này')
      .evaluate((summary) => summary.closest('details')?.setAttribute('open', ''));
    await page.getByText('Chi bộ ấp 1: chưa có kết quả, còn phải chờ').waitFor();
    await page.getByText('Chưa phải kết quả cuối cùng.').waitFor();
  });
  await count(cell, [G, G, G, G, G]);
  await both((page) =>
    page.getByText('Chi bộ ấp 1: chưa có kết quả, còn phải chờ').waitFor({ state: 'detached' }),
  );
  await both((page) => page.getByRole('button', { name: 'Gửi góp ý' }).waitFor());
  await chair('adjournSession');
  await both(async (page) => {
    await page.getByRole('button', { name: /^1 Ủy viên v1/ }).click();
    await page.getByText('Vì sao có mức này').waitFor();
    await page.getByText('Chưa phải kết quả cuối cùng.').waitFor({ state: 'detached' });
  });
  expect(troubles).toEqual([[], []]);
});

test('after adjournment neither desk nor phone offers what would be refused, or says that a review is open', async () => {
  const { head, both, chair, desk, phone, troubles } = await openRoom();
  await chair('openReview', { reviewId: head });
  await both((page) => page.getByRole('button', { name: 'Trình bày bản kiểm điểm' }).waitFor());
  await phone.getByLabel('Góp ý của bạn').fill('Đang viết dở');
  await phone.getByRole('button', { name: 'Trình bày bản kiểm điểm' }).click();
  await phone.getByLabel('Ưu điểm, kết quả').fill('Chưa kịp trình bày');
  await desk.getByText('Tập thể quyết định', { exact: true }).click();
  await chair('adjournSession');
  await both(async (page) => {
    await page
      .getByText(/Hội nghị đã bế mạc/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: /^1 Ủy viên v1/ }).click();
    await page.getByRole('heading', { name: 'Ủy viên v1' }).waitFor();
    await page.getByText('Đang kiểm điểm').waitFor({ state: 'detached' });
  });
  const offered = (page: Page) => page.locator('main button:not(.agenda-item)').allInnerTexts();
  await expectAccessible(phone, 'ballot, adjourned with a comment begun');
  expect(await phone.getByLabel('Góp ý của bạn').inputValue()).toBe('Đang viết dở');
  expect(await phone.getByLabel('Ưu điểm, kết quả').inputValue()).toBe('Chưa kịp trình bày');
  expect(await offered(phone)).toEqual(['Thêm chỉ tiêu', 'Bỏ phần đã viết', 'Bỏ phần đã viết']);
  expect(await offered(desk)).toEqual(['Tải PDF\nBiên bản hội nghị', 'Tải PDF\nTổng hợp xếp loại']);
  expect(await desk.getByLabel(/^Hiện diện của/).count()).toBe(0);
  expect(troubles).toEqual([[], []]);
});

test('the administrator’s page of a session follows it: where it stands, what is offered, which papers there are', async () => {
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  const { sessionId, codes } = await prepareForTest(house, preparation({ voters: 1 }));
  const desk = { address: house.address, path: '/chair', token: adminToken };
  const { page, troubles } = await openSignedIn(browser, desk);
  await page.getByRole('button', { name: 'Hội nghị thử' }).click();
  await page.getByText('Đã chuẩn bị', { exact: true }).waitFor();
  const token = await signIn(house, codes.chair);
  await order(house, token, 'checkIn', { sessionId });
  await order(house, token, 'conveneSession', { sessionId });
  await page.getByText('Đang họp', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Tải PDF Biên bản hội nghị' }).waitFor();
  await order(house, token, 'adjournSession', { sessionId });
  await page.getByText('Đã bế mạc', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Tải PDF Tổng hợp xếp loại' }).waitFor();
  expect(troubles).toEqual([]);
});
