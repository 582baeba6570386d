const firstMs = 800;
const maxMs = 4_000;
const minPart = 0.1;

/**
 * Returns how long to wait before the next attempt: longer each time, and spread widely by `chance` (0 to 1), because the devices of a room that lost the
 * server together must not come back together.
 */
export function backoffMs(retries: number, chance: number): number {
  const limitMs = Math.min(firstMs * 2 ** Math.min(retries, 10), maxMs);
  return limitMs * (minPart + (1 - minPart) * chance);
}
