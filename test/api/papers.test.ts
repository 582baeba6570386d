import { afterAll, beforeAll, expect, test } from 'vitest';
import { shareText } from '../../src/papers/numbers.ts';
import { type Any, ask, told } from '../support/client.ts';
import { adminToken, openTestHouse, type TestHouse } from '../support/house.ts';
import { newKey } from '../support/keys.ts';
import { textOf } from '../support/pdf.ts';
import {
  cast,
  convene,
  type Meeting,
  marks,
  openRound,
  order,
  preparation,
  settleAll,
} from '../support/session.ts';

// Papers through the API: who gets which, when, and that their text is what is stored, with its marks.

let house: TestHouse;
let meeting: Meeting;
let roundId = '';
let viewers: Readonly<Record<string, string | null>>;

beforeAll(async () => {
  house = await openTestHouse();
  const input = preparation({ voters: 4, cells: 2 }, { title: 'Hội nghị kiểm điểm Đảng bộ xã Phước Lộc' });
  input.agenda[0].name = 'Chi bộ ấp Bà Thược (ở Đường Ưỡn)';
  input.seats.push({ key: 'secretary', fullName: 'Thư ký', role: 'SECRETARY', mayVote: false });
  meeting = await convene(house, input);
  roundId = await openRound(house, meeting);
  const { tokens } = meeting;
  const other = await convene(house, preparation({ voters: 3 }, { title: 'Hội nghị khác' }));
  viewers = {
    ...{ admin: adminToken, chair: tokens.chair ?? '', secretary: tokens.secretary ?? '' },
    ...{ teller: tokens.teller ?? '', delegate: tokens.v1 ?? '', guest: tokens.guest ?? '' },
    ...{ screen: tokens.screen ?? '', apiKey: await newKey(house.address), nobody: null },
    otherChair: other.tokens.chair ?? '',
  };
});
afterAll(() => house.stop());

const document = `mutation ($input: LinkPaperInput!) { linkPaper(input: $input) {
  ... on DownloadLink { path expiresAt } ... on Refusal { code } } }`;

async function link(token: string | null, kind: string, more: object = {}): Promise<Any> {
  const input = { kind, sessionId: meeting.sessionId, ...more };
  return (await told(house.address, token, document, { input })).linkPaper;
}

async function bytesOf(path: string): Promise<Buffer> {
  const response = await fetch(`${house.address}${path}`);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/pdf']);
  return Buffer.from(await response.arrayBuffer());
}

/** What each kind of viewer is answered: a link, or the code of what keeps it from one. */
async function allowed(kind: string, more: object = {}): Promise<Record<string, string>> {
  const input = { kind, sessionId: meeting.sessionId, ...more };
  const found: Record<string, string> = {};
  for (const [viewer, token] of Object.entries(viewers)) {
    const { data, errors } = await ask(house.address, token, document, { input });
    found[viewer] = errors?.[0]?.extensions.code ?? data.linkPaper.code ?? 'LINK';
  }
  return found;
}

const outside = { apiKey: 'NOT_FOUND', otherChair: 'NOT_FOUND', nobody: 'UNAUTHENTICATED' };
/** Of a paper that those who lead may have; `others` says what teller, delegate, guest and screen get. */
const leaders = (others: object = {}) => ({
  ...{ admin: 'LINK', chair: 'LINK', secretary: 'LINK' },
  ...{ teller: 'NOT_ALLOWED', delegate: 'NOT_ALLOWED', guest: 'NOT_ALLOWED', screen: 'NOT_ALLOWED' },
  ...others,
  ...outside,
});
/** Where there is no such paper now, for who could have it. */
const none = (code: string, others: object = {}) => ({
  ...leaders(others),
  ...{ admin: code, chair: code, secretary: code },
});

test('while a round is open there are ballots and drafts, and no count', async () => {
  expect(await allowed('COUNT_MINUTES', { roundId })).toEqual(none('ROUND_OPEN', { teller: 'ROUND_OPEN' }));
  expect(await allowed('COUNT_MINUTES')).toEqual(none('NOT_FOUND', { teller: 'NOT_FOUND' }));
  expect(await allowed('BALLOTS')).toEqual(leaders());
  expect(await allowed('SESSION_MINUTES')).toEqual(leaders());
  expect(await allowed('SUMMARY')).toEqual(leaders());
  const { path } = await link(adminToken, 'BALLOTS');
  const text = await textOf(await bytesOf(path));
  expect(text.match(/PHIẾU ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG/g)).toHaveLength(4);
});

test('the count’s minutes say the stored numbers, in letters that can be searched and copied, and the same bytes each time', async () => {
  const { sessionId, tokens, reviewIds } = meeting;
  const [first, second] = marks(reviewIds);
  for (const [seat, choice] of Object.entries({ chair: 'EXCELLENT', v1: 'GOOD', v2: 'GOOD' })) {
    const choices = [{ ...first, choice }, second];
    await cast(house, tokens[seat] ?? '', { sessionId, roundId, choices });
  }
  await order(house, tokens.chair ?? '', 'closeRound', { sessionId, roundId });
  expect(await allowed('COUNT_MINUTES', { roundId })).toEqual(leaders({ teller: 'LINK' }));
  const { path } = await link(tokens.chair ?? '', 'COUNT_MINUTES', { roundId });
  const bytes = await bytesOf(path);
  expect((await bytesOf(path)).equals(bytes)).toBe(true);
  const text = await textOf(bytes);
  expect(text).toBe(text.normalize('NFC'));
  for (const part of [
    'ĐẢNG CỘNG SẢN VIỆT NAM',
    'BIÊN BẢN KIỂM PHIẾU',
    'Chi bộ ấp Bà Thược (ở Đường Ưỡn)',
    'Số phiếu phát ra: 4',
    'Số phiếu thu về: 3',
    'Số phiếu không hợp lệ: 0',
    `3 4 1 ${shareText(1, 4)} 2 ${shareText(2, 4)} 0`,
  ]) {
    expect(text).toContain(part);
  }
});

test('once it is over: minutes without a draft’s mark, a summary for delegates too, no more ballots', async () => {
  await settleAll(house, meeting, ['EXCELLENT', null]);
  expect(await allowed('BALLOTS')).toEqual(none('SESSION_ADJOURNED'));
  expect(await allowed('SUMMARY')).toEqual(leaders({ delegate: 'LINK' }));
  expect(await allowed('SESSION_MINUTES')).toEqual(leaders());
  const minutes = await textOf(await bytesOf((await link(adminToken, 'SESSION_MINUTES')).path));
  expect(minutes).not.toContain('DỰ THẢO');
  expect(minutes).toContain('Tập thể quyết định, lý do: Tập thể thống nhất');
  const summary = await textOf(await bytesOf((await link(meeting.tokens.v1 ?? '', 'SUMMARY')).path));
  expect(summary).toContain('Hoàn thành xuất sắc nhiệm vụ (tập thể quyết định)');
});

test.each([
  [1, 3, '33,33 %'],
  [2, 3, '66,67 %'],
  [1, 8, '12,50 %'],
  [1, 20_000, '0,01 %'],
  [15, 15, '100,00 %'],
  [0, 0, '–'],
])('%i of %i is %s', (part, whole, text) => {
  expect(shareText(part, whole)).toBe(text);
});
