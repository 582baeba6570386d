import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { ask, newId, rawSocket, told } from '../support/client.ts';
import { adminToken, openTestHouse, type TestHouse, type TestHouseOptions } from '../support/house.ts';
import {
  convene,
  openRound,
  order,
  type PreparedForTest,
  preparation,
  prepareForTest,
  signIn,
} from '../support/session.ts';
import {
  expectAccessible,
  type Guest,
  openBrowser,
  openGuest,
  openSignedIn,
  roomName,
  shoot,
} from './guests.ts';
import { sharedHouse } from './shared-house.ts';

let browser: Browser;
let house: TestHouse;
let prepared: PreparedForTest;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
const theHouse = sharedHouse();

/** In the file's house, or in one of the test's own whose limits are used up. */
async function open(size = {}, limits?: TestHouseOptions['limits']): Promise<Guest> {
  house = limits === undefined ? await theHouse() : await openTestHouse({ limits });
  if (limits !== undefined) onTestFinished(() => house.stop());
  prepared = await prepareForTest(house, preparation({ voters: 5 }));
  const guest = await openGuest(browser, size);
  return guest;
}

async function type(page: Page, code: string): Promise<void> {
  await page.getByLabel('Mã truy cập', { exact: true }).fill(code);
  await page.getByRole('button', { name: 'Vào hội nghị' }).click();
}

const tokenOf = (page: Page) =>
  page.evaluate(() => JSON.parse(sessionStorage.getItem('hoinghi.token') ?? 'null') as string | null);

test('a code is taken as people type it: small letters, spaces, no hyphens, O for 0, I and l for 1', async () => {
  const { page, troubles } = await open({ width: 360, height: 640 });
  await page.goto(house.address);
  await page.getByRole('heading', { name: 'Đăng nhập' }).waitFor();
  await shoot(page, 'sign-in-360');
  await expectAccessible(page, 'sign-in');
  const code = prepared.codes.v1 ?? '';
  const typed = code
    .replaceAll('-', ' ')
    .toLowerCase()
    .replaceAll('0', 'o')
    .replace('1', 'l')
    .replaceAll('1', 'I');
  await type(page, ` ${typed} `);
  await page.waitForURL('**/ballot');
  await page.getByText('Ủy viên v1').first().waitFor();
  expect(troubles).toEqual([]);
});

test('a code in the fragment signs in, is taken out of the address and never sent in one', async () => {
  const { page, troubles } = await open();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(`${house.address}/#code=${prepared.codes.screen}`);
  await page.waitForURL(`${house.address}/screen`);
  await page.getByText('Hội nghị sắp bắt đầu').waitFor();
  await page.goBack().catch(() => null);
  expect(page.url()).not.toContain(prepared.codes.screen);
  expect(asked.filter((url) => url.includes(prepared.codes.screen ?? '?'))).toEqual([]);
  expect(troubles).toEqual([]);
});

test('a wrong code says so, and too many say when to try again', async () => {
  const { page, troubles } = await open({}, {});
  await page.goto(house.address);
  await type(page, 'ABC');
  await page.getByText(/Mã có 13 ký tự/).waitFor();
  await expectAccessible(page, 'sign-in, code too short');
  await type(page, 'AAAA-AAAA-AAAAA');
  await page.getByText('Không có mã truy cập này.').waitFor();
  const wrong = { input: { code: 'BBBB-BBBB-BBBBB' } };
  const document = 'mutation ($input: SignInInput!) { signIn(input: $input) { __typename } }';
  for (let attempt = 0; attempt < 29; attempt += 1) await told(house.address, null, document, wrong);
  await type(page, 'AAAA-AAAA-AAAAA');
  await page.getByText(/mã đúng vẫn vào được.*thử lại sau \d+ giây/).waitFor();
  await shoot(page, 'sign-in-throttled');
  await expectAccessible(page, 'sign-in, throttled');
  // Whoever has a right code is not kept out by others' wrong ones.
  const { page: other, context } = await openGuest(browser);
  await other.goto(`${house.address}/#code=${prepared.codes.v2}`);
  await other.waitForURL('**/ballot');
  await context.close();
  expect(troubles).toEqual([expect.stringMatching(/status of 429/)]);
});

