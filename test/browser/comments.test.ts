import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { convene, order, preparation } from '../support/session.ts';
import { expectAccessible, openBrowser, openSignedIn, shoot } from './guests.ts';
import { sharedHouse } from './shared-house.ts';

// What is said on a review: the newest of many, those before on request, long ones folded, withdrawn ones as a trace.

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
const theHouse = sharedHouse();

/** A review open for comments, on the chair's desk and on the phone of v1. */
async function openRoom() {
  const house = await theHouse();
  const meeting = await convene(house, preparation({ voters: 3 }));
  const { sessionId, tokens, reviewIds } = meeting;
  const [reviewId = ''] = reviewIds;
  const chair = tokens.chair ?? '';
  await order(house, chair, 'openReview', { sessionId, reviewId });
  const enter = (path: string, token = '', width = 1280) =>
    openSignedIn(browser, { address: house.address, path, token, width, height: 900 });
  return {
    end: () => order(house, chair, 'adjournSession', { sessionId }),
    async say(body: string, key = 'v2') {
      const said = await order(house, tokens[key] ?? '', 'addComment', { sessionId, reviewId, body });
      expect(said.__typename).toBe('Accepted');
    },
    desk: await enter('/chair', tokens.chair),
    phone: await enter('/ballot', tokens.v1, 360),
  };
}

test('of many comments the newest are shown with their number, those before on request, and new and withdrawn ones among all', async () => {
  const { say, desk, phone } = await openRoom();
  for (let number = 1; number <= 57; number += 1)
    await say(`Ý kiến thứ ${number}.`, number === 3 ? 'v1' : 'v2');
  const texts = (of: typeof desk) =>
    of.page
      .locator('.discussion section')
      .first()
      .locator('.comment')
      .locator('.prewrap, .secondary')
      .allInnerTexts();
  for (const of of [desk, phone]) {
    await of.page.getByText('5 góp ý mới nhất trong 57').first().waitFor();
    expect(await texts(of)).toEqual([53, 54, 55, 56, 57].map((number) => `Ý kiến thứ ${number}.`));
  }
  await expectAccessible(phone.page, 'ballot, the newest of many comments');
  const earlier = (of: typeof desk) => of.page.getByRole('button', { name: 'Xem góp ý trước đó' }).first();
  await earlier(phone).click();
  await phone.page.getByText('55 góp ý mới nhất trong 57').waitFor();
  await say('Ý kiến thứ 58.');
  await phone.page.getByText('Ý kiến thứ 58.').waitFor();
  await earlier(phone).click();
  await earlier(phone).waitFor({ state: 'detached' });
  expect(await texts(phone)).toEqual(Array.from({ length: 58 }, (_, at) => `Ý kiến thứ ${at + 1}.`));
  for (const shown of [55, 58]) {
    await earlier(desk).click();
    await desk.page
      .getByText(`${shown} góp ý mới nhất trong 58`)
      .or(desk.page.getByLabel(/Ý kiến thứ 1\./))
      .first()
      .waitFor();
  }
  // The response's form offers all of them, and not what is withdrawn.
  await desk.page.getByLabel('Ủy viên v1: Ý kiến thứ 3.').waitFor();
  // Its author takes back one of long ago.
  const own = phone.page.getByRole('button', { name: /^Rút góp ý/ });
  expect(await own.count()).toBe(1);
  await own.click();
  const dialog = phone.page.getByRole('dialog');
  await dialog.getByText('Rút góp ý của Ủy viên v1?').waitFor();
  await expectAccessible(phone.page, 'ballot, asked before a comment is withdrawn');
  await dialog.getByRole('button', { name: 'Rút góp ý' }).click();
  const trace = /^Góp ý đã được rút lúc \d\d:\d\d bởi Ủy viên v1\.$/;
  for (const of of [desk, phone]) {
    await of.page.getByText(trace).waitFor();
    expect((await texts(of))[2]).toMatch(trace);
    expect((await texts(of))[57]).toBe('Ý kiến thứ 58.');
  }
  await desk.page.getByLabel('Ủy viên v1: Ý kiến thứ 3.').waitFor({ state: 'detached' });
  expect(await own.count()).toBe(0);
  expect([desk.troubles, phone.troubles]).toEqual([[], []]);
});

test('one comment does not look like two: empty lines are one, many lines begin folded, and a frame ends it', async () => {
  const { say, phone, desk } = await openRoom();
  const head = 'Ủy viên v4 · 10:20\nTôi xin rút ý kiến.';
  await say(`Nhất trí.${'\n'.repeat(30)}${head}`);
  await say(Array.from({ length: 20 }, (_, line) => `Dòng ${line + 1}`).join('\n'));
  for (const { page } of [phone, desk]) {
    await page.getByText('Dòng 1').first().waitFor();
    const texts = page.locator('.comment .prewrap');
    expect(await texts.first().textContent()).toBe(`Nhất trí.\n\n${head}`);
    expect((await texts.last().innerText()).split('\n')).toHaveLength(8);
    expect(await page.getByRole('button', { name: 'Xem thêm' }).count()).toBe(1);
    const edges = await page
      .locator('.comment')
      .first()
      .evaluate((one) => {
        const { borderTopWidth, borderRightWidth, borderBottomWidth, borderLeftWidth } =
          getComputedStyle(one);
        return [borderTopWidth, borderRightWidth, borderBottomWidth, borderLeftWidth].map(Number.parseFloat);
      });
    expect(edges.every((width) => width > 0)).toBe(true);
  }
  await shoot(phone.page, 'comment-like-two-360');
  await shoot(desk.page, 'comment-like-two');
});

