import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../support/port.ts';
import { answered, type Browser, type Json, roomNames, startMs, type Tab } from './browser.ts';
import { pathOf } from './needs.ts';
import { clicking, isReady, newSession, pressing, type Session } from './w3c.ts';

// WebKitGTK: MiniBrowser by WebKitWebDriver, a process of each for every window, on a display that nobody sees.

export async function openWebKit(): Promise<Browser> {
  const folder = mkdtempSync(join(tmpdir(), 'hoinghi-webkit-'));
  const hosts = join(folder, 'hosts');
  writeFileSync(hosts, roomNames.map((name) => `127.0.0.1 ${name}\n`).join(''));
  mkdirSync(join(folder, 'gtk-3.0'));
  // This is prefers-reduced-motion.
  writeFileSync(join(folder, 'gtk-3.0', 'settings.ini'), '[Settings]\ngtk-enable-animations=0\n');
  const display = await openDisplay(pathOf('xvfb'));
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    XDG_CONFIG_HOME: folder,
    DISPLAY: display.name,
    // Without a language pages are told that their reader's is "C".
    LANG: 'en_US.UTF-8',
    LD_PRELOAD: pathOf('nssWrapper'),
    NSS_WRAPPER_HOSTS: hosts,
  };
  const drivers = new Set<ChildProcess>();
  const begin = async (): Promise<{ session: Session; end: () => Promise<void> }> => {
    const port = await freePort();
    const driver = spawn(pathOf('webKitDriver'), [`--port=${port}`], { stdio: 'ignore', env });
    drivers.add(driver);
    const opened = connect(`http://127.0.0.1:${port}`);
    const session = await answered('open a window', opened, startMs);
    return {
      session,
      async end() {
        drivers.delete(driver);
        await session.end().finally(() => driver.kill());
      },
    };
  };
  const { session, end } = await begin();
  await end();
  return {
    name: 'webkitgtk',
    version: `WebKitGTK/${session.version}`,
    // Windows that are driven are private ones, and of those WebKit writes nothing down.
    troubles: null,
    async open(size) {
      const { session, end } = await begin();
      const tab = tabOf(session, end);
      await tab.resize(size);
      return tab;
    },
    async close() {
      for (const driver of drivers) driver.kill();
      display.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function connect(driver: string): Promise<Session> {
  while (!(await isReady(driver))) await pause(50);
  // Without its toolbar, which is wider than a phone.
  const args = ['--automation', '--full-screen'];
  return newSession(driver, { 'webkitgtk:browserOptions': { binary: pathOf('miniBrowser'), args } });
}

/** Larger than any window, so that none is cut. */
const screen = '3840x2160x24';

async function openDisplay(program: string): Promise<{ readonly name: string; close(): void }> {
  const display = spawn(program, ['-displayfd', '3', '-screen', '0', screen, '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const said = display.stdio[3] as Readable;
  const number = await answered(
    'start a display',
    new Promise<string>((told) => said.once('data', (data) => told(String(data).trim()))),
  );
  return { name: `:${number}`, close: () => void display.kill() };
}

function tabOf({ get, post }: Session, close: () => Promise<void>): Tab {
  const execute = (script: string, args: readonly Json[]) => post('/execute/sync', { script, args });
  return {
    async goto(address) {
      await post('/url', { url: address });
    },
    run: <Args extends readonly Json[], Result>(script: (...args: Args) => Result, ...args: Args) =>
      execute(`return (${script}).apply(null, arguments)`, args) as Promise<Result>,
    async bring(source) {
      await execute(source, []);
    },
    async click(at) {
      await post('/actions', clicking(at));
    },
    async type(text) {
      await post('/actions', pressing([...text]));
    },
    async press(key) {
      await post('/actions', pressing([key]));
    },
    async attach(selector, path) {
      const input = await post('/element', { using: 'css selector', value: selector });
      await post(`/element/${Object.values(input as object)[0]}/value`, { text: path });
    },
    async resize({ width, height }) {
      await post('/window/rect', { x: 0, y: 0, width, height });
    },
    picture: async () => Buffer.from((await get('/screenshot')) as string, 'base64'),
    close,
  };
}
