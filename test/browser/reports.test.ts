import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { told } from '../support/client.ts';
import { convene, order, preparation } from '../support/session.ts';
import { expectAccessible, openBrowser, openSignedIn, shoot } from './guests.ts';
import { sharedHouse } from './shared-house.ts';

// Two people write on one report: whoever comes second sees both and chooses; nothing is replaced in silence.

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
const theHouse = sharedHouse();

const prepared = {
  achievements: 'Chi bộ kết nạp 5 đảng viên mới, hoàn thành 18/20 chỉ tiêu được giao trong năm.',
  shortcomings: 'Sinh hoạt chuyên đề chưa đều.',
  targets: [{ name: 'Kết nạp đảng viên', planned: 7, achieved: 5 }],
};

/** The presenter's page with the form open on a report that came with the preparation. */
async function openForm() {
  const house = await theHouse();
  const agenda = [
    {
      key: 'own',
      kind: 'PARTY_MEMBER',
      name: 'Ủy viên v1',
      seatKey: 'v1',
      report: prepared,
      selfLevel: 'GOOD',
    },
  ];
  const meeting = await convene(house, preparation({ voters: 3 }, { agenda }));
  const { sessionId, tokens, reviewIds } = meeting;
  const [reviewId = ''] = reviewIds;
  const chair = tokens.chair ?? '';
  await order(house, chair, 'openReview', { sessionId, reviewId });
  const guest = await openSignedIn(browser, {
    address: house.address,
    path: '/ballot',
    token: tokens.v1 ?? '',
    width: 1280,
    height: 900,
  });
  const { page } = guest;
  const present = page.getByRole('button', { name: 'Trình bày bản kiểm điểm' });
  await present.click();
  await page.getByLabel('Ưu điểm, kết quả').waitFor();
  return {
    ...guest,
    present,
    correct: (more: object) =>
      order(house, chair, 'presentReport', { sessionId, reviewId, report: { ...prepared, ...more } }),
    async stored() {
      const query = `query ($id: ID!) { node(id: $id) { ... on Review { report {
        revision presentedBy achievements shortcomings remedies targets { achieved } } } } }`;
      return (await told(house.address, chair, query, { id: reviewId })).node.report;
    },
  };
}

const changed = /^Bản kiểm điểm đã được sửa lúc \d\d:\d\d bởi Ủy viên chair\./;

test('a correction is told at once, over a reload too; nothing typed is lost, and each differing field is chosen before anything is sent', async () => {
  const { page, present, correct, stored, troubles } = await openForm();
  await page.getByLabel('Hạn chế, khuyết điểm').fill('Sinh hoạt chuyên đề chưa đều, chất lượng chưa cao.');
  await page.getByLabel('Biện pháp khắc phục').fill('Đổi mới sinh hoạt.');
  const corrected = {
    achievements: 'Chi bộ kết nạp 6 đảng viên mới, hoàn thành 18/20 chỉ tiêu được giao trong năm.',
    remedies: 'Phân công lại.',
    targets: [{ name: 'Kết nạp đảng viên', planned: 7, achieved: 6 }],
  };
  await correct(corrected);
  await page.getByText(changed).first().waitFor();
  await page.reload();
  await page.getByText(changed).first().waitFor();
  expect(await page.getByLabel('Biện pháp khắc phục').inputValue()).toBe('Đổi mới sinh hoạt.');
  await expectAccessible(page, 'ballot, a report that was changed while it is written');
  await shoot(page, 'report-changed');
  await present.click();
  const side = (field: string, which: string) =>
    page.getByRole('group', { name: field, exact: true }).getByRole('radio', { name: which });
  const take = page.getByRole('button', { name: 'Dùng các mục đã chọn' });
  await take.waitFor();
  await page.waitForFunction(() => document.activeElement?.textContent?.includes('bởi Ủy viên chair'));
  expect(await page.getByRole('group').allInnerTexts()).toHaveLength(4);
  // Who alone changed a field is picked; what both changed is left to choose.
  expect(await side('Ưu điểm, kết quả', 'Bản đã sửa').isChecked()).toBe(true);
  expect(await side('Chỉ tiêu: thực hiện/kế hoạch', 'Bản đã sửa').isChecked()).toBe(true);
  expect(await side('Hạn chế, khuyết điểm', 'Bản tôi đang viết').isChecked()).toBe(true);
  expect(await page.locator('mark').allInnerTexts()).toEqual(
    expect.arrayContaining(['5', '6', 'đều, chất lượng chưa cao.', 'đều.']),
  );
  expect(await take.getAttribute('aria-disabled')).toBe('true');
  await expectAccessible(page, 'ballot, two reports to choose from');
  await shoot(page, 'report-choice');
  await page.setViewportSize({ width: 360, height: 740 });
  await shoot(page, 'report-choice-phone');
  await side('Biện pháp khắc phục', 'Bản tôi đang viết').check();
  await take.click();
  expect(await stored()).toMatchObject({ revision: 2, remedies: 'Phân công lại.' });
  await page.locator('.report-changed').waitFor({ state: 'detached' });
  await present.click();
  await page.getByLabel('Ưu điểm, kết quả').waitFor({ state: 'detached' });
  expect(await stored()).toMatchObject({
    revision: 3,
    achievements: corrected.achievements,
    shortcomings: 'Sinh hoạt chuyên đề chưa đều, chất lượng chưa cao.',
    remedies: 'Đổi mới sinh hoạt.',
    targets: [{ achieved: 6 }],
  });
  expect(troubles).toEqual([]);
});

test('a report on its way while another arrives is refused and leads to the same choice, of the whole too', async () => {
  const { page, context, present, correct, stored, troubles } = await openForm();
  await page.getByLabel('Ưu điểm, kết quả').fill('Viết lại từ đầu.');
  await context.setOffline(true);
  await present.click();
  await correct({ shortcomings: 'Thư ký bổ sung.' });
  await context.setOffline(false);
  await page.getByRole('button', { name: 'Lấy tất cả của bản đã sửa' }).click();
  await page.getByRole('button', { name: 'Dùng các mục đã chọn' }).click();
  expect(await page.getByLabel('Ưu điểm, kết quả').inputValue()).toBe(prepared.achievements);
  expect(await page.getByLabel('Hạn chế, khuyết điểm').inputValue()).toBe('Thư ký bổ sung.');
  expect(await stored()).toMatchObject({ revision: 2 });
  await page.getByLabel('Người trình bày').fill('Ủy viên v1');
  await page.getByRole('button', { name: 'Thôi' }).click();
  await page.getByRole('dialog').getByText('Bỏ bản kiểm điểm đang viết?').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Thôi' }).click();
  expect(await page.getByLabel('Người trình bày').inputValue()).toBe('Ủy viên v1');
  await present.click();
  await page.getByLabel('Người trình bày').waitFor({ state: 'detached' });
  expect(await stored()).toMatchObject({ revision: 3, presentedBy: 'Ủy viên v1' });
  expect(troubles).toEqual([]);
});
