import { signal } from '@preact/signals';
import { askHealth, type Health } from './health.ts';
import { onWake } from './wake.ts';

// Rounds close by the server's clock. A device's own may be an hour off, and may be set right in the middle of a meeting; its
// performance.now() only counts on, and stands still while the device sleeps.

/** The server's clock when performance.now() was 0, in milliseconds since 1970; null until it was measured. */
const originMs = signal<number | null>(null);
/** How far the device's clock and performance.now() are apart. It changes where the one is set or the other stood still. */
const apartMs = () => Date.now() - performance.now();
let apartWhenMeasuredMs = 0;
let measuring = false;
let watching = false;

const watchMs = 2_000;
const jumpMs = 500;
const timeoutMs = 4_000;
/** An answer that took longer may have been under way much longer one way than the other. */
const quickMs = 300;
const mostTries = 3;

/** Now by the server's clock, in milliseconds since 1970; by this device's until the server was reached. */
export function serverNowMs(): number {
  watch();
  return (originMs.value ?? apartMs()) + performance.now();
}

/** Takes the server's clock from what it said. */
export function setClock({ serverMs, atMs }: Health): void {
  if (!Number.isFinite(serverMs)) return;
  originMs.value = serverMs - atMs;
  apartWhenMeasuredMs = apartMs();
}

/** Asks the server for its clock; where it does not answer, what was known stays. */
export async function measureClock(): Promise<void> {
  if (measuring) return;
  measuring = true;
  let best: Health | null = null;
  for (let tries = 0; tries < mostTries && (best === null || best.tookMs > quickMs); tries += 1) {
    const health = await askHealth(timeoutMs);
    if (health === null) break;
    if (best === null || health.tookMs < best.tookMs) best = health;
  }
  measuring = false;
  if (best !== null) setClock(best);
}

/** From the first time that anybody asks, for as long as the page is there. */
function watch(): void {
  if (watching) return;
  watching = true;
  void measureClock();
  onWake(() => void measureClock());
  setInterval(() => {
    if (originMs.value === null || Math.abs(apartMs() - apartWhenMeasuredMs) > jumpMs) void measureClock();
  }, watchMs);
}
