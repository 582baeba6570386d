import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cast, convene, marks, openRound, order, preparation } from '../support/session.ts';
import { expectAccessible, openBrowser, openSignedIn, shoot } from './guests.ts';
import { sharedHouse } from './shared-house.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
const theHouse = sharedHouse();

/** Four of one name, two of them with one position, one typed another way; and a unit under review as a cell and as an organisation. */
const seats = [
  { key: 'chair', fullName: 'Trần Thị Hòa', position: 'Bí thư Đảng ủy', role: 'CHAIR' },
  { key: 'a1', fullName: 'Nguyễn Văn An', position: 'Trưởng ấp 3', role: 'DELEGATE' },
  { key: 'a2', fullName: 'NGUYỄN VĂN AN', position: 'Đảng ủy viên', role: 'DELEGATE' },
  { key: 'a3', fullName: 'Nguyễn Văn An', position: 'Đảng ủy viên', role: 'DELEGATE' },
  { key: 'h2', fullName: 'Trần Thị Hoà', position: null, role: 'TELLER', mayVote: false },
  { key: 'b', fullName: 'Lê Văn Bình', position: 'Trưởng Công an xã', role: 'DELEGATE' },
];
const agenda = [
  { key: 'c1', kind: 'PARTY_CELL', name: 'Chi bộ Trường Mầm non', peerGroup: 'Khối trường học' },
  { key: 'c2', kind: 'PARTY_ORGANIZATION', name: 'Chi bộ Trường Mầm non', peerGroup: 'Khối ấp' },
  ...['a1', 'a2', 'a3'].map((key) => ({
    key: `m-${key}`,
    kind: 'PARTY_MEMBER',
    name: 'Nguyễn Văn An',
    position: seats.find((seat) => seat.key === key)?.position,
    seatKey: key,
  })),
];

async function gather() {
  const house = await theHouse();
  const meeting = await convene(house, preparation({ voters: 1 }, { seats, agenda }));
  const enter = async (key: string, path: string, width: number) => {
    const token = meeting.tokens[key] ?? '';
    return openSignedIn(browser, { address: house.address, path, token, width, height: 900 });
  };
  return { house, meeting, enter };
}

const texts = (page: Page, selector: string) => page.locator(selector).allInnerTexts();

test('who has another’s name is told apart on the roll, among those who have not voted, and in what is said', async () => {
  const { house, meeting, enter } = await gather();
  const { sessionId, tokens, reviewIds } = meeting;
  const chair = await enter('chair', '/chair', 1280);
  const teller = await enter('h2', '/ballot', 360);
  const roll = () => texts(chair.page, '.presences .name');
  await chair.page.getByRole('heading', { name: 'Điểm danh' }).waitFor();
  const inOrder = [
    'Trần Thị Hòa (Bí thư Đảng ủy)',
    'Nguyễn Văn An (Trưởng ấp 3)',
    'NGUYỄN VĂN AN (Đảng ủy viên, ghế số 3)',
    'Nguyễn Văn An (Đảng ủy viên, ghế số 4)',
    'Trần Thị Hoà (ghế số 5)',
    'Lê Văn Bình',
  ];
  expect(await roll()).toEqual(inOrder);
  await chair.page.getByLabel('Hiện diện của Nguyễn Văn An (Trưởng ấp 3)').waitFor();
  await chair.page.getByLabel('Thứ tự').selectOption('Theo tên A–Z');
  expect((await roll()).slice(-2).sort()).toEqual([
    'Trần Thị Hoà (ghế số 5)',
    'Trần Thị Hòa (Bí thư Đảng ủy)',
  ]);
  await chair.page.reload();
  await chair.page.getByRole('heading', { name: 'Điểm danh' }).waitFor();
  expect((await roll())[0]).toContain('Nguyễn Văn An');
  await chair.page.getByLabel('Thứ tự').selectOption('Theo danh sách');
  expect(await roll()).toEqual(inOrder);

  const roundId = await openRound(house, meeting, { reviewIds: reviewIds.slice(0, 1) });
  const choices = marks(reviewIds.slice(0, 1));
  await cast(house, tokens.chair ?? '', { sessionId, roundId, choices });
  await cast(house, tokens.b ?? '', { sessionId, roundId, choices });
  await cast(house, tokens.a2 ?? '', { sessionId, roundId, choices });
  await chair.page.getByText('3/5', { exact: true }).waitFor();
  const awaited = ['Nguyễn Văn An (Trưởng ấp 3)', 'Nguyễn Văn An (Đảng ủy viên, ghế số 4)'];
  expect(await texts(chair.page, '.round-awaiting .name')).toEqual(awaited);
  await teller.page.getByText('Chưa bỏ phiếu').waitFor();
  await teller.page.getByText('ghế số 4').waitFor();
  expect(await texts(teller.page, '.tag .name')).toEqual(awaited);
  await shoot(teller.page, 'names-teller-360');

  await order(house, tokens.a3 ?? '', 'addComment', { sessionId, reviewId: reviewIds[0], body: 'Nhất trí.' });
  for (const { page } of [chair, teller]) {
    await page.locator('.comment-head .name').getByText('Nguyễn Văn An (Đảng ủy viên, ghế số 4)').waitFor();
  }
  await expectAccessible(chair.page, 'chair, people of one name');
  await shoot(chair.page, 'names-chair');
  expect([...chair.troubles, ...teller.troubles]).toEqual([]);
});

