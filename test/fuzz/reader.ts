import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { build, type Rollup } from 'vite';
import { packageRoot } from '../../src/package-root.ts';
import { chromiumPath } from '../support/chromium.ts';
import { temporaryFolder } from '../support/house.ts';

/** A page that reads files as the chair's and the history's do, in real Chromium. */
export interface Reader {
  /** In a word, what becomes of a file. Rejects where it is none that a page tells, with an error that says so, or hangs. */
  read(file: Brought): Promise<string>;
  /** What the page holds after a collection. */
  heapBytes(): Promise<number>;
  close(): Promise<void>;
}

export interface Brought {
  readonly wanted: 'seats' | 'agenda' | 'results';
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Nobody waits that long for a file of 2 MB, on however busy a machine. */
const patienceMs = 60_000;

export async function openReader(address: string): Promise<Reader> {
  const script = await bundled();
  const folder = temporaryFolder();
  const browser = await chromium.launch({
    executablePath: await chromiumPath(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  const opened = async (): Promise<Page> => {
    const page = await browser.newPage();
    await page.goto(`${address}/health`);
    await page.evaluate(script);
    return page;
  };
  let page = await opened();
  let before: Promise<unknown> = Promise.resolve();
  const readOne = async ({ wanted, name, bytes }: Brought): Promise<string> => {
    const file = join(folder.path, name);
    try {
      // As people do: what is handed over in a call is wrapped and copied for longer than it is read.
      writeFileSync(file, bytes);
      await page.locator('input').setInputFiles(file);
      return await withPatience(page.evaluate<string>(`readBrought('${wanted}')`));
    } catch (error) {
      await page.close({ runBeforeUnload: false }).catch(() => {});
      page = await opened();
      throw error;
    } finally {
      rmSync(file, { force: true });
    }
  };
  return {
    // One after the other, so that it is known which of them hangs.
    read(file) {
      const now = before.then(() => readOne(file));
      before = now.catch(() => {});
      return now;
    },
    async heapBytes() {
      const session = await page.context().newCDPSession(page);
      await session.send('HeapProfiler.collectGarbage');
      const { usedSize } = await session.send('Runtime.getHeapUsage');
      await session.detach();
      return usedSize;
    },
    async close() {
      await browser.close();
      folder.remove();
    },
  };
}

async function bundled(): Promise<string> {
  const built = await build({
    configFile: false,
    root: packageRoot(),
    logLevel: 'error',
    build: {
      write: false,
      lib: { entry: join(packageRoot(), 'test/browser/readers.tsx'), formats: ['iife'], name: 'readers' },
    },
  });
  const [output] = built as Rollup.RollupOutput[];
  const chunk = output?.output[0];
  if (chunk?.type !== 'chunk') throw new Error('the readers make no script');
  return chunk.code;
}

async function withPatience<Value>(work: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not read in ${patienceMs} ms`)), patienceMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
