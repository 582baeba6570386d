import type { MachineClock } from '../../src/clerk/time.ts';

/** A machine's clock in the test's hands. */
export interface TestClock extends MachineClock {
  /** Time passes: both clocks go on. */
  pass(ms: number): void;
  /** The clock that can be set is set, or the machine slept: it alone goes on, or with a minus back. */
  jump(ms: number): void;
}

/** This machine's clock, from here on with what the test does to it. */
export function runningClock(): TestClock {
  return clockFrom(
    () => Date.now(),
    () => performance.now(),
  );
}

/** Stands still unless the test moves it. */
export function standingClock(startMs: number): TestClock {
  return clockFrom(
    () => startMs,
    () => startMs,
  );
}

function clockFrom(wallMs: () => number, monotonicMs: () => number): TestClock {
  let passedMs = 0;
  let jumpedMs = 0;
  return {
    wallMs: () => wallMs() + passedMs + jumpedMs,
    monotonicMs: () => monotonicMs() + passedMs,
    pass(ms) {
      passedMs += ms;
    },
    jump(ms) {
      jumpedMs += ms;
    },
  };
}
