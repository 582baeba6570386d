import { appendFileSync, copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { expect, inject, onTestFinished } from 'vitest';
import { packageRoot } from '../../src/package-root.ts';
import { isDrawn } from '../support/chance.ts';
import { statesFile } from './setup.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly chromium: string;
  }
}

/** A name of the room's network: over plain http, browsers withhold from it what they keep for secure contexts. */
export const roomName = 'phong-hop.lan';

/** Real Chromium, from the npm package. Names other than this machine's own lead to this machine. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: inject('chromium'),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--font-render-hinting=none',
      `--host-resolver-rules=MAP ${roomName} 127.0.0.1`,
      '--disable-background-networking',
    ],
  });
}

export interface Guest {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What went wrong in the page so far: errors, warnings, requests that left the server. */
  readonly troubles: readonly string[];
}

interface GuestOptions {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
  readonly reducedMotion?: 'reduce' | 'no-preference';
  readonly deviceScaleFactor?: number;
  /** The browser's own language; Vietnamese unless said otherwise. */
  readonly locale?: string;
  /** For a server whose certificate only tests know. */
  readonly ignoreHTTPSErrors?: boolean;
}

/** Somebody with a browser of his own, until the test is over: no storage is shared with anybody. */
export async function openGuest(browser: Browser, options: GuestOptions = {}): Promise<Guest> {
  const { width = 1280, height = 800, ...rest } = options;
  const context = await browser.newContext({ viewport: { width, height }, locale: 'vi-VN', ...rest });
  // A page that is left open looks for its server as long as the browser runs.
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const troubles: string[] = [];
  watchPage(page, troubles);
  context.on('page', (other) => watchPage(other, troubles));
  return { context, page, troubles };
}

interface Entering extends GuestOptions {
  /** The server's. */
  readonly address: string;
  readonly path: string;
  readonly token: string;
  /** Told everything that comes over the page's sockets. */
  readonly hears?: (payload: string) => void;
  /** Runs before the page. */
  readonly before?: () => void;
}

/** Somebody who has signed in, on a page, until the test is over. Motion is left out. */
export async function openSignedIn(
  browser: Browser,
  { address, path, token, hears, before, ...options }: Entering,
): Promise<Guest> {
  const guest = await openGuest(browser, { reducedMotion: 'reduce', ...options });
  await guest.context.addInitScript(
    `sessionStorage.setItem('hoinghi.token', ${JSON.stringify(JSON.stringify(token))})`,
  );
  if (before !== undefined) await guest.context.addInitScript(before);
  if (hears !== undefined) {
    guest.page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => hears(String(payload))),
    );
  }
  await guest.page.goto(`${address}${path}`);
  return guest;
}

function watchPage(page: Page, troubles: string[]): void {
  const own = (url: string) =>
    ['127.0.0.1', 'localhost', roomName].includes(new URL(url).hostname) || /^(?:data|blob|about):/.test(url);
  page.on('pageerror', (error) => troubles.push(`error: ${error.message}`));
  page.on('console', (message) => {
    // A server that is away is no fault of the page; browsers say so on their own.
    if (/net::ERR_|WebSocket connection to .* failed/.test(message.text())) return;
    if (message.type() === 'error' || message.type() === 'warning') {
      troubles.push(`${message.type()}: ${message.text()}`);
    }
  });
  page.on('request', (request) => {
    if (!own(request.url())) troubles.push(`left the server: ${request.url()}`);
  });
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeViolation {
  readonly id: string;
  readonly nodes: readonly {
    readonly html: string;
    /** Only where selectors are asked for. */
    readonly target?: readonly string[];
    readonly failureSummary?: string;
  }[];
}

const shotsFolder = join(packageRoot(), 'screenshots');
/** The width of a phone, and that of a laptop at 200 %. */
const narrowWidths = [360, 640];
const settleMs = 5_000;

/** What nobody here wrote: a rule of axe, and the elements within which it is not held against the page. */
interface Foreign {
  readonly id: string;
  readonly within: string;
}

/**
 * No rule of axe, best practices included, finds anything on the page as it is now, nor any of those that look at colours when it is
 * dark; and nothing has to be scrolled sideways on a phone or at 200 %. Half of the states are looked at, drawn anew in each run;
 * with WHOLE=1 all of them.
 */
export async function expectAccessible(
  page: Page,
  state: string,
  foreign: readonly Foreign[] = [],
): Promise<void> {
  // What follows relies on the state being on the page, whether axe looks at it or not.
  await nextFrame(page);
  if (!isDrawn()) return;
  const told: string[] = [];
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    const rules = colorScheme === 'dark' ? ofColours : null;
    const violations = await settled(() => violationsOf(page, foreign, rules));
    told.push(...violations.map((violation) => `${state}, ${colorScheme}: ${violation}`));
  }
  const viewport = page.viewportSize();
  for (const width of narrowWidths) {
    await page.setViewportSize({ width, height: 640 });
    const over = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    // Editors are laid out anew a moment after the window is.
    const fits = page.waitForFunction(
      () => document.documentElement.scrollWidth <= window.innerWidth,
      undefined,
      { timeout: settleMs },
    );
    await fits.catch(async () => told.push(`${state}: ${await over()} px too wide at ${width} px`));
  }
  if (viewport !== null) await page.setViewportSize(viewport);
  expect(told).toEqual([]);
  mkdirSync(shotsFolder, { recursive: true });
  appendFileSync(statesFile, `${state}\n`);
}

