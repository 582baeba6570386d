import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { asAttacker, entriesOf, writeJournal } from '../support/attacker.ts';
import { type Any, told as ask } from '../support/client.ts';
import { adminToken, openTestHouse, temporaryFolder } from '../support/house.ts';
import { cast, convene, openRound, order, preparation, prepareForTest, signIn } from '../support/session.ts';
import { verdictOf } from '../verify/busy-record.ts';
import { expectAccessible, openBrowser, openSignedIn, shoot } from './guests.ts';
import { sharedHouse } from './shared-house.ts';

// What the chair is told before it is too late: beginning on another day or with too few, voting where nobody can, ending unfinished.

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
const theHouse = sharedHouse();

const report = { achievements: 'Hoàn thành nhiệm vụ.' };
const member = (at: number, more: object = {}) => ({
  key: `m${at}`,
  kind: 'PARTY_MEMBER',
  name: `Công Tằng Tôn Nữ Thị Ngọc Trâm thứ ${at}`,
  ...more,
});

const today = () => new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);

test('adjourning names what is undecided, over its quota, open, without a report or an outcome, and each is ticked first', async () => {
  const house = await theHouse();
  const agenda = Array.from({ length: 55 }, (_, at) =>
    member(at + 1, { ...(at < 10 && { report }), ...(at < 12 && { peerGroup: 'Ban Thường vụ' }) }),
  );
  const settings = { noMajority: 'NEEDS_DECISION' };
  const meeting = await convene(house, preparation({ voters: 4 }, { agenda, settings }));
  const { sessionId, tokens, reviewIds } = meeting;
  const chair = tokens.chair ?? '';
  const onSheet = reviewIds.slice(0, 12);
  const roundId = await openRound(house, meeting, { reviewIds: onSheet });
  for (const [voter, key] of ['chair', 'v1', 'v2', 'v3'].entries()) {
    // Two against two on the last two: no level passes.
    const choices = onSheet.map((reviewId, at) => ({
      reviewId,
      choice: at >= 10 && voter < 2 ? 'COMPLETED' : at < 5 ? 'EXCELLENT' : 'GOOD',
    }));
    expect(await cast(house, tokens[key] ?? '', { sessionId, roundId, choices })).toMatchObject({ roundId });
  }
  await order(house, chair, 'closeRound', { sessionId, roundId });
  const { page, troubles } = await openSignedIn(browser, {
    address: house.address,
    path: '/chair',
    token: chair,
    width: 1280,
    height: 900,
  });
  await page.getByRole('button', { name: 'Bế mạc', exact: true }).click();
  const dialog = page.getByRole('dialog');
  const end = dialog.getByRole('button', { name: 'Bế mạc' });
  const ticks = [
    '2 nội dung cần tập thể quyết định, sẽ được ghi là chưa quyết định',
    '1 nhóm vượt tỷ lệ hoàn thành xuất sắc',
    '12 nội dung đang kiểm điểm sẽ được đóng lại',
    '45 nội dung không có bản kiểm điểm',
    '43 nội dung chưa có kết quả sẽ không được ghi vào lịch sử',
  ];
  await dialog.waitFor();
  expect(await dialog.getByRole('checkbox').count()).toBe(5);
  const names = (label: string) =>
    dialog.getByRole('region', { name: label }).getByRole('listitem').allInnerTexts();
  expect(await names(ticks[0] ?? '')).toEqual([
    '11. Công Tằng Tôn Nữ Thị Ngọc Trâm thứ 11',
    '12. Công Tằng Tôn Nữ Thị Ngọc Trâm thứ 12',
  ]);
  expect(await names(ticks[1] ?? '')).toEqual([
    expect.stringMatching(/^Ban Thường vụ: 5 xuất sắc, .*: vượt ít nhất 4/),
  ]);
  expect(await names(ticks[3] ?? '')).toHaveLength(45);
  await shoot(page, 'chair-adjourning');
  await expectAccessible(page, 'chair, adjourning a session that is unfinished');
  const isReady = async () => (await end.getAttribute('aria-disabled')) === null;
  for (const label of ticks) {
    expect([label, await isReady()]).toEqual([label, false]);
    await dialog.getByRole('checkbox', { name: label }).check();
  }
  expect(await isReady()).toBe(true);
  // What was said yes to are these names and numbers: of others it is asked anew.
  await order(house, chair, 'settleOutcome', {
    sessionId,
    reviewId: reviewIds[10],
    level: 'GOOD',
    reason: 'Thống nhất',
  });
  const fewer = dialog.getByRole('checkbox', { name: '1 nội dung cần tập thể quyết định' });
  await fewer.waitFor();
  expect([await fewer.isChecked(), await isReady()]).toEqual([false, false]);
  await page.setViewportSize({ width: 360, height: 740 });
  await shoot(page, 'chair-adjourning-phone');
  for (const label of [/^1 nội dung cần/, /^1 nhóm vượt/])
    await dialog.getByRole('checkbox', { name: label }).check();
  await end.click();
  await page.getByText('Hội nghị đã bế mạc. Kết quả đã được ghi vào lịch sử.').waitFor();
  expect(troubles).toEqual([]);
});

