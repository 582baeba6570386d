import { signal } from '@preact/signals';
import { askHealth, type Health } from './health.ts';
import { onWake } from './wake.ts';

// Rounds close by the server's clock. A device's own clock may be an hour wrong, and may be set in the middle of a meeting. Its performance.now() cannot be
// set, but may stand still while the device sleeps.

/** The server's clock when performance.now() was 0, in milliseconds since 1970; null before it was measured. */
const originMs = signal<number | null>(null);
let measuredMs = Number.NEGATIVE_INFINITY;
/** The last instant against which the clock was checked. */
let checked: string | null = null;
let isMeasuring = false;
let isWanted = false;
let following = false;

const timeoutMs = 4_000;
/** A slower answer is not relied on, because it may have taken much longer in one direction than in the other. */
const quickMs = 300;
const maxTries = 3;
const betweenTriesMs = 2_000;
/** A measurement that is this new is not repeated on connecting, because the server probe has just made it. */
const freshMs = 5_000;
/** How far an instant that is told may be from the clock. News may have been on their way, or waited for the next frame, but not for so long. */
const apartMs = 5_000;

/** Returns the present time by the server's clock, in milliseconds since 1970; by this device's clock before the server was reached. */
export function serverNowMs(): number {
  return (originMs.value ?? Date.now() - performance.now()) + performance.now();
}

/** Takes the server's clock from its answer, where the answer was quick enough to rely on. */
export function setClock(health: Health): void {
  if (health.tookMs <= quickMs) take(health);
}

/** Measures the server's clock, and again whenever the page wakes. Called on connecting. */
export function followClock(): void {
  if (performance.now() - measuredMs > freshMs) void measure();
  if (following) return;
  following = true;
  onWake(() => void measure());
}

/** Checks the clock against the instant, RFC 3339, of something that happens now. Where the two differ, the server's clock was set, and is measured again. */
export function checkClock(at: string): void {
  if (at !== checked && Math.abs(serverNowMs() - Date.parse(at)) > apartMs) void measure();
  checked = at;
}

function take({ serverMs, atMs }: Health): void {
  originMs.value = serverMs - atMs;
  measuredMs = performance.now();
}

async function measure(): Promise<void> {
  // A measurement that is under way may have begun before the device slept, so another one follows it.
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

/** Returns the quickest of some answers; null where there is none, and then the former clock stays. */
async function quickest(): Promise<Health | null> {
  let best: Health | null = null;
  for (let tries = 0; tries < maxTries && (best === null || best.tookMs > quickMs); tries += 1) {
    if (tries > 0 && best === null) await new Promise((resolve) => setTimeout(resolve, betweenTriesMs));
    const health = await askHealth(timeoutMs);
    if (best === null || (health !== null && health.tookMs < best.tookMs)) best = health;
  }
  return best;
}