test('a right code signs in while strangers of the address have had its operations and hold its sockets without a token', async () => {
  const strangers = { addressOperationsPerMinute: 5, socketsPerSeat: 1 };
  const { page, troubles } = await open({ width: 360, height: 640 }, strangers);
  const { socket } = await rawSocket(house.address);
  onTestFinished(() => socket.terminate());
  const isUsedUp = async () => (await ask(house.address, null, '{ viewer { kind } }')).errors !== undefined;
  while (!(await isUsedUp()));
  await page.goto(house.address);
  await type(page, 'AAAA-AAAA-AAAAA');
  await page.getByText(/mã đúng vẫn vào được/).waitFor();
  await shoot(page, 'sign-in-share-used-up-360');
  await expectAccessible(page, 'sign-in, share used up');
  await type(page, prepared.codes.v1 ?? '');
  await page.waitForURL('**/ballot');
  await page.getByText('Ủy viên v1').first().waitFor();
  expect(troubles).toEqual([expect.stringMatching(/status of 429/)]);
});

test('signing out ends the token and leaves nothing in the tab; a new code ends the former one’s pages', async () => {
  const { page, troubles } = await open();
  await page.goto(`${house.address}/#code=${prepared.codes.v1}`);
  await page.waitForURL('**/ballot');
  await page.getByRole('heading', { name: 'Bỏ phiếu', level: 1 }).waitFor();
  const token = await tokenOf(page);
  await page.getByRole('button', { name: 'Đăng xuất' }).click();
  await page.getByText('Bạn đã đăng xuất.').waitFor();
  expect(await tokenOf(page)).toBeNull();
  const refused = await fetch(`${house.address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: '{ viewer { kind } }' }),
  });
  expect(refused.status).toBe(401);
  await page.goto(`${house.address}/#code=${prepared.codes.v2}`);
  await page.waitForURL('**/ballot');
  await page.getByRole('heading', { name: 'Bỏ phiếu', level: 1 }).waitFor();
  const input = { commandId: newId(), sessionId: prepared.sessionId, seatId: prepared.seatIds.v2 };
  await told(
    house.address,
    adminToken,
    'mutation ($input: IssueAccessCodeInput!) { issueAccessCode(input: $input) { __typename } }',
    { input },
  );
  await page.getByText(/Phiên đăng nhập của bạn đã kết thúc/).waitFor();
  expect(await tokenOf(page)).toBeNull();
  expect(troubles).toEqual([]);
});

test('English is a switch away, and remembered on the device', async () => {
  const { page, context, troubles } = await open();
  await page.goto(house.address);
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
  await expectAccessible(page, 'sign-in, English');
  const another = await context.newPage();
  await another.goto(`${house.address}/#code=${prepared.codes.v1}`);
  await another.getByText('You have not checked in.').waitFor();
  expect(troubles).toEqual([]);
});

test('over plain http under a name of the room’s network, a seat signs in and checks in', async () => {
  const { page, troubles } = await open();
  await page.goto(`http://${roomName}:${new URL(house.address).port}/#code=${prepared.codes.chair}`);
  await page.waitForURL('**/chair');
  expect(await page.evaluate(() => [isSecureContext, typeof crypto.randomUUID])).toEqual([
    false,
    'undefined',
  ]);
  await page.getByRole('link', { name: 'Bỏ phiếu' }).click();
  await page.getByRole('button', { name: 'Tôi có mặt' }).click();
  await page.getByText('Có mặt 1/5').waitFor();
  expect(troubles).toEqual([]);
});

test('whoever scans a code in a tab where somebody is signed in takes it over, and is not sent away with the former person', async () => {
  const { page, troubles } = await open();
  await page.goto(`${house.address}/#code=${prepared.codes.v1}`);
  await page.waitForURL('**/ballot');
  await page.getByText('Ủy viên v1').first().waitFor();
  await page.evaluate((code) => {
    location.hash = `code=${code}`;
  }, prepared.codes.v2);
  await page.getByText('Ủy viên v2').first().waitFor();
  expect(page.url()).toBe(`${house.address}/ballot`);
  const document =
    'mutation ($input: IssueAccessCodeInput!) { issueAccessCode(input: $input) { __typename } }';
  const { sessionId, seatIds } = prepared;
  await told(house.address, adminToken, document, {
    input: { commandId: newId(), sessionId, seatId: seatIds.v1 },
  });
  await page.getByRole('button', { name: 'Tôi có mặt' }).click();
  await page.getByText('Có mặt 1/5').waitFor();
  expect(await page.getByText('Ủy viên v2').count()).toBeGreaterThan(0);
  expect(troubles).toEqual([]);
});

const longName = 'Công Tằng Tôn Nữ Thị Hồng Ngọc Phương Quỳnh Trâm';
const seats = [
  { key: 'chair', fullName: 'Đào Văn Phi', position: 'Bí thư Đảng ủy', role: 'CHAIR' },
  {
    key: 'v1',
    fullName: longName,
    position: 'Ủy viên Ban Thường vụ, Phó Bí thư Thường trực Đảng ủy',
    role: 'DELEGATE',
  },
  { key: 'v2', fullName: 'Lê Văn Bình', position: null, role: 'DELEGATE' },
  { key: 'v3', fullName: 'Trần Thị Hòa', position: null, role: 'DELEGATE' },
];
const instant = String.raw`\d\d:\d\d ngày \d\d/\d\d/\d{4}`;

/** At the width of a phone and of a large screen, with `at` in sight. */
async function shootAt(page: Page, name: string, at?: string): Promise<void> {
  for (const [width, height] of [
    [360, 740],
    [1920, 1080],
  ] as const) {
    await page.setViewportSize({ width, height });
    if (at !== undefined)
      await page
        .locator(at)
        .first()
        .evaluate((found) => found.scrollIntoView({ block: 'center' }));
    await shoot(page, `${name}-${width}`);
  }
}

test('[R78] a seat is told how often and since when its code was used, marked only if more than once, and never while it votes', async () => {
  const { page, troubles } = await open({ width: 360, height: 740, reducedMotion: 'reduce' });
  const meeting = await prepareForTest(house, preparation({ voters: 1 }, { seats }));
  const asked: string[] = [];
  page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => {
      if (String(payload).includes('codeUses')) asked.push(String(payload));
    }),
  );
  const [menu, own] = [
    page.getByRole('button', { name: 'Menu' }),
    page.locator('.head-tools').getByRole('button', { name: 'Mã của ghế' }),
  ];
  await page.goto(`${house.address}/#code=${meeting.codes.v1}`);
  await page.waitForURL('**/ballot');
  await menu.click();
  await own.waitFor();
  expect([await menu.innerText(), await own.innerText()]).toEqual(['Menu', 'Mã của ghế']);
  await own.click();
  await page.getByText(new RegExp(`^Mã của ghế này đã dùng 1 lần, lúc ${instant}. Nếu không phải`)).waitFor();
  await expect.poll(() => asked).toHaveLength(2);

  // Somebody else signs in: no page is told, and whoever opens one or looks again sees it.
  const tokens = {
    chair: await signIn(house, meeting.codes.chair),
    v1: await signIn(house, meeting.codes.v1),
  };
  for (const key of ['v2', 'v3'])
    await order(house, await signIn(house, meeting.codes[key]), 'checkIn', { sessionId: meeting.sessionId });
  expect(asked).toHaveLength(2);
  await own.click();
  await own.click();
  await page
    .getByText(new RegExp(`đã dùng 2 lần kể từ ${instant}, lần gần nhất lúc \\d\\d:\\d\\d\\.`))
    .waitFor();
  await shootAt(page, 'own-code');
  await expectAccessible(page, 'ballot, the code was used twice');
  await page.setViewportSize({ width: 360, height: 740 });
  await page.reload();
  await page.getByRole('button', { name: 'Menu Mã của ghế: dùng 2 lần' }).waitFor();
  await shootAt(page, 'own-code-marked');
  await own.click();
  const said = page.getByText('lần gần nhất lúc');
  await said.waitFor();

  // While a round is open nothing of it is in sight, and nothing asks.
  for (const token of Object.values(tokens))
    await order(house, token, 'checkIn', { sessionId: meeting.sessionId });
  await order(house, tokens.chair, 'conveneSession', { sessionId: meeting.sessionId });
  const before = asked.length;
  const roundId = await openRound(house, { ...meeting, tokens });
  await page.getByRole('heading', { name: 'Phiếu của bạn' }).waitFor();
  expect([await own.isVisible(), await said.isVisible()]).toEqual([false, false]);
  await shootAt(page, 'own-code-voting');
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await menu.innerText()).toBe('Menu');
  expect(asked).toHaveLength(before);
  await order(house, tokens.chair, 'voidRound', { sessionId: meeting.sessionId, roundId, reason: 'Nhầm' });
  await page.getByRole('button', { name: 'Menu Mã của ghế: dùng 2 lần' }).waitFor();
  expect(troubles).toEqual([]);
});

