import type { Browser, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { openTestHouse, type TestHouse, type TestHouseOptions } from '../support/house.ts';
import { convene, type Meeting, preparation } from '../support/session.ts';
import { type Guest, openGuest } from './guests.ts';
import { sharedHouse } from './shared-house.ts';

// Delegates at their page, and what they do there.

export interface Conference {
  readonly house: TestHouse;
  readonly meeting: Meeting;
}

/**
 * Opens sessions that are convened, everybody who votes being present: in one house for the whole file, or, where its options are
 * given, in one of the test's own.
 */
export function conferences() {
  const theHouse = sharedHouse();
  return async (
    size: Parameters<typeof preparation>[0] = { voters: 7, cells: 1 },
    more: object = {},
    options?: TestHouseOptions,
  ): Promise<Conference> => {
    const house = options === undefined ? await theHouse() : await openTestHouse(options);
    if (options !== undefined) onTestFinished(() => house.stop());
    return { house, meeting: await convene(house, preparation(size, more)) };
  };
}

/** The page of a seat, by its key, in a browser of its own. */
export async function seatAt(
  browser: Browser,
  { house, meeting }: Conference,
  key: string,
  options: Parameters<typeof openGuest>[1] = {},
): Promise<Guest> {
  const guest = await openGuest(browser, options);
  await guest.page.goto(`${house.address}/ballot#code=${meeting.codes[key]}`);
  await guest.page.getByRole('heading', { name: 'Bỏ phiếu', level: 1 }).waitFor();
  return guest;
}

/** Everything that this tab and this device keep. */
export function keptOn(page: Page): Promise<string> {
  return page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }]));
}

/** Marks the one subject and casts. */
export async function castOne(page: Page, level: string): Promise<void> {
  await page.getByRole('radio', { name: level }).check();
  await page.getByRole('button', { name: 'Xem lại và bỏ phiếu' }).click();
  await page.getByRole('button', { name: 'Bỏ phiếu', exact: true }).click();
}

/** The marks of a sheet in its order, `null` where there is none. */
export function marksOn(page: Page): Promise<(string | null)[]> {
  return page
    .locator('.paper-row')
    .evaluateAll((rows) =>
      rows.map((row) => row.querySelector<HTMLInputElement>('input:checked')?.value ?? null),
    );
}

/** Nothing has to be scrolled sideways at these widths, in CSS pixels. */
export async function expectNoSideways(page: Page, widths: readonly number[]): Promise<void> {
  const viewport = page.viewportSize();
  for (const width of widths) {
    await page.setViewportSize({ width, height: 568 });
    const over = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    await expect.poll(async () => [width, Math.max(0, await over())]).toEqual([width, 0]);
  }
  if (viewport !== null) await page.setViewportSize(viewport);
}
