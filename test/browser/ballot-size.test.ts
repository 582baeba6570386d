import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type BallotChoice, ballotChoices } from '../../src/core/vocabulary.ts';
import { cert, key } from '../support/certificate.ts';
import { drawn } from '../support/chance.ts';
import { openTestHouse, temporaryFolder } from '../support/house.ts';
import { openRelay, type Relay } from '../support/relay.ts';
import { convene, type Meeting, openRound, preparation } from '../support/session.ts';
import { openBrowser, openSignedIn } from './guests.ts';

// Somebody who hears the room's network sees no word of what goes over TLS, and every length. None may tell what a ballot holds.

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

/** Of TLS 1.3, AES-GCM, in each record: a byte for its type and sixteen of the tag. */
const overheadBytes = 17;
/** Pings and pongs, of the protocol and of websockets, come when they come. */
const maxPingBytes = 30;

interface Voter {
  readonly key: string;
  readonly meeting: Meeting;
  readonly choice: BallotChoice;
}

/** What is heard of one ballot, cast on a page in Chromium: how long the ballot is, and how much comes back for it. */
async function heard(relay: Relay, { key: seat, meeting, choice }: Voter) {
  const told: string[] = [];
  const { page, context } = await openSignedIn(browser, {
    address: `https://127.0.0.1:${relay.port}`,
    path: '/ballot',
    token: meeting.tokens[seat] ?? '',
    ignoreHTTPSErrors: true,
    hears: (payload) => void told.push(payload),
  });
  const marks = page.locator(`.ballot input[type=radio][value=${choice}]`);
  await marks.first().waitFor();
  for (const mark of await marks.all()) await mark.check({ force: true });
  await page.getByRole('button', { name: 'Xem lại và bỏ phiếu' }).click();
  told.length = 0;
  relay.forget();
  await page.getByRole('button', { name: 'Bỏ phiếu', exact: true }).click();
  const comes = (part: string) => expect.poll(() => told.some((text) => text.includes(part))).toBe(true);
  await Promise.all(['"BallotReceipt"', '"sealed":true', '"turnout":1'].map(comes));
  const data = relay.records
    .map((record) => ({ ...record, bytes: record.bytes - overheadBytes }))
    .filter(({ bytes }) => bytes > maxPingBytes);
  const sent = data.filter(({ from }) => from === 'client');
  const back = data.filter(({ from, connection }) => from === 'server' && connection === sent[0]?.connection);
  await context.close();
  return {
    ballot: sent.map(({ bytes }) => bytes),
    back: back.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

test('over TLS a ballot has one length whatever is marked and whoever is recused, and so has what comes back for it', async () => {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const file = join(folder.path, 'house.sqlite');
  // Everything but the ballots is done before the house has its certificate.
  const plain = await openTestHouse({ file });
  const voters: Voter[] = [];
  const opened = async (
    choice: BallotChoice,
    seat: string,
    onSheet: (ids: readonly string[]) => readonly string[],
  ) => {
    const meeting = await convene(plain, preparation({ voters: 5, members: 2, cells: 1 }));
    await openRound(plain, meeting, { reviewIds: onSheet(meeting.reviewIds) });
    voters.push({ key: seat, meeting, choice });
  };
  const ofOne = drawn(ballotChoices, 3);
  for (const choice of ofOne) await opened(choice, 'v2', (ids) => ids.slice(2));
  for (const choice of ['BLANK', 'NOT_COMPLETED'] as const) await opened(choice, 'v2', (ids) => ids);
  await opened('GOOD', 'v1', (ids) => ids);
  await plain.stop();
  const house = await openTestHouse({ file, tls: { cert: Buffer.from(cert), key: Buffer.from(key) } });
  onTestFinished(() => house.stop());
  const relay = await openRelay(Number(new URL(house.address).port));
  onTestFinished(() => relay.close());
  const all: Awaited<ReturnType<typeof heard>>[] = [];
  for (const voter of voters) all.push(await heard(relay, voter));

  const [one, sheet, recused] = [
    all.slice(0, ofOne.length),
    all.slice(ofOne.length, ofOne.length + 2),
    all.slice(ofOne.length + 2),
  ];
  const alike = (some: typeof all) => expect(some).toEqual(some.map(() => some[0]));
  alike(one);
  alike(sheet);
  expect(one[0]?.ballot).toHaveLength(1);
  expect(one[0]?.back).toBeGreaterThan(500);
  // What comes back to somebody else has other names in it, as it had before anybody cast.
  expect(recused.map(({ ballot }) => ballot)).toEqual([sheet[0]?.ballot]);
});
