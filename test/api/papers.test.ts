import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shareText } from '../../src/papers/numbers.ts';
import { type Any, told } from '../support/client.ts';
import { adminToken, openTestHouse, type TestHouse } from '../support/house.ts';
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

beforeAll(async () => {
  house = await openTestHouse();
  const input = preparation({ voters: 4, cells: 2 }, { title: 'Hội nghị kiểm điểm Đảng bộ xã Phước Lộc' });
  input.agenda[0].name = 'Chi bộ ấp Bà Thược (ở Đường Ưỡn)';
  meeting = await convene(house, input);
  roundId = await openRound(house, meeting);
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

/** The text as a reader copies it, spaces alike. */
async function textOf(bytes: Buffer): Promise<string> {
  const loading = getDocument({ data: new Uint8Array(bytes), verbosity: 0 });
  const pdf = await loading.promise;
  const parts: string[] = [];
  for (let page = 1; page <= pdf.numPages; page += 1) {
    const { items } = await (await pdf.getPage(page)).getTextContent();
    parts.push(items.map((item) => ('str' in item ? item.str : '')).join(' '));
  }
  await loading.destroy();
  return parts.join(' ').replace(/\s+/g, ' ');
}

async function allowed(kind: string, more: object = {}): Promise<Record<string, string>> {
  const { tokens } = meeting;
  const viewers: Record<string, string | undefined> = {
    admin: adminToken,
    chair: tokens.chair,
    delegate: tokens.v1,
    screen: tokens.screen,
  };
  const found: Record<string, string> = {};
  for (const [viewer, token] of Object.entries(viewers)) {
    const answer = await link(token ?? '', kind, more);
    found[viewer] = answer.code ?? 'LINK';
  }
  return found;
}

const staff = (refusal = 'NOT_ALLOWED') => ({
  admin: 'LINK',
  chair: 'LINK',
  delegate: refusal,
  screen: refusal,
});
const nobody = (code: string) => ({ ...staff(), admin: code, chair: code });

test('while a round is open there are ballots and drafts, and no count', async () => {
  expect(await allowed('COUNT_MINUTES', { roundId })).toEqual(nobody('ROUND_OPEN'));
  expect(await allowed('COUNT_MINUTES')).toEqual(nobody('NOT_FOUND'));
  expect(await allowed('BALLOTS')).toEqual(staff());
  expect(await allowed('SESSION_MINUTES')).toEqual(staff());
  expect(await allowed('SUMMARY')).toEqual(staff());
  const { path } = await link(adminToken, 'BALLOTS');
  const text = await textOf(await bytesOf(path));
  expect(text.match(/PHIẾU ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG/g)).toHaveLength(4);
  await expect(link(null, 'SUMMARY')).rejects.toThrow('UNAUTHENTICATED');
});

test('the count’s minutes say the stored numbers, in letters that can be searched and copied, and the same bytes each time', async () => {
  const { sessionId, tokens, reviewIds } = meeting;
  const [first, second] = marks(reviewIds);
  for (const [seat, choice] of Object.entries({ chair: 'EXCELLENT', v1: 'GOOD', v2: 'GOOD' })) {
    const choices = [{ ...first, choice }, second];
    await cast(house, tokens[seat] ?? '', { sessionId, roundId, choices });
  }
  await order(house, tokens.chair ?? '', 'closeRound', { sessionId, roundId });
  expect(await allowed('COUNT_MINUTES', { roundId })).toEqual(staff());
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
  expect(await allowed('BALLOTS')).toEqual(nobody('SESSION_ADJOURNED'));
  expect(await allowed('SUMMARY')).toEqual({ ...staff(), delegate: 'LINK' });
  expect(await allowed('SESSION_MINUTES')).toEqual(staff());
  const minutes = await textOf(await bytesOf((await link(adminToken, 'SESSION_MINUTES')).path));
  expect(minutes).not.toContain('DỰ THẢO');
  expect(minutes).toContain('Tập thể quyết định, lý do: Tập thể thống nhất');
  const summary = await textOf(await bytesOf((await link(meeting.tokens.v1 ?? '', 'SUMMARY')).path));
  expect(summary).toContain('Hoàn thành xuất sắc nhiệm vụ (tập thể quyết định)');
});

test('another session’s seats and API keys get none', async () => {
  const other = await convene(house, preparation({ voters: 3 }, { title: 'Hội nghị khác' }));
  expect((await link(other.tokens.chair ?? '', 'SUMMARY')).code).toBe('NOT_FOUND');
  const create =
    'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { ... on ApiKey { key } } }';
  const commandId = '22222222-2222-4222-8222-222222222222';
  const { createApiKey } = await told(house.address, adminToken, create, {
    input: { commandId, name: 'Kho' },
  });
  expect((await link(createApiKey.key, 'SUMMARY')).code).toBe('NOT_FOUND');
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
