import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { BrowserName } from './browser.ts';

// Firefox and WebKitGTK come with the machine: which of Debian's packages have them, and where they put what is run.

const programs = {
  firefox: { package: 'firefox-esr', path: inPath('firefox-esr') },
  webKitDriver: { package: 'webkit2gtk-driver', path: inPath('WebKitWebDriver') },
  miniBrowser: { package: 'libwebkit2gtk-4.1-0', path: inLibraries('webkit2gtk-4.1/MiniBrowser') },
  /** Resolves names for one process as a file of hosts says. */
  nssWrapper: { package: 'libnss-wrapper', path: inLibraries('libnss_wrapper.so') },
  /** A display that nobody sees. */
  xvfb: { package: 'xvfb', path: inPath('Xvfb') },
} as const;

type Program = keyof typeof programs;

/** Chromium comes from npm. */
const neededBy: Readonly<Record<BrowserName, readonly Program[]>> = {
  chromium: [],
  firefox: ['firefox'],
  webkitgtk: ['webKitDriver', 'miniBrowser', 'nssWrapper', 'xvfb'],
};

/** Throws, with the sentence that says what to install, where something is missing. */
export function expectPrograms(browsers: readonly BrowserName[]): void {
  const needed = browsers.flatMap((browser) => neededBy[browser]).map((program) => programs[program]);
  const missing = needed.filter(({ path }) => path === undefined).map((one) => one.package);
  if (missing.length === 0) return;
  throw new Error(
    `npm run browsers needs Debian's packages ${needed.map((one) => one.package).join(', ')}; not here: ${missing.join(', ')}. ` +
      `As root: apt install --no-install-recommends ${missing.join(' ')}`,
  );
}

/** Of a program that was expected. */
export function pathOf(program: Program): string {
  const { path } = programs[program];
  if (path === undefined) throw new Error(`${program} was not expected`);
  return path;
}

function inPath(program: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}

/** Debian keeps libraries in a folder for each kind of machine. */
function inLibraries(path: string): string | undefined {
  const kinds = existsSync('/usr/lib') ? readdirSync('/usr/lib') : [];
  return kinds.map((kind) => join('/usr/lib', kind, path)).find((found) => existsSync(found));
}