test('subjects of one name are told apart on the agenda, on the sheet and before it is cast', async () => {
  const { house, meeting, enter } = await gather();
  const chair = await enter('chair', '/chair', 1280);
  const phone = await enter('b', '/ballot', 360);
  const listed = [
    'Chi bộ Trường Mầm non (Khối trường học)',
    'Chi bộ Trường Mầm non (Khối ấp)',
    'Nguyễn Văn An (Trưởng ấp 3)',
    'Nguyễn Văn An (Đảng ủy viên)',
    'Nguyễn Văn An (Đảng ủy viên)',
  ];
  for (const { page } of [chair, phone]) {
    await page.locator('.agenda .name').first().waitFor();
    expect(await texts(page, '.agenda .name')).toEqual(listed);
  }
  await chair.page.getByText('5. Nguyễn Văn An (Đảng ủy viên)').waitFor();
  await openRound(house, meeting);
  await phone.page.locator('.rest select').selectOption('GOOD');
  await phone.page.locator('.rest button').click();
  await phone.page.getByRole('button', { name: 'Xem lại và bỏ phiếu' }).click();
  expect(await texts(phone.page, '.summary .name')).toEqual([
    ...listed.slice(0, 3),
    'Nguyễn Văn An (Đảng ủy viên, nội dung số 4)',
    'Nguyễn Văn An (Đảng ủy viên, nội dung số 5)',
  ]);
  await shoot(phone.page, 'names-summary-360');
  expect([...chair.troubles, ...phone.troubles]).toEqual([]);
});

test('a ballot on one of two people of one name and position says on which, before it is cast too', async () => {
  const { house, meeting, enter } = await gather();
  const [screen, phone] = [await enter('screen', '/screen', 1280), await enter('b', '/ballot', 360)];
  await screen.page.getByText('Chi bộ Trường Mầm non (Khối trường học)').waitFor();
  await openRound(house, meeting, { reviewIds: meeting.reviewIds.slice(4) });
  await phone.page.getByRole('radio', { name: 'Hoàn thành tốt nhiệm vụ' }).check();
  const which = 'Đảng ủy viên, nội dung số 5';
  expect(await phone.page.locator('.choices legend').innerText()).toContain(which);
  await phone.page.getByRole('button', { name: 'Xem lại và bỏ phiếu' }).click();
  expect(await texts(phone.page, '.summary .name')).toEqual([`Nguyễn Văn An (${which})`]);
  await shoot(phone.page, 'names-one-360');
});

test('a sheet with one of two units of one name says which', async () => {
  const { house, meeting, enter } = await gather();
  const { page } = await enter('b', '/ballot', 360);
  const [, second, , last] = meeting.reviewIds;
  await openRound(house, meeting, { reviewIds: [second, last] });
  await page.locator('.paper-row').nth(1).waitFor();
  expect(await texts(page, '.paper-row legend')).toEqual([
    '2 Chi bộ Trường Mầm non · Khối ấp',
    '4 Nguyễn Văn An · Đảng ủy viên',
  ]);
});

test('every page says whose seat it is as the slip does, and who withdrew a comment', async () => {
  const { house, meeting, enter } = await gather();
  const { sessionId, tokens, reviewIds } = meeting;
  const [reviewId = ''] = reviewIds;
  const { page } = await enter('a3', '/ballot', 1280);
  expect(await page.locator('.head-person').innerText()).toBe('Nguyễn Văn An · Đảng ủy viên · ghế số 4');
  await order(house, tokens.chair ?? '', 'openReview', { sessionId, reviewId });
  await order(house, tokens.a3 ?? '', 'addComment', { sessionId, reviewId, body: 'Nhất trí.' });
  await page.getByRole('button', { name: /^Rút góp ý/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Rút góp ý' }).click();
  await page.getByText(/đã được rút lúc .* Nguyễn Văn An \(Đảng ủy viên, ghế số 4\)/).waitFor();
});
