import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestHouse } from '../support/house.ts';
import { cast, convene, type Meeting, marks, openRound, order, preparation } from '../support/session.ts';
import { expectAccessible, openBrowser, openGuest, shoot } from './guests.ts';
import { sharedHouse } from './shared-house.ts';

// The pages as a committee of fifteen sees them. `PICTURES=1 npx vitest run --project browser` renews the pictures of README.

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
const theHouse = sharedHouse();

const two = (number: number) => String(number).padStart(2, '0');
const people = Array.from({ length: 15 }, (_, at) => `Ủy viên ${two(at + 1)}`);
const keys = ['chair', ...people.slice(1).map((_, at) => `v${at + 1}`)];

async function open() {
  const house = await theHouse();
  const seats = people.map((fullName, at) => ({
    key: keys[at],
    fullName,
    position: at === 0 ? 'Bí thư Đảng ủy' : 'Ủy viên Ban Chấp hành',
    role: at === 0 ? 'CHAIR' : 'DELEGATE',
  }));
  const cells = Array.from({ length: 11 }, (_, at) => ({
    key: `cell-${at}`,
    kind: 'PARTY_CELL',
    name: `Chi bộ ${two(at + 1)}`,
  }));
  const members = people.map((name, at) => ({
    key: `member-${at}`,
    kind: 'PARTY_MEMBER',
    name,
    position: seats[at]?.position,
    seatKey: keys[at],
  }));
  const meeting = await convene(
    house,
    preparation(
      { voters: 15 },
      {
        organization: { name: 'Đảng bộ xã Mẫu', superior: { name: 'Đảng bộ huyện Mẫu' } },
        title: 'Hội nghị kiểm điểm, đánh giá, xếp loại chất lượng năm 2023 (dữ liệu mẫu)',
        seats,
        agenda: [...cells, ...members],
      },
    ),
  );
  return { house, meeting };
}

async function castSome(
  house: TestHouse,
  meeting: Meeting,
  roundId: string,
  reviewIds: readonly string[],
  count: number,
) {
  const { sessionId, tokens } = meeting;
  for (const [at, key] of keys.slice(0, count).entries()) {
    const choices = reviewIds.map((reviewId, place) => ({
      reviewId,
      choice: (at + place * 3) % 7 === 0 ? 'COMPLETED' : (at * (place + 2)) % 4 === 0 ? 'EXCELLENT' : 'GOOD',
    }));
    expect(await cast(house, tokens[key] ?? '', { sessionId, roundId, choices })).toMatchObject({ roundId });
  }
}

async function pageOf(house: TestHouse, meeting: Meeting, key: string, path: string, size: object) {
  const guest = await openGuest(browser, size);
  await guest.page.goto(`${house.address}${path}#code=${meeting.codes[key]}`);
  return guest.page;
}

test('the screen, ballots on a laptop and on a phone, and the chair’s desk while fifteen vote on eleven cells', async () => {
  const { house, meeting } = await open();
  const cells = meeting.reviewIds.slice(0, 11);
  const roundId = await openRound(house, meeting, { reviewIds: cells });
  await castSome(house, meeting, roundId, cells, 12);
  const screen = await pageOf(house, meeting, 'screen', '/screen', { width: 1920, height: 1080 });
  await screen.getByText('12/15').first().waitFor();
  await screen.waitForFunction(() => document.getAnimations().length === 0);
  await shoot(screen, 'screen');
  await expectAccessible(screen, 'screen, eleven cells');
  const ballot = await pageOf(house, meeting, 'v13', '/ballot', { width: 1280, height: 900 });
  await ballot.getByRole('radio').first().focus();
  for (const key of '12233222') await ballot.keyboard.press(key);
  await ballot.evaluate(() => document.querySelector('.ballot')?.scrollIntoView());
  await shoot(ballot, 'ballot');
  const phone = await pageOf(house, meeting, 'v14', '/ballot', {
    width: 360,
    height: 740,
    deviceScaleFactor: 2,
  });
  await phone.getByText('Còn 11 nội dung chưa đánh dấu.').waitFor();
  await shoot(phone, 'ballot-phone');
  const chair = await pageOf(house, meeting, 'chair', '/chair', { width: 1280, height: 900 });
  await chair.getByText('Ủy viên 13').first().waitFor();
  await chair.waitForFunction(() => document.getAnimations().length === 0);
  await shoot(chair, 'chair');
  await order(house, meeting.tokens.chair ?? '', 'closeRound', { sessionId: meeting.sessionId, roundId });
  await screen.getByRole('heading', { name: 'Kết quả' }).waitFor();
  await shoot(screen, 'screen-outcomes-cells');
});

test('a screen shows a hundred subjects in turn', async () => {
  const house = await theHouse();
  const meeting = await convene(house, preparation({ voters: 3, cells: 100 }));
  const roundId = await openRound(house, meeting, { method: 'OPEN_VOTE' });
  const screen = await pageOf(house, meeting, 'screen', '/screen', { width: 1920, height: 1080 });
  await screen.getByText(/^Trang 1\/\d$/).waitFor();
  await expectAccessible(screen, 'screen, a hundred subjects');
  await cast(house, meeting.tokens.v1 ?? '', {
    sessionId: meeting.sessionId,
    roundId,
    choices: marks(meeting.reviewIds, 'EXCELLENT'),
  });
  await screen.locator('.ring').getByText('1/3').waitFor();
  await shoot(screen, 'screen-hundred');
});