test('a finished session is adjourned with one question, and none can be while a round is open', async () => {
  const house = await theHouse();
  const agenda = [member(1, { report })];
  const meeting = await convene(house, preparation({ voters: 4 }, { agenda }));
  const { sessionId, tokens, reviewIds } = meeting;
  const chair = tokens.chair ?? '';
  const { page } = await openSignedIn(browser, { address: house.address, path: '/chair', token: chair });
  const roundId = await openRound(house, meeting, { method: 'OPEN_VOTE' });
  await page.getByText('Đang bỏ phiếu: kết thúc hoặc hủy lượt bỏ phiếu trước khi bế mạc.').waitFor();
  const end = page.getByRole('button', { name: 'Bế mạc', exact: true });
  expect(await end.isDisabled()).toBe(true);
  expect(await page.getByRole('button', { name: 'Kết thúc và kiểm phiếu' }).isDisabled()).toBe(true);
  await page.getByText('Chưa ai bỏ phiếu nên chưa có gì để kiểm.').waitFor();
  const choices = reviewIds.map((reviewId) => ({ reviewId, choice: 'GOOD' }));
  for (const key of ['chair', 'v1', 'v2'])
    await cast(house, tokens[key] ?? '', { sessionId, roundId, choices });
  await order(house, chair, 'closeRound', { sessionId, roundId });
  await order(house, chair, 'closeReview', { sessionId, reviewId: reviewIds[0] });
  await page.getByText('Đang bỏ phiếu: kết thúc').waitFor({ state: 'detached' });
  await end.click();
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  expect(await dialog.getByRole('checkbox').count()).toBe(0);
  await dialog.getByRole('button', { name: 'Bế mạc' }).click();
  await page.getByText('Hội nghị đã bế mạc.').waitFor();
});

test('[R6] [R60] [R9] a session that was prepared with two items about the same goes on as it is: told before convening, ticked before adjourning, both results kept', async () => {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const file = join(folder.path, 'old.sqlite');
  const before = await openTestHouse({ file });
  const prepared = await prepareForTest(before, preparation({ voters: 3, cells: 2 }));
  const { sessionId, codes, reviewIds } = prepared;
  await before.stop();
  // As a version before wrote it, which took two cells of one name for one organisation, and sealed nothing.
  rmSync(`${file}.keys/heads.key`);
  await asAttacker(file, async (source) => {
    await source.query('DELETE FROM head_seal');
    const entries = (await entriesOf(source, sessionId)).map((entry) => {
      if (entry.type !== 'SessionPrepared') return entry;
      const event = JSON.parse(entry.body);
      const [one, two] = event.preparation.agenda;
      Object.assign(two, { name: one.name, organizationId: one.organizationId });
      return { ...entry, body: JSON.stringify(event) };
    });
    await writeJournal(source, sessionId, entries);
  });
  const house = await openTestHouse({ file });
  let open = true;
  onTestFinished(async () => {
    if (open) await house.stop();
  });
  const tokens: Record<string, string> = {};
  for (const [key, code] of Object.entries(codes)) tokens[key] = await signIn(house, code);
  const chair = tokens.chair ?? '';
  const { page, troubles } = await openSignedIn(browser, {
    address: house.address,
    path: '/chair',
    token: chair,
  });
  await page.getByText('Cùng một đối tượng: khi bế mạc').waitFor();
  expect(await page.locator('.notice li').allInnerTexts()).toEqual([
    'nội dung số 1: Chi bộ 1',
    'nội dung số 2: Chi bộ 1',
  ]);
  for (const key of ['chair', 'v1', 'v2']) await order(house, tokens[key] ?? '', 'checkIn', { sessionId });
  await order(house, chair, 'conveneSession', { sessionId });
  for (const [at, level] of ['GOOD', 'COMPLETED'].entries())
    await order(house, chair, 'settleOutcome', {
      sessionId,
      reviewId: reviewIds[at],
      level,
      reason: 'Thống nhất',
    });
  await page.getByRole('button', { name: 'Bế mạc', exact: true }).click();
  const dialog = page.getByRole('dialog');
  const told = '2 nội dung trùng đối tượng, kết quả của nội dung sau sẽ thay kết quả của nội dung trước';
  await expect.poll(() => dialog.getByRole('region', { name: told }).getByRole('listitem').count()).toBe(2);
  await shoot(page, 'chair-adjourning-same');
  for (const box of await dialog.getByRole('checkbox').all()) await box.check();
  await dialog.getByRole('button', { name: 'Bế mạc' }).click();
  await page.getByText('Hội nghị đã bế mạc.').waitFor();
  const { results } = await ask(
    house.address,
    adminToken,
    '{ results(first: 9, filter: { includeSuperseded: true }) { edges { node { level supersedes { level } supersededBy { level } } } } }',
  );
  expect(results.edges.map(({ node }: Any) => node)).toEqual(
    expect.arrayContaining([
      { level: 'GOOD', supersedes: null, supersededBy: { level: 'COMPLETED' } },
      { level: 'COMPLETED', supersedes: { level: 'GOOD' }, supersededBy: null },
    ]),
  );
  expect(troubles).toEqual([]);
  open = false;
  await house.stop();
  expect((await verdictOf(file)).findings).toEqual([]);
});

