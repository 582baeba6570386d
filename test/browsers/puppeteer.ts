import puppeteer, { type KeyInput, type LaunchOptions, type Page } from 'puppeteer-core';
import { chromiumPath } from '../support/chromium.ts';
import {
  answered,
  type Browser,
  type BrowserName,
  type Json,
  roomDomain,
  roomNames,
  startMs,
  type Tab,
  troubleLength,
} from './browser.ts';
import { pathOf } from './needs.ts';

// Chromium over its own protocol, Firefox over WebDriver BiDi.

export async function openChromium(): Promise<Browser> {
  return launch('chromium', {
    browser: 'chrome',
    executablePath: await chromiumPath(),
    headless: 'shell',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--force-prefers-reduced-motion',
      '--disable-background-networking',
      `--host-resolver-rules=MAP *.${roomDomain} 127.0.0.1`,
    ],
  });
}

export function openFirefox(): Promise<Browser> {
  return launch('firefox', {
    browser: 'firefox',
    executablePath: pathOf('firefox'),
    headless: true,
    extraPrefsFirefox: {
      'dom.disable_open_during_load': false,
      'network.dns.localDomains': roomNames.join(','),
      'ui.prefersReducedMotion': 1,
    },
  });
}

async function launch(name: BrowserName, options: LaunchOptions): Promise<Browser> {
  const browser = await answered(
    `start ${name}`,
    puppeteer.launch({ ...options, timeout: startMs }),
    startMs,
  );
  const troubles: string[] = [];
  return {
    name,
    version: await browser.version(),
    troubles,
    async open(size) {
      const context = await browser.createBrowserContext();
      // A window each: of the tabs of one window only one is to be seen.
      const page = await answered('open a window', context.newPage({ type: 'window' }));
      watch(page, troubles);
      page.on('popup', (popup) => popup !== null && watch(popup, troubles));
      await answered('resize', page.setViewport(size));
      return tabOf(page, () => context.close());
    },
    close: () => browser.close(),
  };
}

function watch(page: Page, troubles: string[]): void {
  const tell = (text: string) => {
    const where = URL.canParse(page.url()) ? new URL(page.url()).pathname : page.url();
    troubles.push(`${where}: ${text}`.slice(0, troubleLength));
  };
  page.on('pageerror', (error) => tell(`error: ${error instanceof Error ? error.message : String(error)}`));
  page.on('console', (message) => {
    const kind = message.type();
    if (kind === 'error' || kind === 'warn') tell(`${kind}: ${message.text()}`);
  });
}

function tabOf(page: Page, close: () => Promise<void>): Tab {
  return {
    async goto(address) {
      await answered(`go to ${address}`, page.goto(address, { waitUntil: 'load' }));
    },
    run: <Args extends readonly Json[], Result>(script: (...args: Args) => Result, ...args: Args) =>
      answered('run a script', page.evaluate(script as never, ...(args as never))) as Promise<Result>,
    async bring(source) {
      await answered('bring a script', page.evaluate(`${source};0`));
    },
    click: ({ x, y }) => answered('click', page.mouse.click(x, y)),
    type: (text) => answered('type', page.keyboard.type(text)),
    press: (key) => answered(`press ${key}`, page.keyboard.press(key as KeyInput)),
    async attach(selector, path) {
      const input = await answered('find a file input', page.$(selector));
      if (input === null) throw new Error(`nothing is at ${selector}`);
      await answered('attach a file', (input as unknown as FileInput).uploadFile(path));
    },
    resize: (size) => answered('resize', page.setViewport(size)),
    picture: async () => Buffer.from(await pictureOf(page).catch(() => pictureOf(page))),
    async duplicate() {
      const opened = new Promise<Page | null>((told) => page.once('popup', told));
      await page.evaluate(() => void window.open(location.href));
      const copy = await answered('duplicate the tab', opened);
      if (copy === null) throw new Error('no tab was opened');
      return tabOf(copy, () => copy.close());
    },
    close,
  };
}

/** Firefox has none to give while a page gives way to the next. */
function pictureOf(page: Page): Promise<Uint8Array> {
  return answered('take a picture', page.screenshot());
}

interface FileInput {
  uploadFile(path: string): Promise<void>;
}
