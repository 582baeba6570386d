import { setTimeout as pause } from 'node:timers/promises';

// What a browser must do so that people can be played in it. An adapter for each way in which browsers are driven is beside this.

export const browserNames = ['chromium', 'firefox', 'webkitgtk'] as const;
export type BrowserName = (typeof browserNames)[number];

/** In CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** In the window, CSS pixels from its left and upper edge. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Keys that write nothing by themselves; every other is the character that it writes. */
export type NamedKey = 'ArrowDown' | 'ArrowUp' | 'Backspace' | 'Enter' | 'Escape' | 'Tab';

/** What goes into a page and comes out of it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** Every name below it leads to this machine, and is none of its own: browsers withhold from http there what they keep for secure contexts. */
export const roomDomain = 'hop.test';
export const roomNames = ['phong', 'lan', 'wifi', 'xa'].map((name) => `${name}.${roomDomain}`);

export interface Browser {
  readonly name: BrowserName;
  /** As it says it itself. */
  readonly version: string;
  /** A window with a storage of its own. */
  open(size: Size): Promise<Tab>;
  /** Errors and warnings of pages so far, each with where it came from. Null: the browser tells them to nobody. */
  readonly troubles: readonly string[] | null;
  close(): Promise<void>;
}

/** Every promise is rejected, naming what was wanted, when the browser does not answer in time. */
export interface Tab {
  /** Until the document is loaded. */
  goto(address: string): Promise<void>;
  /** Runs in the page; the function sees nothing but its arguments. A promise that it returns is not waited for. */
  run<Args extends readonly Json[], Result>(
    script: (...args: Args) => Result,
    ...args: Args
  ): Promise<Result>;
  /** Runs a script that puts something into the page's global scope, past the page's Content-Security-Policy. */
  bring(source: string): Promise<void>;
  click(at: Point): Promise<void>;
  /** Into what has the focus, key by key. */
  type(text: string): Promise<void>;
  press(key: string): Promise<void>;
  /** Gives a file to the file input that the selector finds. */
  attach(selector: string, path: string): Promise<void>;
  resize(size: Size): Promise<void>;
  /** A second tab of the same page, with a copy of the first one's session storage. */
  duplicate(): Promise<Tab>;
  /** The window as PNG. */
  picture(): Promise<Buffer>;
  close(): Promise<void>;
}

/** No more than this is kept of one trouble. */
export const troubleLength = 400;

/** For one thing that a browser is asked to do. A picture of a window that is not painted is never answered. */
const answerMs = 30_000;
/** For a browser that starts beside others. */
export const startMs = 120_000;

export async function answered<Result>(
  what: string,
  answer: Promise<Result>,
  withinMs = answerMs,
): Promise<Result> {
  const enough = new AbortController();
  const late = pause(withinMs, undefined, { signal: enough.signal }).then(() => {
    throw new Error(`${what}: no answer within ${withinMs / 1_000} s`);
  });
  late.catch(() => {});
  try {
    return await Promise.race([answer, late]);
  } finally {
    enough.abort();
  }
}