test('beginning on another day is said with both days, and on the day itself nothing is', async () => {
  const house = await theHouse();
  const deskOf = async (heldOn: string) => {
    const { sessionId, codes } = await prepareForTest(house, preparation({ voters: 1 }, { heldOn }));
    const token = await signIn(house, codes.chair);
    await order(house, token, 'checkIn', { sessionId });
    return (await openSignedIn(browser, { address: house.address, path: '/chair', token })).page;
  };
  const early = await deskOf('2023-12-11');
  const [year, month, day] = today().split('-');
  const told = new RegExp(
    `^Hôm nay là (Thứ \\p{L}+|Chủ Nhật), ${day}/${month}/${year}; buổi họp ghi ngày Thứ Hai, 11/12/2023\\.$`,
    'u',
  );
  await early.getByText(told).waitFor();
  await expectAccessible(early, 'chair, another day than the session’s');
  await early.getByRole('button', { name: 'Khai mạc', exact: true }).click();
  await early.getByRole('dialog').getByText(told).waitFor();
  await shoot(early, 'chair-other-day');
  await early.getByRole('dialog').getByRole('button', { name: 'Khai mạc' }).click();
  await early.getByRole('button', { name: 'Mở kiểm điểm' }).waitFor();
  const right = await deskOf(today());
  await right.getByRole('button', { name: 'Khai mạc', exact: true }).waitFor();
  expect(await right.getByText(/^Hôm nay là/).count()).toBe(0);
});

test('a round that nobody could vote in is not offered, nor one on a closed review or without the quorum', async () => {
  const house = await theHouse();
  const settings = { quorum: { numerator: 1, denominator: 4 } };
  const agenda = [
    { key: 'own', kind: 'PARTY_MEMBER', name: 'Ủy viên chair', seatKey: 'chair' },
    { key: 'cell', kind: 'PARTY_CELL', name: 'Chi bộ 1' },
  ];
  const prepared = await prepareForTest(house, preparation({ voters: 4 }, { agenda, settings }));
  const { sessionId, codes, reviewIds } = prepared;
  const token = await signIn(house, codes.chair);
  await order(house, token, 'checkIn', { sessionId });
  await order(house, token, 'conveneSession', { sessionId });
  const { page, troubles } = await openSignedIn(browser, { address: house.address, path: '/chair', token });
  const nobody = page.getByText(/^Không ai trong số người có mặt được bỏ phiếu cho: Ủy viên chair\./);
  await nobody.waitFor();
  const open = page.getByRole('button', { name: 'Mở lượt bỏ phiếu' });
  expect(await open.isDisabled()).toBe(true);
  await expectAccessible(page, 'chair, a sheet that nobody could mark');
  await page.getByLabel('2. Chi bộ 1').check();
  await page.getByLabel('1. Ủy viên chair').uncheck();
  await nobody.waitFor({ state: 'detached' });
  expect(await open.isEnabled()).toBe(true);
  const [own = ''] = reviewIds;
  await order(house, token, 'openReview', { sessionId, reviewId: own });
  await order(house, token, 'settleOutcome', {
    sessionId,
    reviewId: own,
    level: 'GOOD',
    reason: 'Thống nhất',
  });
  await order(house, token, 'closeReview', { sessionId, reviewId: own });
  await page.getByText('Nội dung đang chọn đã đóng: mở lại rồi mới bỏ phiếu được.').waitFor();
  expect(await page.getByLabel('1. Ủy viên chair').count()).toBe(0);
  await page.getByLabel('Hiện diện của Ủy viên chair').selectOption('EXCUSED');
  const missing = page.getByText('Chưa đủ số người dự họp: có mặt 0, cần 1 người có quyền biểu quyết.');
  await missing.waitFor();
  expect(await open.isDisabled()).toBe(true);
  expect(troubles).toEqual([]);
});