/** Resolves when the page was drawn once more. */
const nextFrame = (page: Page): Promise<unknown> =>
  page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');

/** What is still found when the page had its time: editors are coloured anew a moment after the scheme is another. */
async function settled(find: () => Promise<readonly string[]>): Promise<readonly string[]> {
  const untilMs = performance.now() + settleMs;
  for (;;) {
    const found = await find();
    if (found.length === 0 || performance.now() > untilMs) return found;
  }
}

/** The rules that a colour scheme can make a difference to, but for those that axe leaves out unless they are asked for. */
const ofColours = ['color-contrast', 'link-in-text-block'];

/** Of all rules, or of these. */
async function violationsOf(
  page: Page,
  foreign: readonly Foreign[],
  rules: readonly string[] | null,
): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await bringAxe(page);
  const asked = {
    excepted: foreign,
    options: {
      // What is told of what passes takes longer than finding it; media are preloaded for a rule about sound, of which there is none.
      ...{ resultTypes: ['violations'], preload: false, selectors: foreign.length > 0 },
      ...(rules !== null && { runOnly: { type: 'rule', values: rules } }),
    },
  };
  const violations = await page.evaluate(async ({ excepted, options }) => {
    const { axe } = globalThis as unknown as {
      axe: { run(options: object): Promise<{ violations: AxeViolation[] }> };
    };
    const isForeign = (rule: string, target: string) =>
      excepted.some(({ id, within }) => id === rule && document.querySelector(target)?.closest(within));
    return (await axe.run(options)).violations.map(({ id, nodes }) => ({
      id,
      nodes: nodes.filter(({ target: [first = ''] = [] }) => !isForeign(id, first)),
    }));
  }, asked);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary ?? ''}`),
  );
}

/**
 * By the browser's own tools, which the page's Content-Security-Policy does not bind; once for a document, because it is half a megabyte,
 * and past Playwright, which takes that long to wrap it.
 */
async function bringAxe(page: Page): Promise<void> {
  // Not detached: leaving, it would take away what the context says of the network, and bring an offline page back.
  const tools = await page.context().newCDPSession(page);
  await tools.send('Runtime.evaluate', { expression: axeSource });
}

/** Whether pictures are wanted: one takes as long as three clicks, and nobody looks at those of a run that went well. */
export const withPictures = Boolean(process.env.PICTURES);

/** Those that README shows. */
const picturesFolder = join(packageRoot(), 'docs', 'pictures');
const pictures = ['screen', 'ballot', 'chair'];

/** With PICTURES, a picture of the page, or of all of it, in screenshots/, which git ignores; README's are renewed. */
export async function shoot(page: Page, name: string, fullPage = false): Promise<void> {
  if (!withPictures) return;
  mkdirSync(shotsFolder, { recursive: true });
  const file = join(shotsFolder, `${name}.png`);
  await page.screenshot({ path: file, fullPage });
  if (pictures.includes(name)) {
    mkdirSync(picturesFolder, { recursive: true });
    copyFileSync(file, join(picturesFolder, `${name}.png`));
  }
}
