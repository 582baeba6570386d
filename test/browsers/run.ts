import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { maxBackS, measureAbsences, type Return, tableOf } from './absences.ts';
import { type Browser, type BrowserName, browserNames } from './browser.ts';
import { expectPrograms } from './needs.ts';
import { picturesFolder } from './person.ts';
import { openChromium, openFirefox } from './puppeteer.ts';
import { playSession } from './session.ts';
import { backAndForward, duplicatedTab, narrowWindows, wrongClocks } from './trials.ts';
import { openWebKit } from './webkit.ts';

// npm run browsers: plays a whole session in Chromium, Firefox and WebKitGTK, tries what happens to devices beside it, and measures how
// soon each is back when the network is.

const usage =
  'npm run browsers -- [--only chromium,firefox,webkitgtk] [--play session,clocks,history,duplicate,narrow,absences] [--absences 30,100,300]';

const openers: Readonly<Record<BrowserName, () => Promise<Browser>>> = {
  chromium: openChromium,
  firefox: openFirefox,
  webkitgtk: openWebKit,
};

/** Rejects where somebody cannot go on. Returns what was wrong all the same, with what pages wrote into their consoles. */
type Play = (browser: Browser, say: (line: string) => void) => Promise<readonly string[]>;

const plays = {
  session: playSession,
  clocks: wrongClocks,
  history: backAndForward,
  duplicate: duplicatedTab,
  narrow: narrowWindows,
} as const satisfies Readonly<Record<string, Play>>;

const playNames = [...(Object.keys(plays) as (keyof typeof plays)[]), 'absences'] as const;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: browserNames.join() },
      play: { type: 'string', default: playNames.join() },
      absences: { type: 'string', default: '20' },
    },
  });
  const browsers = chosen('only', values.only, browserNames);
  const played = chosen('play', values.play, playNames);
  const awaysS = values.absences.split(',').map(secondsOf);
  expectPrograms(browsers);
  const faults: string[] = [];
  for (const name of browsers) faults.push(...(await playIn(name, played)));
  if (played.includes('absences')) {
    const returns = await measureAbsences(
      browsers.map((name) => openers[name]),
      awaysS,
    );
    console.log(`Seconds until a page is live again:\n${tableOf(returns)}`);
    faults.push(...returns.flatMap(lateness));
  }
  for (const fault of faults) console.log(`FAULT: ${fault}`);
  console.log(faults.length === 0 ? 'No fault.' : `${faults.length} faults.`);
  process.exit(faults.length === 0 ? 0 : 1);
}

async function playIn(
  name: BrowserName,
  played: readonly (typeof playNames)[number][],
): Promise<readonly string[]> {
  const faults: string[] = [];
  rmSync(join(picturesFolder, name), { recursive: true, force: true });
  const browser = await openers[name]();
  console.log(`${name} (${browser.version})`);
  try {
    for (const what of played) {
      if (what === 'absences') continue;
      const play: Play = plays[what];
      const found = await play(browser, (line) => console.log(`  ${line}`)).catch((error: unknown) => [
        error instanceof Error ? error.message : String(error),
      ]);
      console.log(`  ${what}: ${found.length === 0 ? 'no fault' : `${found.length} faults`}`);
      faults.push(...found.map((fault) => `${name}, ${what}: ${fault}`));
    }
  } finally {
    await browser.close();
  }
  return faults;
}

function lateness({ browser, how, awayS, backAfterS }: Return): readonly string[] {
  if (typeof backAfterS === 'number' && backAfterS <= maxBackS) return [];
  const after =
    typeof backAfterS === 'number' ? `live after ${backAfterS.toFixed(1)} s` : (backAfterS ?? 'never live');
  return [`${browser}, absences: ${how} for ${awayS} s: ${after}; it should be ${maxBackS} s at most`];
}

function chosen<Name extends string>(option: string, text: string, names: readonly Name[]): readonly Name[] {
  return text.split(',').map((word) => {
    const name = names.find((one) => one === word);
    if (name === undefined)
      throw new Error(`--${option} has ${word}; write some of ${names.join(', ')}. ${usage}`);
    return name;
  });
}

function secondsOf(text: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new Error(`--absences has ${text}; write seconds: 30,100,300. ${usage}`);
  return Number(text);
}

// So that what it started ends with it.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
