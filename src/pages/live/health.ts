// The server's health is asked over HTTP, because browsers delay a websocket to a host that failed, and not a request.

/** The server's answer at /health. */
export interface Health {
  /** Whether it takes clients: it is ready or degraded. A server that is stopping does not. */
  readonly isThere: boolean;
  /** The server's clock in milliseconds since 1970, when performance.now() was `atMs`, in the middle between question and answer. */
  readonly serverMs: number;
  readonly atMs: number;
  readonly tookMs: number;
}

interface Said {
  readonly status?: unknown;
  readonly now?: unknown;
}

/** Asks for the server's health; null where nothing answers in time, or something else does, such as a proxy with pages of its own. */
export async function askHealth(timeoutMs: number): Promise<Health | null> {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), timeoutMs);
  const beganMs = performance.now();
  try {
    const response = await fetch(`${location.protocol}//${location.host}/health`, {
      cache: 'no-store',
      signal: giveUp.signal,
    });
    const answeredMs = performance.now();
    const { status, now } = (await response.json()) as Said;
    if (status !== 'ready' && status !== 'degraded' && status !== 'draining') return null;
    if (typeof now !== 'string') return null;
    return {
      isThere: response.ok && status !== 'draining',
      serverMs: Date.parse(now),
      atMs: (beganMs + answeredMs) / 2,
      tookMs: answeredMs - beganMs,
    };
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}