test('[R78] chair and secretary see of each seat how often and since when its code was used, the administrator when it was issued', async () => {
  await open();
  const title = 'Hội nghị có tên dài';
  const meeting = await convene(house, preparation({ voters: 1 }, { seats, title }));
  await signIn(house, meeting.codes.v1);
  const enter = (token: string) =>
    openSignedIn(browser, { address: house.address, path: '/chair', token, width: 1920, height: 1080 });
  const chair = await enter(meeting.tokens.chair ?? '');
  await chair.page.clock.install();
  await chair.page.reload();
  const uses = () => chair.page.locator('.presences .code-use').allInnerTexts();
  await chair.page.getByText('1 ghế có mã dùng hơn một lần').waitFor();
  expect(await uses()).toEqual([
    expect.stringMatching(new RegExp(`^mã dùng 1 lần, lúc ${instant}$`)),
    expect.stringMatching(new RegExp(`^mã dùng 2 lần kể từ ${instant}, gần nhất \\d\\d:\\d\\d$`)),
    expect.stringMatching(/^mã dùng 1 lần/),
    expect.stringMatching(/^mã dùng 1 lần/),
  ]);
  await chair.page.getByText(/^Màn hình: mã dùng 1 lần/).waitFor();
  await expectAccessible(chair.page, 'chair, how often codes were used');
  await shootAt(chair.page, 'codes-desk', '.code-use.often');
  // A desk that stays open learns of a sign-in within a minute.
  await signIn(house, meeting.codes.v3);
  await chair.page.clock.fastForward('01:00');
  await chair.page.getByText('2 ghế có mã dùng hơn một lần').waitFor();

  const { page, troubles } = await enter(adminToken);
  await page.getByRole('button', { name: `Mở ${title}` }).click();
  const issued = page.locator('td .code-use');
  await issued.first().waitFor();
  expect(await issued.allInnerTexts()).toEqual(
    seats.map(() => expect.stringMatching(new RegExp(`^cấp lúc ${instant}$`))),
  );
  await page.getByText('người quản trị không thấy').waitFor();
  expect(await page.getByText('lần kể từ').count()).toBe(0);
  await shootAt(page, 'codes-issued', 'td .code-use');
  expect([...chair.troubles, ...troubles]).toEqual([]);
});
