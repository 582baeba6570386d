import { signal } from '@preact/signals';

// Rounds close by the server's clock; a laptop's own may be minutes off.

/** The server's clock less this device's, in milliseconds, to a second; 0 until it is known. */
const aheadMs = signal(0);
let asked = false;

export function serverNowMs(): number {
  if (!asked) {
    asked = true;
    void measure();
  }
  return Date.now() + aheadMs.value;
}

/** Every answer says when it was made. */
async function measure(): Promise<void> {
  try {
    const before = Date.now();
    const { headers } = await fetch('/health', { cache: 'no-store' });
    const saidMs = Date.parse(headers.get('date') ?? '');
    const ownMs = (before + Date.now()) / 2;
    // The header is cut to the second: half of one is its middle.
    if (Number.isFinite(saidMs))
      aheadMs.value = Math.abs(saidMs + 500 - ownMs) < 1_000 ? 0 : saidMs + 500 - ownMs;
  } catch {
    asked = false;
  }
}
