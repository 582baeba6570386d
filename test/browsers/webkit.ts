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
  writeLook(join(folder, 'gtk-3.0'));
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
  const endAll = () => {
    for (const driver of drivers) driver.kill();
    display.close();
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', endAll);
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
      const tab = tabOf(session, (await session.get('/window')) as string, end);
      await tab.resize(size);
      return tab;
    },
    async close() {
      process.off('exit', endAll);
      endAll();
    },
  };
}

/** How GTK looks: without motion, which is prefers-reduced-motion, and with bars that do not keep a window wider than a phone. */
function writeLook(folder: string): void {
  mkdirSync(folder);
  writeFileSync(join(folder, 'settings.ini'), '[Settings]\ngtk-enable-animations=0\n');
  const bars = 'toolbar, toolbar *, headerbar, headerbar *';
  const nothing = 'padding: 0; margin: 0; border-width: 0; font-size: 1px; -gtk-icon-source: none;';
  writeFileSync(join(folder, 'gtk.css'), `* { min-width: 0; min-height: 0; }\n${bars} { ${nothing} }\n`);
}

async function connect(driver: string): Promise<Session> {
  while (!(await isReady(driver))) await pause(50);
  // Full screen is without toolbar; the window has the size that it is given all the same.
  const args = ['--automation', '--full-screen', '--javascript-can-open-windows-automatically=true'];
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

/** The session drives one tab at a time: `handle` is the one that is meant. */
function tabOf(session: Session, handle: string, close: () => Promise<void>): Tab {
  const here = () => session.post('/window', { handle });
  const get = async (path: string) => {
    await here();
    return session.get(path);
  };
  const post = async (path: string, body: Json) => {
    await here();
    return session.post(path, body);
  };
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
    async duplicate() {
      const before = (await session.get('/window/handles')) as readonly string[];
      await execute('window.open(location.href)', []);
      const opened = await answered('duplicate the tab', newHandle(session, before));
      return tabOf(session, opened, async () => {
        await session.post('/window', { handle: opened });
        await session.remove('/window');
      });
    },
    picture: async () => Buffer.from((await get('/screenshot')) as string, 'base64'),
    close,
  };
}

async function newHandle(session: Session, before: readonly string[]): Promise<string> {
  while (true) {
    const handles = (await session.get('/window/handles')) as readonly string[];
    const opened = handles.find((handle) => !before.includes(handle));
    if (opened !== undefined) return opened;
    await pause(50);
  }
}
