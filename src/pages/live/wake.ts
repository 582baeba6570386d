// When a page may have missed something: nothing tells it that the device slept, so its clocks are compared.

const tickMs = 2_000;
/** The device's clock and performance.now(), which stands still on some devices while they sleep, are apart by so much more. */
const jumpMs = 500;
/** A tick of a page that is in sight comes so late: the device slept, and both clocks went on. */
const lateMs = 5_000;

const wakes = new Set<() => void>();
const apartMs = () => Date.now() - performance.now();
let listening = false;

/**
 * Calls when the page comes to be seen or out of the back-forward cache, when the device has a network again, when it slept, and
 * when its clock was set. Returns what ends it.
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
  // Of the document; it bubbles.
  window.addEventListener('visibilitychange', () => isSeen() && wakeAll());
  let formerApartMs = apartMs();
  let formerMs = performance.now();
  setInterval(() => {
    const jumped = Math.abs(apartMs() - formerApartMs) > jumpMs;
    // Browsers let pages out of sight tick seldom.
    const late = isSeen() && performance.now() - formerMs > tickMs + lateMs;
    formerApartMs = apartMs();
    formerMs = performance.now();
    if (jumped || late) wakeAll();
  }, tickMs);
}
