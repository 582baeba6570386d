import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packageRoot } from '../../src/package-root.ts';
import { drawn } from '../support/chance.ts';
import { openTestHouse, type TestHouse } from '../support/house.ts';
import { axes, type Cell, covering, describeCell, sample } from './geometry/cells.ts';
import { dress, namesOn, type RealViews } from './geometry/dress.ts';
import { playMeeting, type RealPhase, type View, viewOf } from './geometry/meeting.ts';
import { demands, openRoom, type Room, type RoomFault, standIn } from './geometry/room.ts';
import { type Fault, lookAtTexts } from './geometry/texts.ts';
import { openBrowser } from './guests.ts';

// The room's screen never scrolls and nobody sits at it: every text has its place, whatever there is to show. Of a sample in which every
// phase and every pair of the other values occurs, the cells of a third of the windows are looked at, drawn anew each time. WHOLE=1
// looks at all of it, GEOMETRY=2 at all pairs, `npm run geometry` at all triples of the table's values.

let browser: Browser;
let house: TestHouse;
beforeAll(async () => {
  browser = await openBrowser();
  house = await openTestHouse();
});
afterAll(async () => {
  await browser.close();
  await house.stop();
});

const strength = process.env.GEOMETRY;
const windows = axes.size.flatMap((size) => axes.language.map((language) => ({ size, language })));
const looked = strength === undefined ? drawn(windows, windows.length / 3) : windows;
const table = strength === undefined ? sample() : covering(Number(strength));
const cells = table.filter((cell) =>
  looked.some(({ size, language }) => cell.size === size && cell.language === language),
);
const timeoutMs = strength === undefined ? undefined : 7_200_000;
const folder = join(packageRoot(), 'screenshots', 'geometry');
const maxPictures = 30;

const told = (faults: readonly RoomFault[]) => faults.map(({ kind, text }) => `${kind}: ${text}`);

let real: Record<Cell['language'], RealViews>;
let token: string;

test('a real meeting with names of all lengths has its place on the screen in every phase', async () => {
  const views: Record<Cell['language'], Partial<Record<RealPhase, View>>> = { vi: {}, en: {} };
  let room: Room | undefined;
  for await (const standing of playMeeting(house)) {
    token = standing.token;
    room ??= await openRoom(browser, { address: house.address, token, size: '1280x720', language: 'vi' });
    for (const language of axes.language)
      views[language][standing.phase] = await viewOf(house, standing, language);
    const view = await viewOf(house, standing, 'vi');
    const faults = await room.faultsAt(view.session.revision, namesOn(view));
    expect([standing.phase, ...told(faults)]).toEqual([standing.phase]);
  }
  await room?.close();
  real = views as Record<Cell['language'], RealViews>;
});

test(
  `${cells.length} cells of the table: nothing overlaps, is cut, too small or lost`,
  async () => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const report: string[] = [];
    let number = 0;
    for (const { size, language } of looked) {
      const own = cells.filter((cell) => cell.size === size && cell.language === language);
      let show: (view: View) => number = () => 0;
      const prepare = async (...[page]: Parameters<typeof standIn>) => {
        show = (await standIn(page)).show;
      };
      const room = await openRoom(browser, { address: house.address, token, size, language, prepare });
      for (const cell of own) {
        number += 1;
        const view = dress(real[language], cell, number);
        await room.page.emulateMedia({ colorScheme: cell.theme });
        const faults = await room.faultsAt(show(view), namesOn(view));
        if (faults.length === 0) continue;
        report.push(`${number} ${describeCell(cell)}`, ...told(faults).map((fault) => `  ${fault}`));
        if (report.length < maxPictures) await room.page.screenshot({ path: join(folder, `${number}.png`) });
      }
      await room.close();
    }
    writeFileSync(join(folder, 'faults.txt'), report.join('\n'));
    expect(report.slice(0, 60)).toEqual([]);
  },
  timeoutMs,
);

const faulty: Record<Fault['kind'], string> = {
  overlap:
    '<p style="font: 30px/40px serif; margin: 0">One</p><p style="font: 30px/40px serif; margin: -36px 0 0">Two</p>',
  covered:
    '<p style="margin: 0">Counts</p><div style="margin-top: -20px; background: red; width: 9em; height: 1em"></div>',
  cut: '<p style="height: 1.7em; overflow: hidden">Many words that go on <br>and on</p>',
  outside: '<p style="position: absolute; top: calc(100% - 9px)">Below</p>',
  ellipsis:
    '<p style="width: 3em; white-space: nowrap; overflow: hidden; text-overflow: ellipsis">Nguyễn Thị Hồng Hạnh</p>',
  tight: '<p style="line-height: 1.2">Nguyễn</p>',
  small: '<p style="font-size: 8px">Small</p>',
  strip: '<footer class="screen-foot" style="height: 30vh">Groups</footer>',
  ragged:
    '<ul class="bars"><li>a<b class="bar-track" style="display: block; height: 1em; margin-left: 9px"></b><li>b<b class="bar-track" style="display: block; height: 1em"></b></ul>',
};

test.each(Object.entries(faulty))('what is looked for is found: %s', async (kind, html) => {
  const page = await browser.newPage({ viewport: { width: 600, height: 500 } });
  const faultsIn = async (body: string) => {
    await page.setContent(`<body style="margin: 9px; font: 20px/1.5 sans-serif">${body}</body>`);
    return (await page.evaluate(lookAtTexts, demands)).faults.map((fault) => fault.kind);
  };
  expect(await faultsIn('<p>Nguyễn</p>')).toEqual([]);
  expect(await faultsIn(html)).toContain(kind);
  await page.close();
});
