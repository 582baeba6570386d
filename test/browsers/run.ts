import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureAbsences, mostBackS, tableOf } from './absences.ts';
import { type Browser, type BrowserName, browserNames } from './browser.ts';
import { expectPrograms } from './needs.ts';
import { picturesFolder } from './person.ts';
import { openChromium, openFirefox } from './puppeteer.ts';
import { playSession } from './session.ts';
import { openWebKit } from './webkit.ts';

// npm run browsers: plays a whole session in Chromium, Firefox and WebKitGTK, and measures how soon each is back when the network is.

const usage = 'npm run browsers -- [--only chromium,firefox,webkitgtk] [--absences 20] [--no-session]';

const openers: Readonly<Record<BrowserName, () => Promise<Browser>>> = {
  chromium: openChromium,
  firefox: openFirefox,
  webkitgtk: openWebKit,
};

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: browserNames.join() },
      'no-session': { type: 'boolean', default: false },
      absences: { type: 'string', default: '20' },
    },
  });
  const wanted = values.only.split(',').map(browserOf);
  const awaysS = values.absences.split(',').map(secondsOf);
  expectPrograms(wanted);
  const faults: string[] = [];
  for (const name of values['no-session'] ? [] : wanted) {
    rmSync(join(picturesFolder, name), { recursive: true, force: true });
    const browser = await openers[name]();
    console.log(`${name} (${browser.version})`);
    try {
      const troubles = await playSession(browser, (line) => console.log(`  ${line}`));
      faults.push(...troubles.map((trouble) => `${name}: ${trouble}`));
    } catch (error) {
      faults.push(`${name}: ${error instanceof Error ? error.message : error}`);
    } finally {
      await browser.close();
    }
  }
  const returns = await measureAbsences(
    wanted.map((name) => openers[name]),
    awaysS,
  );
  console.log(`Seconds until a page is live again:\n${tableOf(returns)}`);
  for (const { browser, how, awayS, backAfterS } of returns) {
    if (backAfterS === null || backAfterS > mostBackS) {
      faults.push(
        `${browser}: back ${backAfterS?.toFixed(1) ?? 'too many'} s after the network, which was ${how} for ${awayS} s`,
      );
    }
  }
  for (const fault of faults) console.log(`FAULT: ${fault}`);
  console.log(faults.length === 0 ? 'No fault.' : `${faults.length} faults.`);
  process.exit(faults.length === 0 ? 0 : 1);
}

function browserOf(text: string): BrowserName {
  const name = browserNames.find((one) => one === text);
  if (name === undefined)
    throw new Error(`--only has ${text}; write some of ${browserNames.join(', ')}. ${usage}`);
  return name;
}

function secondsOf(text: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new Error(`--absences has ${text}; write seconds: 30,100,300. ${usage}`);
  return Number(text);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
