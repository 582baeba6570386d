import { signal } from '@preact/signals';
import { askHealth, type Health } from './health.ts';
import { onWake } from './wake.ts';

// Rounds close by the server's clock. A device's own may be an hour off, and may be set right in the middle of a meeting; its
// performance.now() only counts on, and may stand still while the device sleeps.

/** The server's clock when performance.now() was 0, in milliseconds since 1970; null until it was measured. */
const originMs = signal<number | null>(null);
let measuredMs = Number.NEGATIVE_INFINITY;
/** The last instant that the clock was checked against. */
let checked: string | null = null;
let isMeasuring = false;
let isWanted = false;
let following = false;

const timeoutMs = 4_000;
/** An answer that took longer may have been under way much longer one way than the other. */
const quickMs = 300;
const maxTries = 3;
const betweenTriesMs = 2_000;
/** Whoever connects has just been told the time by what looked out for the server. */
const freshMs = 5_000;
/** What was on its way, or waited for the next frame, is not that old. */
const apartMs = 5_000;

/** Now by the server's clock, in milliseconds since 1970; by this device's until the server was reached. */
export function serverNowMs(): number {
  return (originMs.value ?? Date.now() - performance.now()) + performance.now();
}

/** Takes the server's clock from what it said, where the answer came quickly enough to rely on. */
export function setClock(health: Health): void {
  if (health.tookMs <= quickMs) take(health);
}

/** For who has just connected: the server's clock, from now on followed through whatever this device's own does. */
export function followClock(): void {
  if (performance.now() - measuredMs > freshMs) void measure();
  if (following) return;
  following = true;
  onWake(() => void measure());
}

/**
 * For a page that is told of something that happens now, at an instant, RFC 3339: where the server's clock has it otherwise than was
 * measured, it was set, and is measured anew.
 */
export function checkClock(at: string): void {
  if (at !== checked && Math.abs(serverNowMs() - Date.parse(at)) > apartMs) void measure();
  checked = at;
}

function take({ serverMs, atMs }: Health): void {
  originMs.value = serverMs - atMs;
  measuredMs = performance.now();
}

async function measure(): Promise<void> {
  // What is under way may have begun before the device slept.
  isWanted = true;
  if (isMeasuring) return;
  isMeasuring = true;
  while (isWanted) {
    isWanted = false;
    const best = await quickest();
    if (best !== null) take(best);
  }
  isMeasuring = false;
}

/** Of some answers; null where there is none, and what was known stays. */
async function quickest(): Promise<Health | null> {
  let best: Health | null = null;
  for (let tries = 0; tries < maxTries && (best === null || best.tookMs > quickMs); tries += 1) {
    if (tries > 0 && best === null) await new Promise((resolve) => setTimeout(resolve, betweenTriesMs));
    const health = await askHealth(timeoutMs);
    if (best === null || (health !== null && health.tookMs < best.tookMs)) best = health;
  }
  return best;
}
