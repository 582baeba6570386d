const firstMs = 800;
const longestMs = 4_000;
const leastPart = 0.1;

/**
 * How long to wait before the next attempt: longer each time, and spread widely by `chance` (0 to 1), so that a room which is cut
 * off at once does not come back at once.
 */
export function pauseMs(retries: number, chance: number): number {
  const mostMs = Math.min(firstMs * 2 ** Math.min(retries, 10), longestMs);
  return mostMs * (leastPart + (1 - leastPart) * chance);
}
