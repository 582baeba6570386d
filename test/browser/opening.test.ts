import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { drawn } from '../support/chance.ts';
import { adminToken, openTestHouse } from '../support/house.ts';
import { convene, openRound, preparation } from '../support/session.ts';
import { openBrowser, openGuest } from './guests.ts';

// What an old laptop on a weak network waits for: measured and printed, for the people who look; no time is asserted. One page, drawn
// anew each time; WHOLE=1 measures all six.

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const bitsPerSecond = 1_600_000;
const latencyMs = 50;
const cpuSlowdown = 4;

test('pages become usable on a cold cache, at 1.6 Mbit/s and a quarter of the processor', async () => {
  const house = await openTestHouse();
  onTestFinished(() => house.stop());
  const meeting = await convene(house, preparation({ voters: 15, members: 15, cells: 11 }));
  await openRound(house, meeting);
  const pages = [
    ['/', null, 'input'],
    ['/screen', meeting.tokens.screen, '.sheet'],
    ['/ballot', meeting.tokens.v1, '.paper'],
    ['/chair', meeting.tokens.chair, '.round-desk'],
    ['/chair', adminToken, 'text=Chuẩn bị buổi họp mới'],
    ['/history', adminToken, 'input[type=search]'],
  ] as const;
  const measured = drawn(pages, 1);
  const lines: string[] = [];
  for (const [path, token, ready] of measured) {
    const { page, context } = await openGuest(browser);
    if (token) {
      await page.addInitScript(
        (kept) => sessionStorage.setItem('hoinghi.token', JSON.stringify(kept)),
        token,
      );
    }
    const tools = await context.newCDPSession(page);
    await tools.send('Network.enable');
    await tools.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: latencyMs,
      downloadThroughput: bitsPerSecond / 8,
      uploadThroughput: bitsPerSecond / 8,
    });
    await tools.send('Emulation.setCPUThrottlingRate', { rate: cpuSlowdown });
    let bytes = 0;
    tools.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength;
    });
    const beganMs = performance.now();
    await page.goto(`${house.address}${path}`, { waitUntil: 'commit' });
    await page.locator(ready).first().waitFor();
    const usableMs = Math.round(performance.now() - beganMs);
    await page.waitForLoadState('networkidle');
    const who = token === adminToken ? ' (administrator)' : '';
    lines.push(
      `${path}${who}`.padEnd(26) + `${usableMs} ms`.padStart(9) + `${Math.ceil(bytes / 1024)} KB`.padStart(9),
    );
    await context.close();
  }
  console.log(
    ['Cold cache, 1.6 Mbit/s, 50 ms, 4 × slower processor: usable after, loaded in all', ...lines].join('\n'),
  );
  expect(lines).toHaveLength(measured.length);
});