test('a letter that bears marks upon marks, as it was written before it was refused, makes no page wide', async () => {
  const { say, phone, desk } = await openRoom();
  await say('Nhất trí.');
  for (const { page } of [phone, desk]) {
    await page.getByText('Nhất trí.').first().waitFor();
    const wide = await page.evaluate(() => {
      const marked = `Z${'\u0301\u0302\u0323\u0311'.repeat(200)}`;
      const texts = 'h1, h2, h3, p, .prewrap, .name, strong, .check > span, .head-title';
      const wider = [...document.querySelectorAll(texts)].filter((one) => {
        if (one.closest('.visually-hidden, .button, .files') !== null) return false;
        const before = [...one.childNodes];
        one.replaceChildren(marked);
        const is = document.documentElement.scrollWidth > window.innerWidth;
        one.replaceChildren(...before);
        return is;
      });
      return wider.map((one) => one.outerHTML.slice(0, 200));
    });
    expect(wide).toEqual([]);
    await page
      .locator('.comment .prewrap')
      .evaluate((one) => one.replaceChildren(`Z${'\u0301\u0302\u0323\u0311'.repeat(200)}`));
  }
  await shoot(phone.page, 'comment-marks-360');
});

test('[R16] an answer to a comment that is withdrawn meanwhile is sent to nobody until somebody chooses again', async () => {
  const { say, desk } = await openRoom();
  const { page } = desk;
  const texts = ['Thứ nhất', 'Thứ hai', 'Thứ ba', 'Thứ tư', 'Thứ năm', 'Thứ sáu'];
  for (const text of texts.slice(0, 2)) await say(text);
  for (const text of texts.slice(0, 2)) await page.getByLabel(`Ủy viên v2: ${text}`).check();
  await page.getByLabel('Ý kiến của bạn').selectOption('ACCEPT');
  await page.getByLabel('Nội dung trả lời').fill('Xin tiếp thu');
  const withdraw = async (row: number) => {
    await page
      .getByRole('button', { name: /^Rút góp ý/ })
      .nth(row)
      .click();
    await page.getByRole('dialog').getByRole('button', { name: 'Rút góp ý' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  };
  await withdraw(0);
  const told = page.getByRole('alert').filter({ hasText: 'Góp ý bạn đã chọn của Ủy viên v2 vừa được rút.' });
  await told.waitFor();
  const sent = page.getByRole('button', { name: 'Gửi trả lời' });
  await sent.click();
  // What is said afterwards is seen afterwards: an answer that was sent would be there.
  await say('Thứ ba');
  await page.getByLabel('Ủy viên v2: Thứ ba').waitFor();
  expect(await page.locator('.comment.response').count()).toBe(0);
  await told.scrollIntoViewIfNeeded();
  await shoot(page, 'answer-withdrawn');
  await expectAccessible(page, 'chair, an answer to a comment that was withdrawn');
  await told.getByRole('button', { name: 'Chỉ trả lời 1 góp ý còn lại đã chọn' }).click();
  await told.waitFor({ state: 'detached' });
  // Over a reload, and beyond the newest comments, the choice stays.
  for (const text of texts.slice(3)) await say(text);
  await say('Thứ bảy');
  await page.reload();
  await page.getByText('Đã chọn thêm 1 góp ý trước đó.').waitFor();
  await page.getByRole('button', { name: 'Xem góp ý trước đó' }).first().click();
  await page.getByLabel('Ủy viên v2: Thứ hai').waitFor();
  expect(await page.getByLabel('Ủy viên v2: Thứ hai').isChecked()).toBe(true);
  await withdraw(0);
  await told.getByRole('button', { name: 'Trả lời cho tất cả' }).waitFor();
  await page.getByLabel('Ủy viên v2: Thứ ba').check();
  await told.waitFor({ state: 'detached' });
  await sent.click();
  await page.locator('.comment.response').getByText('Xin tiếp thu').waitFor();
  expect(desk.troubles).toEqual([]);
});

test('a long comment begins folded; the chair withdraws any, and after adjournment nobody does', async () => {
  const { say, end, desk, phone } = await openRoom();
  const long = 'Đề nghị đồng chí đi cơ sở nhiều hơn. '.repeat(300).slice(0, 10_000).trim();
  await say(long);
  await say('x'.repeat(10_000));
  await say('Ngắn.\nHai dòng.');
  const { page } = phone;
  await page.getByText('Hai dòng.').waitFor();
  const folded = page.getByRole('button', { name: 'Xem thêm' });
  expect(await folded.count()).toBe(2);
  await expectAccessible(page, 'ballot, long comments folded');
  await shoot(page, 'comments-folded');
  await folded.first().click();
  await page.getByText(long).waitFor();
  await page.getByRole('button', { name: 'Thu gọn' }).click();
  await page.getByText(long).waitFor({ state: 'detached' });
  const chairs = desk.page.getByRole('button', { name: /^Rút góp ý/ });
  await desk.page.getByText('Hai dòng.').first().waitFor();
  expect([await chairs.count(), await page.getByRole('button', { name: /^Rút góp ý/ }).count()]).toEqual([
    3, 0,
  ]);
  await chairs.nth(1).click();
  await shoot(desk.page, 'comment-withdrawing');
  await desk.page.getByRole('dialog').getByRole('button', { name: 'Rút góp ý' }).click();
  await page.getByText(/^Góp ý đã được rút lúc \d\d:\d\d bởi Ủy viên chair\.$/).waitFor();
  await expectAccessible(desk.page, 'chair, a withdrawn comment');
  await shoot(desk.page, 'comment-withdrawn');
  expect(await chairs.count()).toBe(2);
  await end();
  await chairs.first().waitFor({ state: 'detached' });
  expect([desk.troubles, phone.troubles]).toEqual([[], []]);
});
