import { useEffect, useState } from 'preact/hooks';

/**
 * Returns which of `count` things is shown, and goes to the next one after each interval. This is not an animation, so it goes on where people want less
 * motion.
 */
export function useTurn(count: number, intervalMs: number): number {
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (count < 2) return;
    const timer = setInterval(() => setTurn((former) => former + 1), intervalMs);
    return () => clearInterval(timer);
  }, [count, intervalMs]);
  return count === 0 ? 0 : turn % count;
}
