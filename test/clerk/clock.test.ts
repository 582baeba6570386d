import { expect, onTestFinished, test, vi } from 'vitest';
import { RoundClock } from '../../src/clerk/clock.ts';

test('[R24] a machine that slept, or a clock that was set, is noticed within a second', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  let nowMs = 1_000_000;
  const rung: string[] = [];
  const clock = new RoundClock(
    () => nowMs,
    (_, roundId) => rung.push(roundId),
  );
  clock.set('ses', 'rnd', nowMs + 600_000);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(rung).toEqual([]);
  nowMs += 600_000;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(rung).toEqual(['rnd']);
  clock.stop();
});
