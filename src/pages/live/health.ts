// Asked over HTTP, because browsers hold back a websocket to a host that failed, and not a request.

/** What the server said at /health. */
export interface Health {
  /** That it takes who comes: ready, or degraded. One that is stopping does not. */
  readonly isThere: boolean;
  /** Its clock, in milliseconds since 1970, when performance.now() was `atMs`, the middle of the round trip. */
  readonly serverMs: number;
  readonly atMs: number;
  readonly tookMs: number;
}

interface Said {
  readonly status?: unknown;
  readonly now?: unknown;
}

/** Null where nobody answers in time, or somebody else does: a proxy in between has pages of its own. */
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
