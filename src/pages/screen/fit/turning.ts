import { useEffect, useState } from 'preact/hooks';

/** Which of so many is shown: the next one every so often. Turning is no animation; it stays where motion is not wanted. */
export function useTurn(count: number, intervalMs: number): number {
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (count < 2) return;
    const timer = setInterval(() => setTurn((former) => former + 1), intervalMs);
    return () => clearInterval(timer);
  }, [count, intervalMs]);
  return count === 0 ? 0 : turn % count;
}
