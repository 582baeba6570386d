import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { convene, preparation } from '../support/session.ts';
import { expectAccessible, openBrowser, openGuest, roomName, shoot } from './guests.ts';
import { button } from './preparing.ts';
import { sharedHouse } from './shared-house.ts';

// What whoever sets the room's screen up relies on: that it stays lit, fills the display, and is not signed out by a slip.

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
const theHouse = sharedHouse();

interface Opening {
  /** Whose secure origins browsers give locks to: this machine's own name, and not the room's. */
  readonly host?: string;
  /** Runs before the page. */
  readonly before?: () => void;
}

async function openScreen({ host = '127.0.0.1', before }: Opening = {}) {
  const house = await theHouse();
  const meeting = await convene(house, preparation({ voters: 3 }));
  const guest = await openGuest(browser, { width: 1920, height: 1080 });
  // Without a window Chromium gives nobody a lock by itself; with one it does.
  await guest.context.grantPermissions(['screen-wake-lock']);
  if (before !== undefined) await guest.page.addInitScript(before);
  await guest.page.goto(`${house.address.replace('127.0.0.1', host)}/screen#code=${meeting.codes.screen}`);
  await guest.page.getByText('Chờ nội dung tiếp theo').waitFor();
  return guest;
}

const mayGoDark = /Màn hình có thể tự tắt/;

interface Asked {
  readonly sentinels: WakeLockSentinel[];
}

/** Notes every lock that the page is given. */
function noteLocks(): void {
  const asked: Asked = { sentinels: [] };
  const { wakeLock } = navigator;
  const request = wakeLock.request.bind(wakeLock);
  wakeLock.request = async (type) => {
    const sentinel = await request(type);
    asked.sentinels.push(sentinel);
    return sentinel;
  };
  Object.assign(window, { asked });
}

test('on a secure origin the display is locked awake, and again whenever the lock was lost', async () => {
  const { page, troubles } = await openScreen({ before: noteLocks });
  const held = () =>
    page.evaluate(() =>
      (window as unknown as { asked: Asked }).asked.sentinels.map(({ released }) => released),
    );
  await expect.poll(held).toEqual([false]);
  await page.evaluate(() => (window as unknown as { asked: Asked }).asked.sentinels[0]?.release());
  await expect.poll(held).toEqual([true, false]);
  expect(await page.locator('.screen-film').count()).toBe(0);
  expect(await page.getByText(mayGoDark).count()).toBe(0);
  expect(troubles).toEqual([]);
});

test('over plain http a silent film behind the page keeps it awake', async () => {
  const { page, troubles } = await openScreen({ host: roomName });
  expect(await page.evaluate(() => 'wakeLock' in navigator)).toBe(false);
  const film = () =>
    page.evaluate(() => {
      const video = document.querySelector<HTMLVideoElement>('.screen-film');
      if (video === null) return null;
      const { paused, muted, videoWidth, srcObject } = video;
      const { width, height } = video.getBoundingClientRect();
      return { paused, muted, hasPicture: videoWidth > 0, isStream: srcObject !== null, width, height };
    });
  await expect
    .poll(film)
    .toEqual({ paused: false, muted: true, hasPicture: true, isStream: true, width: 1920, height: 1080 });
  expect(await page.getByText(mayGoDark).count()).toBe(0);
  await expectAccessible(page, 'screen, over plain http');
  await shoot(page, 'screen-http');
  expect(troubles).toEqual([]);
});

test.each<[string, () => void]>([
  [
    'that plays no film of a canvas',
    () => {
      Object.defineProperty(HTMLCanvasElement.prototype, 'captureStream', { value: undefined });
    },
  ],
  [
    'that counts no silent film',
    () => {
      Object.defineProperty(Navigator.prototype, 'vendor', { get: () => 'Apple Computer, Inc.' });
    },
  ],
])('a browser %s says over plain http that the display may go dark', async (_, before) => {
  const { page } = await openScreen({ host: roomName, before });
  await page.getByText(mayGoDark).waitFor();
  await expectAccessible(page, 'screen, may go dark');
  await shoot(page, 'screen-may-go-dark');
});

test('a machine that gives no lock is kept awake by the film', async () => {
  const { page } = await openScreen({
    before: () => {
      navigator.wakeLock.request = () => Promise.reject(new DOMException('saving', 'NotAllowedError'));
    },
  });
  await page.locator('.screen-film').waitFor({ state: 'attached' });
  expect(await page.getByText(mayGoDark).count()).toBe(0);
});

test('fills the display by a button, where the browser can', async () => {
  const { page } = await openScreen();
  await button(page, 'Toàn màn hình').click();
  await button(page, 'Thoát toàn màn hình').click();
  await button(page, 'Toàn màn hình').waitFor();
  const { page: other } = await openScreen({
    before: () => Object.defineProperty(Document.prototype, 'fullscreenEnabled', { get: () => false }),
  });
  await button(other, 'Đăng xuất').waitFor();
  expect(await button(other, 'Toàn màn hình').count()).toBe(0);
});

test('is signed out after a question, not by a slip', async () => {
  const { page } = await openScreen();
  await button(page, 'Đăng xuất').click();
  const dialog = page.getByRole('dialog', { name: 'Đăng xuất màn hình này?' });
  await dialog.waitFor();
  await expectAccessible(page, 'screen, asked before signing out');
  await shoot(page, 'screen-sign-out');
  await button(page, 'Thôi').click();
  await page.getByText('Chờ nội dung tiếp theo').waitFor();
  await button(page, 'Đăng xuất').click();
  await dialog.getByRole('button', { name: 'Đăng xuất', exact: true }).click();
  await page.getByLabel('Mã truy cập', { exact: true }).waitFor();
});
