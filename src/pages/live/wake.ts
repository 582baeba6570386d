// When a page may have missed something. Nothing tells a page that the device slept, so it compares clocks.

const tickMs = 2_000;
/** How far the device's clock and performance.now() must have moved apart. On some devices performance.now() stands still during sleep. */
const jumpMs = 500;
/** How late a tick of a visible page must be. Then the device slept, and both clocks went on. */
const lateMs = 5_000;

const wakes = new Set<() => void>();
const apartMs = () => Date.now() - performance.now();
let listening = false;

/**
 * Calls `wake` when the page becomes visible or comes out of the back-forward cache, when the device has a network again, when it slept, and when its clock was
 * set. Returns a function that ends this.
 */
export function onWake(wake: () => void): () => void {
  wakes.add(wake);
  if (!listening) listen();
  return () => void wakes.delete(wake);
}

const isSeen = () => document.visibilityState === 'visible';

function wakeAll(): void {
  for (const wake of wakes) wake();
}

function listen(): void {
  listening = true;
  window.addEventListener('online', wakeAll);
  window.addEventListener('pageshow', wakeAll);
  // This event is the document's, and bubbles.
  window.addEventListener('visibilitychange', () => isSeen() && wakeAll());
  let formerApartMs = apartMs();
  let formerMs = performance.now();
  setInterval(() => {
    const jumped = Math.abs(apartMs() - formerApartMs) > jumpMs;
    // Browsers let hidden pages tick seldom.
    const late = isSeen() && performance.now() - formerMs > tickMs + lateMs;
    formerApartMs = apartMs();
    formerMs = performance.now();
    if (jumped || late) wakeAll();
  }, tickMs);
}
